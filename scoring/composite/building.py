"""Building the composite of a cohort, from figures to ranks: one stage after the other."""

from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.composite.cohort import (
    MISSINGS,
    TREATINGS,
    Cohort,
    Indicator,
    Method,
    ends_of,
)
from scoring.composite.normalising import Normalised, normalise
from scoring.composite.roll_up import RollUp, RollUpRules, roll_up
from scoring.normalisation.checking import Ends
from scoring.normalisation.ranking import ranks
from scoring.treatment.availability import Availability, screen_availability
from scoring.treatment.denominators import denominate
from scoring.treatment.imputation import Imputed, impute
from scoring.treatment.outliers import Treatment, treat_outliers
from scoring.treatment.transforms import logged

_FIXED: Final = ("goalpost", "target", "none")
"""Their limits are in the unit of the figures, which a transformation leaves; caps do the rest."""


@dataclass(frozen=True, slots=True)
class Composite:
    """A cohort's composite with all that was done to its figures.

    `ranks` has the shape of `rolled.scores`, 1 best, NaN for no score; `imputed` is None where
    nothing was asked for; `treatments` one for each indicator, or none; `with_worst` the scores had
    every imputed figure counted as the worst, None where nothing was imputed.
    """

    ends: Ends
    availability: Availability
    imputed: Imputed | None
    treatments: tuple[Treatment, ...]
    normalised: Normalised
    rolled: RollUp
    ranks: NDArray[np.float64]
    with_worst: RollUp | None


def build_composite(cohort: Cohort, method: Method) -> Composite:
    """Compute scores and ranks of a cohort at every level of its hierarchy.

    Parameters
    ----------
    cohort : Cohort
    method : Method

    Returns
    -------
    Composite

    Raises
    ------
    ValueError
        An option is not allowed or its parameters are missing; a size is 0 or negative; a figure
        cannot be logged; figures are to be treated before fixed limits or a frozen reference; the
        reference is not one for each indicator.
    NotPositive
        A geometric or harmonic mean meets a score of 0 or below.

    Notes
    -----
    Order: divide by sizes, screen, impute, log, treat, normalise, aggregate, rank. Only units that
    have enough figures are imputed. No indicator is left out for lack of figures: its weight would
    go to the others, and raise scores. Missing figures are settled by `roll_up`.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, steps 3-6, pp. 55-116.

    Examples
    --------
    >>> from scoring.composite.tree import Node, grow_tree
    >>> tree = grow_tree([Node("a", "X"), Node("b", "X")], [Node("X", None)])
    >>> cohort = Cohort(("u", "v"), np.array([[1.0, 9.0], [3.0, 5.0]]),
    ...                 (Indicator("a"), Indicator("b", direction=-1)), tree)
    >>> found = build_composite(cohort, Method())
    >>> found.rolled.scores[:, 2].tolist(), found.ranks[:, 2].tolist()
    ([0.0, 100.0], [2.0, 1.0])
    """
    _check(method, len(cohort.indicators))
    ends = ends_of(method, cohort.tree)
    figures = _denominated(cohort) if method.is_denominated else cohort.values
    availability = screen_availability(figures, least=method.least_availability)
    imputed = _imputed(figures, cohort, method, availability)
    complete = figures if imputed is None else imputed.values
    is_filled = np.isnan(figures) & ~np.isnan(complete)
    levelled, indicators = _logged(complete, cohort.indicators)
    levelled, treatments = _treated(levelled, method)
    normalised = normalise(levelled, indicators, method=method, ends=ends)
    rules = RollUpRules(
        method.mean,
        normalised.worst if method.missing == "worst" else None,
        method.least_availability,
        method.zero_policy,
    )
    rolled = _rolled(normalised, cohort, rules)
    with_worst = None
    if is_filled.any():
        emptied = replace(normalised, scores=np.where(is_filled, np.nan, normalised.scores))
        with_worst = _rolled(emptied, cohort, rules)
    places = np.column_stack([ranks(column, ties=method.ties) for column in rolled.scores.T])
    return Composite(
        ends, availability, imputed, treatments, normalised, rolled, places, with_worst
    )


def _check(method: Method, k: int) -> None:
    if method.treating not in TREATINGS:
        raise ValueError(f"treating must be one of {', '.join(TREATINGS)}")
    if method.missing not in MISSINGS:
        raise ValueError(f"missing must be one of {', '.join(MISSINGS)}")
    if method.treating != "none" and method.normalisation in _FIXED:
        raise ValueError(f"figures are not treated before {method.normalisation!r}")
    if method.reference is None:
        return
    if method.treating != "none":
        raise ValueError("figures are not treated against a frozen reference")
    if len(method.reference.n) != k:
        raise ValueError(f"reference must hold {k} indicators, not {len(method.reference.n)}")


def _denominated(cohort: Cohort) -> NDArray[np.float64]:
    figures = cohort.values.copy()
    for at, one in enumerate(cohort.indicators):
        if one.denominator is not None:
            if one.denominator not in cohort.sizes:
                raise ValueError(f"no figures of {one.denominator!r} to divide {one.code!r} by")
            figures[:, at] = denominate(figures[:, at], cohort.sizes[one.denominator])
    return figures


def _imputed(
    figures: NDArray[np.float64], cohort: Cohort, method: Method, screened: Availability
) -> Imputed | None:
    """Fill the gaps of the units that have enough figures."""
    if method.imputation is None:
        return None
    found = impute(figures, method=method.imputation, groups=cohort.groups)
    has_enough = screened.has_enough_unit
    return Imputed(
        np.where(has_enough[:, None], found.values, figures),
        tuple(
            cell if has_enough[cell.row] else replace(cell, value=None, reason="unavailable")
            for cell in found.cells
        ),
    )


def _logged(
    figures: NDArray[np.float64], indicators: tuple[Indicator, ...]
) -> tuple[NDArray[np.float64], tuple[Indicator, ...]]:
    """Take logarithms of figures, goalposts and targets where the indicator says so."""
    values, own = figures.copy(), list(indicators)
    for at, one in enumerate(indicators):
        if not one.is_logged:
            continue
        values[:, at] = logged(figures[:, at], one.code)
        if one.posts is not None:
            low, high = logged(one.posts, f"goalposts of {one.code}").tolist()
            own[at] = replace(own[at], posts=(low, high))
        if one.target is not None:
            goal = float(logged(one.target, f"target of {one.code}"))
            own[at] = replace(own[at], target=goal)
    return values, tuple(own)


def _treated(
    figures: NDArray[np.float64], method: Method
) -> tuple[NDArray[np.float64], tuple[Treatment, ...]]:
    if method.treating == "none":
        return figures, ()
    treatments = tuple(
        treat_outliers(column, transform="log" if method.treating == "jrc" else "box_cox")
        for column in figures.T
    )
    return np.column_stack([one.values for one in treatments]), treatments


def _rolled(normalised: Normalised, cohort: Cohort, rules: RollUpRules) -> RollUp:
    undefined = [why is not None for why in normalised.undefined]
    return roll_up(normalised.scores, cohort.tree, rules=rules, undefined=undefined)
