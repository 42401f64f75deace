"""Reading a table of text with a header line (CSV), and columns of it as numbers."""

import codecs
import csv
import io
import math
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.cli.coded_rows import CodedRows, Rows, coded_rows
from scoring.faults import CaseFaults, Fault

MOST_BYTES: Final = 500_000_000
MOST_COLUMNS: Final = 2_000
MOST_FAULTS: Final = 20
BLANK: Final = frozenset({"", "NA", "N/A", "na", "NaN", "nan", "null", "."})
"""Cells that say that there is no value; an infinity is a value and is refused."""
_THOUSANDS: Final = re.compile(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d*)?")
LARGEST: Final = 1e100
"""Beyond it squares of squares overflow; no measurement comes near."""
PIECE: Final = 2**20
"""Bytes that are held as text at a time."""
_OTHER_SEPARATORS: Final = {";": ("分号", "semicolons"), "\t": ("制表符", "tabs")}


@dataclass(frozen=True, slots=True)
class Table:
    """A header of distinct names, and rows of as many cells; `lines` are their places."""

    names: tuple[str, ...]
    rows: Rows
    lines: tuple[int, ...]


def read_table(path: Path, *, unnamed_first: str | None = None) -> Table:
    """Read a CSV file in UTF-8 whose first line names its columns.

    Empty lines are passed over, but a line of separators alone is a row without a value: a
    respondent who answered nothing is counted. A first column without a name, as many programs
    write the names of rows, is called `unnamed_first` where that is given. Raises CaseFaults, with
    every fault's line: no file, no text, no header, another separator, an unnamed or repeated
    column, too many columns, a row that is longer or shorter.
    """
    records = _records(path)
    _, header = next(records)
    names = tuple(cell.strip() for cell in header)
    if unnamed_first is not None and not names[0]:
        names = (unnamed_first, *names[1:])
    _require_header(names)
    first = next(records, None)
    if first is None:
        return Table(names, [], ())
    _require_commas(names, first[1])
    lines: list[int] = []
    rows = coded_rows(_even(chain([first], records), len(names), lines), len(names))
    return Table(names, rows, tuple(lines))


def read_lines(path: Path) -> list[tuple[int, list[str]]]:
    """Read a CSV file in UTF-8 as places of lines and their cells, a header among them or not.

    Raises CaseFaults: no file, no text, no CSV, or nothing in it.
    """
    return [(line, [cell.strip() for cell in cells]) for line, cells in _records(path)]


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield the lines that are not empty, one after the other, so that none is kept."""
    text = io.TextIOWrapper(io.BytesIO(_content_of(path)), "utf-8-sig", newline="")
    reader = csv.reader(text, strict=True)
    is_empty = True
    try:
        for cells in reader:
            if len(cells) > 1 or any(map(str.strip, cells)):
                is_empty = False
                yield reader.line_num, cells
    except csv.Error as error:
        raise _refused(
            [(reader.line_num, f"CSV格式有误：{error}", f"not valid CSV: {error}")]
        ) from error
    if is_empty:
        raise _refused([(None, "文件是空的", "the file is empty")])


def _even(
    records: Iterable[tuple[int, list[str]]], width: int, lines: list[int]
) -> Iterator[list[str]]:
    """Yield the cells of rows and note their lines; refuse longer and shorter ones at the end."""
    ragged = []
    for line, cells in records:
        if len(cells) != width:
            ragged.append((line, cells))
        elif not ragged:
            lines.append(line)
            yield cells
    require_even(ragged, width)


def require_even(rows: Sequence[tuple[int, list[str]]], width: int) -> None:
    """Refuse rows that are longer or shorter than they should be; raises CaseFaults."""
    ragged = [
        (line, f"有 {len(cells)} 列，应为 {width} 列", f"{len(cells)} cells, not {width}")
        for line, cells in rows
        if len(cells) != width
    ]
    if ragged:
        raise _refused(ragged)


def _require_commas(names: Sequence[str], first: Sequence[str]) -> None:
    """Refuse a table whose header and first row hang together by another separator."""
    for sign, (zh, en) in _OTHER_SEPARATORS.items():
        if len(names) == 1 and sign in names[0] and sign in "".join(first):
            raise _refused(
                [
                    (
                        1,
                        f"各列以{zh}分隔，请改用逗号",
                        f"columns are separated by {en}, not by commas",
                    )
                ]
            )


def _content_of(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise _refused([(None, f"无法读取文件 {path}", f"cannot read {path}")]) from error
    if len(content) > MOST_BYTES:
        raise _refused([(None, "文件过大", "the file is too large")])
    decoder = codecs.getincrementaldecoder("utf-8")()
    try:
        for start in range(0, len(content), PIECE):
            decoder.decode(content[start : start + PIECE])
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        raise _refused([(None, "文件不是 UTF-8 编码", "the file is not UTF-8")]) from error
    if b"\0" in content:
        raise _refused([(None, "文件不是文本", "the file is not text")])
    return content


def _require_header(names: Sequence[str]) -> None:
    if len(names) > MOST_COLUMNS:
        zh = f"有 {len(names)} 列，最多 {MOST_COLUMNS} 列"
        raise _refused([(1, zh, f"{len(names)} columns, at most {MOST_COLUMNS}")])
    faults: list[tuple[int | None, str, str]] = []
    for place, name in enumerate(names, start=1):
        if not name:
            faults.append((1, f"第 {place} 列没有列名", f"column {place} has no name"))
        elif name in names[: place - 1]:
            faults.append((1, f"列名“{name}”重复", f"column {name!r} is repeated"))
    if faults:
        raise _refused(faults)


def numbers(table: Table, names: Iterable[str] | None = None) -> NDArray[np.float64]:
    """Return columns as numbers, one row a line, NaN where a cell is blank.

    Raises CaseFaults: no such column, text, an infinity, a number beyond 1e100, no rows.
    """
    wanted = list(table.names if names is None else names)
    unknown = [name for name in wanted if name not in table.names]
    if unknown:
        raise _refused([(1, f"没有“{one}”这一列", f"no column {one!r}") for one in unknown])
    if not table.rows:
        raise _refused([(None, "没有数据行", "there are no rows")])
    values, is_text = _decoded(table, [table.names.index(name) for name in wanted])
    faults: list[tuple[int | None, str, str]] = []
    for j, name in enumerate(wanted):
        is_unusable = np.abs(values[:, j]) > LARGEST
        if is_text is not None:
            is_unusable |= is_text[:, j]
        if is_unusable.any():
            faults.extend(_no_numbers(table, name, values[:, j], np.flatnonzero(is_unusable)))
    if faults:
        raise _refused(sorted(faults, key=lambda fault: fault[0] or 0))
    return values


def _decoded(
    table: Table, places: list[int]
) -> tuple[NDArray[np.float64], NDArray[np.bool_] | None]:
    """Return cells as numbers, NaN for text too, and which are text, None where none is."""
    rows = table.rows
    if not isinstance(rows, CodedRows):
        rows = coded_rows(rows, len(table.names))
    values = np.empty((len(rows), len(places)))
    is_text = None
    start = 0
    for block in rows.blocks:
        found = [number_of(word) for word in block.words]
        codes = block.codes[:, places]
        own = slice(start, start + len(codes))
        values[own] = np.array([math.nan if one is None else one for one in found])[codes]
        if None in found:
            is_text = np.zeros(values.shape, dtype=np.bool_) if is_text is None else is_text
            is_text[own] = np.array([one is None for one in found])[codes]
        start = own.stop
    return values, is_text


def _no_numbers(
    table: Table, name: str, column: NDArray[np.float64], unusable: NDArray[np.intp]
) -> list[tuple[int | None, str, str]]:
    """Name each cell that cannot be used, or the column where it holds no number at all."""
    place = table.names.index(name)
    found = [
        (table.lines[at], table.rows[at][place][:40], math.isnan(column[at]))
        for at in unusable.tolist()
    ]
    line, cell, _ = found[0]
    if len(found) > 1 and np.isnan(column).all():
        zh = f"“{name}”列没有数（如“{cell}”）：请指明要用的列，不含此列"
        en = f"column {name!r} holds no number (here {cell!r}): name the columns to use without it"
        return [(line, zh, en)]
    return [
        (line, f"“{name}”列的“{cell}”不是数", f"{cell!r} in {name!r} is no number")
        if is_text
        else (line, f"“{name}”列的“{cell}”过大", f"{cell!r} in {name!r} is no number up to 1e100")
        for line, cell, is_text in found
    ]


def number_of(cell: str) -> float | None:
    """Return a cell's number, NaN for a blank one, None for what is none."""
    if cell in BLANK:
        return math.nan
    try:
        value = float(cell) if "_" not in cell else None
    except ValueError:
        return None
    return None if value is not None and math.isnan(value) else value


def has_thousands(cell: str) -> bool:
    """Tell whether a cell is a number with its thousands apart: no number here, and no name.

    Examples
    --------
    >>> has_thousands("1,200"), has_thousands("12,345,678.5"), has_thousands("A1,200")
    (True, True, False)
    """
    return _THOUSANDS.fullmatch(cell) is not None


def _refused(found: Sequence[tuple[int | None, str, str]]) -> CaseFaults:
    """Put faults together, the first so many of them, and say how many more there are."""
    faults = [Fault("table", line, zh, en) for line, zh, en in found[:MOST_FAULTS]]
    if len(found) > MOST_FAULTS:
        more = len(found) - MOST_FAULTS
        faults.append(Fault("table", None, f"另有 {more} 处", f"and {more} more"))
    return CaseFaults(faults)
