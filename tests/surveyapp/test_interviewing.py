"""Interviews: assigned to two, and written down part by part."""

from datetime import date, time, timedelta

import pytest
from sqlalchemy import Engine

from fixtures.app import NOW, laying
from fixtures.interview import CONSENTED, Field, open_field
from surveyapp.db import reading, session, transaction
from surveyapp.errors import InputRefused, NotAllowed, NotFound, WrongState
from surveyapp.models import InterviewSession, Person, Segment
from surveyapp.operations.interviewing import (
    INTERVIEWEE,
    ChangedElsewhere,
    Circumstances,
    Closing,
    Part,
    QuestionNotes,
    circumstances_of,
    find_overlaps,
    find_sessions,
    fingerprint,
    get_session,
    notes_of,
    object_to_session,
    reopen_session,
    save_sheet,
    start_session,
)
from surveyapp.operations.recording import find_events, verify_chain

LATER = NOW + timedelta(days=1)
SAID = {"I03": ["人手够，钱不够。"], "I10": ["明年区里接着管。"]}


def _started(field: Field) -> int:
    with transaction():
        row = field.assign()
        start_session(row, by=field.actor("ivone"), at=NOW)
        save_sheet(row, CONSENTED, by=field.actor("ivone"), at=NOW)
        return row.id


def _actions(session_id: int) -> list[str]:
    return [event.action for event in find_events("interview_session", session_id)]


def test_a_session_is_assigned_with_the_next_number_and_both_staff_find_it(
    database: Engine,
) -> None:
    field = open_field()
    with transaction():
        first, second = field.assign(), field.assign(interviewee_code="P-02")
        assert (first.no, second.no, first.state) == ("IV-01", "IV-02", "assigned")
    with reading():
        for login in ("ivone", "ivtwo"):
            assert [row.no for row in find_sessions(field.actor(login))] == ["IV-01", "IV-02"]
        assert find_sessions(field.actor("stranger")) == []
        with pytest.raises(NotFound):
            get_session(first.id, by=field.actor("stranger"))
        assert _actions(first.id) == ["InterviewAssigned"]


def test_every_fault_of_an_assignment_is_named_at_once(database: Engine) -> None:
    field = open_field()
    with transaction():
        field.assign(no="IV-09")
    with transaction(), pytest.raises(InputRefused) as refused:
        field.assign(
            interviewee_code=" ",
            group_code="martians",
            interviewer=field.desk.person("expert1"),
            recorder=field.desk.person("expert1"),
            mode="seance",
            post="x" * 201,
            no="IV-09",
        )
    places = [fault.place for fault in refused.value.faults]  # type: ignore[attr-defined]
    assert places == [
        "mode", "group_code", "interviewee_code", "post", "no", "recorder", "interviewer",
        "recorder",
    ]  # fmt: skip


def test_the_assessed_units_own_people_take_part_in_no_interview(database: Engine) -> None:
    field = open_field()
    with laying():
        insider: Person = field.desk.person("ivtwo")
        insider.unit_id = field.desk.task().unit_id
        with pytest.raises(InputRefused, match="1 处"):
            field.assign()


def test_only_an_officer_assigns_and_only_an_interviewer_writes(database: Engine) -> None:
    field = open_field()
    session_id = _started(field)
    with reading(), pytest.raises(NotAllowed):
        save_sheet(field.session(session_id), CONSENTED, by=field.actor("officer"), at=NOW)


def test_a_sheet_is_kept_part_by_part_and_the_same_again_writes_nothing(database: Engine) -> None:
    field = open_field()
    session_id = _started(field)
    by = field.actor("ivtwo")
    notes = QuestionNotes("I03", "缺人", ("人手\r\n不够。", "  ", "钱够。"))
    with transaction():
        row = field.session(session_id)
        assert save_sheet(row, notes, by=by, at=NOW)
        assert save_sheet(row, Closing("会议纪要", "核对拨款日期"), by=by, at=LATER)
    with transaction():
        row = field.session(session_id)
        assert notes_of(row, "I03") == QuestionNotes("I03", "缺人", ("人手\n不够。", "钱够。"))
        assert not save_sheet(row, notes, by=by, at=LATER, seen="anything")
        assert row.saved_at == LATER
    with reading():
        assert _actions(session_id) == [
            "InterviewAssigned", "InterviewStarted", "InterviewSheetSaved", "InterviewSheetSaved",
            "InterviewSheetSaved",
        ]  # fmt: skip
        assert verify_chain() is None


def test_the_log_holds_no_word_of_what_was_said(database: Engine) -> None:
    field = open_field()
    with transaction():
        session_id, token = field.held(SAID)
        object_to_session(token, "钱是够的", by=INTERVIEWEE, at=LATER)
    with reading():
        text = str([(e.before, e.after) for e in find_events("interview_session", session_id)])
    assert "人手" not in text
    assert "钱是够的" not in text


def test_quotes_keep_the_protocols_order_whatever_was_saved_first(database: Engine) -> None:
    field = open_field()
    session_id = _started(field)
    by = field.actor("ivone")
    with transaction():
        row = field.session(session_id)
        for code, said in (("I10", ("丁",)), ("I01", ("甲", "乙")), ("I02", ("丙",))):
            save_sheet(row, QuestionNotes(code, "", said), by=by, at=NOW)
        save_sheet(row, QuestionNotes("I01", "", ("甲", "乙", "乙二")), by=by, at=NOW)
        assert [one.quote for one in row.segments] == ["甲", "乙", "乙二", "丙", "丁"]
        save_sheet(row, QuestionNotes("I01", "", ("甲",)), by=by, at=NOW)
    with reading():
        row = field.session(session_id)
        assert [one.quote for one in row.segments] == ["甲", "丙", "丁"]


def test_what_was_saved_elsewhere_is_not_overwritten(database: Engine) -> None:
    field = open_field()
    session_id = _started(field)
    with transaction():
        row = field.session(session_id)
        seen = fingerprint(notes_of(row, "I03"))
        first = QuestionNotes("I03", "记录人写的", ())
        save_sheet(row, first, by=field.actor("ivtwo"), at=NOW, seen=seen)
    late = QuestionNotes("I03", "访谈人写的", ())
    with pytest.raises(ChangedElsewhere), transaction():
        save_sheet(field.session(session_id), late, by=field.actor("ivone"), at=NOW, seen=seen)
    with reading():
        assert notes_of(field.session(session_id), "I03").points == "记录人写的"


@pytest.mark.parametrize(
    ("part", "places"),
    [
        (Circumstances(held_on=date(2026, 11, 21)), ["held_on"]),
        (Circumstances(held_on=date(2026, 11, 20), began=time(9)), ["ended"]),
        (Circumstances(ended=time(9)), ["began"]),
        (Circumstances(began=time(10), ended=time(9)), ["ended", "held_on"]),
        (Circumstances(place="a\x00b", post="字" * 201), ["place", "post"]),
        (QuestionNotes("I03", "要\x00点", ("好", "字" * 4_001)), ["points", "quotes-1"]),
        (QuestionNotes("I03", "", ("好",) * 21), ["quotes"]),
        (Closing("字" * 4_001, "\ud800"), ["evidence_mentioned", "to_verify"]),
    ],
)
def test_what_cannot_be_kept_is_named_by_its_field(
    sqlite_database: Engine, part: Part, places: list[str]
) -> None:
    field = open_field()
    session_id = _started(field)
    with pytest.raises(InputRefused) as refused, transaction():
        save_sheet(field.session(session_id), part, by=field.actor("ivone"), at=NOW)
    assert [fault.place for fault in refused.value.faults] == places  # type: ignore[attr-defined]


def test_a_quote_is_measured_as_its_reader_sees_it(sqlite_database: Engine) -> None:
    field = open_field()
    session_id = _started(field)
    family = "👨‍👩‍👧‍👦" * 4_000
    with transaction():
        notes = QuestionNotes("I03", "", (family,))
        assert save_sheet(field.session(session_id), notes, by=field.actor("ivone"), at=NOW)


def test_today_is_told_in_the_organisations_time_zone(database: Engine) -> None:
    field = open_field()
    session_id = _started(field)
    just_after_midnight = NOW.replace(hour=16, minute=30)  # the 21st in Shanghai
    part = Circumstances(
        has_consent=True,
        held_on=date(2026, 11, 21),
        began=time(0, 5),
        ended=time(0, 25),
        place="夜",
    )
    with transaction():
        row = field.session(session_id)
        save_sheet(row, part, by=field.actor("ivone"), at=just_after_midnight)
        assert row.began_at == NOW.replace(hour=16, minute=5)
        assert circumstances_of(row) == part


def test_nothing_is_written_down_before_consent_and_consent_stays_with_the_notes(
    database: Engine,
) -> None:
    field = open_field()
    by = field.actor("ivone")
    with transaction():
        row = field.assign()
        with pytest.raises(WrongState, match="没有开始"):
            save_sheet(row, CONSENTED, by=by, at=NOW)
        start_session(row, by=by, at=NOW)
        with pytest.raises(WrongState, match="已经开始"):
            start_session(row, by=by, at=NOW)
        with pytest.raises(WrongState, match="知情同意"):
            save_sheet(row, QuestionNotes("I03", "要点"), by=by, at=NOW)
        save_sheet(row, CONSENTED, by=by, at=NOW)
        save_sheet(row, QuestionNotes("I03", "要点"), by=by, at=NOW)
        with pytest.raises(WrongState, match="不能取消"):
            save_sheet(row, Circumstances(), by=by, at=NOW)
        with pytest.raises(NotFound):
            save_sheet(row, QuestionNotes("I99", "要点"), by=by, at=NOW)


def test_changed_words_lose_their_readings_and_the_log_keeps_them(database: Engine) -> None:
    field = open_field()
    with transaction():
        session_id, _token = field.held({"I03": ["人手够。", "钱不够。"]})
        row = field.session(session_id)
        for segment in row.segments:
            field.read(segment, "RC", 1, 2)
        reopen_session(row, by=field.actor("ivone"), at=LATER)
        notes = QuestionNotes("I03", "要点", ("人手够。", "钱也够。"))
        save_sheet(row, notes, by=field.actor("ivone"), at=LATER)
    with reading():
        kept, changed = field.session(session_id).segments
        assert (len(kept.codings), len(changed.codings)) == (2, 0)
        event = find_events("interview_session", session_id)[-1]
        assert event.before is not None
        dropped = event.before["readings_dropped"]
        assert [reading[1:] for reading in dropped[0]["codings"]] == [["RC", 1], ["RC", 2]]
        assert session.query(Segment).count() == 2


def test_two_interviews_at_once_by_one_person_are_found(database: Engine) -> None:
    field = open_field()
    by = field.actor("ivone")

    def hold(began: time, ended: time, **chosen: object) -> InterviewSession:
        row = field.assign(**chosen)
        start_session(row, by=by, at=NOW)
        part = Circumstances(held_on=date(2026, 11, 18), began=began, ended=ended)
        save_sheet(row, part, by=by, at=NOW)
        return row

    with transaction():
        stranger = field.desk.person("stranger")
        first = hold(time(9), time(10))
        overlapping = hold(time(9, 59), time(11), recorder=stranger)
        after = hold(time(11), time(12))
        assert find_overlaps(first) == [overlapping]
        assert find_overlaps(overlapping) == [first]
        assert find_overlaps(after) == []
        assert find_overlaps(field.assign()) == []
