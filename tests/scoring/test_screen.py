"""Screening plain matrices, and the real course evaluations through another model."""

import csv

import numpy as np
import pytest

from fixtures.scoring_cases import KIT, ROOT, course_document, load
from scoring.engine import score
from scoring.model.policies import ScreeningRule
from scoring.recode import reverse_keys
from scoring.screen import Circumstances, ScreeningPolicy, screen_responses

COURSES = ROOT / "examples" / "course-evaluation" / "turkiye_student_evaluation.csv"
ITEMS = [f"Q{number}" for number in range(1, 29)]


def _policy(*, reversed_items: int = 0, needs_reversed: bool = False) -> ScreeningPolicy:
    is_reversed = np.arange(4) < reversed_items
    return ScreeningPolicy(KIT.survey.screening, is_reversed, np.full(4, 3.0), needs_reversed)


def test_without_reversed_items_any_one_answer_but_the_midpoint_is_invalid() -> None:
    answers = [[4, 4, 4, 4], [3, 3, 3, 3], [4, 4, 4, 5]]
    found = screen_responses(answers, policy=_policy(), circumstances=Circumstances())
    assert found.is_valid.tolist() == [False, True, True]
    assert found.is_one_answer.tolist() == [True, True, False]
    assert found.is_uniform_neutral.tolist() == [False, True, False]
    assert found.not_applied == ("speed", "attention", "duplicate")


def test_an_empty_response_is_missing_and_no_straight_line() -> None:
    answers = np.full((1, 4), np.nan)
    found = screen_responses(answers, policy=_policy(), circumstances=Circumstances())
    assert [rule for rule, failed in found.failed.items() if failed[0]] == ["missing_share"]


def test_a_single_item_is_no_line() -> None:
    policy = ScreeningPolicy(
        (ScreeningRule("straight_line", None),),
        np.array([False]),
        np.array([3.0]),
        needs_reversed=False,
    )
    found = screen_responses([[5], [4]], policy=policy, circumstances=Circumstances())
    assert found.is_valid.all()
    assert found.not_applied == ("straight_line",)


def test_no_responses_at_all_are_screened_to_nothing() -> None:
    found = screen_responses(np.empty((0, 4)), policy=_policy(), circumstances=Circumstances())
    assert found.is_valid.shape == (0,)


def test_a_matrix_of_another_width_is_refused() -> None:
    with pytest.raises(ValueError, match="shape"):
        screen_responses([[1, 2]], policy=_policy(), circumstances=Circumstances())


def test_reverse_keyed_items_are_mirrored_about_the_response_scale() -> None:
    mirrored = reverse_keys([[5, 2, np.nan]], keys=[1, -1, -1], n_points=7)
    assert mirrored[0, :2].tolist() == [5, 6]
    assert np.isnan(mirrored[0, 2])
    for keys in ([1], [1, 0, 1]):
        with pytest.raises(ValueError, match="keys"):
            reverse_keys([[5, 2, 1]], keys=keys, n_points=7)


def _rows() -> list[dict[str, str]]:
    if not COURSES.is_file():
        pytest.skip("the course evaluations are not in this checkout")
    with COURSES.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _course_case(rows: list[dict[str, str]]) -> dict:
    responses = [
        {"id": f"R{at}", "answers": {item: int(row[item]) for item in ITEMS}}
        for at, row in enumerate(rows)
    ]
    return {"task": {"type": "COURSE"}, "survey": {"CE": {"responses": responses}}}


def test_5820_course_evaluations_are_screened_as_published_in_the_task() -> None:
    # Gunduz & Fokoue 2013, UCI Machine Learning Repository (CC BY 4.0)
    found = score(load(course_document()), _course_case(_rows()))["survey"]["CE"]
    assert (found["received"], found["one_answer_rows"], found["valid"]) == (5820, 2985, 3751)
    assert (found["counts"]["straight_line"], found["uniform_neutral"]) == (2069, 916)
    assert found["alpha_all_items"] == {"received": 0.992, "valid": 0.9751}
    assert found["not_applied"] == ["speed", "attention", "duplicate"]
    assert found["response_rate"] is None


def test_the_first_course_scores_65_72() -> None:
    rows = [row for row in _rows() if row["class"] == "1"]
    found = score(load(course_document()), _course_case(rows))
    assert found["survey"]["CE"]["valid"] == found["scales"]["COURSE"]["n_scored"] == 181
    assert [found["scales"][name]["index_pct20"] for name in ("COURSE", "TEACH")] == [
        63.2413,
        68.1975,
    ]
    assert [found["level3"][code]["score"] for code in ("K1-1", "T1-1")] == ["63.24", "68.20"]
    assert (found["total"], found["grade"], found["gates"]) == ("65.72", "pass", [])


def test_the_twelfth_course_is_computed_but_insufficient() -> None:
    rows = [row for row in _rows() if row["class"] == "12"]
    found = score(load(course_document()), _course_case(rows))
    survey = found["survey"]["CE"]
    assert (survey["valid"], survey["sufficient"]) == (23, False)
    assert survey["insufficient_reasons"] == ["23 valid < 30"]
    assert survey["insufficient_reasons_zh"] == ["有效23份，少于30份"]


def test_a_course_without_responses_is_blocked() -> None:
    found = score(load(course_document()), _course_case([]))
    assert {entry["indicator"] for entry in found["blocked"]} == {"K1-1", "T1-1"}
    assert found["survey"]["CE"]["valid"] == 0
    assert (found["total"], found["grade"]) == (None, None)
