"""Reading grades, the quota, vetoes and caps from a canonical document."""

from fractions import Fraction
from itertools import pairwise
from typing import Final

from scoring.faults import Cursor
from scoring.model.policies import Grade, QuotaPolicy, Veto
from scoring.model.read_tree import read_code, read_condition, read_text

_GATE_KINDS: Final = (
    "every_level1",
    "node",
    "index",
    "no_open_vetoes",
    "scales_alpha",
    "within_quota",
)
_TRIGGER_KINDS: Final = ("critical_failure", "node", "input", "index")
_CENT: Final = Fraction(1, 100)


def read_grades(cursor: Cursor) -> tuple[Grade, ...]:
    """Read the grades; their bands must cover 0-100 without gap at two decimals."""
    grades = tuple(_grade(entry) for entry in cursor.entries())
    if not grades:
        cursor.fault("缺少等次", "the model has no grades")
        return ()
    if len({grade.code for grade in grades}) < len(grades):
        cursor.fault("等次代码重复", "a grade code is used twice")
    for upper, lower in pairwise(grades):
        if lower.max not in (upper.min, upper.min - _CENT):
            cursor.at(lower.code).fault(
                f"等次分段应由高到低相接，{lower.code}的上限应为{float(upper.min - _CENT):.2f}",
                f"bands must join from high to low: the upper end of {lower.code} must be"
                f" {float(upper.min - _CENT):.2f}",
            )
    if grades[0].max != 100 or grades[-1].min != 0:
        cursor.fault("等次分段应覆盖0至100", "the bands must cover 0 to 100")
    if grades[-1].gates:
        cursor.at(grades[-1].code).fault("最低等次不得设门槛", "the lowest grade cannot have gates")
    return grades


def _grade(cursor: Cursor) -> Grade:
    cursor.closed({"code", "zh", "en", "min", "max", "gates"})
    low, high = (cursor.at(key).number(low=0, high=100) for key in ("min", "max"))
    if low > high:
        cursor.fault("min不得大于max", "min must not exceed max")
    gates = [read_condition(entry, _GATE_KINDS) for entry in cursor.at("gates").entries()]
    return Grade(
        read_code(cursor.at("code")),
        read_text(cursor),
        low,
        high,
        tuple(gate for gate in gates if gate is not None),
    )


def read_quota(cursor: Cursor, grades: tuple[Grade, ...]) -> QuotaPolicy | None:
    """Read `grade_policy`; no percentage means no quota."""
    cursor.closed({"excellent_quota_percent", "quota_rounding", "tie_break", "over_quota", "grade"})
    if cursor.at("excellent_quota_percent").value is None or not grades:
        return None
    rounding, over = cursor.at("quota_rounding"), cursor.at("over_quota")
    rounding.at("mode").choice(("floor",), default="floor")
    codes = [grade.code for grade in grades]
    grade = cursor.at("grade").choice(codes, default=codes[0])
    below = codes[min(codes.index(grade) + 1, len(codes) - 1)]
    return QuotaPolicy(
        grade,
        cursor.at("excellent_quota_percent").number(low=0, high=100),
        rounding.at("least").whole(default=1),
        rounding.at("from").whole(low=1, default=3),
        tuple(entry.text() for entry in cursor.at("tie_break").entries()),
        over.at("grade").choice(codes, default=below),
        over.at("reason").text(default="over quota"),
    )


def read_vetoes(cursor: Cursor, grades: tuple[Grade, ...]) -> tuple[Veto, ...]:
    """Read vetoes and caps; only caps may be automatic (ruling A23)."""
    vetoes = tuple(_veto(entry, [grade.code for grade in grades]) for entry in cursor.entries())
    codes = [veto.code for veto in vetoes]
    for entry, code in zip(cursor.entries(), codes, strict=True):
        if codes.count(code) > 1:
            entry.fault(f"代码“{code}”重复", f"code {code!r} is used twice")
    return vetoes


def _veto(cursor: Cursor, grades: list[str]) -> Veto:
    cursor.closed({"code", "effect", "zh", "en", "auto"})
    effect = cursor.at("effect")
    kind = grade = ""
    if isinstance(effect.value, dict):
        effect.closed({"kind", "grade"})
        kind = effect.at("kind").choice(("veto", "cap"))
        grade = effect.at("grade").choice(grades) if grades else ""
    else:
        effect.fault("应写明效果，如 fail 或 cap:pass", "needs an effect, such as fail or cap:pass")
    trigger = read_condition(cursor.at("auto"), _TRIGGER_KINDS)
    if trigger is not None and kind == "veto":
        cursor.at("auto").fault(
            "一票否决须由监督部门回答，不得自动触发；自动条件请改用 cap:等次",
            "a veto waits for supervision's yes; an automatic condition must be a cap:<grade>",
        )
    return Veto(read_code(cursor.at("code")), read_text(cursor), grade, kind == "cap", trigger)
