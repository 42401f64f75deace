"""How much of a cohort's figures is there, by unit and by indicator."""

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.normalisation.checking import figures_iv

LEAST_AVAILABILITY: Final = 0.65


@dataclass(frozen=True, slots=True)
class Availability:
    """Shares of figures that are there, 0-1, and who has enough of them."""

    units: NDArray[np.float64]
    indicators: NDArray[np.float64]
    has_enough_unit: NDArray[np.bool_]
    has_enough_indicator: NDArray[np.bool_]


def screen_availability(values: ArrayLike, *, least: float = LEAST_AVAILABILITY) -> Availability:
    """Compute the share of figures that are there.

    Parameters
    ----------
    values : array_like, shape (n_units, n_indicators)
        Figures before imputation; NaN is missing.
    least : float
        Share that is enough, 0 to 1, included.

    Returns
    -------
    Availability

    Raises
    ------
    ValueError
        `values` is no matrix with a row and a column, or holds an infinity; `least` is out of
        range.

    Notes
    -----
    65 % of the indicators for a unit and of the units for an indicator is the practice of the JRC.
    Nothing is left out here: to leave out an indicator that many lack would raise their scores.

    References
    ----------
    Becker et al. 2019, COIN Tool User Guide, JRC, EUR 29899, FAQs (data coverage: 65 % for every
    unit and indicator).

    Examples
    --------
    >>> nan = float("nan")
    >>> found = screen_availability([[1, 2, nan], [nan, nan, 3]])
    >>> found.units.round(2).tolist(), found.has_enough_unit.tolist()
    ([0.67, 0.33], [True, False])
    """
    figures = figures_iv(values, "values")
    if figures.ndim != 2 or not figures.size:
        raise ValueError(f"values must be a matrix with figures, not of shape {figures.shape}")
    if not 0 <= least <= 1:
        raise ValueError(f"least must lie between 0 and 1, not {least}")
    is_there = ~np.isnan(figures)
    units, indicators = is_there.mean(axis=1), is_there.mean(axis=0)
    return Availability(units, indicators, units >= least - 1e-12, indicators >= least - 1e-12)
