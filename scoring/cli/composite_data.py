"""Reading the figures of a cohort, and a reference set frozen by an earlier run."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.cli.composite_meta import Meta
from scoring.cli.labelling import refused
from scoring.cli.tables import Table, numbers, read_table
from scoring.composite.cohort import Cohort
from scoring.normalisation.checking import LARGEST, is_level
from scoring.normalisation.reference import Reference
from scoring.treatment.imputation import Imputation

UNIT_COLUMNS: Final = ("ucode", "unit", "code", "id", "uname", "name", "iso3", "country")
MOST_BYTES: Final = 50_000_000


@dataclass(frozen=True, slots=True)
class CohortChoices:
    """What the command line says about the figures; None is for the default."""

    unit: str | None
    group: str | None
    imputation: Imputation | None
    denominate: str


@dataclass(frozen=True, slots=True)
class CohortRead:
    """A cohort, which columns were used for what, and whether sizes divide its figures."""

    cohort: Cohort
    unit_column: str
    group_column: str | None
    is_denominated: bool
    is_taken_as_divided: bool
    ignored: tuple[str, ...]


def read_cohort(path: Path, meta: Meta, choices: CohortChoices) -> CohortRead:
    """Read DATA: one row a unit, a column an indicator, a size, a group or something else.

    Raises CaseFaults: no column of units or of an indicator, a repeated or unnamed unit, text or
    an infinity for a figure, sizes that are there in part or not above 0, no column of groups.
    """
    table = read_table(path)
    codes = [one.code for one in meta.indicators]
    unit_column = _unit_column(table, meta, choices.unit)
    at = table.names.index(unit_column)
    units = tuple(row[at] for row in table.rows)
    _require_units(table, units)
    values = numbers(table, codes)
    sizes, is_taken = _sizes(table, meta, choices.denominate)
    group_column, groups = _groups(table, meta, choices)
    cohort = Cohort(units, values, meta.indicators, meta.tree, sizes, groups)
    used = {*codes, *sizes, unit_column, group_column}
    ignored = tuple(name for name in table.names if name not in used)
    return CohortRead(cohort, unit_column, group_column, bool(sizes), is_taken, ignored)


def _unit_column(table: Table, meta: Meta, chosen: str | None) -> str:
    if chosen is not None:
        if chosen not in table.names:
            raise refused(f"没有“{chosen}”这一列", f"no column {chosen!r}")
        return chosen
    known = {*meta.tree.codes, *meta.groups, *(one.denominator for one in meta.indicators)}
    free = {name.lower(): name for name in table.names if name not in known}
    for name in UNIT_COLUMNS:
        if name in free:
            return free[name]
    if table.names[0] in free.values():
        return table.names[0]
    raise refused("请用 --unit 指明单位列", "say with --unit which column names the units")


def _require_units(table: Table, units: Sequence[str]) -> None:
    seen: set[str] = set()
    for line, unit in zip(table.lines, units, strict=True):
        if not unit:
            raise refused(f"第 {line} 行没有单位", f"line {line} names no unit")
        if unit in seen:
            raise refused(f"单位“{unit}”重复", f"unit {unit!r} is repeated")
        seen.add(unit)


def _sizes(
    table: Table, meta: Meta, denominate: str
) -> tuple[dict[str, NDArray[np.float64]], bool]:
    """Return the sizes to divide by, and whether figures are taken as divided already."""
    names = list(dict.fromkeys(one.denominator for one in meta.indicators if one.denominator))
    if not names or denominate == "no":
        return {}, False
    absent = [name for name in names if name not in table.names]
    if absent and (denominate == "yes" or len(absent) < len(names)):
        words = ", ".join(absent)
        raise refused(f"缺少分母列 {words}", f"no column {words} to divide by")
    if absent:
        return {}, True
    figures = numbers(table, names)
    for name, column in zip(names, figures.T, strict=True):
        for line, size in zip(table.lines, column.tolist(), strict=True):
            if size <= 0:
                raise refused(
                    f"第 {line} 行的分母 {name} 须大于零，现为 {size:g}",
                    f"line {line}: {name} must be above 0 to divide by, not {size:g}",
                )
    return dict(zip(names, figures.T, strict=True)), False


def _groups(
    table: Table, meta: Meta, choices: CohortChoices
) -> tuple[str | None, tuple[str, ...] | None]:
    is_needed = choices.imputation is not None and choices.imputation.startswith("group")
    if choices.group is None and not is_needed:
        return None, None
    there = [name for name in meta.groups if name in table.names]
    column = choices.group or (there[0] if len(there) == 1 else None)
    if column is None:
        names = ", ".join(there) or "-"
        raise refused(f"请用 --group 指明分组列：{names}", f"name the --group: {names}")
    if column not in table.names:
        raise refused(f"没有“{column}”这一列", f"no column {column!r}")
    at = table.names.index(column)
    return column, tuple("" if row[at] == "NA" else row[at] for row in table.rows)


def read_reference(path: Path, read: CohortRead) -> Reference:
    """Read the limits and moments that an earlier output of this command froze.

    Raises CaseFaults: no such file, no JSON, an indicator that is not there, was transformed by
    treatment or is otherwise logged or divided now, a parameter that is no number.
    """
    indicators = read.cohort.indicators
    codes = [one.code for one in indicators]
    try:
        with path.open("rb") as file:
            document = json.loads(file.read(MOST_BYTES).decode("utf-8-sig"))
        entries = [document["parameters"][code] for code in codes]
        before = [(one["treatment"], one["transform"], one["denominator"]) for one in entries]
        columns = {
            key: np.array([np.nan if one[key] is None else float(one[key]) for one in entries])
            for key in ("lo", "hi", "mean", "sd", "n")
        }
    except OSError as error:
        raise refused(f"无法读取文件 {path}", f"cannot read {path}") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise refused(
            f"不是本命令输出的参数：{error}", f"not an output of this command: {error!r}"
        ) from error
    for one, (treatment, transform, size) in zip(indicators, before, strict=True):
        own = one.denominator if read.is_denominated else None
        is_same = (transform, size) == ("log" if one.is_logged else "none", own)
        if treatment in ("log", "box_cox") or not is_same:
            raise refused(
                f"“{one.code}”当时的变换或分母与现在不同",
                f"{one.code!r} was transformed or divided otherwise when it was frozen",
            )
    return _reference_iv(columns)


def _reference_iv(columns: Mapping[str, NDArray[np.float64]]) -> Reference:
    lo, hi, sd = columns["lo"], columns["hi"], columns["sd"]
    everything = np.concatenate(list(columns.values()))
    if (np.abs(everything) > LARGEST).any() or (lo > hi).any() or (sd < 0).any():
        raise refused("基准参数有误", "the parameters of the reference contradict each other")
    reasons = tuple(
        "no_spread" if flat or not spread > 0 else None
        for flat, spread in zip(is_level(lo, hi).tolist(), sd.tolist(), strict=True)
    )
    n = np.nan_to_num(columns["n"]).astype(np.int64)
    return Reference(n, lo, hi, columns["mean"], sd, reasons)
