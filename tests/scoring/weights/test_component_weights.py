"""Weights from principal components."""

import numpy as np
import pytest

from scoring.factors.components import principal_components
from scoring.weights.component_weights import component_weights


def two_groups(n: int = 400) -> np.ndarray:
    """Draw five indicators: three of one factor, two of another."""
    rng = np.random.default_rng(5)
    factors = rng.normal(size=(n, 2))
    loads = np.array([[0.9, 0], [0.8, 0], [0.7, 0], [0, 0.9], [0, 0.9]])
    noise = rng.normal(size=(n, 5)) * np.sqrt(1 - (loads**2).sum(axis=1))
    return factors @ loads.T + noise


def test_indicators_of_one_factor_belong_together_and_weights_sum_to_one() -> None:
    found = component_weights(two_groups(), least_kmo=0.5)
    assert found.n_kept == 2
    assert len(set(found.component[:3])) == len(set(found.component[3:])) == 1
    assert found.component[0] != found.component[3]
    assert found.weighting.weights.sum() == pytest.approx(1, abs=1e-12)
    # a share of a component times the component's variance is the squared loading itself
    own = found.squared_loadings[np.arange(5), list(found.component)]
    np.testing.assert_allclose(found.weighting.weights, own / own.sum(), rtol=1e-12)


def test_one_component_needs_no_rotation() -> None:
    values = two_groups()[:, :3]
    found = component_weights(values, n_components=1)
    loadings = principal_components(np.cov(values.T)).loadings[:, 0]
    np.testing.assert_allclose(found.weighting.weights, loadings**2 / (loadings**2).sum())
    assert found.component == (0, 0, 0)


def test_too_little_in_common_is_refused_and_the_weights_stand_beside() -> None:
    values = np.random.default_rng(1).normal(size=(60, 4))
    found = component_weights(values, least_kmo=0.7)
    assert (found.weighting.weights, found.weighting.reason) == (None, "low_kmo")
    assert found.unadvised.sum() == pytest.approx(1)
    passed = component_weights(values, least_kmo=0)
    np.testing.assert_array_equal(passed.weighting.weights, found.unadvised)


def test_order_and_unit_do_not_matter() -> None:
    values = two_groups()
    one = component_weights(values, least_kmo=0).weighting.weights
    order = [4, 2, 0, 1, 3]
    other = component_weights(values[::-1, order] * 9 + 4, least_kmo=0).weighting.weights
    np.testing.assert_allclose(one[order], other, rtol=1e-6)
    units = component_weights(values * [1e9, 1, 1e-200, 1, 1e99], least_kmo=0).weighting.weights
    np.testing.assert_allclose(one, units, rtol=1e-6)


def test_singular_correlations_have_no_kmo_and_are_refused() -> None:
    values = two_groups(40)
    twice = np.column_stack([values, values[:, 0]])
    found = component_weights(twice)
    assert (found.weighting.weights, found.weighting.reason) == (None, "singular")
    assert component_weights(twice, least_kmo=0).weighting.weights is not None


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ([[1, 2]], "one_task"),
        ([[1], [2], [3]], "one_item"),
        ([[1, 5], [2, 5], [3, 5]], "zero_variance_item"),
    ],
)
def test_undefined_weights_have_a_reason(values: list, reason: str) -> None:
    found = component_weights(values)
    assert (found.weighting.weights, found.weighting.reason) == (None, reason)
    assert (found.kmo.reason, found.components.reason, found.component) == (reason, reason, None)


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({"n_components": 0}, "between 1 and 3"),
        ({"n_components": 4}, "between 1 and 3"),
        ({"least_kmo": -0.1}, "least_kmo"),
        ({"least_kmo": 1.0}, "least_kmo"),
    ],
)
def test_what_is_out_of_range_is_refused(more: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        component_weights(two_groups(20)[:, :3], **more)
