"""Rulings on interviews, experts, missing input and the guard: A18 to A21, A26 and A36."""

import pytest

from fixtures.scoring_cases import KIT, given_case, worked_case
from scoring.engine import score


def test_interviews_without_the_theme_are_left_out() -> None:
    records = [
        {"id": "I1", "confirmed": True, "segments": [["RC", 2, 2, 2], ["LT", 0, 0, 0]]},
        {"id": "I2", "confirmed": True, "segments": [["LT", 1, 1, 1]]},
        {"id": "I3", "confirmed": False, "segments": [["RC", -2, -2, -2]]},
    ]
    found = score(KIT, worked_case(interviews={"records": records}))
    assert found["level3"]["B2-3"]["score"] == "100.00"
    assert found["interviews"]["segments"] == 3


def test_the_raw_value_of_a_theme_is_the_mean_of_the_interviews() -> None:
    leaf = score(KIT, worked_case())["level3"]["B2-3"]
    assert (leaf["raw_value"], leaf["score"]) == (1.0, "75.00")  # 1.5 1 .5 2 1 0


def test_a_theme_without_confirmed_interview_is_blocked() -> None:
    records = [{"id": "I1", "confirmed": True, "segments": [["LT", 1, 1, 1]]}]
    found = score(KIT, worked_case(interviews={"records": records}))
    assert [entry["indicator"] for entry in found["blocked"]] == ["B2-3"]
    assert found["interviews"]["kappa"] is None
    assert found["interviews"]["reason"] == "no_variation"


def test_coders_who_agree_too_little_are_reported_but_the_theme_still_scores() -> None:
    records = [
        {"id": "I1", "confirmed": True, "segments": [["RC", 2, 0, 1], ["LT", 1, -1, 0]]},
        {"id": "I2", "confirmed": True, "segments": [["RC", 0, 0, 0], ["LT", 1, 2, 1]]},
    ]
    found = score(KIT, worked_case(interviews={"records": records}))
    assert found["interviews"]["sufficient"] is False
    assert found["total"] is not None


def test_only_experts_who_scored_every_rubric_indicator_enter_the_concordance() -> None:
    case = worked_case()
    del case["raw"]["C3-2"]["experts"]["E5"]
    found = score(KIT, case)["expert_agreement"]
    assert found["experts"] == ["E1", "E2", "E3", "E4"]
    del case["raw"]["C2-3"]["experts"]["E4"], case["raw"]["A1-3"]["experts"]["E3"]
    found = score(KIT, case)["expert_agreement"]
    assert (found["kendall_w"], found["reason"]) == (None, "few_raters")
    assert found["sufficient"] is False


@pytest.mark.parametrize(
    ("scores", "expected"),
    [
        ([90, 90, 80, 70, 70], "80.00"),
        ([90, 80, 70, 60], "75.00"),
        ([90, 80, 71], "80.33"),
        ([90, 90, 90, 90, 60, 60, 60], "78.00"),
    ],
)
def test_exactly_one_highest_and_one_lowest_are_dropped_from_five_on(
    scores: list, expected: str
) -> None:
    case = worked_case()
    case["raw"]["A1-3"] = {"experts": {f"E{at}": one for at, one in enumerate(scores)}}
    assert score(KIT, case)["level3"]["A1-3"]["score"] == expected


def test_two_experts_are_too_few() -> None:
    case = worked_case()
    case["raw"]["A1-3"] = {"experts": {"E1": 80, "E2": 90, "E3": None}}
    found = score(KIT, case)
    assert [entry["reason"] for entry in found["blocked"]] == ["2 expert scores < 3"]


def test_an_outlier_is_named_and_still_counts() -> None:
    case = worked_case()
    case["raw"]["A1-3"] = {"experts": {"E1": 80, "E2": 80, "E3": 95, "E4": 96}}
    found = score(KIT, case)
    assert found["expert_agreement"]["outliers"] == []
    case["raw"]["A1-3"]["experts"]["E4"] = 71
    case["raw"]["A1-3"]["experts"]["E3"] = 96
    found = score(KIT, case)
    assert [one["expert"] for one in found["expert_agreement"]["outliers"]] == ["E3"]
    assert found["level3"]["A1-3"]["score"] == "81.75"


@pytest.mark.parametrize(
    ("code", "record", "reason"),
    [
        ("A1-2", {"actual": 1}, "missing input: planned"),
        ("A1-2", {"actual": 1, "planned": 0}, "denominator is zero: planned"),
        ("A1-4", {"unapproved": 0, "late": None}, "missing input: late"),
        ("A3-1", {"items": {"passed": 0, "applicable": 0}}, "no applicable item"),
        ("A3-1", {"items": {"passed": 3}}, "missing input: items.applicable"),
        ("C2-1", {"items": {"passed": 3, "applicable": 3}}, "missing input: critical_failed"),
        ("A1-1", {"objectives": []}, "the list is empty"),
        ("A1-1", {"objectives": [{"target": 0, "actual": 1, "weight": 1}]},
         "denominator is zero: target_i"),
        ("A1-1", {"objectives": [{"target": 1, "weight": 1}]},
         "missing input: objectives[1].actual"),
        ("A1-2", None, "no raw record"),
        ("A1-2", {}, "no raw record"),
        ("A1-2", {"actual": None}, "no raw record"),
        ("C3-2", {"experts": {}}, "no raw record"),
    ],
)  # fmt: skip
def test_a_missing_input_or_an_empty_denominator_blocks_the_indicator(
    code: str, record: object, reason: str
) -> None:
    case = worked_case()
    case["raw"][code] = record
    found = score(KIT, case)
    assert [(entry["indicator"], entry["reason"]) for entry in found["blocked"]] == [(code, reason)]
    assert found["blocked"][0]["reason_zh"]
    assert found["level3"][code]["status"] == "blocked"
    assert found["level3"][code]["score"] is None
    assert (found["level2"]["A2"]["score"], found["total"]) == ("81.30", None)


def _low_quality(**raw: object) -> dict:
    case = given_case(80)
    case["raw"] |= {code: 50 for code in case["raw"] if code.startswith("C")} | raw
    return case


def test_the_guard_limits_a_saving_while_quality_prints_below_60() -> None:
    found = score(KIT, _low_quality())["level3"]["D3-1"]
    assert found["score"] == "60.00"
    assert "guard: C 50.00 < 60 -> min(score, 60) = 60" in found["steps"]
    raw = {"D3-1": {"planned_cost": 1225, "actual_cost": 1188.25}}
    assert score(KIT, _low_quality(**raw))["level3"]["D3-1"]["score"] == "60.00"
    assert score(KIT, _low_quality(**{"D3-1": 40}))["level3"]["D3-1"]["score"] == "40.00"


def test_the_guard_rests_at_60_as_printed() -> None:
    case = given_case(80)
    case["raw"] |= {code: 60 for code in case["raw"] if code.startswith("C")}
    case["raw"]["C3-1"] = 59.9  # C is 59.995 and prints as 60.00
    found = score(KIT, case)
    assert (found["level1"]["C"]["score"], found["level3"]["D3-1"]["score"]) == ("60.00", "80.00")


def test_a_rubric_level_follows_from_the_official_score() -> None:
    case = worked_case()
    case["raw"]["A1-3"] = {"experts": {"E1": 89.99, "E2": 89.99, "E3": 90}}
    found = score(KIT, case)["level3"]["A1-3"]
    assert (found["score"], found["level"]) == ("89.99", "B")
    case["raw"]["A1-3"] = {"experts": {"E1": 89.99, "E2": 90, "E3": 90}}
    found = score(KIT, case)["level3"]["A1-3"]
    assert (found["score_exact"], found["score"], found["level"]) == ("26999/300", "90.00", "A")
