"""The records of interviews: what the engine may count, and what is still missing."""

from typing import Any

from sqlalchemy import Engine

from fixtures.app import NOW
from fixtures.desk import worked_case
from fixtures.interview import Field, confirm, open_field
from scoring.case_interviews import read_interviews
from scoring.faults import Cursor
from scoring.interviews import InterviewResult, evaluate_interviews
from surveyapp.db import session, transaction
from surveyapp.models import Segment
from surveyapp.operations.coding import (
    Reading,
    adjudicate,
    code_segment,
    records_for_scoring,
    settle_agreed,
    unfinished,
)
from surveyapp.operations.measures import get_model

SAID = {"I03": ["人手够，钱不够。"], "I10": ["明年区里接着管。"]}


def _segments(field: Field) -> list[Segment]:
    return session.query(Segment).order_by(Segment.id).all()


def _read_both_segments(field: Field) -> None:
    """Have RC read alike and LT read unlike."""
    first, second = _segments(field)
    field.read(first, "RC", 1, 1)
    field.read(second, "LT", 2, 1)


def test_what_is_unfinished_is_told_in_one_sentence_each(database: Engine) -> None:
    field = open_field()
    with transaction():
        field.held(SAID)
        field.assign(interviewee_code="P-02")
        told = [str(fault) for fault in unfinished(field.desk.task())]
        assert told == [
            "IV-01：等被访人确认；不确认就不计分",
            "IV-01：2 条原话还没有两人编码",
            "IV-02：访谈还没有开始",
        ]
        _read_both_segments(field)
        assert [str(fault) for fault in unfinished(field.desk.task())][1] == "IV-01：2 条原话等合议"


def _evaluated(field: Field) -> InterviewResult:
    task = field.desk.task()
    model = get_model(task.round.model_version)
    cursor = Cursor({"records": records_for_scoring(task)}, "", [], {})
    records = read_interviews(model, cursor)
    assert model.protocol is not None
    return evaluate_interviews(model.protocol, records)


def test_an_unsettled_segment_blocks_the_themes_it_may_fall_under(database: Engine) -> None:
    field = open_field()
    with transaction():
        _, token = field.held(SAID)
        confirm(token)
        first, second = _segments(field)
        field.read(first, "RC", 1, 1)
        settle_agreed(field.desk.task(), by=field.actor("third"), at=NOW)
        code_segment(second, Reading("LT", 2), by=field.actor("coder_a"), at=NOW)
        result = _evaluated(field)
        assert all(theme.blocked is not None for theme in result.themes.values())
        code_segment(second, Reading("GO", 2), by=field.actor("coder_b"), at=NOW)
        result = _evaluated(field)
        assert result.themes["RC"].blocked is None
        assert "not adjudicated" in str(result.themes["LT"].blocked)
        assert "not adjudicated" in str(result.themes["GO"].blocked)


def _play(field: Field, record: dict[str, Any]) -> None:
    questions = {"RC": "I03", "LT": "I10", "FT": "I08", "CS": "I07", "RS": "I05", "NE": "I09"}
    questions["QI"] = "I06"
    said: dict[str, list[str]] = {}
    parts = sorted(record["segments"], key=lambda part: questions[part[0]])
    for number, part in enumerate(parts):
        said.setdefault(questions[part[0]], []).append(f"演示原话{number}")
    session_id, token = field.held(said, group_code=record["group"])
    if record["confirmed"]:
        confirm(token)
    row = field.session(session_id)
    for segment, (theme, first, second, settled) in zip(row.segments, parts, strict=True):
        field.read(segment, theme, first, second)
        chosen = Reading(theme, settled)
        adjudicate(segment, chosen, reason="演示", by=field.actor("third"), at=NOW)


def test_the_worked_examples_records_come_back_and_kappa_with_them(database: Engine) -> None:
    case = worked_case()["interviews"]
    field = open_field()
    with transaction():
        for record in case["records"]:
            _play(field, record)
        result = _evaluated(field)
        given = {one["id"]: one for one in case["records"]}
        for one in records_for_scoring(field.desk.task()):
            expected = given[str(one["id"])]
            assert one["confirmed"] == expected["confirmed"]
            assert sorted(one["segments"]) == sorted(expected["segments"])  # type: ignore[call-overload]
        assert result.n_confirmed == 6
        assert f"{float(result.kappa.kappa or 0):.4f}" == "0.7901"
