"""Coding: two read alone, a third settles."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from fixtures.app import NOW
from fixtures.interview import Field, confirm, open_field
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
