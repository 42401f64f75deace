"""Verbal levels: awarded with little doubt only, and their probabilities."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.agreement import benchmark_level
from scoring.agreement.benchmark import BENCHMARK_SCALES


@pytest.mark.parametrize("scale", BENCHMARK_SCALES)
def test_probabilities_are_shares_of_draws_of_the_truncated_normal(scale: str) -> None:
    drawn = np.random.default_rng(1).normal(0.7, 0.2, size=400_000)
    drawn = drawn[np.abs(drawn) <= 1]
    for (_, low), (_, found) in zip(
        BENCHMARK_SCALES[scale], benchmark_level(0.7, 0.2, scale=scale).cumulative, strict=True
    ):
        assert found == pytest.approx((drawn > low).mean(), abs=0.004)


@settings(max_examples=80)
@given(
    st.floats(-1, 1),
    st.floats(0.001, 2),
    st.sampled_from(list(BENCHMARK_SCALES)),
    st.floats(0.5, 0.99),
)
def test_the_level_is_the_highest_that_is_sure_enough(
    coefficient: float, se: float, scale: str, threshold: float
) -> None:
    found = benchmark_level(coefficient, se, scale=scale, threshold=threshold)
    probabilities = [p for _, p in found.cumulative]
    assert probabilities == sorted(probabilities)
    assert probabilities[-1] == 1
    names = [name for name, _ in found.cumulative]
    at = names.index(found.level)
    assert found.probability == probabilities[at] > threshold
    assert all(p <= threshold for p in probabilities[:at])


def test_a_small_error_awards_the_level_of_the_point_and_a_large_one_does_not() -> None:
    assert benchmark_level(0.7, 0.01).level == "substantial"
    assert benchmark_level(0.7, 0.3).level == "slight"
    assert benchmark_level(0.6, 0.01).point_level == "substantial"  # the lower end belongs to it
    assert benchmark_level(-1, 0.1, scale="altman").level == "poor"
    assert benchmark_level(0.8, 0.01, scale="fleiss").level == "excellent"


@pytest.mark.parametrize(
    ("coefficient", "options", "words"),
    [
        (1.1, {"se": 0.1}, "coefficient must lie between -1 and 1"),
        (float("nan"), {"se": 0.1}, "coefficient must lie"),
        (0.5, {"se": 0}, "se must be above 0"),
        (0.5, {"se": float("inf")}, "se must be above 0"),
        (0.5, {"se": 0.1, "scale": "cohen"}, "scale must be one of landis_koch, altman, fleiss"),
        (0.5, {"se": 0.1, "threshold": 1}, "threshold must lie"),
    ],
)
def test_what_cannot_be_judged_is_refused(coefficient: float, options: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        benchmark_level(coefficient, **options)
