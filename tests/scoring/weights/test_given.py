"""Weights that people set."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.weights.given import (
    budget_allocation,
    dominant_indicators,
    equal_weights,
    given_weights,
)


def test_equal_weights_say_so_and_sum_to_one() -> None:
    found = equal_weights(3)
    assert found.variant == "equal weights"
    assert found.weights.sum() == pytest.approx(1)
    with pytest.raises(ValueError, match="1 or more"):
        equal_weights(0)


@pytest.mark.parametrize(
    ("weights", "policy", "total", "words"),
    [
        ([0.5, 0.4], "refuse", 1, "must sum to 1, not 0.9"),
        ([50, 51], "refuse", 100, "must sum to 100, not 101"),
        ([0.5, -0.5, 1], "rescale", 1, "not negative"),
        ([np.nan, 1], "rescale", 1, "finite"),
        ([np.inf, 1], "rescale", 1, "finite"),
        ([0, 0], "rescale", 1, "not all be 0"),
        ([], "rescale", 1, "row of numbers"),
        ([[1]], "rescale", 1, "row of numbers"),
        ([1], "ignore", 1, "sum_policy"),
        ([1], "refuse", 0, "total"),
        ([1], "refuse", np.inf, "total"),
    ],
)
def test_weights_that_cannot_be_used_are_refused(
    weights: list, policy: str, total: float, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        given_weights(weights, sum_policy=policy, total=total)


@given(st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=20), st.floats(1e-3, 1e3))
def test_rescaled_weights_sum_to_one_whatever_their_unit(weights: list, factor: float) -> None:
    found = given_weights(weights, sum_policy="rescale").weights
    assert found.sum() == pytest.approx(1, abs=1e-12)
    scaled = given_weights(np.array(weights) * factor, sum_policy="rescale").weights
    np.testing.assert_allclose(found, scaled, rtol=1e-9)
    assert "rescaled" in given_weights(weights, sum_policy="rescale").variant


def test_the_budget_of_several_experts_is_averaged_as_shares() -> None:
    found = budget_allocation([[60, 30, 10], [20, 30, 50]], sum_policy="refuse")
    assert found.weighting.weights.tolist() == pytest.approx([0.4, 0.3, 0.3])
    assert found.low.tolist() == [0.2, 0.3, 0.1]
    assert found.high.tolist() == [0.6, 0.3, 0.5]
    assert found.sd.tolist() == pytest.approx([0.2 * 2**0.5, 0, 0.2 * 2**0.5])
    assert budget_allocation([[1, 3]], sum_policy="rescale").sd is None


def test_an_expert_whose_points_do_not_sum_is_named() -> None:
    with pytest.raises(ValueError, match="points of row 2 must sum to 100, not 90"):
        budget_allocation([[60, 40], [50, 40]], sum_policy="refuse")
    found = budget_allocation([[60, 40], [45, 45]], sum_policy="rescale")
    assert found.shares.tolist() == [[0.6, 0.4], [0.5, 0.5]]
    for points in ([1, 2], np.empty((0, 3))):
        with pytest.raises(ValueError, match="table of experts"):
            budget_allocation(points, sum_policy="rescale")


def test_only_more_than_half_the_weight_dominates() -> None:
    assert dominant_indicators([0.5, 0.3, 0.2]) == ()
    assert dominant_indicators([0.2, 0.51, 0.29]) == (1,)
