"""Reading a workbook's cells without trusting it: bounded, values only, hidden things told."""

import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from typing import Any
from xml.etree.ElementTree import ParseError

from defusedxml import ElementTree
from openpyxl import load_workbook
from openpyxl.utils import get_column_letter

from surveyapp.errors import marked
from surveyapp.operations.reporting.faults import EntryFault
from surveyapp.operations.reporting.zip_guard import (
    FileRefused,
    is_encrypted_office,
    open_guarded,
)

LARGEST_WORKBOOK = 5 * 1024 * 1024
MOST_ROWS = 2_000
MOST_COLUMNS = 30
MOST_SHEETS = 20

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_EXTERNAL = re.compile(rb"TargetMode\s*=\s*[\"']External", re.IGNORECASE)
_ROW_OR_COLUMN = re.compile(rb"<(?:\w+:)?(row|col)\b([^<>]*)>")
_HIDDEN = re.compile(rb"\bhidden\s*=\s*[\"'](?:1|true)[\"']")
_NUMBER = re.compile(rb"\b(?:r|min)\s*=\s*[\"'](\d{1,7})[\"']")
_MERGED = re.compile(rb"<(?:\w+:)?mergeCell\b[^<>]*?\bref\s*=\s*[\"']([A-Z0-9:]+)[\"']")
_BROKEN = (
    AttributeError,
    IndexError,
    KeyError,
    OSError,
    OverflowError,
    ParseError,
    TypeError,
    ValueError,
    zipfile.BadZipFile,
)
_BROKEN_SENTENCE = marked("文件已损坏或不完整，请重新导出")


@dataclass(frozen=True)
class Cell:
    """One cell: its address, the value to use, and whether that value cannot be used."""

    place: str
    value: object
    fault: EntryFault | None = None


@dataclass
class Workbook:
    """The sheets of a workbook as rows of cells by heading, and what is wrong on the way."""

    rows: dict[str, list[tuple[int, dict[str, Cell]]]] = field(default_factory=dict)
    heads: dict[str, list[str]] = field(default_factory=dict)
    faults: list[EntryFault] = field(default_factory=list)


def read_workbook(content: bytes) -> Workbook:
    """Read all sheets; raises FileRefused for what is no plain workbook of reasonable size."""
    with _open(content) as archive:
        hidden = list(_hidden_things(archive))
    book = Workbook(faults=hidden)
    try:
        shown = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
        typed = load_workbook(io.BytesIO(content), read_only=True, data_only=False)
        for sheet in shown.worksheets:
            _read_sheet(book, sheet, typed[sheet.title])
    except _BROKEN as broken:
        raise FileRefused(_BROKEN_SENTENCE) from broken
    return book


def _require_workbook(content: bytes) -> None:
    if not content:
        raise FileRefused(marked("文件是空的，请重新选择"))
    if len(content) > LARGEST_WORKBOOK:
        raise FileRefused(marked("文件太大，最多 5 MB"))
    if content.startswith(_OLE):
        if is_encrypted_office(content):
            raise FileRefused(marked("文件加了密码，请去掉密码后再交"))
        raise FileRefused(marked("这是旧版 .xls 文件，请另存为 .xlsx 后再导入"))
    if not content.startswith(b"PK\x03\x04"):
        raise FileRefused(marked("这不是 .xlsx 文件，请用下载的模板填写"))


def _open(content: bytes) -> zipfile.ZipFile:
    _require_workbook(content)
    archive = open_guarded(content)
    names = set(archive.namelist())
    if not {"xl/workbook.xml", "[Content_Types].xml"} <= names:
        raise FileRefused(marked("这不是 .xlsx 文件，请用下载的模板填写"))
    if b"macroEnabled" in archive.read("[Content_Types].xml"):
        raise FileRefused(marked("文件里有宏，请另存为不含宏的格式后再交"))
    relations = [name for name in names if name.lower().endswith(".rels")]
    if any("/externallinks/" in name.lower() for name in names) or any(
        _EXTERNAL.search(archive.read(name)) for name in relations
    ):
        raise FileRefused(marked("文件含外部引用（链接到别的文件或网址），请去掉后再导入"))
    return archive


def _hidden_things(archive: zipfile.ZipFile) -> Iterator[EntryFault]:
    """Yield what a person looking at the workbook would not see."""
    try:
        sheets = _sheet_parts(archive)
    except _BROKEN as broken:
        raise FileRefused(_BROKEN_SENTENCE) from broken
    if len(sheets) > MOST_SHEETS:
        raise FileRefused(marked("工作表太多，最多 %(most)d 张"), most=MOST_SHEETS)
    for name, state, part in sheets:
        if state != "visible":
            yield EntryFault(name, (), marked("工作表被隐藏，请取消隐藏或删去"))
        content = archive.read(part)
        yield from _hidden_lines(name, content)
        for found in _MERGED.finditer(content):
            yield EntryFault(f"{name}!{found[1].decode()}", (), marked("请取消合并单元格"))


def _hidden_lines(name: str, content: bytes) -> Iterator[EntryFault]:
    for kind, attributes in _ROW_OR_COLUMN.findall(content):
        number = _NUMBER.search(attributes)
        if number is None or not _HIDDEN.search(attributes):
            continue
        if kind == b"row":
            facts = {"row": number[1].decode()}
            yield EntryFault(name, (), marked("第 %(row)s 行被隐藏，请取消隐藏"), facts)
        else:
            facts = {"column": get_column_letter(min(int(number[1]), 16_384))}
            yield EntryFault(name, (), marked("%(column)s 列被隐藏，请取消隐藏"), facts)


def _sheet_parts(archive: zipfile.ZipFile) -> list[tuple[str, str, str]]:
    """Return (name, state, part of the archive) of each sheet."""
    relations = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {one.get("Id"): str(one.get("Target")) for one in relations}
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
    found = []
    for sheet in book.iter(f"{_MAIN}sheet"):
        target = targets[sheet.get(_RELATION)]
        part = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        found.append((str(sheet.get("name")), sheet.get("state", "visible"), part))
    return found


def _read_sheet(book: Workbook, shown: Any, typed: Any) -> None:
    title = shown.title
    shown.reset_dimensions()
    typed.reset_dimensions()
    rows: list[tuple[int, dict[str, Cell]]] = []
    heads: list[str] = []
    pairs = zip(_rows(shown), _rows(typed), strict=False)
    for number, (values, formulas) in enumerate(pairs, start=1):
        if all(cell.value is None for cell in formulas):
            continue
        if number > MOST_ROWS:
            facts = {"most": MOST_ROWS}
            book.faults.append(EntryFault(title, (), marked("最多 %(most)d 行"), facts))
            break
        if not heads:
            heads = [str(cell.value or "").strip() for cell in values]
            continue
        cells = {
            head: _cell(f"{title}!{get_column_letter(i)}{number}", value, formula)
            for i, (head, value, formula) in enumerate(
                zip(heads, values, formulas, strict=False), start=1
            )
            if head
        }
        rows.append((number, cells))
    book.rows[title], book.heads[title] = rows, heads


def _rows(sheet: Any) -> Iterator[tuple[Any, ...]]:
    yield from sheet.iter_rows(max_col=MOST_COLUMNS)


def _cell(place: str, value: Any, formula: Any) -> Cell:
    if formula.data_type == "f" and value.value is None:
        message = marked("是公式且没有数值，请改填数值")
        return Cell(place, None, EntryFault(place, (), message))
    if value.data_type == "e":
        facts = {"value": str(value.value)}
        message = marked("是错误值 %(value)s，请改填数值")
        return Cell(place, None, EntryFault(place, (), message, facts))
    if isinstance(value.value, datetime | date | time | timedelta):
        message = marked("是日期或时间，请把单元格改为数字")
        return Cell(place, None, EntryFault(place, (), message))
    if isinstance(value.value, bool):
        message = marked("是 TRUE 或 FALSE，请改填数值")
        return Cell(place, None, EntryFault(place, (), message))
    return Cell(place, value.value)
