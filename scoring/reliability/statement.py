"""What one covariance matrix says of a scale, each figure labelled; rows are read in `analysis`."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.correlations import correlation_of, is_constant
from scoring.factors.composite import omega_total
from scoring.figure import Figure, Interval
from scoring.reliability.alpha import alpha_figures, alphas_if_deleted
from scoring.reliability.drawn_intervals import BootstrapResult, no_bootstrap
from scoring.reliability.halves import guttman_lambdas, split_half
from scoring.reliability.intervals import alpha_intervals
from scoring.reliability.items import corrected_item_totals
from scoring.reliability.missing import SettledRows
from scoring.reliability.reversal import reversed_suspects


@dataclass(frozen=True, slots=True)
class ItemResult:
    """What is said of one item.

    `n` answers; `mean` and `sd` in points; `r_drop` corrected item-total correlation;
    `alpha_if_deleted`; `floor_share` and `ceiling_share` 0-1. None where undefined.
    """

    n: int
    mean: float | None
    sd: float | None
    r_drop: float | None
    alpha_if_deleted: float | None
    floor_share: float | None
    ceiling_share: float | None


@dataclass(frozen=True, slots=True)
class ReliabilityResult:
    """Everything that is said of one scale.

    `n` rows used (under 'pairwise' the harmonic mean over pairs of items); `k` items; `figures` by
    key (alpha, alpha_standardised, kr20, split_half_r, spearman_brown, lambda4, lambda2,
    lambda2_covariance, lambda6, omega_total); `intervals` of alpha (feldt, asymptotic, bonett);
    `bootstrap` with the reason not_asked unless it was; `suspects` the places of items that seem
    reversed; `flat` of those without variance; `settled` what became of missing answers, or None
    for sums that came without rows; `is_indefinite` whether a pairwise covariance has a negative
    eigenvalue.
    """

    n: float
    k: int
    figures: dict[str, Figure]
    intervals: dict[str, Interval]
    bootstrap: BootstrapResult
    items: tuple[ItemResult, ...]
    suspects: tuple[int, ...]
    flat: tuple[int, ...]
    settled: SettledRows | None = None
    is_indefinite: bool = False


def from_covariance(
    covariance: NDArray[np.float64] | None, *, k: int, n: float, confidence: float, is_binary: bool
) -> ReliabilityResult:
    """Compute all that follows from a covariance matrix.

    Parameters
    ----------
    covariance : ndarray, shape (k, k), or None
        In squared points; None stands for too few rows.
    k : int
        Items.
    n : float
        Rows behind it, for the intervals.
    confidence : float
        Between 0 and 1.
    is_binary : bool
        Whether every answer is 0 or 1.

    Returns
    -------
    ReliabilityResult
        Without means and numbers of answers, which no covariance knows.

    Raises
    ------
    ValueError
        `confidence` is out of range, or `covariance` is no covariance matrix.

    Examples
    --------
    >>> found = from_covariance(np.eye(2) + 1, k=2, n=50, confidence=0.95, is_binary=False)
    >>> round(found.figures["lambda4"].value, 4)
    0.6667
    """
    if covariance is None:
        return _without_covariance(k, n, confidence)
    correlation = correlation_of(covariance)
    raw, standardised, kr20 = alpha_figures(covariance, correlation, is_binary=is_binary)
    halves = split_half(covariance)
    figures = {
        "alpha": raw,
        "alpha_standardised": standardised,
        "kr20": kr20,
        "split_half_r": halves.r,
        "spearman_brown": halves.spearman_brown,
        "lambda4": halves.lambda4,
        **guttman_lambdas(covariance, correlation),
        "omega_total": omega_total(covariance),
    }
    own, trace = np.diag(covariance), float(np.trace(covariance))
    items = tuple(
        ItemResult(0, None, float(sd), r_drop, without, None, None)
        for sd, r_drop, without in zip(
            np.sqrt(own),
            corrected_item_totals(covariance),
            alphas_if_deleted(covariance),
            strict=True,
        )
    )
    return ReliabilityResult(
        n,
        k,
        figures,
        alpha_intervals(raw.value, covariance, n=n, confidence=confidence),
        no_bootstrap("not_asked", confidence),
        items,
        reversed_suspects(covariance),
        tuple(i for i, variance in enumerate(own.tolist()) if is_constant(variance, trace=trace)),
    )


def _without_covariance(k: int, n: float, confidence: float) -> ReliabilityResult:
    """Give every figure its label and the reason that there are too few rows."""
    one = from_covariance(np.zeros((k, k)), k=k, n=2, confidence=confidence, is_binary=False)
    figures = {key: Figure(figure.variant, None, "few_rows") for key, figure in one.figures.items()}
    intervals = {key: Interval(i.variant, None, "few_rows") for key, i in one.intervals.items()}
    items = (ItemResult(0, None, None, None, None, None, None),) * k
    return ReliabilityResult(n, k, figures, intervals, one.bootstrap, items, (), ())
