"""Effective influence beside the nominal weight."""

import numpy as np
import pytest

from scoring.weights.influence import correlation_ratio, effective_influence


def test_at_few_values_it_is_the_variance_between_groups() -> None:
    x = np.repeat([1.0, 2, 3], [4, 5, 6])
    y = np.array([1, 2, 3, 4, 9, 8, 7, 9, 9, 2, 3, 2, 4, 1, 2.0])
    between = sum(len(g) * (g.mean() - y.mean()) ** 2 for g in (y[:4], y[4:9], y[9:]))
    found = correlation_ratio(x, y)
    assert found.value == pytest.approx(between / ((y - y.mean()) ** 2).sum(), rel=1e-12)
    assert found.variant.endswith("means at each value")


@pytest.mark.parametrize(("n", "tolerance"), [(300, 0.04), (3_000, 0.02)])
def test_a_curve_is_found_that_no_correlation_shows(n: int, tolerance: float) -> None:
    # y = x² + e, x uniform on -1..1: Var x² = 4/45, so S = (4/45) / (4/45 + .04) = .690
    rng = np.random.default_rng(8)
    found, drawn = [], []
    for _ in range(20):
        x = rng.uniform(-1, 1, n)
        y = x**2 + 0.2 * rng.normal(size=n)
        found.append(correlation_ratio(x, y).value)
        drawn.append(np.var(x**2) / np.var(y))
        assert np.corrcoef(x, y)[0, 1] ** 2 < 0.05
    assert np.mean(drawn) == pytest.approx(4 / 45 / (4 / 45 + 0.04), abs=0.03)
    assert np.mean(found) == pytest.approx(np.mean(drawn), abs=tolerance)


def test_what_has_nothing_to_do_with_the_score_explains_next_to_nothing() -> None:
    rng = np.random.default_rng(9)
    found = [correlation_ratio(rng.normal(size=200), rng.normal(size=200)).value for _ in range(20)]
    assert np.mean(found) < 0.04


def test_it_is_never_below_the_squared_correlation_nor_above_one() -> None:
    rng = np.random.default_rng(10)
    for n in (10, 50, 400):
        x = rng.standard_cauchy(n)
        y = x + rng.normal(size=n)
        assert np.corrcoef(x, y)[0, 1] ** 2 - 1e-12 <= correlation_ratio(x, y).value <= 1
    far = np.append(rng.normal(size=500), 1e6)
    assert correlation_ratio(far, 3 - 2 * far).value == pytest.approx(1)


def test_order_unit_and_direction_do_not_matter() -> None:
    rng = np.random.default_rng(11)
    x = rng.normal(size=60)
    y = np.abs(x) + rng.normal(size=60)
    one = correlation_ratio(x, y).value
    order = rng.permutation(60)
    assert correlation_ratio(5 - 40 * x[order], y[order] / 7).value == pytest.approx(one, rel=1e-9)
    assert correlation_ratio(x * 1e-200, y * 1e99).value == pytest.approx(one, rel=1e-9)


def test_influence_follows_spread_and_correlation_and_not_the_weight_alone() -> None:
    rng = np.random.default_rng(12)
    wide, narrow = rng.normal(size=(2, 500)) * [[30], [3]]
    x = np.column_stack([wide, narrow, np.full(500, 7.0)])
    weights = [0.4, 0.4, 0.2]
    first, second, third = effective_influence(x, x @ weights, weights=weights)
    assert first.weight == second.weight == 0.4
    assert first.ratio.value > 0.95
    assert second.ratio.value < 0.1
    assert first.share.value + second.share.value == pytest.approx(1)
    assert (third.ratio.value, third.ratio.reason) == (None, "constant_indicator")
    assert (third.share.value, third.linear.value) == (None, None)
    assert third.linear.reason == third.share.reason == "constant_indicator"


def test_an_indicator_that_pulls_against_its_score_is_negative() -> None:
    rng = np.random.default_rng(13)
    x = rng.normal(size=(40, 2))
    x[:, 1] = -x[:, 0] + 0.1 * x[:, 1]
    found = effective_influence(x, x @ [0.9, 0.1], weights=[0.9, 0.1])
    assert found[1].correlation.value < -0.9


def test_what_is_undefined_has_a_reason() -> None:
    few = effective_influence(np.eye(9), np.arange(9.0), weights=np.full(9, 1 / 9))
    assert (few[0].ratio.value, few[0].ratio.reason) == (None, "few_tasks")
    assert few[0].linear.value is not None
    two = effective_influence(np.eye(2), [1, 2], weights=[0.5, 0.5])
    assert (two[0].linear.value, two[0].linear.reason) == (None, "few_tasks")
    x = np.column_stack([np.arange(12.0), np.arange(12.0) % 3])
    flat = effective_influence(x, np.ones(12), weights=[0.5, 0.5])
    assert [flat[0].ratio.reason, flat[0].correlation.reason] == ["no_variance", "no_variance"]
    assert flat[0].share.reason == "no_variance"
    # in each group the same mean: nothing is explained, so there is nothing to share out
    same = effective_influence(
        np.tile([[0.0], [1.0]], (6, 1)), np.repeat([1.0, 1, 2, 2], 3), weights=[1]
    )
    assert (same[0].ratio.value, same[0].share.value) == (0.0, None)
    assert same[0].share.reason == "uncorrelated"


@pytest.mark.parametrize(
    ("scores", "weights", "words"),
    [
        ([1.0, 2], [0.5, 0.5], "one a task"),
        ([1.0, 2, 3], [1], "one an indicator"),
        ([1.0, 2, np.nan], [0.5, 0.5], "NaN"),
        ([1.0, 2, 3], [0.5, np.inf], "NaN"),
    ],
)
def test_numbers_that_do_not_fit_are_refused(scores: list, weights: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        effective_influence([[1, 2], [3, 4], [5, 6]], scores, weights=weights)


@pytest.mark.parametrize(("x", "y"), [([1, 2], [1]), ([1, np.nan], [1, 2]), ([[1]], [[1]])])
def test_rows_that_do_not_fit_are_refused(x: list, y: list) -> None:
    with pytest.raises(ValueError, match="equally long rows"):
        correlation_ratio(x, y)
