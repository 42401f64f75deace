"""From the rows of a file to checked answers, every fault listed; nothing is stored here."""

import re
from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from forms.graphemes import count_graphemes
from forms.instrument import DONT_KNOW, RATING_KINDS, Instrument, Item
from forms.section_form import MOST_SIGNS
from forms.typed_text import has_unusable, normalise_text
from surveyapp.errors import marked
from surveyapp.operations.importing.csv_text import Table, read_table
from surveyapp.operations.importing.faults import RowFault, refuse
from surveyapp.operations.importing.mapping import ResponseMapping, TaskColumn

LONGEST_SECONDS = 7 * 24 * 3600
_WHOLE = re.compile(r"[0-9]{1,7}\Z")


@dataclass(frozen=True)
class ImportedRow:
    """One response of a file, checked; `is_duplicate` when its token came before (ruling A9)."""

    line: int
    task: str
    group_code: str
    answers: Mapping[str, int | str]
    seconds: int | None
    is_duplicate: bool


@dataclass(frozen=True)
class _Reading:
    """What is needed to read any row: the mapping, the items, where each column stands."""

    mapping: ResponseMapping
    items: Mapping[str, Item]
    at: Mapping[str, int]
    groups: Collection[str]
    faults: list[RowFault]


def read_sheet(
    content: bytes, mapping: ResponseMapping, *, instrument: Instrument, groups: Collection[str]
) -> list[ImportedRow]:
    """Read and check all responses of a file; raises InputRefused with every fault at once."""
    table = read_table(content, wanted=mapping.columns, delimiter=mapping.delimiter)
    refuse(_mapping_faults(mapping, instrument, groups))
    faults = [*_extra_columns(table, mapping), *table.misshapen]
    items = {item.code: item for item in instrument.items}
    reading = _Reading(
        mapping,
        {column: items[code] for column, code in mapping.answers.items()},
        {name: number for number, name in enumerate(table.header)},
        groups,
        faults,
    )
    rows = [_read_row(line, cells, reading) for line, cells in table.rows]
    _check_ids(table, reading)
    refuse(sorted(faults, key=lambda fault: fault.line or 0))
    return _mark_duplicates(rows, table, reading)


def _extra_columns(table: Table, mapping: ResponseMapping) -> list[RowFault]:
    known = {*mapping.columns, *mapping.ignore}
    extra = [name for name in table.header if name not in known]
    return _named(marked("多出列“%(name)s”"), marked("在导入对应表里对应它，或写进 ignore"), extra)


def _mapping_faults(
    mapping: ResponseMapping, instrument: Instrument, groups: Collection[str]
) -> list[RowFault]:
    """Hold mapping and instrument against each other."""
    codes = {item.code for item in instrument.items}
    wrong = mapping.instrument if mapping.instrument != instrument.code else None
    return [
        *_named(
            marked("问卷里没有题目“%(name)s”"),
            marked("改导入对应表的 answers"),
            [code for code in mapping.answers.values() if code not in codes],
        ),
        *_named(
            marked("没有受访群体“%(name)s”"),
            marked("改导入对应表的 group"),
            [code for code in codes_of_groups(mapping) if code not in groups],
        ),
        *_named(
            marked("导入对应表写的是问卷“%(name)s”"),
            marked("换成这份问卷的"),
            [wrong] if wrong else [],
        ),
    ]


def _named(rule: str, fix: str, names: Sequence[str]) -> list[RowFault]:
    return [RowFault(rule, fix, line=1, facts={"name": name}) for name in names]


def codes_of_groups(mapping: ResponseMapping) -> list[str]:
    """Return the group codes that a mapping names itself."""
    constant = [mapping.group.constant] if mapping.group.constant else []
    return [*constant, *mapping.group.values.values()]


def _read_row(line: int, cells: tuple[str, ...], reading: _Reading) -> ImportedRow:
    answers: dict[str, int | str] = {}
    for column, item in reading.items.items():
        typed = cells[reading.at[column]].strip()
        if typed in reading.mapping.no_answer:
            continue
        answer = _answer(item, typed, reading.mapping)
        if isinstance(answer, _Refusal):
            reading.faults.append(answer.at(line, column, typed))
        else:
            answers[item.code] = answer
    return ImportedRow(
        line,
        _task_of(line, cells, reading),
        _group_of(line, cells, reading),
        answers,
        _seconds_of(line, cells, reading),
        is_duplicate=False,
    )


@dataclass(frozen=True)
class _Refusal:
    """Why a value cannot be an answer to an item."""

    rule: str
    fix: str
    facts: Mapping[str, object]

    def at(self, line: int, column: str, value: str) -> RowFault:
        """Return the fault at its place."""
        return RowFault(self.rule, self.fix, line, column, value, self.facts)


def _answer(item: Item, typed: str, mapping: ResponseMapping) -> int | str | _Refusal:
    if typed in mapping.dont_know and item.dont_know is not None:
        return DONT_KNOW
    if item.kind == "open":
        return _open_answer(typed)
    by_text: dict[str, int | str] = {str(option.value): option.value for option in item.options}
    if typed in by_text:
        return by_text[typed]
    if item.kind in RATING_KINDS:
        facts = {"low": item.options[0].value, "high": item.options[-1].value}
        fix = marked("写 %(low)s 至 %(high)s 的整数，没有回答就留空")
        return _Refusal(marked("不在选项之内"), fix, facts)
    fix = marked("写这些代码之一：%(codes)s")
    return _Refusal(marked("不在选项之内"), fix, {"codes": "、".join(by_text)})


def _open_answer(typed: str) -> str | _Refusal:
    text = normalise_text(typed)
    if has_unusable(text):
        return _Refusal(marked("含不可用字符"), marked("删去控制字符"), {})
    if count_graphemes(text) > MOST_SIGNS:
        return _Refusal(marked("超过 2000 字"), marked("缩短内容"), {})
    return text


def _task_of(line: int, cells: tuple[str, ...], reading: _Reading) -> str:
    task = reading.mapping.task
    if task is None:
        return ""
    value = cells[reading.at[task.column]].strip()
    if value not in task.values:
        reading.faults.append(_no_task(line, value, task))
        return ""
    return task.values[value][0]


def _no_task(line: int, value: str, task: TaskColumn) -> RowFault:
    fix = marked("写导入对应表里的任务之一：%(codes)s")
    facts = {"codes": "、".join(task.values)}
    return RowFault(marked("没有对应的任务"), fix, line, task.column, value, facts)


def count_rows(content: bytes, mapping: ResponseMapping) -> dict[str, int]:
    """Count a file's rows by task without judging their answers.

    Raises InputRefused for a file that cannot be read or none of whose rows belongs to a task.
    """
    table = read_table(content, wanted=mapping.columns, delimiter=mapping.delimiter)
    task = mapping.task
    if task is None:
        return {"": len(table.rows)}
    at = table.header.index(task.column)
    typed = [(line, cells[at].strip()) for line, cells in table.rows]
    counts = Counter(task.values[value][0] for _line, value in typed if value in task.values)
    if not counts:
        refuse([*table.misshapen, *(_no_task(line, value, task) for line, value in typed)])
    return dict(counts)


def _group_of(line: int, cells: tuple[str, ...], reading: _Reading) -> str:
    source = reading.mapping.group
    if source.column is None:
        return source.constant or ""
    value = cells[reading.at[source.column]].strip()
    code = source.values.get(value, value)
    if code not in reading.groups:
        fix = marked("写这些群体之一：%(codes)s")
        facts = {"codes": "、".join(source.values or sorted(reading.groups))}
        rule = marked("没有这个受访群体")
        reading.faults.append(RowFault(rule, fix, line, source.column, value, facts))
    return code


def _seconds_of(line: int, cells: tuple[str, ...], reading: _Reading) -> int | None:
    column = reading.mapping.seconds
    value = cells[reading.at[column]].strip() if column else ""
    if not column or value in reading.mapping.no_answer:
        return None
    if not _WHOLE.match(value) or int(value) > LONGEST_SECONDS:
        rule, fix = marked("不是秒数"), marked("写 0 至 604800 的整数，没有就留空")
        reading.faults.append(RowFault(rule, fix, line, column, value))
        return None
    return int(value)


def _check_ids(table: Table, reading: _Reading) -> None:
    column = reading.mapping.id
    if column is None:
        return
    for line, value in _repeated(table, reading.at[column]):
        rule, fix = marked("编号与前面的重复"), marked("每份答卷一个编号")
        reading.faults.append(RowFault(rule, fix, line, column, value))


def _mark_duplicates(
    rows: Sequence[ImportedRow], table: Table, reading: _Reading
) -> list[ImportedRow]:
    """Mark every later copy of a token: the first counts, whatever its own validity (A9)."""
    column = reading.mapping.token
    if column is None:
        return list(rows)
    later = {line for line, _ in _repeated(table, reading.at[column], by=_task_key(reading))}
    return [
        ImportedRow(r.line, r.task, r.group_code, r.answers, r.seconds, is_duplicate=True)
        if r.line in later
        else r
        for r in rows
    ]


def _task_key(reading: _Reading) -> Callable[[tuple[str, ...]], str]:
    task = reading.mapping.task
    return lambda cells: cells[reading.at[task.column]].strip() if task else ""


def _repeated(
    table: Table, at: int, *, by: Callable[[tuple[str, ...]], str] = lambda _cells: ""
) -> list[tuple[int, str]]:
    """Return line and value of each cell of a column that stood before; empty ones are unique."""
    seen: set[tuple[str, str]] = set()
    found: list[tuple[int, str]] = []
    for line, cells in table.rows:
        key = (by(cells), cells[at].strip())
        if key[1] and key in seen:
            found.append((line, key[1]))
        seen.add(key)
    return found
