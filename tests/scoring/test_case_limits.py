"""Cases at the edges: too long, empty, of models that ask for something else."""

from fractions import Fraction
from pathlib import Path

import pytest

from fixtures.scoring_cases import (
    KIT,
    MODEL_FILE,
    given_case,
    kit_document,
    load,
    worked_case,
)
from fixtures.small_models import leaf, model, only_figures, only_interviews, tree, zh
from scoring.aggregate import weighted
from scoring.engine import CaseFaults, score
from scoring.exact import exact, plain
from scoring.model import check_model, load_model, read_model_yaml

DONE = [{"name": name, **zh(name), "type": "count"} for name in ("done", "due")]
SHARE = {"inputs": DONE, "raw": "done / due * 100"}
ANCHORED = {"type": "anchored", "floor": -100, "baseline": 0, "target": 100}


def faults(case: dict, of: object = KIT) -> dict[str, str]:
    with pytest.raises(CaseFaults) as refused:
        score(of, case)
    return {fault.place: fault.en for fault in refused.value.faults}


def with_record(code: str, record: object) -> dict:
    case = worked_case()
    case["raw"][code] = record
    return case


def test_a_list_of_more_than_a_thousand_rows_is_refused() -> None:
    rows = [{"target": 1, "actual": 1, "weight": 1}] * 1001
    found = faults(with_record("A1-1", {"objectives": rows}))
    assert "more than 1000 rows" in found["raw/A1-1/objectives"]


def test_more_than_a_hundred_experts_are_refused() -> None:
    panel = {f"E{number}": 80 for number in range(101)}
    found = faults(with_record("A1-3", {"experts": panel}))
    assert "more than 100 experts" in found["raw/A1-3/experts"]


def test_more_critical_failures_than_failures_are_refused() -> None:
    items = {"passed": 4, "applicable": 4, "critical_failed": 5}
    found = faults(with_record("A3-1", {"items": items}))
    assert "cannot exceed the 0 that are not passed" in found["raw/A3-1/items/critical_failed"]


def test_an_empty_record_of_an_indicator_from_surveys_says_nothing() -> None:
    with_empty, without = score(KIT, with_record("E1-1", {})), score(KIT, worked_case())
    assert with_empty["total"] == without["total"]
    assert with_empty["level3"]["E1-1"]["score"] == without["level3"]["E1-1"]["score"]


def test_an_answer_on_oneself_is_one_answer() -> None:
    case = worked_case()
    case["survey"]["QA"]["responses"][0]["answers"]["P1"] = ["partner", "staff"]
    (place,) = faults(case)
    assert place.endswith("answers/P1")
    case["survey"]["QA"]["responses"][0]["answers"]["P1"] = "partner"
    assert score(KIT, case)["total"] == score(KIT, worked_case())["total"]


@pytest.mark.parametrize("cap", [["Z9", "pass"], [5, "pass"], ["C1", "excellent"]])
def test_a_cap_that_is_none_is_refused(cap: list) -> None:
    assert faults(given_case() | {"caps": [cap]})


def test_interviews_of_a_model_without_protocol_are_refused() -> None:
    document, case = only_figures()
    found = faults(case | {"interviews": {"records": [{"id": "I1"}]}}, load_model(document))
    assert found == {"interviews": "the model has no interview protocol"}


def test_a_segment_that_is_not_adjudicated_blocks_its_theme_only() -> None:
    document, case = only_interviews()
    case["interviews"]["records"][0]["segments"][0] = ["T1", 1, 0, None]
    found = score(load_model(document), case)
    assert [found["level3"][code]["status"] for code in ("X1-1", "X1-2")] == ["blocked", "scored"]
    assert found["total"] is None


@pytest.mark.parametrize("code", ["A3-1", "A1-4", "A1-3"])
def test_without_a_record_an_indicator_is_blocked(code: str) -> None:
    case = given_case()
    del case["raw"][code]
    assert score(KIT, case)["level3"][code]["status"] == "blocked"


def test_a_checklist_without_its_items_is_blocked() -> None:
    found = score(KIT, given_case() | with_given("A3-1", {}))
    assert found["level3"]["A3-1"]["status"] == "blocked"


def with_given(code: str, record: object) -> dict:
    return {"raw": given_case()["raw"] | {code: record}}


def test_a_minus_sign_is_told_as_it_stands_in_the_formula() -> None:
    raw = "-done / (-due + 2 * due)"
    small = load_model(model(tree(leaf("X1-1", ANCHORED, inputs=DONE, raw=raw))))
    found = score(small, {"task": {"type": "T"}, "raw": {"X1-1": {"done": 17, "due": 20}}})
    assert found["level3"]["X1-1"]["score"] == "59.49"
    minus = load_model(model(tree(leaf("X1-1", ANCHORED, inputs=DONE, raw="done / -due"))))
    case = {"task": {"type": "T"}, "raw": {"X1-1": {"done": 17, "due": 20}}}
    assert faults(case, minus)["raw/X1-1"] == "the denominator must not be negative: -due"


@pytest.mark.parametrize("raw", ["target_i / 2", "sum(target_i) + weight_i", "done + 1"])
def test_a_column_of_a_list_has_a_value_in_its_rows_only(raw: str) -> None:
    rows = [{"name": "rows", **zh("清单"), "type": "weighted_list"}]
    document = model(tree(leaf("X1-1", {"type": "ratio"}, inputs=rows, raw=raw)))
    assert any("cannot be read" in fault.en for fault in check_model(document))


def guarded(asked: str, **sections: object) -> dict:
    """Return a small model whose first indicator is capped while another scores below 60."""
    condition = {"kind": "node", "code": asked, "op": "<", "value": 60}
    first = leaf("X1-1", {"type": "ratio"}, weight=60, guard={"if": condition, "cap": 50}, **SHARE)
    second = leaf("X1-2", {"type": "ratio"}, weight=40, **SHARE)
    third = tree(leaf("Y1-1", {"type": "ratio"}, **SHARE), code="Y")
    tops = [tree(first, second) | {"weights": {"T": 50}}, third | {"weights": {"T": 50}}]
    return model(*tops, missing_data={"max_na_effective_points": 100}, **sections)


def case_of(**records: tuple[int, int]) -> dict:
    raw = {name.replace("_", "-"): {"done": a, "due": b} for name, (a, b) in records.items()}
    return {"task": {"type": "T"}, "raw": raw}


@pytest.mark.parametrize("asked", ["X1-2", "Y", "Y1-1"])
def test_a_guard_may_ask_for_an_indicator_of_any_level(asked: str) -> None:
    small = load_model(guarded(asked))
    low = score(small, case_of(X1_1=(9, 10), X1_2=(1, 2), Y1_1=(1, 2)))
    assert low["level3"]["X1-1"]["score"] == "50.00"
    high = score(small, case_of(X1_1=(9, 10), X1_2=(3, 5), Y1_1=(3, 5)))
    assert high["level3"]["X1-1"]["score"] == "90.00"


def test_a_guard_rests_if_what_it_asks_for_does_not_count() -> None:
    small = load_model(guarded("X1-2"))
    case = case_of(X1_1=(9, 10), Y1_1=(1, 2)) | {"not_applicable": ["X1-2"]}
    found = score(small, case)
    assert found["level3"]["X1-1"]["score"] == "90.00"
    assert found["total"] == "70.00"


def test_a_whole_level_1_cannot_be_left_out_and_nothing_weighs_nothing() -> None:
    case = case_of(X1_1=(9, 10), X1_2=(9, 10)) | {"not_applicable": ["Y1-1"]}
    found = faults(case, load_model(guarded("X1-2")))
    assert "the whole level-1 indicator Y" in found["not_applicable"]
    assert weighted([]) == (None, None)


def test_a_band_takes_what_the_bands_before_it_leave() -> None:
    bands = [{"min": 90, "score": 100}, {"min": 50, "score": 60}, {"otherwise": 10}]
    rule = {"type": "step", "direction": "up", "bands": bands}
    small = load_model(model(tree(leaf("X1-1", rule, **SHARE))))
    scores = [score(small, case_of(X1_1=(n, 10)))["level3"]["X1-1"]["score"] for n in (9, 5, 4)]
    assert scores == ["100.00", "60.00", "10.00"]


def test_numbers_stay_exact_and_print_without_a_point_where_none_is_due() -> None:
    third = Fraction(1, 3)
    assert exact(third) is third
    assert (plain(Fraction(1200), 0), plain(third, 8)) == ("1200", "0.33333333")


def test_a_model_may_be_named_by_its_path() -> None:
    assert load_model(read_model_yaml(str(MODEL_FILE))) == load(kit_document())
    assert load_model(read_model_yaml(Path(MODEL_FILE))) == KIT
