"""Opening a questionnaire for a task, and closing it into a frozen snapshot."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select

from scoring.sampling import required_responses
from surveyapp.access import Actor, Role, require_role
from surveyapp.db import session
from surveyapp.errors import DomainError, marked
from surveyapp.models import Collection, InstrumentVersion, Task
from surveyapp.operations.measures import get_instrument, get_model
from surveyapp.operations.recording import record


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
