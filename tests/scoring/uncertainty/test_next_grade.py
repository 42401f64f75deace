"""What would have changed a grade, against scoring the task with the change made."""

import pytest

from fixtures.scoring_cases import KIT, active, given_case, worked_case
from scoring.case import read_case
from scoring.engine import find, score
from scoring.uncertainty.next_grade import NextGrade, distance_to_next_grade


def distance(case: dict) -> NextGrade:
    return distance_to_next_grade(find(KIT, read_case(KIT, case)))


def raised(case: dict, **scores: float) -> str:
    return score(KIT, case | {"raw": case["raw"] | scores})["grade"]


def test_the_worked_example_is_short_of_excellent():
    found = distance(worked_case())
    assert (found.grade, found.points_short, found.points_spare) == ("excellent", 5.41, 4.59)
    assert (found.rises, found.obstacles) == ((), ())
    result = score(KIT, worked_case())["level3"]
    scores = {code: float(block["score"]) for code, block in result.items() if block["score"]}
    for more, grade in ((found.rise_of_all, "excellent"), (found.rise_of_all - 0.01, "good")):
        case = given_case(raw={c: min(100, round(s + more, 2)) for c, s in scores.items()})
        assert score(KIT, case)["grade"] == grade


def test_a_single_rise_gives_the_grade_and_a_hundredth_less_does_not():
    case = given_case(89.9)
    found = distance(case)
    assert found.points_short == pytest.approx(0.1)
    assert found.rises
    for rise in (found.rises[0], found.rises[-1]):
        assert raised(case, **{rise.code: rise.score}) == rise.grade == "excellent"
        assert raised(case, **{rise.code: round(rise.score - 0.01, 2)}) == "good"
    steps = [rise.score - rise.official for rise in found.rises]
    assert steps == sorted(steps)


def test_a_failed_gate_is_named_where_the_total_is_enough():
    raw = {code: 74 if code.startswith("D") else 95 for code in active()}
    found = distance(given_case(raw=raw))
    assert (found.grade, found.points_short) == ("excellent", 0)
    assert found.points_spare > 0
    assert ["level-1 ['D'] below 75" in one.en for one in found.obstacles] == [True]


def test_a_veto_and_a_cap_stand_in_the_way():
    vetoed = distance(given_case(95, vetoes=["V2"]))
    assert (vetoed.grade, vetoed.points_short, vetoed.rise_of_all) == ("pass", 0, None)
    assert [one.en for one in vetoed.obstacles] == ["veto V2"]
    capped = distance(given_case(95, caps=["C3"]))
    assert [one.en for one in capped.obstacles] == ["cap C3"]
    assert (capped.grade, capped.rises) == ("excellent", ())


def test_nothing_lies_above_the_best_grade_and_no_cut_below_the_lowest():
    best = distance(given_case(100))
    assert (best.grade, best.points_short, best.points_spare, best.rises) == (None, None, 10, ())
    assert distance(given_case(0)).points_spare is None


def test_a_blocked_task_has_no_distance():
    case = worked_case()
    del case["raw"]["A1-2"]
    assert distance(case) == NextGrade(None, None, None, (), (), None)
