"""Lower bounds of reliability other than alpha: split halves and Guttman's lambdas."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.correlations import is_flat, squared_multiple_correlations
from scoring.figure import Figure


@dataclass(frozen=True, slots=True)
class SplitHalf:
    """The odd-even halves of a scale: their correlation, stepped up, and Guttman's lambda 4."""

    r: Figure
    spearman_brown: Figure
    lambda4: Figure


def split_half(covariance: NDArray[np.float64]) -> SplitHalf:
    """Compare the sum of the odd items with the sum of the even ones.

    Parameters
    ----------
    covariance : ndarray, shape (k, k)
        In squared points, items in the order of the instrument: 1st, 3rd, ... against 2nd, 4th, ...

    Returns
    -------
    SplitHalf
        `r` -1 to 1; `spearman_brown` 2r/(1+r); `lambda4` 2 (1 - (s²_a + s²_b) / s²_T) of these
        halves, not the best of all halves. Undefined with one item, or where a half or the sum has
        no variance.

    Notes
    -----
    With an odd number of items the first half is longer by one; Spearman-Brown takes both as equal.

    References
    ----------
    Spearman 1910, Br. J. Psychol. 3, pp. 271-295; Brown 1910, ibid., pp. 296-322; Guttman 1945,
    Psychometrika 10, pp. 255-282.

    Examples
    --------
    >>> found = split_half(np.array([[2.0, 1.0], [1.0, 2.0]]))
    >>> [round(one.value, 4) for one in (found.r, found.spearman_brown, found.lambda4)]
    [0.5, 0.6667, 0.6667]
    """
    k, trace = len(covariance), float(np.trace(covariance))
    is_odd = np.arange(k) % 2 == 0
    own_a = float(covariance[np.ix_(is_odd, is_odd)].sum())
    own_b = float(covariance[np.ix_(~is_odd, ~is_odd)].sum())
    across = float(covariance[np.ix_(is_odd, ~is_odd)].sum())
    few = "one_item" if k < 2 else None
    flat = is_flat(own_a, trace=trace) or is_flat(own_b, trace=trace)
    why = few or ("no_variance" if flat else None)
    r = None if why else across / own_a**0.5 / own_b**0.5
    is_opposite = r is not None and is_flat(1 + r, trace=1.0)
    stepped = None if r is None or is_opposite else 2 * r / (1 + r)
    total = own_a + own_b + 2 * across
    why4 = few or ("no_variance" if is_flat(total, trace=trace) else None)
    return SplitHalf(
        Figure("odd-even correlation of half sums", r, why),
        Figure("Spearman-Brown, odd-even halves", stepped, "negative_r" if is_opposite else why),
        Figure(
            "Guttman lambda 4 of the odd-even halves", None if why4 else 4 * across / total, why4
        ),
    )


def guttman_lambda2(matrix: NDArray[np.float64]) -> float | None:
    """Return Guttman's lambda 2 of a covariance or correlation matrix.

    Parameters
    ----------
    matrix : ndarray, shape (k, k)
        A correlation matrix gives the value for standardised items (psych prints that one), a
        covariance matrix the value for the sum of the points.

    Returns
    -------
    float or None
        (S + sqrt(k/(k-1) S2)) / 1'C1 with S and S2 the sums of the off-diagonal elements and of
        their squares; never below alpha; None with one item or without variance of the sum.

    References
    ----------
    Guttman 1945, Psychometrika 10, pp. 255-282.

    Examples
    --------
    >>> round(guttman_lambda2(np.array([[1.0, 0.5], [0.5, 1.0]])), 6)
    0.666667
    """
    k, trace, total = len(matrix), float(np.trace(matrix)), float(matrix.sum())
    if k < 2 or is_flat(total, trace=trace):
        return None
    apart = (matrix - np.diag(np.diag(matrix))) / total
    return float(apart.sum() + np.sqrt(k / (k - 1) * (apart**2).sum()))


def guttman_lambdas(
    covariance: NDArray[np.float64], correlation: NDArray[np.float64] | None
) -> dict[str, Figure]:
    """Return lambda 2 of both matrices and lambda 6, each labelled or with a reason.

    Parameters
    ----------
    covariance : ndarray, shape (k, k)
    correlation : ndarray, shape (k, k), or None
        None where an item has no variance.

    Returns
    -------
    dict of str to Figure
        `lambda2`, `lambda2_covariance`, `lambda6`. lambda 6 = 1 - sum(1 - smc) / 1'R1 carries the
        caution `singular` where R is.

    References
    ----------
    Guttman 1945, Psychometrika 10, pp. 255-282.

    Examples
    --------
    >>> found = guttman_lambdas(np.eye(2) + 1, np.eye(2) / 2 + 0.5)
    >>> round(found["lambda6"].value, 4)
    0.5
    """
    names = {
        "lambda2": "Guttman lambda 2 on the correlation matrix",
        "lambda2_covariance": "Guttman lambda 2 on the covariance matrix",
        "lambda6": "Guttman lambda 6 on the correlation matrix",
    }
    if len(covariance) < 2:
        return {key: Figure(name, None, "one_item") for key, name in names.items()}
    of_points = guttman_lambda2(covariance)
    found = {
        "lambda2_covariance": Figure(
            names["lambda2_covariance"], of_points, "no_variance" if of_points is None else None
        )
    }
    if correlation is None or is_flat(float(correlation.sum()), trace=len(correlation)):
        why = "zero_variance_item" if correlation is None else "no_variance"
        return found | {key: Figure(names[key], None, why) for key in ("lambda2", "lambda6")}
    shares, is_singular = squared_multiple_correlations(correlation)
    lambda6 = float(1 - (1 - shares).sum() / correlation.sum())
    return found | {
        "lambda2": Figure(names["lambda2"], guttman_lambda2(correlation)),
        "lambda6": Figure(names["lambda6"], lambda6, "singular" if is_singular else None),
    }
