"""How scores and grades are spread."""

import numpy as np
import pytest

from scoring.cohort.distribution import grade_distribution, score_spread


def test_every_grade_is_counted_and_tasks_without_one_apart() -> None:
    grades = ["good", "pass", "good", None, "excellent"]
    counts, n_without = grade_distribution(grades, order=["excellent", "good", "pass", "fail"])
    assert [(one.grade, one.n) for one in counts] == [
        ("excellent", 1),
        ("good", 2),
        ("pass", 1),
        ("fail", 0),
    ]
    assert [one.share for one in counts] == [0.25, 0.5, 0.25, 0.0]
    assert [one.share_or_better for one in counts] == [0.25, 0.75, 1.0, 1.0]
    assert n_without == 1


def test_where_no_task_has_a_grade_there_are_no_shares() -> None:
    counts, n_without = grade_distribution([None, None], order=["good"])
    assert (counts[0].n, counts[0].share, counts[0].share_or_better) == (0, None, None)
    assert n_without == 2


def test_an_unknown_or_repeated_grade_is_refused() -> None:
    with pytest.raises(ValueError, match="'fine' is not in the order"):
        grade_distribution(["fine"], order=["good"])
    with pytest.raises(ValueError, match="twice"):
        grade_distribution(["good"], order=["good", "good"])


def test_scores_are_described_without_those_that_are_missing() -> None:
    found = score_spread([50, np.nan, 70, 90, 60])
    assert (found.n, found.n_without, found.mean) == (4, 1, 67.5)
    assert (found.low, found.quartile1, found.median) == (50, 57.5, 65)
    assert (found.quartile3, found.high) == (75, 90)
    assert found.sd == pytest.approx(17.078251276599328)


def test_one_score_has_no_standard_deviation_and_none_has_nothing() -> None:
    assert score_spread([50]).sd is None
    empty = score_spread([np.nan])
    assert (empty.n, empty.n_without, empty.mean, empty.high) == (0, 1, None, None)
    assert score_spread([]).n == 0
    for scores in ([np.inf], [[1, 2]]):
        with pytest.raises(ValueError, match="row of numbers"):
            score_spread(scores)
