"""Judging the values of figures by what each indicator declares; nothing is stored here."""

import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from forms.typesetting import full_width
from surveyapp.errors import Named, marked
from surveyapp.operations.reporting.faults import EntryFault, Path, fault_at
from surveyapp.operations.reporting.numbers import (
    NumberRefused,
    plain_text,
    read_count,
    read_decimal,
)
from surveyapp.operations.reporting.sheets import (
    CHECKLIST_PARTS,
    LIST_COLUMNS,
    IndicatorSheet,
    InputSheet,
)

MOST_ROWS = 60
LONGEST_NAME = 200

Stored = dict[str, object]
"""An indicator's values as stored: whole counts as int, other numbers as decimal text."""

_NOT_FILLED = marked("还没有填写")
_UNKNOWN_INPUT = marked("没有这一项，请删去")
_NOT_A_SHEET = marked("应填写各项数值")


@dataclass
class _Reading:
    """What reading gathers: the faults so far."""

    faults: list[EntryFault] = field(default_factory=list)

    def fault(self, path: Path, message: str, **facts: object) -> None:
        self.faults.append(fault_at(path, message, **facts))

    def number(self, path: Path, value: object, read: Callable[[object], str | int]) -> str | int:
        if is_blank(value):
            self.fault(path, _NOT_FILLED)
            return 0
        try:
            return read(value)
        except NumberRefused as refused:
            self.fault(path, refused.message)
            return 0


def is_blank(value: object) -> bool:
    """Say whether nothing was filled in: absent, or only spaces of any kind."""
    return value is None or (isinstance(value, str) and not _visible(value))


def _visible(text: str) -> str:
    return "".join(sign for sign in text if unicodedata.category(sign)[0] not in "ZC")


def read_values(
    sheets: Sequence[IndicatorSheet], values: Mapping[str, object]
) -> tuple[dict[str, Stored], list[EntryFault]]:
    """Return the values as they are stored, and every fault they have."""
    known = {sheet.code: sheet for sheet in sheets}
    reading = _Reading()
    stored: dict[str, Stored] = {}
    for code, entry in values.items():
        sheet = known.get(code)
        if sheet is None:
            reading.fault((str(code),), marked("这项任务没有需要填数据的这个指标"))
        elif not isinstance(entry, Mapping):
            reading.fault((code,), _NOT_A_SHEET)
        else:
            stored[code] = _indicator(sheet, entry, reading)
    return stored, reading.faults


def _indicator(sheet: IndicatorSheet, entry: Mapping[str, object], reading: _Reading) -> Stored:
    names = {one.name for one in sheet.inputs}
    for name in entry:
        if name not in names:
            reading.fault((sheet.code, str(name)), _UNKNOWN_INPUT)
    n_faults = len(reading.faults)
    stored = {
        one.name: _KINDS[one.kind](one, (sheet.code, one.name), entry.get(one.name), reading)
        for one in sheet.inputs
    }
    if len(reading.faults) == n_faults:
        _parts(sheet, stored, reading)
    return stored


def _parts(sheet: IndicatorSheet, stored: Stored, reading: _Reading) -> None:
    """Refuse what the engine refuses: a part above its whole."""
    inputs = {one.name: one for one in sheet.inputs}
    for part in sheet.inputs:
        whole = inputs.get(part.at_most or "")
        if whole is None or Decimal(str(stored[part.name])) <= Decimal(str(stored[whole.name])):
            continue
        reading.fault(
            (sheet.code, part.name),
            marked("“%(part)s”填了 %(n)s，多于“%(whole)s”的 %(m)s；部分不能多于整体，请核对"),
            part=_named(part),
            n=stored[part.name],
            whole=_named(whole),
            m=stored[whole.name],
        )


def _named(one: InputSheet) -> Named:
    return Named(full_width(str(one.words["zh"])), one.words.get("en"))


def _count(_one: InputSheet, path: Path, value: object, reading: _Reading) -> object:
    return reading.number(path, value, read_count)


def _number(one: InputSheet, path: Path, value: object, reading: _Reading) -> object:
    return reading.number(path, value, _signed if one.is_signed else _not_negative)


def _signed(value: object) -> str:
    return plain_text(read_decimal(value))


def _not_negative(value: object) -> str:
    number = read_decimal(value)
    if number < 0:
        raise NumberRefused(marked("不能小于 0"))
    return plain_text(number)


def _positive(value: object) -> str:
    number = read_decimal(value)
    if number <= 0:
        raise NumberRefused(marked("应大于 0"))
    return plain_text(number)


def _checklist(one: InputSheet, path: Path, value: object, reading: _Reading) -> object:
    entry = _mapping(path, value, CHECKLIST_PARTS, reading)
    needed = CHECKLIST_PARTS if one.needs_critical else CHECKLIST_PARTS[:2]
    counts = {
        part: reading.number((*path, part), entry.get(part), read_count)
        for part in CHECKLIST_PARTS
        if part in needed or not is_blank(entry.get(part))
    }
    passed, applicable, failed = (int(counts.get(part, 0)) for part in CHECKLIST_PARTS)
    if any(fault.path[: len(path)] == path for fault in reading.faults):
        return counts
    if applicable == 0:
        reading.fault((*path, "applicable"), marked("没有适用的核对项；如整项不适用，请申请不适用"))
    if passed > applicable:
        reading.fault((*path, "passed"), marked("符合项数不能多于适用项数"))
    elif failed > applicable - passed:
        reading.fault((*path, "critical_failed"), marked("关键项不符合数不能多于不符合项数"))
    return counts


def _mapping(
    path: Path, value: object, allowed: Sequence[str], reading: _Reading
) -> Mapping[str, object]:
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        reading.fault(path, _NOT_A_SHEET)
        return {}
    for name in value:
        if name not in allowed:
            reading.fault((*path, str(name)), _UNKNOWN_INPUT)
    return value


def _weighted_list(_one: InputSheet, path: Path, value: object, reading: _Reading) -> object:
    if not isinstance(value, Sequence) or isinstance(value, str):
        reading.fault(path, _NOT_FILLED if value is None else _NOT_A_SHEET)
        return []
    if not value:
        reading.fault(path, _NOT_FILLED)
    if len(value) > MOST_ROWS:
        reading.fault(path, marked("最多 %(most)d 行"), most=MOST_ROWS)
    rows = [_row((*path, i), entry, reading) for i, entry in enumerate(value[:MOST_ROWS])]
    seen: set[object] = set()
    for i, row in enumerate(rows):
        if row["name"] and row["name"] in seen:
            reading.fault((*path, i, "name"), marked("名称与前面的重复"))
        seen.add(row["name"])
    return rows


def _row(path: Path, value: object, reading: _Reading) -> dict[str, object]:
    entry = _mapping(path, value, LIST_COLUMNS, reading)
    return {
        "name": _name((*path, "name"), entry.get("name"), reading),
        "target": reading.number((*path, "target"), entry.get("target"), _positive),
        "actual": reading.number((*path, "actual"), entry.get("actual"), _not_negative),
        "weight": reading.number((*path, "weight"), entry.get("weight"), _positive),
    }


def _name(path: Path, value: object, reading: _Reading) -> str:
    if is_blank(value):
        reading.fault(path, _NOT_FILLED)
        return ""
    name = unicodedata.normalize("NFC", str(value)).strip()
    if len(name) > LONGEST_NAME:
        reading.fault(path, marked("最多 %(most)d 个字"), most=LONGEST_NAME)
    elif has_hidden_signs(name):
        reading.fault(path, marked("含有看不见的控制字符，请重新输入"))
    return name[:LONGEST_NAME]


def has_hidden_signs(text: str) -> bool:
    """Say whether a one-line text holds control, direction, private or half characters."""
    return any(unicodedata.category(sign) in {"Cc", "Cf", "Co", "Cs", "Zl", "Zp"} for sign in text)


_KINDS: Mapping[str, Callable[[InputSheet, Path, object, _Reading], object]] = {
    "count": _count,
    "number": _number,
    "money": _number,
    "checklist": _checklist,
    "weighted_list": _weighted_list,
}


def is_untouched(one: InputSheet, value: object) -> bool:
    """Say whether an input was left blank as a whole."""
    if isinstance(value, Mapping):
        return all(is_untouched(one, part) for part in value.values())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return all(is_untouched(one, part) for part in value)
    return is_blank(value)
