"""Everything that is said of one scale at once; each statistic is computed in its own module."""

from dataclasses import replace
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.reliability.bootstrap import bootstrap_alpha
from scoring.reliability.drawn_intervals import BootstrapResult
from scoring.reliability.histograms import end_shares, shares_of_codes
from scoring.reliability.missing import GapPolicy, SettledRows, settle_missing
from scoring.reliability.moments import Moments, covariance_of, moments_of
from scoring.reliability.pairwise import harmonic_n, pairwise_covariance, pairwise_moments_of
from scoring.reliability.pairwise_bootstrap import bootstrap_pairwise_alpha
from scoring.reliability.points import Points, is_whole
from scoring.reliability.statement import ReliabilityResult, from_covariance
from scoring.reliability.statement_pairwise import pairwise_named, without_indefinite

MOST_WHOLE: Final = 255


def analyse_reliability(
    matrix: ArrayLike,
    *,
    missing_policy: GapPolicy,
    limits: tuple[float, float] | None = None,
    confidence: float = 0.95,
    rng: np.random.Generator | None = None,
    n_draws: int = 2_000,
) -> ReliabilityResult:
    """Analyse a scale from its answers.

    Parameters
    ----------
    matrix : array_like, shape (n_respondents, n_items)
        Recoded answers in points on the response scale (reversed items mirrored); NaN is no answer.
    missing_policy : {'listwise', 'pairwise', 'half', 'refuse'}
        As `settle_missing` takes it; there is no default.
    limits : (float, float), optional
        Ends of the response scale, for floor and ceiling shares.
    confidence : float
        Of every interval, between 0 and 1.
    rng : numpy.random.Generator, optional
        For the bootstrap; without it none is asked for.
    n_draws : int
        Bootstrap draws, at least 100.

    Returns
    -------
    ReliabilityResult

    Raises
    ------
    ValueError
        `matrix` is no matrix, has no column or holds an infinity; there are gaps and the policy is
        'refuse'; the limits do not enclose the answers; another argument is not allowed.

    Notes
    -----
    One covariance matrix, and everything from it. Under 'pairwise' each covariance is that of the
    rows which answer both items, and correlations are these covariances divided by the items' own
    standard deviations (`cov2cor` in R), not the pairwise correlations of `cor`; the labels say so.
    The closed intervals take the harmonic mean of the pairs' numbers of rows and are approximate;
    the bootstrap resamples rows with their gaps. Where the matrix is indefinite, alpha is kept with
    a caution, and what needs the matrix of real answers is None (see `without_indefinite`).

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, pp. 63-73.

    Examples
    --------
    >>> rows = [[1, 2, 2], [2, 2, 3], [3, 4, 3], [4, 4, 5], [5, 4, 5]]
    >>> found = analyse_reliability(rows, missing_policy="refuse", limits=(1, 5))
    >>> round(found.figures["alpha"].value, 4), found.items[0].ceiling_share
    (0.9388, 0.2)
    """
    _limits_iv(matrix, limits)
    settled = settle_missing(matrix, missing_policy=missing_policy)
    if settled.policy == "pairwise":
        found = _pairwise(settled, confidence)
        is_counted = False
    else:
        moments = moments_of(as_points(settled.rows))
        is_counted = moments.histogram is not None
        found = analyse_moments(
            moments, limits=limits if is_counted else None, confidence=confidence
        )
    if limits is not None and not is_counted:
        points = np.asarray(settled.rows, dtype=np.float64)
        found = _with_shares(found, end_shares(points, lowest=limits[0], highest=limits[1]))
    if rng is not None:
        found = replace(found, bootstrap=_bootstrap(settled, rng, n_draws, confidence))
    return replace(found, settled=settled)


def analyse_moments(
    moments: Moments, *, limits: tuple[float, float] | None = None, confidence: float = 0.95
) -> ReliabilityResult:
    """Analyse a scale from sums of its rows, for answers that never were in memory together.

    Parameters
    ----------
    moments : Moments
        Of `moments_of`, `gathered_moments` or `merged_moments`.
    limits : (float, float), optional
        Ends of the response scale, for floor and ceiling shares; needs answers counted by value.
    confidence : float
        Of every interval, between 0 and 1.

    Returns
    -------
    ReliabilityResult
        Without a bootstrap, which needs the rows.

    Raises
    ------
    ValueError
        `confidence` is out of range, or the limits do not rise, do not enclose the answers, or are
        given for answers that were not counted.

    Notes
    -----
    Every figure but the bootstrap follows from n, the means and the covariance M / (n - 1), so
    chunks, shards and the whole give the same numbers to 1e-12. Rows were complete when they were
    summed: a missing policy is settled before, by `settle_missing`.

    References
    ----------
    Chan, Golub & LeVeque 1983, The American Statistician 37, pp. 242-247 (merging).

    Examples
    --------
    >>> found = analyse_moments(moments_of([[1, 2], [2, 3], [3, 3], [4, 5]]))
    >>> round(found.figures["alpha"].value, 4)
    0.96
    """
    k, histogram = len(moments.means), moments.histogram
    covariance = covariance_of(moments) if moments.n > 1 else None
    is_binary = histogram is not None and not histogram[:, 2:].any()
    found = from_covariance(
        covariance, k=k, n=moments.n, confidence=confidence, is_binary=is_binary
    )
    means = moments.means.tolist() if moments.n else [None] * k
    items = tuple(
        replace(item, n=moments.n, mean=mean) for item, mean in zip(found.items, means, strict=True)
    )
    found = replace(found, items=items)
    if limits is None:
        return found
    _require_rise(limits)
    if histogram is None:
        raise ValueError("limits need answers that were counted: whole numbers 0-255")
    return _with_shares(found, shares_of_codes(histogram, lowest=limits[0], highest=limits[1]))


def as_points(rows: Points) -> Points:
    """Return complete rows as uint8 if every answer is a whole number 0-255, else as they are.

    Parameters
    ----------
    rows : ndarray, shape (n, k)

    Returns
    -------
    ndarray
        Whole numbers are summed without rounding and counted by value.

    Examples
    --------
    >>> as_points(np.array([[1.0, 5.0]])).dtype, as_points(np.array([[1.5, 5.0]])).dtype
    (dtype('uint8'), dtype('float64'))
    """
    if is_whole(rows) or (rows.size and (rows.min() < 0 or rows.max() > MOST_WHOLE)):
        return rows
    whole = rows.astype(np.uint8)
    return whole if bool((whole == rows).all()) else rows


def _limits_iv(matrix: ArrayLike, limits: tuple[float, float] | None) -> None:
    if limits is None:
        return
    _require_rise(limits)
    points = np.asarray(matrix)
    given = points if is_whole(points) else points[~np.isnan(points)]
    if given.size and not limits[0] <= given.min() <= given.max() <= limits[1]:
        found = f"answers from {given.min():g} to {given.max():g}"
        raise ValueError(f"{found} do not lie within the limits {limits[0]:g} to {limits[1]:g}")


def _require_rise(limits: tuple[float, float]) -> None:
    if not limits[0] < limits[1]:
        raise ValueError(f"limits must rise, not {limits}")


def _with_shares(
    found: ReliabilityResult, shares: tuple[NDArray[np.float64], NDArray[np.float64]]
) -> ReliabilityResult:
    """Put the shares at the floor and at the ceiling beside each item."""
    items = tuple(
        replace(item, floor_share=_number(low), ceiling_share=_number(high))
        for item, low, high in zip(found.items, shares[0].tolist(), shares[1].tolist(), strict=True)
    )
    return replace(found, items=items)


def _bootstrap(
    settled: SettledRows, rng: np.random.Generator, n_draws: int, confidence: float
) -> BootstrapResult:
    resampled = bootstrap_pairwise_alpha if np.isnan(settled.rows).any() else bootstrap_alpha
    return resampled(settled.rows, rng=rng, n_draws=n_draws, confidence=confidence)


def _pairwise(settled: SettledRows, confidence: float) -> ReliabilityResult:
    """Analyse rows with gaps from the covariances of pairs."""
    moments = pairwise_moments_of(settled.rows)
    covariance = pairwise_covariance(moments)
    n = 0.0 if covariance is None else harmonic_n(moments)
    k = len(moments.origin)
    given = settled.rows[~np.isnan(settled.rows)]
    is_binary = bool(given.size) and bool(np.isin(given, (0.0, 1.0)).all())
    found = from_covariance(covariance, k=k, n=n, confidence=confidence, is_binary=is_binary)
    counts = np.diag(moments.counts).astype(int).tolist()
    items = tuple(
        replace(item, n=count, mean=mean if count else None)
        for item, count, mean in zip(found.items, counts, moments.origin.tolist(), strict=True)
    )
    is_indefinite = covariance is not None and bool(
        np.linalg.eigvalsh(covariance)[0] < -1e-10 * np.trace(covariance)
    )
    found = pairwise_named(replace(found, items=items))
    return without_indefinite(found) if is_indefinite else found


def _number(value: float) -> float | None:
    return None if np.isnan(value) else value
