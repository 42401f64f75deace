"""Reading pairwise judgements: a square matrix, or the judgements of all pairs, a row an expert."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.cli.judgement_cells import Judgement, is_rounded_reciprocal, read_judgement
from scoring.cli.pairwise_columns import pair_places
from scoring.cli.tables import MOST_COLUMNS, MOST_FAULTS, read_lines, require_even
from scoring.cli.weights_words import said
from scoring.faults import CaseFaults, Fault
from scoring.weights.pairwise import TOLERANCE, SignPolicy, judgement_ratio, pairwise_faults

_ID_NAMES: Final = frozenset({"", "id", "expert", "respondent", "name", "专家", "编号"})
_KINDS: Final = {
    "not_finite": ("没有填写，且对称格也没有", "is blank, and so is its mirror image"),
    "not_positive": ("不大于 0", "is not above 0"),
    "diagonal": ("在对角线上，应为 1", "must be 1: a criterion beside itself"),
    "not_reciprocal": ("与对称格不互为倒数", "is not the reciprocal of its mirror image"),
}

Lines = Sequence[tuple[int, list[str]]]


@dataclass(frozen=True, slots=True)
class PairwiseFile:
    """Criteria, one matrix an expert with the expert's name, and what to know of the reading."""

    criteria: tuple[str, ...]
    experts: tuple[str, ...]
    matrices: tuple[NDArray[np.float64], ...]
    form: str
    warnings: tuple[str, ...]


def read_pairwise(path: Path, *, sign_policy: SignPolicy | None) -> PairwiseFile:
    """Read a file of judgements in either form.

    A file is in the long form if its columns name all pairs of some criteria (a_b, a_c, b_c), with
    a column before them for the experts or without; otherwise it is a matrix, with names in the
    first line, in the first column, both or neither. Raises CaseFaults for what cannot be used.
    """
    lines = read_lines(path)
    width = len(lines[0][1])
    if width > MOST_COLUMNS:
        raise _one(1, f"有 {width} 列，最多 {MOST_COLUMNS} 列", f"{width} columns, too many")
    require_even(lines, width)
    header = lines[0][1]
    has_experts = header[0].lower() in _ID_NAMES
    places = pair_places(header[1:] if has_experts else header)
    if places is not None and len(lines) > 1:
        return _long_form(lines, places, has_experts=has_experts, sign_policy=sign_policy)
    return _matrix_form(path, lines)


def _one(line: int | None, zh: str, en: str) -> CaseFaults:
    return CaseFaults([Fault("table", line, zh, en)])


def _long_form(
    lines: Lines,
    places: tuple[tuple[str, ...], list[tuple[int, int]]],
    *,
    has_experts: bool,
    sign_policy: SignPolicy | None,
) -> PairwiseFile:
    criteria, pairs = places
    first = 1 if has_experts else 0
    experts, matrices, faults = [], [], []
    policy: SignPolicy = sign_policy or "left_negative"
    for at, (line, cells) in enumerate(lines[1:], start=1):
        experts.append((cells[0] if has_experts else "") or str(at))
        matrix = np.eye(len(criteria))
        for cell, (i, j) in zip(cells[first:], pairs, strict=True):
            judged = read_judgement(cell)
            try:
                stated = np.nan if judged is None else judged.value
                value = judgement_ratio(stated, sign_policy=policy)
            except ValueError as error:
                zh = f"“{criteria[i]}”比“{criteria[j]}”的判断“{cell[:40]}”不可用"
                en = f"{cell[:40]!r} for {criteria[i]!r} and {criteria[j]!r}: {error}"
                faults.append(Fault("table", line, zh, en))
                continue
            matrix[i, j], matrix[j, i] = value, 1 / value
        matrices.append(matrix)
    if faults:
        raise CaseFaults(faults[:MOST_FAULTS])
    if len(set(experts)) < len(experts):
        raise _one(None, "专家编号重复", "an expert is named twice")
    warnings = () if sign_policy else (said("unstated_sign"),)
    return PairwiseFile(criteria, tuple(experts), tuple(matrices), f"pairs, {policy}", warnings)


def _matrix_form(path: Path, lines: Lines) -> PairwiseFile:
    header, rows = _without_header(lines)
    width = len(lines[0][1])
    has_labels = width > 1 and _has_labels(header, rows)
    cells = [row[1:] if has_labels else row for _, row in rows]
    k = len(cells)
    if not k or len(cells[0]) != k:
        n_columns = width - (1 if has_labels else 0)
        zh, en = f"判断矩阵应为方阵，现为 {k} 行 {n_columns} 列", "a pairwise matrix must be square"
        raise _one(None, zh, f"{en}, not {k} rows and {n_columns} columns")
    names = _names(header, [row[0] for _, row in rows] if has_labels else None, k)
    judged = _judgements(rows, cells)
    values, warnings = _filled(judged, names)
    faults = [
        Fault(
            "table",
            rows[one.row][0],
            f"“{names[one.row]}”比“{names[one.column]}”{_KINDS[one.kind][0]}",
            f"{names[one.row]!r} against {names[one.column]!r} {_KINDS[one.kind][1]}",
        )
        for one in pairwise_faults(values)
    ]
    if faults:
        raise CaseFaults(faults[:MOST_FAULTS])
    return PairwiseFile(names, (path.stem,), (values,), "matrix", warnings)


def _without_header(lines: Lines) -> tuple[list[str] | None, Lines]:
    """Part the line of names from the judgements, where there is one."""
    first = lines[0][1]
    is_header = any(read_judgement(cell) is None for cell in first[1:])
    is_taller = len(lines) == len(first) + 1
    return (first, lines[1:]) if is_header or is_taller or not first[0] else (None, lines)


def _has_labels(header: Sequence[str] | None, rows: Lines) -> bool:
    """Tell whether the first column names the criteria."""
    if header is not None and header[0].lower() in _ID_NAMES:
        return True
    return all(read_judgement(row[0]) is None for _, row in rows)


def _names(header: Sequence[str] | None, labels: Sequence[str] | None, k: int) -> tuple[str, ...]:
    """Return the criteria's names; a column's and a row's name must be the same."""
    named = None if header is None else header[len(header) - k :]
    if named is not None and labels is not None and list(named) != list(labels):
        en = "rows and columns must name the same criteria in one order"
        raise _one(1, "行名与列名不一致", en)
    names = tuple(named or labels or [str(at) for at in range(1, k + 1)])
    if "" in names or len(set(names)) < len(names):
        raise _one(1, "准则名称为空或重复", "a criterion has no name, or is named twice")
    return names


def _judgements(rows: Lines, cells: Sequence[Sequence[str]]) -> list[list[Judgement]]:
    judged, faults = [], []
    for (line, _), row in zip(rows, cells, strict=True):
        found = [read_judgement(cell) for cell in row]
        for cell, one in zip(row, found, strict=True):
            if one is None:
                zh, en = f"“{cell[:40]}”不是数或分数", f"{cell[:40]!r} is no number and no fraction"
                faults.append(Fault("table", line, zh, en))
        judged.append([one or Judgement(np.nan, None) for one in found])
    if faults:
        raise CaseFaults(faults[:MOST_FAULTS])
    return judged


def _filled(
    judged: Sequence[Sequence[Judgement]], names: Sequence[str]
) -> tuple[NDArray[np.float64], tuple[str, ...]]:
    """Put reciprocals where a cell is blank or their rounding; say how many."""
    values = np.array([[one.value for one in row] for row in judged])
    blank: list[str] = []
    rounded: list[str] = []
    for i, j in np.ndindex(values.shape):
        mine, mirrored = judged[i][j], judged[j][i]
        if i == j and np.isnan(mine.value):
            values[i, j] = 1.0
        elif np.isnan(mine.value) and mirrored.value > 0:
            values[i, j] = 1 / mirrored.value
            blank.append(f"{names[i]}-{names[j]}")
        elif is_rounded_reciprocal(mine, mirrored):
            values[i, j] = 1 / mirrored.value
            if abs(mine.value * mirrored.value - 1) > TOLERANCE:
                rounded.append(f"{names[i]}-{names[j]}")
    listed: Mapping[str, list[str]] = {"blank_cells": blank, "rounded_cells": rounded}
    return values, tuple(
        said(key, n=len(cells), cells=", ".join(cells[:MOST_FAULTS]))
        for key, cells in listed.items()
        if cells
    )
