"""Ratings given as counts by category, as a cross-table of two raters, or one pair a row."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.cli.agreement_codes import (
    Book,
    BookSource,
    as_numbers,
    encoded,
    numeric_book,
    text_book,
)
from scoring.cli.agreement_raw import (
    COUNT_WORDS,
    RATER_WORDS,
    Asked,
    Reading,
    column,
    names_column,
    word,
)
from scoring.cli.agreement_words import said
from scoring.cli.labelling import refused
from scoring.cli.tables import Table, numbers

MOST_CELLS = 20_000_000
SUM_TOLERANCE = 0.02


def read_counts(table: Table, asked: Asked) -> Reading:
    """Read one row a unit and one column a category: how many raters chose it."""
    named = names_column(table, asked)
    names = asked.columns or tuple(name for name in table.names if name != named)
    names, book = _header_book(names, asked)
    counts = _whole(numbers(table, names), "次数", "counts")
    raters = counts.sum(axis=1)
    if len(counts) * max(int(raters.max()), len(names)) > MOST_CELLS:
        raise refused("次数过大", "the counts are too large")
    notes = [] if named is None or asked.names_column else [said("names_column", column=named)]
    return Reading(_spread(counts, book), None, book, tuple(notes))


def _spread(counts: NDArray[np.float64], book: Book) -> NDArray[np.float64]:
    """Write each unit's ratings side by side; who gave which is not known."""
    raters = counts.sum(axis=1).astype(int)
    ratings = np.full((len(counts), max(int(raters.max()), 1)), np.nan)
    is_given = np.arange(ratings.shape[1]) < raters[:, None]
    ratings[is_given] = np.repeat(np.tile(book.positions, len(counts)), counts.astype(int).ravel())
    return ratings


def _header_book(names: Sequence[str], asked: Asked) -> tuple[tuple[str, ...], Book]:
    """Return the columns in the order of the categories that they stand for."""
    if asked.categories is not None:
        if set(asked.categories) != set(names):
            raise refused("--categories 与表头不符", "--categories are not those of the header")
        names = asked.categories
    source: BookSource = "header" if asked.categories is None else "code book"
    values = as_numbers(names)
    if values is None and asked.level in ("interval", "ratio"):
        raise refused("类别须为数", "at this level the categories in the header must be numbers")
    if values is None:
        return tuple(names), text_book(names, source=source)
    book = numeric_book(values, names, level=asked.level, source=source)
    return book.labels, book


def _whole(values: NDArray[np.float64], zh: str, en: str) -> NDArray[np.float64]:
    is_whole = np.isfinite(values) & (values >= 0) & (values == np.floor(values))
    if not is_whole.all() or not values.sum() > 0:
        raise refused(f"{zh}须为非负整数且不全为零", f"{en} must be whole numbers, not all 0")
    return values


def read_shares(table: Table, asked: Asked) -> Reading:
    """Read a square table: rows are the first rater's categories, columns the second's."""
    named = table.names[0] if len(table.names) == len(table.rows) + 1 else asked.names_column
    names, book = _header_book([name for name in table.names if name != named], asked)
    if len(table.rows) != len(names):
        raise refused(
            f"须为方阵，现有 {len(table.rows)} 行 {len(names)} 类",
            f"the table must be square, not {len(table.rows)} rows of {len(names)} categories",
        )
    cells = numbers(table, names)[_row_order(table, named, names)]
    if not (cells >= 0).all() or not cells.sum() > 0:
        raise refused("比例须为非负数且不全为零", "shares must be 0 or more, none blank, not all 0")
    total = float(cells.sum())
    is_counts = total > 1 + SUM_TOLERANCE and bool((cells == np.floor(cells)).all())
    if not is_counts and abs(total - 1) > SUM_TOLERANCE:
        raise refused(f"比例之和为 {total:g}，应为 1", f"the shares add up to {total:g}, not 1")
    if is_counts and asked.n is not None and asked.n != total:
        raise refused(f"--n 与次数之和 {total:g} 不符", f"--n is not the sum of counts {total:g}")
    notes = [said("table_of_counts", n=total)] if is_counts else []
    if not is_counts and abs(total - 1) > 1e-9:
        notes.append(said("shares_sum", total=total))
    n = total if is_counts else asked.n
    shares = cells / total
    return Reading(_pairs_of(shares, n, book), ("1", "2"), book, tuple(notes), shares, n)


def _row_order(table: Table, named: str | None, names: Sequence[str]) -> list[int]:
    """Return the rows in the order of the columns; without row names they are in that order."""
    if named is None:
        return [table.names.index(name) for name in names]
    labels = column(table, table.names.index(named))
    if sorted(labels) != sorted(names):
        raise refused("行名与列名不符", "the rows are not named as the columns are")
    return [labels.index(name) for name in names]


def _pairs_of(
    shares: NDArray[np.float64], n: float | None, book: Book
) -> NDArray[np.float64] | None:
    """Return the pairs of ratings behind shares, None where n is unknown or does not give them."""
    if n is None or n > MOST_CELLS:
        return None
    counts = np.rint(shares * n)
    if np.abs(counts - shares * n).max() > 1e-6 * n:
        return None
    firsts, seconds = np.meshgrid(book.positions, book.positions, indexing="ij")
    times = counts.astype(int).ravel()
    return np.column_stack([np.repeat(firsts.ravel(), times), np.repeat(seconds.ravel(), times)])


def read_pairs(table: Table, asked: Asked) -> Reading:
    """Read two coders' codes a row, with a count or a name beside them, or one rating a row."""
    names = asked.columns or table.names
    if len(set(names)) < len(names) or len(names) not in (2, 3):
        raise refused(
            "--input pairs 须为两列或三列，请以 --columns 选列",
            "--input pairs needs two or three columns: choose them with --columns",
        )
    unknown = [name for name in names if name not in table.names]
    if unknown:
        raise refused(f"没有“{unknown[0]}”这一列", f"no column {unknown[0]!r}")
    if len(names) == 2:
        values, book = encoded(table, names, level=asked.level, given=asked.categories)
        return Reading(values, tuple(names), book)
    counted = [name for name in names if word(name) in COUNT_WORDS]
    if counted:
        return _counted(table, [name for name in names if name != counted[-1]], counted[-1], asked)
    firsts = column(table, table.names.index(names[0]))
    if len(set(firsts)) == len(firsts) and word(names[0]) not in RATER_WORDS:
        values, book = encoded(table, names[1:], level=asked.level, given=asked.categories)
        note = said("names_column", column=names[0])
        return Reading(values, tuple(names[1:]), book, (note,))
    return read_long(table, names, asked)


def _counted(table: Table, coders: Sequence[str], counted: str, asked: Asked) -> Reading:
    values, book = encoded(table, coders, level=asked.level, given=asked.categories)
    counts = _whole(numbers(table, [counted]), "次数", "counts")[:, 0]
    if counts.sum() > MOST_CELLS:
        raise refused("次数过大", "the counts are too large")
    return Reading(np.repeat(values, counts.astype(int), axis=0), tuple(coders), book)


def read_long(table: Table, names: Sequence[str], asked: Asked) -> Reading:
    """Read one rating a row: unit, rater, value; raters first where the name says so."""
    unit, rater, value = names
    if word(unit) in RATER_WORDS and word(rater) not in RATER_WORDS:
        unit, rater = rater, unit
    values, book = encoded(table, [value], level=asked.level, given=asked.categories)
    units, raters = (column(table, table.names.index(name)) for name in (unit, rater))
    rows = {name: at for at, name in enumerate(dict.fromkeys(units))}
    places = {name: at for at, name in enumerate(dict.fromkeys(raters))}
    if "" in rows or "" in places:
        raise refused("对象或评分人有空白", "a unit or a rater has no name")
    if len(rows) * len(places) > MOST_CELLS:
        raise refused("对象与评分人过多", "too many units and raters")
    taken: set[tuple[str, str]] = set()
    for line, pair in zip(table.lines, zip(units, raters, strict=True), strict=True):
        if pair in taken:
            zh = f"第 {line} 行：评分人“{pair[1]}”对“{pair[0]}”评了两次"
            raise refused(zh, f"line {line}: rater {pair[1]!r} has rated {pair[0]!r} before")
        taken.add(pair)
    ratings = np.full((len(rows), len(places)), np.nan)
    ratings[[rows[one] for one in units], [places[one] for one in raters]] = values[:, 0]
    note = said("long_form", unit=unit, rater=rater, value=value)
    return Reading(ratings, tuple(places), book, (note,))
