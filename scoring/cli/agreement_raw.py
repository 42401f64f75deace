"""Ratings as a table of units and raters, and which column only names the rows."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from scoring.agreement import Level
from scoring.cli.agreement_codes import Book, as_numbers, encoded
from scoring.cli.agreement_words import said
from scoring.cli.labelling import refused
from scoring.cli.tables import BLANK, Table, has_thousands

# fmt: off
RATER_WORDS: Final = frozenset(
    {
        "rater", "raters", "judge", "judges", "observer", "coder", "expert", "reviewer",
        "assessor", "interviewer", "annotator", "评委", "评分人", "评分者", "专家",
        "编码员", "编码者", "观察者", "评审专家", "评审人",
    }
)
UNIT_WORDS: Final = frozenset(
    {
        "unit", "units", "id", "subject", "subjects", "target", "case", "item", "segment",
        "object", "task", "patient", "participant", "no", "no.", "index", "name", "row", "单位",
        "编号", "序号", "对象", "任务", "项目", "片段", "案例", "名称", "题目",
    }
)
COUNT_WORDS: Final = frozenset(
    {
        "count", "counts", "n", "freq", "frequency", "times", "次数", "频数", "数量", "计数",
    }
)
# fmt: on


@dataclass(frozen=True, slots=True)
class Asked:
    """What the options say of the file."""

    level: Level
    rows: Literal["units", "raters"] | None
    columns: tuple[str, ...]
    names_column: str | None
    categories: tuple[str, ...] | None
    n: float | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read.

    `ratings`, units in rows, or None where only a table of shares is known; `raters` their names,
    None where ratings of a unit are not told apart; `shares` the cross-table of two raters, with
    `n` units or None; `said` the warnings of reading.
    """

    ratings: NDArray[np.float64] | None
    raters: tuple[str, ...] | None
    book: Book
    said: tuple[str, ...] = ()
    shares: NDArray[np.float64] | None = None
    n: float | None = None


def read_raw(table: Table, asked: Asked) -> Reading:
    """Read one row a unit and one column a rater, or the other way round."""
    named = names_column(table, asked)
    names = asked.columns or tuple(name for name in table.names if name != named)
    if len(set(names)) < len(names):
        raise refused("--columns 重复", "--columns names a column twice")
    if not names:
        raise refused("没有评分列", "no column of ratings is left")
    values, book = encoded(table, names, level=asked.level, given=asked.categories)
    notes = [] if named is None or asked.names_column else [said("names_column", column=named)]
    is_turned = asked.rows == "raters"
    if asked.rows is None and named is not None and word(named) in RATER_WORDS:
        is_turned = True
        notes.append(said("rows_are_raters", column=named))
    if not is_turned:
        return Reading(values, names, book, tuple(notes))
    if named is None:
        raters = tuple(str(at) for at in range(1, len(table.rows) + 1))
    else:
        place = table.names.index(named)
        raters = tuple(row[place] for row in table.rows)
    return Reading(values.T, raters, book, tuple(notes))


def word(name: str) -> str:
    """Return a column's name as the lists of words have it."""
    return name.strip().casefold()


def names_column(table: Table, asked: Asked) -> str | None:
    """Return the column that only names the rows, None where there is none.

    That is the one of --names; or the first one, if all its cells differ and its own name says
    that it names units or raters, or if each of them is a word while all the others hold numbers.
    A number among the words makes it a column of ratings, in which a word is a slip.
    """
    if asked.names_column is not None:
        if asked.names_column not in table.names:
            raise refused(
                f"没有“{asked.names_column}”这一列", f"no column {asked.names_column!r} for --names"
            )
        return asked.names_column
    first = table.names[0]
    if len(table.names) < 2 or first in asked.columns or not table.rows:
        return None
    cells = column(table, 0)
    is_distinct = len(set(cells)) == len(cells) and not BLANK.intersection(cells)
    if word(first) in UNIT_WORDS | RATER_WORDS:
        if word(first) in UNIT_WORDS and not is_distinct and not asked.columns:
            raise refused(
                f"“{first}”列有空白或重复：逐条评分请用 --input pairs，否则以 --columns 选列",
                f"column {first!r} repeats a name or lacks one: use --input pairs for one rating a "
                "row, or choose the ratings with --columns",
            )
        return first if is_distinct else None
    others = [cell for row in table.rows for cell in row[1:] if cell not in BLANK]
    is_words = all(as_numbers([cell]) is None and not has_thousands(cell) for cell in cells)
    has_words = is_words and bool(others) and as_numbers(others) is not None
    return first if has_words and is_distinct else None


def column(table: Table, place: int) -> list[str]:
    """Return the cells of a column."""
    return [row[place] for row in table.rows]


def is_long(table: Table) -> bool:
    """Tell whether a table has one rating a row: unit, rater, value, by its names and cells."""
    if len(table.names) != 3:
        return False
    words: Sequence[str] = [word(name) for name in table.names]
    if not any(one in RATER_WORDS for one in words[:2]) or words[2] in RATER_WORDS:
        return False
    pairs = list(zip(column(table, 0), column(table, 1), strict=True))
    return len(set(pairs)) == len(pairs) > max(len(set(column(table, at))) for at in (0, 1))
