"""Opening a questionnaire for a task, and how many sheets came in; what they say is not here."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from forms.faults import Fault
from forms.typed_text import is_blank
from scoring.sampling import required_responses
from surveyapp.access import Actor, Role, require_role
from surveyapp.clock import local_date
from surveyapp.db import session
from surveyapp.errors import DomainError, InputRefused, marked
from surveyapp.models import (
    Collection,
    InstrumentVersion,
    Response,
    Round,
    SpooledResponse,
    Task,
)
from surveyapp.operations.measures import get_instrument, get_model
from surveyapp.operations.recording import record

SCORED_CHANNELS = frozenset({"invited", "imported"})
"""Whoever has the open link can answer as often as they like: its sheets are counted apart and
never scored. Sheets from a roster, or imported as a whole from an official source, are."""
LONGEST_REASON = 500


class InstrumentDoesNotMatch(DomainError):
    """The instrument does not carry what the indicator model expects of it."""

    sentence = marked("问卷“%(code)s”与指标模型不匹配：%(missing)s。")


class CollectionClosed(DomainError):
    """The questionnaire no longer takes answers."""

    sentence = marked("这份问卷已经停止收集。")


@dataclass(frozen=True)
class CollectionPlan:
    """How many stakeholders there are, how many must answer, and from when to when."""

    n_frame: int
    opens_on: date
    closes_on: date
    n_required: int | None = None


@dataclass(frozen=True)
class SheetCount:
    """How many sheets were handed in, released or not: those that can count, and the others."""

    n_scorable: int
    n_open: int


def open_collection(
    task: Task, instrument: InstrumentVersion, plan: CollectionPlan, *, by: Actor, at: datetime
) -> Collection:
    """Put a questionnaire before a task's stakeholders.

    Its days lie within the round, and the last is not over when it is opened.
    Raises InputRefused, InstrumentDoesNotMatch.
    """
    require_role(by, Role.OFF)
    faults = list(_plan_faults(plan, task.round, at=at))
    if faults:
        raise InputRefused(faults)
    model = get_model(task.round.model_version)
    _require_match(instrument, task)
    required = plan.n_required or required_responses(plan.n_frame, policy=model.survey).n
    row = Collection(
        task_id=task.id,
        instrument_version_id=instrument.id,
        n_frame=plan.n_frame,
        n_required=required,
        opens_on=plan.opens_on,
        closes_on=plan.closes_on,
    )
    session.add(row)
    session.flush()
    after = {"instrument": instrument.content_hash, "frame": plan.n_frame, "required": required}
    record("CollectionOpened", ("collection", row.id), by=by, at=at, after=after)
    return row


def _plan_faults(plan: CollectionPlan, round_: Round, *, at: datetime) -> Iterator[Fault]:
    days = {"opens_on": plan.opens_on, "closes_on": plan.closes_on}
    facts = {"first": round_.starts_on, "last": round_.ends_on}
    outside = [name for name, day in days.items() if not facts["first"] <= day <= facts["last"]]
    for name in outside:
        yield Fault(name, marked("应在本轮的 %(first)s 至 %(last)s 之内"), facts)
    if "closes_on" in outside:
        return
    if plan.closes_on < plan.opens_on:
        yield Fault("closes_on", marked("截止日期不能早于开始日期"))
    else:
        yield from _closing_faults(plan.closes_on, round_, at=at)


def _closing_faults(closes_on: date, round_: Round, *, at: datetime) -> Iterator[Fault]:
    today = local_date(at, round_.organisation.time_zone)
    if closes_on < today:
        message = marked("截止日期不能早于今天（%(today)s）")
        yield Fault("closes_on", message, {"today": today})


def extend_collection(
    collection: Collection, closes_on: date, *, reason: str, by: Actor, at: datetime
) -> None:
    """Put off the last day of a questionnaire that is not closed, even after that day went by.

    Its links are the same and lead in again until the new day ends.
    Raises InputRefused, CollectionClosed.
    """
    require_role(by, Role.OFF)
    session.refresh(collection, with_for_update=True)
    if collection.closed_at is not None:
        raise CollectionClosed
    faults = list(_extension_faults(collection, closes_on, reason, at=at))
    if faults:
        raise InputRefused(faults)
    before = {"closes_on": collection.closes_on.isoformat()}
    collection.closes_on = closes_on
    after = {"closes_on": closes_on.isoformat()}
    record(
        "CollectionExtended",
        ("collection", collection.id),
        by=by,
        at=at,
        before=before,
        after=after,
        reason=reason.strip(),
    )


def _extension_faults(
    collection: Collection, closes_on: date, reason: str, *, at: datetime
) -> Iterator[Fault]:
    round_ = collection.task.round
    if closes_on <= collection.closes_on:
        message = marked("应晚于现在的截止日期 %(day)s")
        yield Fault("closes_on", message, {"day": collection.closes_on})
    elif closes_on > round_.ends_on:
        message = marked("不能晚于本轮的结束日期 %(day)s")
        yield Fault("closes_on", message, {"day": round_.ends_on})
    else:
        yield from _closing_faults(closes_on, round_, at=at)
    if is_blank(reason):
        yield Fault("reason", marked("请写明理由"))
    elif len(reason.strip()) > LONGEST_REASON:
        yield Fault("reason", marked("最多 %(most)d 个字"), {"most": LONGEST_REASON})


def _require_match(instrument: InstrumentVersion, task: Task) -> None:
    """Refuse an instrument that lacks items or constructs which the model scores."""
    sheet = get_instrument(instrument)
    model = get_model(task.round.model_version)
    wanted = model.find_instrument(instrument.code)
    if wanted is None:
        raise InstrumentDoesNotMatch(code=instrument.code, missing=instrument.code)
    have = {item.code for section in sheet.sections for item in section.items}
    missing = [item.id for item in wanted.items if item.id not in have]
    if missing:
        raise InstrumentDoesNotMatch(code=instrument.code, missing=tuple(missing))


def find_collections(task: Task) -> list[Collection]:
    """Return a task's questionnaires, in the order they were opened."""
    query = select(Collection).where(Collection.task_id == task.id).order_by(Collection.id)
    return list(session.execute(query).scalars())


def count_sheets(collection: Collection) -> SheetCount:
    """Count the sheets handed in, whether released or waiting in the spool."""
    n_scorable = n_all = 0
    for kind in (SpooledResponse, Response):
        query = (
            select(kind.channel, func.count())
            .where(kind.collection_id == collection.id)
            .group_by(kind.channel)
            .order_by(kind.channel)
        )
        for channel, n in session.execute(query):
            n_all += n
            n_scorable += n if channel in SCORED_CHANNELS else 0
    return SheetCount(n_scorable, n_all - n_scorable)


def require_open(collection: Collection, on: date) -> None:
    """Stop an answer outside the collection's days; raises CollectionClosed."""
    if collection.closed_at is not None or not collection.opens_on <= on <= collection.closes_on:
        raise CollectionClosed


def is_closed(collection_id: int) -> bool:
    """Say whether a questionnaire was closed, whatever its dates say."""
    query = select(Collection.id).where(
        Collection.id == collection_id, Collection.closed_at.is_not(None)
    )
    return session.execute(query).first() is not None
