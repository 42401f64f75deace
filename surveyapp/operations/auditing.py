"""Whether the tables and files still hold what the log sealed; it looks and never acts.

The chain alone says only that nobody rewrote the log. Here the newest seal of every row is held
against the row, the sheets of closed questionnaires against their snapshot's root, the number of
receipts against how many sheets each release says it let go and their root against its, the invited
sheets against the links used, and the stored bytes against their hash. Receipts and links are
counted, never brought together with sheets: nothing may join them. What this cannot see is a log
cut short together with all rows that the lost events wrote: only a copy of the head, kept outside,
tells that.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Mapper

from surveyapp.db import session
from surveyapp.evidence_store import FileMissing, fetch
from surveyapp.models import Base, Collection, Event, EvidenceItem, NoticeFile, Receipt
from surveyapp.operations.releasing import RECEIPTS_ROOT, RELEASED, receipts_root, rows_still_hold
from surveyapp.operations.sealing import content_hash, is_sealed
from surveyapp.operations.tallying import find_uneven

ROWS_AT_ONCE = 500


@dataclass(frozen=True)
class Mismatch:
    """One place that does not hold what the log says, and why, in both languages."""

    place: str
    zh: str
    en: str


def find_mismatches() -> Iterator[Mismatch]:
    """Yield every place where rows or files differ from what the log sealed."""
    seals = _newest_seals()
    for name, row in _sealed_rows():
        sealed = seals.pop(name, None)
        if sealed is None:
            yield Mismatch(name, "没有任何一条日志记录过这一行", "no event wrote this row")
        elif row is None:
            yield Mismatch(name, "这一行读不出来", "this row cannot be read")
        elif sealed != content_hash(row):
            yield Mismatch(name, "内容与日志封存的不一致", "its content is not what the log sealed")
    for name, sealed in seals.items():
        if sealed is not None:
            yield Mismatch(name, "日志记录的这一行不见了", "the row the log sealed is gone")
    yield from _changed_sheets()
    yield from _changed_receipts()
    yield from _uneven_tallies()
    yield from _changed_files()


def _newest_seals() -> dict[str, str | None]:
    seals: dict[str, str | None] = {}
    query = select(Event.seals).where(Event.seals.is_not(None)).order_by(Event.seq)
    for written in session.execute(query.execution_options(yield_per=ROWS_AT_ONCE)).scalars():
        seals.update(written or {})
    return seals


def _sealed_rows() -> Iterator[tuple[str, Base | None]]:
    """Yield every row by its name, one in memory at a time; None for one that cannot be read."""
    for mapper in sorted(Base.registry.mappers, key=lambda one: str(one.local_table)):
        if is_sealed(str(mapper.local_table)):
            query = select(*mapper.primary_key).order_by(*mapper.primary_key)
            for key in session.execute(query).all():
                yield f"{mapper.local_table}:{':'.join(map(str, key))}", _read(mapper, tuple(key))
                session.expunge_all()


def _read(mapper: Mapper[Base], key: tuple[object, ...]) -> Base | None:
    try:
        return session.get(mapper.class_, key)
    except (ValueError, TypeError):  # what a column's type cannot make sense of
        return None


def _changed_sheets() -> Iterator[Mismatch]:
    closed = select(Collection).where(Collection.closed_at.is_not(None)).order_by(Collection.id)
    for collection in session.execute(closed).scalars().all():
        if not rows_still_hold(collection):
            yield Mismatch(
                f"response of collection:{collection.id}",
                "答卷与结束收集时冻结的不一致",
                "the responses are not those that were frozen at the close",
            )


def _changed_receipts() -> Iterator[Mismatch]:
    released: Counter[str] = Counter()
    roots: dict[str, object] = {}
    query = select(Event.object_id, Event.after).where(Event.action == RELEASED)
    query = query.order_by(Event.seq)
    for collection_id, after in session.execute(query).all():
        n = (after or {}).get("n")
        released[collection_id] += n if isinstance(n, int) else 0
        roots[collection_id] = (after or {}).get(RECEIPTS_ROOT)
    counts = select(Receipt.collection_id, func.count()).group_by(Receipt.collection_id)
    kept = Counter({str(key): n for key, n in session.execute(counts).all()})
    for collection_id in sorted({*released, *kept}):
        n, n_kept = released[collection_id], kept[collection_id]
        if n != n_kept:
            yield Mismatch(
                f"receipt of collection:{collection_id}",
                f"回执有 {n_kept} 张，日志记录放出的答卷是 {n} 份",
                f"there are {n_kept} receipts for {n} released responses on record",
            )
        elif n and roots.get(collection_id) not in (None, receipts_root(int(collection_id))):
            yield Mismatch(
                f"receipt of collection:{collection_id}",
                "回执与放出答卷时封存的不一致",
                "the receipts are not those that were sealed at the release",
            )


def _uneven_tallies() -> Iterator[Mismatch]:
    for tally in find_uneven():
        for zh, en in tally.faults():
            yield Mismatch(f"invitation of collection:{tally.collection_id}", zh, en)


def _changed_files() -> Iterator[Mismatch]:
    for kind in (EvidenceItem, NoticeFile):
        query = select(kind.id, kind.sha256).order_by(kind.id)
        for row_id, sha256 in session.execute(query).all():
            try:
                fetch(sha256)
            except FileMissing:
                yield Mismatch(
                    f"{kind.__tablename__}:{row_id}",
                    f"文件 {sha256[:12]} 缺失或已被改动",
                    f"the file {sha256[:12]} is missing or was changed",
                )
