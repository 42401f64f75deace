"""Strengths and weaknesses against the cohort and against a task's own level."""

import numpy as np
import pytest

from scoring.cohort.profile import task_profiles

SCORES = [[90, 80, 80], [60, 70, 50], [50, 60, 70], [70, 50, 60]]


def test_a_strength_leads_the_cohort_and_the_tasks_own_level() -> None:
    first, second, *_ = task_profiles(SCORES)
    # medians 65 65 65: the first leads by 25 15 15, usually by 15
    assert [one.against_cohort for one in first] == [25, 15, 15]
    assert [one.against_own for one in first] == [10, 0, 0]
    assert [one.standing for one in first] == ["strength", "neither", "neither"]
    assert [one.standing for one in second] == ["neither", "strength", "weakness"]
    assert [one.rank for one in first] == [1, 1, 1]
    assert [one.score for one in second] == [60, 70, 50]


def test_the_margin_says_what_counts_as_different() -> None:
    wide = task_profiles(SCORES, margin=26)
    assert {one.standing for row in wide for one in row} == {"neither"}
    edge = task_profiles(SCORES, margin=25)
    assert edge[0][0].standing == "strength"
    for margin in (-1, np.nan, np.inf):
        with pytest.raises(ValueError, match="margin"):
            task_profiles(SCORES, margin=margin)


def test_equal_tasks_share_a_rank_and_have_neither() -> None:
    rows = task_profiles([[50, 50], [50, 50], [50, 50]], margin=0)
    assert {(one.rank, one.standing) for row in rows for one in row} == {(1, "neither")}


def test_two_tasks_are_no_cohort() -> None:
    (first, _) = task_profiles([[50, 60], [70, 40]])
    assert [one.rank for one in first] == [2, 1]
    assert {(one.standing, one.against_cohort, one.against_own) for one in first} == {
        (None, None, None)
    }
    assert first[0].reason == "few_tasks"


def test_a_profile_does_not_change_with_the_order_or_a_higher_level_for_all() -> None:
    table = np.array(SCORES, dtype=float)
    moved = task_profiles(table[::-1, ::-1] + 7)
    for row, other in zip(task_profiles(table), moved[::-1], strict=True):
        assert [one.standing for one in row] == [one.standing for one in other[::-1]]
