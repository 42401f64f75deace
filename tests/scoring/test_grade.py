"""Bands, gates, quota, caps and vetoes: rulings A1, A22 to A25 and A34."""

from decimal import Decimal
from fractions import Fraction

import pytest

from fixtures.scoring_cases import KIT, WORKED, active, given_case, worked_case
from scoring.engine import score
from scoring.exact import two_places
from scoring.grade import grade_total


@pytest.mark.parametrize("boundary", WORKED["rounding_boundaries"], ids=lambda b: b["total_exact"])
def test_a_total_is_rounded_half_up_before_its_band_is_found(boundary: dict) -> None:
    total = Fraction(Decimal(boundary["total_exact"]))
    assert two_places(total) == boundary["total"]
    assert grade_total(KIT, total).code == boundary["grade"]


def test_a_total_outside_0_to_100_has_no_grade() -> None:
    with pytest.raises(ValueError, match="between 0 and 100"):
        grade_total(KIT, Fraction(101))


def _with(part: str, score_of_part: float) -> dict:
    raw = {code: score_of_part if code.startswith(part) else 95 for code in active()}
    return given_case(raw=raw)


def test_a_gate_reads_the_printed_score_of_a_dimension() -> None:
    assert score(KIT, _with("D", 75))["grade"] == "excellent"
    failed = score(KIT, _with("D", 74.99))
    assert failed["grade"] == "good"
    assert failed["reasons"][-1] == "gate: level-1 ['D'] below 75 -> good"


def test_a_dimension_that_prints_as_75_passes_although_it_is_less() -> None:
    case = given_case()
    case["raw"] |= {code: 75 for code in active() if code.startswith("D")}
    case["raw"]["D3-3"] = 74.96  # D falls by 0.04 x 25 % x 20 % = 0.002 and prints as 75.00
    found = score(KIT, case)
    assert found["level1"]["D"]["exact"] != "75/1"
    assert (found["level1"]["D"]["score"], found["grade"]) == ("75.00", "excellent")


def test_all_failed_gates_are_listed_and_lead_to_good() -> None:
    raw = {code: 69 if code.startswith("E1") else 99 for code in active()}
    raw |= {code: 74 for code in active() if code.startswith("D")}
    found = score(KIT, given_case(raw=raw, open_vetoes=["V1"]))
    assert found["reasons"] == [
        "band of 92.45 -> excellent",
        "gate: level-1 ['D'] below 75 -> good",
        "gate: E1 69.00 below 70 -> good",
        "gate: unresolved ['V1'] -> good",
    ]
    failed = {gate["kind"] for gate in found["gates"] if gate["passed"] is False}
    assert failed == {"every_level1", "node", "no_open_vetoes"}
    (node,) = [gate for gate in found["gates"] if gate["code"] == "E1"]
    assert {key: node[key] for key in ("grade", "kind", "op", "value", "values")} == {
        "grade": "excellent", "kind": "node", "op": ">=", "value": 70, "values": {"E1": "69.00"},
    }  # fmt: skip


def test_a_gate_on_what_is_not_applicable_fails() -> None:
    codes = [code for code in active() if code.startswith("E1")]
    found = score(KIT, given_case(not_applicable=["E1"]))
    assert found["level2"]["E1"]["status"] == "not_applicable"
    assert all(found["level3"][code]["status"] == "not_applicable" for code in codes)
    assert (found["total"], found["grade"]) == ("95.00", "good")
    assert found["reasons"][-1] == "gate: E1 not applicable -> good"


def test_an_unanswered_veto_makes_the_grade_provisional_and_not_excellent() -> None:
    found = score(KIT, given_case(open_vetoes=["V3"]))
    assert (found["grade"], found["provisional"]) == ("good", True)
    lower = score(KIT, given_case(85, open_vetoes=["V3"]))
    assert (lower["grade"], lower["provisional"]) == ("good", True)
    assert len(lower["reasons"]) == 1


def test_over_quota_turns_excellent_to_good_with_its_reason() -> None:
    found = score(KIT, given_case(over_quota=True))
    assert (found["total"], found["grade"]) == ("95.00", "good")
    assert found["reasons"][-1] == "over quota -> good"
    assert score(KIT, given_case(85, over_quota=True))["reasons"] == ["band of 85.00 -> good"]


def test_a_cap_is_always_listed_but_a_reason_only_if_it_lowers_the_grade() -> None:
    found = score(KIT, given_case(50, caps=["C1"]))
    assert found["caps"] == [["C1", "pass"], ["C2", "pass"]]
    assert found["reasons"] == ["band of 50.00 -> fail"]
    lowered = score(KIT, given_case(85, caps=[["C1", "pass"]]))
    assert lowered["reasons"][-1] == "cap C1 -> pass"


def test_the_order_is_band_gates_quota_caps_vetoes() -> None:
    case = given_case(over_quota=True, caps=["C1"], vetoes=["V2", "V1"])
    assert score(KIT, case)["reasons"] == [
        "band of 95.00 -> excellent",
        "over quota -> good",
        "cap C1 -> pass",
        "veto V1 -> fail",
        "veto V2 -> fail",
    ]


def test_a_veto_stands_although_no_total_can_be_computed() -> None:
    case = worked_case(vetoes=["V2"])
    del case["raw"]["A1-2"]
    found = score(KIT, case)
    assert (found["total"], found["grade"]) == (None, "fail")
    assert found["reasons"] == ["veto V2 -> fail"]


@pytest.mark.parametrize(
    ("record", "changes", "cap"),
    [
        ("C2-1", {"items": {"passed": 24, "applicable": 25, "critical_failed": 1}}, "C1"),
        ("A1-1", 59.99, "C2"),
        ("E2-4", {"ordinary": 0, "major": 1}, "C3"),
    ],
)
def test_a_cap_follows_from_the_figures_at_once(record: str, changes: object, cap: str) -> None:
    case = worked_case()
    assert score(KIT, case)["caps"] == []
    case["raw"][record] = changes
    assert [code for code, _ in score(KIT, case)["caps"]] == [cap]


def test_the_attainment_cap_reads_the_official_score() -> None:
    case = worked_case()
    case["raw"]["A1-1"] = {"objectives": [{"target": 100_000, "actual": 59_995, "weight": 1}]}
    found = score(KIT, case)
    assert (found["level3"]["A1-1"]["score"], found["caps"]) == ("60.00", [])


def test_a_cap_of_what_is_not_applicable_is_not_asked() -> None:
    case = worked_case(not_applicable=["E2-4"])
    case["raw"]["E2-4"] = {"ordinary": 0, "major": 3}
    assert score(KIT, case)["caps"] == []


def test_the_satisfaction_cap_reads_the_printed_index() -> None:
    case = worked_case()
    for response in case["survey"]["QA"]["responses"]:
        response["answers"] |= dict.fromkeys(("A01", "A02", "A03", "A05"), 2) | {"A04": 4}
    found = score(KIT, case)
    assert found["scales"]["SA1"]["index"] < 60
    assert ["C4", "good"] in found["caps"]
