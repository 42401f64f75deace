"""Figures: exact values, all or nothing, a revision only where something changed."""

from decimal import Decimal

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from fixtures.app import NOW
from fixtures.desk import (
    STATEMENT,
    Desk,
    open_desk,
    worked_case,
    worked_figures,
)
from surveyapp.db import reading, session, transaction
from surveyapp.errors import InputRefused, NotAllowed
from surveyapp.models import Event, Figure, TruthStatement
from surveyapp.operations.judging import raw_for_scoring
from surveyapp.operations.recording import verify_chain
from surveyapp.operations.reporting import enter_figures, missing_figures
from surveyapp.operations.reporting.figures import EnteredFigures, find_revisions, latest_figures


def _enter(desk: Desk, values: object, login: str = "officer", **words: str) -> EnteredFigures:
    with transaction():
        return enter_figures(
            desk.task(),
            values,  # type: ignore[arg-type]
            source=words.get("source", "业务台账"),
            statement=words.get("statement", STATEMENT),
            by=desk.actor(login),
            at=NOW,
            reason="已核对",
        )


def _faults(desk: Desk, values: object, **words: str) -> list[str]:
    with pytest.raises(InputRefused) as refused:
        _enter(desk, values, **words)
    with reading():
        assert session.query(Figure).count() == 0
        assert session.query(TruthStatement).count() == 0
    return [str(fault) for fault in refused.value.faults]


def test_a_whole_case_comes_out_as_it_went_in(database: Engine) -> None:
    desk = open_desk()
    entered = _enter(desk, worked_figures())
    assert len(entered.changed) == 36
    with reading():
        raw = raw_for_scoring(desk.task())
        assert raw == worked_figures()
        assert list(raw) == [code for code in worked_case()["raw"] if code in raw]
        assert missing_figures(desk.task()) == []
        assert verify_chain() is None


def test_a_batch_writes_one_statement_and_one_event(database: Engine) -> None:
    desk = open_desk()
    entered = _enter(desk, {"A1-2": {"actual": "352,225", "planned": 365000}})
    with reading():
        (statement,) = session.execute(select(TruthStatement)).scalars()
        (figure,) = session.execute(select(Figure)).scalars()
        events = session.execute(select(Event).where(Event.action == "FiguresEntered")).scalars()
        (event,) = events
        assert statement.batch == figure.batch == entered.batch
        assert statement.text == STATEMENT
        assert figure.values == {"actual": "352225", "planned": "365000"}
        assert event.after is not None
        assert event.after["values"] == {"A1-2": figure.values}


def test_only_what_changed_gets_a_new_revision(database: Engine) -> None:
    desk = open_desk()
    _enter(desk, {"B3-1": {"hours": "6.5"}, "A1-4": {"unapproved": 0, "late": 1}})
    entered = _enter(desk, {"B3-1": {"hours": "6.50"}, "A1-4": {"unapproved": 0, "late": 2}})
    assert entered.changed == ("A1-4",)
    assert entered.n_unchanged == 1
    same = _enter(desk, {"B3-1": {"hours": Decimal("6.5")}})
    assert same.batch is None
    with reading():
        assert {code: row.revision for code, row in latest_figures(desk.task()).items()} == {
            "B3-1": 1,
            "A1-4": 2,
        }
        revisions = find_revisions(desk.task(), "A1-4")
        assert [row.values["late"] for row in revisions] == [2, 1]
        assert session.query(TruthStatement).count() == 2


def test_every_fault_is_told_at_once_and_nothing_is_kept(database: Engine) -> None:
    desk = open_desk()
    faults = _faults(
        desk,
        {
            "A1-2": {"actual": "三百", "planned": ""},
            "A1-4": {"unapproved": -1, "late": 0.5},
            "D1-1": {"spent": "-0.01", "budget": "1250"},
            "A3-1": {"items": {"passed": 13, "applicable": 12, "critical_failed": 0}},
            "B1-2": {"earned_value": 1, "planned_value": 1},
            "Z9-9": {},
        },
        source=" ",
        statement="",
    )
    assert [fault.split("：")[0] for fault in faults] == [
        "A1-2 · actual",
        "A1-2 · planned",
        "A1-4 · unapproved",
        "A1-4 · late",
        "D1-1 · spent",
        "A3-1 · items · passed",
        "B1-2",
        "Z9-9",
        "source",
        "statement",
    ]


@pytest.mark.parametrize(
    "value",
    [
        "NaN",
        "sNaN",
        "Infinity",
        "-inf",
        "1e308",
        "1E+400000",
        "1e5",
        float("nan"),
        float("inf"),
        1e308,
        "9" * 5000,
        pytest.param(10**5000, id="5001 digits"),
        "1" * 16,
        "0.00000000001",
        True,
        None,
        "",
        "\u3000\u200b",
        "12,34",
        "１２x",
        "٣",
        "1²",
        "⑩",
        "1 000",
        "--1",
        "=1+1",
        [1],
        {},
    ],
)
def test_what_is_no_number_is_refused(sqlite_database: Engine, value: object) -> None:
    desk = open_desk()
    assert len(_faults(desk, {"B3-1": {"hours": value}})) == 1


@pytest.mark.parametrize(
    ("value", "stored"),
    [
        ("0042.50", "42.5"),
        ("１２３．５", "123.5"),
        ("1,234,567.8", "1234567.8"),
        ("-0", "0"),
        ("+3", "3"),
        ("−0", "0"),
        (0.1, "0.1"),
        (10, "10"),
        ("123456789012345", "123456789012345"),
        ("0.0000000001", "0.0000000001"),
    ],
)
def test_a_number_is_kept_exactly(sqlite_database: Engine, value: object, stored: str) -> None:
    desk = open_desk()
    _enter(desk, {"B3-1": {"hours": value}})
    with reading():
        assert latest_figures(desk.task())["B3-1"].values == {"hours": stored}
        raw = raw_for_scoring(desk.task())["B3-1"]["hours"]
        assert Decimal(repr(raw)) == Decimal(stored)


@pytest.mark.parametrize(
    ("items", "place"),
    [
        ({"passed": 1, "applicable": 0, "critical_failed": 0}, "applicable"),
        ({"passed": 10, "applicable": 12, "critical_failed": 3}, "critical_failed"),
        ({"passed": 10, "applicable": 12}, "critical_failed"),
        ({"passed": "1.5", "applicable": 12, "critical_failed": 0}, "passed"),
        ({"passed": 1, "applicable": 12, "critical_failed": 0, "x": 1}, "x"),
        (12, "items"),
    ],
)
def test_a_checklist_must_add_up(sqlite_database: Engine, items: object, place: str) -> None:
    faults = _faults(open_desk(), {"C2-1": {"items": items}})
    assert place in faults[0].split("：")[0]


@pytest.mark.parametrize(
    ("row", "place"),
    [
        ({"name": "", "target": 1, "actual": 1, "weight": 1}, "name"),
        ({"name": "甲\u202e", "target": 1, "actual": 1, "weight": 1}, "name"),
        ({"name": "甲\x00", "target": 1, "actual": 1, "weight": 1}, "name"),
        ({"name": "长" * 201, "target": 1, "actual": 1, "weight": 1}, "name"),
        ({"name": "甲", "target": 0, "actual": 1, "weight": 1}, "target"),
        ({"name": "甲", "target": 1, "actual": -1, "weight": 1}, "actual"),
        ({"name": "甲", "target": 1, "actual": 1, "weight": 0}, "weight"),
        ({"name": "乙", "target": 1, "actual": 1, "weight": 1}, "name"),
        ("甲", "1"),
    ],
)
def test_a_weighted_list_row_must_be_whole(
    sqlite_database: Engine, row: object, place: str
) -> None:
    first = {"name": "乙", "target": 1, "actual": 1, "weight": 1}
    faults = _faults(open_desk(), {"A1-1": {"objectives": [first, row]}})
    assert faults[0].split("：")[0].startswith("A1-1 · objectives · 2")
    assert place in faults[0]


def test_indicators_of_surveys_interviews_and_experts_take_no_figures(
    sqlite_database: Engine,
) -> None:
    codes = ("E1-1", "B2-3", "E1-3", "A1-3")
    assert len(_faults(open_desk(), {code: {"x": 1} for code in codes})) == len(codes)


def test_only_an_officer_enters_figures(sqlite_database: Engine) -> None:
    desk = open_desk()
    for login in ("reviewer", "expert1", "supervisor"):
        with pytest.raises(NotAllowed):
            _enter(desk, {"B3-1": {"hours": 1}}, login)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE figure SET batch = 'x'",
        "DELETE FROM figure",
        "UPDATE truth_statement SET batch = 'x'",
        "DELETE FROM truth_statement",
    ],
)
def test_written_figures_cannot_be_changed_even_by_sql(database: Engine, statement: str) -> None:
    _enter(open_desk(), {"B3-1": {"hours": 1}})
    with pytest.raises(DBAPIError), transaction():
        session.execute(text(statement))
