"""The one door of scoring: a model and a case in, a result out; no clock, no state, no memory."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from scoring.aggregate import Tree, aggregate
from scoring.caps import triggered_caps
from scoring.case import Case, read_case
from scoring.exact import official, plain
from scoring.experts import evaluate_panel
from scoring.faults import CaseFaults
from scoring.findings import Findings
from scoring.grade import GradeFacts, decide_grade
from scoring.interviews import evaluate_interviews
from scoring.model.parts import Indicator
from scoring.model.policies import IndicatorModel
from scoring.outcomes import apply_rules, gather_figures
from scoring.report import report
from scoring.rules import plain_rules
from scoring.rules.surveys import ScaleRule, index_of
from scoring.survey import ScaleResult, SurveyResult, evaluate_survey

__all__ = ["CaseFaults", "score"]


def score(model: IndicatorModel, case: Mapping[str, object]) -> dict[str, object]:
    """Score a task.

    Parameters
    ----------
    model : IndicatorModel
    case : mapping
        The inputs: `task`, `raw`, `survey`, `interviews`, and optionally `vetoes`, `open_vetoes`,
        `caps`, `not_applicable`, `over_quota`. A number in place of a raw record is a given
        official score.

    Returns
    -------
    dict
        JSON-able, the same for the same inputs bit by bit. Official numbers are text. Blocked
        parts are None and listed in `blocked`.

    Raises
    ------
    CaseFaults
        The inputs cannot be used; every fault is listed with its place.

    Notes
    -----
    Screen, reverse, reliability, group weights, rules, official level-3 scores, exact upper
    levels, then band, gates, quota, caps and vetoes.
    """
    return report(find(model, read_case(model, case)))


def find(model: IndicatorModel, case: Case) -> Findings:
    """Compute everything about a checked case.

    Parameters
    ----------
    model : IndicatorModel
    case : Case
        Checked against the model by `read_case`.

    Returns
    -------
    Findings
        Every figure, score, cap and veto with its steps, before anything is written.
    """
    surveys = _surveys(model, case)
    interviews = None
    if model.protocol is not None and case.interviews:
        interviews = evaluate_interviews(model.protocol, case.interviews)
    points = model.points(case.task_type)
    active = [
        leaf
        for leaf in model.indicators
        if points[leaf.code] and leaf.code not in case.not_applicable
    ]
    outcomes = apply_rules(model, case, active, gather_figures(model, surveys, interviews))
    tree = aggregate(model, case.task_type, outcomes=outcomes, not_applicable=case.not_applicable)
    records = {leaf.code: case.records[leaf.code] for leaf in active if leaf.code in case.records}
    fed = _feeding_scales(active, surveys)
    indices = _printed_indices(active, fed)
    caps = triggered_caps(
        model,
        scores=_printed_scores(tree),
        indices=indices,
        records=records,
        given=case.caps,
    )
    facts = _facts(model, case, tree, fed=fed, indices=indices, caps=caps)
    return Findings(
        model=model,
        case=case,
        surveys=surveys,
        interviews=interviews,
        panel=evaluate_panel(model, records),
        tree=tree,
        caps=caps,
        decision=decide_grade(model, facts),
    )


def _surveys(model: IndicatorModel, case: Case) -> tuple[SurveyResult, ...]:
    weights = {group.code: group.weights[case.task_type] for group in model.survey.groups}
    return tuple(
        evaluate_survey(
            model,
            instrument,
            answers=case.answers[instrument.id],
            weights=weights,
            decisions=case.decisions,
        )
        for instrument in model.instruments
        if instrument.id in case.answers
    )


def _feeding_scales(
    active: Sequence[Indicator], surveys: Sequence[SurveyResult]
) -> dict[str, ScaleResult]:
    """Return the surveyed scales that feed an indicator that counts (ruling A15)."""
    wanted = {
        rule.scale
        for leaf in active
        for rule in plain_rules(leaf.rule)
        if isinstance(rule, ScaleRule)
    }
    results = [result for survey in surveys for result in survey.scales]
    return {result.scale.id: result for result in results if result.scale.id in wanted}


def _printed_indices(
    active: Sequence[Indicator], fed: Mapping[str, ScaleResult]
) -> dict[str, Fraction]:
    """Return the index of each scale as printed, by the transformation of its rule."""
    indices: dict[str, Fraction] = {}
    for leaf in active:
        for rule in plain_rules(leaf.rule):
            if isinstance(rule, ScaleRule) and rule.scale in fed:
                mean = fed[rule.scale].group.weighted
                if mean is not None:
                    points = fed[rule.scale].scale.points
                    indices[rule.scale] = official(index_of(mean, rule.index, points))
    return indices


def _printed_scores(tree: Tree) -> dict[str, Fraction]:
    leaves = {code: leaf.score for code, leaf in tree.leaves.items() if leaf.score is not None}
    nodes = {
        code: official(node.exact) for code, node in tree.nodes.items() if node.exact is not None
    }
    return leaves | nodes


def _facts(
    model: IndicatorModel,
    case: Case,
    tree: Tree,
    *,
    fed: Mapping[str, ScaleResult],
    indices: Mapping[str, Fraction],
    caps: tuple[str, ...],
) -> GradeFacts:
    printed = _printed_scores(tree)
    tops = [top.code for top in model.dimensions if top.code in tree.shares]
    return GradeFacts(
        total=tree.total,
        level1={code: printed.get(code) for code in tops},
        printed=printed.get,
        is_applicable=tree.shares.__contains__,
        scales={code: (one.is_reliable, _alpha_words(one)) for code, one in fed.items()},
        indices=indices,
        vetoes=case.vetoes,
        open_vetoes=case.open_vetoes,
        caps=caps,
        is_over_quota=case.is_over_quota,
    )


def _alpha_words(result: ScaleResult) -> str:
    alpha = result.alpha.alpha
    shown = "not computable" if alpha is None else plain(Fraction(alpha))
    return f"{shown} ({result.status})"
