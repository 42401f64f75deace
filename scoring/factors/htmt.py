"""Discriminant validity: the heterotrait-monotrait ratio of correlations."""

from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from scoring.factors.cfa import Constructs
from scoring.factors.matrix import checked_matrix
from scoring.figure import Figure

HtmtVariant = Literal["htmt", "htmt2"]
HTMT_VARIANTS: Final[tuple[HtmtVariant, ...]] = ("htmt", "htmt2")
_NAMES: Final = {
    "htmt": "HTMT, arithmetic means of absolute correlations (Henseler et al. 2015)",
    "htmt2": "HTMT2, geometric means of absolute correlations (Roemer et al. 2021)",
}


def heterotrait_monotrait(
    correlation: ArrayLike, *, constructs: Constructs, variant: HtmtVariant
) -> dict[tuple[int, int], Figure]:
    """Compute the heterotrait-monotrait ratio of each pair of constructs.

    Parameters
    ----------
    correlation : array_like, shape (k, k)
        Correlations of the items.
    constructs : sequence of sequence of int
        Places of the items of each construct; items may be left out, but none may be in two.
    variant : {'htmt', 'htmt2'}
        Arithmetic or geometric means: semTools' default is the second, seminr's the first.

    Returns
    -------
    dict of (int, int) to Figure
        For each pair i < j of constructs; below .85 (strict) or .90 they count as distinct.
        Undefined for a construct of one item (one_item) and where a mean is zero (negative_r).

    Raises
    ------
    ValueError
        `correlation` is no correlation matrix, a construct is empty or names an item that is not
        there or is in another one, or the variant is not allowed.

    Notes
    -----
    mean |r between| / sqrt(mean |r within A| x mean |r within B|).

    References
    ----------
    Henseler, Ringle & Sarstedt 2015, J. Acad. Mark. Sci. 43, pp. 115-135; Roemer, Schuberth &
    Henseler 2021, Ind. Manag. Data Syst. 121, pp. 2637-2650.

    Examples
    --------
    >>> r = np.full((4, 4), 0.4) + 0.6 * np.eye(4)
    >>> r[0, 1] = r[1, 0] = 0.8
    >>> r[2, 3] = r[3, 2] = 0.5
    >>> found = heterotrait_monotrait(r, constructs=[[0, 1], [2, 3]], variant="htmt")
    >>> round(found[0, 1].value, 4)
    0.6325
    """
    if variant not in _NAMES:
        raise ValueError(f"variant must be one of {tuple(_NAMES)}, not {variant!r}")
    matrix = np.abs(checked_matrix(correlation))
    groups = [list(items) for items in constructs]
    places = [item for items in groups for item in items]
    is_known = all(0 <= item < len(matrix) for item in places)
    if not all(groups) or len(set(places)) != len(places) or not is_known:
        raise ValueError("constructs must name items of the matrix, none twice, none may be empty")
    return {
        (i, j): _ratio(matrix, groups[i], groups[j], variant)
        for i in range(len(groups))
        for j in range(i + 1, len(groups))
    }


def _ratio(
    matrix: NDArray[np.float64], first: list[int], second: list[int], variant: HtmtVariant
) -> Figure:
    if min(len(first), len(second)) < 2:
        return Figure(_NAMES[variant], None, "one_item")
    within = [
        _mean(matrix[np.ix_(items, items)][np.triu_indices(len(items), 1)], variant)
        for items in (first, second)
    ]
    between = _mean(matrix[np.ix_(first, second)].ravel(), variant)
    if min(within) <= 0:
        return Figure(_NAMES[variant], None, "negative_r")
    return Figure(_NAMES[variant], float(between / np.sqrt(within[0] * within[1])))


def _mean(values: NDArray[np.float64], variant: HtmtVariant) -> float:
    if variant == "htmt":
        return float(values.mean())
    return float(stats.gmean(values)) if (values > 0).all() else 0.0
