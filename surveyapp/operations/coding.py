"""Reading what was said: two coders who do not see each other, a third who settles, the records."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from forms.faults import Fault
from forms.interview_rules import MOST_SIGNS_LINE, VALENCES, find_text_fault
from forms.typed_text import is_blank, normalise_text
from surveyapp.access import Actor, Role, require_other_person, require_role
from surveyapp.db import session
from surveyapp.errors import InputRefused, NotAllowed, NotFound, WrongState, marked
from surveyapp.models import Adjudication, Coding, Duty, InterviewSession, Segment, Task
from surveyapp.operations.interviewing import has_duty, protocol_of
from surveyapp.operations.recording import record

N_CODERS = 2
"""Two read each segment; kappa is theirs."""


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
    """Settle a segment after both codings; a reason is needed where it follows not both of them.

    Raises NotAllowed without the duty, DutiesNotSeparated for a coder of the session,
    WrongState, InputRefused.
    """
    adjudicator_id = _require_duty(segment.session.task, by, "adjudicator")
    _require_apart(segment.session, by)
    _require_readable(segment, reading)
    if len(segment.codings) < N_CODERS:
        raise WrongState(why=marked("两人都编码之后才能合议"))
    words = normalise_text(reason).strip()
    _require_reason(segment, reading, words)
    settled, before = segment.adjudication, None
    if settled is not None:
        before = {"theme": settled.theme, "valence": settled.valence}
    else:
        settled = segment.adjudication = Adjudication()
    settled.adjudicator_id, settled.adjudicated_at = adjudicator_id, at
    settled.theme, settled.valence, settled.reason = reading.theme, reading.valence, words or None
    session.flush()
    subject = ("segment", segment.id)
    after = vars(reading)
    why = words or None
    record("SegmentSettled", subject, by=by, at=at, before=before, after=after, reason=why)
    return settled


def settle_agreed(task: Task, *, by: Actor, at: datetime) -> int:
    """Settle every open segment that both coders read alike; return how many there were."""
    adjudicator_id = _require_duty(task, by, "adjudicator")
    agreed = [one for one in _readable_segments(task) if is_agreed(one) and not one.adjudication]
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


def is_agreed(segment: Segment) -> bool:
    """Say whether two coders read a segment alike, in theme and valence."""
    readings = {(one.theme, one.valence) for one in segment.codings}
    return len(segment.codings) == N_CODERS and len(readings) == 1


def coding_of(segment: Segment, by: Actor) -> Coding | None:
    """Return this coder's own reading, never the other's."""
    return next((one for one in segment.codings if one.coder_id == by.person_id), None)


def both_codings(segment: Segment) -> list[Coding]:
    """Return the codings, coder A's first: the coder who was given the duty first."""
    duties = select(Duty.person_id).where(
        Duty.task_id == segment.session.task_id, Duty.kind == "coder"
    )
    order = list(session.execute(duties.order_by(Duty.id)).scalars())
    return sorted(segment.codings, key=lambda one: (_place(order, one.coder_id), one.id))


def find_segments_to_code(task: Task, *, by: Actor) -> list[Segment]:
    """Return the segments that are this coder's to read or already theirs, in order."""
    return [
        one
        for one in _readable_segments(task)
        if coding_of(one, by) is not None or len(one.codings) < N_CODERS
    ]


def find_segments_to_settle(task: Task) -> list[Segment]:
    """Return the segments that both coders have read, in order."""
    return [one for one in _readable_segments(task) if len(one.codings) == N_CODERS]


def count_segments(task: Task) -> int:
    """Return how many segments of a task there are to be read."""
    return len(_readable_segments(task))


def get_segment(segment_id: int, *, by: Actor, kind: str) -> Segment:
    """Return a segment on whose task a person is coder or adjudicator; raises NotFound."""
    on_duty = select(Duty.task_id).where(Duty.person_id == by.person_id, Duty.kind == kind)
    query = (
        select(Segment)
        .join(InterviewSession)
        .where(Segment.id == segment_id, InterviewSession.task_id.in_(on_duty), _is_readable())
    )
    row = session.execute(query).scalar_one_or_none()
    if row is None:
        raise NotFound
    return row


def records_for_scoring(task: Task) -> list[dict[str, object]]:
    """Return the interviews of a task in the form in which a case file holds them.

    A record is `{"id", "group", "confirmed", "segments": [[theme, A, B, settled], …]}`; those
    never completed or sent back are left out, those not confirmed stand in it and do not score.
    A segment that is not settled stands with `None` under each theme it may still fall under (the
    two that were named, or every theme), so that the engine blocks those themes, instead of
    counting an interview without it; both valences are kept once, for kappa.
    """
    return [
        {
            "id": row.no,
            "group": row.group_code,
            "confirmed": row.state == "confirmed",
            "segments": [part for segment in row.segments for part in _scored(segment)],
        }
        for row in _completed_sessions(task)
    ]


def unfinished(task: Task) -> list[Fault]:
    """List what the interviews of a task still lack, one sentence each; `place` is the session."""
    query = select(InterviewSession).where(InterviewSession.task_id == task.id)
    rows = session.execute(query.order_by(InterviewSession.id)).scalars()
    return [fault for row in rows for fault in _unfinished(row)]


_WAITING = {
    "assigned": marked("访谈还没有开始"),
    "started": marked("访谈记录还没有完成"),
    "returned": marked("被访人有异议，等访谈员更正"),
    "completed": marked("等被访人确认；不确认就不计分"),
}


def _unfinished(row: InterviewSession) -> Iterator[Fault]:
    if row.state in _WAITING:
        yield Fault(row.no, _WAITING[row.state])
    if row.state not in {"completed", "confirmed"}:
        return
    n_uncoded = sum(len(one.codings) < N_CODERS for one in row.segments)
    n_unsettled = sum(not one.adjudication for one in row.segments) - n_uncoded
    if n_uncoded:
        yield Fault(row.no, marked("%(count)d 条原话还没有两人编码"), {"count": n_uncoded})
    if n_unsettled:
        yield Fault(row.no, marked("%(count)d 条原话等合议"), {"count": n_unsettled})


def _scored(segment: Segment) -> list[list[object]]:
    pair = [one.valence for one in both_codings(segment)]
    first, second = [*pair, None, None][:N_CODERS]
    settled = segment.adjudication
    if settled is not None:
        return [[settled.theme, first, second, settled.valence]]
    named = list(dict.fromkeys(one.theme for one in both_codings(segment)))
    if len(pair) < N_CODERS:
        named = [theme.code for theme in protocol_of(segment.session).themes]
    others: list[list[object]] = [[theme, None, None, None] for theme in named[1:]]
    return [[named[0], first, second, None], *others]


def _completed_sessions(task: Task) -> Sequence[InterviewSession]:
    query = select(InterviewSession).where(InterviewSession.task_id == task.id, _is_readable())
    return session.execute(query.order_by(InterviewSession.id)).scalars().all()


def _readable_segments(task: Task) -> list[Segment]:
    return [segment for row in _completed_sessions(task) for segment in row.segments]


def _is_readable() -> ColumnElement[bool]:
    return InterviewSession.completed_at.is_not(None)


def _place(order: list[int], person_id: int) -> int:
    """Return where a person stands in an order; one who is no longer in it comes last."""
    return order.index(person_id) if person_id in order else len(order)


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
    if reading.theme not in {theme.code for theme in protocol_of(segment.session).themes}:
        faults.append(Fault("theme", marked("请选择一个主题")))
    if reading.valence not in VALENCES or isinstance(reading.valence, bool):
        faults.append(Fault("valence", marked("请选择一个倾向值")))
    if faults:
        raise InputRefused(faults)


def _require_reason(segment: Segment, reading: Reading, words: str) -> None:
    readings = {(one.theme, one.valence) for one in segment.codings}
    follows_both = readings == {(reading.theme, reading.valence)}
    fault = find_text_fault(words, "reason", most_signs=MOST_SIGNS_LINE)
    if is_blank(words) and not follows_both:
        fault = Fault("reason", marked("两人读法不同，请写一句理由"))
    if fault is not None:
        raise InputRefused([fault])
