"""Entropy and CRITIC weights."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.weights.dispersion import critic_weights, entropy_weights

TABLES = arrays(
    np.float64, st.tuples(st.integers(3, 8), st.integers(2, 5)), elements=st.integers(0, 50)
)


def entropy_by_hand(table: np.ndarray) -> list[float]:
    spread = []
    for column in table.T.tolist():
        shares = [x / sum(column) for x in column if x > 0]
        is_flat = len(set(column)) == 1
        total = sum(p * math.log(p) for p in shares) / math.log(len(column))
        spread.append(0.0 if is_flat else 1 + total)
    return [one / sum(spread) for one in spread]


@given(TABLES)
def test_entropy_is_what_the_formula_gives_column_by_column(table: np.ndarray) -> None:
    found = entropy_weights(table)
    if found.weights is None:
        assert found.reason == "all_constant"
        assert (np.ptp(table, axis=0) == 0).all()
        return
    np.testing.assert_allclose(found.weights, entropy_by_hand(table), rtol=1e-6, atol=1e-12)
    assert found.weights.sum() == pytest.approx(1, abs=1e-12)
    assert found.weights[list(found.constant)].tolist() == [0.0] * len(found.constant)


@given(TABLES, st.randoms(use_true_random=False))
def test_weights_do_not_depend_on_the_order_of_tasks_or_the_unit(
    table: np.ndarray, random: object
) -> None:
    order = list(range(len(table)))
    random.shuffle(order)
    for method in (entropy_weights, critic_weights):
        one, other = method(table), method(table[order] * 3.7)
        assert one.reason == other.reason
        if one.weights is not None:
            np.testing.assert_allclose(one.weights, other.weights, atol=1e-9)


@given(TABLES)
def test_critic_does_not_change_with_an_added_constant_or_a_mirrored_cost(
    table: np.ndarray,
) -> None:
    found = critic_weights(table)
    costs = [j % 2 == 0 for j in range(table.shape[1])]
    mirrored = np.where(costs, 100 - table, table + 7)
    other = critic_weights(mirrored, is_cost=costs)
    assert (found.reason, found.constant) == (other.reason, other.constant)
    if found.weights is not None:
        np.testing.assert_allclose(found.weights, other.weights, atol=1e-9)


def test_critic_is_what_the_formula_gives() -> None:
    table = np.array([[1, 9, 5], [4, 2, 5], [6, 7, 5], [2, 1, 5], [9, 8, 5.0]])
    unit = (table[:, :2] - table[:, :2].min(axis=0)) / np.ptp(table[:, :2], axis=0)
    r = np.corrcoef(unit.T)[0, 1]
    raw = unit.std(axis=0) * (1 - r)
    found = critic_weights(table)
    np.testing.assert_allclose(found.weights, [*(raw / raw.sum()), 0], rtol=1e-12)
    assert found.constant == (2,)


def test_a_direction_changes_critic_weights() -> None:
    table = [[1, 9, 3], [4, 2, 8], [6, 7, 1], [2, 1, 9]]
    plain = critic_weights(table).weights
    turned = critic_weights(table, is_cost=[True, False, False]).weights
    assert np.abs(plain - turned).max() > 0.01


@pytest.mark.parametrize("method", [entropy_weights, critic_weights])
def test_undefined_weights_have_a_reason(method: object) -> None:
    assert (method([[1, 2, 3]]).weights, method([[1, 2, 3]]).reason) == (None, "one_task")
    flat = method([[1, 2], [1, 2]])
    assert (flat.weights, flat.reason, flat.constant) == (None, "all_constant", (0, 1))


def test_perfectly_correlated_indicators_have_no_critic_weights() -> None:
    x = np.arange(6.0)
    assert critic_weights(np.column_stack([x, 2 * x + 1])).reason == "no_conflict"
    assert critic_weights(x[:, None]).reason == "no_conflict"
    assert critic_weights(np.column_stack([x, -x])).weights.tolist() == pytest.approx([0.5, 0.5])


def test_entropy_refuses_what_is_negative_and_takes_zeros() -> None:
    with pytest.raises(ValueError, match="negative"):
        entropy_weights([[1, -1], [2, 3]])
    assert entropy_weights([[0, 1], [5, 2]]).weights.sum() == pytest.approx(1)
