"""Fleiss' kappa of units that all have the same number of raters, with its test."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike
from scipy import special

from scoring.agreement.gwet import checked_counts
from scoring.figure import Figure

_NAME = "Fleiss' kappa, equal numbers of raters"


@dataclass(frozen=True, slots=True)
class FleissResult:
    """Fleiss' kappa and what tests it.

    `figure` the coefficient; `se_null` its standard error under no agreement beyond chance, `z` and
    `p` (two-sided) the test with it; `by_category` kappa and z of each category, None for one that
    nobody used or everybody; `n_units`, and `n_raters` of each unit or None.
    """

    figure: Figure
    se_null: float | None
    z: float | None
    p: float | None
    by_category: tuple[tuple[float, float] | None, ...]
    n_units: int
    n_raters: int | None


def fleiss_kappa(counts: ArrayLike) -> FleissResult:
    """Compute Fleiss' kappa.

    Parameters
    ----------
    counts : array_like, shape (n_units, n_categories)
        How many raters put each unit into each category; a unit without ratings is left out.

    Returns
    -------
    FleissResult
        None with a reason: no units, unequal numbers of raters, one rater, one category used.

    Raises
    ------
    ValueError
        `counts` is no matrix of whole numbers from 0.

    Notes
    -----
    P_i = (sum n_ij^2 - m) / (m (m - 1)), kappa = (mean P_i - sum p_j^2) / (1 - sum p_j^2). Raters
    need not be the same persons for every unit. The error is that of 1979, which replaced the wrong
    one of 1971; it holds under no agreement only: for an interval see `gwet.fleiss_generalised`.

    References
    ----------
    Fleiss 1971, Psych. Bull. 76, pp. 378-382; Fleiss, Nee & Landis 1979, Psych. Bull. 86,
    pp. 974-977.

    Examples
    --------
    >>> found = fleiss_kappa([[3, 0], [0, 3], [2, 1], [0, 3]])
    >>> round(found.figure.value, 4), round(found.z, 3)
    (0.6571, 2.276)
    """
    table = checked_counts(counts)
    n = len(table)
    raters = table.sum(axis=1)
    if n == 0 or raters.max() < 2:
        return _undefined("no_pairs", table.shape[1], n)
    if raters.min() < raters.max():
        return _undefined("unequal_raters", table.shape[1], n)
    m = int(raters[0])
    p = table.sum(axis=0) / (n * m)
    by_chance = float((p**2).sum())
    if np.count_nonzero(p) < 2:
        return _undefined("no_variation", table.shape[1], n)
    agreed = float((table**2).sum() - n * m) / (n * m * (m - 1))
    kappa = (agreed - by_chance) / (1 - by_chance)
    rest = p * (1 - p)
    inner = float(rest.sum()) ** 2 - float((rest * (1 - 2 * p)).sum())
    se = math.sqrt(2 * inner / (n * m * (m - 1))) / float(rest.sum())
    z = kappa / se
    parted = (table * (m - table)).sum(axis=0)
    se_category = math.sqrt(2 / (n * m * (m - 1)))
    own = [
        1 - float(apart) / (n * m * (m - 1) * float(part)) if part > 0 else None
        for apart, part in zip(parted, rest, strict=True)
    ]
    by_category = tuple(None if one is None else (one, one / se_category) for one in own)
    tested = 2 * float(special.ndtr(-abs(z)))
    return FleissResult(Figure(_NAME, kappa), se, z, tested, by_category, n, m)


def _undefined(reason: str, q: int, n: int) -> FleissResult:
    return FleissResult(Figure(_NAME, None, reason), None, None, None, (None,) * q, n, None)
