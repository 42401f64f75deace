"""Sums of rows: exact, mergeable, and equal however the rows arrive."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from scoring.reliability import gathered_moments, merged_moments, moments_of, snapshot_moments
from scoring.reliability.histograms import count_codes, end_shares
from scoring.reliability.moments import covariance_of
from scoring.reliability.pairwise import (
    harmonic_n,
    merged_pairwise,
    pair_rows,
    pairwise_correlation,
    pairwise_covariance,
    pairwise_moments_of,
)
from scoring.reliability.points import checked_points

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
        r, joined = pairwise_correlation(whole), pairwise_correlation(merged)
        assert np.allclose(r, joined, atol=1e-12, equal_nan=True)
        assert np.array_equal(r, r.T, equal_nan=True)
        spreads = both[:, :2].std(axis=0)
        expected = np.corrcoef(both[:, 0], both[:, 1])[0, 1] if spreads.all() else np.nan
        assert r[0, 1] == pytest.approx(expected, abs=1e-12, nan_ok=True)


def test_pairwise_correlations_are_those_of_pandas_and_not_of_the_covariances() -> None:
    pandas = pytest.importorskip("pandas")
    rng = np.random.default_rng(8)
    rows = rng.normal(size=(40, 5)) + rng.normal(size=(40, 1))
    rows[rng.random(rows.shape) < 0.3] = np.nan
    moments = pairwise_moments_of(rows)
    found, own = pairwise_correlation(moments), pairwise_covariance(moments)
    frame = pandas.DataFrame(rows)
    assert close(found, frame.corr().to_numpy())
    assert close(own, frame.cov().to_numpy())
    spread = np.sqrt(np.diag(own))
    assert np.abs(own / np.outer(spread, spread) - found).max() > 0.01
    given = ~np.isnan(rows)
    common = [(given[:, i] & given[:, j]).sum() for i in range(5) for j in range(i)]
    assert pair_rows(moments) == (min(common), max(common))


def test_pairs_without_common_rows_or_variance_have_no_correlation() -> None:
    nan = np.nan
    assert pairwise_correlation(pairwise_moments_of([[1, nan], [2, nan], [nan, 1]])) is None
    rows = [[0.1, 1, 3], [0.1, 2, 3], [7, nan, 3], [nan, 4, 3]]
    found = pairwise_correlation(pairwise_moments_of(rows))
    assert found[0, 0] == found[1, 1] == 1.0
    assert np.isnan(found[0, 1])
    assert np.isnan(found[2]).all()


def test_the_pairs_of_one_item_are_its_own_rows() -> None:
    one = pairwise_moments_of([[1.0], [2.0], [np.nan]])
    assert (harmonic_n(one), pair_rows(one)) == (2.0, (2, 2))


@pytest.mark.parametrize("rows", [[1.0, 2.0], np.empty((2, 0)), [[np.inf, 1.0]]])
def test_pairs_that_cannot_be_summed_are_refused(rows: object) -> None:
    with pytest.raises(ValueError, match="rows must"):
        pairwise_moments_of(rows)


def test_an_item_without_answers_has_no_share_at_the_ends() -> None:
    floor, ceiling = end_shares(np.array([[1.0, np.nan], [5.0, np.nan]]), lowest=1, highest=5)
    assert (floor[0], ceiling[0]) == (0.5, 0.5)
    assert np.isnan([floor[1], ceiling[1]]).all()


@pytest.mark.parametrize("dtype", [np.int8, np.uint8, np.int16, np.int64, np.uint64, bool])
def test_whole_numbers_of_any_type_are_counted_alike(dtype: type) -> None:
    rows = np.random.default_rng(3).integers(0, 2, size=(9_000, 4))
    found, plain = moments_of(rows.astype(dtype)), moments_of(rows.astype(np.uint8))
    assert (found.comoments == plain.comoments).all()
    assert (found.histogram == plain.histogram).all()


@pytest.mark.parametrize("extreme", [-1, 256, 2**40])
def test_whole_numbers_beyond_a_byte_are_summed_as_real_ones(extreme: int) -> None:
    rows = np.random.default_rng(3).integers(1, 6, size=(50, 3))
    rows[7, 1] = extreme
    found = moments_of(rows)
    assert found.histogram is None
    assert close(found.comoments, moments_of(rows.astype(float)).comoments, extreme**2)


@given(rng=ROWS, most=st.sampled_from([1, 7, 15, 16, 40]), n=st.integers(0, 400))
def test_answers_are_counted_by_value_however_many_values_and_rows_there_are(
    rng: np.random.Generator, most: int, n: int
) -> None:
    rows = rng.integers(0, most + 1, size=(n, 3)).astype(np.uint8)
    histogram = np.zeros((3, 256), dtype=np.int64)
    count_codes(rows, histogram)
    assert (histogram == [np.bincount(rows[:, j], minlength=256) for j in range(3)]).all()


def test_a_snapshot_on_disk_gives_what_its_rows_give(tmp_path: Path) -> None:
    rows = np.random.default_rng(5).integers(1, 6, size=(20_000, 3)).astype(np.int8)
    np.save(tmp_path / "rows.npy", rows)
    found = snapshot_moments(tmp_path / "rows.npy")
    assert (found.comoments == moments_of(rows).comoments).all()
    np.save(tmp_path / "objects.npy", np.array([["a", None]]), allow_pickle=True)
    with pytest.raises(ValueError, match=r"object|pickle"):
        snapshot_moments(tmp_path / "objects.npy")
    np.save(tmp_path / "line.npy", np.arange(5))
    with pytest.raises(ValueError, match="two dimensions"):
        snapshot_moments(tmp_path / "line.npy")
    (tmp_path / "text.npy").write_text("a,b\n1,2\n")
    with pytest.raises(ValueError, match=r".+"):
        snapshot_moments(tmp_path / "text.npy")


def test_whole_steps_upon_1e15_are_no_rounding() -> None:
    # doubles there lie an eighth apart
    large = 1e15 + np.array([[0.0, 2, 3], [1, 3, 4], [3, 4, 4], [2, 2, 1]])
    for found in (
        covariance_of(moments_of(large)),
        pairwise_covariance(pairwise_moments_of(large)),
    ):
        assert found == pytest.approx(np.cov((large - 1e15).T), rel=1e-3)


def test_an_item_that_varies_only_by_rounding_does_not_vary() -> None:
    rows = np.column_stack([np.tile([0.3, 0.1 + 0.2], 50), np.arange(100.0)])
    assert covariance_of(moments_of(rows))[0].tolist() == [0.0, 0.0]
    gaps = np.vstack([rows, [np.nan, 1.0]])
    assert pairwise_covariance(pairwise_moments_of(gaps))[0].tolist() == [0.0, 0.0]
    constant = np.column_stack([np.full(9, 1e6 + 0.1), np.arange(9.0)])
    constant[0, 0] = np.nan
    assert pairwise_moments_of(constant).products[0, 0] == 0.0


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([[1.0, np.inf]], "infinity"),
        ([[-np.inf, 1.0]], "infinity"),
        ([[1e101, 1.0]], "beyond 1e100, such as 1e"),
        ([[-1e101, 1.0]], "beyond 1e100"),
        ([[1e-101, 1.0], [2e-101, 1.0]], "below 1e-100"),
        ([1.0, 2.0], "two dimensions"),
    ],
)
def test_points_that_cannot_be_squared_are_refused(rows: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        checked_points(rows)
    assert checked_points([[0.0, np.nan], [1e-101, 1.0], [1.0, 1e100]]).shape == (3, 2)
