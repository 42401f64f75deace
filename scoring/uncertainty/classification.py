"""The probability of each grade from a score and its uncertainty; no gates or caps are here."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

from scoring.uncertainty.guard_band import guard_factor_of

BORDERLINE_BELOW = 0.95


def grade_probabilities(
    scores: ArrayLike,
    uncertainties: ArrayLike,
    *,
    cut_points: ArrayLike,
    places: int | None = None,
    df: float | None = None,
) -> NDArray[np.float64]:
    """Compute the probability that the true score lies in each grade.

    Parameters
    ----------
    scores : array_like, shape (n,) or scalar
        Measured scores, not rounded, in the unit of the cut points.
    uncertainties : array_like, broadcastable to `scores`
        Standard uncertainty of each, 0 or more, in the same unit.
    cut_points : array_like, shape (n_grades - 1,)
        Lower limits of all grades but the lowest, strictly rising.
    places : int or None
        Decimals to which a score is rounded half-up before it is graded, as the model's rule
        says; None grades the score as it is.
    df : float or None
        Degrees of freedom of the uncertainties, above 0; None takes the normal distribution.

    Returns
    -------
    ndarray, shape (n, n_grades)
        From the lowest grade to the highest; each row sums to 1.

    Raises
    ------
    ValueError
        A value is no finite number, an uncertainty is negative, cut points do not rise, `places`
        lies outside 0-12, or `df` is not positive.

    Notes
    -----
    P_g = F((c_{g+1} - y)/u) - F((c_g - y)/u) with F normal or Student's t. A score that is rounded
    first reaches a cut c from c - 0.5 * 10^-places on, so the limits move down by half a unit of
    the last place. With u = 0 the grade of the score has probability 1.

    References
    ----------
    JCGM 106:2012, Evaluation of measurement data: the role of measurement uncertainty in
    conformity assessment, 7.2-7.4.

    Examples
    --------
    >>> grade_probabilities(79, 1, cut_points=[60, 80, 90]).round(4).tolist()
    [[0.0, 0.8413, 0.1587, 0.0]]
    """
    y, u = _scores_iv(scores, uncertainties)
    limits = limits_of(cut_points, places)
    if df is not None and not df > 0:
        raise ValueError(f"df must be positive, not {df!r}")
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):
        distance = (limits[None, :] - y[:, None]) / u[:, None]
    # Without uncertainty a score on the limit has reached it.
    certain = np.where(y[:, None] >= limits[None, :], -np.inf, np.inf)
    distance = np.where(u[:, None] > 0, distance, certain)
    below = stats.norm.cdf(distance) if df is None else stats.t.cdf(distance, df)
    steps = np.concatenate([np.zeros((len(y), 1)), below, np.ones((len(y), 1))], axis=1)
    return np.asarray(np.diff(steps, axis=1), dtype=np.float64)


def grades_of(
    scores: ArrayLike, *, cut_points: ArrayLike, places: int | None = None
) -> NDArray[np.int64]:
    """Grade scores: 0 is the lowest grade.

    Parameters
    ----------
    scores : array_like, shape (n,) or scalar
    cut_points : array_like, shape (n_grades - 1,)
        Lower limits of all grades but the lowest, strictly rising.
    places : int or None
        Decimals to which a score is rounded half-up first; None: not rounded.

    Returns
    -------
    ndarray of int, shape (n,)

    Raises
    ------
    ValueError
        As for `grade_probabilities`.

    Examples
    --------
    >>> grades_of([79.995, 79.994], cut_points=[60, 80, 90], places=2).tolist()
    [2, 1]
    """
    y, _ = _scores_iv(scores, 0.0)
    limits = limits_of(cut_points, places)
    return np.searchsorted(limits, y, side="right").astype(np.int64)


@dataclass(frozen=True, slots=True)
class Classification:
    """One score's grade (0 the lowest), its probability and what a guard band would say.

    `guard_band` is `guard_factor` standard uncertainties; `guarded_grade` the highest grade whose
    cut point the score passes by that much.
    """

    grade: int
    probabilities: tuple[float, ...]
    probability: float
    is_borderline: bool
    guard_factor: float
    guard_band: float
    guarded_grade: int


def classify(
    score: float,
    uncertainty: float,
    *,
    cut_points: ArrayLike,
    places: int | None = None,
    df: float | None = None,
    guard_factor: float | None = None,
) -> Classification:
    """Grade a score and say how sure the grade is.

    Parameters
    ----------
    score, uncertainty : float
        The measured score and its standard uncertainty.
    cut_points : array_like, shape (n_grades - 1,)
    places, df : int or None, float or None
        As for `grade_probabilities`.
    guard_factor : float or None
        Width of the guard band in standard uncertainties, 0 or more. None takes that of `df`: 2
        for a known uncertainty, more where few data are behind it, so that a false pass has a
        chance of 2.5 % at most. A fixed 2 or 1.645 does so (1.645: 5 %) for normal errors only.

    Returns
    -------
    Classification
        Borderline where the grade given has a probability below .95: no grade reaches it then.
        (In `assess_uncertainty`, where gates and caps decide too, another grade may.)

    Raises
    ------
    ValueError
        As for `grade_probabilities`, or the guard factor is negative.

    References
    ----------
    ILAC-G8:09/2019, Guidelines on decision rules and statements of conformity, 4.2 and table 1.
    JCGM 106:2012, 7.4 and 8.3 (conformance probability, guard bands).

    Examples
    --------
    >>> found = classify(81, 1, cut_points=[60, 80, 90])
    >>> found.grade, round(found.probability, 4), found.is_borderline, found.guarded_grade
    (2, 0.8413, True, 1)
    """
    if guard_factor is not None and not (guard_factor >= 0 and np.isfinite(guard_factor)):
        raise ValueError(f"guard_factor must be 0 or more, not {guard_factor!r}")
    row = grade_probabilities(score, uncertainty, cut_points=cut_points, places=places, df=df)[0]
    grade = int(grades_of(score, cut_points=cut_points, places=places)[0])
    factor = guard_factor_of(df) if guard_factor is None else guard_factor
    band = factor * float(uncertainty)
    guarded = int(grades_of(score - band, cut_points=cut_points, places=places)[0])
    return Classification(
        grade,
        tuple(row.tolist()),
        float(row[grade]),
        bool(row[grade] < BORDERLINE_BELOW),
        factor,
        band,
        guarded,
    )


@dataclass(frozen=True, slots=True)
class ClassificationAccuracy:
    """How well a cohort is graded: mean, least probability of the grades given, borderlines."""

    expected_accuracy: float
    least_probability: float
    n_borderline: int


def classification_accuracy(
    scores: ArrayLike,
    uncertainties: ArrayLike,
    *,
    cut_points: ArrayLike,
    places: int | None = None,
) -> ClassificationAccuracy:
    """Compute the expected share of right grades.

    Parameters
    ----------
    scores : array_like, shape (n,)
        At least one.
    uncertainties : array_like, broadcastable to `scores`
    cut_points : array_like, shape (n_grades - 1,)
    places : int or None
        As for `grade_probabilities`.

    Returns
    -------
    ClassificationAccuracy
        `n_borderline` counts grades given with a probability below .95.

    Raises
    ------
    ValueError
        As for `grade_probabilities`, or there are no scores.

    Notes
    -----
    The mean over all units of the probability of the grade given.

    References
    ----------
    Rudner, L. M. (2001). Computing the expected proportions of misclassified examinees. Practical
    Assessment, Research and Evaluation 7(14).

    Examples
    --------
    >>> classification_accuracy([70, 80], 1, cut_points=[60, 80, 90]).expected_accuracy
    0.75
    """
    rows = grade_probabilities(scores, uncertainties, cut_points=cut_points, places=places)
    if not len(rows):
        raise ValueError("scores must hold at least one value")
    grades = grades_of(scores, cut_points=cut_points, places=places)
    given = rows[np.arange(len(rows)), grades]
    return ClassificationAccuracy(
        float(given.mean()), float(given.min()), int((given < BORDERLINE_BELOW).sum())
    )


def _scores_iv(
    scores: ArrayLike, uncertainties: ArrayLike
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    y = np.atleast_1d(np.asarray(scores, dtype=np.float64))
    u = np.asarray(uncertainties, dtype=np.float64)
    if y.ndim != 1 or not np.isfinite(y).all():
        raise ValueError("scores must be a list of finite numbers")
    if not np.isfinite(u).all() or (u < 0).any():
        raise ValueError("uncertainties must be finite and not negative")
    return y, np.broadcast_to(u, y.shape)


def limits_of(cut_points: ArrayLike, places: int | None) -> NDArray[np.float64]:
    """Check cut points and return the unrounded scores from which each is reached.

    Parameters
    ----------
    cut_points : array_like, shape (n_grades - 1,)
    places : int or None

    Returns
    -------
    ndarray, shape (n_grades - 1,)
        c - 0.5 * 10^-places, less 1e-9 for the double just under a tie; c itself if not rounded.

    Raises
    ------
    ValueError
        Cut points do not rise strictly or are not finite, `places` lies outside 0-12.

    Examples
    --------
    >>> limits_of([60, 80], 2).round(6).tolist()
    [59.995, 79.995]
    """
    cuts = np.atleast_1d(np.asarray(cut_points, dtype=np.float64))
    if cuts.ndim != 1 or not np.isfinite(cuts).all() or (np.diff(cuts) <= 0).any():
        raise ValueError("cut_points must be finite and rise strictly")
    if places is None:
        return cuts
    if not 0 <= places <= 12:
        raise ValueError(f"places must lie between 0 and 12, not {places!r}")
    return cuts - 0.5 * 10.0**-places - 1e-9
