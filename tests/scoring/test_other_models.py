"""Models with other codes, scales, groups and gates: nothing of the default model is wired in."""

import pytest

from fixtures.scoring_cases import course_document, load, text
from scoring.engine import score
from scoring.model import check_model


def _case(rows: list[list[int | None]], **changes: object) -> dict:
    responses = [
        {"id": f"R{at}", "answers": {f"Q{q}": value for q, value in enumerate(row, 1)}}
        for at, row in enumerate(rows)
    ]
    survey: dict = {"CE": {"responses": responses}}
    survey["reliability_decisions"] = [
        {"scale": scale, "action": "exempt", "reason": "示例", "approved": True}
        for scale in ("COURSE", "TEACH")
    ]
    return {"task": {"type": "COURSE"}, "survey": survey} | changes


def _rows(first: int, second: int, n: int = 6) -> list[list[int | None]]:
    return [[first] * 12 + [second] * 16 for _ in range(n)]


def _seven_points(index: str) -> dict:
    document = course_document()
    for item in document["questionnaires"][0]["items"]:
        item["type"] = "likert7"
    for top in document["indicators"]:
        top["children"][0]["children"][0]["rule"]["index"] = index
    return document


@pytest.mark.parametrize(("index", "expected"), [("pct", "85.71"), ("pomp", "83.33")])
def test_a_response_scale_of_seven_points_has_its_own_index(index: str, expected: str) -> None:
    found = score(load(_seven_points(index)), _case(_rows(6, 5)))
    assert found["level3"]["K1-1"]["score"] == expected
    assert found["scales"]["COURSE"][f"index_{index}"] == found["scales"]["COURSE"]["index"]


def test_mean_times_20_is_refused_for_another_response_scale() -> None:
    (first, second) = check_model(_seven_points("pct20"))
    assert "pct20 needs five-point items" in first.en
    assert first.place != second.place


def test_the_midpoint_of_seven_points_is_four() -> None:
    rows = [[4] * 28, [3] * 28, *_rows(6, 5)]
    found = score(load(_seven_points("pct")), _case(rows))["survey"]["CE"]["responses"]
    assert [(one["valid"], one["flags"]) for one in found[:2]] == [
        (True, ["uniform neutral"]),
        (False, []),
    ]


def test_a_failed_gate_of_a_lower_grade_leads_further_down() -> None:
    document = course_document()
    document["grades"][0]["gates"] = ["every level-1 >= 95"]
    document["grades"][1]["gates"] = ["T1-1 >= 95", "COURSE index >= 50"]
    found = score(load(document), _case(_rows(5, 4)))
    assert found["total"] == "90.00"
    assert found["grade"] == "pass"
    assert found["reasons"] == [
        "band of 90.00 -> excellent",
        "gate: level-1 ['T'] below 95 -> good",
        "gate: T1-1 80.00 below 95 -> pass",
    ]


def test_an_instrument_with_reversed_items_may_still_judge_every_straight_line() -> None:
    document = course_document()
    document["questionnaires"][0]["items"][0]["reverse"] = True
    rows = [[None] + [4] * 27, *_rows(5, 4)]
    strict = score(load(document), _case(rows))["survey"]["CE"]["responses"][0]
    assert strict["invalid_reasons"] == ["straight line"]
    document["questionnaires"][0]["straight_line_needs_reversed"] = True
    lenient = score(load(document), _case(rows))["survey"]["CE"]["responses"][0]
    assert lenient["valid"] is True


def test_to_ask_for_a_reversed_item_where_there_is_none_is_a_fault() -> None:
    document = course_document()
    document["questionnaires"][0]["straight_line_needs_reversed"] = True
    (fault,) = check_model(document)
    assert fault.place == "questionnaires/CE/straight_line_needs_reversed"


def test_respondents_need_three_quarters_of_a_scale() -> None:
    document = course_document()
    document["survey_policy"]["invalid_if"] = {}
    gaps = [[5] * 9 + [None] * 3 + [4] * 16, [5] * 8 + [None] * 4 + [4] * 16]
    found = score(load(document), _case([*gaps, *_rows(4, 4)]))["scales"]["COURSE"]
    assert (found["n_scored"], found["n_complete"]) == (7, 6)
    assert found["weighted_mean"] == pytest.approx((5 + 6 * 4) / 7, abs=1e-6)


def test_one_item_is_not_assessable_and_blocks() -> None:
    document = course_document()
    document["questionnaires"][0]["items"] = [
        item
        for item in document["questionnaires"][0]["items"]
        if item["id"] in {"Q1", "Q13", "Q14"}
    ]
    rows = [{"Q1": 4, "Q13": 5, "Q14": 3 + at % 3} for at in range(6)]
    case = {
        "task": {"type": "COURSE"},
        "survey": {
            "CE": {"responses": [{"id": f"R{at}", "answers": row} for at, row in enumerate(rows)]}
        },
    }
    found = score(load(document), case)
    assert found["scales"]["COURSE"]["status"] == "not_computable"
    assert found["scales"]["COURSE"]["alpha_reason"] == "fewer than two items"
    assert found["scales"]["COURSE"]["ci95_unweighted_t"] is None
    assert found["total"] is None


def test_formulas_may_be_blended_and_guarded_under_names_of_their_own() -> None:
    document = course_document()
    anchored = {"type": "anchored", "floor": 50, "baseline": 80, "target": 90}
    leaf = {
        "code": "T1-2",
        "name": text("到课率"),
        "weights": {"COURSE": 40},
        "inputs": [
            {"name": "present", **text("到课人数"), "type": "count"},
            {"name": "enrolled", **text("选课人数"), "type": "count"},
        ],
        "raw": "present / enrolled * 100",
        "rule": {
            "type": "blend",
            "parts": [
                {"share": 50, "rule": {"type": "ratio"}},
                {"share": 50, "rule": anchored},
            ],
        },
        "guard": {"if": "K < 70", "cap": 75},
    }
    branch = document["indicators"][1]["children"][0]
    branch["children"][0]["weights"] = {"COURSE": 60}
    branch["children"].append(leaf)
    case = _case(_rows(3, 4), raw={"T1-2": {"present": 85, "enrolled": 100}})
    found = score(load(document), case)["level3"]["T1-2"]
    assert found["score"] == "75.00"
    assert found["steps"][-3:] == [
        "blend: 0.50*85 + 0.50*80 = 82.5",
        "guard: K 60.00 < 70 -> min(score, 75) = 75",
        "official score (half-up, 2 dp) = 75.00",
    ]
