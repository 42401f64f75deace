"""Benefit of the doubt."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.weights.best_case import benefit_of_doubt

TABLES = arrays(
    np.float64,
    st.tuples(st.integers(1, 6), st.integers(2, 3)),
    elements=st.integers(0, 10).map(lambda x: x / 10),
)


def by_force(table: np.ndarray, low: float, high: float) -> np.ndarray:
    """Search a fine grid of weight shares; each is stretched until some task reaches 1."""
    k, steps = table.shape[1], 60
    grid = [s for s in product(range(steps + 1), repeat=k - 1) if sum(s) <= steps]
    shares = np.array([[*s, steps - sum(s)] for s in grid]) / steps
    shares = shares[((shares >= low - 1e-9) & (shares <= high + 1e-9)).all(axis=1)]
    totals = shares @ table.T
    top = totals.max(axis=1, keepdims=True)
    return np.divide(totals, top, out=np.zeros_like(totals), where=top > 0).max(axis=0)


@settings(max_examples=40)
@given(TABLES, st.sampled_from([(0.0, 1.0), (0.2, 0.6), (0.3, 0.5)]))
def test_scores_are_what_a_search_over_all_weights_finds(table: np.ndarray, bounds: tuple) -> None:
    low, high = bounds
    found = benefit_of_doubt(table, low=low, high=high).scores
    searched = by_force(table, low, high)
    assert (found >= searched - 1e-7).all()
    assert (found <= searched + 0.08).all()


@settings(max_examples=40)
@given(TABLES)
def test_scores_lie_in_0_to_1_and_bounds_can_only_lower_them(table: np.ndarray) -> None:
    free = benefit_of_doubt(table)
    bound = benefit_of_doubt(table, low=0.2, high=0.5)
    assert (free.scores <= 1 + 1e-9).all()
    assert (bound.scores <= free.scores + 1e-9).all()
    assert (bound.scores >= 0).all()
    kept = bound.shares[~np.isnan(bound.shares).any(axis=1)]
    assert ((kept >= 0.2 - 1e-7) & (kept <= 0.5 + 1e-7)).all()


@settings(max_examples=40)
@given(TABLES, st.randoms(use_true_random=False))
def test_order_and_unit_do_not_matter(table: np.ndarray, random: object) -> None:
    order = list(range(len(table)))
    random.shuffle(order)
    one = benefit_of_doubt(table).scores
    other = benefit_of_doubt(table[order] * [2.0, 5.0, 0.5][: table.shape[1]]).scores
    np.testing.assert_allclose(one[order], other, atol=1e-7)


def test_unbounded_weights_say_so_and_count_who_reaches_one() -> None:
    found = benefit_of_doubt([[1, 0], [0, 1], [0.2, 0.2]])
    assert (found.n_full, found.variant) == (2, "benefit of the doubt, weights unbounded")
    bound = benefit_of_doubt([[1, 0], [0, 1]], low=0.1, high=0.9)
    assert bound.variant == "benefit of the doubt, weights 0.1-0.9 of their sum"


def test_units_that_lie_far_apart_do_not_matter() -> None:
    table = np.array([[1, 0.2], [0.5, 0.5], [0.3, 0.1]])
    one = benefit_of_doubt(table).scores
    far = benefit_of_doubt(table * [1e-13, 1e13])
    np.testing.assert_allclose(far.scores, one, rtol=1e-9)
    assert far.shares[0, 0] > 0.99
    small = benefit_of_doubt(table * 1e-13, low=0.3, high=0.7).scores
    np.testing.assert_allclose(small, benefit_of_doubt(table, low=0.3, high=0.7).scores)
    tiny = benefit_of_doubt(table * [1, 1e-13], low=0.3, high=0.7).scores
    np.testing.assert_allclose(tiny, table[:, 0] / table[:, 0].max(), rtol=1e-6)


def test_a_task_of_zeros_scores_zero() -> None:
    found = benefit_of_doubt([[0, 0], [1, 1]], low=0.5, high=0.5)
    assert found.scores.tolist() == [0, 1]
    assert benefit_of_doubt([[0, 0]], low=0.1).scores.tolist() == [0]


@pytest.mark.parametrize(
    ("values", "low", "high", "words"),
    [
        ([[1, -1]], 0, 1, "negative"),
        ([[1, np.nan]], 0, 1, "NaN"),
        ([[1, 1]], -0.1, 1, "bounds"),
        ([[1, 1]], 0.5, 0.4, "bounds"),
        ([[1, 1]], 0, 1.1, "bounds"),
        ([[1, 1]], np.nan, 1, "bounds"),
        ([[1, 1]], 0.6, 0.8, "no 2 shares between 0.6 and 0.8"),
        ([[1, 1]], 0, 0.4, "no 2 shares"),
    ],
)
def test_what_cannot_be_scored_is_refused(
    values: list, low: float, high: float, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        benefit_of_doubt(values, low=low, high=high)
