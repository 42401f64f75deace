"""Faults of a case: all at once, each with its place."""

from collections.abc import Callable
from decimal import Decimal

import pytest

from fixtures.scoring_cases import KIT, given_case, qa_answers, response, worked_case
from scoring.engine import CaseFaults, score


def _faults(case: object) -> dict[str, str]:
    with pytest.raises(CaseFaults) as refused:
        score(KIT, case)
    assert all(fault.zh for fault in refused.value.faults)
    return {fault.place: fault.en for fault in refused.value.faults}


@pytest.mark.parametrize(
    ("code", "record", "place", "words"),
    [
        ("Z1-1", 80, "raw/Z1-1", "does not exist"),
        ("A1", 80, "raw/A1", "does not exist"),
        ("A1-2", 101, "raw/A1-2", "outside [0, 100]"),
        ("A1-2", "80", "raw/A1-2", "must be a number"),
        ("A1-2", True, "raw/A1-2", "must be a number"),
        ("A1-2", float("nan"), "raw/A1-2", "NaN and infinity are refused"),
        ("A1-2", {"actual": "12", "planned": 3}, "raw/A1-2/actual", "must be a number"),
        ("A1-2", {"actual": float("inf"), "planned": 3}, "raw/A1-2/actual", "finite"),
        ("A1-2", {"actual": 1, "planned": -3}, "raw/A1-2", "must not be negative: planned"),
        ("A1-2", {"actual": 1, "plan": 3}, "raw/A1-2/plan", "unknown field 'plan'"),
        ("A1-2", {"actual": Decimal("1e30"), "planned": 3}, "raw/A1-2/actual", "too large"),
        ("A1-4", {"unapproved": -1, "late": 0}, "raw/A1-4/unapproved", "outside [0"),
        ("A1-4", {"unapproved": 0.5, "late": 0}, "raw/A1-4/unapproved", "whole number"),
        ("A3-1", {"items": {"passed": 5, "applicable": 4}}, "raw/A3-1/items", "cannot exceed"),
        ("A3-1", {"items": [1]}, "raw/A3-1/items", "must be {passed"),
        ("A1-3", {"experts": {"E1": 101}}, "raw/A1-3/experts/E1", "outside [0, 100]"),
        ("A1-3", {"experts": [80]}, "raw/A1-3/experts", "must be a mapping"),
        ("E1-1", {"hours": 1}, "raw/E1-1", "takes no record"),
        ("A1-1", {"objectives": [{"target": -1, "actual": 1, "weight": 1}]},
         "raw/A1-1/objectives/1/target", "must be above 0"),
        ("A1-1", {"objectives": [{"target": 1, "actual": 1, "weight": -1}]},
         "raw/A1-1/objectives/1/weight", "cannot be negative"),
        ("A1-1", {"objectives": [7]}, "raw/A1-1/objectives/1", "must be a row"),
    ],
)  # fmt: skip
def test_a_faulty_record_is_named(code: str, record: object, place: str, words: str) -> None:
    case = worked_case()
    case["raw"][code] = record
    assert words in _faults(case)[place]


def _answer(value: object, item: str = "A01") -> Callable[[dict], None]:
    def change(case: dict) -> None:
        case["survey"]["QA"]["responses"][0]["answers"][item] = value

    return change


def _first(**changes: object) -> Callable[[dict], None]:
    def change(case: dict) -> None:
        case["survey"]["QA"]["responses"][0] |= changes

    return change


def _foreign_survey(case: dict) -> None:
    case["survey"]["QX"] = {"responses": []}


def _no_frame(case: dict) -> None:
    case["survey"]["QA"]["frame"] = 0


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (_answer(6), "survey/QA/responses/R001/answers/A01", "outside [1, 5]"),
        (_answer(0), "survey/QA/responses/R001/answers/A01", "outside [1, 5]"),
        (_answer(2.5), "survey/QA/responses/R001/answers/A01", "whole number"),
        (_answer("4"), "survey/QA/responses/R001/answers/A01", "must be a number"),
        (_answer(value=True), "survey/QA/responses/R001/answers/A01", "must be a number"),
        (_answer([4]), "survey/QA/responses/R001/answers/A01", "must be a number"),
        (_answer(11, "A15"), "survey/QA/responses/R001/answers/A15", "outside [0, 10]"),
        (_answer(3, "B01"), "survey/QA/responses/R001/answers/B01", "has no item 'B01'"),
        (_first(group="neighbour"), "survey/QA/responses/R001/group", "none of beneficiary"),
        (_first(group=None), "survey/QA/responses/R001/group", "none of beneficiary"),
        (_first(seconds=-1), "survey/QA/responses/R001/seconds", "outside [0"),
        (_first(id="R002"), "survey/QA/responses", "'R002' is used twice"),
        (_first(answers=None), "survey/QA/responses/R001", "needs answers"),
        (_first(token=5), "survey/QA/responses/R001/token", "must be text"),
        (_first(duplicate="yes"), "survey/QA/responses/R001/duplicate", "true or false"),
        (_foreign_survey, "survey/QX", "does not exist"),
        (_no_frame, "survey/QA/frame", "outside [1"),
    ],
)
def test_a_faulty_response_is_named(change: Callable[[dict], None], place: str, words: str) -> None:
    case = worked_case()
    change(case)
    faults = _faults(case)
    assert any(words in en for at, en in faults.items() if at.startswith(place)), faults


@pytest.mark.parametrize(
    ("changes", "place", "words"),
    [
        ({"task": {"type": "ART"}}, "task/type", "none of ENG, SVC, RND"),
        ({"task": {}}, "task/type", "none of ENG, SVC, RND"),
        ({"vetoes": ["C1"]}, "vetoes/1", "is no veto"),
        ({"vetoes": "V1"}, "vetoes", "must be a list"),
        ({"caps": ["V1"]}, "caps/1", "is no cap"),
        ({"caps": [["C1", "good"]]}, "caps/1/2", "is none of pass"),
        ({"vetoes": ["V1"], "open_vetoes": ["V1"]}, "open_vetoes", "at once"),
        ({"over_quota": "no"}, "over_quota", "true or false"),
        ({"not_applicable": ["A"]}, "not_applicable/1", "whole level-1"),
        ({"not_applicable": ["Z"]}, "not_applicable/1", "does not exist"),
        ({"not_applicable": ["A1-1", "A1-2", "E1-1"]}, "not_applicable", "16.075 points"),
        ({"not_applicable": ["D1", "D2", "D3"]}, "not_applicable", "whole level-1 indicator D"),
    ],
)
def test_a_faulty_decision_is_named(changes: dict, place: str, words: str) -> None:
    assert words in _faults(given_case(**changes))[place]


def test_fifteen_points_may_be_not_applicable_but_no_more() -> None:
    codes = ["E1-1", "A1-1", "E2-1"]  # 6.075 + 5.625 + 3.15 = 14.85 points
    assert score(KIT, given_case(not_applicable=codes))["total"] == "95.00"
    assert "at most 15" in _faults(given_case(not_applicable=[*codes, "B3-1"]))["not_applicable"]


@pytest.mark.parametrize(
    ("decision", "place", "words"),
    [
        ({"scale": "SX"}, "scale", "none of SA1"),
        ({"action": "forget"}, "action", "none of exempt"),
        ({"action": "drop_item", "items": ["A06"]}, "items", "must list items of the scale"),
        ({"action": "fallback"}, "score", "must be a number"),
        ({"action": "exempt", "reason": None}, "reason", "must be text"),
        ({"action": "exempt", "approved": "yes"}, "approved", "true or false"),
        ({"action": "drop_item", "items": ["A01", "A02", "A03"]}, "", "fewer than 3 items"),
    ],
)
def test_a_faulty_reliability_decision_is_named(decision: dict, place: str, words: str) -> None:
    case = worked_case()
    sound = {"scale": "SA1", "action": "exempt", "reason": "书面理由", "approved": True}
    case["survey"]["reliability_decisions"] = [sound | decision]
    root = "survey/reliability_decisions"
    assert words in _faults(case)[f"{root}/1/{place}" if place else root]


@pytest.mark.parametrize(
    ("record", "words"),
    [
        ({"id": "I1", "confirmed": True, "segments": [["RC", 3, 1, 1]]}, "outside [-2, 2]"),
        ({"id": "I1", "confirmed": True, "segments": [["XX", 1, 1, 1]]}, "none of GO"),
        ({"id": "I1", "confirmed": True, "segments": [["RC", 1, 1]]}, "must be [theme"),
        ({"id": "I1", "confirmed": True, "segments": [["RC", 0.5, 1, 1]]}, "whole number"),
        ({"id": "I1", "confirmed": 1, "segments": []}, "true or false"),
        ("I1", "must be an interview record"),
    ],
)
def test_a_faulty_interview_is_named(record: object, words: str) -> None:
    faults = _faults(worked_case(interviews={"records": [record]}))
    assert any(words in en for en in faults.values())


def test_all_faults_of_a_case_are_listed_at_once() -> None:
    case = worked_case(vetoes=["X"], not_applicable=["Y"])
    case["raw"] |= {"A1-2": {"actual": "x"}, "Q": 1}
    case["survey"]["QA"]["responses"][3]["answers"]["A02"] = 9
    case["interviews"]["records"][0]["segments"][0][1] = 7
    assert len(_faults(case)) == 6


@pytest.mark.parametrize("case", [[], "x", None, 5])
def test_a_case_that_is_no_mapping_is_refused(case: object) -> None:
    assert _faults(case) == {"case": "must be a mapping"}


def test_records_of_inactive_indicators_are_left_alone() -> None:
    case = worked_case()
    before = score(KIT, case)["total_exact"]
    case["raw"]["B1-2"] = {"earned_value": 1, "planned_value": 2}
    assert score(KIT, case)["total_exact"] == before


def test_floats_and_decimals_of_the_same_digits_score_the_same() -> None:
    case = worked_case()
    before = score(KIT, case)
    case["raw"]["D3-3"] = {"base_use": Decimal("1.25"), "current_use": Decimal("1.1725")}
    assert score(KIT, case) == before


def test_a_lone_respondent_group_need_not_be_named() -> None:
    case = worked_case()
    case["survey"]["QA"]["responses"].append(response(999, "public", qa_answers()))
    assert score(KIT, case)["survey"]["QA"]["received"] == 53
