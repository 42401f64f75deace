"""Pairwise comparison matrices: what is wrong with one, and one from an expert's judgements."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

TOLERANCE: Final = 1e-6

FaultKind = Literal["not_finite", "not_positive", "diagonal", "not_reciprocal"]
SignPolicy = Literal["left_negative", "left_positive", "ratio"]

_WORDS: Final = {
    "not_finite": "row {row}, column {column} is no number",
    "not_positive": "row {row}, column {column} is not above 0",
    "diagonal": "row {row}, column {column} must be 1: it compares a criterion with itself",
    "not_reciprocal": "rows {row} and {column} are not reciprocal: a_ij a_ji must be 1",
}


@dataclass(frozen=True, slots=True)
class PairwiseFault:
    """What is wrong with a cell; `row` and `column` count from 0."""

    kind: FaultKind
    row: int
    column: int


def pairwise_faults(matrix: NDArray[np.float64]) -> list[PairwiseFault]:
    """List what is wrong with a square matrix of judgements.

    Parameters
    ----------
    matrix : ndarray, shape (k, k)
        How many times more the row's criterion counts than the column's; NaN is a fault.

    Returns
    -------
    list of PairwiseFault
        In the order of the rows; a pair that is not reciprocal is named once, at its upper cell,
        and only where both of its cells are positive numbers.

    Notes
    -----
    A matrix of ratios needs a_ij > 0, a_ii = 1 and a_ij a_ji = 1, the last two within 1e-6.
    Consistency (a_ik = a_ij a_jk) is no such need: the consistency ratio measures it.

    References
    ----------
    Saaty 1980, The Analytic Hierarchy Process, p. 21; Saaty 2008, Rev. R. Acad. Cien. Serie A. Mat.
    102, pp. 251-318.

    Examples
    --------
    >>> [(one.kind, one.row, one.column) for one in pairwise_faults(np.array([[1, 3], [0.5, 1.0]]))]
    [('not_reciprocal', 0, 1)]
    """
    faults = []
    for i, j in np.ndindex(matrix.shape):
        value, mirrored = float(matrix[i, j]), float(matrix[j, i])
        kind: FaultKind | None = None
        if not math.isfinite(value):
            kind = "not_finite"
        elif value <= 0:
            kind = "not_positive"
        elif i == j and abs(value - 1) > TOLERANCE:
            kind = "diagonal"
        elif i < j and 0 < mirrored < math.inf and abs(value * mirrored - 1) > TOLERANCE:
            kind = "not_reciprocal"
        if kind is not None:
            faults.append(PairwiseFault(kind, i, j))
    return faults


def checked_pairwise(matrix: ArrayLike) -> NDArray[np.float64]:
    """Return a pairwise comparison matrix that is exactly reciprocal.

    Parameters
    ----------
    matrix : array_like, shape (k, k)
        How many times more the row's criterion counts than the column's: above 0, 1 on the
        diagonal, a_ij a_ji = 1 within 1e-6 (ten printed decimals of 1/7 are near enough).

    Returns
    -------
    ndarray, shape (k, k)
        Of each pair the larger judgement stays, the other becomes its reciprocal.

    Raises
    ------
    ValueError
        The matrix is not square, or a cell is no number, not above 0, or not reciprocal.

    Examples
    --------
    >>> checked_pairwise([[1, 4], [0.2500000001, 1]]).tolist()
    [[1.0, 4.0], [0.25, 1.0]]
    """
    values = np.asarray(matrix, dtype=np.float64)
    if values.ndim != 2 or values.shape[0] != values.shape[1] or not values.size:
        raise ValueError(f"a pairwise matrix must be square, not of shape {values.shape}")
    for fault in pairwise_faults(values):
        words = _WORDS[fault.kind].format(row=fault.row + 1, column=fault.column + 1)
        raise ValueError(f"pairwise matrix: {words}")
    exact: NDArray[np.float64] = np.where(values > values.T, values, 1 / values.T)
    exact[values == values.T] = 1.0
    return exact


def matrix_of_judgements(
    judgements: Sequence[float], *, k: int, sign_policy: SignPolicy
) -> NDArray[np.float64]:
    """Build the pairwise matrix of one expert from the judgements of all pairs.

    Parameters
    ----------
    judgements : sequence of float, length k (k - 1) / 2
        Of the pairs 1-2, 1-3, … 2-3, …; the first of a pair is its left criterion.
    k : int
        Number of criteria, 2 or more.
    sign_policy : {'left_negative', 'left_positive', 'ratio'}
        What a judgement says. 'left_negative': -5 means that the left one counts five times as
        much, 5 that the right one does (as the R package ahpsurvey keeps them); 'left_positive':
        the other way round; 'ratio': the number itself is left over right, such as 5 or 1/5.

    Returns
    -------
    ndarray, shape (k, k)

    Raises
    ------
    ValueError
        The policy is not allowed, the number of judgements does not fit, a judgement is not
        finite, lies between -1 and 1 where it bears a sign, or is not above 0 where it is a ratio.

    Notes
    -----
    1 and -1 both mean equal. 0 says nothing and is refused.

    Examples
    --------
    >>> matrix_of_judgements([-3], k=2, sign_policy="left_negative").round(4).tolist()
    [[1.0, 3.0], [0.3333, 1.0]]
    """
    if sign_policy not in {"left_negative", "left_positive", "ratio"}:
        raise ValueError(f"sign_policy must not be {sign_policy!r}")
    if k < 2 or len(judgements) != k * (k - 1) // 2:
        raise ValueError(f"{k} criteria have {k * (k - 1) // 2} pairs, not {len(judgements)}")
    matrix = np.eye(k)
    for (i, j), judgement in zip(zip(*np.triu_indices(k, 1), strict=True), judgements, strict=True):
        ratio = judgement_ratio(judgement, sign_policy=sign_policy)
        matrix[i, j], matrix[j, i] = ratio, 1 / ratio
    return matrix


def judgement_ratio(judgement: float, *, sign_policy: SignPolicy) -> float:
    """Return how many times more the left criterion counts than the right one.

    Parameters
    ----------
    judgement : float
    sign_policy : {'left_negative', 'left_positive', 'ratio'}
        As for `matrix_of_judgements`.

    Returns
    -------
    float
        Above 0.

    Raises
    ------
    ValueError
        The judgement is not finite, or outside what the policy allows.

    Notes
    -----
    A signed scale has 1 for equal, and |x| for the side that counts more; the other side's ratio is
    1 / |x|. 0 and what lies between -1 and 1 have no meaning there.

    References
    ----------
    Saaty 2008, Rev. R. Acad. Cien. Serie A. Mat. 102, pp. 251-318 (the scale of 1 to 9 and its
    reciprocals).

    Examples
    --------
    >>> [judgement_ratio(x, sign_policy="left_negative") for x in (-4, 1, 4)]
    [4.0, 1.0, 0.25]
    """
    if sign_policy == "ratio":
        if not 0 < judgement < math.inf:
            raise ValueError(f"a judgement must be a number above 0, not {judgement:g}")
        return float(judgement)
    if not 1 <= abs(judgement) < math.inf:
        raise ValueError(f"a judgement must be at least 1 or at most -1, not {judgement:g}")
    is_left = (judgement < 0) == (sign_policy == "left_negative")
    return float(abs(judgement) if is_left else 1 / abs(judgement))
