"""Outranking, Copeland and the best whole order."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.cohort.outranking import best_order, copeland_scores, outranking_matrix

TABLES = arrays(np.float64, st.tuples(st.integers(1, 6), st.just(3)), elements=st.integers(0, 4))
WEIGHTS = [0.5, 0.25, 0.25]


@settings(max_examples=60)
@given(TABLES)
def test_the_matrix_adds_the_weights_of_what_is_better(table: np.ndarray) -> None:
    found = outranking_matrix(table, weights=WEIGHTS, is_cost=[False, True, False])
    for j, k in np.ndindex(found.shape):
        wins = 0.0
        for q, weight in enumerate(WEIGHTS):
            lead = (table[j, q] - table[k, q]) * (-1 if q == 1 else 1)
            wins += weight if lead > 0 else weight / 2 if lead == 0 else 0
        assert found[j, k] == pytest.approx(0 if j == k else wins)
        assert j == k or found[j, k] + found[k, j] == pytest.approx(1)
    assert copeland_scores(found).sum() == 0


@settings(max_examples=60)
@given(TABLES, st.integers(0, 5), st.integers(0, 2))
def test_a_missing_indicator_never_raises_a_score(table: np.ndarray, task: int, at: int) -> None:
    task %= len(table)
    holed = table.copy()
    holed[task, at] = np.nan
    before = outranking_matrix(table, weights=WEIGHTS)
    after = outranking_matrix(holed, weights=WEIGHTS)
    assert (after[task] <= before[task] + 1e-12).all()
    assert copeland_scores(after)[task] <= copeland_scores(before)[task]


@settings(max_examples=60)
@given(TABLES)
def test_the_best_order_is_the_best_of_all_orders(table: np.ndarray) -> None:
    matrix = outranking_matrix(table, weights=WEIGHTS)
    n = len(matrix)
    scores = {
        order: sum(matrix[order[a], order[b]] for a in range(n) for b in range(a + 1, n))
        for order in permutations(range(n))
    }
    best = max(scores.values())
    found = best_order(matrix)
    assert found.score.value == pytest.approx(best)
    winners = sorted(order for order, score in scores.items() if score >= best - 1e-9)
    assert found.n_orders == len(winners)
    assert set(found.orders) <= set(winners)
    assert len(found.orders) == min(len(winners), 20)


def test_only_order_counts_and_not_the_unit() -> None:
    table = np.array([[1, 5, 3], [2, 4, 9], [7, 0, 3.0]])
    stretched = np.column_stack([table[:, 0] ** 3, np.exp(table[:, 1]), table[:, 2] / 9])
    one = outranking_matrix(table, weights=WEIGHTS)
    np.testing.assert_array_equal(one, outranking_matrix(stretched, weights=WEIGHTS))


def test_twelve_tasks_are_ordered_exactly_and_more_are_not() -> None:
    table = np.arange(12.0)[:, None]
    found = best_order(outranking_matrix(table, weights=[1]))
    assert (found.n_orders, found.orders) == (1, (tuple(range(11, -1, -1)),))
    assert found.score.value == 66
    over = best_order(outranking_matrix(np.arange(13.0)[:, None], weights=[1]))
    assert (over.score.value, over.score.reason, over.orders) == (None, "many_tasks", ())


def test_many_best_orders_are_counted_and_twenty_are_listed() -> None:
    found = best_order(outranking_matrix(np.ones((5, 1)), weights=[1]))
    assert (found.n_orders, len(found.orders)) == (120, 20)
    assert len(set(found.orders)) == 20


@pytest.mark.parametrize(
    ("values", "weights", "words"),
    [
        ([[1, np.inf], [2, 3]], [0.5, 0.5], "infinity"),
        ([[1, 2], [2, 3]], [0.5, 0.4], "sum to 1"),
        ([[1, 2], [2, 3]], [1.0], "weights must be 2"),
    ],
)
def test_what_cannot_be_compared_is_refused(values: list, weights: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        outranking_matrix(values, weights=weights)


@pytest.mark.parametrize("method", [copeland_scores, best_order])
def test_a_matrix_must_be_square_and_finite(method: object) -> None:
    with pytest.raises(ValueError, match="square"):
        method([[0, 1]])
    with pytest.raises(ValueError, match="NaN"):
        method([[np.nan]])
