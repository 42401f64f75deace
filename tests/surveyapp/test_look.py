"""The style sheets keep their promises: contrast in both modes, small files, nothing inline."""

import re

import pytest

from surveyapp.config import ROOT

CSS = ROOT / "surveyapp" / "static" / "css"
TEXT_PAIRS = [
    ("ink", "paper"), ("ink-soft", "paper"), ("ink", "wash"), ("ink-soft", "wash"),
    ("link", "paper"), ("link", "wash"), ("on-accent", "accent"), ("on-accent", "accent-hover"),
    ("good", "good-wash"), ("wait", "wait-wash"), ("bad", "bad-wash"), ("off", "off-wash"),
    ("good", "paper"), ("bad", "paper"), ("ink", "bad-wash"), ("ink", "wait-wash"),
]  # fmt: skip
CONTROL_PAIRS = [("line-strong", "paper"), ("focus", "paper"), ("accent", "paper")]


def _tokens(mode: str) -> dict[str, str]:
    """Return the colours of a mode; dark changes only some of the light ones."""
    text = (CSS / "app.css").read_text("utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", text, flags=re.DOTALL)[:2]
    chosen = light if mode == "light" else light + dark
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", chosen))


def _luminance(colour: str) -> float:
    """Return the relative luminance of WCAG 2.2."""
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_words_stand_out_by_four_and_a_half_and_controls_by_three(mode: str) -> None:
    tokens = _tokens(mode)
    words = {pair: _contrast(tokens[pair[0]], tokens[pair[1]]) for pair in TEXT_PAIRS}
    controls = {pair: _contrast(tokens[pair[0]], tokens[pair[1]]) for pair in CONTROL_PAIRS}
    assert {pair: ratio for pair, ratio in words.items() if ratio < 4.5} == {}
    assert {pair: ratio for pair, ratio in controls.items() if ratio < 3} == {}


def test_style_sheets_stay_small_and_fetch_nothing() -> None:
    sheets = {path.name: path.read_text("utf-8") for path in CSS.glob("*.css")}
    assert len((sheets["app.css"] + sheets["respond.css"]).encode()) <= 25 * 1024
    for name, text in sheets.items():
        assert "url(" not in text, name
        assert "@import" not in text, name


def test_templates_hold_no_inline_style_or_script() -> None:
    for path in (ROOT / "templates").rglob("*.html"):
        if "notices" in path.parts:  # printed by the PDF engine, served to nobody
            continue
        text = path.read_text("utf-8")
        assert not re.search(r"<style|\sstyle=|\son\w+=|javascript:", text), path.name
        for script in re.findall(r"<script[^>]*>[^<]*", text):
            assert "src=" in script, path.name
            assert script.endswith(">"), path.name
