"""Reading tasks and their indicators from a table; what is said of them lies elsewhere."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.cli.judgement_cells import read_judgement
from scoring.cli.labelling import joined, refused, row_numbers, sentence
from scoring.cli.tables import Table, has_thousands, numbers, read_table

UNNAMED: Final = "task"
_ID_NAMES: Final = frozenset(
    {"id", "task", "task_id", "name", "unit", "code", "任务", "编号", "名称"}
)


@dataclass(frozen=True, slots=True)
class TaskFile:
    """Tasks by row: their names, and indicators (n_tasks, n_indicators) with NaN for a gap."""

    table: Table
    id_column: str | None
    tasks: tuple[str, ...]
    indicators: tuple[str, ...]
    values: NDArray[np.float64]
    is_cost: NDArray[np.bool_]

    @property
    def is_complete(self) -> NDArray[np.bool_]:
        """Mark the tasks that lack no indicator."""
        gaps: NDArray[np.bool_] = np.any(np.isnan(self.values), axis=1)
        return ~gaps


def add_task_options(parser: Any) -> None:
    """Add the options that say what the columns of a table of tasks are."""
    parser.add_argument("file", type=Path, help="CSV: one row a task, one column an indicator")
    parser.add_argument("--id", help="column with the tasks' names; otherwise a first one of text")
    parser.add_argument(
        "--indicators",
        "--items",
        dest="indicators",
        help="columns, joined by commas; otherwise all",
    )
    parser.add_argument("--cost", help="indicators of which less is better, joined by commas")
    parser.add_argument(
        "--missing",
        choices=("listwise", "refuse"),
        help="tasks with a gap: left without a score (listwise), or no result at all",
    )


def read_tasks(
    chosen: argparse.Namespace, path: Path, *, others: Sequence[str | None] = ()
) -> TaskFile:
    """Read a table of tasks; columns named in `others` are no indicators.

    Raises CaseFaults for what cannot be used: a column that is unknown, named twice or holds text,
    a cost that is no indicator, a task without a name or with another's, or a gap where gaps are
    refused.
    """
    table = read_table(path, unnamed_first=UNNAMED)
    id_column = _id_column(table, chosen.id)
    apart = {id_column, *others}
    given = joined(chosen.indicators)
    names = given or tuple(name for name in table.names if name not in apart)
    if not names:
        raise refused("没有指标列", "there is no column of an indicator")
    if len(set(names)) < len(names) or set(names) & apart:
        raise refused(
            "--indicators 有重复，或含任务名称等列",
            "--indicators names a column twice, or one that is no indicator",
        )
    costs = joined(chosen.cost)
    for name in costs:
        if name not in names:
            raise refused(f"--cost 中的“{name}”不是指标", f"--cost: {name!r} is no indicator")
    values = numbers(table, names)
    tasks = _tasks(table, id_column)
    is_cost = np.isin(np.array(names), list(costs))
    found = TaskFile(table, id_column, tasks, names, values, is_cost)
    if chosen.missing == "refuse" and not found.is_complete.all():
        first = tasks[int(np.argmin(found.is_complete))]
        raise refused(f"任务“{first}”缺少指标", f"task {first!r} lacks an indicator")
    return found


def _id_column(table: Table, asked: str | None) -> str | None:
    """Return the column that names the tasks: the one asked for, or a first one of text only."""
    if asked is not None:
        if asked not in table.names:
            raise refused(f"没有“{asked}”这一列", f"no column {asked!r}")
        return asked
    first = table.names[0]
    cells = [row[0] for row in table.rows]
    is_text = all(read_judgement(cell) is None and not has_thousands(cell) for cell in cells)
    is_text = is_text and bool(cells)
    return first if is_text or first.lower() in _ID_NAMES else None


def _tasks(table: Table, id_column: str | None) -> tuple[str, ...]:
    if id_column is None:
        return tuple(str(at) for at in range(1, len(table.rows) + 1))
    names = tuple(text_column(table, id_column))
    if "" in names:
        raise refused("有任务没有名称", "a task has no name")
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise refused(f"任务“{twice}”重复", f"task {twice!r} is named twice")
    return names


def text_column(table: Table, name: str) -> list[str]:
    """Return a column as it is written; raises CaseFaults where there is none of that name."""
    if name not in table.names:
        raise refused(f"没有“{name}”这一列", f"no column {name!r}")
    place = table.names.index(name)
    return [row[place] for row in table.rows]


def missing_document(tasks: TaskFile, policy: str | None) -> dict[str, object]:
    """Say what became of tasks with gaps."""
    complete = tasks.is_complete
    return {
        "policy": policy or "listwise",
        "is_stated": policy is not None,
        "n_given": len(tasks.tasks),
        "n_dropped": int((~complete).sum()),
    }


def numbering_warnings(tasks: TaskFile) -> list[str]:
    """Warn of indicators that only number the rows."""
    counted = row_numbers(tasks.values, tasks.indicators)
    return [sentence("row_numbers", items=", ".join(counted))] if counted else []
