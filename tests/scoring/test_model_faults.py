"""Every fault of a model is found, named with its place, and said in both languages."""

from collections.abc import Callable
from typing import Any

import pytest

from fixtures.scoring_cases import kit_document, load, text
from fixtures.small_models import only_figures, only_interviews
from scoring.model import check_model, load_model

Change = Callable[[dict], Any]


def leaf(document: dict, code: str) -> dict:
    """Find a level-3 indicator by its code."""
    return next(
        one
        for top in document["indicators"]
        for branch in top["children"]
        for one in branch["children"]
        if one["code"] == code
    )


def put(code: str, /, **fields: object) -> Change:
    """Return a change that sets fields of an indicator."""
    return lambda d: leaf(d, code).update(fields)


def rule(code: str, /, **fields: object) -> Change:
    """Return a change that sets fields of an indicator's rule."""
    return lambda d: leaf(d, code)["rule"].update(fields)


def veto(number: int, /, **fields: object) -> Change:
    """Return a change that sets fields of a veto or cap."""
    return lambda d: d["vetoes"][number].update(fields)


A1, A12, STEP = "indicators/A/A1", "indicators/A/A1/A1-2", "indicators/A/A2/A2-2/rule"
THREE = {"max": 0, "score": 100}, {"max": 3, "score": 90}, {"otherwise": 0}
COUNT = {"name": "actual", "zh": "数", "type": "count"}
LIST = {"name": "more", "zh": "清单", "type": "weighted_list"}
GUARD = {"kind": "node", "code": "A2", "op": "<", "value": 60}

TREE: list[tuple[Change, str, str]] = [
    (lambda d: d["indicators"].clear(), "indicators", "has no indicators"),
    (lambda d: d["indicators"][0]["children"].clear(), "indicators/A", "children"),
    (put("A1-2", code=5), "indicators/A/A1/2/code", "must be text"),
    (put("A1-2", code="1-A"), f"{A1}/1-A/code", "must start with a letter"),
    (put("A1-2", name="x"), f"{A12}/name", "must be {zh: ..., en: ...}"),
    (put("A1-2", name={"zh": "长" * 2001}), f"{A12}/name/zh", "at most 2000 characters"),
    (put("A1-2", responsible="NOBODY"), f"{A12}/responsible", "'NOBODY' does not exist"),
    (put("A1-2", channels=["rumour"]), f"{A12}/channels", "'rumour' does not exist"),
    (put("A1-2", inputs=[{**COUNT, "name": "a b"}]), f"{A12}/inputs/1/name", "letters, digits"),
    (put("A1-2", inputs=[COUNT, COUNT]), f"{A12}/inputs", "used twice"),
    (lambda d: leaf(d, "A1-1")["inputs"].append(LIST), f"{A1}/A1-1/inputs", "at most one"),
    (lambda d: leaf(d, "A1-2").pop("raw"), A12, "needs the formula"),
    (put("A1-3", raw="1 + 1"), f"{A1}/A1-3/raw", "takes no formula"),
    (put("A1-2", direction="down"), f"{A12}/rule", "contradicts direction down"),
    (put("A1-2", guard={"if": "bad", "cap": 60}), f"{A12}/guard/if", "unknown phrase 'bad'"),
    (put("A1-2", guard={"if": 5, "cap": 60}), f"{A12}/guard/if", "must be a condition"),
    (
        put("A1-2", guard={"if": {**GUARD, "code": "Z9"}, "cap": 60}),
        f"{A12}/guard/if",
        "'Z9' does not exist",
    ),
    (lambda d: leaf(d, "A1-2").pop("baseline"), A12, "needs a baseline"),
    (lambda d: [put(c, is_core=False, core=False)(d) for c in cores(d)], "indicators", "core"),
    (lambda d: [put(c, channels=["doc_review"])(d) for c in below(d, "A")], "indicators/A", "two"),
]
RULES: list[tuple[Change, str, str]] = [
    (rule("A1-2", family="step"), f"{A12}/rule/family", "anchored belongs to formula"),
    (rule("A1-3", anchors="taste"), f"{A1}/A1-3/rule/anchors", "rubric 'taste' does not exist"),
    (rule("E1-1", questionnaire="QX"), "indicators/E/E1/E1-1/rule", "'QX' does not exist"),
    (rule("B2-3", protocol="IX"), "indicators/B/B2/B2-3/rule/protocol", "'IX' does not exist"),
    (rule("B2-3", theme="XX"), "indicators/B/B2/B2-3/rule/theme", "'XX' does not exist"),
    (put("A3-1", inputs=[COUNT]), "indicators/A/A3/A3-1/rule", "exactly one input of type check"),
    (rule("A1-4", points={"early": 5}), f"{A1}/A1-4/rule/points/early", "no declared input"),
    (rule("A1-4", points={}), f"{A1}/A1-4/rule", "must name at least one input"),
    (rule("A1-4", start=10, floor=20), f"{A1}/A1-4/rule", "floor must not exceed start"),
    (rule("B1-2", lo_zero=500), "indicators/B/B1/B1-2/rule", "lo_zero < lo_full"),
    (rule("A2-2", bands=[]), STEP, "at least one band"),
    (rule("A2-2", bands=[THREE[1], THREE[0], THREE[2]]), f"{STEP}/bands", "limits of the bands"),
    (
        rule("A2-2", bands=[{**THREE[0], "score": 80}, THREE[1], THREE[2]]),
        f"{STEP}/bands",
        "scores of the bands",
    ),
    (
        lambda d: leaf(d, "E3-2")["rule"]["parts"].pop(),
        "indicators/E/E3/E3-2/rule/parts",
        "shares sum to 100",
    ),
    (
        lambda d: leaf(d, "E3-2")["rule"]["parts"][0].pop("rule"),
        "indicators/E/E3/E3-2/rule/parts/1/rule",
        "needs a rule",
    ),
]
GRADES: list[tuple[Change, str, str]] = [
    (lambda d: d["grades"].clear(), "grades", "has no grades"),
    (lambda d: d["grades"][1].update(code="excellent"), "grades", "used twice"),
    (lambda d: d["grades"][1].update(min=99), "grades/good", "min must not exceed max"),
    (lambda d: d["grades"][0].update(max=99), "grades", "cover 0 to 100"),
    (lambda d: d["grades"][-1].update(gates=["E1 >= 70"]), "grades/fail", "cannot have gates"),
    (lambda d: d["grade_policy"]["tie_break"].append("Z"), "grade_policy/tie_break", "'Z' does"),
    (veto(1, code="V1"), "vetoes/V1#2", "used twice"),
    (lambda d: d["vetoes"][0].pop("effect"), "vetoes/V1/effect", "needs an effect"),
    (veto(0, effect="no way!"), "vetoes/V1/effect", "unknown phrase"),
    (veto(0, effect=5), "vetoes/V1/effect", "needs an effect"),
    (veto(0, effect=["fail"]), "vetoes/V1/effect", "needs an effect"),
    (veto(7, auto="SZ index < 60"), "vetoes/C4/auto", "scale 'SZ' does not exist"),
    (veto(4, auto="Z1-1 critical failure"), "vetoes/C1/auto", "'Z1-1' does not exist"),
    (veto(4, auto="A1-1 critical failure"), "vetoes/C1/auto", "takes no checklist"),
    (veto(6, auto="E2-4 massive >= 1"), "vetoes/C3/auto", "no input 'massive'"),
    (veto(6, auto="Z2-4 major >= 1"), "vetoes/C3/auto", "'Z2-4' does not exist"),
]
POLICIES: list[tuple[Change, str, str]] = [
    (
        lambda d: d["survey_policy"]["reliability"].update(caution=0.9),
        "survey_policy/reliability",
        "caution must not exceed ok",
    ),
    (
        lambda d: d["survey_policy"]["invalid_if"].update(boredom=True),
        "survey_policy/invalid_if/boredom",
        "unknown rule 'boredom'",
    ),
    (
        lambda d: d["rubrics"]["novelty"].reverse(),
        "rubrics/novelty",
        "levels must fall and the lowest start at 0",
    ),
    (
        lambda d: d["rubrics"]["novelty"][0].update(min=99, max=98),
        "rubrics/novelty/1",
        "min must not exceed max",
    ),
    (
        lambda d: d["weight_policy"]["core_boost"].update(range=[2, 1]),
        "weight_policy/core_boost",
        "range must be [lowest, highest]",
    ),
    (
        lambda d: d["respondent_groups"]["weights"][1].update(code="beneficiary"),
        "respondent_groups/weights",
        "code is used twice",
    ),
    (lambda d: d["task_types"].clear(), "task_types", "needs task types"),
    (lambda d: d["task_types"][1].update(code="ENG"), "task_types", "no code twice"),
]


def below(document: dict, top: str) -> list[str]:
    """List the codes of the level-3 indicators of a level-1 indicator."""
    return [
        one["code"]
        for each in document["indicators"]
        if each["code"] == top
        for branch in each["children"]
        for one in branch["children"]
    ]


def cores(document: dict) -> list[str]:
    """List the codes of the core indicators."""
    every = [code for top in document["indicators"] for code in below(document, top["code"])]
    return [code for code in every if leaf(document, code).get("core")]


@pytest.mark.parametrize(("change", "place", "words"), [*TREE, *RULES, *GRADES, *POLICIES])
def test_a_fault_is_named_with_its_place_and_what_to_do(
    change: Change, place: str, words: str
) -> None:
    document = kit_document()
    change(document)
    faults = check_model(document)
    found = [fault for fault in faults if fault.place == place and words in fault.en]
    assert found, [fault.sentence() for fault in faults]
    assert all(fault.zh for fault in faults)


def test_a_guard_that_rests_on_an_unknown_indicator_is_no_circle() -> None:
    document = kit_document()
    put("D2-1", guard={"if": {**GUARD, "code": "Z9"}, "cap": 60})(document)
    put("A1-2", guard={"if": {**GUARD, "code": "D2"}, "cap": 60})(document)
    places = [fault.place for fault in check_model(document)]
    assert places == ["indicators/D/D2/D2-1/guard/if"]


def test_what_a_task_type_does_not_use_need_not_add_up_for_it() -> None:
    document = kit_document()
    tops = document["indicators"]
    tops[1]["weights"]["SVC"] += tops[0]["weights"]["SVC"]
    tops[0]["weights"]["SVC"] = 0
    put("A1-2", weights={"ENG": 35, "SVC": 1, "RND": 35})(document)
    assert not [f for f in check_model(document) if f.place == A1 and "SVC" in f.en]


def test_nesting_without_end_is_refused() -> None:
    document = kit_document()
    nest: dict = {}
    document["retention"] = nest
    for _ in range(100):
        nest["more"] = {}
        nest = nest["more"]
    assert any("too many levels" in fault.en for fault in check_model(document))


def test_an_indicator_that_is_no_mapping_is_a_fault() -> None:
    document = kit_document()
    document["indicators"][0]["children"][0]["children"][0] = "A1-1"
    assert check_model(document)


def test_a_model_without_groups_needs_none_if_nobody_is_asked() -> None:
    document, _ = only_figures()
    assert check_model(document) == ()
    asked, _ = only_interviews()
    assert check_model(asked | {"respondent_groups": {"weights": []}}) == ()


def test_a_rubric_and_a_text_may_do_without_english() -> None:
    document = kit_document()
    document["rubrics"]["novelty"][0]["en"] = ""
    document["likert_labels"][0].pop("en")
    assert load(document).rubrics["novelty"][0].text.en is None


def test_two_questionnaires_may_not_share_ids_and_some_ids_are_reserved() -> None:
    document = kit_document()
    document["questionnaires"][1]["id"] = "QA"
    document["questionnaires"][1]["scales"][0]["id"] = "SA1"
    document["questionnaires"].append(
        {
            "id": "scales",
            "title": text("问卷"),
            "items": [{"id": "A15", "type": "nps", "text": text("推荐")}],
        }
    )
    words = [fault.en for fault in check_model(document) if fault.place == "questionnaires"]
    assert "id 'QA' is used twice" in words
    assert "id 'SA1' is used twice" in words
    assert "id 'A15' is used twice" in words
    assert "id 'scales' is reserved: choose another" in words


def test_a_model_may_be_given_as_text() -> None:
    with pytest.raises(ValueError, match="task_types"):
        load_model("meta: {id: x}")
