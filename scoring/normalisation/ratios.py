"""Figures relative to a figure of reference: ratios and bands about it."""

from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.normalisation.checking import figures_iv
from scoring.normalisation.reference import Reference

Comparison = Literal["mean", "best", "worst"]
COMPARISONS: Final = get_args(Comparison)


def ratios_to(
    values: ArrayLike, reference: Reference, *, to: Comparison, direction: int = 1
) -> NDArray[np.float64]:
    """Divide figures by the mean, the best or the worst figure of a reference set.

    Parameters
    ----------
    values : array_like, shape (n_units, n_indicators)
        Figures on a ratio scale; NaN is missing and stays NaN.
    reference : Reference
    to : {'mean', 'best', 'worst'}
    direction : int
        +1 where more is better, -1 where less is: what is best and what is worst.

    Returns
    -------
    ndarray, shape (n_units, n_indicators)
        NaN in every cell of an indicator whose figure of reference is missing or not above 0.

    Raises
    ------
    ValueError
        `to` is not allowed, or a figure is infinite.

    Notes
    -----
    x / reference: 1 is as good as the mean, 0.5 half of it. A ratio needs a true zero, and a figure
    of reference near 0 blows it up: one at 0 or below gives no ratio at all rather than a turned
    sign. Figures below 0 keep their sign. Nothing is capped.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, step 5, pp. 83-88 and table 15.

    Examples
    --------
    >>> from scoring.normalisation.reference import freeze_reference
    >>> frozen = freeze_reference([[2.0], [4.0], [6.0]])
    >>> ratios_to([[2.0], [6.0]], frozen, to="mean").ravel().tolist()
    [0.5, 1.5]
    """
    if to not in COMPARISONS:
        raise ValueError(f"to must be one of {', '.join(COMPARISONS)}, not {to!r}")
    is_high = (to == "best") == (direction > 0)
    base = reference.mean if to == "mean" else reference.hi if is_high else reference.lo
    figures = figures_iv(values, "values")
    return np.asarray(figures / np.where(base > 0, base, np.nan), dtype=np.float64)


def bands_about_mean(
    values: ArrayLike, reference: Reference, *, share: float = 0.2
) -> NDArray[np.float64]:
    """Say whether figures lie above, about or below the mean of a reference set.

    Parameters
    ----------
    values : array_like, shape (n_units, n_indicators)
        Figures on a ratio scale; NaN is missing and stays NaN.
    reference : Reference
    share : float
        Half width of the band about the mean, 0 to 1, as a share of the mean.

    Returns
    -------
    ndarray, shape (n_units, n_indicators)
        +1 above, 0 within, -1 below the band, its limits within; NaN where the mean is not
        above 0.

    Raises
    ------
    ValueError
        `share` is out of range, or a figure is infinite.

    Notes
    -----
    +1 where x / mean > 1 + share, -1 where x / mean < 1 - share, else 0. Robust against outliers,
    but the distance beyond the band is lost: a figure just outside counts as one far outside does.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, step 5, pp. 83-88 and table 15.

    Examples
    --------
    >>> from scoring.normalisation.reference import freeze_reference
    >>> frozen = freeze_reference([[2.0], [4.0], [6.0]])
    >>> bands_about_mean([[2.0], [4.5], [6.0]], frozen).ravel().tolist()
    [-1.0, 0.0, 1.0]
    """
    if not 0 <= share <= 1:
        raise ValueError(f"share must lie between 0 and 1, not {share}")
    ratio = ratios_to(values, reference, to="mean")
    band = np.where(ratio > 1 + share, 1.0, np.where(ratio < 1 - share, -1.0, 0.0))
    return np.where(np.isnan(ratio), np.nan, band)
