"""Figures against limits that a method fixes: goalposts and targets; samples lie in `reference`.

The rules of the engine (`scoring.rules.anchors`) score one figure exactly, in fractions, because
their result is official. Here the same line is drawn for whole columns in floating point, for
cohorts, drawn methods and reference indices.
"""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.normalisation.checking import (
    HUNDRED,
    Ends,
    direction_iv,
    ends_iv,
    figures_iv,
    finite_iv,
    is_level,
)


def goalposts(
    values: ArrayLike,
    posts: tuple[ArrayLike, ArrayLike],
    *,
    direction: ArrayLike = 1,
    ends: Ends = HUNDRED,
    is_capped: bool = True,
) -> NDArray[np.float64]:
    """Place figures between two fixed goalposts.

    Parameters
    ----------
    values : array_like, shape (n_units,) or (n_units, n_indicators)
        Figures in their own unit; NaN is missing and stays NaN.
    posts : tuple of two array_like, each a number or of shape (n_indicators,)
        Lower and upper goalpost in the unit of the figures, lower first in either direction.
    direction : array_like, a number or of shape (n_indicators,)
        +1 where more is better, -1 where less is.
    ends : tuple of float
        Scores at the worse and at the better goalpost.
    is_capped : bool
        Whether figures beyond a goalpost count as lying on it.

    Returns
    -------
    ndarray, shape of `values`
        Scores, within `ends` where capped.

    Raises
    ------
    ValueError
        The goalposts do not rise, are NaN, or equal each other to 12 digits; a direction is
        neither +1 nor -1; `ends` do not rise; a figure is infinite.

    Notes
    -----
    y = (x - lo) / (hi - lo), for direction -1 (hi - x) / (hi - lo); score = worst + y (best -
    worst). Money is often logged first: log both the figures and the goalposts.

    References
    ----------
    UNDP 2022, Human Development Report 2021/22, technical note 1; OECD/JRC 2008, Handbook on
    Constructing Composite Indicators, step 5, pp. 83-88.

    Examples
    --------
    >>> goalposts([10, 20, 52.5, 90], (20, 85)).tolist()
    [0.0, 0.0, 50.0, 100.0]
    >>> goalposts([10, 90], (20, 100), direction=-1, ends=(0, 1), is_capped=False).tolist()
    [1.125, 0.125]
    """
    figures, signs = figures_iv(values, "values"), direction_iv(direction)
    low, high = finite_iv(posts[0], "posts"), finite_iv(posts[1], "posts")
    worst, best = ends_iv(ends)
    if is_level(low, high).any():
        raise ValueError(f"the lower goalpost must lie below the upper: {low} and {high}")
    share = np.where(signs > 0, figures - low, high - figures) / (high - low)
    if is_capped:
        share = np.clip(share, 0.0, 1.0)
    return np.asarray(worst + share * (best - worst), dtype=np.float64)


def distance_to_target(
    values: ArrayLike,
    target: ArrayLike,
    *,
    worst: ArrayLike,
    ends: Ends = HUNDRED,
    is_capped: bool = True,
) -> NDArray[np.float64]:
    """Score figures by how far they have come from the worst figure to the target.

    Parameters
    ----------
    values : array_like, shape (n_units,) or (n_units, n_indicators)
        Figures in their own unit; NaN is missing and stays NaN.
    target : array_like, a number or of shape (n_indicators,)
        Figure that earns the best score.
    worst : array_like, a number or of shape (n_indicators,)
        Figure that earns the worst score; above the target where less is better.
    ends : tuple of float
        Scores at the worst figure and at the target.
    is_capped : bool
        Whether figures beyond the target, or behind the worst, count as lying on it.

    Returns
    -------
    ndarray, shape of `values`

    Raises
    ------
    ValueError
        Target and worst figure are equal to 12 digits or NaN; `ends` do not rise; a figure is
        infinite.

    Notes
    -----
    y = (x - worst) / (target - worst). Goalposts whose better end is the target.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, step 5, pp. 83-88 (distance to a
    reference).

    Examples
    --------
    >>> distance_to_target([0, 45, 120], 90, worst=0).tolist()
    [0.0, 50.0, 100.0]
    >>> distance_to_target([8, 2], 0, worst=10).round(9).tolist()
    [20.0, 80.0]
    """
    goal, far = finite_iv(target, "target"), finite_iv(worst, "worst")
    signs = np.where(goal >= far, 1.0, -1.0)
    posts = (np.minimum(goal, far), np.maximum(goal, far))
    return goalposts(values, posts, direction=signs, ends=ends, is_capped=is_capped)
