"""Sums of rows: exact, mergeable, and equal however the rows arrive."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from scoring.reliability import gathered_moments, merged_moments, moments_of
from scoring.reliability.histograms import end_shares
from scoring.reliability.moments import covariance_of
from scoring.reliability.pairwise import (
    harmonic_n,
    merged_pairwise,
    pairwise_covariance,
    pairwise_moments_of,
)

ROWS = st.integers(0, 2**32 - 1).map(np.random.default_rng)


def close(found: object, expected: object, scale: float = 1.0) -> bool:
    return bool(np.allclose(found, expected, rtol=1e-12, atol=1e-12 * scale))


@given(rng=ROWS, n=st.integers(0, 40), k=st.integers(1, 7), most=st.sampled_from([2, 15, 45, 255]))
def test_whole_answers_are_summed_exactly_and_counted(
    rng: np.random.Generator, n: int, k: int, most: int
) -> None:
    rows = rng.integers(0, most + 1, size=(n, k)).astype(np.uint8)
    found = moments_of(rows)
    wide = rows.astype(np.int64)
    exact = n * wide.T @ wide - np.outer(wide.sum(axis=0), wide.sum(axis=0))
    assert (found.comoments == exact / max(n, 1)).all()
    assert found.n == n
    counts = [np.bincount(wide[:, item], minlength=256) for item in range(k)]
    assert (found.histogram == counts).all()


@given(rng=ROWS, cuts=st.lists(st.integers(0, 60), min_size=2, max_size=4))
def test_chunked_sharded_and_whole_sums_are_the_same(
    rng: np.random.Generator, cuts: list[int]
) -> None:
    rows = rng.normal(1e3, 5, size=(60, 4))
    parts = np.split(rows, sorted(cuts))
    whole = moments_of(rows)
    chunked = gathered_moments(parts)
    shards = [moments_of(part) for part in parts]
    left = merged_moments(merged_moments(shards[0], shards[1]), shards[2])
    right = merged_moments(shards[0], merged_moments(shards[1], shards[2]))
    for other in [chunked, *([] if len(parts) > 3 else [left, right])]:
        assert other.n == whole.n
        assert close(other.means, whole.means, 1e3)
        assert close(other.comoments, whole.comoments, 1e4)
        assert other.histogram is None


def test_rows_beyond_one_chunk_and_one_block_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = np.random.default_rng(5).integers(1, 6, size=(20_000, 3)).astype(np.uint8)
    whole = moments_of(rows)
    monkeypatch.setattr("scoring.reliability.moments.BLOCK_ROWS", 7_000)
    blocked = moments_of(rows)
    assert close(blocked.comoments, whole.comoments, 1e4)
    assert (blocked.histogram == whole.histogram).all()
    assert close(moments_of(rows.astype(float)).comoments, whole.comoments, 1e4)
    assert close(covariance_of(whole), np.cov(rows.T))


def test_a_constant_column_has_no_variance_whatever_its_size() -> None:
    rows = np.column_stack([np.full(1_000, 1e6 + 0.1), np.arange(1_000.0)])
    assert moments_of(rows).comoments[0].tolist() == [0.0, 0.0]


def test_large_numbers_do_not_cancel() -> None:
    rows = np.random.default_rng(2).normal(size=(500, 2))
    far = moments_of(rows + 1e8)
    assert np.allclose(far.comoments, moments_of(rows).comoments, rtol=1e-6)


@pytest.mark.parametrize("rows", [[1, 2], np.empty((3, 0)), [[1, np.nan]], [[np.inf, 1]]])
def test_rows_that_cannot_be_summed_are_refused(rows: object) -> None:
    with pytest.raises(ValueError, match="rows must"):
        moments_of(rows)


def test_sums_of_different_items_and_of_nothing_are_refused() -> None:
    with pytest.raises(ValueError, match="items differ"):
        merged_moments(moments_of([[1, 2]]), moments_of([[1]]))
    with pytest.raises(ValueError, match="items differ"):
        merged_pairwise(pairwise_moments_of([[1, 2]]), pairwise_moments_of([[1]]))
    with pytest.raises(ValueError, match="at least one"):
        gathered_moments([])
    with pytest.raises(ValueError, match="two rows"):
        covariance_of(moments_of([[1, 2]]))


@given(
    rows=arrays.arrays(
        float, (12, 3), elements=st.one_of(st.integers(1, 5).map(float), st.just(np.nan))
    ),
    cut=st.integers(0, 12),
)
def test_sums_of_pairs_merge_and_equal_their_definition(rows: np.ndarray, cut: int) -> None:
    whole = pairwise_moments_of(rows)
    merged = merged_pairwise(pairwise_moments_of(rows[:cut]), pairwise_moments_of(rows[cut:]))
    found, again = pairwise_covariance(whole), pairwise_covariance(merged)
    assert (found is None) == (again is None)
    if found is not None:
        assert close(found, again, 10)
        both = rows[~np.isnan(rows[:, [0, 1]]).any(axis=1)]
        assert found[0, 1] == pytest.approx(np.cov(both[:, 0], both[:, 1])[0, 1], abs=1e-12)


def test_the_pairs_of_one_item_are_its_own_rows() -> None:
    assert harmonic_n(pairwise_moments_of([[1.0], [2.0], [np.nan]])) == 2.0


@pytest.mark.parametrize("rows", [[1.0, 2.0], np.empty((2, 0)), [[np.inf, 1.0]]])
def test_pairs_that_cannot_be_summed_are_refused(rows: object) -> None:
    with pytest.raises(ValueError, match="rows must"):
        pairwise_moments_of(rows)


def test_an_item_without_answers_has_no_share_at_the_ends() -> None:
    floor, ceiling = end_shares(np.array([[1.0, np.nan], [5.0, np.nan]]), lowest=1, highest=5)
    assert (floor[0], ceiling[0]) == (0.5, 0.5)
    assert np.isnan([floor[1], ceiling[1]]).all()
