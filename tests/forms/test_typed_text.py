"""What a person types is brought to one form, and what cannot be kept is known."""

import pytest

from forms.typed_text import has_unusable, is_blank, normalise_text, without_unusable


def test_line_ends_and_accents_come_in_one_form() -> None:
    assert normalise_text("a\r\nb\rc e\u0301") == "a\nb\nc é"


@pytest.mark.parametrize("sign", ["\x00", "\x1b", "\x7f", "\x85", "\ufffd", "\uffff"])
def test_control_characters_and_broken_bytes_cannot_be_kept(sign: str) -> None:
    assert has_unusable(f"好{sign}的")
    assert without_unusable(f"好{sign}的") == "好的"


def test_half_a_character_cannot_be_kept() -> None:
    assert without_unusable("好\ud800") == "好"


@pytest.mark.parametrize(
    "text", ["你好\n世界\t。", "مرحبا", "\u202e反", "👨‍👩‍👧‍👦", "<script>", "=SUM(A1)"]
)
def test_every_other_text_is_kept_as_it_was_written(text: str) -> None:
    assert not has_unusable(text)
    assert without_unusable(text) == text


@pytest.mark.parametrize("text", ["", " ", "\u3000\u3000", "\u200b", " \n\t\ufeff\u2060"])
def test_what_cannot_be_seen_is_blank(text: str) -> None:
    assert is_blank(text)


def test_one_visible_sign_is_not_blank() -> None:
    assert not is_blank("\u3000。\u200b")
