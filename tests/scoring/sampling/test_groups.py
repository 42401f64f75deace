"""Weights of respondent groups: small groups merge, and the figure is the official one."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from scoring.sampling import SampleRefused, estimate_group_mean, group_weights, merged_shares
from scoring.scales import weight_groups

WEIGHTS = {"users": Fraction(50), "staff": Fraction(30), "experts": Fraction(20)}


def test_the_weight_of_a_small_group_goes_to_the_others_in_proportion() -> None:
    shares = merged_shares({"users": 9, "staff": 5, "experts": 4}, WEIGHTS, min_n=5)
    assert shares == {"users": Fraction(5, 8), "staff": Fraction(3, 8)}


def test_an_empty_group_is_small_even_where_no_least_number_is_set() -> None:
    assert merged_shares({"users": 1}, WEIGHTS, min_n=0) == {"users": Fraction(1)}


def test_a_group_of_no_weight_is_left_out_and_is_not_called_small() -> None:
    found = group_weights(["a"] * 5 + ["b"] * 5, {"a": Fraction(1), "b": Fraction(0)}, min_n=5)
    assert (found.shares, found.small) == ({"a": Fraction(1)}, ())
    assert found.weights.tolist() == [1] * 5 + [0] * 5


def test_no_weights_where_every_group_is_small() -> None:
    found = group_weights(["users"] * 4 + ["staff"] * 2, WEIGHTS, min_n=5)
    assert (found.weights, found.shares, found.small) == (None, {}, ("users", "staff", "experts"))


@given(
    st.lists(
        st.tuples(st.sampled_from(sorted(WEIGHTS)), st.integers(1, 5)), min_size=1, max_size=40
    )
)
def test_weighted_rows_give_the_official_figure_of_the_groups(answers: list) -> None:
    groups = [group for group, _ in answers]
    sums = {
        code: (groups.count(code), Fraction(sum(v for g, v in answers if g == code)))
        for code in set(groups)
    }
    official = weight_groups(sums, WEIGHTS, min_n=5).weighted
    found = group_weights(groups, WEIGHTS, min_n=5)
    assert (found.weights is None) == (official is None)
    if found.weights is not None:
        values = np.array([value for _, value in answers])
        assert found.weights @ values / found.weights.sum() == pytest.approx(float(official))
        assert found.weights.sum() == pytest.approx((found.weights > 0).sum())


def test_rows_and_weights_that_do_not_fit_are_refused() -> None:
    with pytest.raises(ValueError, match="'guests'"):
        group_weights(["guests"], WEIGHTS, min_n=5)
    for weights in ({}, {"a": Fraction(0)}, {"a": Fraction(2), "b": Fraction(-1)}):
        with pytest.raises(ValueError, match="weights must not be negative"):
            group_weights(["a"], weights, min_n=5)


GROUPS = ["a"] * 6 + ["b"] * 5
VALUES = [4.0, 6, 8, 5, 7, 6, 1, 3, 2, 2, 4]
HALVES = {"a": Fraction(1), "b": Fraction(1)}


def test_two_groups_of_equal_weight_are_half_of_welchs_sum() -> None:
    # Variance and degrees of freedom of a mean of two means are those of Welch's t.
    found = estimate_group_mean(VALUES, GROUPS, weights=HALVES, min_n=5)
    welch = stats.ttest_ind(VALUES[:6], [-v for v in VALUES[6:]], equal_var=False)
    assert found.mean.value / found.se.value == pytest.approx(welch.statistic)
    assert found.df == pytest.approx(welch.df)
    low, high = welch.confidence_interval()
    assert found.interval.limits == pytest.approx((low / 2, high / 2))


def test_finite_groups_shrink_the_error_and_a_census_leaves_none() -> None:
    endless = estimate_group_mean(VALUES, GROUPS, weights=HALVES, min_n=5)
    finite = estimate_group_mean(VALUES, GROUPS, weights=HALVES, min_n=5, frames={"a": 8, "b": 20})
    spread = [np.var(VALUES[:6], ddof=1) / 6 / 4, np.var(VALUES[6:], ddof=1) / 5 / 4]
    assert finite.se.value == pytest.approx(np.sqrt(spread[0] / 4 + spread[1] * 0.75))
    assert endless.se.value == pytest.approx(np.sqrt(sum(spread)))
    whole = estimate_group_mean(VALUES, GROUPS, weights=HALVES, min_n=5, frames={"a": 6, "b": 5})
    assert (whole.se.value, whole.interval.reason, whole.df) == (0, "no_spread", None)


def test_small_groups_and_single_answers_are_undefined_with_a_reason() -> None:
    small = estimate_group_mean(VALUES, GROUPS, weights=HALVES, min_n=7)
    assert (small.mean.value, small.mean.reason, small.se.reason) == (None,) + ("groups_small",) * 2
    single = estimate_group_mean([1, 2, 5], ["a", "a", "b"], weights=HALVES, min_n=1)
    assert (single.mean.value, single.se.value, single.se.reason) == (3.25, None, "one_value")
    assert single.interval.limits is None


@pytest.mark.parametrize(
    ("values", "options", "words"),
    [
        ([1.0], {}, "values must be numbers"),
        ([*VALUES[:-1], float("nan")], {}, "values must be numbers"),
        (VALUES, {"confidence": 1}, "confidence"),
        (VALUES, {"frames": {"a": 6, "b": 4}}, "'b' 4 people, fewer than its 5"),
        (VALUES, {"frames": {"a": 6}}, "'b' 0 people"),
    ],
)
def test_a_mean_of_groups_refuses_what_cannot_be(values: list, options: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        estimate_group_mean(values, GROUPS, weights=HALVES, min_n=5, **options)


def test_a_refusal_speaks_both_languages() -> None:
    refusal = SampleRefused("no", "不行")
    assert (str(refusal), refusal.en, refusal.zh) == ("no", "no", "不行")
