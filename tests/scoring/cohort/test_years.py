"""Two years on frozen goalposts."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.cohort.years import Goalposts, frozen_goalposts, goalpost_scores, year_on_year

POSTS = Goalposts((0, 10), (50, 0))
WEIGHTS = [0.6, 0.4]


def compare(before: list, after: list, **more: object) -> tuple:
    old = [f"T{at}" for at in range(1, len(before) + 1)]
    new = [f"T{at}" for at in range(1, len(after) + 1)]
    chosen = {"goalposts": POSTS, "weights": WEIGHTS} | more
    return year_on_year((old, before), (new, after), **chosen)


def test_goalposts_score_both_directions_and_stop_at_their_ends() -> None:
    found = goalpost_scores([[25, 5], [60, -3], [-1, 12], [np.nan, 0]], POSTS)
    np.testing.assert_array_equal(found, [[50, 50], [100, 100], [0, 0], [np.nan, 100]])


def test_the_change_is_the_sum_of_its_parts() -> None:
    (found,) = compare([[25, 5]], [[50, 6]])
    assert (found.before, found.after) == (50, 76)
    assert found.change == pytest.approx(26)
    assert found.parts.tolist() == pytest.approx([30, -4])


@given(arrays(np.float64, (3, 2), elements=st.integers(-5, 60)), st.integers(-5, 60))
def test_another_tasks_values_do_not_move_a_change(table: np.ndarray, value: int) -> None:
    other = table.copy()
    other[1:] = value
    one, two = compare(table, table + 3)[0], compare(other, table + 3)[0]
    assert (one.before, one.after, one.change) == (two.before, two.after, two.change)
    assert one.parts.sum() == pytest.approx(one.change, abs=1e-9)


def test_goalposts_are_frozen_on_the_base_year() -> None:
    base = np.array([[1, 8], [3, np.nan], [2, 6.0]])
    posts = frozen_goalposts(base, is_cost=[False, True])
    assert posts == Goalposts((1, 8), (3, 6))
    later = goalpost_scores([[5, 7]], posts)
    assert later.tolist() == [[100, 50]]


def test_a_missing_indicator_leaves_no_total_and_a_task_of_one_year_no_change() -> None:
    first, second, gone = compare([[25, 5], [25, 5], [1, 1]], [[np.nan, 5], [25, 5]])
    assert (first.before, first.after, first.change) == (50, None, None)
    assert (first.parts, first.reason) == (None, "missing_indicator")
    assert second.change == 0
    assert (gone.task, gone.after, gone.reason) == ("T3", None, "other_year")
    assert gone.before is not None
    (new,) = year_on_year(
        ([], np.empty((0, 2))), (["N"], [[25, 5]]), goalposts=POSTS, weights=WEIGHTS
    )
    assert (new.before, new.after, new.reason) == (None, 50, "other_year")


@pytest.mark.parametrize(
    ("base", "words"),
    [
        ([[1, 2], [1, 3]], "indicator 1 does not vary"),
        ([[np.nan, 2], [np.nan, 3]], "indicator 1 does not vary"),
        ([[np.inf, 2], [1, 3]], "infinity"),
        ([], "table"),
        ([1, 2], "table"),
    ],
)
def test_a_base_year_without_room_is_refused(base: list, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        frozen_goalposts(base)


@pytest.mark.parametrize(
    ("values", "posts", "words"),
    [
        ([[1, 2]], Goalposts((0,), (1,)), "as many columns"),
        ([[1]], Goalposts((0, 1), (1,)), "as many columns"),
        ([1], Goalposts((0,), (1,)), "as many columns"),
        ([[np.inf]], Goalposts((0,), (1,)), "finite"),
        ([[1]], Goalposts((1,), (1,)), "must lie below"),
        ([[1]], Goalposts((np.nan,), (1,)), "NaN"),
    ],
)
def test_goalposts_that_do_not_fit_are_refused(values: list, posts: Goalposts, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        goalpost_scores(values, posts)


def test_years_that_cannot_be_compared_are_refused() -> None:
    with pytest.raises(ValueError, match="weights must be 2"):
        compare([[1, 2]], [[1, 2]], weights=[1])
    with pytest.raises(ValueError, match="sum to 1"):
        compare([[1, 2]], [[1, 2]], weights=[0.5, 0.6])
    for names in (["T", "T"], ["T"]):
        with pytest.raises(ValueError, match="named once"):
            year_on_year(
                (names, [[1, 2], [3, 4]]), (["T"], [[1, 2]]), goalposts=POSTS, weights=WEIGHTS
            )
