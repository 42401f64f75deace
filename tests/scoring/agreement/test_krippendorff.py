"""Krippendorff's alpha: the definition, the oracle, what must not change it, and its memory."""

import tracemalloc
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.agreement import bootstrap_krippendorff, krippendorff_alpha

LEVELS = ["nominal", "ordinal", "interval", "ratio"]
NAN = float("nan")


@pytest.fixture(scope="module")
def oracle():
    """Return the krippendorff package, version 0.9.0 of the extra `oracles`."""
    return pytest.importorskip("krippendorff")


def draw(seed: int, *, n: int = 40, raters: int = 4, top: int = 6, gaps: float = 0.2) -> np.ndarray:
    rng = np.random.default_rng(seed)
    true = rng.integers(0, top, size=(n, 1))
    ratings = np.clip(true + rng.integers(-1, 2, size=(n, raters)), 0, top).astype(float)
    ratings[rng.random(ratings.shape) < gaps] = np.nan
    return ratings


def defined(ratings: np.ndarray, level: str) -> float:
    """Compute alpha from the table of coincidences, as Krippendorff 2011 writes it."""
    units = [[x for x in row if x == x] for row in ratings.tolist()]
    units = [unit for unit in units if len(unit) > 1]
    values = sorted({x for unit in units for x in unit})
    together = dict.fromkeys([(c, k) for c in values for k in values], 0.0)
    for unit in units:
        for c, k in permutations(unit, 2):
            together[c, k] += 1 / (len(unit) - 1)
    n_of = {c: sum(together[c, k] for k in values) for c in values}

    def apart(c: float, k: float) -> float:
        if level == "ordinal":
            low, high = min(c, k), max(c, k)
            between = sum(n_of[g] for g in values if low <= g <= high)
            return (between - (n_of[c] + n_of[k]) / 2) ** 2 if c != k else 0.0
        if level == "ratio":
            return ((c - k) / (c + k)) ** 2 if c + k else 0.0
        return float(c != k) if level == "nominal" else (c - k) ** 2

    n = sum(n_of.values())
    observed = sum(times * apart(c, k) for (c, k), times in together.items())
    expected = sum(n_of[c] * n_of[k] * apart(c, k) for c in values for k in values)
    return 1 - (n - 1) * observed / expected


def alpha(ratings: object, level: str) -> float | None:
    return krippendorff_alpha(ratings, level=level).figure.value


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("seed", range(4))
def test_alpha_equals_its_table_of_coincidences(level: str, seed: int) -> None:
    ratings = draw(seed, gaps=0.1 * seed)
    assert alpha(ratings, level) == pytest.approx(defined(ratings, level), abs=1e-12)


@pytest.mark.parametrize("level", LEVELS)
def test_alpha_equals_krippendorff_0_9_0_where_that_is_right(level: str, oracle) -> None:
    for seed in range(4):
        ratings = draw(seed, n=30)
        expected = oracle.alpha(reliability_data=ratings.T, level_of_measurement=level)
        assert alpha(ratings, level) == pytest.approx(expected, abs=1e-12)


def test_krippendorff_0_9_0_takes_ratios_of_negative_ratings_that_have_none(oracle) -> None:
    # (c - k) / (c + k) of 1 and -3 is -2, a difference above the whole: it prints .834 as if the
    # raters had agreed well.
    ratings = [[1, -3], [2, 2], [4, 5]]
    table = np.transpose(ratings).astype(float)
    printed = oracle.alpha(reliability_data=table, level_of_measurement="ratio")
    assert printed == pytest.approx(0.8336900911501531, abs=1e-9)
    found = krippendorff_alpha(ratings, level="ratio")
    assert (found.figure.value, found.figure.reason) == (None, "negative_ratio")


def test_complete_ratings_of_three_raters_divide_by_raters_less_one() -> None:
    # R irr 0.84.1, kripp.alpha, divides by 1 here. By hand: 1 1 2 has 4 unequal ordered pairs, by
    # 2 raters less one 2, of 6 ratings; expected 2 * 2 * 4 / (6 * 5).
    found = krippendorff_alpha([[1, 1, 2], [2, 2, 2]], level="nominal")
    assert (found.observed, found.expected) == (pytest.approx(2 / 6), pytest.approx(16 / 30))
    assert found.figure.value == pytest.approx(0.375, abs=1e-15)


def test_units_with_one_rating_do_not_count() -> None:
    kept = [[1, 2, NAN], [3, 3, 3], [2, NAN, 2]]
    for level in LEVELS:
        found = krippendorff_alpha([*kept, [5, NAN, NAN], [NAN] * 3], level=level)
        assert found.figure.value == alpha(kept, level)
        assert (found.n_units, found.n_ratings) == (3, 7)


TABLES = st.lists(
    st.lists(st.one_of(st.integers(0, 4).map(float), st.just(NAN)), min_size=3, max_size=3),
    min_size=2,
    max_size=12,
)


@settings(max_examples=60)
@given(TABLES, st.randoms(use_true_random=False), st.sampled_from(LEVELS))
def test_the_order_of_units_and_raters_changes_nothing(rows: list, random, level: str) -> None:
    ratings = np.array(rows)
    rows_in, columns_in = list(range(len(rows))), [0, 1, 2]
    random.shuffle(rows_in)
    random.shuffle(columns_in)
    first, second = alpha(ratings, level), alpha(ratings[rows_in][:, columns_in], level)
    assert (first is None) == (second is None)
    assert first is None or second == pytest.approx(first, abs=1e-12)


@settings(max_examples=60)
@given(TABLES, st.permutations([10.0, 20.0, 30.0, 40.0, 50.0]))
def test_other_names_of_nominal_categories_change_nothing(rows: list, names: list) -> None:
    ratings = np.array(rows)
    is_given = ~np.isnan(ratings)
    renamed = np.full(ratings.shape, np.nan)
    renamed[is_given] = np.array(names)[ratings[is_given].astype(int)]
    assert alpha(renamed, "nominal") == alpha(ratings, "nominal")


@settings(max_examples=60)
@given(TABLES, st.sampled_from(LEVELS))
def test_alpha_is_at_most_one_and_one_only_without_disagreement(rows: list, level: str) -> None:
    found = krippendorff_alpha(rows, level=level)
    if found.figure.value is None:
        assert found.figure.reason in ("no_pairs", "no_variation")
        return
    units = [{x for x in row if x == x} for row in rows]
    assert found.figure.value <= 1
    assert (found.figure.value == 1) == all(len(unit) < 2 for unit in units)


def test_interval_alpha_knows_neither_origin_nor_unit_and_ratio_no_unit() -> None:
    ratings = draw(7)
    interval = alpha(ratings, "interval")
    assert alpha(3e8 + 0.01 * ratings, "interval") == pytest.approx(interval, abs=1e-6)
    assert alpha(1e90 * ratings, "interval") == pytest.approx(interval, abs=1e-12)
    assert alpha(1e90 * ratings, "ratio") == pytest.approx(alpha(ratings, "ratio"), abs=1e-12)
    assert alpha(np.exp(ratings), "ordinal") == pytest.approx(alpha(ratings, "ordinal"), abs=1e-12)


@pytest.mark.parametrize(
    "draw_ratios",
    [
        lambda rng: rng.exponential(size=(600, 3)),
        lambda rng: np.round(rng.exponential(size=(600, 3)), 2),  # with zeros and ties
        lambda rng: 1e6 + 1e-3 * rng.normal(size=(600, 3)),
        lambda rng: 10 ** rng.uniform(-20, 20, size=(600, 3)),
        lambda rng: rng.choice([1, 1e9], size=(600, 1)) * (1 + 1e-9 * rng.random((600, 3))),
    ],
)
def test_many_distinct_ratios_equal_all_their_pairs(
    draw_ratios, monkeypatch: pytest.MonkeyPatch
) -> None:
    ratings = draw_ratios(np.random.default_rng(2))
    monkeypatch.setattr("scoring.agreement.differences.MOST_PAIRED", 10**6)
    pairs = alpha(ratings, "ratio")
    monkeypatch.setattr("scoring.agreement.differences.MOST_PAIRED", 10)
    monkeypatch.setattr("scoring.agreement.differences.BLOCK", 77)
    assert alpha(ratings, "ratio") == pytest.approx(pairs, abs=1e-12)


@pytest.mark.parametrize(
    ("ratings", "level", "reason"),
    [
        ([[3, 3], [3, 3]], "interval", "no_variation"),
        ([[3, 3], [3, NAN]], "nominal", "no_variation"),
        ([[0, 0], [0, 0]], "ratio", "no_variation"),
        ([[0, 1e-200], [0, 0]], "interval", "no_variation"),
        ([[3], [4]], "ordinal", "no_pairs"),
        ([[NAN, NAN]], "interval", "no_pairs"),
        ([[-1, 2], [3, 4]], "ratio", "negative_ratio"),
    ],
)
def test_alpha_that_is_undefined_is_none_with_the_reason(ratings: list, level: str, reason: str):
    found = krippendorff_alpha(ratings, level=level)
    assert (found.figure.value, found.figure.reason) == (None, reason)
    assert (found.observed, found.expected) == (None, None)
    drawn = bootstrap_krippendorff(ratings, level=level, rng=np.random.default_rng(1), n_draws=100)
    assert drawn.interval.limits is None
    assert drawn.se is None


@pytest.mark.parametrize(
    ("ratings", "level", "words"),
    [
        ([1, 2], "nominal", "matrix"),
        ([[]], "nominal", "matrix"),
        ([[1, float("inf")]], "nominal", "infinity"),
        ([[1, 2e100]], "nominal", "exceed"),
        ([[1, 2]], "mean", "level must be one of nominal, ordinal, interval, ratio, not 'mean'"),
    ],
)
def test_ratings_that_cannot_be_used_are_refused(ratings: list, level: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        krippendorff_alpha(ratings, level=level)


@pytest.mark.parametrize("level", LEVELS)
def test_memory_grows_with_the_ratings_only(level: str) -> None:
    # krippendorff 0.9.0 holds units x values x values: 536 GiB at 2,000 units of 3 raters
    most = []
    for n in (50_000, 200_000):
        ratings = np.random.default_rng(1).exponential(size=(n, 3))
        ratings[::7, 0] = np.nan
        tracemalloc.start()
        assert alpha(ratings, level) is not None
        most.append(tracemalloc.get_traced_memory()[1] / ratings.size)
        tracemalloc.stop()
    assert max(most) < 120  # bytes a rating: fifteen numbers
    assert most[1] < 1.1 * most[0]
