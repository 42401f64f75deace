"""Importing figures from a filled workbook: every cell's faults at once, all of it or nothing."""

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal

from surveyapp.access import Actor, Role, require_role
from surveyapp.errors import InputRefused, marked
from surveyapp.models import Task
from surveyapp.operations.reporting import xlsx_layout as layout
from surveyapp.operations.reporting.faults import EntryFault, Path
from surveyapp.operations.reporting.figures import (
    EnteredFigures,
    enter_figures,
    entered_values,
    words_faults,
)
from surveyapp.operations.reporting.sheets import (
    CHECKLIST_PARTS,
    LIST_COLUMNS,
    IndicatorSheet,
    figure_sheets,
)
from surveyapp.operations.reporting.values import is_blank, is_untouched, read_values
from surveyapp.operations.reporting.xlsx_cells import Cell, Workbook, read_workbook
from surveyapp.operations.reporting.zip_guard import FileRefused
from surveyapp.seal import sha256_hex

_EXACT_DIGITS = ".15g"
"""A spreadsheet computes with 15 digits; what lies beyond is noise of its binary arithmetic."""


@dataclass
class _Import:
    """What is gathered from a workbook: values by indicator, where each stood, and faults."""

    sheets: Mapping[str, IndicatorSheet]
    values: dict[str, dict[str, object]] = field(default_factory=dict)
    places: dict[Path, str] = field(default_factory=dict)
    faults: list[EntryFault] = field(default_factory=list)

    def fault(self, place: str, message: str, **facts: object) -> None:
        self.faults.append(EntryFault(place, (), message, facts))


def import_figures(  # noqa: PLR0913 - a file is its bytes and what is said of it
    task: Task,
    file: bytes,
    *,
    source: str,
    statement: str,
    by: Actor,
    at: datetime,
    reason: str = "",
) -> EnteredFigures:
    """Enter the figures of a filled template as one batch.

    Raises InputRefused with every fault by sheet and cell; nothing is kept then.
    """
    require_role(by, Role.OFF)
    gathered = _gather(task, file)
    named = f"{source.strip()} · XLSX {sha256_hex(file)[:12]}" if source.strip() else ""
    if gathered.faults:
        words = words_faults(named, statement)
        raise InputRefused([*gathered.faults, *_value_faults(gathered), *words])
    try:
        return enter_figures(
            task,
            gathered.values,
            source=named,
            statement=statement,
            by=by,
            at=at,
            reason=reason,
        )
    except InputRefused as refused:
        faults = [fault for fault in refused.faults if isinstance(fault, EntryFault)]
        raise InputRefused([_placed(fault, gathered.places) for fault in faults]) from refused


def find_import_faults(task: Task, file: bytes) -> list[EntryFault]:
    """Return what is wrong with a filled template, without keeping anything."""
    gathered = _gather(task, file)
    return [*gathered.faults, *_value_faults(gathered)]


def _value_faults(gathered: _Import) -> list[EntryFault]:
    """Judge the values beside cells that are faulty themselves, so that all is told at once."""
    told = {fault.place for fault in gathered.faults}
    _, faults = read_values(list(gathered.sheets.values()), gathered.values)
    placed = [_placed(fault, gathered.places) for fault in faults]
    return [fault for fault in placed if fault.place not in told]


def _gather(task: Task, file: bytes) -> _Import:
    gathered = _Import({sheet.code: sheet for sheet in figure_sheets(task)})
    try:
        book = read_workbook(file)
    except FileRefused as refused:
        gathered.faults.append(EntryFault("", ("file",), refused.sentence, refused.facts))
        return gathered
    gathered.faults += book.faults
    if not _is_ours(gathered, book, task):
        return gathered
    if _has_head(gathered, book, layout.FIGURES_SHEET, layout.FIGURES_HEAD):
        _read_figures(gathered, book)
    if any(layout.takes_lists(sheet) for sheet in gathered.sheets.values()) and _has_head(
        gathered, book, layout.LISTS_SHEET, layout.LISTS_HEAD
    ):
        _read_lists(gathered, book)
    _leave_untouched_out(gathered, task)
    return gathered


def _placed(fault: EntryFault, places: Mapping[Path, str]) -> EntryFault:
    """Give a fault the address of its cell where it has one, else of what it belongs to."""
    path = fault.path
    while path and path not in places:
        path = path[:-1]
    place = places.get(path, fault.place)
    return EntryFault(place, fault.path, fault.message, fault.facts)


def _is_ours(gathered: _Import, book: Workbook, task: Task) -> bool:
    facts = _guide_facts(book)
    wanted = {
        layout.TEMPLATE_LABEL: (layout.TEMPLATE, marked("不是本系统这一版的模板，请重新下载模板")),
        layout.TASK_LABEL: (task.no, marked("模板属于另一项任务，请下载这项任务的模板")),
        layout.MODEL_LABEL: (
            task.round.model_version.content_hash[: layout.MODEL_SIGNS],
            marked("模板按另一版指标模型生成，请重新下载模板"),
        ),
    }
    for label, (value, message) in wanted.items():
        if facts.get(label) != value:
            gathered.fault(layout.GUIDE_SHEET, message)
            return False
    return True


def _guide_facts(book: Workbook) -> dict[str, str]:
    """Return the label-value pairs of the first sheet; its first pair stands in its heading."""
    heads = book.heads.get(layout.GUIDE_SHEET, [])
    if len(heads) < 2:
        return {}
    pairs = {heads[0]: heads[1]}
    for _, cells in book.rows[layout.GUIDE_SHEET]:
        values = [str(cells[head].value or "") for head in heads[:2] if head in cells]
        if len(values) == 2:
            pairs[values[0]] = values[1]
    return pairs


def _has_head(gathered: _Import, book: Workbook, title: str, wanted: tuple[str, ...]) -> bool:
    if title not in book.rows:
        gathered.fault(title, marked("缺少这张工作表，请用下载的模板填写"))
        return False
    heads = [head for head in book.heads[title] if head]
    missing = [head for head in wanted if head not in heads]
    for head in missing:
        gathered.fault(title, marked("缺少“%(head)s”列"), head=head)
    for head in heads:
        if heads.count(head) > 1 and not missing:
            gathered.fault(title, marked("“%(head)s”列重复"), head=head)
            return False
        if head not in wanted:
            close = (difflib.get_close_matches(head, wanted, n=1, cutoff=0.4) or [wanted[-1]])[0]
            message = marked("不认识的列“%(head)s”，是不是“%(close)s”？")
            gathered.fault(title, message, head=head[:40], close=close)
    return not missing


def _read_figures(gathered: _Import, book: Workbook) -> None:
    seen: dict[tuple[str, str], int] = {}
    for number, cells in book.rows[layout.FIGURES_SHEET]:
        code, item = _text(cells, layout.CODE), _text(cells, layout.ITEM)
        place = f"{layout.FIGURES_SHEET}!{number}"
        path = _figure_path(gathered, code, item)
        if path is None:
            _unknown(gathered, place, code, item)
            continue
        if (code, item) in seen:
            row = seen[code, item]
            gathered.fault(place, marked("与第 %(row)d 行重复"), row=row)
            continue
        seen[code, item] = number
        cell = cells[layout.VALUE]
        gathered.places[path] = cell.place
        _put(gathered.values.setdefault(code, {}), path[1:], _number(gathered, cell))


def _figure_path(gathered: _Import, code: str, item: str) -> Path | None:
    sheet = gathered.sheets.get(code)
    for one in sheet.inputs if sheet else ():
        if one.kind == "checklist":
            for part in CHECKLIST_PARTS:
                if item == layout.item_name(one, part):
                    return (code, one.name, part)
        elif one.kind != "weighted_list" and item == layout.item_name(one):
            return (code, one.name)
    return None


def _put(entry: dict[str, object], path: Path, value: object) -> None:
    if len(path) == 1:
        entry[str(path[0])] = value
        return
    inner = entry.setdefault(str(path[0]), {})
    if isinstance(inner, dict):
        inner[path[1]] = value


def _unknown(gathered: _Import, place: str, code: str, item: str) -> None:
    if code not in gathered.sheets:
        close = difflib.get_close_matches(code, list(gathered.sheets), n=1)
        if close:
            message = marked("没有指标“%(code)s”，是不是“%(close)s”？")
            gathered.fault(place, message, code=code[:40], close=close[0])
        else:
            gathered.fault(place, marked("没有指标“%(code)s”"), code=code[:40])
    else:
        gathered.fault(place, marked("指标没有项目“%(item)s”"), item=item[:40])


def _read_lists(gathered: _Import, book: Workbook) -> None:
    for number, cells in book.rows[layout.LISTS_SHEET]:
        code, item = _text(cells, layout.CODE), _text(cells, layout.ITEM)
        sheet = gathered.sheets.get(code)
        names = (
            {one.name for one in sheet.inputs if one.kind == "weighted_list"} if sheet else set()
        )
        if item not in names:
            _unknown(gathered, f"{layout.LISTS_SHEET}!{number}", code, item)
            continue
        typed = [cells[head] for head in layout.LIST_FIELDS.values()]
        if all(cell.fault is None and is_blank(cell.value) for cell in typed):
            continue
        rows = gathered.values.setdefault(code, {}).setdefault(item, [])
        if isinstance(rows, list):
            rows.append(_list_row(gathered, cells, (code, item, len(rows))))


def _list_row(gathered: _Import, cells: Mapping[str, Cell], path: Path) -> dict[str, object]:
    row: dict[str, object] = {}
    for name in LIST_COLUMNS:
        cell = cells[layout.LIST_FIELDS[name]]
        gathered.places[*path, name] = cell.place
        if name == "name":
            row[name] = _words(gathered, cell)
        else:
            row[name] = _number(gathered, cell)
    return row


def _words(gathered: _Import, cell: Cell) -> object:
    if cell.fault is not None:
        gathered.faults.append(cell.fault)
        return None
    return None if cell.value is None else str(cell.value)


def _number(gathered: _Import, cell: Cell) -> object:
    if cell.fault is not None:
        gathered.faults.append(cell.fault)
        return None
    if isinstance(cell.value, str) and not is_blank(cell.value):
        message = marked("是文字“%(value)s”，请把单元格改为数字")
        gathered.fault(cell.place, message, value=cell.value[:40])
        return None
    if isinstance(cell.value, float):
        return Decimal(format(cell.value, _EXACT_DIGITS))
    return cell.value


def _text(cells: Mapping[str, Cell], head: str) -> str:
    value = cells[head].value
    return "" if value is None else str(value).strip()


def _leave_untouched_out(gathered: _Import, task: Task) -> None:
    entered = entered_values(task)
    for code, sheet in gathered.sheets.items():
        entry = gathered.values.get(code, {})
        if not all(is_untouched(one, entry.get(one.name)) for one in sheet.inputs):
            continue
        gathered.values.pop(code, None)
        if code in entered and not gathered.faults:
            place = next(_places_of(gathered, code), layout.LISTS_SHEET)
            gathered.fault(
                place, marked("已填报的指标 %(code)s 不能清空；如不适用请申请"), code=code
            )


def _places_of(gathered: _Import, code: str) -> Iterator[str]:
    yield from (place for path, place in gathered.places.items() if path[0] == code)
