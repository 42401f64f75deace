"""Pairwise matrices: what is refused, and how judgements become one."""

import numpy as np
import pytest

from scoring.weights.pairwise import (
    checked_pairwise,
    judgement_ratio,
    matrix_of_judgements,
    pairwise_faults,
)


@pytest.mark.parametrize(
    ("matrix", "words"),
    [
        ([[1, 3]], "square"),
        ([1, 2], "square"),
        (np.empty((0, 0)), "square"),
        ([[1, 3], [np.nan, 1]], "row 2, column 1 is no number"),
        ([[1, np.inf], [0, 1]], "row 1, column 2 is no number"),
        ([[1, 0], [1, 1]], "row 1, column 2 is not above 0"),
        ([[1, -2], [-0.5, 1]], "row 1, column 2 is not above 0"),
        ([[2, 1], [1, 1]], "row 1, column 1 must be 1"),
        ([[1, 3], [0.5, 1]], "rows 1 and 2 are not reciprocal"),
        ([[1, 3], [0.33, 1]], "rows 1 and 2 are not reciprocal"),
    ],
)
def test_a_matrix_that_is_none_is_refused_by_its_place(matrix: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        checked_pairwise(matrix)


def test_ten_printed_decimals_of_a_reciprocal_become_the_reciprocal() -> None:
    found = checked_pairwise([[1, 0.1428571429], [7, 1]])
    assert found.tolist() == [[1.0, 1 / 7], [7.0, 1.0]]


def test_equal_criteria_are_exactly_equal() -> None:
    assert checked_pairwise([[1, 0.9999999], [0.9999999, 1]]).tolist() == [[1, 1], [1, 1]]


def test_every_fault_of_a_matrix_is_listed_once() -> None:
    matrix = np.array([[1, 0, 2], [3, 1, 3], [0.5, 0.5, 4.0]])
    found = [(one.kind, one.row, one.column) for one in pairwise_faults(matrix)]
    assert found == [("not_positive", 0, 1), ("not_reciprocal", 1, 2), ("diagonal", 2, 2)]


def test_the_sign_says_which_side_counts_more() -> None:
    judgements = [-5, 1, 2]
    left = matrix_of_judgements(judgements, k=3, sign_policy="left_negative")
    right = matrix_of_judgements(judgements, k=3, sign_policy="left_positive")
    np.testing.assert_allclose(left, [[1, 5, 1], [0.2, 1, 0.5], [1, 2, 1]])
    np.testing.assert_allclose(right, left.T)
    ratio = matrix_of_judgements([5, 1, 0.5], k=3, sign_policy="ratio")
    np.testing.assert_allclose(ratio, left)


@pytest.mark.parametrize(
    ("judgement", "policy", "words"),
    [
        (0, "left_negative", "at least 1"),
        (0.5, "left_positive", "at least 1"),
        (np.nan, "left_negative", "at least 1"),
        (-np.inf, "left_negative", "at least 1"),
        (0, "ratio", "above 0"),
        (np.nan, "ratio", "above 0"),
    ],
)
def test_a_judgement_that_says_nothing_is_refused(
    judgement: float, policy: str, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        judgement_ratio(judgement, sign_policy=policy)


def test_judgements_must_fit_the_pairs_and_the_policy() -> None:
    with pytest.raises(ValueError, match="3 criteria have 3 pairs, not 2"):
        matrix_of_judgements([1, 2], k=3, sign_policy="ratio")
    with pytest.raises(ValueError, match="1 criteria have 0 pairs"):
        matrix_of_judgements([], k=1, sign_policy="ratio")
    with pytest.raises(ValueError, match="sign_policy"):
        matrix_of_judgements([1], k=2, sign_policy="left")
