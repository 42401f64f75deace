"""Group-weighted figures of valid responses: scale means, net promoter scores, small groups."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from scoring.sampling.groups import merged_shares


@dataclass(frozen=True, slots=True)
class GroupFigure:
    """A figure weighted over respondent groups.

    `weighted` is None where every group is small; `n` and `means` by group, a small group's mean
    is None; `weights` are the weights used, summing to 1 over the groups kept.
    """

    weighted: Fraction | None
    n: Mapping[str, int]
    means: Mapping[str, Fraction | None]
    weights: Mapping[str, Fraction]


def weight_groups(
    sums: Mapping[str, tuple[int, Fraction]], weights: Mapping[str, Fraction], *, min_n: int
) -> GroupFigure:
    """Weight group means, merging the weight of small groups into the others in proportion.

    Parameters
    ----------
    sums : mapping of str to (int, Fraction)
        Respondents and the sum of their values, by group.
    weights : mapping of str to Fraction
        Weight of each group, in percent.
    min_n : int
        A group with fewer respondents in this statistic is small (rulings A3, A4).

    Returns
    -------
    GroupFigure

    Notes
    -----
    sum(w_g mean_g) / sum(w_g) over the groups that are not small, as `sampling.merged_shares`.

    Examples
    --------
    >>> figure = weight_groups({"a": (5, Fraction(20)), "b": (2, Fraction(2))},
    ...                        {"a": Fraction(40), "b": Fraction(60)}, min_n=5)
    >>> figure.weighted, figure.means["b"]
    (Fraction(4, 1), None)
    """
    none = (0, Fraction(0))
    n = {code: sums.get(code, none)[0] for code in weights}
    means = {
        code: sums[code][1] / n[code] if n[code] >= max(min_n, 1) else None for code in weights
    }
    shares = merged_shares(n, weights, min_n=min_n)
    if not shares:
        return GroupFigure(None, n, means, {})
    weighted = sum((shares[code] * (means[code] or 0) for code in shares), Fraction(0))
    return GroupFigure(weighted, n, means, shares)


@dataclass(frozen=True, slots=True)
class RespondentMeans:
    """Who answered enough items of a scale, and the sum and number of their answers."""

    is_scored: NDArray[np.bool_]
    n_answered: NDArray[np.int64]
    sums: NDArray[np.int64]


def respondent_means(
    answers: NDArray[np.float64], *, min_answered_share: Fraction
) -> RespondentMeans:
    """Sum the answers of each respondent to a scale.

    Parameters
    ----------
    answers : ndarray, shape (n_respondents, n_items)
        Recoded answers in whole points; NaN is no rating.
    min_answered_share : Fraction
        Share of the items that must be answered, included (0.75 in the kit).

    Returns
    -------
    RespondentMeans
        The mean of a respondent is the sum over the answered items divided by their number.
    """
    is_missing = np.isnan(answers)
    n_answered = (~is_missing).sum(axis=1).astype(np.int64)
    sums = np.where(is_missing, 0, answers).sum(axis=1).astype(np.int64)
    least = min_answered_share * answers.shape[1]
    enough = n_answered * least.denominator >= least.numerator
    return RespondentMeans(enough & (n_answered > 0), n_answered, sums)


def group_sums(
    respondents: RespondentMeans, groups: Sequence[str]
) -> dict[str, tuple[int, Fraction]]:
    """Sum the respondent means of each group exactly.

    Parameters
    ----------
    respondents : RespondentMeans
        Mean of each respondent as a sum and a count of items; who answered too few has no mean.
    groups : sequence of str, length n_respondents

    Returns
    -------
    dict of str to (int, Fraction)
        By group: respondents with a mean, and the sum of their means, in points of the response
        scale.
    """
    labels = np.asarray(groups, dtype=np.str_)
    sums: dict[str, tuple[int, Fraction]] = {}
    for code in sorted(set(groups)):
        own = respondents.is_scored & (labels == code)
        total = Fraction(0)
        for answered in np.unique(respondents.n_answered[own]).tolist():
            rows = own & (respondents.n_answered == answered)
            total += Fraction(int(respondents.sums[rows].sum()), answered)
        sums[code] = (int(own.sum()), total)
    return sums


def promoter_sums(
    answers: NDArray[np.float64], groups: Sequence[str]
) -> dict[str, tuple[int, Fraction]]:
    """Count promoters (9-10) less detractors (0-6) of each group, in percent times respondents.

    Parameters
    ----------
    answers : ndarray, shape (n_respondents,)
        0-10; NaN is no answer.
    groups : sequence of str, length n_respondents

    Returns
    -------
    dict of str to (int, Fraction)
        By group: respondents who answered, and 100 (promoters - detractors).

    Notes
    -----
    No answer leaves the respondent out of the group's n (ruling A16).

    References
    ----------
    Reichheld 2003, Harv. Bus. Rev. 81(12), pp. 46-54.
    """
    labels = np.asarray(groups, dtype=np.str_)
    is_answered = ~np.isnan(answers)
    sums: dict[str, tuple[int, Fraction]] = {}
    for code in sorted(set(groups)):
        own = answers[is_answered & (labels == code)]
        net = int((own >= 9).sum()) - int((own <= 6).sum())
        sums[code] = (len(own), Fraction(100 * net))
    return sums


def mean_interval(
    values: NDArray[np.float64], *, confidence: float
) -> tuple[float, tuple[float, float] | None] | None:
    """Compute an unweighted mean with Student's t interval.

    Parameters
    ----------
    values : ndarray, shape (n,)
        Without NaN.
    confidence : float
        Between 0 and 1.

    Returns
    -------
    tuple of float and interval, or None
        None without values; the interval is None for one value or no variance.

    Notes
    -----
    mean +- t(1 - q/2; n - 1) s / sqrt(n).
    """
    n = len(values)
    if n == 0:
        return None
    mean = float(values.mean())
    spread = float(values.std(ddof=1)) if n > 1 else 0.0
    if spread <= 1e-12:
        return mean, None
    half = float(stats.t.ppf(1 - (1 - confidence) / 2, n - 1)) * spread / n**0.5
    return mean, (mean - half, mean + half)
