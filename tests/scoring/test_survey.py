"""Rulings on surveys and reliability: A3 to A17."""

from collections.abc import Callable

import pytest

from fixtures.scoring_cases import (
    KIT,
    given_case,
    qa_answers,
    qa_survey,
    response,
    spread,
    worked_case,
)
from scoring.engine import score

FULL = {"beneficiary": spread(20), "partner": spread(8), "public": spread(8), "staff": spread(8)}


def _with_qa(survey: dict, **changes: object) -> dict:
    case = worked_case(**changes)
    case["survey"]["QA"] = survey
    return case


def test_a_small_group_gives_its_weight_to_the_others_in_proportion() -> None:
    survey = qa_survey(FULL | {"staff": [1, 1, 1, 2]})
    found = score(KIT, _with_qa(survey))["scales"]["SA1"]
    assert found["group_n"]["staff"] == 4
    assert found["group_mean"]["staff"] is None
    assert found["n_scored"] == found["n_complete"] == 40
    weights = {"beneficiary": 50, "partner": 20, "public": 20}
    expected = sum(weights[code] * found["group_mean"][code] for code in weights) / 90
    assert found["weighted_mean"] == pytest.approx(expected, abs=1e-4)


def test_the_unweighted_mean_of_a_scale_is_of_respondents_with_limits_by_student_1908() -> None:
    found = score(KIT, _with_qa(qa_survey(FULL)))["scales"]["SA1"]
    levels = [level for n in (20, 8, 8, 8) for level in spread(n)]
    # every other respondent answers one of the five items of SA1 a point lower
    people = [20 * level - 4 * (at % 2) for at, level in enumerate(levels)]
    mean = sum(people) / 44
    sd = (sum((one - mean) ** 2 for one in people) / 43) ** 0.5
    half = 2.016692199 * sd / 44**0.5  # t of 43 degrees of freedom, 97.5 %
    assert found["unweighted_index_mean"] == pytest.approx(mean, abs=1e-4)
    assert found["ci95_unweighted_t"] == pytest.approx([mean - half, mean + half], abs=1e-4)


def test_five_respondents_are_no_small_group_and_small_is_judged_for_each_figure() -> None:
    survey = qa_survey(FULL | {"staff": spread(5)})
    survey["responses"][-1]["answers"]["A15"] = None
    found = score(KIT, _with_qa(survey))
    assert found["scales"]["SA1"]["group_mean"]["staff"] is not None
    assert found["nps"]["A15"]["n"]["staff"] == 4
    assert found["nps"]["A15"]["by_group"]["staff"] is None


def test_with_only_small_groups_the_indicator_is_blocked() -> None:
    survey = qa_survey({group: spread(4) for group in FULL})
    found = score(KIT, _with_qa(survey))
    blocked = {entry["indicator"]: entry["reason"] for entry in found["blocked"]}
    assert blocked["E1-1"] == "every group is too small"
    assert set(blocked) == {"B3-3", "E1-1", "E1-2", "E1-3"}
    assert (found["total"], found["grade"], found["level1"]["E"]["score"]) == (None, None, None)
    assert found["level1"]["A"]["score"] == "89.92"


def test_no_answer_to_the_promoter_item_is_no_detractor() -> None:
    survey = qa_survey(FULL)
    for one in survey["responses"][:8]:
        one["answers"]["A15"] = None
    found = score(KIT, _with_qa(survey))["nps"]["A15"]
    assert (found["n"]["beneficiary"], found["by_group"]["beneficiary"]) == (12, 100.0)


def _judge(answers: dict, **more: object) -> dict:
    survey = qa_survey(FULL)
    survey["responses"].append(response(999, "public", answers, **more))
    return score(KIT, _with_qa(survey))["survey"]["QA"]["responses"][-1]


@pytest.mark.parametrize(("n_missing", "is_valid"), [(2, True), (3, False)])
def test_only_scale_items_count_as_missing_and_the_limit_is_strict(
    n_missing: int, *, is_valid: bool
) -> None:
    gaps = {f"A0{number}": None for number in range(5, 5 + n_missing)} | {"A15": None}
    found = _judge(qa_answers(**gaps))
    assert found["valid"] is is_valid
    if not is_valid:
        assert found["invalid_reasons"] == ["missing 3/13 > 20%"]


@pytest.mark.parametrize(("seconds", "reasons"), [(25, ["25 s < 26 s"]), (26, []), (None, [])])
def test_two_seconds_for_each_scale_item_are_enough(seconds: int | None, reasons: list) -> None:
    assert _judge(qa_answers(), seconds=seconds)["invalid_reasons"] == reasons


def _uniform(value: int, **changes: object) -> dict:
    return {item: value for item in qa_answers() if item not in {"A14", "A15"}} | {
        "A14": 4,
        "A15": 8,
        **changes,
    }


def test_a_straight_line_ignores_what_was_not_rated() -> None:
    found = _judge(_uniform(4, A01=None, A02=None))
    assert found["invalid_reasons"] == ["straight line across reversed items"]


def test_a_straight_line_needs_a_reversed_item_that_was_answered() -> None:
    found = _judge(_uniform(4, A04=None, A08=None, A12=None))
    assert found["invalid_reasons"] == ["missing 3/13 > 20%"]


def test_an_all_neutral_response_is_flagged_and_stays_valid() -> None:
    found = _judge(_uniform(3))
    assert (found["valid"], found["flags"]) == (True, ["uniform neutral"])


@pytest.mark.parametrize("answer", [None, 3])
def test_an_attention_item_left_empty_or_wrong_is_failed(answer: int | None) -> None:
    assert _judge(qa_answers(A14=answer))["invalid_reasons"] == ["attention check failed"]


def test_all_reasons_are_listed_in_the_order_of_the_rules() -> None:
    found = _judge(_uniform(5, A14=None, A01=None, A02=None, A03=None), seconds=3, duplicate=True)
    assert found["invalid_rules"] == [
        "missing_share",
        "speed",
        "straight_line",
        "attention",
        "duplicate",
    ]
    assert len(found["invalid_reasons_zh"]) == 5


def test_the_first_copy_of_a_token_counts_whatever_its_own_validity() -> None:
    survey = qa_survey(FULL)
    copies = [
        response(801, "public", qa_answers(A14=1), token="t1"),
        response(802, "public", qa_answers(), token="t1"),
        response(803, "public", qa_answers(), token="t2"),
        response(804, "public", qa_answers()),
        response(805, "public", qa_answers()),
    ]
    survey["responses"] += copies
    found = score(KIT, _with_qa(survey))["survey"]["QA"]
    reasons = [one["invalid_reasons"] for one in found["responses"][-5:]]
    assert reasons == [["attention check failed"], ["duplicate token"], [], [], []]
    assert found["not_applied"] == []


def test_a_rule_without_its_input_is_reported_as_not_applied() -> None:
    survey = qa_survey(FULL)
    for one in survey["responses"]:
        one["seconds"] = None
    found = score(KIT, _with_qa(survey))["survey"]["QA"]
    assert found["not_applied"] == ["speed", "duplicate"]
    assert set(found["counts"]) == {"missing_share", "straight_line", "attention"}


def test_few_valid_responses_are_computed_and_reported_insufficient() -> None:
    found = score(KIT, _with_qa(qa_survey({group: spread(5) for group in FULL})))
    survey = found["survey"]["QA"]
    assert (survey["required"], survey["valid"], survey["sufficient"]) == (50, 20, False)
    assert survey["insufficient_reasons"] == ["20 valid < 50 required", "20 valid < 30"]
    assert found["total"] is not None


def _noisy(alternating: Callable[[int], dict]) -> dict:
    """Return a QA survey whose items of SA1 do not belong together."""
    survey = qa_survey(FULL)
    for at, one in enumerate(survey["responses"]):
        one["answers"] |= alternating(at)
    return survey


def _incoherent(at: int) -> dict:
    turn = [(5, 2, 4, 1, 3), (1, 4, 3, 5, 2), (3, 3, 5, 2, 4), (4, 1, 2, 4, 5), (2, 5, 1, 3, 1)]
    return dict(zip(("A01", "A02", "A03", "A04", "A05"), turn[at % 5], strict=True))


def _decide(case: dict, *decisions: dict) -> dict:
    case["survey"]["reliability_decisions"] = [
        {"scale": "SA1", "reason": "书面理由", "approved": True} | decision
        for decision in decisions
    ]
    return case


def test_a_low_alpha_blocks_the_indicator_and_with_it_total_and_grade() -> None:
    found = score(KIT, _with_qa(_noisy(_incoherent)))
    assert found["scales"]["SA1"]["status"] == "blocked"
    assert [entry["indicator"] for entry in found["blocked"]] == ["E1-1"]
    assert found["blocked"][0]["reason"].endswith("below 0.60")
    assert (found["total"], found["grade"]) == (None, None)


def test_an_exemption_does_not_lift_a_low_alpha() -> None:
    case = _decide(_with_qa(_noisy(_incoherent)), {"action": "exempt"})
    assert score(KIT, case)["scales"]["SA1"]["status"] == "blocked"


def test_an_approved_fallback_gives_the_score_and_counts_as_exempted() -> None:
    case = _decide(_with_qa(_noisy(_incoherent)), {"action": "fallback", "score": 72.5})
    found = score(KIT, case)
    assert found["level3"]["E1-1"]["score"] == "72.50"
    assert found["scales"]["SA1"]["status"] == "exempt"
    gate = next(gate for gate in found["gates"] if gate["kind"] == "scales_alpha")
    assert gate["passed"] is True
    assert found["total"] is not None


def test_a_decision_that_is_not_approved_has_no_effect() -> None:
    decision = {"action": "fallback", "score": 72.5, "approved": False}
    case = _decide(_with_qa(_noisy(_incoherent)), decision)
    assert score(KIT, case)["total"] is None


def test_a_dropped_item_leaves_alpha_and_index_but_not_the_screening() -> None:
    survey = qa_survey(FULL)
    for at, one in enumerate(survey["responses"]):
        one["answers"]["A05"] = 1 + at % 5
    survey["responses"][0]["answers"] |= {"A01": None, "A05": 2}
    before = score(KIT, _with_qa(survey))["scales"]["SA1"]
    found = score(KIT, _decide(_with_qa(survey), {"action": "drop_item", "items": ["A05"]}))
    after = found["scales"]["SA1"]
    assert after["items"] == ["A01", "A02", "A03", "A04"]
    assert after["alpha"] == before["alpha_if_deleted"]["A05"] > before["alpha"]
    assert after["n_scored"] == 44
    assert found["survey"]["QA"]["valid"] == 44


def test_zero_variance_blocks_until_an_exemption_and_then_the_index_counts() -> None:
    survey = qa_survey({group: [4] * 8 for group in FULL})
    for one in survey["responses"]:
        one["answers"] = qa_answers(4)
    found = score(KIT, _with_qa(survey))
    assert found["scales"]["SA1"]["status"] == "not_computable"
    assert found["scales"]["SA1"]["alpha"] is None
    assert found["scales"]["SA1"]["alpha_reason"] == "no variance of the sum"
    assert found["total"] is None
    case = _with_qa(survey)
    case["survey"]["reliability_decisions"] = [
        {"scale": name, "action": "exempt", "reason": "书面豁免", "approved": True}
        for name in ("SA1", "SA2", "SA3")
    ]
    lifted = score(KIT, case)
    assert lifted["level3"]["E1-1"]["raw_value"] == 80.0
    assert "alpha = not computable" in lifted["level3"]["E1-1"]["steps"][0]


def test_caution_without_exemption_fails_only_the_alpha_gate() -> None:
    def looser(at: int) -> dict:
        return {"A05": 1 + at % 5, "A02": 4} if at % 4 else {"A05": 1 + at % 5}

    case = given_case()
    case["survey"] = {"QA": _noisy(looser)}
    found = score(KIT, case)
    assert found["scales"]["SA1"]["status"] == "caution"
    assert found["grade"] == "good"
    assert "gate: scales ['SA1'] alpha below 0.70 and not exempted -> good" in found["reasons"]
    exempted = _decide(case, {"action": "exempt"})
    assert score(KIT, exempted)["grade"] == "excellent"
    without = score(KIT, case | {"not_applicable": ["E1-1"], "survey": {"QA": _noisy(looser)}})
    assert without["grade"] == "excellent"
