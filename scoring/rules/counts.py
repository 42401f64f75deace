"""Rules on counts: deductions and checklists."""

from dataclasses import dataclass
from fractions import Fraction

from scoring.exact import plain
from scoring.faults import Cursor
from scoring.rules.outcome import Outcome, Sources, Step, missing_inputs, no_record


@dataclass(frozen=True, slots=True)
class DeductRule:
    """`score = max(floor, start - sum(count_k * points_k))`."""

    start: Fraction
    floor: Fraction
    points: tuple[tuple[str, Fraction], ...]
    type: str = "deduct"


@dataclass(frozen=True, slots=True)
class ChecklistRule:
    """`score = 100 * passed / applicable`, capped if a critical item failed."""

    critical_fail_cap: Fraction | None
    type: str = "checklist"


def read_deduct(cursor: Cursor) -> DeductRule:
    """Read a deduction rule."""
    cursor.closed({"type", "family", "start", "floor", "points"})
    points = [(name, entry.number(low=0, high=100)) for name, entry in cursor.at("points").pairs()]
    if not points:
        cursor.fault("points缺少扣分项", "points must name at least one input")
    start = cursor.at("start").number(low=0, high=100, default=100)
    floor = cursor.at("floor").number(low=0, high=100, default=0)
    if floor > start:
        cursor.fault("floor不得高于start", "floor must not exceed start")
    return DeductRule(start, floor, tuple(sorted(points)))


def read_checklist(cursor: Cursor) -> ChecklistRule:
    """Read a checklist rule."""
    cursor.closed({"type", "family", "critical_fail_cap"})
    cap = cursor.at("critical_fail_cap")
    return ChecklistRule(None if cap.value is None else cap.number(low=0, high=100))


def apply_deduct(rule: DeductRule, sources: Sources) -> Outcome:
    """Score counts of findings (kit rule `deduct`); it has no raw figure.

    Parameters
    ----------
    rule : DeductRule
    sources : Sources

    Returns
    -------
    Outcome
        Score 0-100, not rounded; blocked where there is no record, or an input is missing.

    Notes
    -----
    max(floor, start - sum(count * points)), exact.
    """
    record = sources.record
    if record is None:
        return no_record()
    if record.missing:
        return missing_inputs(record.missing)
    order = [name for name in sources.inputs if name in dict(rule.points)]
    terms = [(record.scalars[name], dict(rule.points)[name]) for name in order]
    score = rule.start - sum((count * points for count, points in terms), Fraction(0))
    words = " + ".join(f"{plain(count)}*{plain(points)}" for count, points in terms)
    words = f"{plain(rule.start)} - ({words})"
    if score < rule.floor:
        score, words = rule.floor, f"max({plain(rule.floor)}, {words})"
    words = f"{words} = {plain(score)}"
    return Outcome(score, None, (Step(f"deduct: {words}", f"扣分：{words}"),))


def apply_checklist(rule: ChecklistRule, sources: Sources) -> Outcome:
    """Score the passed share of a checklist (kit rule `checklist`).

    Parameters
    ----------
    rule : ChecklistRule
    sources : Sources

    Returns
    -------
    Outcome
        Score 0-100, not rounded; blocked where there is no record, nothing applies, or criticals
        are not counted.

    Notes
    -----
    Counts stand for items of weight 1 (ruling A29). Where a critical failure caps the score the
    count of critical failures must be recorded, since leaving it out is not a pass.
    """
    record = sources.record
    if record is None or (record.checklist is None and not record.missing):
        return no_record()
    if record.missing or record.checklist is None:
        return missing_inputs(record.missing)
    counts = record.checklist
    if counts.n_applicable == 0:
        return Outcome(None, blocked=Step("no applicable item", "没有适用的核对项"))
    if rule.critical_fail_cap is not None and counts.n_critical is None:
        return missing_inputs(("critical_failed",))
    raw = score = Fraction(100 * counts.n_passed, counts.n_applicable)
    words = f"{counts.n_passed}/{counts.n_applicable}*100 = {plain(raw)}"
    steps = [Step(f"checklist: {words}", f"清单核对：{words}")]
    if rule.critical_fail_cap is not None and counts.n_critical:
        score = min(score, rule.critical_fail_cap)
        words = f"min(score, {plain(rule.critical_fail_cap)}) = {plain(score)}"
        steps.append(Step(f"critical failure -> {words}", f"关键项不符合 -> {words}"))
    return Outcome(score, raw, tuple(steps))
