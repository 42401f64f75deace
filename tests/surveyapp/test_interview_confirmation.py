"""Interviews: completed, confirmed once by the interviewee, then locked."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from fixtures.app import NOW
from fixtures.interview import confirm, open_field
from surveyapp.db import reading, session, transaction
from surveyapp.errors import DutiesNotSeparated, InputRefused, NotFound, WrongState
from surveyapp.operations.interviewing import (
    INTERVIEWEE,
    LINK_LIFE,
    Closing,
    QuestionNotes,
    complete_session,
    confirm_session,
    find_by_confirmation,
    find_missing,
    object_to_session,
    renew_link,
    reopen_session,
    save_sheet,
    start_session,
)
from surveyapp.operations.recording import find_events, verify_chain

LATER = NOW + timedelta(days=1)
SAID = {"I03": ["人手够，钱不够。"], "I10": ["明年区里接着管。"]}


def _actions(session_id: int) -> list[str]:
    return [event.action for event in find_events("interview_session", session_id)]


def test_completing_names_everything_that_is_missing(database: Engine) -> None:
    field = open_field()
    by = field.actor("ivone")
    with transaction():
        row = field.assign()
        start_session(row, by=by, at=NOW)
        assert [fault.place for fault in find_missing(row)] == [
            "has_consent", "held_on", "place", "quotes",
        ]  # fmt: skip
        with pytest.raises(InputRefused, match="4 处"):
            complete_session(row, by=by, at=NOW)


def test_the_database_itself_refuses_a_completed_session_without_consent(
    database: Engine,
) -> None:
    field = open_field()
    with transaction():
        field.assign().completed_at = NOW
        with pytest.raises(DBAPIError):
            session.flush()
        session.rollback()


def test_a_session_is_confirmed_once_and_locked(database: Engine) -> None:
    field = open_field()
    with transaction():
        session_id, token = field.held(SAID)
    with reading():
        assert find_by_confirmation(token, at=LATER) is not None
        assert find_by_confirmation("unknown", at=LATER) is None
        stored = field.session(session_id).confirmation_hash
        assert stored is not None
        assert token not in stored
    with transaction():
        assert confirm(token).state == "confirmed"
    with transaction():
        assert confirm(token, at=NOW + timedelta(days=2)).confirmed_at == LATER  # a second tap
    with reading():
        assert find_by_confirmation(token, at=LATER) is None
        assert _actions(session_id).count("InterviewConfirmed") == 1
        assert find_events("interview_session", session_id)[-1].person_name == "P-01"
    by = field.actor("ivone")
    with transaction():
        row = field.session(session_id)
        for act in (
            lambda: save_sheet(row, Closing("别的", ""), by=by, at=LATER),
            lambda: complete_session(row, by=by, at=LATER),
            lambda: reopen_session(row, by=by, at=LATER),
            lambda: renew_link(row, by=by, at=LATER),
        ):
            with pytest.raises(WrongState):
                act()
        with pytest.raises(NotFound):
            object_to_session(token, "太晚了", by=INTERVIEWEE, at=LATER)


def test_an_objection_sends_the_record_back_until_it_is_corrected(database: Engine) -> None:
    field = open_field()
    by = field.actor("ivone")
    with transaction():
        session_id, token = field.held(SAID)
        row = object_to_session(token, "我没说钱不够", by=INTERVIEWEE, at=LATER)
        assert (row.state, row.objection) == ("returned", "我没说钱不够")
        assert object_to_session(token, "我没说钱不够", by=INTERVIEWEE, at=LATER) is row
        with pytest.raises(NotFound):
            confirm(token)
    with transaction():
        row = field.session(session_id)
        save_sheet(row, QuestionNotes("I03", "要点", ("人手够。",)), by=by, at=LATER)
        new_token = complete_session(row, by=by, at=LATER)
        assert find_by_confirmation(token, at=LATER) is None
        assert confirm(new_token, at=LATER).state == "confirmed"
    with reading():
        assert _actions(session_id)[-4:] == [
            "InterviewObjected", "InterviewSheetSaved", "InterviewCompleted", "InterviewConfirmed",
        ]  # fmt: skip
        assert verify_chain() is None


@pytest.mark.parametrize("words", ["", " \u3000\u200b", "不\x00对", "字" * 4_001])
def test_an_objection_without_usable_words_is_asked_for_again(
    sqlite_database: Engine, words: str
) -> None:
    field = open_field()
    with transaction():
        _, token = field.held(SAID)
    with pytest.raises(InputRefused), transaction():
        object_to_session(token, words, by=INTERVIEWEE, at=LATER)
    with reading():
        assert find_by_confirmation(token, at=LATER) is not None


def test_the_sessions_own_staff_cannot_confirm_it(database: Engine) -> None:
    field = open_field()
    with transaction():
        session_id, token = field.held(SAID)
    for login in ("ivone", "ivtwo"):
        with pytest.raises(DutiesNotSeparated), transaction():
            confirm_session(token, by=field.actor(login), at=LATER)
    with reading():
        assert field.session(session_id).state == "completed"


def test_a_link_ends_after_its_life_and_a_new_one_ends_the_old(database: Engine) -> None:
    field = open_field()
    with transaction():
        session_id, token = field.held(SAID)
        assert find_by_confirmation(token, at=NOW + LINK_LIFE) is not None
        assert find_by_confirmation(token, at=NOW + LINK_LIFE + timedelta(seconds=1)) is None
        new_token = renew_link(field.session(session_id), by=field.actor("ivtwo"), at=LATER)
        assert find_by_confirmation(token, at=LATER) is None
        assert find_by_confirmation(new_token, at=NOW + LINK_LIFE + timedelta(days=1)) is not None


def test_a_completed_record_can_be_taken_back_before_confirmation(database: Engine) -> None:
    field = open_field()
    with transaction():
        session_id, token = field.held(SAID)
        reopen_session(field.session(session_id), by=field.actor("ivone"), at=LATER)
        assert field.session(session_id).state == "started"
        assert find_by_confirmation(token, at=LATER) is None
