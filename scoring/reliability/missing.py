"""Settling missing answers by a policy that is always named; no statistic is computed here."""

from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.reliability.points import Points, checked_points, is_whole

GapPolicy = Literal["listwise", "pairwise", "half", "refuse"]
GAP_POLICIES: Final = get_args(GapPolicy)


@dataclass(frozen=True, slots=True)
class SettledRows:
    """Rows after a policy on missing answers.

    `rows` shape (n, k), with NaN under 'pairwise' only, whole numbers as they came; `n_given` rows
    came in, `n_dropped` of them were left out, `n_imputed` cells were filled.
    """

    rows: Points
    policy: GapPolicy
    n_given: int
    n_dropped: int
    n_imputed: int


def settle_missing(matrix: ArrayLike, *, missing_policy: GapPolicy) -> SettledRows:
    """Settle missing answers.

    Parameters
    ----------
    matrix : array_like, shape (n_respondents, n_items)
        Recoded answers in points (reversed items mirrored already); NaN is no answer. An array of
        whole numbers has no gaps and is kept as it is.
    missing_policy : {'listwise', 'pairwise', 'half', 'refuse'}
        Keep complete rows; keep all rows with an answer, with their gaps; fill the gaps of a row
        with the mean of its own answers where it answers at least half of the items, and drop the
        other rows; or refuse gaps.

    Returns
    -------
    SettledRows

    Raises
    ------
    ValueError
        `matrix` is no matrix, has no column, holds an infinity or numbers beyond 1e100; the policy
        is not allowed; there are gaps and the policy is 'refuse'.

    Notes
    -----
    The half-rule makes a row more alike than it is and so raises alpha: it is for scores, and
    where it is used for reliability the number of filled cells stands beside the figure.

    References
    ----------
    Graham 2009, Annu. Rev. Psychol. 60, pp. 549-576 (on averaging the items that are there).

    Examples
    --------
    >>> rows = [[1.0, 3.0, np.nan], [np.nan, np.nan, 2.0], [4.0, 4.0, 4.0]]
    >>> settle_missing(rows, missing_policy="half").rows.tolist()
    [[1.0, 3.0, 2.0], [4.0, 4.0, 4.0]]
    >>> settle_missing(rows, missing_policy="listwise").n_dropped
    2
    """
    if missing_policy not in GAP_POLICIES:
        raise ValueError(f"missing_policy must be one of {GAP_POLICIES}, not {missing_policy!r}")
    given = np.asarray(matrix)
    if is_whole(given) and given.ndim == 2 and given.shape[1]:
        return SettledRows(given, missing_policy, len(given), 0, 0)
    points = checked_points(given)
    is_gap = np.isnan(points)
    if missing_policy == "refuse" and is_gap.any():
        raise ValueError("matrix holds NaN, which missing_policy 'refuse' does not allow")
    is_kept = _kept(is_gap, missing_policy)
    rows = points[is_kept]
    n_imputed = 0
    if missing_policy == "half":
        gaps = np.isnan(rows)
        n_imputed = int(gaps.sum())
        means = np.where(gaps, 0.0, rows).sum(axis=1) / np.maximum((~gaps).sum(axis=1), 1)
        rows = np.where(gaps, means[:, None], rows)
    n_dropped = len(points) - len(rows)
    return SettledRows(rows, missing_policy, len(points), n_dropped, n_imputed)


def _kept(is_gap: NDArray[np.bool_], policy: GapPolicy) -> NDArray[np.bool_]:
    n_gaps, k = is_gap.sum(axis=1), is_gap.shape[1]
    most = {"listwise": 0, "refuse": 0, "pairwise": k - 1, "half": k // 2}[policy]
    kept: NDArray[np.bool_] = n_gaps <= most
    return kept
