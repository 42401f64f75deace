"""Keeping the session sheet part by part, without overwriting what was saved elsewhere."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from surveyapp.access import Actor, Role, require_role
from surveyapp.clock import local_date
from surveyapp.db import session
from surveyapp.errors import DomainError, InputRefused, NotFound, WrongState, marked
from surveyapp.models import InterviewSession, Segment
from surveyapp.operations.interviewing.parts import (
    Circumstances,
    Closing,
    Part,
    QuestionNotes,
    find_part_faults,
    fingerprint,
    name_of,
    same_part_of,
    tidy,
)
from surveyapp.operations.interviewing.sessions import protocol_of, time_zone_of
from surveyapp.operations.recording import record


class ChangedElsewhere(DomainError):
    """The part was saved from another page since its writer opened it."""

    sentence = marked("这部分刚刚在别处被修改，请对照后再保存。")


def save_sheet(
    row: InterviewSession, part: Part, *, by: Actor, at: datetime, seen: str | None = None
) -> bool:
    """Keep one part of the sheet; return False where it stood already and nothing was written.

    `seen` is the fingerprint of the part as its writer had it before them. Raises InputRefused
    with every fault, WrongState for a sheet that is not open, ChangedElsewhere.
    """
    require_role(by, Role.INT)
    _require_open(row)
    kept, new = same_part_of(row, part), tidy(part)
    if isinstance(new, QuestionNotes):
        _require_question(row, new)
    faults = find_part_faults(new, today=local_date(at, time_zone_of(row)))
    if faults:
        raise InputRefused(faults)
    if new == kept:
        return False
    if seen is not None and seen != fingerprint(kept):
        raise ChangedElsewhere
    dropped = _write(row, new)
    row.saved_at = at
    session.flush()
    before = {"content_hash": fingerprint(kept), **dropped}
    after = {"part": name_of(new), "content_hash": fingerprint(new)}
    subject = ("interview_session", row.id)
    record("InterviewSheetSaved", subject, by=by, at=at, before=before, after=after)
    return True


def _require_open(row: InterviewSession) -> None:
    if row.state == "assigned":
        raise WrongState(why=marked("这次访谈还没有开始"))
    if row.state not in {"started", "returned"}:
        raise WrongState(why=marked("记录已完成，不能再改"))


def _require_question(row: InterviewSession, part: QuestionNotes) -> None:
    """Stop notes on a question the protocol lacks, and notes before consent."""
    if protocol_of(row).find_item(part.code) is None:
        raise NotFound
    if not row.has_consent:
        raise WrongState(why=marked("被访人还没有知情同意"))


def _write(row: InterviewSession, part: Part) -> dict[str, object]:
    """Put a part into its rows; return the readings of changed quotes, which no longer stand."""
    if isinstance(part, QuestionNotes):
        return _write_notes(row, part)
    if isinstance(part, Closing):
        row.evidence_mentioned = part.evidence_mentioned or None
        row.to_verify = part.to_verify or None
    else:
        _write_circumstances(row, part)
    return {}


def _write_circumstances(row: InterviewSession, part: Circumstances) -> None:
    if row.has_consent and not part.has_consent and (row.segments or any(row.points.values())):
        raise WrongState(why=marked("已有记录，不能取消知情同意；被访人要撤回，请联系认定专员"))
    zone = time_zone_of(row)
    row.has_consent, row.may_record = part.has_consent, part.may_record
    row.held_on = part.held_on
    row.began_at = _instant(part.held_on, part.began, zone)
    row.ended_at = _instant(part.held_on, part.ended, zone)
    row.place, row.post = part.place or None, part.post or None
    row.present = part.present or None


def _write_notes(row: InterviewSession, part: QuestionNotes) -> dict[str, object]:
    row.points = {**row.points, part.code: part.points}
    old = [one for one in row.segments if one.question_code == part.code]
    dropped = [
        {"position": segment.position, **_readings(segment)}
        for index, segment in enumerate(old)
        if segment.codings and part.quotes[index : index + 1] != (segment.quote,)
    ]
    for segment, quote in zip(old, part.quotes, strict=False):
        if segment.quote != quote:
            # What was coded was said in other words: the readings go with the words.
            segment.quote, segment.codings, segment.adjudication = quote, [], None
            segment.earlier_adjudications = []
    for segment in old[len(part.quotes) :]:
        row.segments.remove(segment)
    first = _first_position(row, part.code)
    for index in range(len(old), len(part.quotes)):
        quote = part.quotes[index]
        row.segments.append(Segment(position=first + index, question_code=part.code, quote=quote))
    session.flush()
    session.refresh(row, ["segments"])  # in the order of the questions again
    return {"readings_dropped": dropped} if dropped else {}


def _readings(segment: Segment) -> dict[str, object]:
    settled = segment.adjudication
    return {
        "codings": [[one.coder_id, one.theme, one.valence] for one in segment.codings],
        "adjudication": [settled.theme, settled.valence] if settled is not None else None,
    }


def _first_position(row: InterviewSession, code: str) -> int:
    """Give each question a hundred positions, so that quotes keep the protocol's order."""
    codes = [item.code for item in protocol_of(row).items]
    return (codes.index(code) + 1) * 100


def _instant(on: date | None, told: time | None, zone: str) -> datetime | None:
    if on is None or told is None:
        return None
    return datetime.combine(on, told, ZoneInfo(zone))
