"""Signs are counted as their reader sees them (cases of Unicode Standard Annex #29)."""

import pytest

from forms.graphemes import count_graphemes


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("", 0),
        ("成效", 2),
        ("e\u0301", 1),
        ("👨‍👩‍👧‍👦", 1),
        ("👍🏽", 1),
        ("🇨🇳🇫🇷", 2),
        ("🇨🇳🇫", 2),
        ("🏴\U000e0067\U000e0062\U000e0065\U000e006e\U000e0067\U000e007f", 1),
        ("\r\n", 1),
        ("\n\n", 2),
        ("각", 1),
        ("\u1100\u1161\u11a8", 1),
        ("a\u200db", 2),
        ("☂️", 1),
        ("𠮷", 1),
    ],
)
def test_a_text_has_as_many_signs_as_its_reader_sees(text: str, count: int) -> None:
    assert count_graphemes(text) == count


def test_two_thousand_families_are_two_thousand_signs() -> None:
    assert count_graphemes("👨‍👩‍👧‍👦" * 2000) == 2000
