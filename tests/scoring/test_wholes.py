"""A part is not more than its whole: written by the model, or said by its own formula."""

from fractions import Fraction
from typing import Any

import pytest

from fixtures import small_models
from fixtures.scoring_cases import KIT, kit_document, load, worked_case
from scoring.doubts import Doubt, doubts_of
from scoring.engine import CaseFaults, score
from scoring.model import check_model, content_hash, load_model, model_document

Document = dict[str, Any]


def _two(**fields: object) -> tuple[Document, Document]:
    """Return a model of one indicator, `done` and `due`, and its case."""
    document, case = small_models.only_figures()
    document["indicators"][0]["children"][0]["children"][0]["inputs"][0] |= fields
    return document, case


def _leaf(document: Document) -> Document:
    leaf: Document = document["indicators"][0]["children"][0]["children"][0]
    return leaf


def _refused(document: Document, case: Document) -> list[str]:
    with pytest.raises(CaseFaults) as refused:
        score(load_model(document), case)
    return [f"{fault.place}: {fault.zh} | {fault.en}" for fault in refused.value.faults]


def test_a_part_above_its_whole_is_refused_with_both_names_and_values() -> None:
    document, case = _two(at_most="due")
    case["raw"]["X1-1"] = {"done": 30, "due": 20}
    (fault,) = _refused(document, case)
    assert fault.startswith("raw/X1-1/done: “完成”(done) 30 多于“应完成”(due) 20,部分不能多于整体")
    assert "完成 (done) 30 is more than 应完成 (due) 20" in fault


def test_a_part_as_large_as_its_whole_is_taken_and_a_missing_one_blocks_as_before() -> None:
    document, case = _two(at_most="due")
    case["raw"]["X1-1"] = {"done": 20, "due": 20}
    assert score(load_model(document), case)["total"] == "100.00"
    case["raw"]["X1-1"] = {"done": 20, "due": None}
    assert score(load_model(document), case)["total"] is None


def test_a_ratio_without_a_written_whole_may_exceed_one_hundred() -> None:
    document, case = _two()
    _leaf(document)["unit"] = "%"
    case["raw"]["X1-1"] = {"done": 30, "due": 20}
    assert score(load_model(document), case)["total"] == "100.00"


def test_a_written_whole_is_part_of_the_form_and_of_its_hash_and_nothing_is_otherwise() -> None:
    document, _ = _two(at_most="due")
    model, plain = load_model(document), load_model(_two()[0])
    assert content_hash(model) != content_hash(plain)
    assert _leaf(model_document(model))["inputs"][0]["at_most"] == "due"
    assert content_hash(load_model(model_document(model))) == content_hash(model)
    assert '"at_most"' not in KIT.text


@pytest.mark.parametrize(
    ("whole", "words"),
    [
        ("done", "a part of itself"),
        ("dew", "'dew' is no other amount of this indicator; use due"),
        (5, "must be text"),
        (True, "must be text"),
    ],
)
def test_a_whole_that_cannot_be_is_a_named_fault(whole: object, words: str) -> None:
    (fault,) = check_model(_two(at_most=whole)[0])
    assert (fault.place, words in fault.en) == ("indicators/X/X1/X1-1/inputs/1/at_most", True)


def test_wholes_in_a_circle_are_a_named_fault() -> None:
    document, _ = _two(at_most="due")
    _leaf(document)["inputs"][1]["at_most"] = "done"
    faults = check_model(document)
    assert [fault.en for fault in faults] == [
        "part and whole go in a circle: done → due → done",
        "part and whole go in a circle: due → done → due",
    ]


def test_a_chain_of_wholes_is_no_circle() -> None:
    document, case = _two(at_most="due")
    _leaf(document)["inputs"][1]["at_most"] = "all"
    _leaf(document)["inputs"].append({"name": "all", "zh": "全部", "type": "number"})
    case["raw"]["X1-1"] = {"done": 3, "due": 5, "all": 4}
    (fault,) = _refused(document, case)
    assert fault.startswith("raw/X1-1/due")


def test_only_an_amount_has_a_whole() -> None:
    document, _ = _two()
    more = {"name": "more", "zh": "清单", "type": "weighted_list", "at_most": "due"}
    _leaf(document)["inputs"].append(more)
    assert [fault.en for fault in check_model(document)] == [
        "only a number, a count or money may have at_most"
    ]


SHARES = {
    "A2-1": ("on_time", "due"),
    "A2-3": ("first_pass", "accepted"),
    "B1-3": ("on_time", "due"),
    "B3-2": ("closed", "due"),
    "C1-1": ("passed", "submitted"),
    "C1-2": ("passed", "sampled"),
    "C1-3": ("reworked", "total"),
    "C3-3": ("applied", "total"),
    "D1-3": ("on_time", "due"),
    "E1-4": ("closed", "due"),
}


def test_the_kits_formulas_say_which_counts_are_a_part_of_others() -> None:
    implied = {
        leaf.code: (one.name, one.part_of)
        for leaf in KIT.indicators
        for one in leaf.inputs
        if one.part_of
    }
    assert implied == SHARES


@pytest.mark.parametrize("code", SHARES)
def test_sixty_of_fifty_is_doubted_and_scores_no_more_than_fifty_of_fifty(code: str) -> None:
    part, whole = SHARES[code]
    leaf = next(one for one in KIT.indicators if one.code == code)
    others = {one.name: Fraction(1) for one in leaf.inputs}
    over = doubts_of(leaf, others | {part: Fraction(60), whole: Fraction(50)})
    assert over[0] == Doubt("part", Fraction(60), Fraction(50), part, whole)
    assert doubts_of(leaf, others | {part: Fraction(50), whole: Fraction(50)}) == ()
    case = worked_case()
    case["raw"][code] = {**case["raw"][code], part: 60, whole: 50}
    most = {**case, "raw": {**case["raw"], code: {**case["raw"][code], part: 50}}}
    assert _level3(case)[code]["score"] == _level3(most)[code]["score"]


@pytest.mark.parametrize(
    ("code", "record"),
    [
        ("A1-2", {"actual": 130, "planned": 100}),
        ("B2-1", {"effective_hours": 110, "total_hours": 100}),
        ("C3-1", {"actual": 6, "planned": 5}),
        ("D1-1", {"spent": 104, "budget": 100}),
        ("D2-2", {"benefit": 300, "cost": 100}),
        ("E2-1", {"actual": 1200, "intended": 1000}),
    ],
)
def test_what_may_truly_exceed_one_hundred_stays_allowed(
    code: str, record: dict[str, object]
) -> None:
    case = worked_case()
    case["raw"][code] = record
    assert _level3(case)[code]["score"] is not None


@pytest.mark.parametrize(
    "raw",
    [
        "on_time / due * 100",
        "(on_time / due) * 100",
        "100 * on_time / due",
        "on_time * 100 / due",
        "100 * (on_time / due)",
    ],
)
def test_a_percentage_is_read_in_whichever_order_it_is_written(raw: str) -> None:
    model = _with("A2-1", raw=raw)
    assert _wholes(model, "A2-1") == {"on_time": "due", "due": None}


RULE = {"type": "anchored", "floor": 50, "baseline": 80, "target": 110}
BASELINE = {"kind": "historical", "value": 80, "target": 110, "zh": "上年"}
RANGE = {"type": "range", "lo_zero": 0, "lo_full": 50, "hi_full": 90}
BANDS = [{"min": 101, "score": 100}, {"otherwise": 0}]


@pytest.mark.parametrize(
    "fields",
    [
        {"unit": "比值"},
        {"raw": "on_time / due"},
        {"raw": "on_time / due * 1000"},
        {"raw": "on_time / on_time * 100"},
        {"raw": "(on_time - due) / due * 100"},
        {"rule": RULE, "baseline": BASELINE},
        {"rule": {**RANGE, "hi_zero": 120}},
        {"rule": {"type": "step", "direction": "up", "bands": BANDS}},
        {"rule": {"type": "ratio"}},
    ],
)
def test_where_the_models_words_leave_room_nothing_is_implied(fields: dict[str, object]) -> None:
    assert set(_wholes(_with("A2-1", **fields), "A2-1").values()) == {None}


def test_a_range_that_ends_at_one_hundred_implies_the_whole() -> None:
    model = _with("A2-1", rule={**RANGE, "hi_zero": 100}, direction="range")
    assert _wholes(model, "A2-1")["on_time"] == "due"


def test_numbers_imply_no_whole_and_false_says_that_a_count_may_exceed() -> None:
    document = kit_document()
    for one in _kit_leaf(document, "A2-1")["inputs"]:
        one["type"] = "number"
    _kit_leaf(document, "C1-1")["inputs"][0]["at_most"] = False
    model = load(document)
    assert set(_wholes(model, "A2-1").values()) | set(_wholes(model, "C1-1").values()) == {None}


def _with(code: str, **fields: object) -> Any:
    document = kit_document()
    _kit_leaf(document, code).update(fields)
    return load(document)


def _kit_leaf(document: Document, code: str) -> Document:
    return next(
        leaf
        for top in document["indicators"]
        for middle in top["children"]
        for leaf in middle["children"]
        if leaf["code"] == code
    )


def _wholes(model: Any, code: str) -> dict[str, str | None]:
    leaf = next(one for one in model.indicators if one.code == code)
    return {one.name: one.part_of for one in leaf.inputs}


def _level3(case: Document) -> Any:
    return score(KIT, case)["level3"]
