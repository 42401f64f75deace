"""Reading the raw records of indicators from a case; surveys and interviews lie beside."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Final

from scoring.evaluation import NotComputable, evaluate
from scoring.exact import plain
from scoring.faults import Cursor, shown
from scoring.model.parts import Indicator, Input
from scoring.model.policies import IndicatorModel
from scoring.model.read_tree import LIST_COLUMNS
from scoring.rules import plain_rules
from scoring.rules.judgement import RubricRule
from scoring.rules.outcome import Checklist, Record

MOST_ROWS: Final = 1000
MOST_EXPERTS: Final = 100


def read_records(
    model: IndicatorModel, cursor: Cursor
) -> tuple[dict[str, Fraction], dict[str, Record]]:
    """Read given official scores (numbers) and raw records (mappings) by indicator code.

    A record without anything in it is no record.
    """
    leaves = {leaf.code: leaf for leaf in model.indicators}
    given: dict[str, Fraction] = {}
    records: dict[str, Record] = {}
    for code, entry in cursor.pairs():
        if code not in leaves:
            entry.unknown("三级指标“%s”不存在", "level-3 indicator %r does not exist", leaves)
        elif isinstance(entry.value, Mapping):
            record = _record(leaves[code], entry)
            if not all(value in (None, {}) for value in entry.value.values()):
                records[code] = record
        elif entry.value is not None:
            given[code] = entry.number(low=0, high=100)
    return given, records


def _record(leaf: Indicator, cursor: Cursor) -> Record:
    takes_experts = any(isinstance(rule, RubricRule) for rule in plain_rules(leaf.rule))
    names = {one.name for one in leaf.inputs} | ({"experts"} if takes_experts else set())
    if names:
        cursor.closed(names)
    elif cursor.value:
        cursor.fault(
            "此指标由问卷或访谈计算，不填原始数据",
            "this indicator is computed from surveys or interviews and takes no record",
        )
    scalars: dict[str, Fraction] = {}
    missing: list[str] = []
    rows: list[dict[str, Fraction]] = []
    checklist: Checklist | None = None
    for one in leaf.inputs:
        entry = cursor.at(one.name)
        if entry.value is None:
            missing.append(one.name)
        elif one.type == "weighted_list":
            rows = _rows(entry, missing)
        elif one.type == "checklist":
            checklist = _checklist(entry, missing)
        else:
            scalars[one.name] = _scalar(one, entry)
    experts = _experts(cursor.at("experts")) if takes_experts else None
    record = Record(scalars, tuple(rows), checklist, experts, tuple(missing))
    _check_parts(leaf, scalars, cursor)
    _check_denominators(leaf, record, cursor)
    return record


def _scalar(one: Input, entry: Cursor) -> Fraction:
    if one.type == "count":
        return Fraction(entry.whole())
    value = entry.number()
    if value < 0 and not one.is_signed:
        _refuse_negative(entry, one.type)
    return value


def _refuse_negative(entry: Cursor, kind: str) -> None:
    """Refuse an amount below zero: where less is better it would make the best of all scores."""
    zh, en = f"{shown(entry.value)} 小于0", f"{shown(entry.value)} is below 0"
    if kind == "number":
        zh = f"{zh}，数量不得为负；确可为负的，请在模型的这一项写 signed: true"
        en = f"{en}, an amount cannot be; where it truly can, write signed: true in the model"
    entry.fault(zh, en)


def _rows(cursor: Cursor, missing: list[str]) -> list[dict[str, Fraction]]:
    rows: list[dict[str, Fraction]] = []
    entries = cursor.entries()
    if len(entries) > MOST_ROWS:
        cursor.fault(f"清单超过{MOST_ROWS}行", f"the list has more than {MOST_ROWS} rows")
        return rows
    for number, entry in enumerate(entries, start=1):
        if not isinstance(entry.value, Mapping):
            entry.fault("应为一行：目标值、实际值、权重", "must be a row: target, actual, weight")
            continue
        entry.closed((*LIST_COLUMNS, "name"))
        entry.at("name").text(default="-")
        absent = [column for column in LIST_COLUMNS if entry.at(column).value is None]
        missing += [f"{cursor.place.rpartition('/')[2]}[{number}].{column}" for column in absent]
        row = {c: entry.at(c).number() for c in LIST_COLUMNS if c not in absent}
        if row.get("target", Fraction(1)) < 0:
            entry.at("target").fault(
                "目标值应大于0，越低越好的目标请填倒数指标",
                "the target must be above 0: enter the inverted measure where lower is better",
            )
        if row.get("actual", Fraction(0)) < 0:
            _refuse_negative(entry.at("actual"), "weighted_list")
        if row.get("weight", Fraction(1)) < 0:
            entry.at("weight").fault("权重不得为负", "a weight cannot be negative")
        rows.append(row)
    return rows


def _checklist(cursor: Cursor, missing: list[str]) -> Checklist | None:
    if not isinstance(cursor.value, Mapping):
        cursor.fault(
            "应为{passed, applicable, critical_failed}",
            "must be {passed, applicable, critical_failed}",
        )
        return None
    cursor.closed({"passed", "applicable", "critical_failed"})
    absent = [name for name in ("passed", "applicable") if cursor.at(name).value is None]
    missing += [f"{cursor.place.rpartition('/')[2]}.{name}" for name in absent]
    n_passed, n_applicable = (cursor.at(name).whole(default=0) for name in ("passed", "applicable"))
    critical = cursor.at("critical_failed")
    n_critical = None if critical.value is None else critical.whole()
    if not absent and n_passed > n_applicable:
        cursor.fault("符合数不得多于适用数", "passed cannot exceed applicable")
    n_failed = n_applicable - n_passed
    if n_critical is not None and not absent and n_critical > max(n_failed, 0):
        critical.fault(
            f"关键项不符合数不得多于不符合数{n_failed}",
            f"critical_failed cannot exceed the {n_failed} that are not passed",
        )
    return None if absent else Checklist(n_passed, n_applicable, n_critical)


def _experts(cursor: Cursor) -> dict[str, Fraction] | None:
    pairs = cursor.pairs()
    if len(pairs) > MOST_EXPERTS:
        cursor.fault(f"专家超过{MOST_EXPERTS}人", f"more than {MOST_EXPERTS} experts")
        return None
    scores = {
        name: entry.number(low=0, high=100) for name, entry in pairs if entry.value is not None
    }
    return None if cursor.value is None else scores


def _check_parts(leaf: Indicator, scalars: Mapping[str, Fraction], cursor: Cursor) -> None:
    """Refuse a part that exceeds its whole: 60 passed of 50 handed in cannot be."""
    inputs = {one.name: one for one in leaf.inputs}
    for part in leaf.inputs:
        whole = inputs.get(part.at_most or "")
        if whole is None or not {part.name, whole.name} <= scalars.keys():
            continue
        if scalars[part.name] > scalars[whole.name]:
            n_part, n_whole = plain(scalars[part.name]), plain(scalars[whole.name])
            cursor.at(part.name).fault(
                f"“{part.text.zh}”({part.name}) {n_part} 多于"
                f"“{whole.text.zh}”({whole.name}) {n_whole},部分不能多于整体",
                f"{part.text.en or part.text.zh} ({part.name}) {n_part} is more than"
                f" {whole.text.en or whole.text.zh} ({whole.name}) {n_whole}: a part cannot exceed"
                " its whole",
            )


def _check_denominators(leaf: Indicator, record: Record, cursor: Cursor) -> None:
    """Refuse a negative denominator; a zero one blocks the indicator later (ruling A21)."""
    if leaf.formula is None or record.missing:
        return
    try:
        evaluate(leaf.formula, record.scalars, record.rows)
    except NotComputable as problem:
        if problem.kind == "negative":
            cursor.fault(
                f"分母不得为负：{problem.divisor}",
                f"the denominator must not be negative: {problem.divisor}",
            )
