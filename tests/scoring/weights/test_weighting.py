"""The tables that weights are computed from."""

import numpy as np
import pytest

from scoring.weights.weighting import best_is_one, checked_tasks, constant_columns, costs_of


@pytest.mark.parametrize("values", [[1, 2], [[]], np.empty((0, 2)), [[[1]]]])
def test_a_table_must_be_one(values: list) -> None:
    with pytest.raises(ValueError, match="table of tasks"):
        checked_tasks(values)


@pytest.mark.parametrize("value", [np.nan, np.inf])
def test_a_table_must_hold_finite_numbers(value: float) -> None:
    with pytest.raises(ValueError, match="NaN or an infinity"):
        checked_tasks([[1, value]])


def test_a_constant_indicator_is_constant_to_rounding() -> None:
    values = np.array([[0.1 + 0.2, 0.0, 1.0, 5e-324], [0.3, 0.0, 1 + 1e-9, 0.0]])
    assert constant_columns(values).tolist() == [True, True, False, False]


def test_the_best_task_is_one_and_the_worst_zero_in_either_direction() -> None:
    unit, flat = best_is_one([[1, 10], [2, 5], [5, 0]], is_cost=[False, True])
    assert unit.tolist() == [[0, 0], [0.25, 0.5], [1, 1]]
    assert not flat.any()


def test_costs_must_be_as_many_as_indicators() -> None:
    with pytest.raises(ValueError, match="2 marks"):
        costs_of([True], 2)
