"""Sheets of figures, experts and rosters as forms: what was typed comes out nested and in order."""

import pytest
from flask import Flask
from flask_babel import Babel

from forms.expert_sheet import expert_form, typed_scores
from forms.figure_sheet import Blank, figure_form, posted_rows, typed_values
from forms.roster_sheet import RosterLine, read_roster
from forms.typed_fields import LONGEST_LINE

BLANKS = (
    Blank(("A1-2", "actual"), "number", "5"),
    Blank(("A3-1", "items", "passed"), "count"),
    *(
        Blank(("A1-1", "objectives", row, column), "number")
        for row in range(3)
        for column in ("name", "target")
    ),
)


@pytest.fixture
def app() -> Flask:
    app = Flask(__name__)
    app.config.update(SECRET_KEY="x", WTF_CSRF_ENABLED=False)
    Babel(app)
    return app


def test_what_stands_already_fills_the_form(app: Flask) -> None:
    with app.test_request_context("/"):
        form = figure_form(BLANKS, seen=7)
        assert form["A1-2__actual"].data == "5"
        assert form["seen"].data == "7"


def test_blank_rows_are_left_out_and_every_value_knows_its_field(app: Flask) -> None:
    posted = {
        "A1-2__actual": " 6 ",
        "A3-1__items__passed": "1",
        "A1-1__objectives__0__name": "\u3000",
        "A1-1__objectives__2__name": "甲",
    }
    with app.test_request_context("/", method="POST", data=posted):
        values, names = typed_values(figure_form(BLANKS, seen=0), BLANKS)
    assert values == {
        "A1-2": {"actual": " 6 "},
        "A3-1": {"items": {"passed": "1"}},
        "A1-1": {"objectives": [{"name": "甲", "target": ""}]},
    }
    assert names["A1-1", "objectives", 0, "target"] == "A1-1__objectives__2__target"


def test_a_list_left_blank_is_empty(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={}):
        values, _names = typed_values(figure_form(BLANKS, seen=0), BLANKS)
    assert values["A1-1"] == {"objectives": []}


@pytest.mark.parametrize(
    "posted",
    [
        {"A1-2__actual": ["1", "2"]},
        {"A1-2__actual": "9" * (LONGEST_LINE + 1)},
        {"A1-2__actual": "1\x00"},
    ],
)
def test_a_value_sent_twice_too_long_or_unusable_is_refused(
    app: Flask, posted: dict[str, object]
) -> None:
    said = {"source": "台账", "statement": "y"}
    with app.test_request_context("/", method="POST", data={**posted, **said}):
        form = figure_form(BLANKS, seen=0)
        assert not form.validate_on_submit()
        assert list(form.errors) == ["A1-2__actual"]


def test_rows_are_counted_from_what_was_posted() -> None:
    names = ["A1-1__objectives__11__name", "A1-1__objectives__2__name", "x__y", "a__b__9999__c"]
    assert posted_rows(names) == {"A1-1__objectives": 12}


def test_an_experts_form_carries_score_and_reason(app: Flask) -> None:
    with app.test_request_context("/", method="POST", data={"A1-3__score": "88"}):
        form = expert_form(("A1-3", "C2-3"), {"C2-3": ("70", "弱")})
        assert typed_scores(form, ("A1-3",)) == {"A1-3": ("88", "")}
    with app.test_request_context("/"):
        form = expert_form(("A1-3", "C2-3"), {"C2-3": ("70", "弱")})
        assert typed_scores(form, ("A1-3", "C2-3")) == {"A1-3": ("", ""), "C2-3": ("70", "弱")}


@pytest.mark.parametrize("sign", [",", "，", ";", "；", "\t"])
def test_a_roster_is_read_whatever_divides_it(sign: str) -> None:
    text = f"\ufeff名称{sign}群体\r\n王阿姨{sign}职工\r\n\r\n“甲”公司{sign}邻居\r\n"
    assert read_roster(text, {"职工": "staff"}) == [
        RosterLine(2, "王阿姨", "staff"),
        RosterLine(4, "“甲”公司", "邻居"),
    ]


def test_a_line_without_a_group_keeps_its_place() -> None:
    assert read_roster("甲\n乙,staff,备注", {}) == [
        RosterLine(1, "甲", ""),
        RosterLine(2, "乙", "staff"),
    ]


def test_a_quoted_cell_of_a_roster_may_hold_the_dividing_sign() -> None:
    assert read_roster('"王家, 三户",staff\n"李家",staff', {}) == [
        RosterLine(1, "王家, 三户", "staff"),
        RosterLine(2, "李家", "staff"),
    ]


def test_a_quote_left_open_on_a_roster_hides_no_other_line() -> None:
    assert read_roster('甲,staff\n"乙,staff\n丙,staff\n"丁"x,staff', {}) == [
        RosterLine(1, "甲", "staff"),
        RosterLine(2, '"乙,staff', "", is_open=True),
        RosterLine(3, "丙", "staff"),
        RosterLine(4, '"丁"x,staff', "", is_open=True),
    ]
