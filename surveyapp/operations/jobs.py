"""Acts on long work: queueing it, leasing it, finishing it under the lease that holds.

Bookkeeping of work is no act of a person and writes no event; what the work does, does.
A table that is polled needs no queue library: a library would only wake workers sooner, and the
row would still have to be there, committed together with what it follows from.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, or_, select, update

from surveyapp.db import session
from surveyapp.errors import DomainError, marked
from surveyapp.models import Job

LEASE = timedelta(minutes=2)
"""How long one holder may work without a sign of life."""
FIRST_PAUSE = timedelta(seconds=5)
LONGEST_PAUSE = timedelta(hours=1)
MOST_ERROR_SIGNS = 500


class LeaseLost(DomainError):
    """The lease ran out and may be another's now: what was done under it must not be written."""

    sentence = marked("这项工作的占用已过期，结果没有写入。")


@dataclass(frozen=True)
class Lease:
    """One holder's right to finish a job; `attempt` fences off whoever held it before."""

    job_id: int
    kind: str
    parameters: Mapping[str, object]
    owner: str
    attempt: int


def enqueue(kind: str, key: str, parameters: Mapping[str, object], *, at: datetime) -> Job:
    """Put work into the queue, in the transaction of the act it follows from; once for each key."""
    known = session.execute(select(Job).where(Job.key == key)).scalar_one_or_none()
    if known is not None:
        return known
    row = Job(kind=kind, key=key, parameters=dict(parameters), queued_at=at, due_at=at)
    session.add(row)
    session.flush()
    return row


def claim(owner: str, *, at: datetime, lease: timedelta = LEASE) -> Lease | None:
    """Take the oldest work that is due, or whose holder's lease ran out; None if there is none."""
    query = (
        select(Job)
        .where(
            Job.finished_at.is_(None),
            or_(
                and_(Job.owner.is_(None), Job.due_at <= at),
                and_(Job.owner.is_not(None), Job.lease_until <= at),
            ),
        )
        .order_by(Job.due_at, Job.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    row = session.execute(query).scalar_one_or_none()
    if row is None:
        return None
    row.owner, row.lease_until, row.attempts = owner, at + lease, row.attempts + 1
    session.flush()
    return Lease(row.id, row.kind, row.parameters, owner, row.attempts)


def report_progress(
    held: Lease, n_done: int, *, at: datetime, n_total: int = 1, lease: timedelta = LEASE
) -> None:
    """Say how far the work is, which also renews the lease; raises LeaseLost."""
    _change(held, at, n_done=n_done, n_total=n_total, lease_until=at + lease)


def finish(held: Lease, *, at: datetime) -> None:
    """Close work in the transaction that writes its effect; raises LeaseLost."""
    _change(
        held,
        at,
        n_done=Job.n_total,
        finished_at=at,
        owner=None,
        lease_until=None,
        last_error=None,
    )


def fail(held: Lease, error: str, *, at: datetime) -> None:
    """Give work back after a failure; it is due again after a pause that doubles each time."""
    pause = min(FIRST_PAUSE * 2 ** min(held.attempt - 1, 10), LONGEST_PAUSE)
    _change(
        held,
        at,
        owner=None,
        lease_until=None,
        due_at=at + pause,
        last_error=error[:MOST_ERROR_SIGNS],
    )


def _change(held: Lease, at: datetime, **values: object) -> None:
    changed = session.execute(
        update(Job)
        .where(
            Job.id == held.job_id,
            Job.owner == held.owner,
            Job.attempts == held.attempt,
            Job.finished_at.is_(None),
            Job.lease_until > at,
        )
        .values(**values)
        .returning(Job.id)
        .execution_options(synchronize_session=False)
    ).all()
    if not changed:
        raise LeaseLost
    session.expire_all()


def find_job(key: str) -> Job | None:
    """Return the job of a key, or None."""
    return session.execute(select(Job).where(Job.key == key)).scalar_one_or_none()
