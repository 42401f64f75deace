"""Entering and reading figures: one batch, one person's word, a revision where values change."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import cast

from sqlalchemy import func, select

from surveyapp.access import Actor, Role, require_role
from surveyapp.db import session
from surveyapp.errors import InputRefused, marked
from surveyapp.models import Figure, Task, TruthStatement
from surveyapp.operations.recording import record
from surveyapp.operations.reporting.doubts import doubt_faults
from surveyapp.operations.reporting.faults import EntryFault, fault_at
from surveyapp.operations.reporting.numbers import case_number
from surveyapp.operations.reporting.preview import raw_figures
from surveyapp.operations.reporting.sheets import figure_sheets
from surveyapp.operations.reporting.values import Stored, is_blank, read_values
from surveyapp.seal import new_row_id

LONGEST_SOURCE = 200
STATEMENT = marked("所填数据真实、完整，与原始台账一致，本人对此负责。")
"""The word that a person gives with each batch; the form prints it, the row keeps it."""


@dataclass(frozen=True)
class EnteredFigures:
    """What a batch changed; `batch` is None where every value stood already."""

    batch: str | None
    changed: tuple[str, ...]
    n_unchanged: int


@dataclass(frozen=True)
class Said:
    """Where a batch comes from, what is stated about it, by whom and when; why, if it was asked."""

    source: str
    statement: str
    reason: str
    by: Actor
    at: datetime


def enter_figures(  # noqa: PLR0913 - a batch is its values and what is said of them
    task: Task,
    values: Mapping[str, Mapping[str, object]],
    *,
    source: str,
    statement: str,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> EnteredFigures:
    """Keep the raw values of some indicators, all of them or none.

    Raises InputRefused with every fault; a value that stands already makes no new revision. What
    is hard to believe is kept only with a written reason, which the log holds with the batch.
    """
    require_role(by, Role.OFF)
    stored, faults = _judge(task, values)
    faults += words_faults(source, statement)
    if not values:
        faults.append(fault_at((), marked("还没有填写任何数据")))
    if faults:
        raise InputRefused(faults)
    lock_task(task)
    latest = latest_figures(task)
    changed = {
        code: entry
        for code, entry in stored.items()
        if code not in latest or latest[code].values != entry
    }
    if not changed:
        return EnteredFigures(None, (), len(stored))
    if faults := doubt_faults(task, changed, reason):
        raise InputRefused(faults)
    said = Said(source.strip(), statement.strip(), reason.strip(), by, at)
    batch = _keep_batch(task, changed, latest, said)
    before = {code: latest[code].values for code in changed if code in latest}
    after = {"batch": batch, "source": said.source, "values": changed}
    record(
        "FiguresEntered",
        ("task", task.id),
        by=by,
        at=at,
        before=before,
        after=after,
        reason=said.reason or None,
    )
    return EnteredFigures(batch, tuple(changed), len(stored) - len(changed))


def _keep_batch(
    task: Task, changed: Mapping[str, Stored], latest: Mapping[str, Figure], said: Said
) -> str:
    """Add a revision per changed indicator and the statement that stands behind them all."""
    batch = new_row_id()
    for code, entry in changed.items():
        session.add(
            Figure(
                task_id=task.id,
                indicator_code=code,
                revision=latest[code].revision + 1 if code in latest else 1,
                values=entry,
                source=said.source,
                batch=batch,
                entered_by=said.by.person_id,
                entered_at=said.at,
            )
        )
    session.add(
        TruthStatement(
            task_id=task.id,
            batch=batch,
            text=said.statement,
            stated_by=said.by.person_id,
            stated_at=said.at,
        )
    )
    session.flush()
    return batch


def find_figure_faults(task: Task, values: Mapping[str, object]) -> list[EntryFault]:
    """Return what is wrong with some values, without keeping any."""
    return _judge(task, values)[1]


def _judge(task: Task, values: Mapping[str, object]) -> tuple[dict[str, Stored], list[EntryFault]]:
    stored, faults = read_values(figure_sheets(task), values)
    return stored, faults or _denominator_faults(task, stored)


def _denominator_faults(task: Task, stored: Mapping[str, Stored]) -> list[EntryFault]:
    """Refuse what the engine refuses: a negative denominator makes a better figure a worse one."""
    return [
        fault_at((code,), marked("作分母的数不能小于 0：%(divisor)s"), divisor=figure.divisor)
        for code, figure in raw_figures(task, stored).items()
        if figure.trouble == "negative"
    ]


def words_faults(source: str, statement: str) -> list[EntryFault]:
    """Return what is wrong with what is said of a batch: where it comes from, and the word."""
    faults = []
    if is_blank(source):
        faults.append(fault_at(("source",), marked("请写明数据来源，例如台账或报表名称")))
    elif len(source.strip()) > LONGEST_SOURCE:
        faults.append(fault_at(("source",), marked("最多 %(most)d 个字"), most=LONGEST_SOURCE))
    if is_blank(statement):
        faults.append(fault_at(("statement",), marked("请先确认真实性承诺")))
    return faults


def lock_task(task: Task) -> None:
    """Let others wait until this act on the task is through: revisions then never collide."""
    session.execute(select(Task.id).where(Task.id == task.id).with_for_update())


def latest_figures(task: Task) -> dict[str, Figure]:
    """Return the figures that count, by indicator: of each the highest revision."""
    query = select(Figure).where(Figure.task_id == task.id).order_by(Figure.revision, Figure.id)
    return {row.indicator_code: row for row in session.execute(query).scalars()}


def find_revisions(task: Task, indicator_code: str) -> list[Figure]:
    """Return all revisions of one indicator's figures, newest first."""
    query = select(Figure).where(Figure.task_id == task.id, Figure.indicator_code == indicator_code)
    return list(session.execute(query.order_by(Figure.revision.desc())).scalars())


def newest_figure_id(task: Task) -> int:
    """Return what changes whenever a figure of the task does: a form made before is then stale."""
    query = select(func.max(Figure.id)).where(Figure.task_id == task.id)
    return session.execute(query).scalar() or 0


def figures_for_case(task: Task) -> dict[str, dict[str, object]]:
    """Return the figures as a case file writes them, by indicator, in the model's order."""
    latest = latest_figures(task)
    return {
        sheet.code: cast(dict[str, object], _case_value(latest[sheet.code].values))
        for sheet in figure_sheets(task)
        if sheet.code in latest
    }


def _case_value(value: object, *, is_name: bool = False) -> object:
    if isinstance(value, Mapping):
        return {name: _case_value(part, is_name=name == "name") for name, part in value.items()}
    if isinstance(value, list):
        return [_case_value(part) for part in value]
    return value if is_name else case_number(cast("str | int", value))


def entered_values(task: Task) -> dict[str, Stored]:
    """Return the values that count as they are stored, by indicator."""
    return {code: dict(row.values) for code, row in latest_figures(task).items()}
