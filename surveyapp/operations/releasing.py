"""Closing a questionnaire: the spool is mixed and released, and the matrix frozen and hashed."""

import random
from collections.abc import Iterable, Sequence
from datetime import datetime

import numpy as np
from sqlalchemy import delete, select, update

from forms.instrument import RATING_KINDS
from surveyapp.access import Actor, Role, require_role
from surveyapp.clock import local_date
from surveyapp.db import session
from surveyapp.models import (
    Collection,
    Draft,
    Invitation,
    Invitee,
    Receipt,
    Response,
    Snapshot,
    SpooledResponse,
)
from surveyapp.operations.collecting import CollectionClosed
from surveyapp.operations.jobs import enqueue
from surveyapp.operations.measures import get_instrument
from surveyapp.operations.recording import is_as_sealed, record
from surveyapp.operations.sealing import content_hash, root_of
from surveyapp.operations.tallying import require_even
from surveyapp.seal import hash_of, sha256_hex

RELEASED = "ResponsesReleased"
RECEIPTS_ROOT = "receipts_root"
"""What a release's event calls the root over receipts; the first releases sealed none."""
NO_RATING = -1
"""What stands in the matrix for "don't know" and for no answer alike."""
RESIDUE = "clean_residue"
"""The kind of job that cleans what a close leaves behind in the database's files."""


def release_responses(
    collection: Collection, *, rng: random.Random, by: Actor, at: datetime
) -> int:
    """Move a collection's waiting sheets, shuffled, under new random ids, into `response`.

    One transaction: the sheets are shuffled and inserted under ids drawn from `rng`, the receipts
    in a second order of their own, the flags of the used invitations are rewritten together so
    that no row version tells when one was used, and the spool rows are deleted. Nothing but
    chance then joins an invitation to a row. One event is written, with how many, the Merkle root
    over the released rows and another over all receipts of the collection, which never change
    again; submissions wrote none.

    This runs when a collection closes, over all that is left. Releasing earlier, in batches of at
    least K = 20 of one group, shortens the time in which the database file itself could betray
    who wrote what; such a batch goes through this same function with its rows chosen by group,
    and the rest follows at the close. What the deleted rows leave in the database's files is
    cleaned by a job after the commit (see `db.clean_residue`); nothing here reaches copies, and
    archives of PostgreSQL's log, that were made before.
    """
    rows = _waiting(collection)
    rng.shuffle(rows)
    zone = collection.task.round.organisation.time_zone
    released = [
        Response(
            id=f"{rng.getrandbits(128):032x}",
            collection_id=row.collection_id,
            instrument_version_id=collection.instrument_version_id,
            group_code=row.group_code,
            channel=row.channel,
            language=row.language,
            answers=row.answers,
            seconds=row.seconds,
            released_on=local_date(at, zone),
        )
        for row in rows
    ]
    session.add_all(released)
    receipts = [(row.key_hash, row.receipt) for row in rows]
    rng.shuffle(receipts)
    session.add_all(
        Receipt(key_hash=key_hash, collection_id=collection.id, code=code)
        for key_hash, code in receipts
    )
    _rewrite_flags(collection)
    for row in rows:
        session.delete(row)
    session.flush()
    after = {
        "n": len(released),
        "merkle_root": _root(released),
        RECEIPTS_ROOT: receipts_root(collection.id),
    }
    record(RELEASED, _subject(collection), by=by, at=at, after=after)
    return len(released)


def _subject(collection: Collection) -> tuple[str, int]:
    return ("collection", collection.id)


def _waiting(collection: Collection) -> list[SpooledResponse]:
    query = (
        select(SpooledResponse)
        .where(SpooledResponse.collection_id == collection.id)
        .order_by(SpooledResponse.id)
        .with_for_update()
    )
    return list(session.execute(query).scalars())


def receipts_root(collection_id: int) -> str:
    """Return the Merkle root over a collection's receipts with their keys, in no order."""
    query = select(Receipt.key_hash, Receipt.code).where(Receipt.collection_id == collection_id)
    return root_of(hash_of([key_hash, code]) for key_hash, code in session.execute(query).all())


def _rewrite_flags(collection: Collection) -> None:
    invited = select(Invitee.id).where(Invitee.collection_id == collection.id)
    session.execute(
        update(Invitation)
        .where(Invitation.invitee_id.in_(invited), Invitation.is_used)
        .values(is_used=True)
    )


def _root(rows: Iterable[Response]) -> str:
    return root_of(content_hash(row) for row in rows)


def close_collection(
    collection: Collection, *, rng: random.Random, by: Actor, at: datetime
) -> Snapshot:
    """End a collection: no more answers, the spool released, the matrix frozen.

    Sheets begun and never handed in are tied to their links and count for nothing: they go, and
    the log says how many. Raises CollectionClosed when it was closed before, TallyUneven when
    sheets came in by invitation that no used link accounts for, or the other way round.
    """
    require_role(by, Role.OFF)
    session.refresh(collection, with_for_update=True)
    if collection.closed_at is not None:
        raise CollectionClosed
    require_even(collection)
    release_responses(collection, rng=rng, by=by, at=at)
    n_dropped = _drop_drafts(collection)
    collection.closed_at = at
    collection.open_code = None
    snapshot = _freeze(collection, at)
    enqueue(RESIDUE, f"{RESIDUE}:{collection.id}", {}, at=at)
    after = {
        "n_rows": snapshot.n_rows,
        "content_hash": snapshot.content_hash,
        "n_drafts_dropped": n_dropped,
    }
    record("CollectionClosed", _subject(collection), by=by, at=at, after=after)
    return snapshot


def _drop_drafts(collection: Collection) -> int:
    begun = delete(Draft).where(Draft.collection_id == collection.id).returning(Draft.id)
    return len(session.execute(begun).all())


def _freeze(collection: Collection, at: datetime) -> Snapshot:
    """Write the ratings as one int8 matrix, rows by id, columns by the instrument's order."""
    rows = find_responses(collection)
    instrument = get_instrument(collection.instrument_version)
    columns = [item.code for item in instrument.items if item.kind in RATING_KINDS]
    content = _ratings(rows, columns)
    head = {"columns": columns, "row_ids": [row.id for row in rows], "matrix": sha256_hex(content)}
    zone = collection.task.round.organisation.time_zone
    snapshot = Snapshot(
        collection_id=collection.id,
        n_rows=len(rows),
        columns=columns,
        row_ids=head["row_ids"],
        matrix=content,
        responses_root=_root(rows),
        content_hash=hash_of(head),
        frozen_on=local_date(at, zone),
    )
    session.add(snapshot)
    session.flush()
    return snapshot


def _ratings(rows: Sequence[Response], columns: Sequence[str]) -> bytes:
    matrix = np.full((len(rows), len(columns)), NO_RATING, dtype=np.int8)
    for i, row in enumerate(rows):
        for j, code in enumerate(columns):
            value = row.answers.get(code)
            matrix[i, j] = value if isinstance(value, int) else NO_RATING
    return matrix.tobytes()


def rows_still_hold(collection: Collection) -> bool:
    """Say whether a closed collection's rows are those that were there when it was frozen.

    The whole sheets, groups and times included, must give the snapshot's Merkle root, and their
    ratings its matrix; that the snapshot itself holds is for its seal to say. What cannot be read
    any more does not hold.
    """
    try:
        return _hold(collection)
    except (ValueError, TypeError):  # what a column's type cannot make sense of
        return False


def _hold(collection: Collection) -> bool:
    query = select(Snapshot).where(Snapshot.collection_id == collection.id)
    snapshot = session.execute(query).scalar_one_or_none()
    rows = find_responses(collection)
    if snapshot is None or snapshot.row_ids != [row.id for row in rows]:
        return False
    if snapshot.responses_root != _root(rows) or not is_as_sealed(snapshot, _subject(collection)):
        return False
    return _ratings(rows, snapshot.columns) == snapshot.matrix


def find_responses(collection: Collection) -> list[Response]:
    """Return the released sheets of a collection, by their random id."""
    query = select(Response).where(Response.collection_id == collection.id).order_by(Response.id)
    return list(session.execute(query).scalars())
