"""Our own fonts: where they lie, how they are called, and which characters they have."""

from collections.abc import Iterable
from functools import cache
from pathlib import Path
from unicodedata import name

from fontTools.ttLib import TTFont

from surveyapp.pdf.failures import GlyphsMissing, WrongFont

FONT_FOLDER = Path(__file__).resolve().parent.parent / "fonts"
FONT_FILES = {
    "CX Fang": "CXFang.ttf",
    "CX Title": "CXTitle.ttf",
    "CX Hei": "CXHei.ttf",
    "CX Full": "CXFull.ttf",
    "CX Latin": "CXLatin.ttf",
    "CX Rare": "CXRare.ttf",
}
LINE_BREAKS = frozenset("\n\r\t")


@cache
def covered_characters() -> frozenset[str]:
    """Return every character that at least one of our fonts can print.

    Raises `WrongFont` when a font file is missing.
    """
    missing = [file for file in FONT_FILES.values() if not (FONT_FOLDER / file).is_file()]
    if missing:
        raise WrongFont(fonts=", ".join(missing))
    covered: set[str] = set()
    for file in FONT_FILES.values():
        with TTFont(FONT_FOLDER / file, lazy=True) as font:
            covered.update(map(chr, font.getBestCmap()))
    return frozenset(covered)


def require_printable(texts: Iterable[str]) -> None:
    """Raise `GlyphsMissing`, naming each character of the texts that no font of ours has.

    Invisible characters that change the reading order are none of ours either, so a name cannot
    be printed otherwise than it is stored.
    """
    seen: set[str] = set().union(*texts)
    missing = sorted(seen - covered_characters() - LINE_BREAKS)
    if missing:
        raise GlyphsMissing(characters=", ".join(map(_spelled, missing)))


def _spelled(character: str) -> str:
    """Spell a character so that a person can find it in the text."""
    shown = character if character.isprintable() else name(character, "")
    return f"U+{ord(character):04X} {shown}".rstrip()
