"""Evidence: files handed in for an indicator, told by content, kept by hash, never replaced."""

import unicodedata
from datetime import datetime

from sqlalchemy import func, select

from surveyapp import evidence_store
from surveyapp.access import Actor, Role, require_role
from surveyapp.db import session
from surveyapp.errors import InputRefused, NotFound, marked
from surveyapp.models import EvidenceItem, Task
from surveyapp.operations.recording import record
from surveyapp.operations.reporting.faults import EntryFault, fault_at
from surveyapp.operations.reporting.figures import lock_task
from surveyapp.operations.reporting.file_types import media_type_of
from surveyapp.operations.reporting.sheets import active_indicators
from surveyapp.operations.reporting.values import has_hidden_signs
from surveyapp.operations.reporting.zip_guard import FileRefused
from surveyapp.seal import sha256_hex

LARGEST_FILE = 20 * 1024 * 1024
MOST_FILES = 50
"""How many files one indicator may have."""
LONGEST_FILE_NAME = 200
LONGEST_NOTE = 500
LINE_SIGNS = dict.fromkeys(map(ord, "\r\n\t"), " ")


def hand_in_evidence(  # noqa: PLR0913 - a file is its name, its bytes and what is said of it
    task: Task,
    indicator_code: str,
    name: str,
    content: bytes,
    *,
    by: Actor,
    at: datetime,
    note: str | None = None,
) -> EvidenceItem:
    """Keep a file behind an indicator; its bytes are safe before its row exists.

    Raises InputRefused with every fault; a file that was handed in before is one.
    """
    require_role(by, Role.OFF)
    lock_task(task)
    faults = _faults(task, indicator_code, content)
    shown, name_faults = _file_name(name)
    faults += name_faults
    if note is not None and len(note) > LONGEST_NOTE:
        faults.append(fault_at(("note",), marked("最多 %(most)d 个字"), most=LONGEST_NOTE))
    if has_hidden_signs((note or "").translate(LINE_SIGNS)):
        faults.append(fault_at(("note",), marked("含有看不见的控制字符，请重新输入")))
    try:
        media_type = media_type_of(content, shown) if content else ""
    except FileRefused as refused:
        faults.append(fault_at(("file",), refused.sentence, **refused.facts))
        media_type = ""
    if faults:
        raise InputRefused(faults)
    row = EvidenceItem(
        task_id=task.id,
        indicator_code=indicator_code,
        name=shown,
        media_type=media_type,
        size=len(content),
        sha256=evidence_store.keep(content),
        note=(note or "").strip() or None,
        handed_in_by=by.person_id,
        handed_in_at=at,
    )
    session.add(row)
    session.flush()
    after = {"task": task.id, "indicator": indicator_code, "name": shown, "sha256": row.sha256}
    record("EvidenceHandedIn", ("evidence", row.id), by=by, at=at, after=after)
    return row


def _faults(task: Task, indicator_code: str, content: bytes) -> list[EntryFault]:
    if indicator_code not in {leaf.code for _, leaf in active_indicators(task)}:
        return [fault_at(("indicator",), marked("这项任务没有这个指标"))]
    if not content:
        return [fault_at(("file",), marked("文件是空的，请重新选择"))]
    if len(content) > LARGEST_FILE:
        return [fault_at(("file",), marked("文件太大，最多 20 MB"))]
    rows = find_evidence(task, indicator_code)
    known = {row.sha256: row.name for row in rows}
    if sha256_hex(content) in known:
        earlier = known[sha256_hex(content)]
        return [fault_at(("file",), marked("这个文件已经交过了：%(name)s"), name=earlier)]
    if len(rows) >= MOST_FILES:
        return [fault_at(("file",), marked("每个指标最多 %(most)d 个文件"), most=MOST_FILES)]
    return []


def _file_name(name: str) -> tuple[str, list[EntryFault]]:
    """Return the name to be shown: it is never a path and holds nothing invisible."""
    last = unicodedata.normalize("NFC", name).replace("\\", "/").rsplit("/", 1)[-1].strip()
    if not last:
        return "", [fault_at(("file",), marked("文件没有名称"))]
    if has_hidden_signs(last):
        return "", [fault_at(("file",), marked("文件名含有看不见的控制字符，请改名后再交"))]
    if len(last) > LONGEST_FILE_NAME:
        return "", [fault_at(("file",), marked("文件名太长，最多 200 个字"))]
    return last, []


def find_evidence(task: Task, indicator_code: str | None = None) -> list[EvidenceItem]:
    """Return a task's evidence, or one indicator's, in the order it was handed in."""
    query = select(EvidenceItem).where(EvidenceItem.task_id == task.id)
    if indicator_code is not None:
        query = query.where(EvidenceItem.indicator_code == indicator_code)
    return list(session.execute(query.order_by(EvidenceItem.id)).scalars())


def get_evidence(task: Task, evidence_id: int) -> EvidenceItem:
    """Return one piece of a task's evidence; raises NotFound for another task's."""
    row = session.get(EvidenceItem, evidence_id)
    if row is None or row.task_id != task.id:
        raise NotFound
    return row


def read_evidence(row: EvidenceItem) -> bytes:
    """Return the bytes as they were handed in; raises FileMissing when lost or changed."""
    return evidence_store.fetch(row.sha256)


def count_evidence(task: Task) -> dict[str, int]:
    """Return how many files stand behind each indicator that has any."""
    query = (
        select(EvidenceItem.indicator_code, func.count(EvidenceItem.id))
        .where(EvidenceItem.task_id == task.id)
        .group_by(EvidenceItem.indicator_code)
        .order_by(EvidenceItem.indicator_code)
    )
    return {code: n for code, n in session.execute(query)}  # noqa: C416 - rows are no pairs


def evidence_by_indicator(task: Task) -> dict[str, list[dict[str, object]]]:
    """Return for each indicator the names and hashes of its files, as score runs freeze them."""
    found: dict[str, list[dict[str, object]]] = {}
    for row in find_evidence(task):
        entry = {"id": row.id, "name": row.name, "sha256": row.sha256}
        found.setdefault(row.indicator_code, []).append(entry)
    return found
