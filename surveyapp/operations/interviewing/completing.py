"""Completing a session, and the interviewee's word on it: confirmed, or sent back."""

from datetime import datetime, timedelta

from sqlalchemy import select

from forms.faults import Fault
from forms.interview_rules import MOST_SIGNS_QUOTE, find_text_fault
from forms.typed_text import is_blank, normalise_text
from surveyapp.access import Actor, Role, require_other_person, require_role
from surveyapp.db import session
from surveyapp.errors import InputRefused, NotFound, WrongState, marked
from surveyapp.models import InterviewSession
from surveyapp.operations.recording import record
from surveyapp.seal import hash_of, new_token, sha256_hex

LINK_LIFE = timedelta(days=30)
"""How long a confirmation link works; a new one can be made at any time before confirmation."""
INTERVIEWEE = Actor(person_id=None, name="", roles=frozenset({Role.RESP}))
"""The interviewee, who has no account; the log names them by the session's interviewee code."""


def find_missing(row: InterviewSession) -> list[Fault]:
    """List what a session still lacks before it can be completed."""
    missing = []
    if not row.has_consent:
        missing.append(Fault("has_consent", marked("还没有被访人的知情同意")))
    if row.held_on is None:
        missing.append(Fault("held_on", marked("还没有填写访谈日期")))
    if row.place is None:
        missing.append(Fault("place", marked("还没有填写地点")))
    if not row.segments:
        missing.append(Fault("quotes", marked("还没有记下被访人的一条原话")))
    return missing


def complete_session(row: InterviewSession, *, by: Actor, at: datetime) -> str:
    """Close the sheet and return the interviewee's confirmation token, which is shown only now.

    Raises InputRefused with everything that is missing, WrongState.
    """
    require_role(by, Role.INT)
    if row.state not in {"started", "returned"}:
        raise WrongState(why=marked("这次访谈不在记录中"))
    missing = find_missing(row)
    if missing:
        raise InputRefused(missing)
    row.completed_at = at
    token = _make_link(row, at)
    after = {"state": row.state, "content_hash": content_hash(row), "quotes": len(row.segments)}
    record("InterviewCompleted", ("interview_session", row.id), by=by, at=at, after=after)
    return token


def renew_link(row: InterviewSession, *, by: Actor, at: datetime) -> str:
    """Make a new confirmation link for a completed session; the old one stops working."""
    require_role(by, Role.INT, Role.OFF)
    if row.state != "completed":
        raise WrongState(why=marked("只有待确认的记录才有确认链接"))
    token = _make_link(row, at)
    record("ConfirmationLinkRenewed", ("interview_session", row.id), by=by, at=at)
    return token


def reopen_session(row: InterviewSession, *, by: Actor, at: datetime) -> None:
    """Take a completed, unconfirmed sheet back to correct it; its link stops working."""
    require_role(by, Role.INT)
    if row.state != "completed":
        raise WrongState(why=marked("只有待确认的记录才能取回修改"))
    before = {"state": row.state, "content_hash": content_hash(row)}
    row.completed_at = row.confirmation_hash = row.link_made_at = None
    session.flush()
    subject = ("interview_session", row.id)
    after = {"state": row.state}
    record("InterviewReopened", subject, by=by, at=at, before=before, after=after)


def find_by_confirmation(token: str, *, at: datetime) -> InterviewSession | None:
    """Return the session that a link asks to confirm; None when unknown, used or too old."""
    row = _find_by_token(token)
    if row is None or row.state != "completed" or row.link_made_at is None:
        return None
    return row if at <= row.link_made_at + LINK_LIFE else None


def confirm_session(token: str, *, by: Actor, at: datetime) -> InterviewSession:
    """Keep the interviewee's word that the record is right; from then on it is locked.

    A second tap of the same button changes nothing. Raises NotFound for a link that does not
    work, DutiesNotSeparated for the session's own staff.
    """
    known = _find_by_token(token, is_locking=True)
    if known is not None and known.state == "confirmed":
        return known
    row = _get_for_word(token, by, at)
    row.confirmed_at = at
    session.flush()
    after = {"state": row.state, "content_hash": content_hash(row)}
    who = _interviewee(row, by)
    record("InterviewConfirmed", ("interview_session", row.id), by=who, at=at, after=after)
    return row


def object_to_session(token: str, text: str, *, by: Actor, at: datetime) -> InterviewSession:
    """Send the record back with what the interviewee says is wrong.

    A second tap of the same button changes nothing. Raises InputRefused for an empty or
    unusable text, NotFound, DutiesNotSeparated.
    """
    words = normalise_text(text).strip()
    known = _find_by_token(token, is_locking=True)
    if known is not None and known.state == "returned" and known.objection == words:
        return known
    row = _get_for_word(token, by, at)
    fault = find_text_fault(words, "objection", most_signs=MOST_SIGNS_QUOTE)
    if is_blank(words):
        fault = Fault("objection", marked("请写下哪里不对，访谈员才能改"))
    if fault is not None:
        raise InputRefused([fault])
    before = {"state": row.state, "content_hash": content_hash(row)}
    row.completed_at, row.objection, row.objected_at = None, words, at
    session.flush()
    record(
        "InterviewObjected",
        ("interview_session", row.id),
        by=_interviewee(row, by),
        at=at,
        before=before,
        after={"state": row.state, "objection_hash": sha256_hex(words)},
    )
    return row


def content_hash(row: InterviewSession) -> str:
    """Return the hash of what the interviewee is asked to confirm."""
    quotes = [[one.question_code, one.quote] for one in row.segments]
    held_on = row.held_on.isoformat() if row.held_on is not None else None
    return hash_of([row.no, held_on, row.place, row.points, quotes, row.evidence_mentioned])


def _make_link(row: InterviewSession, at: datetime) -> str:
    token = new_token()
    row.confirmation_hash, row.link_made_at = sha256_hex(token), at
    session.flush()
    return token


def _find_by_token(token: str, *, is_locking: bool = False) -> InterviewSession | None:
    """Find the row of a link; locked while a word on it is kept, so that two taps take turns."""
    query = select(InterviewSession).where(InterviewSession.confirmation_hash == sha256_hex(token))
    if is_locking:
        query = query.with_for_update()
    return session.execute(query).scalar_one_or_none()


def _get_for_word(token: str, by: Actor, at: datetime) -> InterviewSession:
    row = find_by_confirmation(token, at=at)
    if row is None:
        raise NotFound
    staff = {row.interviewer_id, row.recorder_id}
    require_other_person(by, staff, first=marked("访谈"), second=marked("确认记录"))
    return row


def _interviewee(row: InterviewSession, by: Actor) -> Actor:
    """Name a person without an account by the session's interviewee code."""
    if by.person_id is not None:
        return by
    return Actor(person_id=None, name=row.interviewee_code, roles=by.roles)
