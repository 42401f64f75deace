"""Resampling rows with gaps: every resample has its own covariances of pairs."""

import numpy as np
import pytest

from scoring.reliability import analyse_reliability, pairwise_bootstrap
from scoring.reliability.bootstrap import bootstrap_alpha
from scoring.reliability.pairwise import pairwise_covariance, pairwise_moments_of
from scoring.reliability.pairwise_bootstrap import bootstrap_pairwise_alpha
from scoring.resampling import percentile_limits


def gappy(seed: int = 3, n: int = 50, k: int = 4) -> np.ndarray:
    rng = np.random.default_rng(seed)
    rows = np.rint(4 + rng.normal(size=(n, 1)) + rng.normal(size=(n, k)))
    rows[rng.random(rows.shape) < 0.2] = np.nan
    return rows


def alpha_of(rows: np.ndarray) -> float:
    c = pairwise_covariance(pairwise_moments_of(rows))
    return np.nan if c is None else len(c) / (len(c) - 1) * (1 - np.trace(c) / c.sum())


@pytest.mark.parametrize("cells", [2_000_000, 300])
def test_resampled_sums_equal_resampled_rows_with_their_gaps(monkeypatch, cells: int) -> None:
    monkeypatch.setattr(pairwise_bootstrap, "CELLS", cells)
    rows, rng = gappy(), np.random.default_rng(9)
    found = bootstrap_pairwise_alpha(rows, rng=np.random.default_rng(9), n_draws=250)
    alphas = np.array([alpha_of(rows[rng.integers(0, 50, 50)]) for _ in range(250)])
    assert found.percentile.limits == pytest.approx(percentile_limits(alphas, 0.95), abs=1e-12)
    assert found.se == pytest.approx(alphas.std(ddof=1), abs=1e-12)
    assert (found.n_draws, found.n_dropped) == (250, 0)


def test_its_bca_rests_on_leaving_out_one_row_after_the_other() -> None:
    rows, rng = gappy(), np.random.default_rng(5)
    found = bootstrap_pairwise_alpha(rows, rng=np.random.default_rng(5), n_draws=300)
    drawn = np.array([alpha_of(rows[rng.integers(0, 50, 50)]) for _ in range(300)])
    without = np.array([alpha_of(np.delete(rows, at, axis=0)) for at in range(50)])
    expected = pairwise_bootstrap.bootstrap_of(drawn, alpha_of(rows), without, confidence=0.95)
    assert found.bca.limits == pytest.approx(expected.bca.limits, abs=1e-10)


def test_without_gaps_it_is_the_bootstrap_of_complete_rows() -> None:
    rows = np.nan_to_num(gappy(), nan=4.0)
    found = bootstrap_pairwise_alpha(rows, rng=np.random.default_rng(1), n_draws=200)
    plain = bootstrap_alpha(rows, rng=np.random.default_rng(1), n_draws=200)
    assert found.percentile.limits == pytest.approx(plain.percentile.limits, abs=1e-12)
    assert found.bca.limits == pytest.approx(plain.bca.limits, abs=1e-9)


def test_resamples_without_common_rows_are_dropped_and_counted() -> None:
    rows = np.full((12, 2), np.nan)
    rows[:7, 0] = [1, 2, 3, 4, 5, 2, 3]
    rows[4:, 1] = [5, 1, 4, 2, 3, 4, 5, 1]
    found = bootstrap_pairwise_alpha(rows, rng=np.random.default_rng(2), n_draws=400)
    assert 0 < found.n_dropped < 300


@pytest.mark.parametrize(
    ("rows", "reason"),
    [
        ([[1], [2], [np.nan]], "one_item"),
        ([[1, 2], [2, np.nan]], "few_rows"),
        ([[1, np.nan], [np.nan, 1], [2, 2]], "alpha_undefined"),
        ([[1, 5, 1], [5, 1, np.nan], [3, 3, 1], [2, 4, 1]], "alpha_undefined"),
    ],
)
def test_what_cannot_be_resampled_has_a_reason(rows: list, reason: str) -> None:
    found = bootstrap_pairwise_alpha(rows, rng=np.random.default_rng(1), n_draws=100)
    assert (found.percentile.reason, found.bca.reason, found.se) == (reason, reason, None)


def test_too_much_to_resample_is_said_before_it_is_begun(monkeypatch) -> None:
    monkeypatch.setattr(pairwise_bootstrap, "MOST_WORK", 1e5)
    found = analyse_reliability(
        gappy(), missing_policy="pairwise", rng=np.random.default_rng(1), n_draws=100
    )
    assert found.bootstrap.percentile.reason == "many_rows"
    assert found.figures["alpha"].value is not None


def test_unusable_draws_are_refused() -> None:
    with pytest.raises(ValueError, match="n_draws"):
        bootstrap_pairwise_alpha(gappy(), rng=np.random.default_rng(1), n_draws=10)
