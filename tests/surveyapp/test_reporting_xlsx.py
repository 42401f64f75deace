"""The workbook of figures: out with exactly the cells to fill, back in whole or not at all."""

import io
import zipfile
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import Engine

from fixtures.app import NOW
from fixtures.desk import STATEMENT, Desk, open_desk, worked_figures
from fixtures.workbooks import Edit, edited, filled, little_memory
from surveyapp.db import reading, session, transaction
from surveyapp.errors import InputRefused
from surveyapp.models import Figure
from surveyapp.operations.judging import raw_for_scoring
from surveyapp.operations.reporting import enter_figures, figures_template, import_figures
from surveyapp.operations.reporting.figures import EnteredFigures
from surveyapp.operations.reporting.xlsx_layout import (
    FIGURES_SHEET,
    GUIDE_SHEET,
    LISTS_SHEET,
)


def template(desk: Desk) -> bytes:
    with reading():
        return figures_template(desk.task())


def _import(desk: Desk, file: bytes, source: str = "业务台账") -> EnteredFigures:
    with transaction():
        by = desk.actor("officer")
        return import_figures(desk.task(), file, source=source, statement=STATEMENT, by=by, at=NOW)


def _faults(desk: Desk, file: bytes) -> list[str]:
    with pytest.raises(InputRefused) as refused:
        _import(desk, file)
    with reading():
        assert session.query(Figure).count() == 0
    return [str(fault) for fault in refused.value.faults]


def _without(file: bytes, *, add: dict[str, bytes]) -> bytes:
    """Add parts to a workbook's archive, or replace them."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(file)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            if name not in add:
                new.writestr(name, old.read(name))
        for name, content in add.items():
            new.writestr(name, content)
    return out.getvalue()


def test_a_filled_template_brings_the_whole_case_in(database: Engine) -> None:
    desk = open_desk()
    entered = _import(desk, filled(template(desk), worked_figures()))
    assert len(entered.changed) == 36
    with reading():
        assert raw_for_scoring(desk.task()) == worked_figures()


def test_the_same_file_twice_changes_nothing(sqlite_database: Engine) -> None:
    desk = open_desk()
    file = filled(template(desk), worked_figures())
    _import(desk, file)
    assert _import(desk, file) == EnteredFigures(None, (), 36)


def test_the_template_carries_what_stands_already_and_comes_back_unchanged(
    sqlite_database: Engine,
) -> None:
    desk = open_desk()
    with transaction():
        by = desk.actor("officer")
        enter_figures(
            desk.task(), worked_figures(), source="台账", statement=STATEMENT, by=by, at=NOW
        )
    file = template(desk)
    assert _import(desk, file).changed == ()
    book = load_workbook(io.BytesIO(file))
    assert template(desk) == file, "the same figures make the same file"
    cells = {
        (row[0].value, row[2].value): row[6] for row in book[FIGURES_SHEET].iter_rows(min_row=2)
    }
    assert cells["D1-1", "spent"].value == 1206.25
    assert not cells["D1-1", "spent"].protection.locked
    assert book[FIGURES_SHEET]["A2"].protection.locked
    assert book[FIGURES_SHEET].protection.sheet
    assert ("B1-2", "earned_value") not in cells, "of no weight for this type of task"
    assert not any(cell.data_type == "f" for sheet in book for row in sheet for cell in row)


def test_part_of_the_template_is_enough(sqlite_database: Engine) -> None:
    desk = open_desk()
    part = {code: worked_figures()[code] for code in ("A1-2", "E2-3")}
    assert _import(desk, filled(template(desk), part)).changed == ("A1-2", "E2-3")


def _at(sheet: str, place: str, value: object) -> Edit:
    def edit(book: Any) -> None:
        book[sheet][place] = value

    return edit


def _row_of(desk: Desk, code: str, item: str) -> int:
    book = load_workbook(io.BytesIO(template(desk)))
    rows = book[FIGURES_SHEET].iter_rows(min_row=2)
    return next(row[0].row for row in rows if (row[0].value, row[2].value) == (code, item))


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("三百", "是文字“三百”"),
        ("352225", "是文字“352225”"),
        ("<script>", "是文字“<script>”"),
        ("=1+1", "是公式且没有数值"),
        (True, "TRUE 或 FALSE"),
        (date(2026, 1, 1), "是日期或时间"),
        ("#DIV/0!", "错误值 #DIV/0!"),
        (1e308, "数字太大"),
        (None, "还没有填写"),
    ],
    ids=lambda value: str(value)[:12],
)
def test_a_cell_that_is_no_number_is_named(
    sqlite_database: Engine, value: object, words: str
) -> None:
    desk = open_desk()
    row = _row_of(desk, "A1-2", "actual")
    file = filled(template(desk), {"A1-2": {"actual": 1, "planned": 2}})
    (fault,) = _faults(desk, edited(file, _at(FIGURES_SHEET, f"G{row}", value)))
    assert fault.startswith(f"{FIGURES_SHEET}!G{row}：")
    assert words in fault


def test_faults_of_cells_and_of_values_are_told_together(sqlite_database: Engine) -> None:
    desk = open_desk()
    figures = worked_figures()
    raw = {
        **figures,
        "A1-4": {"unapproved": -1, "late": 0.5},
        "A1-2": {"actual": "很多", "planned": 1},
        "E2-3": {"objectives": [{"name": "甲", "target": 0, "actual": 1, "weight": 1}]},
    }
    faults = _faults(desk, filled(template(desk), raw))
    assert [fault.split("!")[0] for fault in faults] == [
        FIGURES_SHEET,
        FIGURES_SHEET,
        FIGURES_SHEET,
        LISTS_SHEET,
    ]
    with pytest.raises(InputRefused) as refused, transaction():
        by, file = desk.actor("officer"), filled(template(desk), raw)
        import_figures(desk.task(), file, source=" ", statement="", by=by, at=NOW)
    told = [str(fault) for fault in refused.value.faults]
    assert told[:4] == faults
    assert [fault.split("：")[0] for fault in told[4:]] == ["source", "statement"]


@pytest.mark.parametrize(
    ("edit", "words"),
    [
        (_at(FIGURES_SHEET, "A2", "A1-22"), "没有指标“A1-22”，是不是“A1-2”"),
        (_at(FIGURES_SHEET, "A2", "乙"), "没有指标“乙”"),
        (_at(FIGURES_SHEET, "C2", "actuel"), "没有项目“actuel”"),
        (_at(FIGURES_SHEET, "C3", "actual"), "与第 2 行重复"),
        (_at(FIGURES_SHEET, "G1", "填写 Value"), "缺少“填写值 Value”列"),
        (_at(FIGURES_SHEET, "H1", "填写值"), "不认识的列“填写值”，是不是“填写值 Value”"),
        (_at(FIGURES_SHEET, "H1", "填写值 Value"), "列重复"),
        (_at(GUIDE_SHEET, "B1", "cx-figures/0"), "请重新下载模板"),
        (_at(GUIDE_SHEET, "B2", "T-2026-2"), "另一项任务"),
        (_at(GUIDE_SHEET, "B3", "0" * 16), "另一版指标模型"),
        (lambda book: book.remove(book[LISTS_SHEET]), "缺少这张工作表"),
        (lambda book: setattr(book[LISTS_SHEET], "sheet_state", "hidden"), "工作表被隐藏"),
        (
            lambda book: setattr(book[FIGURES_SHEET].row_dimensions[3], "hidden", True),
            "第 3 行被隐藏",
        ),
        (
            lambda book: setattr(book[FIGURES_SHEET].column_dimensions["B"], "hidden", True),
            "B 列被隐藏",
        ),
        (lambda book: book[FIGURES_SHEET].merge_cells("G2:G3"), "请取消合并"),
        (_at(FIGURES_SHEET, "G2500", 1), "最多 2000 行"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_workbook_that_was_changed_beyond_its_cells_is_refused(
    sqlite_database: Engine, edit: Edit, words: str
) -> None:
    desk = open_desk()
    file = filled(template(desk), {"A1-2": {"actual": 1, "planned": 2}})
    assert any(words in fault for fault in _faults(desk, edited(file, edit)))


def test_columns_are_found_by_their_heading_not_their_place(sqlite_database: Engine) -> None:
    desk = open_desk()

    def swap(book: Any) -> None:
        for row in book[FIGURES_SHEET].iter_rows():
            row[0].value, row[6].value = row[6].value, row[0].value

    file = filled(template(desk), {"A1-2": {"actual": 1, "planned": 2}})
    assert _import(desk, edited(file, swap)).changed == ("A1-2",)


def _not_ours() -> bytes:
    saved = io.BytesIO()
    Workbook().save(saved)
    return saved.getvalue()


BIG = b"<worksheet><sheetData>" + b"<row/>" * 9_000_000 + b"</sheetData></worksheet>"


@pytest.mark.parametrize(
    ("file", "words"),
    [
        (lambda _: b"", "文件是空的"),
        (lambda _: b"a,b\n1,2\n", "这不是 .xlsx 文件"),
        (lambda _: b"PK\x03\x04 and nothing else", "已损坏"),
        (lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "旧版 .xls"),
        (
            lambda _: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"),
            "密码",
        ),
        (lambda file: file + bytes(5 * 1024 * 1024), "最多 5 MB"),
        (lambda _: _not_ours(), "请重新下载模板"),
        (lambda file: file[:2000], "已损坏"),
        (lambda file: _without(file, add={"xl/vbaProject.bin": b"x"}), "宏"),
        (lambda file: _without(file, add={"xl/a.bin": bytes(60 * 1024 * 1024)}), "展开后过大"),
        (
            lambda file: _without(file, add={f"xl/{n}.bin": b"" for n in range(1001)}),
            "展开后过大",
        ),
        (
            lambda file: _without(file, add={"xl/externalLinks/externalLink1.xml": b"<x/>"}),
            "外部引用",
        ),
        (
            lambda file: _without(
                file,
                add={
                    "xl/worksheets/_rels/sheet2.xml.rels": b'<Relationships><Relationship Id="a" '
                    b'TargetMode="External" Target="http://x.invalid/"/></Relationships>'
                },
            ),
            "外部引用",
        ),
        (
            lambda file: _without(
                file, add={"xl/styles.xml": b'<!DOCTYPE x [<!ENTITY a SYSTEM "file:///x">]><x/>'}
            ),
            "DOCTYPE",
        ),
        (lambda file: _without(file, add={"xl/workbook.xml": b"<x/>"}), "请重新下载模板"),
        (lambda file: _without(file, add={"xl/workbook.xml": b"<x"}), "已损坏"),
        (lambda file: _without(file, add={"xl/worksheets/sheet2.xml": BIG}), "展开后过大"),
    ],
    ids=[
        "empty", "csv", "no zip", "xls", "password", "size", "foreign", "cut", "macro", "bomb",
        "members", "external link", "hyperlink", "doctype", "no sheets", "broken xml", "rows",
    ],
)  # fmt: skip
def test_a_file_that_cannot_be_trusted_is_refused_before_it_is_read(
    sqlite_database: Engine, file: Callable[[bytes], bytes], words: str
) -> None:
    desk = open_desk()
    content = file(template(desk))
    with little_memory():
        faults = _faults(desk, content)
    assert len(faults) == 1
    assert words in faults[0]


def test_a_used_range_of_the_whole_sheet_is_read_no_further_than_needed(
    sqlite_database: Engine,
) -> None:
    desk = open_desk()
    file = filled(template(desk), {"A1-2": {"actual": 1, "planned": 2}})
    with zipfile.ZipFile(io.BytesIO(file)) as archive:
        sheet = archive.read("xl/worksheets/sheet2.xml")
    wide = sheet.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"/></row></sheetData>')
    # Reading its 17 thousand million cells would never end.
    assert _import(desk, _without(file, add={"xl/worksheets/sheet2.xml": wide})).changed
