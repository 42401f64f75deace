"""Resampling sums of rows is resampling rows."""

import numpy as np
import pytest
from scipy import stats

from scoring.reliability import cronbach_alpha
from scoring.reliability.bootstrap import (
    alphas_of_sums,
    bootstrap_alpha,
    draw_alphas,
    row_sums,
)

ROWS = np.random.default_rng(4).integers(1, 6, size=(60, 4)) + np.arange(60)[:, None] % 3


def test_resampled_sums_equal_resampled_rows() -> None:
    drawn = draw_alphas(row_sums(ROWS.astype(float)), rng=np.random.default_rng(9), n_draws=250)
    rng = np.random.default_rng(9)
    rows = [ROWS[rng.integers(0, 60, 60)] for _ in range(250)]
    expected = [cronbach_alpha(one, missing_policy="refuse").alpha for one in rows]
    assert drawn == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize("most_cells", [1, 60, 150])
def test_many_rows_pass_through_memory_in_parts_and_give_the_same(
    most_cells: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = bootstrap_alpha(ROWS, rng=np.random.default_rng(9), n_draws=250)
    monkeypatch.setattr("scoring.reliability.bootstrap.MOST_CELLS", most_cells)
    parts = bootstrap_alpha(ROWS, rng=np.random.default_rng(9), n_draws=250)
    assert parts.percentile.limits == pytest.approx(whole.percentile.limits, abs=1e-12)
    assert parts.bca.limits == pytest.approx(whole.bca.limits, abs=1e-12)


def test_leaving_a_row_out_equals_its_definition() -> None:
    sums = row_sums(ROWS.astype(float))
    without, _ = alphas_of_sums(sums.sum(axis=0) - sums, n=59)
    alone = cronbach_alpha(np.delete(ROWS, 7, axis=0), missing_policy="refuse").alpha
    assert without[7] == pytest.approx(alone, abs=1e-12)


def test_the_same_seed_gives_the_same_limits() -> None:
    found = [bootstrap_alpha(ROWS, rng=np.random.default_rng(3), n_draws=200) for _ in range(2)]
    assert found[0] == found[1]
    low, high = found[0].percentile.limits
    assert low < cronbach_alpha(ROWS, missing_policy="refuse").alpha < high


def test_bca_limits_are_those_of_efron_1987_from_the_same_draws() -> None:
    # J. Am. Stat. Assoc. 82: z0 from the share below, eq. 6.6 with the jackknife for a
    rows = np.random.default_rng(2).exponential(size=(14, 3)) ** 2
    rows += rows.mean(axis=1, keepdims=True)
    found = bootstrap_alpha(rows, rng=np.random.default_rng(5), n_draws=400)
    whole = cronbach_alpha(rows, missing_policy="refuse").alpha
    left = [
        cronbach_alpha(np.delete(rows, at, axis=0), missing_policy="refuse").alpha
        for at in range(14)
    ]
    draws = draw_alphas(row_sums(rows), rng=np.random.default_rng(5), n_draws=400)
    pull = np.mean(left) - np.array(left)
    a = (pull**3).sum() / (6 * (pull**2).sum() ** 1.5)
    z0, z = stats.norm.ppf(np.mean(draws < whole)), stats.norm.ppf(0.975)
    assert abs(a) > 0.05
    ranks = [stats.norm.cdf(z0 + (z0 + end) / (1 - a * (z0 + end))) for end in (-z, z)]
    expected = np.quantile(draws, ranks, method="weibull")
    assert found.bca.limits == pytest.approx(expected.tolist(), abs=1e-9)


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[1], [2], [3]], "one_item"),
        ([[1, 2], [2, 3]], "few_rows"),
        ([[1, 5], [5, 1], [3, 3]], "alpha_undefined"),
        ([[2, 3]] * 15 + [[3, 2]] * 25 + [[9, 9]], None),  # a third of the draws misses the last
    ],
)
def test_what_cannot_be_resampled_has_a_reason(rows: list, reason: str | None) -> None:
    found = bootstrap_alpha(rows, rng=np.random.default_rng(1), n_draws=300)
    assert (found.percentile.reason, found.bca.reason) == (reason, reason)
    assert (found.percentile.limits is None) == (reason is not None)
    assert (found.n_dropped > 0) == (reason is None)


def test_a_sample_that_hardly_ever_varies_has_too_few_draws() -> None:
    rows = [[2.0, 3.0], [3.0, 2.0]] * 5 + [[4.0, 1.0]] * 3000 + [[9.0, 9.0]]
    rng = np.random.default_rng(1)
    found = bootstrap_alpha(rows[:3], rng=rng, n_draws=100)
    assert found.percentile.reason == "alpha_undefined"
    found = bootstrap_alpha([[2, 3], [3, 2], [9, 9.5]], rng=rng, n_draws=100)
    assert (found.percentile.reason, found.se) == ("few_draws", None)
    assert 0 < found.n_dropped <= 100


def test_identical_items_leave_nothing_to_accelerate() -> None:
    rows = np.repeat(np.arange(10.0)[:, None], 3, axis=1)
    found = bootstrap_alpha(rows, rng=np.random.default_rng(1), n_draws=100)
    assert found.percentile.limits == pytest.approx((1, 1))
    assert found.bca.reason == "bca_degenerate"


@pytest.mark.parametrize(
    ("rows", "changes", "words"),
    [
        ([1, 2], {}, "two dimensions"),
        ([[1, np.nan]], {}, "NaN"),
        ([[1, 2]], {"n_draws": 99}, "n_draws"),
        ([[1, 2]], {"confidence": 0}, "confidence"),
    ],
)
def test_unusable_arguments_are_refused(rows: object, changes: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        bootstrap_alpha(rows, rng=np.random.default_rng(1), **changes)
