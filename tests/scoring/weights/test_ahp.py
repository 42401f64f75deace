"""AHP: weights and consistency of one expert and of a group."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.weights.ahp import RANDOM_INDEX, ahp_weights
from scoring.weights.ahp_group import group_ahp

SAATY = [1 / 9, 1 / 7, 1 / 5, 1 / 3, 1.0, 2.0, 4.0, 6.0, 9.0]


@st.composite
def matrices(draw: st.DrawFn, largest: int = 7) -> np.ndarray:
    """Draw a reciprocal matrix of Saaty's judgements."""
    k = draw(st.integers(1, largest))
    matrix = np.eye(k)
    for i, j in zip(*np.triu_indices(k, 1), strict=True):
        matrix[i, j] = draw(st.sampled_from(SAATY))
        matrix[j, i] = 1 / matrix[i, j]
    return matrix


def power_iteration(matrix: np.ndarray) -> tuple[np.ndarray, float]:
    w = np.ones(len(matrix)) / len(matrix)
    for _ in range(2_000):
        w = matrix @ w
        w /= w.sum()
    return w, float((matrix @ w / w).mean())


@given(matrices())
def test_the_eigenvector_is_what_power_iteration_finds(matrix: np.ndarray) -> None:
    found = ahp_weights(matrix)
    weights, largest = power_iteration(matrix)
    np.testing.assert_allclose(found.weights, weights, rtol=1e-8)
    assert found.lambda_max == pytest.approx(largest, rel=1e-9)
    assert found.weights.sum() == pytest.approx(1, abs=1e-12)
    assert found.geometric.sum() == pytest.approx(1, abs=1e-12)


@given(matrices(), st.randoms(use_true_random=False))
def test_the_order_of_the_criteria_does_not_matter(matrix: np.ndarray, random: object) -> None:
    order = list(range(len(matrix)))
    random.shuffle(order)
    one, other = ahp_weights(matrix), ahp_weights(matrix[np.ix_(order, order)])
    np.testing.assert_allclose(one.weights[order], other.weights, rtol=1e-8)
    assert one.ci == pytest.approx(other.ci, abs=1e-9)


@given(st.lists(st.floats(0.05, 1), min_size=1, max_size=9))
def test_consistent_judgements_give_their_weights_back(parts: list) -> None:
    weights = np.array(parts) / sum(parts)
    found = ahp_weights(np.divide.outer(weights, weights))
    np.testing.assert_allclose(found.weights, weights, rtol=1e-8)
    np.testing.assert_allclose(found.geometric, weights, rtol=1e-8)
    assert 0 <= found.ci < 1e-9
    assert found.farthest is None
    assert found.is_consistent("saaty1980") is True


@given(matrices())
def test_gci_is_the_mean_squared_error_of_the_logarithms(matrix: np.ndarray) -> None:
    k, found = len(matrix), ahp_weights(matrix)
    if k < 3:
        assert (found.gci.value, found.gci.reason) == (None, "always_consistent")
        return
    w = found.geometric
    total = sum(
        math.log(matrix[i, j] * w[j] / w[i]) ** 2 for i in range(k) for j in range(i + 1, k)
    )
    assert found.gci.value == pytest.approx(2 / ((k - 1) * (k - 2)) * total, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("matrix", [[[1]], [[1, 9], [1 / 9, 1]]])
def test_one_or_two_criteria_cannot_contradict_each_other(matrix: list) -> None:
    found = ahp_weights(matrix)
    assert found.ci == 0.0
    assert {one.value for one in found.cr.values()} == {0.0}
    assert found.cr["saaty2008"].reason == "always_consistent"
    assert found.farthest is None


@pytest.mark.parametrize(
    ("k", "limits"), [(3, (0.05, 0.31)), (4, (0.08, 0.35)), (5, (0.1, 0.37)), (9, (0.1, 0.37))]
)
def test_the_limits_depend_on_the_number_of_criteria(k: int, limits: tuple) -> None:
    found = ahp_weights(np.ones((k, k)))
    assert (found.cr_limit, found.gci_limit) == limits


def test_each_table_of_random_indices_gives_its_own_ratio() -> None:
    assert [len(places) for places in RANDOM_INDEX.values()] == [13, 13]
    rng = np.random.default_rng(3)
    for k in range(3, 16):
        judged = rng.choice([1.0, 2.0, 5.0], (k, k))
        matrix = np.triu(judged, 1) + np.eye(k) + np.tril(1 / judged.T, -1)
        found = ahp_weights(matrix)
        for table, places in RANDOM_INDEX.items():
            assert found.cr[table].value == pytest.approx(found.ci / places[k - 3], rel=1e-12)
            assert table in found.cr[table].variant


def test_beyond_fifteen_criteria_there_is_no_ratio() -> None:
    found = ahp_weights(np.ones((16, 16)))
    assert (found.cr["saaty1980"].value, found.cr["saaty1980"].reason) == (None, "no_random_index")
    assert found.is_consistent("saaty1980") is None
    group = group_ahp([np.ones((16, 16))], inconsistent_policy="return")
    assert (group.kept, group.returned) == ((0,), ())
    assert (group.mean_cr.value, group.mean_cr.reason) == (None, "no_random_index")


def test_the_judgement_to_ask_again_is_the_one_the_weights_bear_out_least() -> None:
    # 1-2 and 2-3 say that 1 counts nine times as much as 3; the expert wrote the reverse
    found = ahp_weights([[1, 3, 1 / 9], [1 / 3, 1, 3], [9, 1 / 3, 1]])
    assert found.is_consistent("saaty1980") is False
    assert (found.farthest.row, found.farthest.column) == (0, 2)
    assert found.farthest.given == pytest.approx(1 / 9)
    assert found.farthest.implied == pytest.approx(found.weights[0] / found.weights[2])


CONTRADICTORY = [[1, 9, 1 / 9], [1 / 9, 1, 9], [9, 1 / 9, 1]]
SOUND = [[1, 2, 4], [1 / 2, 1, 2], [1 / 4, 1 / 2, 1]]


def test_inconsistent_experts_are_returned_by_rule_or_kept_and_named() -> None:
    kept = group_ahp([SOUND, CONTRADICTORY], inconsistent_policy="keep")
    assert (kept.kept, kept.returned) == ((0, 1), (1,))
    left = group_ahp([SOUND, CONTRADICTORY], inconsistent_policy="return")
    assert (left.kept, left.returned) == ((0,), (1,))
    np.testing.assert_allclose(left.aij.weights, ahp_weights(SOUND).weights, rtol=1e-9)
    assert kept.mean_cr.value == left.mean_cr.value
    assert "saaty1980" in left.mean_cr.variant


def test_a_group_in_which_nobody_is_consistent_has_no_weights() -> None:
    found = group_ahp([CONTRADICTORY], inconsistent_policy="return", random_index="saaty2008")
    assert (found.aij, found.aip_geometric, found.aip_arithmetic) == (None, None, None)
    assert (found.reason, found.kept) == ("nobody_kept", ())


@given(st.lists(matrices(largest=4), min_size=1, max_size=4))
def test_a_group_of_one_mind_is_that_mind_in_any_order(experts: list) -> None:
    same = [one for one in experts if len(one) == len(experts[0])]
    found = group_ahp(same, inconsistent_policy="keep")
    turned = group_ahp(same[::-1], inconsistent_policy="keep")
    for weights in (found.aij.weights, found.aip_geometric, found.aip_arithmetic):
        assert weights.sum() == pytest.approx(1, abs=1e-12)
    np.testing.assert_allclose(found.aij.weights, turned.aij.weights, rtol=1e-8)
    twice = group_ahp([same[0]] * 2, inconsistent_policy="keep")
    np.testing.assert_allclose(twice.aij.weights, ahp_weights(same[0]).weights, rtol=1e-8)
    np.testing.assert_allclose(twice.aip_geometric, ahp_weights(same[0]).weights, rtol=1e-8)


@pytest.mark.parametrize(
    ("experts", "policy", "table", "words"),
    [
        ([], "keep", "saaty1980", "at least one expert"),
        ([SOUND], "drop", "saaty1980", "inconsistent_policy"),
        ([SOUND], "keep", "saaty", "random_index"),
        ([SOUND, [[1, 2], [1, 1]]], "keep", "saaty1980", "expert 2: pairwise matrix: rows 1 and 2"),
        ([SOUND, [[1]]], "keep", "saaty1980", "expert 2 has 1 criteria, not 3"),
    ],
)
def test_an_unusable_group_is_refused(experts: list, policy: str, table: str, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        group_ahp(experts, inconsistent_policy=policy, random_index=table)
