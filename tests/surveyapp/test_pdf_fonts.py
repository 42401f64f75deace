"""The committed fonts are the intended ones, and only they come into a file."""

import hashlib
import io
import json
from pathlib import Path

import pytest
from fontTools.ttLib import TTFont
from pypdf import PdfReader

from surveyapp.notice_facts import facts_of
from surveyapp.notice_page import Language, render_notice
from surveyapp.pdf import WrongFont, engine
from surveyapp.pdf.typefaces import FONT_FILES, FONT_FOLDER, covered_characters

FACTS = facts_of(json.loads((Path(__file__).parents[1] / "data/notice_facts.json").read_text()))
MOST_BYTES = 19_000_000
NAMES_ON_PAPER = {family.replace(" ", "-") for family in FONT_FILES}


def test_every_font_file_has_the_sum_its_maker_wrote() -> None:
    lines = (FONT_FOLDER / "SHA256SUMS").read_text("ascii").splitlines()
    sums = dict(reversed(line.split()) for line in lines)
    found = {
        path.name: hashlib.sha256(path.read_bytes()).hexdigest()
        for path in FONT_FOLDER.glob("*.ttf")
    }
    assert found == sums
    assert set(found) == set(FONT_FILES.values())


def test_the_fonts_together_stay_small() -> None:
    assert sum(path.stat().st_size for path in FONT_FOLDER.glob("*.ttf")) < MOST_BYTES


@pytest.mark.parametrize(("family", "file"), FONT_FILES.items())
def test_a_font_is_truetype_static_free_to_embed_and_called_by_a_name_of_its_own(
    family: str, file: str
) -> None:
    with TTFont(FONT_FOLDER / file) as font:
        assert "glyf" in font
        assert not {"CFF ", "fvar", "fpgm", "GSUB"} & set(font.keys())
        assert font["OS/2"].fsType == 0
        assert font["OS/2"].usWeightClass == 400
        assert font["name"].getDebugName(1) == family
        assert font["name"].getDebugName(0)
        assert font["name"].getDebugName(13)


def test_the_fonts_cover_the_main_block_of_chinese_and_the_signs_of_notices() -> None:
    covered = covered_characters()
    assert {chr(code) for code in range(0x4E00, 0xA000)} <= covered
    assert set("喆祎垚翀珺彧玥犇堃𠮷㛃䶮〔〕《》“”‘’—…·①⑩℃‰％²³㎡×÷±≤≥°①②Ⅰ■□✓ éüα") <= covered


@pytest.mark.parametrize(
    ("file", "licence"),
    [
        ("OFL.txt", "SIL OPEN FONT LICENSE Version 1.1"),
        ("GPL-3-with-font-exception.txt", "As a special exception, if you create a document"),
    ],
)
def test_the_licences_lie_beside_the_fonts(file: str, licence: str) -> None:
    assert licence in (FONT_FOLDER / "licences" / file).read_text("utf-8")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_notice_embeds_only_our_fonts_and_all_of_them_as_truetype(lang: Language) -> None:
    reader = PdfReader(io.BytesIO(render_notice(FACTS, lang=lang)))
    seen = set()
    for page in reader.pages:
        for font in page["/Resources"]["/Font"].values():
            descendant = font["/DescendantFonts"][0].get_object()
            assert descendant["/Subtype"] == "/CIDFontType2"
            assert "/FontFile2" in descendant["/FontDescriptor"]
            assert font["/Encoding"] == "/Identity-H"
            assert "/ToUnicode" in font
            seen.add(str(font["/BaseFont"]).split("+")[1])
    assert seen <= NAMES_ON_PAPER
    assert "CX-Fang" in seen


def test_a_font_that_is_not_ours_is_found_after_rendering(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "FONT_FILES", {"CX Full": "CXFull.ttf"})
    with pytest.raises(WrongFont) as wrong:
        render_notice(FACTS, lang="zh")
    assert wrong.value.facts["fonts"] == "CX Fang, CX Hei, CX Title"
