"""Kendall's W: scipy's Friedman test, two raters, gaps, and what is undefined."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scoring.agreement import kendall_concordance

NAN = float("nan")
TABLES = st.lists(st.lists(st.integers(1, 4), min_size=3, max_size=3), min_size=3, max_size=9)


@settings(max_examples=60)
@given(TABLES)
def test_chi_square_is_friedman_s(rows: list) -> None:
    ratings = np.array(rows, dtype=float)
    found = kendall_concordance(ratings, missing_policy="refuse")
    if (ratings == ratings[0]).all():
        assert (found.value.value, found.value.reason) == (None, "no_variation")
        return
    expected = stats.friedmanchisquare(*ratings)
    assert found.chi2.value == pytest.approx(expected.statistic, abs=1e-9)
    assert found.p.value == pytest.approx(expected.pvalue, abs=1e-9)
    assert 0 <= found.uncorrected.value <= found.value.value + 1e-12
    assert found.value.value <= 1 + 1e-12


@settings(max_examples=60)
@given(TABLES, st.randoms(use_true_random=False))
def test_neither_order_nor_each_rater_s_own_scale_change_anything(rows: list, random) -> None:
    ratings = np.array(rows, dtype=float)
    order = list(range(len(rows)))
    random.shuffle(order)
    turned = ratings[order][:, [2, 0, 1]] * [1, 10, 100] + [5, 0, -7]
    first = kendall_concordance(ratings, missing_policy="refuse").value
    second = kendall_concordance(turned, missing_policy="refuse").value
    assert first.reason == second.reason
    assert first.value is None or second.value == pytest.approx(first.value, abs=1e-12)


def test_two_raters_have_half_of_one_plus_spearman_s_correlation() -> None:
    ratings = np.random.default_rng(3).integers(1, 6, size=(15, 2)).astype(float)
    found = kendall_concordance(ratings, missing_policy="refuse").value.value
    rho = stats.spearmanr(*ratings.T).statistic
    # with ties W divides by the raters' mean sum of squares, Spearman by its geometric mean
    spreads = [np.var(stats.rankdata(column)) for column in ratings.T]
    share = np.sqrt(spreads[0] * spreads[1]) / np.mean(spreads)
    assert found == pytest.approx((1 + rho * share) / 2, abs=1e-12)


def test_units_with_a_gap_are_left_out_and_counted() -> None:
    ratings = [[1, 2], [2, NAN], [3, 1], [4, 4]]
    found = kendall_concordance(ratings, missing_policy="listwise")
    assert (found.n_units, found.n_raters, found.n_dropped) == (3, 2, 1)
    complete = [row for row in ratings if row[1] == row[1]]
    assert found.value == kendall_concordance(complete, missing_policy="refuse").value


def test_few_units_have_a_rough_chi_square() -> None:
    rows = [[at, at % 3] for at in range(8)]
    assert kendall_concordance(rows, missing_policy="refuse").p.reason is None
    assert kendall_concordance(rows[:7], missing_policy="refuse").p.reason == "chi2_rough"


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        ([[1], [2]], "one_rater"),
        ([[1, 2]], "few_units"),
        ([[5, 4], [5, 4], [5, 4]], "no_variation"),
    ],
)
def test_concordance_that_is_undefined_is_none_with_the_reason(ratings: list, reason: str) -> None:
    found = kendall_concordance(ratings, missing_policy="refuse")
    for figure in (found.value, found.uncorrected, found.chi2, found.p):
        assert (figure.value, figure.reason) == (None, reason)
