"""Ratings as counts and cross-tables: gaps are no category, strangers are refused."""

import numpy as np
import pytest

from scoring.agreement import categories_of, category_counts, pair_table

NAN = float("nan")


def test_gaps_are_not_counted_and_unused_categories_stay() -> None:
    ratings = [[1, 5, NAN], [NAN, NAN, NAN], [5, 5, 1]]
    assert categories_of(ratings).tolist() == [1, 5]
    found = category_counts(ratings, categories=[1, 3, 5])
    assert found.tolist() == [[1, 0, 1], [0, 0, 0], [1, 0, 2]]


def test_pairs_are_tabled_first_rater_in_rows() -> None:
    found = pair_table([[1, 3], [1, 3], [3, 1], [1, NAN]], categories=[1, 2, 3])
    np.testing.assert_array_equal(found, [[0, 0, 2], [0, 0, 0], [1, 0, 0]])


@pytest.mark.parametrize(
    ("ratings", "categories", "words"),
    [
        ([[1, 9]], [1, 2], "9 is not in the code book"),
        ([[0, 1]], [1, 2], "0 is not in the code book"),
        ([[1, 2]], [2, 1], "distinct and ascending"),
        ([[1, 2]], [], "distinct and ascending"),
        ([[1, 2, 1]], [1, 2], "must have two raters, not 3"),
    ],
)
def test_what_the_code_book_does_not_know_is_refused(
    ratings: list, categories: list, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        pair_table(ratings, categories=categories)
