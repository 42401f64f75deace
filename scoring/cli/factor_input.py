"""What the command `factor` starts from: a covariance of answers, or correlations as given."""

import argparse
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.cli.labelling import N_OF_PAIRS, joined, refused, row_numbers, sentence
from scoring.cli.tables import Table, numbers, read_table
from scoring.correlations import correlation_of, singularity_of
from scoring.reliability.missing import settle_missing
from scoring.reliability.moments import covariance_of, moments_of
from scoring.reliability.pairwise import (
    harmonic_n,
    pair_rows,
    pairwise_correlation,
    pairwise_moments_of,
)
from scoring.reliability.reversal import reversed_suspects

UNNAMED: Final = "(rows)"
PAIRS: Final = "correlations over the rows of each pair (R: cor, pairwise.complete.obs)"
LEAST_ROWS: Final = 100
ROWS_AN_ITEM: Final = 5
"""Gorsuch 1983, Factor Analysis, 2nd ed., p. 332: five rows an item, and never below 100. It is a
rule of thumb: what suffices depends on the communalities (MacCallum et al. 1999, Psychol. Methods
4, pp. 84-99).
"""


@dataclass(frozen=True, slots=True)
class FactorInput:
    """The covariance (k, k) with turned signs, the rows behind it, and what to know of them."""

    covariance: NDArray[np.float64]
    n: float
    missing: dict[str, object]
    warnings: list[str]


def read_items(path: Path, *, is_correlation: bool) -> Table:
    """Read the table; a correlation matrix may have its rows' names in a first column.

    R's write.csv and pandas' to_csv write such a column. Rows are put in the order of the columns;
    names that merely count the rows leave them as they stand. Raises CaseFaults.
    """
    if not is_correlation:
        return read_table(path)
    table = read_table(path, unnamed_first=UNNAMED)
    k = len(table.names) - 1
    if table.names[0] != UNNAMED and len(table.rows) != k:
        return table
    names, labels = table.names[1:], [row[0] for row in table.rows]
    if sorted(labels) == sorted(names):
        order = [labels.index(name) for name in names]
    elif labels in ([str(at) for at in range(first, first + k)] for first in (0, 1)):
        order = list(range(k))
    else:
        raise refused("相关矩阵的行名与列名不符", "the rows are not named as the columns are")
    rows, lines = [table.rows[at][1:] for at in order], tuple(table.lines[at] for at in order)
    return Table(names, rows, lines)


def factor_input(table: Table, names: Sequence[str], chosen: argparse.Namespace) -> FactorInput:
    """Read the chosen items; raises CaseFaults or ValueError for what cannot be used."""
    values = numbers(table, names)
    signs = _signs(names, joined(chosen.reverse))
    if chosen.input == "correlation":
        covariance, n = _correlations(table, values, names, chosen.n)
        missing: dict[str, object] = {}
        counted: list[str] = []
    else:
        covariance, n, missing = _covariance(values, chosen)
        counted = row_numbers(values, names)
    covariance = covariance * np.outer(signs, signs)
    listed = {
        "row_numbers": counted,
        "reversed": [names[at] for at in reversed_suspects(covariance)],
    }
    warnings = [sentence(key, items=", ".join(items)) for key, items in listed.items() if items]
    correlation = correlation_of(covariance)
    if correlation is not None and singularity_of(correlation) == "indefinite":
        warnings.append(sentence("indefinite"))
    least = max(LEAST_ROWS, ROWS_AN_ITEM * len(names))
    if n < least:
        warnings.append(sentence("few_for_factors", n=n, k=len(names), least=least))
    dropped = missing.get("n_dropped")
    if dropped and chosen.missing is None:
        warnings.append(sentence("unstated_policy", dropped=dropped))
    return FactorInput(covariance, n, missing, warnings)


def _signs(names: Sequence[str], turned: Sequence[str]) -> NDArray[np.float64]:
    for name in turned:
        if name not in names:
            raise refused(f"没有题目“{name}”可反向", f"no item {name!r} to reverse")
    return np.where(np.isin(np.array(names), list(turned)), -1.0, 1.0)


def _correlations(
    table: Table, values: NDArray[np.float64], names: Sequence[str], n: int | None
) -> tuple[NDArray[np.float64], float]:
    """Return a correlation matrix whose rows stand in the order of the columns."""
    if n is None or n < 2:
        raise refused("相关矩阵须给出 --n（至少 2）", "a correlation matrix needs --n")
    if len(values) != len(table.names):
        raise refused("相关矩阵须为方阵", "a correlation matrix must be square")
    values = values[[table.names.index(name) for name in names]]
    if np.isnan(values).any():
        raise refused("相关矩阵不得有空格", "a correlation matrix must not have blank cells")
    if not np.allclose(np.diag(values), 1.0) or np.abs(values).max() > 1 + 1e-9:
        raise refused("不是相关矩阵", "not a correlation matrix: its diagonal must be 1")
    return values, float(n)


def _covariance(
    values: NDArray[np.float64], chosen: argparse.Namespace
) -> tuple[NDArray[np.float64], float, dict[str, object]]:
    """Return the covariance, the rows behind it, and what became of missing answers."""
    settled = settle_missing(values, missing_policy=chosen.missing or "listwise")
    missing: dict[str, object] = {
        "policy": settled.policy,
        "is_stated": chosen.missing is not None,
        "n_given": settled.n_given,
        "n_dropped": settled.n_dropped,
        "n_imputed": settled.n_imputed,
    }
    if len(settled.rows) < 2:
        raise refused("可用的行少于两行", "fewer than two rows can be used")
    if settled.policy != "pairwise":
        return covariance_of(moments_of(settled.rows)), float(len(settled.rows)), missing
    return _pairwise(np.asarray(settled.rows, dtype=np.float64), missing)


def _pairwise(
    rows: NDArray[np.float64], missing: dict[str, object]
) -> tuple[NDArray[np.float64], float, dict[str, object]]:
    """Return pairwise correlations in the units of the items, n of the pairs, and their range."""
    moments = pairwise_moments_of(rows)
    correlation = pairwise_correlation(moments)
    if correlation is None:
        raise refused("有两题没有共同的两行", "two items share fewer than two rows")
    variances = np.diag(moments.squares) / (np.diag(moments.counts) - 1)
    varies = variances > 0
    if np.isnan(correlation[np.ix_(varies, varies)]).any():
        raise refused(
            "有题目在与另一题共同的行中没有变异",
            "an item does not vary over the rows that it shares with another",
        )
    spread = np.sqrt(variances)
    covariance = np.where(np.outer(varies, varies), correlation, 0.0) * np.outer(spread, spread)
    missing |= {"pair_rows": list(pair_rows(moments)), "n_is": N_OF_PAIRS, "variant": PAIRS}
    return covariance, harmonic_n(moments), missing
