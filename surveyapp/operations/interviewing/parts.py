"""The parts of a session sheet, read from its rows and checked; keeping them lies beside."""

from collections.abc import Iterator
from dataclasses import astuple, dataclass, replace
from datetime import date, datetime, time

from forms.faults import Fault
from forms.interview_rules import (
    MOST_QUOTES,
    MOST_SIGNS_LINE,
    MOST_SIGNS_QUOTE,
    find_text_fault,
)
from forms.typed_text import is_blank, normalise_text
from surveyapp.clock import local_time
from surveyapp.errors import marked
from surveyapp.models import InterviewSession
from surveyapp.operations.interviewing.sessions import time_zone_of
from surveyapp.seal import hash_of


@dataclass(frozen=True)
class Circumstances:
    """Consent first, then when, where and with whom; times are told in the local zone."""

    has_consent: bool = False
    may_record: bool = False
    held_on: date | None = None
    began: time | None = None
    ended: time | None = None
    place: str = ""
    post: str = ""
    present: str = ""


@dataclass(frozen=True)
class QuestionNotes:
    """What was said on one question: the points, and the interviewee's own words."""

    code: str
    points: str = ""
    quotes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Closing:
    """What is to be followed up: evidence the interviewee named, matters to verify."""

    evidence_mentioned: str = ""
    to_verify: str = ""


Part = Circumstances | QuestionNotes | Closing


def circumstances_of(row: InterviewSession) -> Circumstances:
    """Return the circumstances as they stand."""
    zone = time_zone_of(row)
    return Circumstances(
        has_consent=row.has_consent,
        may_record=row.may_record,
        held_on=row.held_on,
        began=_clock_time(row.began_at, zone),
        ended=_clock_time(row.ended_at, zone),
        place=row.place or "",
        post=row.post or "",
        present=row.present or "",
    )


def notes_of(row: InterviewSession, code: str) -> QuestionNotes:
    """Return the notes on one question as they stand."""
    quotes = tuple(one.quote for one in row.segments if one.question_code == code)
    return QuestionNotes(code, points=str(row.points.get(code, "")), quotes=quotes)


def closing_of(row: InterviewSession) -> Closing:
    """Return the closing part as it stands."""
    return Closing(row.evidence_mentioned or "", row.to_verify or "")


def same_part_of(row: InterviewSession, part: Part) -> Part:
    """Return the same part of the sheet as it stands."""
    if isinstance(part, QuestionNotes):
        return notes_of(row, part.code)
    return circumstances_of(row) if isinstance(part, Circumstances) else closing_of(row)


def name_of(part: Part) -> str:
    """Name a part for the log: the question's code, or which of the other two it is."""
    return part.code if isinstance(part, QuestionNotes) else type(part).__name__.lower()


def fingerprint(part: Part) -> str:
    """Return the hash by which a later save knows what its writer had seen."""
    values = [
        value.isoformat() if isinstance(value, date | time) else value for value in astuple(part)
    ]
    return hash_of([name_of(part), values])


def tidy(part: Part) -> Part:
    """Return a part with its texts in normal form, and without quotes in which nothing stands."""
    if isinstance(part, QuestionNotes):
        quotes = tuple(_tidy_text(quote) for quote in part.quotes if not is_blank(quote))
        return replace(part, points=_tidy_text(part.points), quotes=quotes)
    if isinstance(part, Circumstances):
        place, post = _tidy_text(part.place), _tidy_text(part.post)
        return replace(part, place=place, post=post, present=_tidy_text(part.present))
    return Closing(_tidy_text(part.evidence_mentioned), _tidy_text(part.to_verify))


def find_part_faults(part: Part, *, today: date) -> list[Fault]:
    """List everything that keeps a part from being stored; `place` is the form field's name."""
    if isinstance(part, Circumstances):
        return list(_circumstances_faults(part, today))
    if isinstance(part, QuestionNotes):
        return list(_notes_faults(part))
    texts = {"evidence_mentioned": part.evidence_mentioned, "to_verify": part.to_verify}
    return _text_faults(texts, MOST_SIGNS_QUOTE)


def _circumstances_faults(part: Circumstances, today: date) -> Iterator[Fault]:
    if part.held_on is not None and part.held_on > today:
        yield Fault("held_on", marked("日期不能晚于今天，请改成访谈当天"))
    if (part.began is None) != (part.ended is None):
        empty = "began" if part.began is None else "ended"
        yield Fault(empty, marked("开始和结束时间请都填写，或都留空"))
    if part.began is not None and part.ended is not None:
        if part.ended <= part.began:
            yield Fault("ended", marked("结束时间应晚于开始时间"))
        if part.held_on is None:
            yield Fault("held_on", marked("填了时间，也请填写日期"))
    texts = {"place": part.place, "post": part.post, "present": part.present}
    yield from _text_faults(texts, MOST_SIGNS_LINE)


def _notes_faults(part: QuestionNotes) -> Iterator[Fault]:
    yield from _text_faults({"points": part.points}, MOST_SIGNS_QUOTE)
    if len(part.quotes) > MOST_QUOTES:
        yield Fault("quotes", marked("一个问题最多记 %(limit)d 条原话"), {"limit": MOST_QUOTES})
    quotes = {f"quotes-{number}": quote for number, quote in enumerate(part.quotes)}
    yield from _text_faults(quotes, MOST_SIGNS_QUOTE)


def _text_faults(texts: dict[str, str], most_signs: int) -> list[Fault]:
    found = (find_text_fault(text, name, most_signs=most_signs) for name, text in texts.items())
    return [fault for fault in found if fault is not None]


def _tidy_text(text: str) -> str:
    return "" if is_blank(text) else normalise_text(text).strip()


def _clock_time(at: datetime | None, zone: str) -> time | None:
    return None if at is None else local_time(at, zone).time()
