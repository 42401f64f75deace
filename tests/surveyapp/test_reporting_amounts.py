"""Figures as amounts: not below zero unless the model says so, and what need not be said."""

import copy
from typing import Any

import pytest
from sqlalchemy import Engine

from fixtures.app import NOW
from fixtures.desk import STATEMENT, Desk, default_model, open_desk, worked_figures
from fixtures.workbooks import filled
from surveyapp.db import reading, session, transaction
from surveyapp.errors import InputRefused
from surveyapp.models import Event
from surveyapp.operations.judging import raw_for_scoring
from surveyapp.operations.reporting import enter_figures, figures_template, import_figures
from surveyapp.operations.reporting.figures import EnteredFigures
from surveyapp.operations.reporting.xlsx_layout import FIGURES_SHEET


def _enter(desk: Desk, values: dict[str, dict[str, object]], reason: str = "") -> EnteredFigures:
    with transaction():
        by = desk.actor("officer")
        said = {"source": "业务台账", "statement": STATEMENT, "reason": reason}
        return enter_figures(desk.task(), values, **said, by=by, at=NOW)


def _faults(desk: Desk, values: dict[str, dict[str, object]], reason: str = "") -> list[str]:
    with pytest.raises(InputRefused) as refused:
        _enter(desk, values, reason)
    return [str(fault) for fault in refused.value.faults]


def _with_signed(code: str, name: str) -> dict[str, Any]:
    """Return the default model with one number that may be below zero."""
    document = copy.deepcopy(default_model())
    leaves = [
        leaf
        for top in document["indicators"]
        for middle in top["children"]
        for leaf in middle["children"]
    ]
    inputs = next(leaf["inputs"] for leaf in leaves if leaf["code"] == code)
    next(one for one in inputs if one["name"] == name)["signed"] = True
    return document


@pytest.mark.parametrize(
    ("code", "entry"),
    [
        ("B3-1", {"hours": -5}),
        ("B1-1", {"actual_days": "−9", "planned_days": 300}),
        ("D2-2", {"benefit": -1, "cost": 1}),
    ],
)
def test_an_amount_below_zero_is_refused(
    sqlite_database: Engine, code: str, entry: dict[str, object]
) -> None:
    (fault,) = _faults(open_desk(), {code: entry})
    assert "不能小于 0" in fault


def test_a_number_that_the_model_calls_signed_is_kept_below_zero(sqlite_database: Engine) -> None:
    desk = open_desk(document=_with_signed("D2-3", "current"))
    _enter(desk, {"D2-3": {"current": "−5", "previous": 100}})
    with reading():
        assert raw_for_scoring(desk.task())["D2-3"]["current"] == -5


def test_critical_items_are_asked_for_only_where_something_depends_on_them(
    sqlite_database: Engine,
) -> None:
    desk = open_desk()
    (fault,) = _faults(desk, {"C2-1": {"items": {"passed": 10, "applicable": 12}}})
    assert "critical_failed" in fault
    _enter(desk, {"A3-1": {"items": {"passed": 10, "applicable": "12", "critical_failed": " "}}})
    with reading():
        assert raw_for_scoring(desk.task())["A3-1"] == {"items": {"passed": 10, "applicable": 12}}


def test_a_negative_denominator_is_refused_and_a_zero_one_is_kept(
    sqlite_database: Engine,
) -> None:
    desk = open_desk(document=_with_signed("D2-3", "previous"))
    (fault,) = _faults(desk, {"D2-3": {"current": 5, "previous": "−1"}})
    assert fault == "D2-3：作分母的数不能小于 0：previous"
    assert _enter(desk, {"D2-3": {"current": 5, "previous": 4}}).changed == ("D2-3",)
    assert _enter(desk, {"A2-1": {"on_time": 0, "due": 0}}).changed == ("A2-1",)


def test_a_part_of_a_count_that_is_no_count_is_told_of_that_alone(sqlite_database: Engine) -> None:
    (fault,) = _faults(open_desk(), {"A2-1": {"on_time": 30, "due": "二十"}})
    assert fault.startswith("A2-1 · due：不是有效数字")


def test_what_may_exceed_its_plan_is_kept(sqlite_database: Engine) -> None:
    entry: dict[str, object] = {"actual": 1200, "intended": 1000}
    assert _enter(open_desk(), {"E2-1": entry}).changed == ("E2-1",)


DOUBTFUL: list[tuple[str, dict[str, object], str]] = [
    (
        "A2-2",
        {"delay_days": 90, "excused_days": 9999, "due": 20},
        "“经批准扣除天数” 9999 多于被扣的“延误天数合计” 90",
    ),
    (
        "B2-1",
        {"effective_hours": 99_999_999, "total_hours": 1},
        "折算值 9999999900 离赋分范围太远（最近的一端是 120）",
    ),
    (
        "A2-1",
        {"on_time": 30, "due": 20},
        "A2-1 · on_time：“按期完成节点数” 30 多于它的整体“应完成节点数” 20",
    ),
    ("C1-1", {"passed": "60", "submitted": "50"}, "“合格数” 60 多于它的整体“提交数” 50"),
    ("A3-3", {"in_use": 30, "due": 20}, "完成 150%，超过模型提示的 130%"),
]


@pytest.mark.parametrize(("code", "entry", "words"), DOUBTFUL)
def test_what_is_hard_to_believe_is_kept_only_with_a_reason_that_the_log_holds(
    sqlite_database: Engine, code: str, entry: dict[str, object], words: str
) -> None:
    desk = open_desk()
    doubt, asked = _faults(desk, {code: entry})
    assert words in doubt
    assert asked.startswith("reason：请核对标出的数据")
    assert _faults(desk, {code: entry}, reason="长" * 501) == ["reason：最多 500 个字"]
    _enter(desk, {code: entry}, reason=" 监理核过 ")
    with reading():
        event = session.query(Event).filter_by(action="FiguresEntered").one()
        assert event.reason == "监理核过"
    assert _enter(desk, {code: entry}).changed == ()  # what stands already is not asked again


def test_a_part_above_its_whole_is_refused_at_its_cell(sqlite_database: Engine) -> None:
    desk = open_desk()
    raw = {**worked_figures(), "C1-1": {"passed": 60, "submitted": 50}}
    with reading():
        file = filled(figures_template(desk.task()), raw)
    with pytest.raises(InputRefused) as refused, transaction():
        by = desk.actor("officer")
        import_figures(desk.task(), file, source="台账", statement=STATEMENT, by=by, at=NOW)
    place, _, words = str(refused.value.faults[0]).partition("：")
    assert place.startswith(f"{FIGURES_SHEET}!G")
    assert words == "“合格数” 60 多于它的整体“提交数” 50"
