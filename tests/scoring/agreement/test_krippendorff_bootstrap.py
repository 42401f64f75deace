"""The bootstrap of Krippendorff's alpha: equal to resampled rows, seeded, and near the truth."""

import numpy as np
import pytest

from scoring.agreement import bootstrap_krippendorff, krippendorff_alpha

LEVELS = ["nominal", "ordinal", "interval", "ratio"]


def draw(rng: np.random.Generator, n: int) -> np.ndarray:
    ratings = rng.integers(1, 6, size=(n, 1)) + rng.integers(-1, 2, size=(n, 3))
    ratings = np.clip(ratings, 1, 5).astype(float)
    ratings[rng.random(ratings.shape) < 0.1] = np.nan
    return ratings[(~np.isnan(ratings)).sum(axis=1) > 1]


@pytest.mark.parametrize("level", LEVELS)
def test_draws_equal_resampled_rows(level: str) -> None:
    ratings = draw(np.random.default_rng(1), 50)
    found = bootstrap_krippendorff(
        ratings, level=level, rng=np.random.default_rng(5), n_draws=150, confidence=0.9
    )
    rng = np.random.default_rng(5)
    alphas = [
        krippendorff_alpha(ratings[rng.integers(0, len(ratings), len(ratings))], level=level)
        for _ in range(150)
    ]
    values = [one.figure.value for one in alphas]
    assert found.se == pytest.approx(np.std(values, ddof=1), abs=1e-12)
    expected = np.quantile(values, [0.05, 0.95], method="weibull")
    assert found.interval.limits == pytest.approx(expected, abs=1e-12)
    assert (found.n_draws, found.n_dropped) == (150, 0)
    assert found.interval.variant == "90 % bootstrap percentile interval, units resampled"


def test_the_same_seed_gives_the_same_limits() -> None:
    ratings = draw(np.random.default_rng(1), 30)
    first, second, other = (
        bootstrap_krippendorff(
            ratings, level="ordinal", rng=np.random.default_rng(seed), n_draws=200
        ).interval.limits
        for seed in (3, 3, 4)
    )
    assert first == second != other


def test_the_error_is_that_of_new_samples() -> None:
    rng = np.random.default_rng(11)
    samples = [draw(rng, 150) for _ in range(150)]
    values = [krippendorff_alpha(one, level="interval").figure.value for one in samples]
    errors = [
        bootstrap_krippendorff(one, level="interval", rng=rng, n_draws=200).se
        for one in samples[:20]
    ]
    assert np.mean(errors) == pytest.approx(np.std(values), rel=0.15)


@pytest.mark.parametrize("level", LEVELS)
def test_draws_without_variation_are_dropped_and_counted(level: str) -> None:
    ratings = [[1, 1], [1, 1], [1, 1], [2, 2]]
    found = bootstrap_krippendorff(ratings, level=level, rng=np.random.default_rng(1), n_draws=400)
    # three of four draws of four miss the last unit or take nothing else: (3/4)^4 + (1/4)^4
    assert found.n_dropped / 400 == pytest.approx(82 / 256, abs=0.08)
    assert found.interval.limits == (1.0, 1.0)


def test_too_few_draws_with_variation_give_no_limits() -> None:
    ratings = [[1, 1]] * 40 + [[2, 2]]
    found = bootstrap_krippendorff(
        ratings, level="nominal", rng=np.random.default_rng(1), n_draws=100
    )
    assert (found.interval.limits, found.interval.reason, found.se) == (None, "few_draws", None)
    assert found.n_dropped > 0


def test_too_few_units_or_too_many_ratios_give_no_limits() -> None:
    rng = np.random.default_rng(1)
    few = bootstrap_krippendorff([[1, 2], [3, 3]], level="nominal", rng=rng, n_draws=100)
    assert few.interval.reason == "few_units"
    many = rng.exponential(size=(600, 2))
    found = bootstrap_krippendorff(many, level="ratio", rng=rng, n_draws=100)
    assert (found.interval.reason, found.se) == ("many_values", None)


def test_draws_and_confidence_out_of_range_are_refused() -> None:
    rng = np.random.default_rng(1)
    with pytest.raises(ValueError, match="n_draws must be at least 100, not 99"):
        bootstrap_krippendorff([[1, 2]], level="nominal", rng=rng, n_draws=99)
    with pytest.raises(ValueError, match="confidence must lie between 0 and 1, not 1"):
        bootstrap_krippendorff([[1, 2]], level="nominal", rng=rng, confidence=1)
