"""Opening a questionnaire for a task, and how many sheets came in; what they say is not here."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from scoring.sampling import required_responses
from surveyapp.access import Actor, Role, require_role
from surveyapp.db import session
from surveyapp.errors import DomainError, marked
from surveyapp.models import Collection, InstrumentVersion, Response, SpooledResponse, Task
from surveyapp.operations.measures import get_instrument, get_model
from surveyapp.operations.recording import record

SCORED_CHANNELS = frozenset({"invited", "imported"})
"""Whoever has the open link can answer as often as they like: its sheets are counted apart and
never scored. Sheets from a roster, or imported as a whole from an official source, are."""


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
    """Put a questionnaire before a task's stakeholders; raises InstrumentDoesNotMatch."""
    require_role(by, Role.OFF)
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
