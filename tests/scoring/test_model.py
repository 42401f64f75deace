"""Loading, checking, writing and hashing indicator models."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from fixtures.scoring_cases import KIT, MODEL_FILE, course_document, kit_document, load
from scoring.model import (
    ModelFaults,
    check_model,
    content_hash,
    load_model,
    model_document,
    read_model_yaml,
)


def _leaf(document: dict, code: str) -> dict:
    return next(
        leaf
        for top in document["indicators"]
        for branch in top["children"]
        for leaf in branch["children"]
        if leaf["code"] == code
    )


def test_the_default_model_loads_with_its_48_indicators() -> None:
    assert [len(KIT.dimensions), len(KIT.branches), len(KIT.indicators)] == [5, 15, 48]
    counts = [sum(bool(p) for p in KIT.points(kind.code).values()) for kind in KIT.task_types]
    assert counts == [48, 47, 46]
    assert all(sum(KIT.points(kind.code).values()) == 100 for kind in KIT.task_types)


def test_the_products_own_form_loads_to_an_equal_model_with_the_same_hash() -> None:
    own = json.loads(json.dumps(model_document(KIT), sort_keys=True))
    again = load_model(own)
    assert again == KIT
    assert content_hash(again) == content_hash(KIT)
    assert load_model(json.dumps(own)) == KIT


def test_the_products_own_form_holds_structured_fields_instead_of_phrases() -> None:
    own = model_document(KIT)
    assert own["grades"][0]["gates"][:2] == [
        {"kind": "every_level1", "op": ">=", "value": 75},
        {"kind": "node", "code": "E1", "op": ">=", "value": 70},
    ]
    assert own["vetoes"][6]["auto"] == {
        "kind": "input",
        "code": "E2-4",
        "input": "major",
        "op": ">=",
        "value": 1,
    }
    assert own["vetoes"][4]["effect"] == {"kind": "cap", "grade": "pass"}
    assert _leaf(own, "D3-1")["guard"]["if"]["kind"] == "node"
    assert [rule["rule"] for rule in own["survey_policy"]["invalid_if"]][2] == "straight_line"
    assert own["survey_policy"]["reliability"]["below"] == "blocked"
    assert own["respondent_groups"]["small_group"] == "merge_in_proportion"


def test_any_change_of_the_content_changes_the_hash() -> None:
    document = kit_document()
    _leaf(document, "A1-2")["rule"]["floor"] = 61
    assert content_hash(load(document)) != content_hash(KIT)


def test_a_model_of_another_kind_loads() -> None:
    model = load(course_document())
    assert model.checks == ()
    assert (model.quota, model.vetoes, model.protocol) == (None, (), None)
    assert load_model(model_document(model)) == model


def _set_weight(document: dict) -> None:
    _leaf(document, "A1-2")["weights"]["SVC"] = 36


def _twice(document: dict) -> None:
    _leaf(document, "A1-3")["code"] = "A1-2"


def _no_rule(document: dict) -> None:
    del _leaf(document, "A1-2")["rule"]


def _odd_type(document: dict) -> None:
    _leaf(document, "A1-2")["rule"] = {"type": "magic"}


def _crossed(document: dict) -> None:
    _leaf(document, "A1-2")["rule"]["baseline"] = 50


def _guard_phrase(document: dict) -> None:
    _leaf(document, "D3-1")["guard"]["if"] = "when quality is poor"


def _circular(document: dict) -> None:
    _leaf(document, "D3-1")["guard"]["if"] = "D < 60"


def _unknown_scale(document: dict) -> None:
    _leaf(document, "E1-1")["rule"]["scale"] = "SA9"


def _unknown_item(document: dict) -> None:
    _leaf(document, "E1-3")["rule"]["item"] = "A14"


def _unmapped(document: dict) -> None:
    document["questionnaires"][0]["items"][0]["maps_to"] = "Z9"


def _gate(document: dict) -> None:
    document["grades"][0]["gates"].append("on sunny days")


def _trigger(document: dict) -> None:
    document["vetoes"][5]["auto"] = "A1-9 < 60"


def _automatic_veto(document: dict) -> None:
    document["vetoes"][0]["auto"] = "A1-1 < 60"


def _typo(document: dict) -> None:
    document["veotes"] = document.pop("vetoes")


def _formula(document: dict) -> None:
    _leaf(document, "A1-2")["raw"] = "actual / plan * 100"


def _baseline(document: dict) -> None:
    _leaf(document, "A1-2")["baseline"]["target"] = 99


def _points(document: dict) -> None:
    document["weight_policy"]["max_effective_points_per_level3"] = 6


def _result_points(document: dict) -> None:
    document["weight_policy"]["min_result_points"] = 99


def _gap(document: dict) -> None:
    document["grades"][1]["max"] = 88


def _groups(document: dict) -> None:
    document["respondent_groups"]["weights"][0]["SVC"] = 60


def _stated_points(document: dict) -> None:
    _leaf(document, "A1-2")["effective_points"]["SVC"] = 5


def _not_a_number(document: dict) -> None:
    _leaf(document, "A1-2")["rule"]["floor"] = float("nan")


def _straight(document: dict) -> None:
    document["survey_policy"]["invalid_if"]["straight_line"] = "boring answers"


@pytest.mark.parametrize(
    ("change", "place", "words"),
    [
        (_set_weight, "indicators/A/A1", "101 for SVC"),
        (_twice, "indicators/A/A1/A1-2#2", "used twice"),
        (_no_rule, "indicators/A/A1/A1-2/rule", "needs a rule"),
        (_odd_type, "indicators/A/A1/A1-2/rule/type", "none of ratio, anchored"),
        (_crossed, "indicators/A/A1/A1-2/rule", "rise strictly or fall strictly"),
        (_guard_phrase, "indicators/D/D3/D3-1/guard/if", "unknown phrase"),
        (_circular, "indicators/D/D3/D3-1/guard/if", "circular"),
        (_unknown_scale, "indicators/E/E1/E1-1/rule/scale", "no scale 'SA9'"),
        (_unknown_item, "indicators/E/E1/E1-3/rule/item", "no nps item 'A14'"),
        (_unmapped, "questionnaires/QA/items/A01/maps_to", "'Z9' does not exist"),
        (_gate, "grades/excellent/gates/6", "unknown phrase 'on sunny days'"),
        (_trigger, "vetoes/C2/auto", "'A1-9' does not exist"),
        (_automatic_veto, "vetoes/V1/auto", "must be a cap"),
        (_typo, "veotes", "unknown field 'veotes'"),
        (_formula, "indicators/A/A1/A1-2/raw", "'plan' is no declared input"),
        (_baseline, "indicators/A/A1/A1-2/baseline", "must equal the anchors"),
        (_points, "indicators/C/C1/C1-1/weights", "6.3 points for RND, at most 6"),
        (_result_points, "indicators", "need 99 or more"),
        (_gap, "grades/good", "must be 89.99"),
        (_groups, "respondent_groups/weights", "sum to 110 for SVC"),
        (_stated_points, "indicators/A/A1/A1-2/effective_points/SVC", "must be 4.375"),
        (_not_a_number, "indicators/A/A1/A1-2/rule/floor", "NaN and infinity are refused"),
        (_straight, "survey_policy/invalid_if/straight_line", "unknown phrase"),
    ],
)
def test_a_fault_is_named_with_its_place_and_what_to_do(
    change: Callable[[dict], None], place: str, words: str
) -> None:
    document = kit_document()
    change(document)
    faults = check_model(document)
    found = [fault for fault in faults if fault.place == place]
    assert found, [fault.sentence() for fault in faults]
    assert any(words in fault.en for fault in found)
    assert all(fault.zh for fault in faults)


def test_all_faults_are_listed_at_once() -> None:
    document = kit_document()
    for change in (_set_weight, _crossed, _guard_phrase, _unknown_scale, _gate, _typo, _groups):
        change(document)
    with pytest.raises(ModelFaults) as refused:
        load_model(document)
    places = {fault.place for fault in refused.value.faults}
    assert len(places) >= 7
    assert refused.value.faults == check_model(document)


def test_a_fault_of_a_text_bears_its_line(tmp_path: Path) -> None:
    text = MODEL_FILE.read_text("utf-8").replace(
        "floor: 60, baseline: 90", "floor: x, baseline: 90", 1
    )
    line = text[: text.index("floor: x")].count("\n") + 1
    path = tmp_path / "model.yaml"
    path.write_text(text, "utf-8")
    (fault,) = check_model(read_model_yaml(path))
    assert (fault.place, fault.line) == ("indicators/A/A1/A1-2/rule/floor", line)
    assert fault.sentence().startswith(f"indicators/A/A1/A1-2/rule/floor (line {line}): ")


@pytest.mark.parametrize("name", ["min_result_points", "process_indicator", "stated_baselines"])
def test_a_check_can_be_switched_off_by_the_models_own_list(name: str) -> None:
    document = kit_document()
    _result_points(document)
    _baseline(document)
    for top in document["indicators"]:
        for leaf in (leaf for branch in top["children"] for leaf in branch["children"]):
            leaf["nature"] = "result" if name == "process_indicator" else leaf["nature"]
    everything = ["min_result_points", "process_indicator", "stated_baselines"]
    document["checks"] = [check for check in everything if check != name]
    n_with = len(check_model(document | {"checks": everything}))
    assert len(check_model(document)) < n_with


def test_an_unknown_check_is_a_fault() -> None:
    (fault,) = check_model(kit_document() | {"checks": ["luck"]})
    assert fault.place == "checks/1"


@pytest.mark.parametrize("document", [{}, {"indicators": []}, {"task_types": 5}, {1: 2}])
def test_a_document_that_is_no_model_is_refused(document: dict) -> None:
    assert check_model(document)
