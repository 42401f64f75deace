"""Items of different response scales brought to 0-100 by declared rules.

The engine's rule `scale` (`scoring.rules.surveys`) turns the mean of one response scale into
points exactly; here single answers of many response scales are, so that they can be put together.
`scoring.recode.reverse_keys` mirrors the items of one response scale that starts at 1.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.normalisation.checking import figures_iv

Harmonisation = Literal["pct", "pomp", "top_box"]
HARMONISATIONS: Final = get_args(Harmonisation)
RESPONSE_SCALES: Final = {
    "5-point": (1, 5),
    "7-point": (1, 7),
    "10-point": (1, 10),
    "11-point": (0, 10),
    "yes/no": (0, 1),
}
"""Lowest and highest answer of the response scales known by name; yes is 1, no is 0."""


@dataclass(frozen=True, slots=True)
class ItemRule:
    """How the answers to one item become points.

    `low` and `high` are the ends of the response scale, whole numbers; `method` is 'pct', 'pomp'
    or 'top_box'; `is_reversed` whether the answers are mirrored first; `n_top` how many of the
    highest answers count for 'top_box'.
    """

    low: int
    high: int
    method: Harmonisation
    is_reversed: bool = False
    n_top: int = 2

    def __post_init__(self) -> None:
        if not self.low < self.high:
            raise ValueError(f"low must lie below high, not {self.low} and {self.high}")
        if self.method not in HARMONISATIONS:
            raise ValueError(
                f"method must be one of {', '.join(HARMONISATIONS)}, not {self.method!r}"
            )
        if self.method == "pct" and self.low < 0:
            raise ValueError(f"low must be 0 or more for pct, not {self.low}")
        if self.method == "top_box" and not 1 <= self.n_top <= self.high - self.low:
            raise ValueError(f"n_top must be 1 to {self.high - self.low}, not {self.n_top}")


def declared_rule(
    response_scale: str, *, method: Harmonisation, is_reversed: bool = False
) -> ItemRule:
    """Return the rule of a response scale known by name.

    Parameters
    ----------
    response_scale : {'5-point', '7-point', '10-point', '11-point', 'yes/no'}
    method : {'pct', 'pomp', 'top_box'}
    is_reversed : bool

    Returns
    -------
    ItemRule
        Its top box holds the two highest answers (9 and 10 of 0-10, as promoters have them), and
        'yes' alone of a yes/no item.

    Raises
    ------
    ValueError
        The response scale or the method is not known.

    Notes
    -----
    Ends by name: 1-5, 1-7, 1-10, 0-10, and 0-1 with yes as 1. A rule is declared with the method
    version, never read off the answers: who happens not to choose an end must not move it.

    References
    ----------
    Cohen, Cohen, Aiken & West 1999, Multivariate Behav. Res. 34, pp. 315-346 (POMP); Reichheld
    2003, Harv. Bus. Rev. 81(12), pp. 46-54 (9 and 10 of 0-10 as promoters).

    Examples
    --------
    >>> declared_rule("11-point", method="pomp")
    ItemRule(low=0, high=10, method='pomp', is_reversed=False, n_top=2)
    """
    if response_scale not in RESPONSE_SCALES:
        known = ", ".join(RESPONSE_SCALES)
        raise ValueError(f"response_scale must be one of {known}, not {response_scale!r}")
    low, high = RESPONSE_SCALES[response_scale]
    return ItemRule(low, high, method, is_reversed, min(2, high - low))


def harmonise_items(answers: ArrayLike, rules: Sequence[ItemRule]) -> NDArray[np.float64]:
    """Turn the answers to items of any response scales into points.

    Parameters
    ----------
    answers : array_like, shape (n_respondents, n_items)
        Whole answers on each item's own response scale; NaN is no answer and stays NaN.
    rules : sequence of ItemRule, length n_items

    Returns
    -------
    ndarray, shape (n_respondents, n_items)
        Points, 0-100.

    Raises
    ------
    ValueError
        The shapes do not match; an answer is no whole number or lies outside its response scale.

    Notes
    -----
    pct = 100 x / high (4 of 5 is 80: the factor 20 of the kit); pomp = 100 (x - low) / (high -
    low), the percent of maximum possible (4 of 5 is 75); top_box = 100 for the highest answers,
    else 0. pct cannot reach 0 where the response scale starts at 1, so it favours few points: items
    of different response scales are best put together by pomp. Reversed answers are low + high - x.

    References
    ----------
    Cohen, Cohen, Aiken & West 1999, Multivariate Behav. Res. 34, pp. 315-346 (POMP).

    Examples
    --------
    >>> rules = [declared_rule("5-point", method="pct"), declared_rule("5-point", method="pomp"),
    ...          declared_rule("yes/no", method="top_box", is_reversed=True)]
    >>> harmonise_items([[4, 4, 0], [1, 1, float("nan")]], rules).tolist()
    [[80.0, 75.0, 100.0], [20.0, 0.0, nan]]
    """
    figures = figures_iv(answers, "answers")
    if figures.ndim != 2 or figures.shape[1] != len(rules):
        raise ValueError(f"answers must have {len(rules)} columns, not {figures.shape}")
    columns = [
        _points(column, rule, at + 1)
        for at, (column, rule) in enumerate(zip(figures.T, rules, strict=True))
    ]
    return np.column_stack(columns) if columns else figures.copy()


def _points(answers: NDArray[np.float64], rule: ItemRule, place: int) -> NDArray[np.float64]:
    given = answers[~np.isnan(answers)]
    is_wrong = (given < rule.low) | (given > rule.high) | (given != np.floor(given))
    if is_wrong.any():
        raise ValueError(
            f"answers to item {place} must be whole and {rule.low} to {rule.high},"
            f" not {given[is_wrong][0]:g}"
        )
    own = rule.low + rule.high - answers if rule.is_reversed else answers
    match rule.method:
        case "pct":
            return 100.0 * own / rule.high
        case "pomp":
            return 100.0 * (own - rule.low) / (rule.high - rule.low)
        case _:
            boxed = np.where(own > rule.high - rule.n_top, 100.0, 0.0)
            return np.where(np.isnan(own), np.nan, boxed)


def respondent_points(
    points: ArrayLike, *, least_answered: float, weights: ArrayLike | None = None
) -> NDArray[np.float64]:
    """Average the points of each respondent over the items answered.

    Parameters
    ----------
    points : array_like, shape (n_respondents, n_items)
        Harmonised answers, 0-100; NaN is no answer.
    least_answered : float
        Share of the items that must be answered, 0 to 1, included (0.75 in the kit).
    weights : array_like, shape (n_items,), or None
        Relative weights, above 0; None for equal ones.

    Returns
    -------
    ndarray, shape (n_respondents,)
        0-100; NaN for who answered too few, or nothing.

    Raises
    ------
    ValueError
        Points are outside 0-100, weights are not above 0 or not one for each item, or
        `least_answered` is out of range.

    Notes
    -----
    sum(w x) / sum(w) over what the respondent answered: one person's opinion is not evidence that
    is missing. Indicators and levels above are never averaged over what is there (see
    `scoring.composite.roll_up`).

    References
    ----------
    Graham 2009, Annu. Rev. Psychol. 60, pp. 549-576 (on averaging the items that are there).

    Examples
    --------
    >>> nan = float("nan")
    >>> respondent_points([[80, 60, nan], [80, nan, nan]], least_answered=0.5).tolist()
    [70.0, nan]
    """
    figures = figures_iv(points, "points")
    if figures.ndim != 2 or not figures.shape[1]:
        raise ValueError(f"points must be a matrix with columns, not of shape {figures.shape}")
    if (figures < 0).any() or (figures > 100).any():
        raise ValueError("points must lie between 0 and 100")
    if not 0 <= least_answered <= 1:
        raise ValueError(f"least_answered must lie between 0 and 1, not {least_answered}")
    n_items = figures.shape[1]
    own = np.ones(n_items) if weights is None else figures_iv(weights, "weights")
    if own.shape != (n_items,) or not (own > 0).all():
        raise ValueError(f"weights must be {n_items} numbers above 0")
    is_answered = ~np.isnan(figures)
    total = is_answered @ own
    is_enough = (is_answered.mean(axis=1) >= least_answered - 1e-12) & (total > 0)
    sums = np.where(is_answered, figures, 0.0) @ own
    return np.where(is_enough, sums / np.where(total > 0, total, 1.0), np.nan)
