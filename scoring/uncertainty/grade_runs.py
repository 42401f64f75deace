"""Many runs of the decision on a grade at once: band, gates, quota, caps, vetoes."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from scoring.findings import Findings
from scoring.grade import GateResult
from scoring.model.policies import Veto
from scoring.uncertainty.tree_runs import Hundredths, TreeRuns, holds, hundredths

Grades = NDArray[np.int64]


def run_grades(findings: Findings, runs: TreeRuns, indices: Mapping[str, Hundredths]) -> Grades:
    """Grade many runs of a task.

    Parameters
    ----------
    findings : Findings
        The official findings: what does not move with the scores (alpha gates, open vetoes, raw
        counts, quota) is taken from them.
    runs : TreeRuns
        All scores, of shape (n_runs,).
    indices : mapping of str to ndarray of int
        Printed index of each scale that feeds an indicator, in hundredths.

    Returns
    -------
    ndarray of int, shape (n_runs,)
        Positions in `model.grades`, 0 the best.

    Notes
    -----
    The same order as `grade.decide_grade`.
    """
    model = findings.model
    codes = [grade.code for grade in model.grades]
    printed = hundredths(runs.total)
    at = np.full(len(printed), len(codes) - 1, dtype=np.int64)
    for place in range(len(codes) - 1, -1, -1):
        at[printed >= float(model.grades[place].min * 100)] = place
    for place, code in enumerate(codes):
        for gate in findings.decision.gates:
            if gate.grade == code and gate.gate.kind != "within_quota":
                fails = ~_passed(gate, findings, runs, indices)
                at = np.where(fails & (at == place), place + 1, at)
    quota = model.quota
    if quota is not None and findings.case.is_over_quota:
        at[at == codes.index(quota.grade)] = codes.index(quota.over_grade)
    for veto in model.vetoes:
        applies = _applies(veto, findings, runs, indices)
        at = np.where(applies, np.maximum(at, codes.index(veto.grade)), at)
    return at


def _passed(
    result: GateResult,
    findings: Findings,
    runs: TreeRuns,
    indices: Mapping[str, Hundredths],
) -> NDArray[np.bool_]:
    gate = result.gate
    if gate.kind == "every_level1":
        tops = [top.code for top in findings.model.dimensions if top.code in runs.scores]
        held = [holds(gate, hundredths(runs.scores[code])) for code in tops]
        return np.asarray(np.logical_and.reduce(held), dtype=np.bool_)
    if gate.kind == "index" and gate.code in indices:
        return holds(gate, indices[gate.code])
    if gate.kind == "node" and gate.code in runs.scores:
        return holds(gate, hundredths(runs.scores[gate.code]))
    return np.full(len(runs.total), bool(result.passed))


def _applies(
    veto: Veto,
    findings: Findings,
    runs: TreeRuns,
    indices: Mapping[str, Hundredths],
) -> NDArray[np.bool_]:
    """Tell in which runs a veto stands or a cap applies."""
    n_runs = len(runs.total)
    if not veto.is_cap:
        return np.full(n_runs, veto.code in findings.case.vetoes)
    trigger = veto.trigger
    if veto.code not in findings.case.caps and trigger is not None:
        if trigger.kind == "node" and trigger.code in runs.scores:
            return holds(trigger, hundredths(runs.scores[trigger.code]))
        if trigger.kind == "index" and trigger.code in indices:
            return holds(trigger, indices[trigger.code])
    return np.full(n_runs, veto.code in findings.caps)
