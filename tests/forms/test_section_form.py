"""A page's form keeps what is right, names what is missing, and refuses what no page can send."""

from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel
from werkzeug.datastructures import MultiDict

from forms.instrument import DONT_KNOW, Item, Option, Section, Text
from forms.section_form import MOST_SIGNS, SectionForm, section_form

FIVE = tuple(Option(value, Text(f"{value}分", f"{value} points")) for value in range(1, 6))
TWO = (Option("a", Text("甲")), Option("b", Text("乙")))
PAGE = Section(
    "one",
    (
        Item(
            "A1",
            "likert5",
            Text("好", "Good"),
            options=FIVE,
            dont_know=Text("不了解", "Don't know"),
            is_required=True,
        ),
        Item("A2", "likert5", Text("坏"), options=FIVE, is_required=True),
        Item("B1", "single", Text("身份"), options=TWO),
        Item("C1", "open", Text("建议")),
    ),
)
GROUP = Section(
    "who",
    (
        Item(
            "P1",
            "single",
            Text("身份"),
            options=TWO,
            is_required=True,
            is_group_question=True,
        ),
    ),
)


@pytest.fixture(autouse=True)
def request_context() -> Iterator[None]:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="only for tests", WTF_CSRF_ENABLED=False)
    Babel(app, default_locale="zh_CN")
    with app.test_request_context(method="POST"):
        yield


def _posted(*pairs: tuple[str, str], section: Section = PAGE, **options: object) -> SectionForm:
    made = section_form(section, language="zh_CN", **options)  # type: ignore[arg-type]
    form = made(formdata=MultiDict(pairs))
    form.validate()
    return form


def test_answers_come_as_numbers_codes_and_words() -> None:
    form = _posted(("A1", "4"), ("A2", "1"), ("B1", "b"), ("C1", " 早一点 \r\n谢谢 "))
    assert form.errors == {}
    assert form.answers == {"A1": 4, "A2": 1, "B1": "b", "C1": "早一点 \n谢谢"}


def test_dont_know_is_kept_apart_from_not_answered() -> None:
    form = _posted(("A1", DONT_KNOW), ("A2", "3"), ("C1", "\u3000\u200b "))
    assert form.answers == {"A1": DONT_KNOW, "A2": 3}
    assert form.errors == {}


def test_dont_know_is_no_answer_where_it_is_not_offered() -> None:
    assert [f.name for f in _posted(("A1", "1"), ("A2", DONT_KNOW)).wrong_fields] == ["A2"]


def test_a_required_item_is_asked_once_more_and_then_may_be_left() -> None:
    first = _posted(("A1", "4"))
    assert [field.name for field in first.missing_fields] == ["A2"]
    assert first.wrong_fields == []
    assert first.missing_fields[0].errors == ["第 2 题还没有选"]
    again = _posted(("A1", "4"), is_asked_again=True)
    assert again.errors == {}
    assert again.answers == {"A1": 4}


def test_the_group_question_cannot_be_left() -> None:
    form = _posted(section=GROUP, is_asked_again=True)
    assert [field.name for field in form.missing_fields] == ["P1"]


@pytest.mark.parametrize(
    "value", ["0", "6", "-1", "1 OR 1=1", "4 ", "４", "4.0", "1e400", "NaN", "9" * 5000]
)
def test_a_value_that_is_no_option_is_refused(value: str) -> None:
    form = _posted(("A1", value), ("A2", "2"))
    assert [field.name for field in form.wrong_fields] == ["A1"]
    assert form.wrong_fields[0].errors == ["第 1 题的选项无效，请从下面选一项"]
    assert form.answers == {"A2": 2}


def test_a_repeated_field_is_refused_and_neither_value_taken() -> None:
    form = _posted(("A1", "4"), ("A1", "5"), ("A2", "2"), ("C1", "a"), ("C1", "b"))
    assert [field.name for field in form.wrong_fields] == ["A1", "C1"]
    assert form.answers == {"A2": 2}
    assert form.answer_fields[3].data == "a"


def test_unusable_characters_are_named_and_taken_out_of_what_comes_back() -> None:
    form = _posted(("A1", "4"), ("A2", "2"), ("C1", "早\x00一点"))
    assert form.wrong_fields[0].errors == ["第 4 题含不可用字符，已去掉，请看一看再提交"]
    assert form.answer_fields[3].data == "早一点"
    assert "C1" not in form.answers


def test_the_length_of_a_text_is_counted_as_its_writer_counts() -> None:
    family = "👨‍👩‍👧‍👦"
    assert _posted(("A1", "4"), ("A2", "2"), ("C1", family * MOST_SIGNS)).errors == {}
    long = _posted(("A1", "4"), ("A2", "2"), ("C1", family * (MOST_SIGNS + 1)))
    assert long.wrong_fields[0].errors == ["第 4 题最多 2000 字，现在是 2001 字"]
    assert long.answer_fields[3].data == family * (MOST_SIGNS + 1)


def test_fields_that_no_page_has_change_nothing() -> None:
    form = _posted(
        ("A1", "4"), ("A2", "2"), ("group_code", "staff"), ("seconds", "9999"), ("Z9", "1")
    )
    assert form.answers == {"A1": 4, "A2": 2}


def test_what_was_kept_stands_where_a_post_is_silent() -> None:
    form = _posted(("A1", "4"), kept={"A2": 5, "C1": "早一点"})
    assert form.answers == {"A1": 4, "A2": 5, "C1": "早一点"}
    assert form.cleared == []


def test_a_text_sent_empty_is_cleared() -> None:
    form = _posted(("A1", "4"), ("A2", "5"), ("C1", ""), kept={"C1": "早一点"})
    assert form.answers == {"A1": 4, "A2": 5}
    assert form.cleared == ["C1"]


def test_fields_speak_the_page_s_language_and_bear_running_numbers() -> None:
    form = section_form(PAGE, language="en", first_number=7)(formdata=None)
    first = form.answer_fields[0]
    assert (first.label.text, first.number) == ("Good", 7)
    assert [option.label.text for option in first][-2:] == ["5 points", "Don't know"]


def test_markup_and_formulas_are_words_like_any_other() -> None:
    typed = '<script>alert(1)</script> =HYPERLINK("x") "><svg onload=x>'
    assert _posted(("A1", "4"), ("A2", "2"), ("C1", typed)).answers["C1"] == typed
