"""The quota of a cycle and type: ruling A30."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.scoring_cases import WORKED
from scoring.cohort.quota import excellent_within_quota, quota_size

EXAMPLE = WORKED["quota_example"]
TIE_BREAK = ["A", "C", "E1", "D"]


def test_the_quota_example_of_the_kit() -> None:
    found = excellent_within_quota(EXAMPLE["tasks"], percent=20, tie_break=TIE_BREAK)
    assert found.quota == EXAMPLE["quota"]
    assert list(found.excellent) == EXAMPLE["excellent"]
    assert list(found.over_quota) == EXAMPLE["over_quota_to_good"]
    assert found.undecided == ()


@pytest.mark.parametrize(
    ("n_tasks", "expected"), [(0, 0), (2, 0), (3, 1), (9, 1), (10, 2), (15, 3)]
)
def test_the_quota_is_rounded_down_but_one_from_three_tasks_on(n_tasks: int, expected: int) -> None:
    assert quota_size(n_tasks, percent=20) == expected


def _tasks(*totals: str, **more: str) -> list[dict]:
    return [{"id": f"T{at}", "total": total, **more} for at, total in enumerate(totals, 1)]


def test_only_tasks_that_are_excellent_after_gates_and_caps_compete() -> None:
    tasks = [
        {"id": "T1", "total": "96.00", "grade": "good"},
        {"id": "T2", "total": "91.00", "grade": "excellent"},
        {"id": "T3", "total": "70.00", "grade": "pass"},
    ]
    found = excellent_within_quota(tasks, percent=20, tie_break=TIE_BREAK)
    assert (found.excellent, found.over_quota) == (("T2",), ())


def test_one_or_two_tasks_have_no_excellent() -> None:
    found = excellent_within_quota(_tasks("95.00", "94.00"), percent=100, tie_break=TIE_BREAK)
    assert (found.quota, found.excellent, found.over_quota) == (0, (), ("T1", "T2"))


def test_a_full_tie_over_the_line_is_not_decided_by_machine() -> None:
    scores = {"A": "90.00", "C": "90.00", "E1": "90.00", "D": "90.00"}
    found = excellent_within_quota(
        _tasks("92.00", "92.00", "92.00", **scores), percent=20, tie_break=TIE_BREAK
    )
    assert (found.excellent, found.undecided) == ((), ("T1", "T2", "T3"))


def test_a_full_tie_inside_the_line_is_no_matter() -> None:
    tasks = _tasks("95.00", "95.00", *["60.00"] * 8)
    found = excellent_within_quota(tasks, percent=20, tie_break=[])
    assert (set(found.excellent), found.undecided) == ({"T1", "T2"}, ())


def test_scores_are_compared_as_printed() -> None:
    tasks = [
        {"id": "T1", "total": 92.0049, "A": "80.00"},
        {"id": "T2", "total": 92.001, "A": "90.00"},
        {"id": "T3", "total": "50.00"},
    ]
    assert excellent_within_quota(tasks, percent=20, tie_break=["A"]).excellent == ("T2",)


def test_a_missing_tie_break_score_decides_nothing() -> None:
    tasks = _tasks("92.00", "92.00", "50.00")
    tasks[0]["A"] = "80.00"
    found = excellent_within_quota(tasks, percent=20, tie_break=["A"])
    assert (found.excellent, set(found.undecided)) == ((), {"T1", "T2"})


def test_a_score_that_is_no_number_is_refused() -> None:
    with pytest.raises(ValueError, match="must be a number"):
        excellent_within_quota(_tasks("high", "1", "2"), percent=20, tie_break=[])


@given(st.lists(st.integers(0, 100), max_size=12), st.integers(0, 100), st.integers(0, 100))
def test_a_larger_quota_or_a_higher_total_never_loses_a_place(
    totals: list, percent: int, more: int
) -> None:
    tasks = [{"id": str(at), "total": str(one)} for at, one in enumerate(totals)]
    smaller, larger = sorted((percent, more))
    few = excellent_within_quota(tasks, percent=smaller, tie_break=[])
    many = excellent_within_quota(tasks, percent=larger, tie_break=[])
    assert few.quota <= many.quota
    assert set(few.excellent) <= set(many.excellent) | set(many.undecided)
    assert quota_size(len(totals) + 1, percent=percent) >= quota_size(len(totals), percent=percent)
    for name in few.excellent:
        raised = [one | {"total": "100"} if one["id"] == name else one for one in tasks]
        again = excellent_within_quota(raised, percent=smaller, tie_break=[])
        assert name in again.excellent + again.undecided
