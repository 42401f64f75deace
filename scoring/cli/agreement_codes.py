"""The code book of ratings: which categories there are, in which order, and cells as numbers."""

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from scoring.agreement import Level
from scoring.cli.labelling import refused
from scoring.cli.tables import BLANK, LARGEST, MOST_FAULTS, Table, number_of, numbers
from scoring.faults import CaseFaults, Fault

_LEADING: Final = re.compile(r"\d+(?:\.\d+)?")

BookSource = Literal["code book", "data", "header"]


@dataclass(frozen=True, slots=True)
class Book:
    """Categories in order: their labels, and the numbers that stand for them in the ratings.

    `is_text` says that the numbers are mere places 0, 1, 2, ...; `source` where the list is from;
    `is_guessed` that their order was read from the labels.
    """

    labels: tuple[str, ...]
    positions: NDArray[np.float64]
    is_text: bool
    source: BookSource
    is_guessed: bool = False


def given_labels(option: str | None) -> tuple[str, ...] | None:
    """Split the categories of an option, quoted where they hold commas; None for none."""
    if option is None:
        return None
    labels = tuple(one.strip() for one in next(csv.reader([option], skipinitialspace=True), []))
    if len(labels) < 2 or "" in labels or len(set(labels)) < len(labels):
        raise refused(
            "--categories 须为两个以上不同的类别", "--categories must be two or more, all different"
        )
    return labels


def as_numbers(labels: Sequence[str]) -> NDArray[np.float64] | None:
    """Return labels as numbers, None where one of them is no finite number."""
    try:
        values = np.array([float(one) if "_" not in one else np.nan for one in labels])
    except ValueError:
        return None
    return values if np.isfinite(values).all() else None


def numeric_book(
    values: NDArray[np.float64], labels: Sequence[str], *, level: Level, source: BookSource
) -> Book:
    """Return a code book of numbers, ascending."""
    if len(set(values.tolist())) < len(values):
        raise refused("类别的数值重复", "categories: a number is given twice")
    steps = np.diff(values)
    if level == "ordinal" and not ((steps > 0).all() or (steps < 0).all()):
        raise refused(
            "有序类别须按升序或降序给出", "ordinal categories that are numbers must be in order"
        )
    order = np.argsort(values)
    return Book(tuple(labels[at] for at in order), values[order], is_text=False, source=source)


def text_book(labels: Sequence[str], *, source: BookSource, is_guessed: bool = False) -> Book:
    """Return a code book of words in the order given."""
    places = np.arange(len(labels), dtype=np.float64)
    return Book(tuple(labels), places, is_text=True, source=source, is_guessed=is_guessed)


def encoded(
    table: Table, names: Sequence[str], *, level: Level, given: Sequence[str] | None
) -> tuple[NDArray[np.float64], Book]:
    """Return columns of ratings as numbers, NaN where blank, and their code book.

    Raises CaseFaults: no such column, no rows, text at level interval or ratio, a rating that is
    not in the code book, words whose order at level ordinal is not given, or without a code book
    words among ratings of which half or more are numbers, or a number beyond 1e100.
    """
    book_values = None if given is None else as_numbers(given)
    values = _numbers_or_none(table, names, level=level, is_given=given is not None)
    is_numeric = values is not None and (given is None or book_values is not None)
    if values is None or not is_numeric:
        if level in ("interval", "ratio"):
            raise refused("--categories 须为数", "--categories must be numbers at this level")
        return _encoded_words(table, names, level=level, given=given)
    if given is None or book_values is None:
        seen = np.unique(values[~np.isnan(values)])
        labels = [f"{one:.17g}" if one != round(one, 12) else f"{one:.12g}" for one in seen]
        return values, Book(tuple(labels), seen, is_text=False, source="data")
    book = numeric_book(book_values, given, level=level, source="code book")
    is_stranger = ~np.isnan(values) & ~np.isin(values, book.positions)
    _require_known(table, names, is_stranger)
    return values, book


def _numbers_or_none(
    table: Table, names: Sequence[str], *, level: Level, is_given: bool
) -> NDArray[np.float64] | None:
    """Return columns as numbers; None where they hold words, not slips, and the level allows it."""
    try:
        return numbers(table, names)
    except CaseFaults as faults:
        is_usable = bool(table.rows) and all(name in table.names for name in names)
        if level in ("interval", "ratio") or not is_usable:
            raise
        if not is_given:
            _require_no_slips(table, names, faults)
        return None


def _require_no_slips(table: Table, names: Sequence[str], faults: CaseFaults) -> None:
    """Refuse words among numbers: a slip must not become a category, nor drop a rater."""
    places = [table.names.index(name) for name in names]
    cells = [row[place] for row in table.rows for place in places if row[place] not in BLANK]
    n_numbers = sum(number_of(cell) is not None for cell in cells)
    is_beyond = any(abs(number_of(cell) or 0.0) > LARGEST for cell in cells)
    if is_beyond or 2 * n_numbers >= len(cells):
        zh = "若确是文字类别，请以 --categories 列出全部类别"
        en = "if words are meant as categories, list all of them with --categories"
        raise CaseFaults([*faults.faults[:MOST_FAULTS], Fault("options", None, zh, en)])


def _encoded_words(
    table: Table, names: Sequence[str], *, level: Level, given: Sequence[str] | None
) -> tuple[NDArray[np.float64], Book]:
    places = [table.names.index(name) for name in names]
    cells = [[row[place] for place in places] for row in table.rows]
    seen = {cell for row in cells for cell in row} - BLANK
    if given is not None:
        book = text_book(given, source="code book")
    elif level == "nominal":
        book = text_book(sorted(seen), source="data")
    else:
        book = text_book(_in_order(seen), source="data", is_guessed=True)
    place_of = {label: place for place, label in enumerate(book.labels)}
    is_stranger = np.array([[c not in place_of and c not in BLANK for c in row] for row in cells])
    _require_known(table, names, is_stranger)
    rows = [[float(place_of.get(cell, np.nan)) for cell in row] for row in cells]
    return np.array(rows), book


def _in_order(seen: set[str]) -> list[str]:
    """Order words that begin with different numbers, or that are single letters of one alphabet."""
    leading = {label: _LEADING.match(label) for label in seen}
    found = {label: float(match.group()) for label, match in leading.items() if match}
    if len(found) == len(seen) == len(set(found.values())):
        return sorted(seen, key=lambda label: found[label])
    if all(len(label) == 1 and label.isascii() and label.isalpha() for label in seen) and (
        all(map(str.isupper, seen)) or all(map(str.islower, seen))
    ):
        return sorted(seen)
    raise refused(
        "有序类别是文字，须以 --categories 按顺序给出",
        "ordinal categories are words: give them in order with --categories",
    )


def _require_known(table: Table, names: Sequence[str], is_stranger: NDArray[np.bool_]) -> None:
    faults = []
    for at, column in zip(*np.nonzero(is_stranger), strict=True):
        cell = table.rows[at][table.names.index(names[column])][:40]
        zh = f"“{names[column]}”列的“{cell}”不在 --categories 之内"
        en = f"{cell!r} in {names[column]!r} is none of --categories"
        faults.append(Fault("table", table.lines[at], zh, en))
        if len(faults) == MOST_FAULTS:
            break
    if faults:
        raise CaseFaults(faults)
