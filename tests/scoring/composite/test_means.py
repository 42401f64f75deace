"""Means of scores: what each lets in, and the properties that all of them have."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.composite import MEANS, NotPositive, weighted_mean

NAN = float("nan")
SCORES = arrays(np.float64, (3, 4), elements=st.floats(0.01, 100))
WEIGHTS = arrays(np.float64, 4, elements=st.floats(0.01, 10))


@pytest.mark.parametrize("mean", ["geometric", "harmonic"])
def test_a_zero_is_refused_or_a_veto(mean: str) -> None:
    with pytest.raises(NotPositive, match=f"{mean} mean, not 0"):
        weighted_mean([0, 50], [1, 1], mean=mean)
    assert weighted_mean([0, 50], [1, 1], mean=mean, zero_policy="zero") == 0
    with pytest.raises(NotPositive, match="not -1"):
        weighted_mean([-1, 50], [1, 1], mean=mean, zero_policy="zero")


@pytest.mark.parametrize("mean", MEANS)
def test_a_score_without_weight_does_not_count(mean: str) -> None:
    assert weighted_mean([NAN, 50, 0], [0, 1, 0], mean=mean) == pytest.approx(50)


@given(SCORES, WEIGHTS)
def test_arithmetic_is_never_below_geometric_nor_that_below_harmonic(scores, weights) -> None:
    found = [weighted_mean(scores, weights, mean=mean) for mean in MEANS]
    assert (found[0] >= found[1] - 1e-9).all()
    assert (found[1] >= found[2] - 1e-9).all()
    for one in found:
        assert (one >= scores.min(axis=1) - 1e-9).all()
        assert (one <= scores.max(axis=1) + 1e-9).all()


@given(SCORES, WEIGHTS, st.permutations(range(4)), st.sampled_from(MEANS))
def test_the_order_of_indicators_does_not_matter(scores, weights, order, mean) -> None:
    one = weighted_mean(scores, weights, mean=mean)
    other = weighted_mean(scores[:, order], weights[list(order)], mean=mean)
    np.testing.assert_allclose(one, other)


@given(SCORES, WEIGHTS, st.integers(0, 3), st.floats(0, 50), st.sampled_from(MEANS))
def test_a_better_score_never_lowers_a_mean(scores, weights, at, gain, mean) -> None:
    better = scores.copy()
    better[:, at] += gain
    raised = weighted_mean(better, weights, mean=mean)
    assert (raised >= weighted_mean(scores, weights, mean=mean) - 1e-9).all()
