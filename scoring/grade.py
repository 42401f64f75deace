"""From a total to a grade: band, gates, quota, caps and vetoes in that order, with reasons."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from scoring.exact import official, plain, two_places
from scoring.model.parts import Condition
from scoring.model.policies import Grade, IndicatorModel
from scoring.rules.outcome import Step


@dataclass(frozen=True, slots=True)
class GradeFacts:
    """What a grade is decided from.

    `total` exact or None if blocked; `level1` and `printed` scores as printed (None: blocked or
    not applicable); `is_applicable` by code; `scales` whether each scale that feeds an active
    indicator is reliable or exempted, with its alpha in words; `indices` by scale as printed.
    """

    total: Fraction | None
    level1: Mapping[str, Fraction | None]
    printed: Callable[[str], Fraction | None]
    is_applicable: Callable[[str], bool]
    scales: Mapping[str, tuple[bool, str]]
    indices: Mapping[str, Fraction]
    vetoes: tuple[str, ...] = ()
    open_vetoes: tuple[str, ...] = ()
    caps: tuple[str, ...] = ()
    is_over_quota: bool = False


@dataclass(frozen=True, slots=True)
class GateResult:
    """One gate: did it pass (None: cannot be told, a score is blocked), on which values, why."""

    grade: str
    gate: Condition
    passed: bool | None
    values: Mapping[str, str | None]
    failure: Step


@dataclass(frozen=True, slots=True)
class GradeDecision:
    """A grade (None where there is no total and no veto), its reasons, and all gates."""

    grade: str | None
    reasons: tuple[Step, ...]
    gates: tuple[GateResult, ...]
    is_provisional: bool


@dataclass(slots=True)
class _Course:
    """The grade so far, as a position among the grades from best to worst, and why."""

    at: int
    reasons: list[Step] = field(default_factory=list)


def grade_total(model: IndicatorModel, total: Fraction) -> Grade:
    """Find the band of a total.

    Parameters
    ----------
    model : IndicatorModel
    total : Fraction
        Exact, 0-100; it is rounded half-up to two decimals first.

    Returns
    -------
    Grade

    Raises
    ------
    ValueError
        The total lies outside 0-100.

    Notes
    -----
    The best grade whose lower cut point the printed total reaches.
    """
    printed = official(total)
    if not 0 <= printed <= 100:
        raise ValueError(f"the total must lie between 0 and 100, not {two_places(total)}")
    return next(grade for grade in model.grades if printed >= grade.min)


def decide_grade(model: IndicatorModel, facts: GradeFacts) -> GradeDecision:
    """Decide the grade of a task.

    Parameters
    ----------
    model : IndicatorModel
    facts : GradeFacts

    Returns
    -------
    GradeDecision

    Notes
    -----
    Band, gates, quota, caps, vetoes (ruling A24). A failed gate leads to the next lower grade;
    all failed gates are reasons. A cap is a reason only if it lowers the grade; a veto stands even
    without a total (A22). An unanswered veto makes the grade provisional (A34).
    """
    codes = [grade.code for grade in model.grades]
    gates = tuple(_gate(gate, grade.code, facts) for grade in model.grades for gate in grade.gates)
    course = None
    if facts.total is not None:
        course = _banded(model, facts.total, gates)
        _apply_quota(model, course, facts)
        _apply_caps(model, course, facts)
    for veto in model.vetoes:
        if veto.code in facts.vetoes:
            course = course or _Course(codes.index(veto.grade))
            course.at = max(course.at, codes.index(veto.grade))
            grade = model.grades[codes.index(veto.grade)]
            course.reasons.append(
                Step(f"veto {veto.code} -> {veto.grade}", f"否决{veto.code} -> {grade.text.zh}")
            )
    is_provisional = bool(facts.open_vetoes)
    if course is None:
        return GradeDecision(None, (), gates, is_provisional)
    return GradeDecision(codes[course.at], tuple(course.reasons), gates, is_provisional)


def _banded(model: IndicatorModel, total: Fraction, gates: tuple[GateResult, ...]) -> _Course:
    """Take the band of the total, then fall past every grade with a failed gate."""
    band = grade_total(model, total)
    words = f"{two_places(total)} -> "
    course = _Course(
        model.grades.index(band),
        [Step(f"band of {words}{band.code}", f"总分 {words}{band.text.zh}")],
    )
    while True:
        grade = model.grades[course.at]
        failed = [
            result
            for result in gates
            if result.grade == grade.code
            and not result.passed
            and result.gate.kind != "within_quota"
        ]
        if not failed:
            return course
        course.at += 1
        below = model.grades[course.at]
        course.reasons += [
            Step(f"{one.failure.en} -> {below.code}", f"{one.failure.zh} -> {below.text.zh}")
            for one in failed
        ]


def _apply_quota(model: IndicatorModel, course: _Course, facts: GradeFacts) -> None:
    codes = [grade.code for grade in model.grades]
    quota = model.quota
    if quota is None or not facts.is_over_quota or codes[course.at] != quota.grade:
        return
    course.at = codes.index(quota.over_grade)
    name = model.grades[course.at].text.zh
    course.reasons.append(Step(f"{quota.over_reason} -> {quota.over_grade}", f"超出名额 -> {name}"))


def _apply_caps(model: IndicatorModel, course: _Course, facts: GradeFacts) -> None:
    codes = [grade.code for grade in model.grades]
    for cap in model.vetoes:
        if cap.code in facts.caps and codes.index(cap.grade) > course.at:
            course.at = codes.index(cap.grade)
            name = model.grades[course.at].text.zh
            course.reasons.append(
                Step(f"cap {cap.code} -> {cap.grade}", f"等次上限{cap.code} -> {name}")
            )


def _shown(value: Fraction | None) -> str | None:
    return None if value is None else two_places(value)


def _gate(gate: Condition, grade: str, facts: GradeFacts) -> GateResult:
    if gate.kind == "every_level1":
        return _gate_every_level1(gate, grade, facts)
    if gate.kind == "scales_alpha":
        failed = [code for code, (is_reliable, _) in facts.scales.items() if not is_reliable]
        limit = two_places(gate.value)
        why = Step(
            f"gate: scales {failed} alpha below {limit} and not exempted",
            f"门槛：量表{'、'.join(failed)}的α低于{limit}且未获豁免",
        )
        values: dict[str, str | None] = {code: words for code, (_, words) in facts.scales.items()}
        return GateResult(grade, gate, not failed, values, why)
    if gate.kind == "no_open_vetoes":
        unanswered = list(facts.open_vetoes)
        why = Step(f"gate: unresolved {unanswered}", f"门槛：{'、'.join(unanswered)}尚未答复")
        return GateResult(grade, gate, not unanswered, dict.fromkeys(unanswered, "open"), why)
    if gate.kind == "within_quota":
        why = Step("gate: over quota", "门槛：超出名额")
        return GateResult(grade, gate, not facts.is_over_quota, {}, why)
    return _gate_one(gate, grade, facts)


def _gate_every_level1(gate: Condition, grade: str, facts: GradeFacts) -> GateResult:
    failed = [
        code for code, score in facts.level1.items() if score is not None and not gate.holds(score)
    ]
    is_blocked = any(score is None for score in facts.level1.values())
    word, zh = _opposite(gate)
    limit = plain(gate.value)
    why = Step(
        f"gate: level-1 {failed} {word} {limit}", f"门槛：一级指标{'、'.join(failed)}{zh}{limit}"
    )
    values = {code: _shown(score) for code, score in facts.level1.items()}
    return GateResult(grade, gate, None if is_blocked and not failed else not failed, values, why)


def _gate_one(gate: Condition, grade: str, facts: GradeFacts) -> GateResult:
    """Judge a gate on one node or index; what is not applicable fails it (ruling A25)."""
    word, zh = _opposite(gate)
    limit = plain(gate.value)
    if gate.kind == "index":
        figure, is_there = facts.indices.get(gate.code), gate.code in facts.indices
    else:
        figure, is_there = facts.printed(gate.code), facts.is_applicable(gate.code)
    if not is_there:
        why = Step(f"gate: {gate.code} not applicable", f"门槛：{gate.code}不适用")
        return GateResult(grade, gate, passed=False, values={gate.code: None}, failure=why)
    shown = _shown(figure)
    why = Step(
        f"gate: {gate.code} {shown} {word} {limit}", f"门槛：{gate.code}为{shown}，{zh}{limit}"
    )
    passed = None if figure is None else gate.holds(figure)
    return GateResult(grade, gate, passed, {gate.code: shown}, why)


def _opposite(gate: Condition) -> tuple[str, str]:
    return {
        ">=": ("below", "低于"),
        ">": ("not above", "不高于"),
        "<=": ("above", "高于"),
        "<": ("not below", "不低于"),
    }[gate.op]
