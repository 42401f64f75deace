"""Make the six font files of the notices from their sources; run by hand, never at run time.

The sources and the commands that fetch them are listed in docs/fonts.md. Two runs with the same
sources and the same fontTools give the same bytes. Nothing else of the program imports this file.
"""

import argparse
import hashlib
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fontTools import subset
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont, newTable
from fontTools.ttLib.tables._g_l_y_f import GlyphCoordinates

HERE = Path(__file__).parent
# 2026-01-01T00:00:00Z in seconds since 1904: the same bytes whenever the script runs.
FIXED_TIME = 3_850_070_400
CURVE_ERROR = 2.0  # units of 1000 an em when cubic outlines become quadratic; 0.011 mm at 16 pt
POINT_ERROR = 1.5  # how far an on-curve point may move when it is left to be implied
# Latin with accents, Greek, punctuation, letter-like signs, numerals, arrows, mathematics, circled
# numbers, boxes and shapes, Chinese punctuation, units, full-width forms.
SIGN_RANGES = (
    (0x0020, 0x017F),
    (0x0391, 0x03C9),
    (0x2010, 0x205E),
    (0x20A0, 0x20BF),
    (0x2100, 0x218B),
    (0x2190, 0x2193),
    (0x2200, 0x226F),
    (0x2460, 0x249B),
    (0x25A0, 0x25CF),
    (0x2605, 0x2606),
    (0x2713, 0x2717),
    (0x3000, 0x3017),
    (0x3220, 0x3229),
    (0x3380, 0x33DF),
    (0xFF01, 0xFFE5),
)
OFL = "This Font Software is licensed under the SIL Open Font License, Version 1.1."
GPL = "GNU General Public License version 3 or later, with the GPL font exception."


@dataclass(frozen=True)
class Recipe:
    """One font of ours: its family name, its file, where it comes from and what it keeps."""

    family: str
    file_name: str
    source: Path
    keeps: Callable[[set[int]], set[int]]
    copyright: str
    licence: str
    is_narrow: bool = False


def is_han(code: int) -> bool:
    """Tell whether a code point is a Chinese character."""
    return 0x3400 <= code < 0x4DC0 or 0x4E00 <= code < 0xA000 or 0x20000 <= code < 0x33480


def is_hangul(code: int) -> bool:
    """Tell whether a code point belongs to Korean writing, which no notice uses."""
    return 0x1100 <= code < 0x1200 or 0x3130 <= code < 0x3190 or 0xAC00 <= code < 0xD7B0


def gb2312_han(last_row: int = 0xF7) -> set[int]:
    """Return the 6,763 characters of GB/T 2312, or its first 3,755 if the last row is 0xD7."""
    rows = range(0xB0, last_row + 1)
    pairs = (bytes([high, low]) for high in rows for low in range(0xA1, 0xFF))
    return {ord(text) for pair in pairs if (text := pair.decode("gb2312", errors="ignore"))}


def code_points(path: Path) -> set[int]:
    """Return every code point a font file covers."""
    with TTFont(path, lazy=True) as font:
        return set(font.getBestCmap())


def signs(covered: set[int]) -> set[int]:
    """Keep the letters, digits, punctuation and symbols that notices print."""
    return {code for code in covered if any(low <= code <= high for low, high in SIGN_RANGES)}


def latin(covered: set[int]) -> set[int]:
    """Keep what an English text needs."""
    return {code for code in signs(covered) if code < 0x2100}


def common(covered: set[int]) -> set[int]:
    """Keep the signs and the 6,763 characters of GB/T 2312."""
    return signs(covered) | (covered & gb2312_han())


def frequent(covered: set[int]) -> set[int]:
    """Keep the signs and the 3,755 frequent characters of GB/T 2312."""
    return signs(covered) | (covered & gb2312_han(0xD7))


def recipes(sources: argparse.Namespace) -> list[Recipe]:
    """List the six fonts in the order in which they fall back to each other."""
    fang = common(code_points(sources.fang))
    rare = code_points(sources.rare)
    regular = sources.serif / "400Regular/NotoSerifSC_400Regular.ttf"
    serif = code_points(regular)

    def beyond_fang(covered: set[int]) -> set[int]:
        """Keep all signs, the rest of the main block, and of the extensions what people use."""
        main = {code for code in covered if 0x4E00 <= code < 0xA000}
        used_extensions = {code for code in covered & rare if is_han(code)}
        other = {code for code in covered if not is_han(code) and not is_hangul(code)}
        return other | ((main | used_extensions) - fang)

    def beyond_serif(covered: set[int]) -> set[int]:
        """Keep the characters that no other font of ours has."""
        return {code for code in covered if is_han(code)} - serif - fang

    noto = "(c) 2017-2024 Adobe (http://www.adobe.com/)."
    noto_sans = "(c) 2014-2021 Adobe, with Reserved Font Name 'Source'."
    fandol = "Copyright (c) 2012-2013, the Fandol team."
    klee = "Copyright 2021-2023 LXGW; copyright 2020 The Klee Project Authors."
    black = sources.serif / "800ExtraBold/NotoSerifSC_800ExtraBold.ttf"
    medium = sources.sans / "500Medium/NotoSansSC_500Medium.ttf"
    return [
        Recipe("CX Fang", "CXFang.ttf", sources.fang, common, fandol, GPL),
        Recipe("CX Title", "CXTitle.ttf", black, common, noto, OFL),
        Recipe("CX Hei", "CXHei.ttf", medium, frequent, noto_sans, OFL),
        Recipe("CX Full", "CXFull.ttf", regular, beyond_fang, noto, OFL),
        Recipe("CX Latin", "CXLatin.ttf", regular, latin, noto, OFL, is_narrow=True),
        Recipe("CX Rare", "CXRare.ttf", sources.rare, beyond_serif, klee, OFL),
    ]


def narrow(font: Any) -> None:
    """Map quotation marks and dots to their Latin width instead of the width of a character."""
    table = font["GSUB"].table
    features = table.FeatureList.FeatureRecord
    widths = next(record.Feature for record in features if record.FeatureTag == "pwid")
    narrowed: dict[str, str] = {}
    for number in widths.LookupListIndex:
        for part in table.LookupList.Lookup[number].SubTable:
            narrowed |= getattr(part, "ExtSubTable", part).mapping
    for subtable in font["cmap"].tables:
        for code in (0x2018, 0x2019, 0x201C, 0x201D, 0x2026):
            if (glyph := getattr(subtable, "cmap", {}).get(code)) in narrowed:
                subtable.cmap[code] = narrowed[glyph]


def keep_only(font: Any, codes: Collection[int]) -> None:
    """Reduce a font to some code points, with Latin kerning and nothing else of its layout."""
    options = subset.Options(
        hinting=False,
        layout_features=["kern"],
        layout_scripts=["latn", "DFLT"],
        name_IDs=[],
        notdef_outline=True,
        glyph_names=False,
        legacy_cmap=False,
        recalc_timestamp=False,
        drop_tables=["BASE", "GSUB", "GDEF", "STAT", "VORG", "vhea", "vmtx", "gasp", "DSIG"],
    )
    subsetter = subset.Subsetter(options=options)
    subsetter.populate(unicodes=sorted(codes))
    subsetter.subset(font)


def imply_points(glyph: Any) -> None:
    """Leave out on-curve points that lie, within the allowed error, midway between two handles."""
    points, flags, ends = list(glyph.coordinates), list(glyph.flags), glyph.endPtsOfContours
    starts = [0, *(end + 1 for end in ends[:-1])]
    kept: list[int] = []
    new_ends = []
    for start, end in zip(starts, ends, strict=True):
        size = end - start + 1
        kept.append(start)
        for index in range(start + 1, end + 1):
            before = start + (index - start - 1) % size
            after = start + (index - start + 1) % size
            if not is_implied(points, flags, (before, index, after)):
                kept.append(index)
        new_ends.append(len(kept) - 1)
    glyph.coordinates = GlyphCoordinates([points[index] for index in kept])
    glyph.flags = bytearray(flags[index] for index in kept)
    glyph.endPtsOfContours = new_ends


def is_implied(points: Sequence[Any], flags: Sequence[int], three: tuple[int, int, int]) -> bool:
    """Tell whether the middle one of three points may be left to be implied."""
    before, index, after = three
    if not flags[index] & 1 or flags[before] & 1 or flags[after] & 1:
        return False
    (ax, ay), (x, y), (bx, by) = points[before], points[index], points[after]
    return bool(max(abs((ax + bx) / 2 - x), abs((ay + by) / 2 - y)) <= POINT_ERROR)


def to_glyf(font: Any) -> None:
    """Turn cubic outlines (CFF) into quadratic ones (glyf); see notices about CID fonts."""
    glyph_set = font.getGlyphSet()
    glyphs = {}
    for name in font.getGlyphOrder():
        pen = TTGlyphPen(None)
        glyph_set[name].draw(Cu2QuPen(pen, CURVE_ERROR, reverse_direction=True))
        glyphs[name] = pen.glyph()
        if glyphs[name].numberOfContours > 0:
            imply_points(glyphs[name])
    glyf = newTable("glyf")
    glyf.glyphOrder = font.getGlyphOrder()
    glyf.glyphs = glyphs
    font["loca"] = newTable("loca")
    font["glyf"] = glyf
    maxp = font["maxp"]
    maxp.tableVersion = 0x00010000
    zero = (
        "maxTwilightPoints maxStorage maxFunctionDefs maxInstructionDefs maxStackElements "
        "maxSizeOfInstructions maxComponentElements maxComponentDepth"
    )
    for attribute in zero.split():
        setattr(maxp, attribute, 0)
    maxp.maxZones = 1
    del font["CFF "]
    font.sfntVersion = "\x00\x01\x00\x00"


def rename(font: Any, recipe: Recipe) -> None:
    """Give the font a name of its own, as both licences ask of changed fonts."""
    post_script = recipe.family.replace(" ", "") + "-Regular"
    names = {
        0: recipe.copyright,
        1: recipe.family,
        2: "Regular",
        3: f"1.000;{post_script}",
        4: recipe.family,
        5: "Version 1.000",
        6: post_script,
        13: recipe.licence,
    }
    table = newTable("name")
    table.names = []
    for number, text in sorted(names.items()):
        table.setName(text, number, 3, 1, 0x409)
    font["name"] = table


def even_out(font: Any) -> None:
    """Give every font the same box (880 over, 120 under the line), one style and fixed times."""
    head, os2, hhea, post = (font[tag] for tag in ("head", "OS/2", "hhea", "post"))
    head.created = head.modified = FIXED_TIME
    head.fontRevision = 1.0
    head.macStyle = 0
    os2.usWeightClass, os2.usWidthClass, os2.fsType = 400, 5, 0
    os2.fsSelection = 0x40
    os2.sTypoAscender, os2.sTypoDescender, os2.sTypoLineGap = 880, -120, 0
    os2.usWinAscent, os2.usWinDescent = 880, 120
    hhea.ascent, hhea.descent, hhea.lineGap = 880, -120, 0
    post.formatType = 3.0


def make(recipe: Recipe, folder: Path) -> Path:
    """Make one font file and return its path."""
    font = TTFont(recipe.source, recalcTimestamp=False)
    if recipe.is_narrow:
        narrow(font)
    keep_only(font, recipe.keeps(set(font.getBestCmap())))
    if "CFF " in font:
        to_glyf(font)
    rename(font, recipe)
    even_out(font)
    target = folder / recipe.file_name
    font.save(target)
    return target


def main() -> None:
    """Read where the sources are, make all fonts, and write their sums."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--serif", type=Path, required=True, help="unpacked noto-serif-sc package")
    parser.add_argument("--sans", type=Path, required=True, help="unpacked noto-sans-sc package")
    parser.add_argument("--fang", type=Path, required=True, help="FandolFang-Regular.otf")
    parser.add_argument("--rare", type=Path, required=True, help="LXGWWenKai-Regular.ttf")
    parser.add_argument("--out", type=Path, default=HERE)
    arguments = parser.parse_args()
    made = [make(recipe, arguments.out) for recipe in recipes(arguments)]
    sums = [f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n" for path in made]
    (arguments.out / "SHA256SUMS").write_text("".join(sums), encoding="ascii")


if __name__ == "__main__":
    main()
