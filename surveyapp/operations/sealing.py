"""What the log seals of the tables: the content of every row an act wrote, by its hash.

Every flush is watched; `record` takes what was written since the last event into the next one,
and a commit that would leave a written row off the record is refused. So the log says of each row
what it should hold, whichever act wrote it, and `auditing` can tell when it no longer does.
"""

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import event, inspect
from sqlalchemy.orm import Session, UOWTransaction

from surveyapp.models import Base
from surveyapp.seal import canonical_json, hash_of, merkle_root, sha256_hex

NOT_BY_ROW = frozenset(
    {
        "event",  # a link seals itself
        "chain_head",
        "response",  # many at once: their root lies in the snapshot and in the batch's event
        "spool",  # an event for each would undo the anonymity, here and below
        "receipt",
        "draft",
        "invitation",
        "job",  # bookkeeping of work, and of who is signed in
        "sign_in_link",
        "sign_in",
    }
)
"""Tables whose rows no event seals one by one."""
_WAITING = "rows written since the last event"


class NotOnRecord(Exception):
    """A transaction wrote rows that no event of it seals: a fault of the program, not of input."""


def is_sealed(table: str) -> bool:
    """Say whether the rows of a table are sealed one by one."""
    return table not in NOT_BY_ROW


def content_hash(row: Base) -> str:
    """Return the SHA-256 of a row's columns in canonical form, the same on both databases."""
    columns = inspect(row).mapper.column_attrs
    return values_hash({one.columns[0].name: getattr(row, one.key) for one in columns})


def values_hash(values: Mapping[str, object]) -> str:
    """Return the content hash of a row from the values of all its columns, by their names."""
    return hash_of({name: _plain(value) for name, value in values.items()})


def root_of(hashes: Iterable[str]) -> str:
    """Return the Merkle root over the content hashes of many rows, whatever their order."""
    return merkle_root([one.encode() for one in sorted(hashes)])


def _plain(value: Any) -> object:
    if isinstance(value, datetime):
        return value.astimezone(UTC).isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return sha256_hex(value)
    if value is None or isinstance(value, str | int):
        return value
    return json.loads(canonical_json(value))  # as it will be read back; no key can stand twice here


def row_name(row: Base) -> str:
    """Return what the log calls a row: its table and primary key, such as `figure:12`."""
    keys = inspect(row).mapper.primary_key_from_instance(row)
    return f"{row.__tablename__}:{':'.join(str(key) for key in keys)}"


@event.listens_for(Session, "after_flush")
def _watch(session: Session, _context: UOWTransaction) -> None:
    waiting = session.info.setdefault(_WAITING, {})
    changed = [row for row in session.dirty if session.is_modified(row)]
    for row in (*session.new, *changed, *session.deleted):
        if isinstance(row, Base) and is_sealed(row.__tablename__):
            waiting[row_name(row)] = row


@event.listens_for(Session, "before_commit")
def _refuse_unsealed(session: Session) -> None:
    session.flush()
    left = take_seals(session)
    if left:
        raise NotOnRecord(", ".join(sorted(left)))


@event.listens_for(Session, "after_rollback")
def _forget(session: Session) -> None:
    session.info.pop(_WAITING, None)


def take_seals(session: Session) -> dict[str, str | None]:
    """Return the seals of everything written since they were last taken; None where a row went."""
    waiting: dict[str, Base] = session.info.pop(_WAITING, {})
    seals: dict[str, str | None] = {}
    for name, row in waiting.items():
        state = inspect(row)
        if state.persistent:
            seals[name] = content_hash(row)
        elif state.deleted or state.detached:
            seals[name] = None
    return seals  # what is neither was rolled back to a savepoint
