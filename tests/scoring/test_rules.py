"""The eleven rule types at their edges, in a small model of its own."""

import pytest

from fixtures import small_models
from fixtures.scoring_cases import KIT, worked_case
from scoring.engine import CaseFaults, score
from scoring.model import check_model, load_model


def _leaf(code: str, record: object, **changes: object) -> dict:
    case = worked_case(**changes)
    case["raw"][code] = record
    return score(KIT, case)["level3"][code]


def _ratio(actual: float, planned: float) -> dict:
    return {"actual": actual, "planned": planned}


@pytest.mark.parametrize(
    ("actual", "expected", "step"),
    [
        (59, "0.00", "anchored: floor not passed, 59 / 60 -> 0"),
        (60, "0.00", "anchored: floor not passed, 60 / 60 -> 0"),
        (75, "30.00", "anchored: 0 + (75 - 60) / (90 - 60) * 60 = 30"),
        (90, "60.00", "anchored: 60 + (90 - 90) / (100 - 90) * 40 = 60"),
        (100, "100.00", "anchored: target reached, 100 / 100 -> 100"),
        (180, "100.00", "anchored: target reached, 180 / 100 -> 100"),
    ],
)
def test_anchors_are_linear_between_and_clipped(actual: float, expected: str, step: str) -> None:
    found = _leaf("A1-2", _ratio(actual, 100))
    assert (found["score"], found["steps"][1]) == (expected, step)


@pytest.mark.parametrize(
    ("hours", "expected"),
    [(80, "0.00"), (48, "30.00"), (24, "60.00"), (14, "80.00"), (1, "100.00")],
)
def test_anchors_run_down_where_lower_is_better(hours: float, expected: str) -> None:
    assert _leaf("B3-1", {"hours": hours})["score"] == expected


@pytest.mark.parametrize(
    ("spent", "expected"),
    [(50, "0.00"), (60, "0.00"), (77.5, "50.00"), (95, "100.00"), (100, "100.00"),
     (105, "50.00"), (110, "0.00"), (150, "0.00")],
)  # fmt: skip
def test_a_range_falls_on_both_sides(spent: float, expected: str) -> None:
    assert _leaf("D1-1", {"spent": spent, "budget": 100})["score"] == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [(0, "100.00"), (1, "90.00"), (3, "90.00"), (3.01, "80.00"), (30, "30.00"), (31, "0.00")],
)
def test_the_first_band_that_holds_the_figure_gives_its_score(days: float, expected: str) -> None:
    record = {"delay_days": days, "excused_days": 0, "due": 1}
    assert _leaf("A2-2", record)["score"] == expected


def test_excused_days_never_make_a_delay_negative() -> None:
    found = _leaf("A2-2", {"delay_days": 3, "excused_days": 9, "due": 2})
    assert (found["raw_value"], found["score"]) == (0.0, "100.00")


def test_the_last_band_takes_the_rest() -> None:
    found = _leaf("A2-2", {"delay_days": 99, "excused_days": 0, "due": 1})
    assert found["steps"][1] == "step: band {'otherwise': 0} -> 0"


def test_a_deduction_stops_at_its_floor() -> None:
    found = _leaf("A1-4", {"unapproved": 6, "late": 1})
    assert (found["score"], found["raw_value"]) == ("0.00", None)
    assert found["steps"][0] == "deduct: max(0, 100 - (6*20 + 1*5)) = 0"


@pytest.mark.parametrize(("n_critical", "expected"), [(0, "96.00"), (1, "40.00")])
def test_a_critical_failure_caps_a_checklist(n_critical: int, expected: str) -> None:
    items = {"passed": 24, "applicable": 25, "critical_failed": n_critical}
    assert _leaf("C2-1", {"items": items})["score"] == expected


def test_a_critical_failure_never_raises_a_lower_score() -> None:
    items = {"passed": 5, "applicable": 25, "critical_failed": 3}
    assert _leaf("C2-1", {"items": items})["score"] == "20.00"


def test_a_checklist_without_cap_needs_no_critical_count() -> None:
    assert _leaf("A3-1", {"items": {"passed": 3, "applicable": 4}})["score"] == "75.00"


@pytest.mark.parametrize(
    ("actual", "expected", "flags"),
    [(130, "100.00", []), (131, "100.00", ["target_too_low"]), (50, "50.00", [])],
)
def test_a_ratio_is_clipped_and_flagged_strictly_above_130(
    actual: float, expected: str, flags: list
) -> None:
    found = _leaf("C3-1", _ratio(actual, 100))
    assert (found["score"], found["flags"]) == (expected, flags)


@pytest.mark.parametrize(("actual", "flags"), [(130, []), (131, ["target_too_low"])])
def test_one_objective_far_above_its_target_is_flagged_and_changes_no_score(
    actual: float, flags: list
) -> None:
    rows = [
        {"target": 100, "actual": actual, "weight": 50},
        {"target": 10, "actual": 5, "weight": 50},
    ]
    found = _leaf("A1-1", {"objectives": rows})
    assert (found["score"], found["flags"]) == ("75.00", flags)


@pytest.mark.parametrize(
    ("code", "record", "place"),
    [
        # Where less is better, less than nothing made the best of all scores.
        ("B3-1", {"hours": -5}, "raw/B3-1/hours"),
        ("B1-1", {"actual_days": -9, "planned_days": 300}, "raw/B1-1/actual_days"),
        ("D2-2", {"benefit": -10, "cost": 5}, "raw/D2-2/benefit"),
        (
            "A1-1",
            {"objectives": [{"target": 10, "actual": -5, "weight": 1}]},
            "raw/A1-1/objectives/1/actual",
        ),
    ],
)
def test_an_amount_below_zero_is_refused(code: str, record: dict[str, object], place: str) -> None:
    with pytest.raises(CaseFaults) as refused:
        _leaf(code, record)
    assert [fault.place for fault in refused.value.faults] == [place]


def test_a_number_that_the_model_calls_signed_may_be_below_zero() -> None:
    document, case = small_models.only_figures()
    leaf = document["indicators"][0]["children"][0]["children"][0]
    leaf["inputs"][0] |= {"type": "number", "signed": True}
    case["raw"]["X1-1"]["done"] = -5
    assert score(load_model(document), case)["total"] == "0.00"
    leaf["inputs"][0]["type"] = "money"
    assert [fault.place.rpartition("/")[2] for fault in check_model(document)] == ["signed"]


def test_the_parts_of_a_blend_are_not_rounded() -> None:
    record = {"experts": {"E1": 81, "E2": 80, "E3": 80}}  # 80.33..., theme LT 79.1666...
    found = _leaf("E3-2", record)
    assert found["score_exact"] == "1198/15"
    assert found["score"] == "79.87"


def test_a_blend_with_a_blocked_part_is_blocked() -> None:
    found = _leaf("E3-2", {"experts": {"E1": 81}})
    assert (found["status"], found["score"]) == ("blocked", None)


def test_a_given_score_is_official_as_it_is() -> None:
    found = _leaf("E3-2", 81.25)
    assert (found["score"], found["steps"], found["raw_value"]) == ("81.25", ["given"], None)


def test_points_of_all_indicators_sum_to_the_total() -> None:
    for changes in ({}, {"not_applicable": ["B1-3", "A2"]}):
        found = score(KIT, worked_case(**changes))
        active = [block for block in found["level3"].values() if block["points"]]
        assert sum(block["effective_points"] for block in active) == pytest.approx(100, abs=1e-4)
        points = sum(float(block["points"]) for block in active)
        assert points == pytest.approx(found["total_6dp"], abs=0.005)


def test_the_weight_of_a_whole_level_2_goes_to_its_level_2_siblings() -> None:
    found = score(KIT, worked_case(not_applicable=["D2"]))
    first, third = (found["level2"][code] for code in ("D1", "D3"))
    expected = (45 * 93 + 20 * 87.55) / 65
    assert (first["score"], third["score"]) == ("93.00", "87.55")
    assert float(found["level1"]["D"]["score"]) == pytest.approx(expected, abs=0.005)
    single = score(KIT, worked_case(not_applicable=["D2-1", "D2-2", "D2-3"]))
    assert single["total_exact"] == found["total_exact"]
