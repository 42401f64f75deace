"""The verbal level of a coefficient, awarded only where its error leaves little doubt."""

from dataclasses import dataclass
from typing import Final, Literal

from scipy import special

BenchmarkScale = Literal["landis_koch", "altman", "fleiss"]

BENCHMARK_SCALES: Final[dict[str, tuple[tuple[str, float], ...]]] = {
    "landis_koch": (
        ("almost perfect", 0.8),
        ("substantial", 0.6),
        ("moderate", 0.4),
        ("fair", 0.2),
        ("slight", 0.0),
        ("poor", -1.0),
    ),
    "altman": (
        ("very good", 0.8),
        ("good", 0.6),
        ("moderate", 0.4),
        ("fair", 0.2),
        ("poor", -1.0),
    ),
    "fleiss": (("excellent", 0.75), ("intermediate to good", 0.4), ("poor", -1.0)),
}
"""Levels from the top, each with the lower end of its band."""


@dataclass(frozen=True, slots=True)
class BenchmarkResult:
    """The level awarded and why.

    `level` the highest whose cumulative membership probability exceeds the threshold, and
    `probability` that cumulative probability; `cumulative` for each level from the top the
    probability of it or a better one; `point_level` the band in which the bare coefficient lies.
    """

    scale: str
    level: str
    probability: float
    point_level: str
    cumulative: tuple[tuple[str, float], ...]


def benchmark_level(
    coefficient: float, se: float, *, scale: BenchmarkScale = "landis_koch", threshold: float = 0.95
) -> BenchmarkResult:
    """Award a verbal level by membership probability.

    Parameters
    ----------
    coefficient : float
        An agreement coefficient, -1 to 1.
    se : float
        Its standard error, above 0.
    scale : {'landis_koch', 'altman', 'fleiss'}
    threshold : float
        Between 0 and 1; .95 is Gwet's.

    Returns
    -------
    BenchmarkResult

    Raises
    ------
    ValueError
        `coefficient` does not lie between -1 and 1, `se` is not above 0, `scale` is unknown, or
        `threshold` is out of range.

    Notes
    -----
    The coefficient is taken as normal with its standard error, truncated to -1 and 1. The
    probability of a band or a better one is accumulated from the top, and the highest level whose
    accumulated probability exceeds the threshold is awarded: a point that reads 'substantial' may
    only be 'moderate'. The lowest level accumulates to 1 and is always reached.

    References
    ----------
    Gwet 2014, Handbook of Inter-Rater Reliability, 4th ed., chapter 6; Landis & Koch 1977,
    Biometrics 33, p. 165; Altman 1991, Practical Statistics for Medical Research, p. 404; Fleiss
    1981, Statistical Methods for Rates and Proportions, 2nd ed., p. 218.

    Examples
    --------
    >>> found = benchmark_level(0.775, 0.143)
    >>> found.point_level, found.level, round(found.probability, 3)
    ('substantial', 'moderate', 0.995)
    """
    if scale not in BENCHMARK_SCALES:
        raise ValueError(f"scale must be one of {', '.join(BENCHMARK_SCALES)}, not {scale!r}")
    if not -1 <= coefficient <= 1:
        raise ValueError(f"coefficient must lie between -1 and 1, not {coefficient}")
    if not 0 < se < float("inf"):
        raise ValueError(f"se must be above 0, not {se}")
    if not 0 < threshold < 1:
        raise ValueError(f"threshold must lie between 0 and 1, not {threshold}")
    bands = BENCHMARK_SCALES[scale]
    # Upper tails: differences of them stay accurate however far a band lies from the coefficient.
    beyond = _upper_tail(1.0, coefficient, se)
    whole = _upper_tail(-1.0, coefficient, se) - beyond
    cumulative = tuple(
        (name, (_upper_tail(low, coefficient, se) - beyond) / whole) for name, low in bands
    )
    level, probability = next(one for one in cumulative if one[1] > threshold)
    point_level = next(name for name, low in bands if coefficient >= low)
    return BenchmarkResult(scale, level, probability, point_level, cumulative)


def _upper_tail(limit: float, mean: float, sd: float) -> float:
    return float(special.ndtr((mean - limit) / sd))
