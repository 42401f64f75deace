"""Bounds of reliability other than alpha: halves, lambdas, and the greatest one."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from scoring.reliability.glb import greatest_lower_bound
from scoring.reliability.halves import guttman_lambda2, guttman_lambdas, split_half

SEEDS = st.integers(0, 2**32 - 1)


def scale(seed: int, n: int = 40, k: int = 5) -> np.ndarray:
    """Draw answers 1-7 with a common part."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1))
    return np.clip(np.rint(4 + common + rng.normal(size=(n, k))), 1, 7)


@given(seed=SEEDS)
def test_greatest_lower_bound_of_an_alike_covariance_is_alpha(seed: int) -> None:
    rng = np.random.default_rng(seed)
    k, r, size = int(rng.integers(2, 8)), float(rng.uniform(0.05, 0.95)), 10.0 ** rng.uniform(-6, 6)
    matrix = size * (np.full((k, k), r) + (1 - r) * np.eye(k))
    found = greatest_lower_bound(matrix)
    assert found.figure.value == pytest.approx(k * r / (1 + (k - 1) * r), abs=1e-8)
    assert found.gap <= 1e-10


def test_greatest_lower_bound_of_a_singular_matrix_gives_its_null_space_no_error() -> None:
    rows = scale(5, k=3)
    doubled = np.column_stack([rows, rows[:, 0]])
    found = greatest_lower_bound(np.cov(doubled.T))
    assert found.errors[[0, 3]].tolist() == [0, 0]
    assert found.errors[[1, 2]].min() > 0
    whole = greatest_lower_bound(np.ones((3, 3)))
    assert (whole.figure.value, whole.gap) == (1.0, 0.0)


@pytest.mark.parametrize(
    ("matrix", "reason"),
    [
        ([[1.0]], "one_item"),
        (np.eye(201), "many_items"),
        ([[1.0, -1.0], [-1.0, 1.0]], "no_variance"),
        (np.zeros((2, 2)), "no_variance"),
    ],
)
def test_greatest_lower_bound_has_a_reason_where_it_is_undefined(
    matrix: object, reason: str
) -> None:
    found = greatest_lower_bound(matrix)
    assert (found.figure.value, found.figure.reason, found.errors) == (None, reason, None)


@given(seed=SEEDS)
def test_halves_equal_their_definition(seed: int) -> None:
    rows = scale(seed, k=5)
    odd, even = rows[:, 0::2].sum(axis=1), rows[:, 1::2].sum(axis=1)
    assume(odd.std() > 0 and even.std() > 0)
    found = split_half(np.cov(rows.T))
    assert found.r.value == pytest.approx(np.corrcoef(odd, even)[0, 1], abs=1e-12)
    lambda4 = 2 * (1 - (odd.var() + even.var()) / (odd + even).var())
    assert found.lambda4.value == pytest.approx(lambda4, abs=1e-12)


def test_lambdas_of_one_item_are_undefined() -> None:
    assert guttman_lambda2(np.eye(1)) is None
    assert {figure.reason for figure in guttman_lambdas(np.eye(1), None).values()} == {"one_item"}
