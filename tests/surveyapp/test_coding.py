"""Coding: two read alone, a third settles, and the records say what the engine may count."""

from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from fixtures.app import NOW
from fixtures.desk import worked_case
from fixtures.interview import Field, confirm, open_field
from scoring.case_interviews import read_interviews
from scoring.faults import Cursor
from scoring.interviews import InterviewResult, evaluate_interviews
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.errors import DutiesNotSeparated, InputRefused, NotAllowed, NotFound, WrongState
from surveyapp.models import Adjudication, Segment
from surveyapp.operations.coding import (
    Reading,
    adjudicate,
    both_codings,
    code_segment,
    coding_of,
    find_coded_sessions,
    get_coded_session,
    records_for_scoring,
    segments_to_code,
    segments_to_settle,
    settle_agreed,
    unfinished,
)
from surveyapp.operations.interviewing import reopen_session
from surveyapp.operations.measures import get_model
from surveyapp.operations.recording import find_events, verify_chain
from surveyapp.operations.rounds import give_duty

SAID = {"I03": ["人手够，钱不够。"], "I10": ["明年区里接着管。"]}


def _segments(field: Field) -> list[Segment]:
    return session.query(Segment).order_by(Segment.id).all()


def _read_both_segments(field: Field) -> None:
    """Have RC read alike and LT read unlike."""
    first, second = _segments(field)
    field.read(first, "RC", 1, 1)
    field.read(second, "LT", 2, 1)


def test_two_code_a_third_settles_and_the_record_has_the_case_files_form(
    database: Engine,
) -> None:
    field = open_field()
    with transaction():
        _, token = field.held(SAID)
        confirm(token)
        _read_both_segments(field)
        assert settle_agreed(field.desk.task(), by=field.actor("third"), at=NOW) == 1
        by = field.actor("third")
        last = _segments(field)[1]
        adjudicate(last, Reading("LT", 2), reason="原话说了制度文件", by=by, at=NOW)
    with reading():
        assert records_for_scoring(field.desk.task()) == [
            {
                "id": "IV-01",
                "group": "beneficiary",
                "confirmed": True,
                "segments": [["RC", 1, 1, 1], ["LT", 2, 1, 2]],
            }
        ]
        assert unfinished(field.desk.task()) == []
        assert verify_chain() is None
        assert find_events("segment", last.id)[-1].reason == "原话说了制度文件"


def test_a_coder_may_think_again_until_it_is_settled(database: Engine) -> None:
    field = open_field()
    with transaction():
        field.held(SAID)
        first = _segments(field)[0]
        field.read(first, "RC", 1, 1)
        code_segment(first, Reading("RC", -1), by=field.actor("coder_b"), at=NOW)
        assert [one.valence for one in both_codings(first)] == [1, -1]
        event = find_events("segment", first.id)[-1]
        assert (event.before, event.after) == (
            {"theme": "RC", "valence": 1},
            {"theme": "RC", "valence": -1},
        )
        adjudicate(first, Reading("RC", 0), reason="矛盾", by=field.actor("third"), at=NOW)
        with pytest.raises(WrongState, match="已经合议"):
            code_segment(first, Reading("RC", 0), by=field.actor("coder_b"), at=NOW)


def test_the_first_coder_by_duty_stands_first_whoever_was_quicker(database: Engine) -> None:
    field = open_field()
    with transaction():
        field.held(SAID)
        first = _segments(field)[0]
        code_segment(first, Reading("RC", 2), by=field.actor("coder_b"), at=NOW)
        code_segment(first, Reading("RC", 1), by=field.actor("coder_a"), at=NOW)
        assert [one.valence for one in both_codings(first)] == [1, 2]


def test_a_coder_finds_their_own_reading_and_never_the_others(database: Engine) -> None:
    field = open_field()
    with transaction():
        field.held(SAID)
        first, second = _segments(field)
        code_segment(first, Reading("RC", 1), by=field.actor("coder_a"), at=NOW)
        assert coding_of(first, field.actor("coder_b")) is None
        row = first.session
        assert segments_to_code(row, by=field.actor("coder_b")) == [first, second]
        assert segments_to_settle(row) == []


def test_no_third_person_codes_a_segment(database: Engine) -> None:
    field = open_field()
    with transaction():
        field.held(SAID)
        task, stranger = field.desk.task(), field.desk.person("stranger")
        give_duty(task, stranger, kind="coder", by=SYSTEM, at=NOW)
        _read_both_segments(field)
        assert segments_to_code(_segments(field)[0].session, by=field.actor("stranger")) == []
        with pytest.raises(WrongState, match="已有两人"):
            code_segment(_segments(field)[0], Reading("RC", 1), by=field.actor("stranger"), at=NOW)


def test_coding_and_settling_need_their_duties(database: Engine) -> None:
    field = open_field()
    with transaction():
        field.held(SAID)
        first = _segments(field)[0]
        for login in ("third", "ivone", "stranger", "officer"):
            with pytest.raises(NotAllowed):
                code_segment(first, Reading("RC", 1), by=field.actor(login), at=NOW)
        field.read(first, "RC", 1, 1)
        for login in ("coder_a", "ivone", "officer"):
            with pytest.raises(NotAllowed):
                adjudicate(first, Reading("RC", 1), by=field.actor(login), at=NOW)
            with pytest.raises(NotAllowed):
                settle_agreed(field.desk.task(), by=field.actor(login), at=NOW)


def test_a_session_is_reached_only_through_a_duty_on_its_task(database: Engine) -> None:
    field = open_field()
    with transaction():
        session_id, _ = field.held(SAID)
        row = field.session(session_id)
        assert get_coded_session(session_id, by=field.actor("coder_a"), kind="coder") is row
        assert find_coded_sessions(field.actor("third"), kind="adjudicator") == [row]
        for login, kind in (("coder_a", "adjudicator"), ("third", "coder"), ("ivone", "coder")):
            assert find_coded_sessions(field.actor(login), kind=kind) == []
            with pytest.raises(NotFound):
                get_coded_session(session_id, by=field.actor(login), kind=kind)
        with pytest.raises(NotFound):
            get_coded_session(session_id + 99, by=field.actor("coder_a"), kind="coder")


def test_who_coded_in_a_session_settles_nothing_in_it(database: Engine) -> None:
    field = open_field()
    with transaction():
        field.held(SAID)
        _read_both_segments(field)
        coder = field.desk.person("coder_a")
        give_duty(field.desk.task(), coder, kind="adjudicator", by=SYSTEM, at=NOW)
        by = field.actor("coder_a")
        with pytest.raises(DutiesNotSeparated):
            adjudicate(_segments(field)[0], Reading("RC", 1), by=by, at=NOW)
        with pytest.raises(DutiesNotSeparated):
            settle_agreed(field.desk.task(), by=by, at=NOW)


def test_who_settled_in_a_session_codes_nothing_in_it(database: Engine) -> None:
    field = open_field()
    with transaction():
        field.held(SAID)
        first, second = _segments(field)
        field.read(first, "RC", 1, 1)
        adjudicate(first, Reading("RC", 1), by=field.actor("third"), at=NOW)
        give_duty(field.desk.task(), field.desk.person("third"), kind="coder", by=SYSTEM, at=NOW)
        with pytest.raises(DutiesNotSeparated):
            code_segment(second, Reading("LT", 1), by=field.actor("third"), at=NOW)


def test_the_database_itself_refuses_a_coder_as_adjudicator(database: Engine) -> None:
    field = open_field()
    with transaction():
        field.held(SAID)
        first = _segments(field)[0]
        field.read(first, "RC", 1, 1)
        first.adjudication = Adjudication(
            adjudicator_id=field.desk.person_ids["coder_a"],
            theme="RC",
            valence=1,
            adjudicated_at=NOW,
        )
        with pytest.raises(DBAPIError, match="earlier step"):
            session.flush()
        session.rollback()


def test_settling_waits_for_both_and_needs_a_reason_where_they_differ(database: Engine) -> None:
    field = open_field()
    with transaction():
        field.held(SAID)
        first = _segments(field)[0]
        by = field.actor("third")
        code_segment(first, Reading("RC", 1), by=field.actor("coder_a"), at=NOW)
        with pytest.raises(WrongState, match="两人都编码"):
            adjudicate(first, Reading("RC", 1), by=by, at=NOW)
        code_segment(first, Reading("RC", 2), by=field.actor("coder_b"), at=NOW)
        for reason in ("", " \u200b", "理\x00由", "字" * 201):
            with pytest.raises(InputRefused):
                adjudicate(first, Reading("RC", 1), reason=reason, by=by, at=NOW)
        adjudicate(first, Reading("RC", 1), reason="语气平和", by=by, at=NOW)


@pytest.mark.parametrize(
    ("chosen", "places"),
    [
        (Reading("RC", 3), ["valence"]),
        (Reading("RC", -3), ["valence"]),
        (Reading("XX", 1), ["theme"]),
        (Reading("", 9), ["theme", "valence"]),
        (Reading("RC", valence=True), ["valence"]),
    ],
)
def test_a_foreign_theme_or_valence_is_refused(
    sqlite_database: Engine, chosen: Reading, places: list[str]
) -> None:
    field = open_field()
    with transaction():
        field.held(SAID)
        with pytest.raises(InputRefused) as refused:
            code_segment(_segments(field)[0], chosen, by=field.actor("coder_a"), at=NOW)
    assert [fault.place for fault in refused.value.faults] == places  # type: ignore[attr-defined]


def test_an_open_record_is_not_coded(database: Engine) -> None:
    field = open_field()
    with transaction():
        session_id, _ = field.held(SAID)
        reopen_session(field.session(session_id), by=field.actor("ivone"), at=NOW)
        segment = _segments(field)[0]
        with pytest.raises(WrongState, match="还没有完成"):
            code_segment(segment, Reading("RC", 1), by=field.actor("coder_a"), at=NOW)
        with pytest.raises(NotFound):
            get_coded_session(session_id, by=field.actor("coder_a"), kind="coder")
        assert records_for_scoring(field.desk.task()) == []


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
