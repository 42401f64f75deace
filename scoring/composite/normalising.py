"""Normalising the columns of a cohort by the method's name; the formulas lie in `normalisation`."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.composite.cohort import NORMALISATIONS, Indicator, Method
from scoring.normalisation.checking import Ends
from scoring.normalisation.goalposts import goalposts
from scoring.normalisation.ranking import percentile_ranks
from scoring.normalisation.reference import (
    Reference,
    freeze_reference,
    min_max,
    t_scores,
    z_scores,
)


@dataclass(frozen=True, slots=True)
class Normalised:
    """Scores of shape (n_units, n_indicators), NaN missing, and what they were made with.

    `worst` is the worst score that a figure can have, None if there is no such score; `undefined`
    why an indicator has no scores, by place; `n_capped` figures beyond the limits that count as
    lying on them, by indicator.
    """

    scores: NDArray[np.float64]
    reference: Reference
    worst: float | None
    undefined: tuple[str | None, ...]
    n_capped: tuple[int, ...]


def normalise(
    values: NDArray[np.float64],
    indicators: tuple[Indicator, ...],
    *,
    method: Method,
    ends: Ends,
) -> Normalised:
    """Normalise the columns of a cohort.

    Parameters
    ----------
    values : ndarray, shape (n_units, n_indicators)
        Figures after treatment, already logged where the indicator says so; NaN is missing.
    indicators : tuple of Indicator
    method : Method
        Its `normalisation`, `reference` and `ties`.
    ends : tuple of float
        Worst and best score; not used by 'zscore', 'tscore' and 'none'.

    Returns
    -------
    Normalised

    Raises
    ------
    ValueError
        The normalisation is not allowed; an indicator lacks goalposts or a target, or its target is
        not better than the worst figure; without normalisation an indicator's direction is -1; a
        percentile is asked of a frozen reference.

    Notes
    -----
    Against a frozen reference min-max is capped: a later figure beyond it counts as its limit.
    z and T scores and figures that are not normalised have no worst score.

    Examples
    --------
    >>> found = normalise(np.array([[1.0], [3.0]]), (Indicator("a", direction=-1),),
    ...                   method=Method(), ends=(0, 100))
    >>> found.scores.ravel().tolist(), found.worst
    ([100.0, 0.0], 0)
    """
    name = method.normalisation
    if name not in NORMALISATIONS:
        raise ValueError(f"normalisation must be one of {', '.join(NORMALISATIONS)}, not {name!r}")
    reference = method.reference or freeze_reference(values)
    signs = np.array([one.direction for one in indicators], dtype=np.float64)
    k = len(indicators)
    none: tuple[str | None, ...] = (None,) * k
    match name:
        case "minmax":
            is_frozen = method.reference is not None
            scores = min_max(values, reference, direction=signs, ends=ends, is_capped=is_frozen)
            beyond = _beyond(values, reference.lo, reference.hi)
            return Normalised(scores, reference, ends[0], reference.reasons, beyond)
        case "zscore" | "tscore":
            standard = z_scores if name == "zscore" else t_scores
            scores = standard(values, reference, direction=signs)
            return Normalised(scores, reference, None, reference.reasons, (0,) * k)
        case "goalpost" | "target":
            posts = _goalposts(indicators) if name == "goalpost" else None
            low, high = posts or _target_posts(indicators, reference)
            scores = goalposts(values, (low, high), direction=signs, ends=ends)
            return Normalised(scores, reference, ends[0], none, _beyond(values, low, high))
        case "percentile":
            return _percentiles(values, signs, reference, method=method, ends=ends)
        case _:
            if (signs < 0).any():
                code = next(one.code for one in indicators if one.direction < 0)
                raise ValueError(f"without normalisation {code!r} cannot have direction -1")
            return Normalised(values, reference, None, none, (0,) * k)


def _beyond(
    values: NDArray[np.float64], low: NDArray[np.float64], high: NDArray[np.float64]
) -> tuple[int, ...]:
    return tuple(((values < low) | (values > high)).sum(axis=0).tolist())


def _goalposts(
    indicators: tuple[Indicator, ...],
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    lacking = [one.code for one in indicators if one.posts is None]
    if lacking:
        raise ValueError(f"no goalposts for {len(lacking)} indicators, as {lacking[0]!r}")
    posts = np.array([one.posts for one in indicators], dtype=np.float64)
    return posts[:, 0], posts[:, 1]


def _target_posts(
    indicators: tuple[Indicator, ...], reference: Reference
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the limits between the worst figure of the reference and the target."""
    low, high = reference.lo.copy(), reference.hi.copy()
    for at, one in enumerate(indicators):
        if one.target is None:
            raise ValueError(f"no target for {one.code}")
        worst = float(low[at] if one.direction > 0 else high[at])
        if not one.direction * (one.target - worst) > 0:
            raise ValueError(f"the target of {one.code!r} is not better than its worst figure")
        (high if one.direction > 0 else low)[at] = one.target
    return low, high


def _percentiles(
    values: NDArray[np.float64],
    signs: NDArray[np.float64],
    reference: Reference,
    *,
    method: Method,
    ends: Ends,
) -> Normalised:
    if method.reference is not None:
        raise ValueError("percentiles are of the cohort and cannot be frozen")
    columns = [
        percentile_ranks(column, direction=int(sign), ties=method.ties, ends=ends)
        for column, sign in zip(values.T, signs.tolist(), strict=True)
    ]
    undefined = tuple(
        "no_values" if not n else "one_value" if n == 1 else None for n in reference.n.tolist()
    )
    n_capped = (0,) * len(undefined)
    return Normalised(np.column_stack(columns), reference, ends[0], undefined, n_capped)
