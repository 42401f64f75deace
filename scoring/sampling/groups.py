"""Weights of respondent groups, with the weight of small groups merged into the others."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from scoring.figure import Figure, Interval
from scoring.sampling.refused import SampleRefused, require_confidence

LARGEST = 1e100
_T_GROUPS = "Student's t, degrees of freedom by Satterthwaite"


@dataclass(frozen=True, slots=True)
class GroupWeights:
    """A weight for each respondent, and what it follows from.

    `weights` has the mean 1 over the respondents who count and is 0 in small groups; it is None
    where every group is small. `shares` sum to 1 over the groups kept; `small` names the others.
    """

    weights: NDArray[np.float64] | None
    shares: Mapping[str, Fraction]
    n: Mapping[str, int]
    small: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class GroupMean:
    """A mean weighted over groups, its standard error and its interval."""

    mean: Figure
    se: Figure
    interval: Interval
    df: float | None
    weights: GroupWeights


def merged_shares(
    n: Mapping[str, int], weights: Mapping[str, Fraction], *, min_n: int
) -> dict[str, Fraction]:
    """Share out the weight of small groups among the others in proportion to their own.

    Parameters
    ----------
    n : mapping of str to int
        Respondents of each group in this statistic; a group that is not named has none.
    weights : mapping of str to Fraction
        Nominal weight of each group, 0 or more, in any unit.
    min_n : int
        A group with fewer respondents is small; so is an empty one.

    Returns
    -------
    dict of str to Fraction
        Shares of the groups kept, summing to 1, in the order of `weights`; empty where every
        group is small or has no weight.

    Notes
    -----
    w_g / sum(w_h) over the groups h that are not small (rulings A3, A4): the answers of a small
    group leave the figure, and its weight is not lost but goes to the others.

    References
    ----------
    Kalton & Flores-Cervantes 2003, J. Off. Stat. 19, pp. 81-97 (on collapsing small cells).

    Examples
    --------
    >>> merged_shares({"users": 30, "staff": 8, "experts": 4},
    ...               {"users": Fraction(50), "staff": Fraction(30), "experts": Fraction(20)},
    ...               min_n=5)
    {'users': Fraction(5, 8), 'staff': Fraction(3, 8)}
    """
    least = max(min_n, 1)
    kept = {code: weight for code, weight in weights.items() if n.get(code, 0) >= least and weight}
    total = sum(kept.values(), Fraction(0))
    return {code: weight / total for code, weight in kept.items()}


def group_weights(
    groups: Sequence[str], weights: Mapping[str, Fraction], *, min_n: int
) -> GroupWeights:
    """Weight each respondent so that the groups count as their weights say.

    Parameters
    ----------
    groups : sequence of str, length n_respondents
        Group of each respondent whose value enters the statistic.
    weights : mapping of str to Fraction
        Nominal weight of each group, 0 or more, in any unit.
    min_n : int
        A group with fewer respondents is small and counts 0.

    Returns
    -------
    GroupWeights

    Raises
    ------
    ValueError
        A weight is negative, none is positive, or a respondent's group has no weight of its own.

    Notes
    -----
    share_g * n_kept / n_g for a respondent of group g, with the shares of `merged_shares` and
    n_kept the respondents of the groups kept.

    References
    ----------
    Holt & Smith 1979, J. R. Stat. Soc. A 142, pp. 33-46 (post-stratification).

    Examples
    --------
    >>> found = group_weights(["a"] * 6 + ["b"] * 2, {"a": Fraction(40), "b": Fraction(60)},
    ...                       min_n=5)
    >>> found.weights.tolist(), found.small
    ([1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 0.0, 0.0], ('b',))
    """
    if any(weight < 0 for weight in weights.values()) or not any(weights.values()):
        raise SampleRefused(
            "weights must not be negative, and one must be positive",
            "群体权重不能为负，且至少一个为正数",
        )
    unknown = sorted(set(groups) - set(weights))
    if unknown:
        raise SampleRefused(
            f"groups holds {unknown[0]!r}, for which weights has no entry",
            f"有属于“{unknown[0]}”的回答，但没有给出这一群体的权重",
        )
    labels = np.asarray(groups, dtype=np.str_)
    n = {code: int((labels == code).sum()) for code in weights}
    shares = merged_shares(n, weights, min_n=min_n)
    small = tuple(code for code in weights if code not in shares and weights[code])
    if not shares:
        return GroupWeights(None, shares, n, small)
    n_kept = sum(n[code] for code in shares)
    by_row = np.zeros(len(labels))
    for code, share in shares.items():
        by_row[labels == code] = float(share * n_kept / n[code])
    return GroupWeights(by_row, shares, n, small)


def estimate_group_mean(
    values: ArrayLike,
    groups: Sequence[str],
    *,
    weights: Mapping[str, Fraction],
    min_n: int,
    frames: Mapping[str, int] | None = None,
    confidence: float = 0.95,
) -> GroupMean:
    """Estimate a mean weighted over respondent groups, with its standard error.

    Parameters
    ----------
    values : array_like, shape (n_respondents,)
        In the unit of the result; NaN is refused: who did not answer is left out before.
    groups : sequence of str, length n_respondents
    weights : mapping of str to Fraction
        Nominal weight of each group.
    min_n : int
        A group with fewer respondents is small: its weight is merged into the others.
    frames : mapping of str to int, optional
        People in each group; without them no finite-population factor is taken.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    GroupMean
        Undefined with the reason `groups_small` where every group is small; the standard error
        with `one_value` where a group kept has one respondent.

    Raises
    ------
    ValueError
        Lengths differ, a value is not finite, a group holds more respondents than people, or as
        for `group_weights`.

    Notes
    -----
    mean = sum(share_g mean_g), se^2 = sum(share_g^2 (1 - n_g / N_g) s_g^2 / n_g): groups are
    strata. Degrees of freedom (sum v_g)^2 / sum(v_g^2 / (n_g - 1)) with v_g the terms of se^2.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., 5.3-5.4 (eq. 5.16). Satterthwaite, F. E.
    (1946). Biometrics Bulletin 2(6), 110-114.

    Examples
    --------
    >>> found = estimate_group_mean([4, 6, 8, 1, 3], ["a", "a", "a", "b", "b"], min_n=2,
    ...                             weights={"a": Fraction(1), "b": Fraction(1)})
    >>> round(found.mean.value, 6), round(found.se.value, 6), round(found.df, 6)
    (4.0, 0.763763, 2.882353)
    """
    numbers = np.asarray(values, dtype=np.float64)
    if numbers.shape != (len(groups),) or not (np.abs(numbers) <= LARGEST).all():
        raise ValueError("values must be numbers up to 1e100, one for each entry of groups")
    require_confidence(confidence)
    weighted = group_weights(groups, weights, min_n=min_n)
    spoken = "mean weighted over groups" + (", finite groups" if frames is not None else "")
    if weighted.weights is None:
        return _undefined(weighted, spoken, confidence)
    labels = np.asarray(groups, dtype=np.str_)
    own = {code: numbers[labels == code] for code in weighted.shares}
    mean = sum(float(weighted.shares[code]) * float(rows.mean()) for code, rows in own.items())
    if any(len(rows) < 2 for rows in own.values()):
        return _undefined(weighted, spoken, confidence, mean=mean)
    terms = np.array(
        [
            float(weighted.shares[code]) ** 2
            * _factor(len(rows), code, frames)
            * float(rows.var(ddof=1))
            / len(rows)
            for code, rows in own.items()
        ]
    )
    se = float(np.sqrt(terms.sum()))
    label = f"{_T_GROUPS}, {confidence:.0%}"
    figures = (Figure(spoken, mean), Figure("standard error over groups as strata", se))
    if se == 0:
        return GroupMean(*figures, Interval(label, None, "no_spread"), None, weighted)
    free = np.array([len(rows) - 1 for rows in own.values()])
    df = se**4 / float((terms**2 / free).sum())
    half = float(stats.t.ppf((1 + confidence) / 2, df)) * se
    return GroupMean(*figures, Interval(label, (mean - half, mean + half)), df, weighted)


def _undefined(
    weighted: GroupWeights, spoken: str, confidence: float, *, mean: float | None = None
) -> GroupMean:
    reason = "groups_small" if mean is None else "one_value"
    return GroupMean(
        Figure(spoken, mean, reason if mean is None else None),
        Figure("standard error over groups as strata", None, reason),
        Interval(f"{_T_GROUPS}, {confidence:.0%}", None, reason),
        None,
        weighted,
    )


def _factor(n: int, code: str, frames: Mapping[str, int] | None) -> float:
    """Return 1 - n/N of a group, or 1 without a frame."""
    if frames is None:
        return 1.0
    people = frames.get(code, 0)
    if people < n:
        raise SampleRefused(
            f"frames gives group {code!r} {people} people, fewer than its {n} answers",
            f"群体“{code}”的总体人数 {people} 少于其 {n} 份回答",
        )
    return 1 - n / people
