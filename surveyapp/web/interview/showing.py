"""How a session is told on pages: its parts with what stands in them, its words; no view."""

from collections.abc import Iterable
from dataclasses import dataclass

from flask import current_app, url_for
from flask_babel import gettext as _

from forms.instrument import Item
from forms.interview_rules import MODES
from surveyapp.clock import local_time
from surveyapp.config import Settings
from surveyapp.operations import interviewing
from surveyapp.operations.interviewing import InterviewSession


@dataclass(frozen=True)
class PartLink:
    """One part of a sheet in the list of parts: a question, or one of the other two."""

    name: str
    url: str
    item: Item | None
    n_quotes: int
    is_filled: bool


def parts_of(row: InterviewSession) -> list[PartLink]:
    """Return the parts of a sheet in the order of the talk."""
    first = url_for("interview.circumstances", session_id=row.id)
    last = url_for("interview.closing", session_id=row.id)
    is_set = row.has_consent and row.held_on is not None and row.place is not None
    questions = [_question_link(row, item) for item in interviewing.protocol_of(row).items]
    is_closed = bool(row.evidence_mentioned or row.to_verify)
    return [
        PartLink("circumstances", first, None, 0, is_set),
        *questions,
        PartLink("closing", last, None, 0, is_closed),
    ]


def _question_link(row: InterviewSession, item: Item) -> PartLink:
    notes = interviewing.notes_of(row, item.code)
    url = url_for("interview.question", session_id=row.id, code=item.code)
    is_filled = bool(notes.points or notes.quotes)
    return PartLink(item.code, url, item, len(notes.quotes), is_filled)


def words_of_groups(rows: Iterable[InterviewSession]) -> dict[str, object]:
    """Return the words for groups and modes that a page of some sessions prints."""
    groups: dict[str, dict[str, str | None]] = {}
    for row in rows:
        known = interviewing.groups_of(row.task)
        groups |= {code: {"zh": text.zh, "en": text.en} for code, text in known.items()}
    return {"groups": groups, "modes": {code: _(word) for code, word in MODES.items()}}


def saved_time(row: InterviewSession) -> str | None:
    """Return the wall-clock time of the last save, as the server knows it."""
    if row.saved_at is None:
        return None
    return local_time(row.saved_at, interviewing.time_zone_of(row)).strftime("%H:%M")


def confirmation_url(token: str) -> str:
    """Return the full address that the interviewee opens."""
    settings: Settings = current_app.config["SETTINGS"]
    return settings.base_url + url_for("interviewee.record", token=token)
