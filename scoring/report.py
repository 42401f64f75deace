"""Laying out the findings on a task as a JSON-able result; every number is computed elsewhere."""

from fractions import Fraction
from typing import Final

from scoring.aggregate import Node
from scoring.exact import (
    four_places,
    json_number,
    ratio_text,
    rounded_float,
    two_places,
)
from scoring.findings import Findings
from scoring.grade import GateResult
from scoring.model.parts import Branch, Dimension, Indicator
from scoring.report_surveys import interview_block, nps_blocks, panel_block, survey_block
from scoring.rules.judgement import RubricRule
from scoring.rules.outcome import Record

Block = dict[str, object]
NOT_APPLICABLE: Final = Node("", None, None)


def report(findings: Findings) -> Block:
    """Lay out the findings on a task.

    Parameters
    ----------
    findings : Findings

    Returns
    -------
    dict
        `total` text with two decimals, `total_exact` 'p/q', `grade`, `reasons`, `level3`, `level2`,
        `level1`, `survey`, `scales`, `nps`, `interviews`, `expert_agreement`, `blocked`, `caps`,
        `gates`; None where something is blocked.
    """
    model, tree, decision = findings.model, findings.tree, findings.decision
    total = tree.total
    names = {grade.code: grade.text for grade in model.grades}
    grade = names[decision.grade] if decision.grade else None
    reasons = [reason.en for reason in decision.reasons]
    surveys, nps = survey_block(findings), nps_blocks(findings)
    return {
        "task_type": findings.case.task_type,
        "total": None if total is None else two_places(total),
        "total_exact": None if total is None else ratio_text(total),
        "total_6dp": None if total is None else rounded_float(total),
        "total_step": None if tree.total_step is None else tree.total_step.en,
        "grade": decision.grade,
        "grade_zh": None if grade is None else grade.zh,
        "grade_en": None if grade is None else grade.en,
        "grade_reasons": reasons,
        "reasons": list(reasons),
        "reasons_zh": [reason.zh for reason in decision.reasons],
        "provisional": decision.is_provisional,
        "blocked": _blocked(findings),
        "caps": [[veto.code, veto.grade] for veto in model.vetoes if veto.code in findings.caps],
        "vetoes": list(findings.case.vetoes),
        "open_vetoes": list(findings.case.open_vetoes),
        "gates": [_gate(gate) for gate in decision.gates],
        "not_applicable": sorted(findings.case.not_applicable),
        "level3": _level3(findings),
        "level2": {
            branch.code: _upper(findings, branch)
            for top in model.dimensions
            if top.code in tree.shares
            for branch in top.children
            if branch.weights[findings.case.task_type]
        },
        "level1": {
            top.code: _upper(findings, top) for top in model.dimensions if top.code in tree.shares
        },
        "survey": surveys | {"nps": nps},
        "scales": surveys["scales"],
        "nps": nps,
        "interviews": interview_block(findings.interviews),
        "expert_agreement": panel_block(findings.panel),
    }


def _blocked(findings: Findings) -> list[Block]:
    blocked: list[Block] = []
    for code, leaf in findings.tree.leaves.items():
        if leaf.score is None:
            reason = leaf.outcome.blocked
            blocked.append(
                {
                    "indicator": code,
                    "reason": reason.en if reason else "blocked",
                    "reason_zh": reason.zh if reason else "暂不能评分",
                }
            )
    order = [leaf.code for leaf in findings.model.indicators]
    return sorted(blocked, key=lambda entry: order.index(str(entry["indicator"])))


def _gate(result: GateResult) -> Block:
    gate = result.gate
    return {
        "grade": result.grade,
        "kind": gate.kind,
        "code": gate.code or None,
        "op": gate.op,
        "value": json_number(gate.value),
        "passed": result.passed,
        "values": dict(result.values),
        "reason": None if result.passed is not False else result.failure.en,
        "reason_zh": None if result.passed is not False else result.failure.zh,
    }


def _level3(findings: Findings) -> dict[str, Block]:
    points = findings.model.points(findings.case.task_type)
    return {
        leaf.code: _leaf(findings, leaf, top, branch)
        for top in findings.model.dimensions
        for branch in top.children
        for leaf in branch.children
        if points[leaf.code]
    }


def _leaf(findings: Findings, leaf: Indicator, top: Dimension, branch: Branch) -> Block:
    tree, kind = findings.tree, findings.case.task_type
    block: Block = {
        "name": leaf.name.zh,
        "name_en": leaf.name.en,
        "rule": leaf.rule.type,
        "weight": json_number(leaf.weights[kind]),
    }
    if leaf.code not in tree.leaves:
        return block | {
            "status": "not_applicable",
            "effective_points": 0.0,
            "raw_value": None,
            "score_exact": None,
            "score": None,
            "steps": [],
            "steps_zh": [],
            "points": None,
            "flags": [],
        }
    result = tree.leaves[leaf.code]
    points = tree.shares[top.code] * tree.shares[branch.code] * tree.shares[leaf.code] * 100
    raw, exact_score, official_score = result.outcome.raw, result.exact, result.score
    return block | {
        "status": _status(findings, leaf.code, official_score),
        "effective_points": rounded_float(points),
        "raw_value": None if raw is None else rounded_float(raw),
        "score_exact": None if exact_score is None else ratio_text(exact_score),
        "score": None if official_score is None else two_places(official_score),
        "steps": [step.en for step in result.steps],
        "steps_zh": [step.zh for step in result.steps],
        "points": None if official_score is None else four_places(official_score * points / 100),
        "flags": list(result.outcome.flags),
        "inputs": _inputs(findings.case.records.get(leaf.code)),
        **_level(findings, leaf, official_score),
    }


def _inputs(record: Record | None) -> Block | None:
    """Repeat the raw record that a score was made from, as numbers."""
    if record is None:
        return None
    block: Block = {name: json_number(value) for name, value in record.scalars.items()}
    if record.rows:
        rows = [{key: json_number(value) for key, value in row.items()} for row in record.rows]
        block["rows"] = rows
    if record.checklist is not None:
        counts = record.checklist
        block["passed"], block["applicable"] = counts.n_passed, counts.n_applicable
        block["critical_failed"] = counts.n_critical
    if record.experts is not None:
        block["experts"] = {name: json_number(value) for name, value in record.experts.items()}
    return block


def _level(findings: Findings, leaf: Indicator, score: Fraction | None) -> Block:
    """Name the rubric level of an official score (ruling A36)."""
    rule = leaf.rule
    if score is None or not isinstance(rule, RubricRule):
        return {}
    levels = findings.model.rubrics[rule.anchors]
    return {"level": next(level.level for level in levels if score >= level.min)}


def _status(findings: Findings, code: str, score: Fraction | None) -> str:
    if code not in findings.tree.shares:
        return "not_applicable"
    return "blocked" if score is None else "scored"


def _upper(findings: Findings, part: Branch | Dimension) -> Block:
    node = findings.tree.nodes.get(part.code, NOT_APPLICABLE)
    exact_score = node.exact
    block: Block = {
        "name": part.name.zh,
        "name_en": part.name.en,
        "weight": json_number(part.weights[findings.case.task_type]),
        "status": _status(findings, part.code, exact_score),
        "exact": None if exact_score is None else ratio_text(exact_score),
        "score": None if exact_score is None else two_places(exact_score),
        "step": None if node.step is None else node.step.en,
    }
    if isinstance(part, Dimension):
        share = findings.tree.shares[part.code]
        block["points"] = None if exact_score is None else four_places(exact_score * share)
    return block
