"""The catalogues: every sentence is written in Chinese and has an English one beside it."""

import ast
from collections.abc import Iterator
from configparser import ConfigParser
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from flask import Flask
from flask_babel import Babel
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, SelectField, TimeField
from wtforms.fields import SelectChoice

ROOT = Path(__file__).resolve().parent.parent
TRANSLATIONS = ROOT / "surveyapp" / "translations"
ENGLISH = TRANSLATIONS / "en" / "LC_MESSAGES"
FOLDERS = ("surveyapp", "forms", "templates")
METHODS = [("**.py", "python"), ("**.html", "jinja2")]
KEYWORDS = {**DEFAULT_KEYWORDS, "marked": None, "_l": None}
"""What the command in the README extracts: Babel's own marks (`_`, `N_`, `ngettext`) and ours."""


def _texts(message: object) -> tuple[str, ...]:
    return (message,) if isinstance(message, str) else tuple(map(str, message))  # type: ignore[call-overload]


@cache
def _sentences() -> dict[tuple[str, ...], str]:
    found: dict[tuple[str, ...], str] = {}
    for folder in FOLDERS:
        rows = extract_from_dir(
            str(ROOT / folder), method_map=METHODS, keywords=KEYWORDS, callback=None
        )
        for name, line, message, _comments, _context in rows:
            if message:
                found.setdefault(_texts(message), f"{folder}/{name}:{line}")
    return found


def _catalogue() -> Catalog:
    with (ENGLISH / "messages.po").open("rb") as file:
        return read_po(file, locale="en")


def _english() -> Iterator[Message]:
    return (message for message in _catalogue() if message.id)


def _placeholders(text: str) -> set[str]:
    return {part.split(")")[0] for part in text.split("%(")[1:]}


def test_every_sentence_has_its_english() -> None:
    known = {_texts(message.id) for message in _english() if all(_texts(message.string))}
    missing = [f"{place}: {text}" for text, place in _sentences().items() if text not in known]
    assert not missing, "\n".join(missing)


def test_no_english_sentence_is_guessed_or_left_over() -> None:
    sentences = _sentences()
    for message in _english():
        assert not message.fuzzy, message.id
        assert _texts(message.id) in sentences, f"no page says it any more: {message.id}"
    assert not _catalogue().obsolete


def test_placeholders_are_the_same_in_both_languages() -> None:
    for message in _english():
        expected = _placeholders(_texts(message.id)[0])
        for text in _texts(message.string):
            assert _placeholders(text) == expected, message.id


def test_both_languages_use_percent_signs_alike() -> None:
    for message in _english():
        for text in (*_texts(message.id), *_texts(message.string)):
            left = text.replace("%%", "")
            assert left.count("%") == left.count("%("), message.id


def test_no_chinese_is_left_in_the_english() -> None:
    for message in _english():
        for text in _texts(message.string):
            assert not any(sign >= "\u3000" for sign in text), text


def test_the_compiled_catalogue_is_in_step() -> None:
    compiled = BytesIO()
    write_mo(compiled, _catalogue())
    assert compiled.getvalue() == (ENGLISH / "messages.mo").read_bytes(), "compile it again"


def test_the_command_of_the_readme_extracts_what_is_checked_here() -> None:
    told = (ROOT / "README.md").read_text(encoding="utf-8")
    assert "-F surveyapp/translations/babel.cfg -k marked -k _l" in told
    mapping = ConfigParser()
    mapping.read_string("[all]\n" + (TRANSLATIONS / "babel.cfg").read_text(encoding="utf-8"))
    assert {name.split("/")[0].split(": ")[1] for name in mapping.sections()[1:]} == set(FOLDERS)


@pytest.mark.parametrize("name", ["surveyapp", "forms", "templates"])
def test_source_sentences_are_chinese(name: str) -> None:
    for text, place in _sentences().items():
        if place.startswith(name):
            assert any(sign >= "\u3000" for sign in text[0]), f"{place}: {text}"


class _BuiltIn(FlaskForm):
    """Fields whose own messages our forms let through."""

    class Meta:
        csrf = False

    choice = RadioField(choices=[SelectChoice("a", "甲")])
    option = SelectField(choices=[SelectChoice("a", "甲")])
    day = DateField()
    hour = TimeField()
    count = IntegerField()


@pytest.mark.parametrize(("locale", "is_chinese"), [("zh_CN", True), ("en", False)])
def test_the_fields_own_messages_are_in_the_language_of_the_page(
    locale: str, *, is_chinese: bool
) -> None:
    app = Flask(__name__)
    app.config["SECRET_KEY"] = "for forms"
    Babel(app, default_locale="zh_CN", locale_selector=lambda: locale)
    posted = dict.fromkeys(("choice", "option", "day", "hour", "count"), "x")
    with app.test_request_context(method="POST", data=posted):
        form = _BuiltIn()
        assert not form.validate()
        assert set(form.errors) == set(posted)
        for messages in form.errors.values():
            for text in messages:
                assert any("\u4e00" <= sign <= "\u9fff" for sign in text) == is_chinese, text


def test_every_validator_brings_its_own_message() -> None:
    for folder in ("surveyapp", "forms"):
        for path in (ROOT / folder).rglob("*.py"):
            for call in filter(_is_validator, ast.walk(ast.parse(path.read_text("utf-8")))):
                has_message = len(call.args) > POSITION[call.func.id]
                assert has_message or any(word.arg == "message" for word in call.keywords), (
                    f"{path.relative_to(ROOT)}:{call.lineno}"
                )


POSITION = {"InputRequired": 0, "DataRequired": 0, "FileRequired": 0, "Length": 2, "NumberRange": 2}
"""Validators we use, and where their message stands."""


def _is_validator(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and getattr(node.func, "id", "") in POSITION
