"""Dividing figures by the size of the unit, so that large and small ones compare."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.normalisation.checking import figures_iv


def denominate(values: ArrayLike, sizes: ArrayLike) -> NDArray[np.float64]:
    """Divide figures by the size of each unit.

    Parameters
    ----------
    values : array_like, shape (n_units,) or (n_units, n_indicators)
        Figures that grow with the size; NaN is missing and stays NaN.
    sizes : array_like, shape of `values`
        Population, area, budget and the like, above 0; NaN is missing and makes the figure
        missing.

    Returns
    -------
    ndarray, shape of `values`

    Raises
    ------
    ValueError
        A size is 0 or negative; the shapes differ; a figure is infinite or becomes too large.

    Notes
    -----
    Division by 0 is refused and never infinite: such a unit cannot be compared.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, step 2.

    Examples
    --------
    >>> denominate([10, 10, 5], [2, 4, float("nan")]).tolist()
    [5.0, 2.5, nan]
    """
    figures, divisors = figures_iv(values, "values"), figures_iv(sizes, "sizes")
    if figures.shape != divisors.shape:
        raise ValueError(f"sizes must have the shape of values, {figures.shape}")
    is_wrong = divisors <= 0
    if is_wrong.any():
        raise ValueError(f"sizes must be above 0, not {divisors[is_wrong][0]:g}")
    with np.errstate(over="ignore"):
        ratios = figures / divisors
    return figures_iv(ratios, "ratios")
