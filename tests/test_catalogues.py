"""The catalogues: every sentence is written in Chinese and has an English one beside it."""

from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import read_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parent.parent
ENGLISH = ROOT / "surveyapp" / "translations" / "en" / "LC_MESSAGES"
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS: dict[str, None] = dict.fromkeys(("_", "gettext", "lazy_gettext", "marked", "_l"))


def _sentences() -> dict[str, str]:
    found: dict[str, str] = {}
    for folder in ("surveyapp", "forms", "templates"):
        rows = extract_from_dir(
            str(ROOT / folder), method_map=METHODS, keywords=KEYWORDS, callback=None
        )
        for name, line, message, _comments, _context in rows:
            if isinstance(message, str) and message:
                found.setdefault(message, f"{folder}/{name}:{line}")
    return found


def _english() -> Catalog:
    with (ENGLISH / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def test_every_sentence_has_its_english() -> None:
    catalogue = _english()
    missing = {
        text: place
        for text, place in _sentences().items()
        if not (catalogue.get(text) and catalogue.get(text).string)
    }
    assert not missing, "\n".join(f"{place}: {text}" for text, place in missing.items())


def test_no_english_sentence_is_guessed_or_left_over() -> None:
    sentences = _sentences()
    for message in _english():
        if message.id:
            assert not message.fuzzy, message.id
            assert message.id in sentences, f"no page says it any more: {message.id}"


def test_placeholders_are_the_same_in_both_languages() -> None:
    for message in _english():
        if isinstance(message.id, str) and message.id:
            names = {part.split(")")[0] for part in message.id.split("%(")[1:]}
            english = {part.split(")")[0] for part in str(message.string).split("%(")[1:]}
            assert names == english, message.id


def test_the_compiled_catalogue_is_in_step() -> None:
    with (ENGLISH / "messages.mo").open("rb") as file:
        compiled = read_mo(BytesIO(file.read()))
    for message in _english():
        if message.id:
            assert compiled.get(message.id), f"compile the catalogue again: {message.id}"
            assert compiled.get(message.id).string == message.string


@pytest.mark.parametrize("name", ["surveyapp", "forms"])
def test_source_sentences_are_chinese(name: str) -> None:
    for text, place in _sentences().items():
        if place.startswith(name):
            assert any("\u4e00" <= sign <= "\u9fff" for sign in text), f"{place}: {text}"
