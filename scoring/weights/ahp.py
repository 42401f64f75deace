"""Weights of one pairwise comparison matrix (AHP) and its consistency; groups lie beside."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.figure import Figure
from scoring.weights.pairwise import checked_pairwise

RandomIndex = Literal["saaty1980", "saaty2008"]

RANDOM_INDEX: Final[Mapping[RandomIndex, tuple[float, ...]]] = {
    "saaty1980": (
        *(0.58, 0.90, 1.12, 1.24, 1.32, 1.41, 1.45, 1.49),
        *(1.51, 1.48, 1.56, 1.57, 1.59),
    ),
    "saaty2008": (
        *(0.52, 0.89, 1.11, 1.25, 1.35, 1.40, 1.45, 1.49),
        *(1.52, 1.54, 1.56, 1.58, 1.59),
    ),
}
"""Mean consistency index of random matrices of 3, 4, … 15 criteria, by the table's name."""

ALWAYS_CONSISTENT: Final = 2
CR_LIMITS: Final = {3: 0.05, 4: 0.08}
CR_LIMIT: Final = 0.10
GCI_LIMITS: Final = {3: 0.31, 4: 0.35}
GCI_LIMIT: Final = 0.37


@dataclass(frozen=True, slots=True)
class FarthestJudgement:
    """The judgement that the weights bear out least: `given` is a_ij, `implied` w_i / w_j."""

    row: int
    column: int
    given: float
    implied: float


@dataclass(frozen=True, slots=True)
class AhpResult:
    """Weights of k criteria and how consistent the judgements behind them are.

    `weights` (principal eigenvector) and `geometric` (row geometric mean), shape (k,), sum to 1;
    `cr` by the name of the random-index table; `cr_limit` and `gci_limit` are the largest values
    that count as consistent; `farthest` is None where the matrix is perfectly consistent.
    """

    weights: NDArray[np.float64]
    geometric: NDArray[np.float64]
    lambda_max: float
    ci: float
    cr: Mapping[RandomIndex, Figure]
    gci: Figure
    cr_limit: float
    gci_limit: float
    farthest: FarthestJudgement | None

    def is_consistent(self, table: RandomIndex) -> bool | None:
        """Tell whether CR keeps its limit by a table; None beyond the table's end."""
        value = self.cr[table].value
        return None if value is None else value <= self.cr_limit


def ahp_weights(matrix: ArrayLike) -> AhpResult:
    """Derive weights from pairwise comparisons by the analytic hierarchy process.

    Parameters
    ----------
    matrix : array_like, shape (k, k)
        How many times more the row's criterion counts than the column's; see `checked_pairwise`.

    Returns
    -------
    AhpResult
        CR is 0 for one or two criteria, which cannot contradict each other, and undefined beyond
        15; GCI is undefined for one or two.

    Raises
    ------
    ValueError
        The matrix is not square, positive and reciprocal.

    Notes
    -----
    A w = lambda_max w with w summing to 1; CI = (lambda_max - k) / (k - 1), CR = CI / RI(k). The
    tables of RI differ, so a CR is named after its table. A reciprocal matrix has lambda_max >= k;
    what falls below by rounding is k. GCI = 2 / ((k-1)(k-2)) sum over i<j of ln²(a_ij w_j / w_i)
    with the row geometric means w. CR may be .05 for three criteria, .08 for four, .10 beyond; GCI
    .31, .35 and .37.

    References
    ----------
    Saaty 1980, The Analytic Hierarchy Process, p. 21; Saaty 1994, Fundamentals of Decision Making,
    p. 84; Saaty 2008, Rev. R. Acad. Cien. Serie A. Mat. 102, pp. 251-318; Crawford & Williams 1985,
    J. Math. Psychol. 29, pp. 387-405; Aguarón & Moreno-Jiménez 2003, EJOR 147, pp. 137-145.

    Examples
    --------
    >>> found = ahp_weights([[1, 3, 5], [1/3, 1, 3], [1/5, 1/3, 1]])
    >>> found.weights.round(3).tolist(), round(found.cr["saaty1980"].value, 4)
    ([0.637, 0.258, 0.105], 0.0332)
    """
    values = checked_pairwise(matrix)
    k = len(values)
    eigenvalues, vectors = np.linalg.eig(values)
    first = int(np.argmax(eigenvalues.real))
    principal = np.abs(vectors[:, first].real)
    weights = principal / principal.sum()
    lambda_max = max(float(eigenvalues[first].real), float(k))
    ci = 0.0 if k <= ALWAYS_CONSISTENT else (lambda_max - k) / (k - 1)
    logs = np.log(values)
    rows = np.exp(logs.mean(axis=1))
    geometric = rows / rows.sum()
    return AhpResult(
        weights=weights,
        geometric=geometric,
        lambda_max=lambda_max,
        ci=ci,
        cr={table: _ratio(ci, k, table) for table in RANDOM_INDEX},
        gci=_geometric_index(logs - np.subtract.outer(logs.mean(axis=1), logs.mean(axis=1))),
        cr_limit=CR_LIMITS.get(k, CR_LIMIT),
        gci_limit=GCI_LIMITS.get(k, GCI_LIMIT),
        farthest=_farthest(values, weights),
    )


def _ratio(ci: float, k: int, table: RandomIndex) -> Figure:
    label = f"consistency ratio, random index {table}"
    if k <= ALWAYS_CONSISTENT:
        return Figure(label, 0.0, "always_consistent")
    places = RANDOM_INDEX[table]
    if k - 3 >= len(places):
        return Figure(label, None, "no_random_index")
    return Figure(label, ci / places[k - 3])


def _geometric_index(residuals: NDArray[np.float64]) -> Figure:
    """Return GCI from ln(a_ij w_j / w_i)."""
    label, k = "geometric consistency index", len(residuals)
    if k <= ALWAYS_CONSISTENT:
        return Figure(label, None, "always_consistent")
    total = float((residuals[np.triu_indices(k, 1)] ** 2).sum())
    return Figure(label, 2 * total / ((k - 1) * (k - 2)))


def _farthest(
    values: NDArray[np.float64], weights: NDArray[np.float64]
) -> FarthestJudgement | None:
    implied = np.divide.outer(weights, weights)
    distances = np.triu(np.abs(np.log(values / implied)), 1)
    i, j = divmod(int(distances.argmax()), len(values))
    if distances[i, j] < 1e-9:
        return None
    return FarthestJudgement(i, j, float(values[i, j]), float(implied[i, j]))
