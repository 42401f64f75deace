"""Reading the tree of indicators from a canonical document; policies and instruments lie beside."""

import re
from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from scoring.expression import ExpressionFault, Formula, parse_formula
from scoring.faults import Cursor
from scoring.model.parts import (
    Baseline,
    Branch,
    Condition,
    Dimension,
    Guard,
    Indicator,
    Input,
    Text,
)
from scoring.model.wholes import read_whole, with_implied_whole
from scoring.rules import read_rule

INPUT_TYPES: Final = ("number", "count", "money", "weighted_list", "checklist")
LIST_COLUMNS: Final = ("actual", "target", "weight")
_BASELINES: Final = ("historical", "industry", "benchmark")
_COMPARISONS: Final = ("<", "<=", ">", ">=")
_BRANCH_FIELDS: Final = {"code", "name", "weights", "children"}
_LEAF_FIELDS: Final = {
    "code", "name", "weights", "kind", "nature", "phase", "core", "measuring_points", "unit",
    "direction", "channels", "responsible", "baseline", "inputs", "raw", "rule", "guard",
    "evidence_required", "effective_points", "note",
}  # fmt: skip


def read_text(cursor: Cursor) -> Text:
    """Read a text: Chinese required, English optional."""
    english = cursor.at("en")
    if not isinstance(cursor.value, Mapping):
        cursor.fault("应为 {zh: …, en: …}", "must be {zh: ..., en: ...}")
        return Text("", None)
    return Text(cursor.at("zh").text(), None if english.value in (None, "") else english.text())


def read_weights(cursor: Cursor, types: Sequence[str]) -> Mapping[str, Fraction]:
    """Read a weight of 0-100 for each task type."""
    cursor.closed(frozenset(types))
    return MappingProxyType({code: cursor.at(code).number(low=0, high=100) for code in types})


def read_condition(cursor: Cursor, kinds: Sequence[str]) -> Condition | None:
    """Read a structured condition; None where it is absent or was an unknown phrase."""
    if cursor.value is None:
        return None
    if not isinstance(cursor.value, Mapping):
        cursor.fault("应为条件", "must be a condition")
        return None
    cursor.closed({"kind", "code", "input", "op", "value"})
    kind = cursor.at("kind").choice(kinds)
    compares = kind not in {"critical_failure", "no_open_vetoes", "within_quota"}
    return Condition(
        kind,
        cursor.at("code").text() if kind in {"critical_failure", "index", "input", "node"} else "",
        cursor.at("input").text() if kind == "input" else "",
        cursor.at("op").choice(_COMPARISONS) if compares else ">=",
        cursor.at("value").number() if compares else Fraction(0),
    )


def read_dimensions(root: Cursor, types: Sequence[str]) -> tuple[Dimension, ...]:
    """Read all three levels of indicators."""
    entries = root.at("indicators").entries()
    if not entries:
        root.at("indicators").fault("缺少指标", "the model has no indicators")
    return tuple(
        Dimension(
            *_head(entry, types),
            tuple(_read_branch(child, types) for child in _children(entry)),
        )
        for entry in entries
    )


def _read_branch(cursor: Cursor, types: Sequence[str]) -> Branch:
    leaves = [_read_indicator(child, types) for child in _children(cursor)]
    return Branch(*_head(cursor, types), tuple(leaf for leaf in leaves if leaf is not None))


def _children(cursor: Cursor) -> list[Cursor]:
    cursor.closed(_BRANCH_FIELDS)
    children = cursor.at("children").entries()
    if not children:
        cursor.fault("缺少下级指标", "needs indicators below it: children")
    return children


def _head(cursor: Cursor, types: Sequence[str]) -> tuple[str, Text, Mapping[str, Fraction]]:
    return (
        read_code(cursor.at("code")),
        read_text(cursor.at("name")),
        read_weights(cursor.at("weights"), types),
    )


def read_code(cursor: Cursor) -> str:
    """Read a code: a letter, then letters, digits, hyphens, dots or underscores."""
    code = cursor.text()
    if code and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_.-]{0,30}", code):
        cursor.fault(
            f"代码“{code}”应以字母开头，只含字母、数字、-、_、.",
            f"code {code!r} must start with a letter and hold letters, digits, '-', '_' or '.'",
        )
    return code


def _read_indicator(cursor: Cursor, types: Sequence[str]) -> Indicator | None:
    cursor.closed(_LEAF_FIELDS)
    entries = cursor.at("inputs").entries()
    inputs = tuple(_input(entry) for entry in entries)
    rule = read_rule(cursor.at("rule"))
    channels = [entry.text() for entry in cursor.at("channels").entries()]
    if rule is None:
        return None
    formula, unit = _formula(cursor.at("raw"), inputs), cursor.at("unit").text(default="")
    if all(entry.at("at_most").value is None for entry in entries):
        inputs = with_implied_whole(inputs, formula=formula, unit=unit, rule=rule)
    return Indicator(
        *_head(cursor, types),
        kind=cursor.at("kind").choice(("quant", "qual"), default="quant"),
        nature=cursor.at("nature").choice(("result", "process"), default="result"),
        phase=cursor.at("phase").choice(("ex_ante", "in_process", "ex_post"), default="ex_post"),
        is_core=cursor.at("core").flag(default=False),
        unit=unit,
        direction=cursor.at("direction").choice(("up", "down", "range", "rubric"), default="up"),
        channels=tuple(channels),
        responsible=cursor.at("responsible").text(default=""),
        baseline=_baseline(cursor.at("baseline")),
        inputs=inputs,
        formula=formula,
        rule=rule,
        guard=_guard(cursor.at("guard")),
        measuring_points=tuple(read_text(e) for e in cursor.at("measuring_points").entries()),
        evidence_required=tuple(read_text(e) for e in cursor.at("evidence_required").entries()),
    )


def _input(cursor: Cursor) -> Input:
    cursor.closed({"name", "zh", "en", "type", "unit", "signed", "at_most"})
    name, unit = cursor.at("name").text(), cursor.at("unit")
    if name and not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]{0,40}", name):
        cursor.at("name").fault(
            f"输入名“{name}”只能含字母、数字和下划线",
            f"input name {name!r} may hold letters, digits and underscores",
        )
    kind = cursor.at("type").choice(INPUT_TYPES)
    is_signed = cursor.at("signed").flag(default=False)
    if is_signed and kind != "number":
        cursor.at("signed").fault("只有number可以为负", "only a number may be signed")
    measure = None if unit.value is None else unit.text()
    whole = read_whole(cursor.at("at_most"), kind)
    return Input(name, read_text(cursor), kind, measure, is_signed, whole)


def _baseline(cursor: Cursor) -> Baseline | None:
    if cursor.value is None:
        return None
    cursor.closed({"kind", "value", "target", "zh", "en"})
    return Baseline(
        cursor.at("kind").choice(_BASELINES),
        cursor.at("value").number(),
        cursor.at("target").number(),
        read_text(cursor),
    )


def _formula(cursor: Cursor, inputs: Sequence[Input]) -> Formula | None:
    if cursor.value is None:
        return None
    scalars = [one.name for one in inputs if one.type in {"number", "count", "money"}]
    lists = [one for one in inputs if one.type == "weighted_list"]
    try:
        return parse_formula(cursor.text(), scalars=scalars, columns=LIST_COLUMNS if lists else ())
    except ExpressionFault as fault:
        cursor.fault(f"公式有误：{fault.zh}", f"the formula cannot be read: {fault.en}")
        return None


def _guard(cursor: Cursor) -> Guard | None:
    if cursor.value is None:
        return None
    cursor.closed({"if", "cap"})
    cap = cursor.at("cap").number(low=0, high=100)
    condition = read_condition(cursor.at("if"), ("node",))
    return None if condition is None else Guard(condition, cap)
