"""The chained log of acts: adding a link, and checking the whole chain; no act of its own."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from surveyapp.access import Actor
from surveyapp.db import session
from surveyapp.errors import DomainError, marked
from surveyapp.models import Base, ChainHead, Event
from surveyapp.operations.sealing import content_hash, row_name, take_seals
from surveyapp.seal import canonical_json

GENESIS = "0" * 64
"""What the first link seals: nothing came before."""


NOT_READABLE = "it cannot be read"


@dataclass(frozen=True)
class ChainFault:
    """The first link that does not hold, and why."""

    seq: int
    why: str


def record(  # noqa: PLR0913 - who, what, when, before and after are what a log row is
    action: str,
    subject: tuple[str, object],
    *,
    by: Actor,
    at: datetime,
    before: Mapping[str, object] | None = None,
    after: Mapping[str, object] | None = None,
    reason: str | None = None,
) -> Event:
    """Add one event to the chain, in the transaction of the act itself.

    It seals every row that was written since the event before it (see `sealing`).
    `action` is a fact in the past tense (`NoticeIssued`); `subject` is (type, id).
    """
    session.flush()
    seals = take_seals(session())
    head = hold_log()
    if head is None:
        head = ChainHead(id=1, seq=0, hash=GENESIS)
        session.add(head)
        session.flush()
    row = Event(
        seq=head.seq + 1,
        at=at,
        person_id=by.person_id,
        person_name=by.name,
        action=action,
        object_type=subject[0],
        object_id=str(subject[1]),
        before=dict(before) if before is not None else None,
        after=dict(after) if after is not None else None,
        reason=reason,
        seals=seals or None,
        previous_hash=head.hash,
    )
    row.hash = link_hash(row)
    head.seq, head.hash = row.seq, row.hash
    session.add(row)
    session.flush()
    return row


def hold_log() -> ChainHead | None:
    """Keep others from adding events until this transaction ends; all before are in sight then."""
    query = select(ChainHead).where(ChainHead.id == 1).with_for_update()
    return session.execute(query).scalar_one_or_none()


def link_hash(row: Event) -> str:
    """Return the hash that seals one event and, through it, all before it."""
    body = canonical_json(
        {
            "seq": row.seq,
            "at": row.at.isoformat(),
            "person_id": row.person_id,
            "person_name": row.person_name,
            "action": row.action,
            "object_type": row.object_type,
            "object_id": row.object_id,
            "before": row.before,
            "after": row.after,
            "reason": row.reason,
            "seals": row.seals,
        }
    )
    return hashlib.sha256(b"\x00" + bytes.fromhex(row.previous_hash) + body.encode()).hexdigest()


def verify_chain() -> ChainFault | None:
    """Walk the whole chain; return the first link that does not hold, or None."""
    previous, seq = GENESIS, 0
    events = _events()
    while True:
        try:
            row = next(events, None)
        except (ValueError, TypeError):  # what a column's type cannot make sense of
            return ChainFault(_first_unreadable(seq + 1), NOT_READABLE)
        if row is None:
            break
        seq += 1
        if row.seq != seq:
            return ChainFault(seq, "a link is missing")
        if row.previous_hash != previous:
            return ChainFault(row.seq, "it does not seal the link before it")
        if row.hash != link_hash(row):
            return ChainFault(row.seq, "its content was changed")
        previous = row.hash
    head = session.get(ChainHead, 1)
    if (head.seq, head.hash) != (seq, previous) if head else seq != 0:
        return ChainFault(seq + 1, "the newest links are missing")
    return None


def _first_unreadable(seq: int) -> int:
    """Return the first link from some place on that cannot be read; they were read by many."""
    while True:
        try:
            session.get(Event, seq)
        except (ValueError, TypeError):
            return seq
        seq += 1


def _events() -> Iterator[Event]:
    yield from session.execute(
        select(Event).order_by(Event.seq).execution_options(yield_per=1000)
    ).scalars()


def find_events(object_type: str, object_id: object) -> list[Event]:
    """Return the events of one object, oldest first."""
    query = select(Event).where(Event.object_type == object_type, Event.object_id == str(object_id))
    return list(session.execute(query.order_by(Event.seq)).scalars())


def last_events(subjects: Collection[tuple[str, object]]) -> dict[tuple[str, str], int]:
    """Return the number of the newest event of each object that has any; a query a type."""
    newest: dict[tuple[str, str], int] = {}
    for kind in sorted({kind for kind, _ in subjects}):
        keys = [str(key) for name, key in subjects if name == kind]
        query = (
            select(Event.object_id, func.max(Event.seq))
            .where(Event.object_type == kind, Event.object_id.in_(keys))
            .group_by(Event.object_id)
        )
        newest |= {(kind, key): seq for key, seq in session.execute(query)}
    return newest


def first_events(kind: str, keys: Collection[object]) -> dict[str, int]:
    """Return the number of the oldest event of each object of a kind."""
    query = (
        select(Event.object_id, func.min(Event.seq).label("seq"))
        .where(Event.object_type == kind, Event.object_id.in_([str(key) for key in keys]))
        .group_by(Event.object_id)
    )
    return {row.object_id: row.seq for row in session.execute(query)}


def is_as_sealed(row: Base, subject: tuple[str, object]) -> bool:
    """Say whether a row holds what the newest event about a subject that wrote it says it holds.

    The event's own link is checked with it: whoever changes a row and its seal must change the
    chain from there on, which `verify_chain` and an outside copy of its head find.
    """
    return are_as_sealed(subject[0], {str(subject[1]): (row,)})[str(subject[1])]


def are_as_sealed(kind: str, owned: Mapping[str, Iterable[Base]]) -> dict[str, bool]:
    """Say of each object of a kind, by its id, whether its rows are as sealed: in one query."""
    query = select(Event).where(Event.object_type == kind, Event.object_id.in_(list(owned)))
    newest: dict[str, Event] = {}
    for one in session.execute(query.order_by(Event.seq)).scalars():
        newest.update(dict.fromkeys(one.seals or {}, one))
    return {key: all(_holds(row, newest) for row in rows) for key, rows in owned.items()}


def _holds(row: Base, newest: Mapping[str, Event]) -> bool:
    name = row_name(row)
    one = newest.get(name)
    if one is None or one.hash != link_hash(one):
        return False
    return (one.seals or {})[name] == content_hash(row)


class NotAsSealed(DomainError):
    """A row holds something else than its event sealed: nothing may be built on it."""

    sentence = marked("这份记录与日志封存的内容不一致，不能使用。请联系系统管理员核查。")


def require_as_sealed(row: Base, subject: tuple[str, object]) -> None:
    """Stop an act that rests on a row which was changed behind the log; raises NotAsSealed."""
    if not is_as_sealed(row, subject):
        raise NotAsSealed
