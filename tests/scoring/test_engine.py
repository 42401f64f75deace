"""The worked example of the kit, number by number, and its variants."""

import copy
import json

import pytest

from fixtures.scoring_cases import KIT, WORKED, worked_case
from scoring.engine import score


@pytest.fixture(scope="module")
def result() -> dict:
    return score(KIT, worked_case())


@pytest.mark.parametrize("code", WORKED["level3"])
def test_every_level_3_indicator_equals_the_worked_example(result: dict, code: str) -> None:
    expected = WORKED["level3"][code]
    assert {key: result["level3"][code][key] for key in expected} == expected


@pytest.mark.parametrize("level", ["level2", "level1"])
def test_every_upper_score_equals_the_worked_example(result: dict, level: str) -> None:
    for code, expected in WORKED[level].items():
        assert {key: result[level][code][key] for key in expected} == expected


def test_total_and_grade_equal_the_worked_example(result: dict) -> None:
    keys = ("total", "total_exact", "total_6dp", "total_step", "grade", "grade_zh", "grade_reasons")
    assert {key: result[key] for key in keys} == {key: WORKED[key] for key in keys}
    assert result["reasons"] == result["grade_reasons"]
    assert (result["blocked"], result["caps"], result["provisional"]) == ([], [], False)


@pytest.mark.parametrize("name", ["QA", "QB"])
def test_the_screening_of_every_response_equals_the_worked_example(result: dict, name: str) -> None:
    expected = WORKED["survey"][name]
    survey = result["survey"][name]
    for key in ("frame", "required", "received", "valid", "response_rate"):
        assert survey[key] == expected[key]
    assert survey["sufficient"] is True
    for given, found in zip(expected["responses"], survey["responses"], strict=True):
        for key in ("id", "group", "valid", "invalid_reasons", "flags"):
            assert found[key] == given[key]


@pytest.mark.parametrize("scale", WORKED["survey"]["scales"])
def test_every_scale_statistic_equals_the_worked_example(result: dict, scale: str) -> None:
    expected = WORKED["survey"]["scales"][scale]
    assert {key: result["survey"]["scales"][scale][key] for key in expected} == expected
    assert result["scales"][scale] == result["survey"]["scales"][scale]
    low, high = result["scales"][scale]["alpha_ci_feldt"]
    assert low < expected["alpha"] < high


def test_promoters_coders_and_panel_equal_the_worked_example(result: dict) -> None:
    for name, expected in WORKED["survey"]["nps"].items():
        assert {key: result["nps"][name][key] for key in expected} == expected
    assert (result["interviews"]["kappa"], result["interviews"]["segments"]) == (0.7901, 24)
    assert result["interviews"]["confirmed"] == 6
    expected = WORKED["expert_agreement"]
    assert {key: result["expert_agreement"][key] for key in expected} == expected


def test_the_whole_file_with_its_expected_values_scores_the_same(result: dict) -> None:
    assert score(KIT, WORKED) == result


def test_a_second_run_is_identical_bit_by_bit_and_changes_no_input(result: dict) -> None:
    case = worked_case()
    before = copy.deepcopy(case)
    assert json.dumps(score(KIT, case)) == json.dumps(result)
    assert case == before


def test_every_step_is_told_in_chinese_too(result: dict) -> None:
    for block in result["level3"].values():
        assert len(block["steps_zh"]) == len(block["steps"]) > 0
    assert result["level3"]["A1-1"]["steps_zh"][-1] == "正式得分（四舍五入，保留2位）= 96.80"


@pytest.mark.parametrize("variant", WORKED["variants"], ids=lambda variant: variant["id"])
def test_the_variants_of_the_worked_example(variant: dict) -> None:
    raw = worked_case()["raw"] | variant["change"]
    found = score(
        KIT,
        worked_case(raw=raw, vetoes=variant["vetoes"], not_applicable=variant["not_applicable"]),
    )
    for key in ("total", "total_6dp", "grade", "reasons", "caps"):
        assert found[key] == variant[key], key
    assert {code: top["score"] for code, top in found["level1"].items()} == variant["level1"]
    for code, expected in variant["rescored"].items():
        assert found["level3"][code]["steps"] == expected["steps"]
        assert float(found["level3"][code]["score"]) == float(expected["score"])


def test_one_changed_answer_changes_the_total() -> None:
    case = worked_case()
    case["survey"]["QA"]["responses"][0]["answers"]["A01"] = 1
    assert score(KIT, case)["total_exact"] != WORKED["total_exact"]
