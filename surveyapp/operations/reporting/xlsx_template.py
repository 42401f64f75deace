"""The workbook to fill in: exactly the cells of one task, everything else locked."""

import io
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from surveyapp.models import Task
from surveyapp.operations.reporting import xlsx_layout as layout
from surveyapp.operations.reporting.figures import entered_values
from surveyapp.operations.reporting.numbers import case_number
from surveyapp.operations.reporting.sheets import (
    CHECKLIST_PARTS,
    PART_WORDS,
    IndicatorSheet,
    InputSheet,
    figure_sheets,
)
from surveyapp.operations.reporting.values import MOST_ROWS, Stored

_BLANK_ROWS = 12
_GUIDE = (
    "1. 只填浅黄色单元格；其余单元格已锁定。 Fill in the yellow cells only; all others are locked.",
    "2. 数字直接填写，不要写单位、百分号或公式。 Plain numbers: no units, % signs or formulas.",
    "3. 一个指标要么全部填写，要么全部留空。 Fill in an indicator completely or leave it blank.",
    "4. 加权清单每行一个目标；不用的行留空。 One objective a row; leave unused rows blank.",
    "5. 有一处错误就不会导入任何数据。 One fault and nothing is imported; the page lists all.",
)


@dataclass(frozen=True)
class _Looks:
    """The cell formats of the workbook."""

    head: Any
    text: Any
    small: Any
    value: Any


@dataclass(frozen=True)
class _Cell:
    """One line of the first sheet: what is asked and what stands already."""

    item: str
    meaning: str
    unit: str
    kind: str
    value: object


def figures_template(task: Task) -> bytes:
    """Return the workbook of a task's figures, with the values that stand already."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    book = xlsxwriter.Workbook(file, options)
    book.set_properties({"title": task.no, "created": task.round.opened_at.replace(tzinfo=None)})
    looks = _looks(book)
    sheets, values = figure_sheets(task), entered_values(task)
    _write_guide(book, looks, task)
    _write_figures(book, looks, sheets, values)
    if any(layout.takes_lists(sheet) for sheet in sheets):
        _write_lists(book, looks, sheets, values)
    book.worksheets()[1].activate()
    book.close()
    return file.getvalue()


def _looks(book: Any) -> _Looks:
    wrap = {"text_wrap": True, "valign": "top"}
    return _Looks(
        head=book.add_format({"bold": True, "bottom": 2, **wrap}),
        text=book.add_format(wrap),
        small=book.add_format({"font_color": "#57524d", **wrap}),
        value=book.add_format(
            {"bg_color": "#fff8dc", "border": 1, "locked": False, "valign": "top"}
        ),
    )


def _write_guide(book: Any, looks: _Looks, task: Task) -> None:
    sheet = book.add_worksheet(layout.GUIDE_SHEET)
    sheet.protect()
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 90)
    facts = (
        (layout.TEMPLATE_LABEL, layout.TEMPLATE),
        (layout.TASK_LABEL, task.no),
        (layout.MODEL_LABEL, task.round.model_version.content_hash[: layout.MODEL_SIGNS]),
        ("任务 Task", layout.bilingual({"zh": task.name_zh, "en": task.name_en})),
        ("单位 Unit", layout.bilingual({"zh": task.unit.name_zh, "en": task.unit.name_en})),
    )
    for row, (label, value) in enumerate(facts):
        sheet.write_string(row, 0, label, looks.small)
        sheet.write_string(row, 1, value, looks.text)
    for row, sentence in enumerate(_GUIDE, start=len(facts) + 1):
        sheet.write_string(row, 1, sentence, looks.text)


def _write_head(sheet: Any, looks: _Looks, heads: tuple[str, ...], widths: tuple[int, ...]) -> None:
    sheet.protect(options={"format_columns": True, "format_rows": True})
    sheet.freeze_panes(1, 0)
    for column, (head, width) in enumerate(zip(heads, widths, strict=True)):
        sheet.set_column(column, column, width)
        sheet.write_string(0, column, head, looks.head)


def _write_figures(
    book: Any, looks: _Looks, sheets: tuple[IndicatorSheet, ...], values: Mapping[str, Stored]
) -> None:
    sheet = book.add_worksheet(layout.FIGURES_SHEET)
    _write_head(sheet, looks, layout.FIGURES_HEAD, (10, 34, 24, 34, 10, 22, 18))
    row = 1
    for indicator in sheets:
        for cell in _cells(indicator, values.get(indicator.code, {})):
            texts = (indicator.code, layout.meaning(indicator.words), cell.item, cell.meaning)
            for column, text in enumerate((*texts, cell.unit, _baseline(indicator))):
                sheet.write_string(row, column, text, looks.text)
            _write_value(sheet, (row, 6), cell.value, looks)
            _limit(sheet, (row, 6), cell.kind)
            row += 1


def _cells(indicator: IndicatorSheet, values: Mapping[str, object]) -> Iterator[_Cell]:
    for one in indicator.inputs:
        meaning, value = layout.meaning(one.words), values.get(one.name)
        if one.kind == "checklist":
            parts = value if isinstance(value, Mapping) else {}
            for part in CHECKLIST_PARTS:
                words = f"{meaning}:{layout.meaning(PART_WORDS[part])}"
                yield _Cell(layout.item_name(one, part), words, "", "count", parts.get(part))
        elif one.kind != "weighted_list":
            kind = "signed" if one.is_signed else one.kind
            yield _Cell(layout.item_name(one), meaning, one.unit or "", kind, value)


def _baseline(indicator: IndicatorSheet) -> str:
    if indicator.baseline is None:
        return ""
    return f"{indicator.baseline.value} → {indicator.baseline.target} {indicator.unit}"


def _write_value(sheet: Any, place: tuple[int, int], value: object, looks: _Looks) -> None:
    if isinstance(value, int | str):
        sheet.write_number(*place, case_number(value), looks.value)
    else:
        sheet.write_blank(*place, None, looks.value)


def _limit(sheet: Any, place: tuple[int, int], kind: str) -> None:
    if kind != "signed":
        validate = "integer" if kind == "count" else "decimal"
        rule = {"validate": validate, "criteria": ">=", "value": 0, "error_type": "warning"}
        sheet.data_validation(*place, *place, rule)


def _write_lists(
    book: Any, looks: _Looks, sheets: tuple[IndicatorSheet, ...], values: Mapping[str, Stored]
) -> None:
    sheet = book.add_worksheet(layout.LISTS_SHEET)
    _write_head(sheet, looks, layout.LISTS_HEAD, (10, 34, 18, 48, 14, 14, 12))
    row = 1
    for indicator in sheets:
        for one in indicator.inputs:
            if one.kind == "weighted_list":
                stored = values.get(indicator.code, {}).get(one.name)
                row = _write_list(sheet, row, looks, (indicator, one, stored))


def _write_list(
    sheet: Any, row: int, looks: _Looks, entry: tuple[IndicatorSheet, InputSheet, object]
) -> int:
    indicator, one, stored = entry
    entries = stored if isinstance(stored, list) else []
    for i in range(min(max(_BLANK_ROWS, len(entries) + 3), MOST_ROWS)):
        texts = (indicator.code, layout.meaning(indicator.words), layout.item_name(one))
        for column, text in enumerate(texts):
            sheet.write_string(row, column, text, looks.text)
        values = entries[i] if i < len(entries) else {}
        if values:
            sheet.write_string(row, 3, values["name"], looks.value)
        else:
            sheet.write_blank(row, 3, None, looks.value)
        for column, part in enumerate(("target", "actual", "weight"), start=4):
            _write_value(sheet, (row, column), values.get(part), looks)
        row += 1
    return row
