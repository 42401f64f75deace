"""TOPSIS and ranks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.cohort.topsis import topsis

TABLES = arrays(np.float64, st.tuples(st.integers(2, 7), st.just(3)), elements=st.integers(-20, 20))
WEIGHTS = [0.5, 0.3, 0.2]


def by_hand(table: np.ndarray, costs: list[bool]) -> list[float]:
    v = []
    for j, column in enumerate(table.T.tolist()):
        norm = sum(x * x for x in column) ** 0.5 or 1.0
        v.append([WEIGHTS[j] * x / norm for x in column])
    scores = []
    for i in range(len(table)):
        plus = minus = 0.0
        for j, column in enumerate(v):
            best, worst = (min, max) if costs[j] else (max, min)
            plus += (column[i] - best(column)) ** 2
            minus += (column[i] - worst(column)) ** 2
        scores.append(minus**0.5 / (plus**0.5 + minus**0.5))
    return scores


@settings(max_examples=60)
@given(TABLES)
def test_closeness_is_what_the_formula_gives(table: np.ndarray) -> None:
    costs = [False, True, False]
    found = topsis(table, weights=WEIGHTS, is_cost=costs)
    if (np.ptp(table, axis=0) == 0).all():
        assert (found.scores, found.reason) == (None, "all_constant")
        return
    np.testing.assert_allclose(found.scores, by_hand(table, costs), rtol=1e-9, atol=1e-12)
    scaled = topsis(table[::-1] * [7, 0.01, 3], weights=WEIGHTS, is_cost=costs)
    np.testing.assert_allclose(scaled.scores[::-1], found.scores, atol=1e-9)


@settings(max_examples=60)
@given(TABLES)
def test_a_task_that_leads_everywhere_scores_one_and_the_last_zero(table: np.ndarray) -> None:
    rows = np.vstack([table, table.max(axis=0) + 1, table.min(axis=0) - 1])
    found = topsis(rows, weights=WEIGHTS).scores
    assert found[-2:].tolist() == pytest.approx([1, 0], abs=1e-12)
    assert ((found >= 0) & (found <= 1 + 1e-12)).all()


def test_a_constant_or_weightless_indicator_tells_nothing_apart() -> None:
    plain = topsis([[1, 4], [2, 9], [3, 1]], weights=[0.5, 0.5]).scores
    more = topsis([[1, 4, 0], [2, 9, 0], [3, 1, 0]], weights=[0.4, 0.4, 0.2]).scores
    np.testing.assert_allclose(plain, more, rtol=1e-12)
    assert topsis([[1, 4], [1, 9]], weights=[1, 0]).reason == "all_constant"
    assert topsis([[1, 4]], weights=[0.5, 0.5]).reason == "one_task"


@pytest.mark.parametrize(
    ("values", "weights", "words"),
    [
        ([[1, np.nan], [2, 3]], [0.5, 0.5], "NaN"),
        ([[1, 2], [2, 3]], [0.5, 0.6], "sum to 1"),
        ([[1, 2], [2, 3]], [1.0], "weights must be 2"),
    ],
)
def test_what_cannot_be_scored_is_refused(values: list, weights: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        topsis(values, weights=weights)
