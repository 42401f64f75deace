"""Rolling normalised indicators up a hierarchy so that no missing figure raises a score."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.composite.means import Mean, ZeroPolicy, weighted_mean
from scoring.composite.tree import Tree, leaf_places
from scoring.normalisation.checking import figures_iv
from scoring.treatment.availability import LEAST_AVAILABILITY

UNAVAILABLE, NO_WORST, UNDEFINED = "unavailable", "no_worst", "undefined_indicator"


@dataclass(frozen=True, slots=True)
class RollUp:
    """Scores of all nodes.

    `codes` indicators and then aggregates; `scores` shape (n_units, n_nodes), NaN where there is
    none; `availability` of the same shape, 0-1, the share of the indicators below that are there;
    `reasons` of the same shape why there is none: 'unavailable' (too few figures below),
    'no_worst' (a figure is missing and no worst score can stand for it), 'undefined_indicator' (an
    indicator below cannot be normalised), or ''.
    """

    codes: tuple[str, ...]
    scores: NDArray[np.float64]
    availability: NDArray[np.float64]
    reasons: NDArray[np.str_]


@dataclass(frozen=True, slots=True)
class RollUpRules:
    """How scores are rolled up.

    `mean` of all aggregates that name none; `worst` score that stands for a missing figure, None
    if there is none; `least_availability` share of the figures below an aggregate that must be
    there, 0-1, included; `zero_policy` as for `weighted_mean`.
    """

    mean: Mean = "arithmetic"
    worst: float | None = 0.0
    least_availability: float = LEAST_AVAILABILITY
    zero_policy: ZeroPolicy = "refuse"


def roll_up(
    scores: ArrayLike, tree: Tree, *, rules: RollUpRules, undefined: ArrayLike | None = None
) -> RollUp:
    """Aggregate normalised indicators level by level.

    Parameters
    ----------
    scores : array_like, shape (n_units, n_leaves)
        Normalised, more is better, in the order of `tree.leaves`; NaN is missing.
    tree : Tree
    rules : RollUpRules
    undefined : array_like of bool, shape (n_leaves,), or None
        Indicators that cannot be normalised, as those without spread; they leave every aggregate
        above them without a score.

    Returns
    -------
    RollUp

    Raises
    ------
    ValueError
        Shapes do not match, a score is infinite or lies below `rules.worst`, or
        `rules.least_availability` is out of range.
    NotPositive
        As for `weighted_mean`.

    Notes
    -----
    A missing figure counts as the worst score that any figure can have, and an aggregate with too
    few figures below it has no score; the aggregates above still count its missing figures as the
    worst. As every mean rises with each score, taking a figure away lowers the unit's scores at
    every level, leaves them, or leaves none: it never raises one. COINr divides by the weights of
    what is present, so that leaving out a bad figure raises the score.

    References
    ----------
    Becker et al. 2022, COINr, J. Open Source Softw. 7(78), 4567 (the rule that is not used).

    Examples
    --------
    >>> from scoring.composite.tree import Node, grow_tree
    >>> tree = grow_tree([Node("a", "X"), Node("b", "X"), Node("c", "X")], [Node("X", None)])
    >>> nan = float("nan")
    >>> found = roll_up([[90, 60, 30], [90, 60, nan], [90, nan, nan]], tree, rules=RollUpRules())
    >>> found.scores[:, -1].tolist(), found.reasons[:, -1].tolist()
    ([60.0, 50.0, nan], ['', '', 'unavailable'])
    """
    figures = figures_iv(scores, "scores")
    if figures.ndim != 2 or figures.shape[1] != len(tree.leaves):
        raise ValueError(f"scores must have {len(tree.leaves)} columns, not {figures.shape}")
    if not 0 <= rules.least_availability <= 1:
        raise ValueError(
            f"least_availability must lie between 0 and 1, not {rules.least_availability}"
        )
    lost = _lost(undefined, len(tree.leaves))
    is_missing = np.isnan(figures) & ~lost
    if rules.worst is not None and (figures < rules.worst - 1e-9).any():
        raise ValueError(f"scores must not lie below the worst, {rules.worst:g}")
    settled = np.where(is_missing, np.nan if rules.worst is None else rules.worst, figures)
    columns = {leaf.code: settled[:, at] for at, leaf in enumerate(tree.leaves)}
    for one in tree.order:
        own = tree.children[one.code]
        columns[one.code] = weighted_mean(
            np.column_stack([columns[child.code] for child in own]),
            [child.weight for child in own],
            mean=one.mean or rules.mean,
            zero_policy=rules.zero_policy,
        )
    return _masked(np.column_stack([columns[c] for c in tree.codes]), figures, tree, rules, lost)


def _lost(undefined: ArrayLike | None, n_leaves: int) -> NDArray[np.bool_]:
    lost = np.zeros(n_leaves, dtype=np.bool_) if undefined is None else np.asarray(undefined, bool)
    if lost.shape != (n_leaves,):
        raise ValueError(f"undefined must be one for each of {n_leaves} indicators")
    return lost


def _masked(
    scores: NDArray[np.float64],
    figures: NDArray[np.float64],
    tree: Tree,
    rules: RollUpRules,
    lost: NDArray[np.bool_],
) -> RollUp:
    """Take away the scores that too little stands behind, and say why each is missing."""
    is_there = ~np.isnan(figures) | lost
    availability = np.empty(scores.shape)
    reasons = np.full(scores.shape, "", dtype="<U20")
    for column, (code, places) in enumerate(leaf_places(tree).items()):
        share = is_there[:, places].mean(axis=1)
        availability[:, column] = share
        is_few = share < (rules.least_availability - 1e-12 if code in tree.children else 1.0)
        is_none = np.isnan(scores[:, column])
        reasons[is_none, column] = NO_WORST
        reasons[is_few, column] = UNAVAILABLE
        if lost[places].any():
            reasons[:, column] = UNDEFINED
        scores[is_few, column] = np.nan
    return RollUp(tree.codes, scores, availability, reasons)
