"""The command `rake`: respondents and known margins in; weights that meet the margins out."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.cli.labelling import cautions_of, labels_of, limits_of, reasons_of, refused, sentence
from scoring.cli.rake_margins import Targets, read_margins
from scoring.cli.tables import Table, numbers, read_table
from scoring.figure import REASONS, Figure, Interval
from scoring.sampling import RakingResult, SampleRefused, design_effect, estimate_mean, rake
from scoring.sampling.raking import DEFAULT_CYCLES

DEFAULT_CAP: Final = 5.0
HIGH_DEFF: Final = 2.0
MOST_ROWS_NAMED: Final = 20
_SHARES: Final = (1.0, 100.0)
_EPILOG: Final = """\
margins / 边际:
  --margin 'sex=f:5200,m:4800' --margin 'region=north:3000,south:7000'
  --margins margins.json   {"sex": {"f": 5200, "m": 4800}, "region": {"north": 3000, ...}}
  --margins margins.csv    columns margin,category,target: one line a category
Targets are people, or shares of any one sum; all margins must have the same sum, or give --total.
--trim without a number cuts at 5 times the mean weight; put it after FILE.
目标可为人数或比例；各边际合计须一致，否则用 --total 给出总数。
"""


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "rake",
        help="rake survey weights to known margins and print JSON / 按已知边际加权并输出JSON",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, help="CSV: one row a respondent")
    parser.add_argument("--weight", help="column of base weights; otherwise all are 1")
    parser.add_argument("--margin", action="append", default=[], help="COLUMN=CATEGORY:TARGET,...")
    parser.add_argument("--margins", type=Path, help="JSON or CSV file of margins")
    parser.add_argument("--total", type=float, help="what the weights shall sum to")
    parser.add_argument(
        "--trim", type=float, nargs="?", const=DEFAULT_CAP, help="cut weights above so many means"
    )
    parser.add_argument("--mean", action="append", default=[], help="column to take the mean of")
    parser.add_argument("--population", type=float, help="people in the population, for the errors")
    parser.add_argument("--confidence", type=float, default=0.95)
    parser.add_argument("--max-cycles", type=int, default=DEFAULT_CYCLES)
    parser.set_defaults(act=_rake)


def _rake(chosen: argparse.Namespace) -> Mapping[str, object]:
    targets = read_margins(chosen.margin, chosen.margins)
    table = read_table(chosen.file)
    columns = {name: _categories(table, name) for name in targets}
    base = _base(table, chosen.weight)
    if chosen.population is not None and not chosen.mean:
        raise refused("--population 须与 --mean 同用", "--population goes with --mean")
    if not 1 <= chosen.max_cycles <= 1_000_000:
        raise refused("--max-cycles 应在 1 与 1000000 之间", "--max-cycles must be 1 to 1000000")
    try:
        found = rake(
            base,
            columns,
            targets=targets,
            total=chosen.total,
            cap=chosen.trim,
            max_cycles=chosen.max_cycles,
        )
        means = {name: _mean(table, name, found, chosen) for name in dict.fromkeys(chosen.mean)}
    except SampleRefused as error:
        raise refused(error.zh, error.en) from error
    return _document(found, table, columns, targets, means)


def _categories(table: Table, name: str) -> list[str]:
    """Return a column as categories; a blank cell belongs to none and is refused."""
    if name not in table.names:
        raise refused(f"没有“{name}”这一列", f"no column {name!r}")
    place = table.names.index(name)
    blank = [line for line, row in zip(table.lines, table.rows, strict=True) if not row[place]]
    if blank:
        shown = ", ".join(map(str, blank[:MOST_ROWS_NAMED]))
        more = "…" if len(blank) > MOST_ROWS_NAMED else ""
        raise refused(
            f"“{name}”列有 {len(blank)} 行空白（第 {shown}{more} 行）：请先补全、归类或删除",
            f"{len(blank)} rows have no {name!r} (lines {shown}{more}): fill in, class as a "
            "category of their own, or leave out before raking",
        )
    return [row[place] for row in table.rows]


def _base(table: Table, name: str | None) -> NDArray[np.float64]:
    if name is None:
        if not table.rows:
            raise refused("没有数据行", "there are no rows")
        return np.ones(len(table.rows))
    base = numbers(table, [name])[:, 0]
    unusable = np.isnan(base) | (base <= 0)
    if unusable.any():
        line = table.lines[int(np.argmax(unusable))]
        raise refused(
            f"第 {line} 行的基础权重空白或不为正数",
            f"the base weight on line {line} is no positive number",
        )
    return base


def _mean(
    table: Table, name: str, found: RakingResult, chosen: argparse.Namespace
) -> dict[str, object]:
    """Return a weighted mean of the rows that have a value, and everything said of it."""
    values = numbers(table, [name])[:, 0]
    has_value = ~np.isnan(values)
    if not has_value.any():
        raise refused(f"“{name}”列没有一个数", f"column {name!r} holds no number")
    if found.weights is None:
        return {"n": int(has_value.sum()), "mean": None, "reason": found.reason}
    weights = found.weights[has_value]
    if not weights.any():
        raise refused(
            f"“{name}”列有数的行权重都是 0", f"all rows with a number in {name!r} have the weight 0"
        )
    population, source = _population(found, chosen)
    estimate = estimate_mean(
        values[has_value], weights=weights, population=population, confidence=chosen.confidence
    )
    marked: dict[str, Figure | Interval] = {
        key: getattr(estimate, key)
        for key in ("mean", "sd", "se", "se_linearised", "deff", "n_eff", "fpc")
    }
    return {
        "n": estimate.n,
        "n_blank": int((~has_value).sum()),
        **{key: one.value for key, one in marked.items() if isinstance(one, Figure)},
        "interval": limits_of(estimate.interval),
        "confidence": chosen.confidence,
        "population": population,
        "population_source": source,
        "labels": labels_of(marked | {"interval": estimate.interval}),
        "cautions": cautions_of(marked | {"interval": estimate.interval}),
        "reasons": reasons_of(marked | {"interval": estimate.interval}),
    }


def _population(found: RakingResult, chosen: argparse.Namespace) -> tuple[float | None, str]:
    """Return the size of the population, and where it comes from.

    Targets that sum to 1 or 100 are shares and say nothing of it; a sum of more than the rows is
    taken as people, which is what raking to counts states.
    """
    if chosen.population is not None:
        return chosen.population, "stated | 给定"
    weights = found.weights
    total = 0.0 if weights is None else float(weights.sum())
    is_share = any(abs(total - whole) < 1e-6 * whole for whole in _SHARES)
    if weights is None or is_share or total < len(weights):
        return None, "unknown: state --population | 未知：请给出 --population"
    return float(round(total, 6)), "sum of the targets, taken as people | 目标合计，视为人数"


def _document(
    found: RakingResult,
    table: Table,
    columns: Mapping[str, Sequence[str]],
    targets: Targets,
    means: Mapping[str, Mapping[str, object]],
) -> dict[str, object]:
    weights = found.weights
    marked: dict[str, Figure] = {}
    if weights is not None:
        deff, n_eff = design_effect(weights)
        marked = {"deff": deff, "n_eff": n_eff}
    reasons = reasons_of(marked)
    if found.reason is not None:
        reasons["weights"] = f"{found.reason}: " + " | ".join(REASONS[found.reason])
    return {
        "n": len(table.rows),
        "converged": weights is not None,
        "iterations": found.n_cycles,
        "weights": None if weights is None else weights.tolist(),
        "total": None if weights is None else float(weights.sum()),
        "margins": _margins(found),
        "cells": _cells(columns, weights, targets),
        "deff": marked["deff"].value if marked else None,
        "n_eff": marked["n_eff"].value if marked else None,
        "cap": found.cap,
        "trim_rounds": found.n_rounds,
        "trimmed": _trimmed(found, table),
        "mean": dict(means),
        "warnings": _warnings(found, marked),
        "labels": {
            "weights": "raked, Deming & Stephan 1940, to a relative change below 1e-10",
            **labels_of(marked),
        },
        "reasons": reasons,
    }


def _margins(found: RakingResult) -> dict[str, dict[str, dict[str, float]]]:
    return {
        margin.name: {
            category: {"n": n, "base": base, "target": target, "achieved": achieved}
            for category, n, base, target, achieved in zip(
                margin.categories,
                margin.n.tolist(),
                margin.base.tolist(),
                margin.targets.tolist(),
                margin.achieved.tolist(),
                strict=True,
            )
        }
        for margin in found.margins
    }


def _cells(
    columns: Mapping[str, Sequence[str]], weights: NDArray[np.float64] | None, targets: Targets
) -> list[dict[str, object]] | None:
    """Return the rows and weights of each combination of categories that occurs."""
    if weights is None:
        return None
    order = {name: list(categories) for name, categories in targets.items()}
    sums: dict[tuple[str, ...], list[float]] = {}
    for cell, weight in zip(zip(*columns.values(), strict=True), weights.tolist(), strict=True):
        sums.setdefault(cell, []).append(weight)
    places = {name: {c: at for at, c in enumerate(listed)} for name, listed in order.items()}
    ordered = sorted(
        sums, key=lambda cell: [places[n][c] for n, c in zip(places, cell, strict=True)]
    )
    return [
        {
            "categories": dict(zip(columns, cell, strict=True)),
            "n": len(sums[cell]),
            "sum": float(np.sum(sums[cell])),
            "lowest": min(sums[cell]),
            "highest": max(sums[cell]),
        }
        for cell in ordered
    ]


def _trimmed(found: RakingResult, table: Table) -> list[dict[str, object]]:
    return [
        {
            "row": one.row + 1,
            "line": table.lines[one.row],
            "before": one.before,
            "after": one.after,
            "times": one.times,
        }
        for one in found.trims
    ]


def _warnings(found: RakingResult, marked: Mapping[str, Figure]) -> list[str]:
    said: list[str] = []
    if marked and (marked["deff"].value or 0) > HIGH_DEFF:
        said.append(sentence("unequal_weights", deff=f"{marked['deff'].value:.2f}"))
    if found.weights is not None and found.cap is None:
        largest = float(found.weights.max() / found.weights.mean())
        if largest > DEFAULT_CAP:
            said.append(sentence("untrimmed", times=f"{largest:.1f}"))
    if found.trims:
        said.append(sentence("trimmed", n=len(found.trims)))
    return said
