"""What the covariances of pairs allow to be said of a scale, and how it is labelled."""

from dataclasses import replace
from typing import Final

from scoring.figure import Figure, Interval
from scoring.reliability.statement import ItemResult, ReliabilityResult

COVARIANCES: Final = "pairwise covariances"
CORRELATIONS: Final = "cov2cor of pairwise covariances"
_OF_CORRELATIONS: Final = frozenset({"alpha_standardised", "lambda2", "lambda6"})
_OF_SUMS: Final = frozenset({"alpha", "alpha_standardised", "kr20"})
_APART: Final = frozenset({"not_binary", "zero_variance_item"})
_OF_ALPHA: Final = frozenset({"feldt", "bonett"})


def pairwise_named(found: ReliabilityResult) -> ReliabilityResult:
    """Say in every label from which matrix of pairs a figure comes.

    Parameters
    ----------
    found : ReliabilityResult
        Of a pairwise covariance.

    Returns
    -------
    ReliabilityResult

    Examples
    --------
    >>> import numpy as np
    >>> from scoring.reliability.statement import from_covariance
    >>> one = from_covariance(np.eye(2) + 1, k=2, n=50, confidence=0.95, is_binary=False)
    >>> pairwise_named(one).figures["lambda6"].variant
    'Guttman lambda 6 on the correlation matrix, cov2cor of pairwise covariances'
    """
    figures = {
        key: replace(
            one,
            variant=f"{one.variant}, {CORRELATIONS if key in _OF_CORRELATIONS else COVARIANCES}",
        )
        for key, one in found.figures.items()
    }
    return replace(found, figures=figures)


def without_indefinite(found: ReliabilityResult) -> ReliabilityResult:
    """Take back what an indefinite matrix cannot say.

    Parameters
    ----------
    found : ReliabilityResult
        Of a pairwise covariance with a negative eigenvalue.

    Returns
    -------
    ReliabilityResult
        Alpha, standardised alpha and KR-20, ratios of sums of covariances, stay with the caution
        `indefinite` unless they pass 1, and so do the intervals that follow from alpha; split
        halves, lambdas, omega and the asymptotic interval are None, and so are an item's
        correlation or alpha beyond what such a figure can be.

    Notes
    -----
    No complete answers have such a covariance: variances of sums of items may be negative, and
    correlations of sums pass 1.

    References
    ----------
    Little & Rubin 2002, Statistical Analysis with Missing Data, 2nd ed., section 3.4.

    Examples
    --------
    >>> import numpy as np
    >>> from scoring.reliability.statement import from_covariance
    >>> matrix = np.array([[1.0, 0.9, -0.9], [0.9, 1.0, 0.9], [-0.9, 0.9, 1.0]])
    >>> one = from_covariance(matrix, k=3, n=50, confidence=0.95, is_binary=False)
    >>> found = without_indefinite(one).figures
    >>> round(found["alpha"].value, 4), found["split_half_r"].value
    (0.5625, None)
    """
    figures = {key: _figure(key, one) for key, one in found.figures.items()}
    is_alpha = figures["alpha"].value is not None
    intervals = {
        key: replace(one, reason=one.reason or "indefinite")
        if key in _OF_ALPHA and is_alpha
        else Interval(one.variant, None, "indefinite")
        for key, one in found.intervals.items()
    }
    items = tuple(_item(one) for one in found.items)
    return replace(found, figures=figures, intervals=intervals, items=items, is_indefinite=True)


def _figure(key: str, one: Figure) -> Figure:
    if one.reason in _APART:
        return one
    is_kept = key in _OF_SUMS and one.value is not None and one.value <= 1
    return Figure(one.variant, one.value if is_kept else None, "indefinite")


def _item(one: ItemResult) -> ItemResult:
    r, without = one.r_drop, one.alpha_if_deleted
    return replace(
        one,
        r_drop=None if r is None or abs(r) > 1 else r,
        alpha_if_deleted=None if without is None or without > 1 else without,
    )
