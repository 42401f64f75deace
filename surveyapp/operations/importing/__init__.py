"""Importing responses from a file into collections: all of them or none; scoring is not here."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select

from surveyapp.access import Actor, Role, require_role
from surveyapp.clock import local_date
from surveyapp.db import session
from surveyapp.errors import DomainError, marked
from surveyapp.models import Collection, Response
from surveyapp.operations.collecting import CollectionClosed
from surveyapp.operations.importing.faults import RowFault
from surveyapp.operations.importing.mapping import ResponseMapping, read_mapping
from surveyapp.operations.importing.sheet import ImportedRow, count_rows, read_sheet
from surveyapp.operations.measures import get_instrument, get_model
from surveyapp.operations.recording import find_events, record
from surveyapp.operations.sealing import root_of, values_hash
from surveyapp.seal import sha256_hex

__all__ = [
    "AlreadyImported",
    "ImportedBatch",
    "ResponseMapping",
    "RowFault",
    "TaskWithoutCollection",
    "count_rows",
    "import_responses",
    "read_mapping",
]


class AlreadyImported(DomainError):
    """The very same file was imported into one of these questionnaires before."""

    sentence = marked("这个文件已导入过。")


class TaskWithoutCollection(DomainError):
    """The file holds responses to tasks whose questionnaire is not open."""

    sentence = marked("这些任务没有可导入的问卷：%(tasks)s。")


@dataclass(frozen=True)
class ImportedBatch:
    """How many responses came into one task's questionnaire."""

    task: str
    collection_id: int
    n: int
    n_duplicates: int


def import_responses(
    collections: Mapping[str, Collection],
    content: bytes,
    mapping: ResponseMapping,
    *,
    rng: random.Random,
    by: Actor,
    at: datetime,
) -> list[ImportedBatch]:
    """Put a file's responses into the questionnaires of its tasks, mixed, in one act.

    `collections` is keyed by the task numbers of the mapping, or by "" where it names no task;
    they share one instrument. One event is written, with counts and hashes and no answer.

    Raises InputRefused with every fault, AlreadyImported, CollectionClosed, TaskWithoutCollection.
    """
    require_role(by, Role.OFF)
    _lock(collections)
    file_hash = sha256_hex(content)
    _require_new(file_hash, collections)
    first = next(iter(collections.values()))
    model = get_model(first.task.round.model_version)
    rows = read_sheet(
        content,
        mapping,
        instrument=get_instrument(first.instrument_version),
        groups=[group.code for group in model.survey.groups],
    )
    without = sorted({row.task for row in rows} - set(collections))
    if without:
        raise TaskWithoutCollection(tasks=tuple(without))
    root = _store(rows, collections, mapping, rng=rng, at=at)
    batches = [_batch(task, row.id, rows) for task, row in collections.items()]
    after = {
        "n": len(rows),
        "collections": {str(batch.collection_id): batch.n for batch in batches},
        "merkle_root": root,
        "mapping": {"answers": dict(mapping.answers), "ignored": sorted(mapping.ignore)},
    }
    record("ResponsesImported", ("file", file_hash), by=by, at=at, after=after)
    return batches


def _lock(collections: Mapping[str, Collection]) -> None:
    """Hold the collections until the end of the act; raises CollectionClosed."""
    ids = sorted(row.id for row in collections.values())
    session.execute(select(Collection.id).where(Collection.id.in_(ids)).with_for_update())
    for row in collections.values():
        session.refresh(row)
        if row.closed_at is not None:
            raise CollectionClosed


def _require_new(file_hash: str, collections: Mapping[str, Collection]) -> None:
    ids = {str(row.id) for row in collections.values()}
    for event in find_events("file", file_hash):
        if ids & set((event.after or {}).get("collections", {})):
            raise AlreadyImported


def _store(
    rows: Sequence[ImportedRow],
    collections: Mapping[str, Collection],
    mapping: ResponseMapping,
    *,
    rng: random.Random,
    at: datetime,
) -> str:
    """Insert the rows, shuffled, under random ids; return the Merkle root over them."""
    mixed = list(rows)
    rng.shuffle(mixed)
    values = [
        _values(row, collections[row.task], f"{rng.getrandbits(128):032x}", mapping, at)
        for row in mixed
    ]
    session.execute(insert(Response), values)
    return root_of(values_hash(value) for value in values)


def _values(
    row: ImportedRow, collection: Collection, row_id: str, mapping: ResponseMapping, at: datetime
) -> dict[str, object]:
    return {
        "id": row_id,
        "collection_id": collection.id,
        "instrument_version_id": collection.instrument_version_id,
        "group_code": row.group_code,
        "channel": "imported",
        "language": mapping.language,
        "answers": dict(row.answers),
        "seconds": row.seconds,
        "released_on": local_date(at, collection.task.round.organisation.time_zone),
        "is_duplicate": row.is_duplicate,
    }


def _batch(task: str, collection_id: int, rows: Sequence[ImportedRow]) -> ImportedBatch:
    own = [row for row in rows if row.task == task]
    return ImportedBatch(task, collection_id, len(own), sum(row.is_duplicate for row in own))
