"""Kappa of a cross-table: errors against the jackknife, weights, and what is undefined."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring.agreement import (
    agreement_weights,
    cohen_kappa,
    kappa_of_table,
    pair_table,
    weights_of_disagreement,
)


def draw(seed: int, n: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 4, n)
    second = np.where(rng.random(n) < 0.6, first, rng.integers(0, 4, n))
    return np.column_stack([first, second]).astype(float)


def table_of(ratings: np.ndarray) -> np.ndarray:
    return pair_table(ratings, categories=range(4))


@pytest.mark.parametrize("kind", ["identity", "linear", "quadratic"])
def test_the_standard_error_is_that_of_the_jackknife(kind: str) -> None:
    n = 500
    ratings, weights = draw(1, n), agreement_weights(range(4), kind=kind)
    table = table_of(ratings)
    found = kappa_of_table(table, weights=weights, n=n)
    # Leaving out any unit of one cell gives the same kappa.
    cells = [(i, j) for i in range(4) for j in range(4) if table[i, j]]
    without = []
    for i, j in cells:
        less = table.copy()
        less[i, j] -= 1
        without.append(kappa_of_table(less, weights=weights).figure.value)
    times = np.array([table[cell] for cell in cells])
    mean = times @ without / n
    jackknife = np.sqrt((n - 1) / n * (times @ (np.array(without) - mean) ** 2))
    assert found.se == pytest.approx(jackknife, rel=0.01)


def test_the_test_of_no_agreement_holds_its_level() -> None:
    rng = np.random.default_rng(8)
    p = []
    for _ in range(600):
        pairs = rng.choice(3, size=(120, 2), p=[0.5, 0.3, 0.2]).astype(float)
        p.append(kappa_of_table(pair_table(pairs, categories=range(3)), n=120).p)
    assert np.mean(np.array(p) < 0.05) == pytest.approx(0.05, abs=0.03)


@settings(max_examples=60)
@given(
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=30),
    st.permutations(range(4)),
)
def test_kappa_equals_the_exact_fraction_under_any_names(pairs: list, names: list) -> None:
    exact = cohen_kappa(pairs, categories=range(4))
    renamed = np.array([[names[a], names[b]] for a, b in pairs], dtype=float)
    found = kappa_of_table(table_of(renamed), n=len(pairs))
    assert (found.figure.value is None) == (exact.kappa is None)
    assert found.observed == pytest.approx(float(exact.agreement_share))
    if exact.kappa is not None:
        assert found.figure.value == pytest.approx(float(exact.kappa), abs=1e-12)
        assert found.figure.value <= 1


@settings(max_examples=60)
@given(st.lists(st.integers(0, 9), min_size=9, max_size=9))
def test_weighted_kappa_is_the_share_of_expected_disagreement_left(cells: list) -> None:
    table = np.array(cells, dtype=float).reshape(3, 3)
    by_chance = np.outer(table.sum(axis=1), table.sum(axis=0))
    given_weights = np.array([[0, 1, 3], [2, 0, 6], [3, 5, 0]], dtype=float)
    assume((by_chance * given_weights).sum() > 0)
    found = kappa_of_table(table, weights=weights_of_disagreement(given_weights))
    left = (table * given_weights).sum() * table.sum() / (by_chance * given_weights).sum()
    assert found.figure.value == pytest.approx(1 - left, abs=1e-9)


def test_shares_and_counts_give_the_same_and_errors_need_the_number_of_units() -> None:
    table = table_of(draw(2, 200))
    counts, shares = kappa_of_table(table, n=200), kappa_of_table(table / 200, n=200)
    assert shares.figure.value == pytest.approx(counts.figure.value, abs=1e-12)
    assert shares.se == pytest.approx(counts.se, abs=1e-12)
    unknown = kappa_of_table(table / 200)
    assert (unknown.se, unknown.z, unknown.p) == (None, None, None)
    assert unknown.interval.reason == "no_n"


def test_categories_nobody_used_change_weighted_kappa_only_by_their_distance() -> None:
    ratings = np.array([[0, 0], [1, 1], [1, 2], [2, 2], [0, 1]], dtype=float)
    few, many = (pair_table(ratings, categories=range(q)) for q in (3, 6))
    for kind in ("linear", "quadratic"):
        found = [
            kappa_of_table(t, weights=agreement_weights(range(len(t)), kind=kind)).figure.value
            for t in (few, many)
        ]
        assert found[0] == pytest.approx(found[1], abs=1e-12)


def test_kappa_without_variation_is_none_and_perfect_kappa_has_no_limits() -> None:
    same = kappa_of_table([[5, 0], [0, 0]], n=5)
    assert (same.figure.value, same.figure.reason) == (None, "no_variation")
    assert (same.interval.limits, same.se, same.observed, same.expected) == (None, None, 1, 1)
    perfect = kappa_of_table([[5, 0], [0, 5]], n=10)
    assert (perfect.figure.value, perfect.se) == (1, 0)
    assert (perfect.interval.limits, perfect.interval.reason) == (None, "zero_se")


def test_a_rater_who_never_differs_leaves_nothing_to_test() -> None:
    found = kappa_of_table([[5, 5], [0, 0]], n=10)
    assert (found.figure.value, found.se, found.z, found.p) == (0, 0, None, None)


@pytest.mark.parametrize(
    ("table", "options", "words"),
    [
        ([[1, 2]], {}, "table must be square"),
        ([[1, -1], [1, 1]], {}, "0 or more"),
        ([[0, 0], [0, 0]], {}, "not all 0"),
        ([[1, float("nan")], [1, 1]], {}, "0 or more"),
        ([[1, 0], [0, 1]], {"weights": [[1]]}, "table's shape"),
        ([[1, 0], [0, 1]], {"weights": [[1, 0], [0, 0]]}, "1 on the diagonal"),
        ([[1, 0], [0, 1]], {"weights": [[1, 2], [0, 1]]}, "between 0 and 1"),
        ([[1, 0], [0, 1]], {"n": 0}, "n must be above 0"),
        ([[1, 0], [0, 1]], {"confidence": 1}, "confidence must lie"),
    ],
)
def test_tables_and_options_that_cannot_be_used_are_refused(
    table: list, options: dict, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        kappa_of_table(table, **options)


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ([[0, 1]], "square"),
        ([[0, -1], [1, 0]], "0 or more elsewhere"),
        ([[1, 1], [1, 0]], "0 on the diagonal"),
        ([[0, 0], [0, 0]], "above 0"),
    ],
)
def test_disagreement_that_cannot_be_used_is_refused(cells: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        weights_of_disagreement(cells)


def test_weights_follow_the_values_where_they_are_given() -> None:
    assert agreement_weights([0, 10, 100], kind="linear")[0].tolist() == [1, 0.9, 0]
    assert agreement_weights([7], kind="quadratic").tolist() == [[1]]
    with pytest.raises(ValueError, match="ascending"):
        agreement_weights([1, 1], kind="linear")
    with pytest.raises(ValueError, match="kind must be"):
        agreement_weights([1, 2], kind="cubic")
