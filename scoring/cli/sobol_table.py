"""The cohort of the command `sobol`: a table of indicators in, ranks and what moves them out."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import cast

import numpy as np
from numpy.typing import NDArray

from scoring.cli.labelling import joined, refused
from scoring.cli.tables import Table, numbers, read_table
from scoring.cli.uncertainty import pairs_of, usable
from scoring.uncertainty.cohort_sobol import (
    NORMALISATIONS,
    CohortSobol,
    Normalisation,
    cohort_sobol,
    normalised,
)
from scoring.uncertainty.monte_carlo import AGGREGATIONS, Aggregation
from scoring.uncertainty.sobol import SobolResult


@dataclass(frozen=True, slots=True)
class NamedCohort:
    """A cohort's result with the names of its units and the options it rests on."""

    units: tuple[str, ...]
    shares: dict[str, float]
    normalisations: tuple[str, ...]
    aggregations: tuple[str, ...]
    spread: float
    found: CohortSobol

    @property
    def sobol(self) -> SobolResult:
        """Return the indices."""
        return self.found.sobol


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add the options of a cohort."""
    parser.add_argument("--table", type=Path, metavar="DATA.csv")
    parser.add_argument("--shares", metavar="a=0.4,b=0.6", help="nominal weights; default equal")
    parser.add_argument("--cost", metavar="a,b", help="indicators of which less is better")
    parser.add_argument("--spread", type=float, default=0.25, help="of the weights, 0 to 1")
    parser.add_argument("--normalise", default=",".join(NORMALISATIONS), metavar="LIST")
    parser.add_argument("--aggregate", default="arithmetic,geometric", metavar="LIST")


def find(chosen: argparse.Namespace, rng: np.random.Generator) -> NamedCohort:
    """Read the table and find what moves the ranks of its units."""
    table = read_table(chosen.table)
    codes = table.names[1:]
    if not codes or len(table.rows) < 2:
        raise refused(
            "表格应有一列名称、至少一列指标、至少两行",
            "the table needs a column of names, one of an indicator, and two rows",
        )
    values = _oriented(table, joined(chosen.cost))
    shares = _shares(codes, chosen.shares)
    kinds = _among("--normalise", joined(chosen.normalise), NORMALISATIONS)
    means = _among("--aggregate", joined(chosen.aggregate), AGGREGATIONS)
    with usable():
        found = cohort_sobol(
            [normalised(values, cast("Normalisation", kind)) for kind in kinds],
            [shares[code] for code in codes],
            aggregations=[cast("Aggregation", mean) for mean in means],
            spread=chosen.spread,
            n=chosen.n,
            rng=rng,
        )
    units = tuple(row[0] for row in table.rows)
    return NamedCohort(units, shares, kinds, means, chosen.spread, found)


def block(named: NamedCohort) -> dict[str, object]:
    """Lay out the ranks: by the nominal choices, and what the drawn ones make of them."""
    ranks = named.found.ranks
    rows = zip(named.units, named.found.baseline, ranks.low, ranks.median, ranks.high, strict=True)
    return {
        "output": "average shift in rank (Saisana et al. 2005)",
        "shares": named.shares,
        "spread": named.spread,
        "normalise": list(named.normalisations),
        "aggregate": list(named.aggregations),
        "average_shift": named.found.average_shift,
        "ranks": [
            {
                "unit": unit,
                "rank": int(rank),
                "low": float(low),
                "median": float(median),
                "high": float(high),
            }
            for unit, rank, low, median, high in rows
        ],
    }


def _oriented(table: Table, costs: Sequence[str]) -> NDArray[np.float64]:
    """Return the indicators, turned so that more is better."""
    unknown = [name for name in costs if name not in table.names[1:]]
    if unknown:
        raise refused(f"没有指标 {unknown[0][:40]}", f"no indicator {unknown[0][:40]!r}")
    values = numbers(table, table.names[1:])
    signs = np.array([-1.0 if name in costs else 1.0 for name in table.names[1:]])
    return np.asarray(values * signs)


def _shares(codes: Sequence[str], text: str | None) -> dict[str, float]:
    """Return the nominal weights, as given or equal; they must sum to 1."""
    if text is None:
        return dict.fromkeys(codes, 1 / len(codes))
    given = pairs_of("--shares", joined(text))
    if sorted(given) != sorted(codes):
        raise refused(
            "--shares 应给出每个指标的权重，且只给一次", "--shares must give every indicator once"
        )
    try:
        return {code: float(given[code]) for code in codes}
    except ValueError as error:
        raise refused("--shares 的权重应为数", "the weights of --shares must be numbers") from error


def _among(option: str, names: tuple[str, ...], known: Sequence[str]) -> tuple[str, ...]:
    if not names or len(set(names)) < len(names) or not set(names) <= set(known):
        said = ", ".join(known)
        raise refused(
            f"{option} 应从以下选取，各一次：{said}", f"{option} takes each once of {said}"
        )
    return names
