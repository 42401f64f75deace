"""Every draw of a task goes the whole way of its grade; options, seeds and roots of covariances."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.scoring_cases import KIT, active, given_case, kit_document, load, worked_case
from fixtures.small_models import SMALL, leaf, model, tree
from scoring.case import read_case
from scoring.engine import find, score
from scoring.findings import Findings
from scoring.uncertainty.block import uncertainty_block
from scoring.uncertainty.case_draws import draw_scale, semidefinite_root
from scoring.uncertainty.case_uncertainty import (
    CaseUncertainty,
    UncertaintyOptions,
    assess_uncertainty,
)
from scoring.uncertainty.components import effective_shares
from scoring.uncertainty.panel_rows import interview_rows

FEW = UncertaintyOptions(n_draws=1_000)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def findings_of(case: dict, document: dict | None = None) -> Findings:
    own = KIT if document is None else load(document)
    return find(own, read_case(own, case))


def assessed(case: dict, options: UncertaintyOptions = FEW) -> CaseUncertainty:
    return assess_uncertainty(findings_of(case), options=options, rng=rng())


def test_a_veto_makes_the_lowest_grade_certain_even_so():
    found = assessed(given_case(91, vetoes=["V2"]))
    assert (found.sem, found.probability, found.is_borderline) == (None, 1.0, False)
    assert found.probabilities == {"excellent": 0.0, "good": 0.0, "pass": 0.0, "fail": 1.0}
    estimated = assessed(worked_case(vetoes=["V2"]))
    assert (estimated.probabilities["fail"], estimated.guarded_grade) == (1.0, "fail")
    assert estimated.sem > 0


@pytest.mark.parametrize("name", SMALL)
def test_models_of_every_shape_are_assessed(name: str):
    document, case = SMALL[name]()
    findings = findings_of(case, document)
    block = uncertainty_block(findings, options=FEW, rng=rng())
    assert block["grade"] == score(findings.model, case)["grade"]
    if block["grade_probability"] is None:
        assert block["reason"]
    else:
        assert sum(block["grade_probability"].values()) == pytest.approx(1)
        assert block["sem"] >= 0


def test_a_grade_over_the_quota_has_no_probability():
    document = kit_document()
    case = worked_case()
    case["raw"] |= {
        code: 97 for code in active() if isinstance(case["raw"].get(code), dict)
        and "experts" not in case["raw"][code]
    }  # fmt: skip
    case["raw"] |= {code: 97 for code in active() if code[0] in "CDE"}
    kept = assess_uncertainty(findings_of(case, document), options=FEW, rng=rng())
    over = assess_uncertainty(
        findings_of(case | {"over_quota": True}, document), options=FEW, rng=rng()
    )
    assert (kept.grade, over.grade) == ("excellent", "good")
    assert (kept.probabilities["excellent"], over.probabilities["excellent"]) == (1, 0)


def test_a_cap_that_a_drawn_score_triggers_lowers_that_draw():
    document = kit_document()
    document["vetoes"] = [
        {"code": "CX", "effect": "cap:pass", "zh": "甲", "en": "x", "auto": "A1-3 < 86.3"}
    ]
    findings = findings_of(worked_case(), document)
    found = assess_uncertainty(findings, options=FEW, rng=rng())
    assert found.grade == "good"
    assert 0.3 < found.probabilities["pass"] < 0.7
    assert found.is_borderline


def test_a_cap_on_a_scale_and_a_gate_on_a_node_are_decided_in_every_draw():
    document = kit_document()
    document["vetoes"] = [
        {"code": "CX", "effect": "cap:pass", "zh": "甲", "en": "x", "auto": "SA1 index < 82"},
        {"code": "CY", "effect": "cap:pass", "zh": "乙", "en": "y"},
    ]
    document["grades"][1]["gates"] = ["A1-3 >= 86.3"]
    findings = findings_of(worked_case(), document)
    found = assess_uncertainty(findings, options=FEW, rng=rng())
    assert 0 < found.probabilities["pass"] < 1
    stated = findings_of(worked_case(caps=["CX", "CY"]), document)
    assert assess_uncertainty(stated, options=FEW, rng=rng()).probabilities["pass"] == 1


def test_a_gate_on_an_index_is_decided_in_every_draw():
    document = kit_document()
    document["grades"][1]["gates"] = ["SA1 index >= 82"]
    document["vetoes"] = []
    found = assess_uncertainty(findings_of(worked_case(), document), options=FEW, rng=rng())
    assert 0 < found.probabilities["good"] < 1
    assert found.probabilities["good"] + found.probabilities["pass"] == 1


def test_a_branch_that_does_not_apply_and_a_guard_on_it_are_left_aside():
    document = kit_document()
    c2 = [leaf["code"] for leaf in document["indicators"][2]["children"][1]["children"]]
    document["vetoes"], document["grades"][0]["gates"] = [], []
    leaf_with_guard = next(
        leaf
        for top in document["indicators"]
        for branch in top["children"]
        for leaf in branch["children"]
        if "guard" in leaf["rule"] or "guard" in leaf
    )
    holder = leaf_with_guard if "guard" in leaf_with_guard else leaf_with_guard["rule"]
    holder["guard"] = {"if": "C2 < 60", "cap": 60}
    findings = findings_of(worked_case(not_applicable=c2), document)
    assert "C2" not in effective_shares(findings)
    found = assess_uncertainty(findings, options=FEW, rng=rng())
    assert sum(effective_shares(findings)[code] for code in ("A", "B", "C", "D", "E")) == (
        pytest.approx(1)
    )
    assert found.sem > 0


def test_interviews_that_nobody_confirmed_give_no_rows():
    records = [{"id": "I1", "confirmed": False, "segments": [["RC", 2, 2, 2]]}]
    assert interview_rows(findings_of(worked_case(interviews={"records": records}))).keys == ()


def test_a_dimension_without_weight_counts_for_nothing():
    inputs = [{"name": "n", "zh": "数", "type": "count"}]
    rule = {"type": "ratio"}
    one, other = (
        tree(leaf(f"{code}1-1", rule, inputs=inputs, raw="n"), code=code) for code in "XY"
    )
    other["weights"] = {"T": 0}
    case = {"task": {"type": "T"}, "raw": {"X1-1": {"n": 70}, "Y1-1": {"n": 10}}}
    for tops in ((one, other), (other, one)):
        findings = findings_of(case, model(*tops))
        assert set(effective_shares(findings)) == {"X", "X1", "X1-1"}
        options = UncertaintyOptions(1_000, declared={"X1-1": 3.0})
        assert assess_uncertainty(findings, options=options, rng=rng()).sem == pytest.approx(3)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"n_draws": 999}, "n_draws"),
        ({"n_draws": 1_000_001}, "n_draws"),
        ({"confidence": 1}, "confidence"),
        ({"confidence": 0}, "confidence"),
        ({"concentration": 0}, "concentration"),
        ({"concentration": float("inf")}, "concentration"),
        ({"declared": {"A1-2": -1}}, "uncertainty of A1-2"),
        ({"declared": {"A1-2": float("nan")}}, "uncertainty of A1-2"),
        ({"declared": {"Q": 1}}, "no indicator"),
    ],
)
def test_unusable_options_are_refused(change: dict, word: str):
    with pytest.raises(ValueError, match=word):
        assessed(worked_case(), UncertaintyOptions(**change))


def test_draws_come_in_blocks_and_repeat_bit_by_bit():
    options = UncertaintyOptions(n_draws=21_000)
    findings = findings_of(worked_case())
    one, two = (assess_uncertainty(findings, options=options, rng=rng(9)) for _ in range(2))
    assert (one.interval, one.probabilities) == (two.interval, two.probabilities)
    assert one.n_draws == 21_000


@given(st.integers(0, 10**6), st.floats(0.1, 8))
@settings(max_examples=15, deadline=None)
def test_probabilities_sum_to_one_and_seeds_repeat(seed: int, declared: float):
    options = UncertaintyOptions(1_000, declared={"A1-2": declared})
    findings = findings_of(given_case(89.5))
    one, two = (assess_uncertainty(findings, options=options, rng=rng(seed)) for _ in range(2))
    assert sum(one.probabilities.values()) == pytest.approx(1)
    assert one == two


@given(st.lists(st.floats(50, 100), min_size=2, max_size=2, unique=True))
@settings(max_examples=15, deadline=None)
def test_a_higher_total_never_lowers_the_chance_of_a_grade(totals: list[float]):
    options = UncertaintyOptions(1_000, declared={"A1-1": 30, "E1-1": 30})
    low, high = (
        list(
            assess_uncertainty(findings_of(given_case(one)), options=options, rng=rng())
            .probabilities.values()
        )
        for one in sorted(round(total, 2) for total in totals)
    )  # fmt: skip
    assert (np.cumsum(high) >= np.cumsum(low) - 1e-12).all()


def test_a_singular_covariance_is_rooted_and_no_freedom_draws_normal():
    covariance = np.array([[4.0, 2.0, 0.0], [2.0, 1.0, 0.0], [0.0, 0.0, 0.0]])
    root = semidefinite_root(covariance)
    assert root @ root.T == pytest.approx(covariance)
    assert draw_scale(np.inf, 3, rng()).tolist() == [[1.0]] * 3
    drawn = draw_scale(4, 200_000, rng()) ** 2
    assert drawn.mean() == pytest.approx(2, rel=0.05)  # E df/chi2 = df / (df - 2)


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 10**6))
@settings(max_examples=30, deadline=None)
def test_a_root_times_itself_is_the_covariance(n: int, rank: int, seed: int):
    factor = rng(seed).normal(size=(n, rank))
    covariance = factor @ factor.T
    root = semidefinite_root(covariance)
    assert root @ root.T == pytest.approx(covariance, abs=1e-5 * np.abs(covariance).max())
