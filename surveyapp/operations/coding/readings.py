"""Reading what was said: two coders who do not see each other, a third who settles."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from forms.faults import Fault
from forms.interview_rules import MOST_SIGNS_LINE, find_text_fault
from forms.typed_text import is_blank, normalise_text
from surveyapp.access import Actor, Role, require_other_person, require_role
from surveyapp.db import session
from surveyapp.errors import InputRefused, NotAllowed, WrongState, marked
from surveyapp.models import (
    Adjudication,
    Coding,
    EarlierAdjudication,
    InterviewSession,
    Segment,
    Task,
)
from surveyapp.operations.coding.finding import (
    N_CODERS,
    coding_of,
    completed_sessions,
    is_agreed,
    segments_to_code,
    segments_to_settle,
)
from surveyapp.operations.interviewing import has_duty, protocol_of
from surveyapp.operations.recording import record


@dataclass(frozen=True)
class Reading:
    """What a segment speaks of, and how: −2 clearly negative … +2 clearly positive."""

    theme: str
    valence: int


def code_segment(segment: Segment, reading: Reading, *, by: Actor, at: datetime) -> Coding:
    """Keep one coder's reading of a segment, or their second thought before it is settled.

    Raises NotAllowed without the duty, DutiesNotSeparated, WrongState, InputRefused.
    """
    coder_id = _require_duty(segment.session.task, by, "coder")
    _require_readable(segment, reading)
    settlers = _settlers(segment.session)
    require_other_person(by, settlers, first=marked("合议"), second=marked("编码"))
    if segment.adjudication is not None:
        raise WrongState(why=marked("这条原话已经合议"))
    mine = coding_of(segment, by)
    if mine is None and len(segment.codings) >= N_CODERS:
        raise WrongState(why=marked("这条原话已有两人编码"))
    before = None if mine is None else {"theme": mine.theme, "valence": mine.valence}
    if mine is None:
        mine = Coding(coder_id=coder_id)
        segment.codings.append(mine)
    mine.theme, mine.valence, mine.coded_at = reading.theme, reading.valence, at
    session.flush()
    subject = ("segment", segment.id)
    record("SegmentCoded", subject, by=by, at=at, before=before, after=vars(reading))
    return mine


def adjudicate(
    segment: Segment, reading: Reading, *, reason: str = "", by: Actor, at: datetime
) -> Adjudication:
    """Settle a segment after both codings, or settle it again, which keeps what stood before.

    A reason is needed where it does not follow both coders, and always the second time.

    Raises NotAllowed without the duty, DutiesNotSeparated for a coder of the session,
    WrongState, InputRefused.
    """
    adjudicator_id = _require_duty(segment.session.task, by, "adjudicator")
    _require_apart(segment.session, by)
    _require_readable(segment, reading)
    if len(segment.codings) < N_CODERS:
        raise WrongState(why=marked("两人都编码之后才能合议"))
    words = normalise_text(reason).strip()
    fault = _find_reason_fault(segment, reading, words)
    if fault is not None:
        raise InputRefused([fault])
    before = _keep_earlier(segment)
    settled = segment.adjudication = segment.adjudication or Adjudication()
    settled.adjudicator_id, settled.adjudicated_at = adjudicator_id, at
    settled.theme, settled.valence, settled.reason = reading.theme, reading.valence, words or None
    session.flush()
    subject = ("segment", segment.id)
    after = vars(reading)
    why = words or None
    record("SegmentSettled", subject, by=by, at=at, before=before, after=after, reason=why)
    return settled


def _keep_earlier(segment: Segment) -> dict[str, object] | None:
    """Write what was settled so far beside the segment; return it for the log, None the first time.

    Two who settle again at once would write one revision twice: the database refuses the second.
    """
    settled = segment.adjudication
    if settled is None:
        return None
    kept = ("adjudicator_id", "theme", "valence", "reason", "adjudicated_at")
    earlier = EarlierAdjudication(
        revision=len(segment.earlier_adjudications) + 1,
        **{name: getattr(settled, name) for name in kept},
    )
    segment.earlier_adjudications.append(earlier)
    return {"theme": settled.theme, "valence": settled.valence}


def code_session(
    row: InterviewSession, readings: Mapping[int, Reading], *, by: Actor, at: datetime
) -> int:
    """Keep a coder's readings of a session by segment; return how many were new or changed.

    Segments that are not this coder's, or are settled, stay as they are.
    """
    n_kept = 0
    for segment in segments_to_code(row, by=by):
        mine, new = coding_of(segment, by), readings.get(segment.id)
        if new is None or segment.adjudication is not None:
            continue
        if mine is None or (mine.theme, mine.valence) != (new.theme, new.valence):
            code_segment(segment, new, by=by, at=at)
            n_kept += 1
    return n_kept


def adjudicate_session(
    row: InterviewSession, settled: Mapping[int, tuple[Reading, str]], *, by: Actor, at: datetime
) -> int:
    """Settle some segments of a session, each with its reason; return how many.

    Raises InputRefused with every fault at once, its place `reason_<segment>`.
    """
    open_ones = [one for one in segments_to_settle(row) if one.adjudication is None]
    chosen = [(one, *settled[one.id]) for one in open_ones if one.id in settled]
    faults = []
    for segment, reading, reason in chosen:
        fault = _find_reason_fault(segment, reading, normalise_text(reason).strip())
        if fault is not None:
            faults.append(Fault(f"reason_{segment.id}", fault.message, fault.facts))
    if faults:
        raise InputRefused(faults)
    for segment, reading, reason in chosen:
        adjudicate(segment, reading, reason=reason, by=by, at=at)
    return len(chosen)


def settle_agreed(task: Task, *, by: Actor, at: datetime) -> int:
    """Settle every open segment that both coders read alike; return how many there were."""
    adjudicator_id = _require_duty(task, by, "adjudicator")
    segments = [one for row in completed_sessions(task) for one in row.segments]
    agreed = [one for one in segments if is_agreed(one) and one.adjudication is None]
    for segment in agreed:
        _require_apart(segment.session, by)
        first = segment.codings[0]
        segment.adjudication = Adjudication(
            adjudicator_id=adjudicator_id,
            theme=first.theme,
            valence=first.valence,
            adjudicated_at=at,
        )
    session.flush()
    if agreed:
        after = {"segments": [one.id for one in agreed]}
        record("AgreedSegmentsSettled", ("task", task.id), by=by, at=at, after=after)
    return len(agreed)


def _settlers(row: InterviewSession) -> set[int]:
    settled = [one.adjudication for one in row.segments if one.adjudication is not None]
    return {one.adjudicator_id for one in settled}


def _require_duty(task: Task, by: Actor, kind: str) -> int:
    """Return the person who acts, when they have the duty; raises NotAllowed."""
    require_role(by, Role.INT)
    if by.person_id is None or not has_duty(task, by.person_id, kind):
        raise NotAllowed
    return by.person_id


def _require_apart(row: InterviewSession, by: Actor) -> None:
    """Stop a coder of any segment of the session from settling one."""
    coders = {coding.coder_id for segment in row.segments for coding in segment.codings}
    require_other_person(by, coders, first=marked("编码"), second=marked("合议"))


def _require_readable(segment: Segment, reading: Reading) -> None:
    if segment.session.completed_at is None:
        raise WrongState(why=marked("访谈记录还没有完成"))
    faults = []
    protocol = protocol_of(segment.session)
    if reading.theme not in {theme.code for theme in protocol.themes}:
        faults.append(Fault("theme", marked("请选择一个主题")))
    low, high = protocol.valences
    if isinstance(reading.valence, bool) or not low <= reading.valence <= high:
        faults.append(Fault("valence", marked("请选择一个倾向值")))
    if faults:
        raise InputRefused(faults)


def _find_reason_fault(segment: Segment, reading: Reading, words: str) -> Fault | None:
    """Ask for a reason where the settled reading is not that of both coders, or not the first."""
    readings = {(one.theme, one.valence) for one in segment.codings}
    if is_blank(words) and segment.adjudication is not None:
        return Fault("reason", marked("这条原话已经合议过，再次合议请写一句理由"))
    if is_blank(words) and len(readings) > 1:
        return Fault("reason", marked("两人读法不同，请写一句理由"))
    if is_blank(words) and readings != {(reading.theme, reading.valence)}:
        return Fault("reason", marked("与两人一致的读法不同，请写一句理由"))
    return find_text_fault(words, "reason", most_signs=MOST_SIGNS_LINE)
