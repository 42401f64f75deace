"""Means and shares of samples: what equal weights, a whole population and no spread come to."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.sampling import design_effect, estimate_mean, estimate_share

VALUES = [3.0, 5, 4, 4, 2, 5, 1, 3]
some_weights = st.lists(st.floats(0.01, 100), min_size=2, max_size=30)


def test_equal_weights_lose_nothing() -> None:
    deff, n_eff = design_effect([7] * 12)
    assert (deff.value, n_eff.value) == (1, 12)


@given(some_weights, st.floats(1e-50, 1e50))
def test_the_design_effect_is_one_plus_the_squared_variation(weights: list, unit: float) -> None:
    deff, n_eff = design_effect(np.array(weights) * unit)
    variation = np.std(weights) / np.mean(weights)
    assert deff.value == pytest.approx(1 + variation**2)
    assert deff.value * n_eff.value == pytest.approx(len(weights))


def test_a_plain_mean_is_students() -> None:
    found = estimate_mean(VALUES, confidence=0.9)
    interval = stats.ttest_1samp(VALUES, 0).confidence_interval(0.9)
    assert found.interval.limits == pytest.approx(tuple(interval))
    assert found.se.value == pytest.approx(stats.sem(VALUES))
    assert found.se_linearised.value == pytest.approx(stats.sem(VALUES))
    assert (found.fpc.value, found.fpc.reason) == (None, "population_unknown")


def test_whole_number_weights_give_the_mean_of_repeated_rows() -> None:
    weights = [1, 2, 3, 1, 1, 2, 5, 1]
    found = estimate_mean(VALUES, weights=weights)
    rows = np.repeat(VALUES, weights)
    assert found.mean.value == pytest.approx(rows.mean())
    assert found.sd.value == pytest.approx(rows.std() * math.sqrt(8 / 7))
    assert found.se.value == pytest.approx(found.sd.value / math.sqrt(found.n_eff.value))


def test_the_linearised_error_is_that_of_a_ratio_of_totals() -> None:
    # By leaving each row out: the jackknife of sum(wy)/sum(w) tends to the linearised error.
    rng = np.random.default_rng(5)
    values, weights = rng.normal(size=400), rng.uniform(0.5, 3, 400)
    totals = weights @ values - weights * values, weights.sum() - weights
    left_out = totals[0] / totals[1]
    jackknife = math.sqrt(399 / 400 * ((left_out - left_out.mean()) ** 2).sum())
    found = estimate_mean(values, weights=weights)
    assert found.se_linearised.value == pytest.approx(jackknife, rel=0.005)


def test_a_finite_population_shrinks_errors_by_the_root_of_what_was_not_asked() -> None:
    endless, finite = estimate_mean(VALUES), estimate_mean(VALUES, population=32)
    for key in ("se", "se_linearised"):
        shrunk = getattr(finite, key).value / getattr(endless, key).value
        assert shrunk == pytest.approx(math.sqrt(0.75))
    assert finite.fpc.value == pytest.approx(math.sqrt(0.75))
    assert estimate_mean(VALUES, population=math.inf).se.value == endless.se.value


def test_a_census_has_no_sampling_error_and_says_so() -> None:
    found = estimate_mean(VALUES, population=8)
    assert (found.se.value, found.interval.reason) == (0, "census")
    assert found.interval.limits == (found.mean.value,) * 2


def test_what_does_not_vary_has_no_interval() -> None:
    found = estimate_mean([0.1] * 3, weights=[1, 2, 3])
    assert (found.se.value, found.interval.limits, found.interval.reason) == (0, None, "no_spread")
    one = estimate_mean([0.1, 7], weights=[1, 0])
    assert (one.mean.value, one.interval.reason) == (pytest.approx(0.1), "no_spread")


def test_a_single_value_has_a_mean_and_no_error() -> None:
    found = estimate_mean([4])
    assert (found.mean.value, found.n_eff.value) == (4, 1)
    for figure in (found.sd, found.se, found.se_linearised):
        assert (figure.value, figure.reason) == (None, "one_value")
    assert found.interval.reason == "one_value"


@pytest.mark.parametrize(
    ("values", "options", "words"),
    [
        ([], {}, "values must be"),
        ([[1.0]], {}, "values must be"),
        ([1, math.nan], {}, "values must be"),
        ([1, 1e200], {}, "values must be"),
        ([1, 2], {"weights": [1]}, "one for each of the 2 values, not 1"),
        ([1, 2], {"weights": [1, -1]}, "weights must be finite"),
        ([1, 2], {"weights": [0, 0]}, "weights must be finite"),
        ([1, 2], {"weights": [1, math.inf]}, "weights must be finite"),
        ([1, 2], {"weights": []}, "weights must be finite"),
        ([1, 2], {"weights": [[1, 2]]}, "weights must be finite"),
        ([1, 2], {"population": 1.5}, "population must be at least the 2 answers"),
        ([1, 2], {"population": math.nan}, "population"),
        ([1, 2], {"confidence": 0}, "confidence must lie between 0 and 1"),
    ],
)
def test_a_mean_refuses_what_cannot_be_used(values: list, options: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        estimate_mean(values, **options)


@given(st.integers(2, 60), st.data())
def test_a_share_is_the_mean_of_noughts_and_ones(n: int, data: st.DataObject) -> None:
    n_yes = data.draw(st.integers(0, n))
    population = data.draw(st.integers(n + 1, 10 * n))
    share = estimate_share(n_yes, n, population=population)
    mean = estimate_mean([1] * n_yes + [0] * (n - n_yes), population=population)
    assert share.se.value == pytest.approx(mean.se.value)
    assert share.interval.reason == mean.interval.reason
    if share.interval.limits is not None:
        expected = np.clip(mean.interval.limits, 0, 1)
        assert share.interval.limits == pytest.approx(tuple(expected))


@given(st.integers(1, 200), st.data())
def test_wilsons_limits_without_a_frame_are_scipys(n: int, data: st.DataObject) -> None:
    n_yes = data.draw(st.integers(0, n))
    expected = stats.binomtest(n_yes, n).proportion_ci(method="wilson")
    assert estimate_share(n_yes, n).wilson.limits == pytest.approx(tuple(expected), abs=1e-12)


def test_shares_of_everybody_and_of_one() -> None:
    whole = estimate_share(3, 4, population=4)
    assert (whole.interval.limits, whole.interval.reason) == ((0.75, 0.75), "census")
    assert whole.wilson.limits == (0.75, 0.75)
    one = estimate_share(1, 1)
    assert (one.se.reason, one.interval.reason) == ("one_value", "one_value")
    assert one.wilson.limits[0] > 0.2


@pytest.mark.parametrize(("n_yes", "n"), [(0, 0), (-1, 5), (6, 5)])
def test_a_share_refuses_counts_that_cannot_be(n_yes: int, n: int) -> None:
    with pytest.raises(ValueError, match="n_yes must lie between 0 and n"):
        estimate_share(n_yes, n)
