"""How sure a task's total and grade are: the whole case, and every part that is not known."""

import numpy as np
import pytest

from fixtures.scoring_cases import KIT, active, given_case, kit_document, load, worked_case
from fixtures.small_models import groups, leaf, model, questionnaire, scale_rule, tree
from scoring.case import read_case
from scoring.engine import find
from scoring.findings import Findings
from scoring.uncertainty.case_draws import run_case
from scoring.uncertainty.case_uncertainty import (
    CaseUncertainty,
    UncertaintyOptions,
    assess_uncertainty,
)
from scoring.uncertainty.components import effective_shares
from scoring.uncertainty.guard_band import guard_factor_of
from scoring.uncertainty.lines import lines_of
from scoring.uncertainty.sources import gather_sources

FEW = UncertaintyOptions(n_draws=1_000)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def findings_of(case: dict, document: dict | None = None) -> Findings:
    own = KIT if document is None else load(document)
    return find(own, read_case(own, case))


def assessed(case: dict, options: UncertaintyOptions = FEW) -> CaseUncertainty:
    return assess_uncertainty(findings_of(case), options=options, rng=rng())


def course(rows: list[list[int]], names: list[str], *, frame: int = 1_000, **weights: int):
    """Return findings on one scale of four items, index mean x 20, answered by these people."""
    sheet = questionnaire("Q", "likert5", 4)
    responses = [
        {
            "id": f"R{at}",
            "group": name,
            "seconds": 240,
            "answers": {f"Q{n}": v for n, v in enumerate(row, 1)},
        }
        for at, (row, name) in enumerate(zip(rows, names, strict=True))
    ]
    document = model(
        tree(leaf("X1-1", scale_rule("Q", "pct"))),
        respondent_groups=groups(**(weights or {"all": 100})),
        survey_policy={"min_valid": 1},
        questionnaires=[sheet],
    )
    survey = {"Q": {"frame": frame, "required": 1, "responses": responses}}
    return findings_of({"task": {"type": "T"}, "survey": survey}, document)


VARIED = [[5, 4, 5, 4], [3, 3, 4, 3], [4, 4, 4, 5], [2, 3, 2, 2], [5, 5, 5, 4], [3, 4, 3, 3]]


def test_the_lines_at_the_figures_found_give_the_official_total():
    findings = findings_of(worked_case())
    sources = gather_sources(findings, {})
    figures = {key: np.array([value]) for key, value in sources.values.items()}
    runs = run_case(findings, lines_of(findings, sources), figures, n_runs=1)
    assert runs.tree.total[0] == pytest.approx(float(findings.tree.total), abs=1e-9)
    assert KIT.grades[runs.grades[0]].code == findings.decision.grade


def test_three_experts_far_apart_widen_the_guard_band_beyond_a_false_pass_of_25_per_mille():
    case = worked_case()
    for raw in case["raw"].values():
        if "experts" in raw:
            raw["experts"] = {"E1": 70, "E2": 82, "E3": 94}
    found = assessed(case, UncertaintyOptions(n_draws=20_000))
    assert found.budget.df < 10
    assert found.guard_factor == guard_factor_of(found.budget.df) > 2.25
    assert found.guard_band == found.guard_factor * found.sem


def test_the_worked_example_is_surely_good():
    found = assessed(worked_case())
    assert (found.grade, found.probability, found.is_borderline) == ("good", 1.0, False)
    assert found.sem == pytest.approx(0.4435, abs=1e-4)
    low, high = found.interval
    assert low < found.total < high
    assert high - low == pytest.approx(2 * 2.0025 * found.sem, rel=0.08)
    assert (found.guarded_grade, found.guard_band) == ("good", found.guard_factor * found.sem)
    assert found.guard_factor == guard_factor_of(found.budget.df) > 2
    assert sum(found.budget.variances.values()) == pytest.approx(found.sem**2)


def test_a_survey_mean_has_the_uncertainty_of_a_sample_of_its_frame():
    findings = course(VARIED, ["all"] * 6, frame=12)
    found = assess_uncertainty(findings, options=FEW, rng=rng())
    means = np.array(VARIED).mean(axis=1)
    alpha = findings.surveys[0].scales[0].alpha.alpha
    # Cochran 1977, 2.6, with half of the frame reached; what is error of measurement stays.
    variance = means.var(ddof=1) / 6 * (0.5 + 0.5 * (1 - alpha))
    assert found.sem == pytest.approx(20 * variance**0.5)
    assert found.budget.df == pytest.approx(5)


def test_groups_add_their_errors_by_their_weights():
    findings = course(VARIED, ["one"] * 3 + ["two"] * 3, frame=10**9, one=70, two=30)
    found = assess_uncertainty(findings, options=FEW, rng=rng())
    means = np.array(VARIED).mean(axis=1)
    parts = [(w * 20) ** 2 * m.var(ddof=1) / 3 for w, m in ((0.7, means[:3]), (0.3, means[3:]))]
    assert found.sem == pytest.approx(sum(parts) ** 0.5)
    assert found.budget.df == pytest.approx(sum(parts) ** 2 / sum(p**2 / 2 for p in parts))


def test_a_lone_respondent_of_a_group_takes_the_spread_of_the_others():
    findings = course(VARIED, ["one"] * 5 + ["two"], frame=10**9, one=70, two=30)
    sources = gather_sources(findings, {})
    spread = np.array(VARIED[:5]).mean(axis=1).var(ddof=1)
    assert [one.covariance[0, 0] for one in sources.strata] == pytest.approx(
        [0.49 * spread / 5, 0.09 * spread]
    )
    assert [one.free for one in sources.strata] == [(4,), (4,)]
    assert sources.n_sources("scale:SQ") == 6


def test_nobody_can_say_how_far_single_respondents_err():
    findings = course([VARIED[0], VARIED[3]], ["one", "two"], one=50, two=50)
    sources = gather_sources(findings, {})
    assert not sources.is_estimated("scale:SQ")
    found = assess_uncertainty(findings, options=FEW, rng=rng())
    assert (found.sem, found.probabilities) == (None, None)
    assert found.components[0].reason.en.startswith("one source says nothing")
    assert found.components[0].figures[0].uncertainty is None


def test_a_task_of_given_scores_has_no_uncertainty_to_tell():
    found = assessed(given_case(91))
    assert (found.sem, found.interval, found.probabilities, found.is_borderline) == (None,) * 4
    assert (found.grade, found.total, found.n_draws) == ("excellent", 91, 0)
    assert found.reason.en.startswith("nothing behind this total")
    assert {one.reason.en for one in found.components} == {"a given score, taken as exact"}
    assert found.estimated_share == 0


def test_a_blocked_task_has_no_uncertainty_and_says_why():
    case = worked_case()
    del case["raw"]["A1-2"]
    found = assessed(case)
    assert (found.grade, found.total, found.sem, found.probabilities) == (None,) * 4
    assert found.estimated_share is None
    assert found.reason.en == "an indicator is blocked, so there is no total"
    vetoed = assessed(case | {"vetoes": ["V2"]})
    assert (vetoed.probability, vetoed.guarded_grade, vetoed.sem) == (1.0, "fail", None)


def test_a_declared_uncertainty_counts_by_its_share_in_the_total():
    options = UncertaintyOptions(n_draws=1_000, declared={"A1-2": 4.0})
    findings = findings_of(given_case(85))
    found = assess_uncertainty(findings, options=options, rng=rng())
    share = effective_shares(findings)["A1-2"]
    assert found.sem == pytest.approx(4 * share)
    assert found.budget.df == np.inf
    assert found.estimated_share == pytest.approx(share)
    exact = UncertaintyOptions(n_draws=1_000, declared={"A1-2": 0})
    none = assess_uncertainty(findings, options=exact, rng=rng())
    assert (none.sem, none.probability) == (0, 1)
    assert next(one for one in none.components if one.code == "A1-2").reason.en == (
        "all sources agree"
    )


def test_drawn_weights_spread_the_total_as_the_dirichlet_moments_say():
    case = given_case(85, raw=dict.fromkeys(active(), 85) | {"A1-1": 60})
    options = UncertaintyOptions(n_draws=40_000, concentration=50)
    found = assess_uncertainty(findings_of(case), options=options, rng=rng())
    assert list(found.budget.variances) == ["weights"]
    low, high = found.interval
    assert low < found.total <= high
    flat = assess_uncertainty(findings_of(given_case(85)), options=options, rng=rng())
    assert (flat.sem, flat.probability) == (pytest.approx(0, abs=1e-9), 1)


def test_everyone_agreeing_and_a_flat_rule_leave_no_uncertainty():
    case = worked_case()
    for code, record in case["raw"].items():
        if isinstance(record, dict) and "experts" in record:
            value = dict.fromkeys(record["experts"], 80)
            case["raw"][code] = {"experts": value}
    for record in case["interviews"]["records"]:
        record["segments"] = [[one[0], 2, 2, 2] for one in record["segments"]]
    reasons = {one.code: one.reason for one in assessed(case).components if one.reason}
    assert reasons["A1-3"].en == "all sources agree"
    assert reasons["A1-2"].en.startswith("figures without a declared uncertainty")


def test_a_score_far_above_its_target_does_not_move_with_its_figure():
    document = kit_document()
    rule = {"type": "scale", "questionnaire": "Q", "scale": "SQ", "index": "pct"}
    sheet = questionnaire("Q", "likert5", 4)
    document = model(
        tree(leaf("X1-1", {**rule, "floor": 0, "target": 10})),
        respondent_groups=groups(all=100),
        survey_policy={"min_valid": 1},
        questionnaires=[sheet],
    )
    responses = [
        {"id": f"R{at}", "group": "all", "answers": {f"Q{n}": v for n, v in enumerate(row, 1)}}
        for at, row in enumerate(VARIED)
    ]
    case = {"task": {"type": "T"}, "survey": {"Q": {"frame": 99, "responses": responses}}}
    found = assess_uncertainty(findings_of(case, document), options=FEW, rng=rng())
    assert (found.sem, found.probabilities["top"]) == (0, 1)
    assert found.components[0].reason.en == "at this figure the rule is flat"


def test_a_negative_alpha_counts_as_no_reliability_and_no_frame_as_endless():
    rows = [[5, 1, 5, 1], [1, 5, 1, 5], [4, 2, 4, 3], [2, 4, 2, 4]]
    sheet = questionnaire("Q", "likert5", 4)
    document = model(
        tree(leaf("X1-1", scale_rule("Q", "pomp"))),
        respondent_groups=groups(all=100),
        survey_policy={"min_valid": 1, "alpha_caution": 0, "alpha_ok": 0},
        questionnaires=[sheet],
    )
    responses = [
        {"id": f"R{at}", "group": "all", "answers": {f"Q{n}": v for n, v in enumerate(row, 1)}}
        for at, row in enumerate(rows)
    ]
    decision = {"scale": "SQ", "action": "exempt", "reason": "r", "approved": True}
    survey = {"Q": {"responses": responses}, "reliability_decisions": [decision]}
    findings = findings_of({"task": {"type": "T"}, "survey": survey}, document)
    assert findings.surveys[0].scales[0].alpha.alpha < 0
    sources = gather_sources(findings, {})
    means = np.array(rows).mean(axis=1)
    assert sources.strata[0].covariance[0, 0] == pytest.approx(means.var(ddof=1) / 4)
