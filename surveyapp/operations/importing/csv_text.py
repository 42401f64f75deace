"""From the bytes of a CSV file to numbered rows: encodings, delimiters, broken quoting."""

import codecs
import csv
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass

from surveyapp.errors import marked
from surveyapp.operations.importing.faults import RowFault, refuse

_Row = tuple[int, tuple[str, ...]]
"""A row with the number of the line on which it starts."""
DELIMITERS = (",", ";", "\t")
MOST_BYTES = 32 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 2_000
LONGEST_FIELD = 20_000
_WIDEST_HEADER = 400_000  # characters; a header beyond it is no table of responses


@dataclass(frozen=True)
class Table:
    """A file's header and rows; a row bears the number of the line on which it starts.

    Rows that are not quoted rightly or do not fit the header are not among them: each has a fault
    in `misshapen`, to be told together with what is wrong in the others.
    """

    header: tuple[str, ...]
    rows: tuple[_Row, ...]
    misshapen: tuple[RowFault, ...]


def read_table(content: bytes, *, wanted: Collection[str], delimiter: str | None = None) -> Table:
    """Read a whole CSV file; raises InputRefused with what keeps its columns from being told.

    `wanted` are the columns that must be there: by them the delimiter is told, unless it is given.
    """
    text = _decode(content)
    first = text[: text.find("\n")] if "\n" in text else text
    if len(first) > _WIDEST_HEADER:
        _stop(marked("表头太长"), marked("最多 2000 列"), line=1)
    chosen = delimiter or _tell_delimiter(first, wanted)
    rows, broken = _numbered_rows(text, chosen)
    if any(fault.line == 1 for fault in broken):
        refuse(broken)  # without a header nothing more can be told
    if not rows:
        _stop(marked("没有任何内容"), marked("第一行应是表头，下面每行一份答卷"))
    header = tuple(name.strip() for name in rows[0][1])
    refuse(_header_faults(header, wanted))
    if not rows[1:] and not broken:
        _stop(marked("只有表头，没有答卷"), marked("表头下面每行一份答卷"))
    faults = _shape_faults(header, rows[1:])
    odd = {fault.line for fault in faults}
    fitting = tuple((line, row) for line, row in rows[1:] if line not in odd)
    return Table(header, fitting, (*broken, *faults))


def _stop(rule: str, fix: str, *, line: int | None = None) -> None:
    refuse([RowFault(rule, fix, line=line)])


def _decode(content: bytes) -> str:
    """Read UTF-8 with or without its mark, UTF-16 with it, or GB18030; line ends become plain."""
    if len(content) > MOST_BYTES:
        _stop(marked("文件超过 32 MB"), marked("请分成几个文件导入"))
    is_wide = content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ("utf-16",) if is_wide else ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\x00" in text:
            line = text[: text.index("\x00")].count("\n") + 1
            _stop(marked("含空字符（NUL）"), marked("请从原软件重新导出 CSV"), line=line)
        return text.replace("\r\n", "\n").replace("\r", "\n")
    _stop(marked("不是 UTF-8，也不是 GB18030 编码"), marked("请另存为“CSV UTF-8”"))
    return ""


def _tell_delimiter(first: str, wanted: Collection[str]) -> str:
    """Choose the delimiter under which most wanted columns are found in the header."""

    def n_found(delimiter: str) -> int:
        try:
            names = next(csv.reader([first], delimiter=delimiter), [])
        except csv.Error:
            return 0
        return len({name.strip() for name in names} & set(wanted))

    return max(DELIMITERS, key=n_found)


def _numbered_rows(text: str, delimiter: str) -> tuple[list[_Row], list[RowFault]]:
    """Return each row that is not empty with its first line's number, and the broken ones' faults.

    A quote that is never closed would swallow the rows after it: reading goes on in the line after
    the one where it opened.
    """
    lines = _split(text)
    rows: list[_Row] = []
    faults: list[RowFault] = []
    start = 1
    while start <= len(lines):
        start, fault = _read_until_fault(lines, start, delimiter, rows)
        if fault is not None:
            faults.append(fault)
            start = (fault.line or start) + 1
    return rows, faults


def _split(text: str) -> list[str]:
    """Split at line feeds only: a sheet's cells may hold other signs that end a line for Python."""
    return [f"{line}\n" for line in text.removesuffix("\n").split("\n")] if text else []


def _read_until_fault(
    lines: Sequence[str], first: int, delimiter: str, rows: list[_Row]
) -> tuple[int, RowFault | None]:
    """Read rows from a line on; return the line reading stopped before, and why if it did."""
    ahead = (lines[n] for n in range(first - 1, len(lines)))
    reader = csv.reader(ahead, delimiter=delimiter, strict=True)
    start = first
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            return start, _broken(
                error, "".join(lines[start - 1 : first - 1 + reader.line_num]), start, delimiter
            )
        if row is None:
            return len(lines) + 1, None
        if row:
            if len(rows) > MOST_ROWS:
                _stop(marked("超过 20 万行"), marked("请分成几个文件导入"), line=start)
            rows.append((start, tuple(row)))
        start = first + reader.line_num


def _broken(error: csv.Error, record: str, start: int, delimiter: str) -> RowFault:
    """Tell what breaks a record, by the cell it broke off in."""
    at = _end_of_sound_cells(record, delimiter)
    line = start + record.count("\n", 0, at)
    is_on_one_line = "\n" not in record[at:].rstrip("\n")
    if is_on_one_line and "field larger" in str(error):
        fix = marked("检查这一行的引号，或缩短内容")
        return RowFault(marked("有一格内容太长"), fix, line=line)
    if is_on_one_line and "unexpected end" not in str(error):
        fix = marked("格内的双引号写两次，并用双引号括住整格")
        return RowFault(marked("引号用法不对"), fix, line=line)
    fix = marked("在这一行补上英文双引号")
    return RowFault(marked("双引号没有闭合"), fix, line=line)


def _end_of_sound_cells(record: str, delimiter: str) -> int:
    """Return where the first cell begins that is not quoted rightly or is too long."""
    end = re.escape(delimiter)
    cell = re.compile(rf'(?:"[^"]*(?:""[^"]*)*"|[^"{end}\n][^{end}\n]*)?(?:{end}|\n)')
    at = 0
    while (found := cell.match(record, at)) and len(found[0]) <= csv.field_size_limit():
        at = found.end()
    return at


def _header_faults(header: Sequence[str], wanted: Collection[str]) -> list[RowFault]:
    if len(header) > MOST_COLUMNS:
        fix = marked("最多 2000 列")
        return [RowFault(marked("列太多"), fix, line=1)]
    faults: list[RowFault] = []
    for name in dict.fromkeys(name for name in header if header.count(name) > 1):
        rule, fix = marked("表头里“%(name)s”出现了不止一次"), marked("每列的名称只用一次")
        faults.append(RowFault(rule, fix, line=1, facts={"name": name}))
    for name in wanted:
        if name not in header:
            rule, fix = marked("缺少列“%(name)s”"), marked("补上这一列，或改导入对应表")
            faults.append(RowFault(rule, fix, line=1, facts={"name": name}))
    return faults


def _shape_faults(header: tuple[str, ...], rows: Sequence[_Row]) -> list[RowFault]:
    faults: list[RowFault] = []
    for line, row in rows:
        if row == header:
            fix = marked("删去这一行")
            faults.append(RowFault(marked("表头又出现了一次"), fix, line=line))
        elif len(row) != len(header):
            rule = marked("有 %(n)d 格，表头有 %(expected)d 列")
            facts = {"n": len(row), "expected": len(header)}
            fix = marked("检查分隔符和引号")
            faults.append(RowFault(rule, fix, line=line, facts=facts))
        elif any(len(cell) > LONGEST_FIELD for cell in row):
            fix = marked("检查这一行的引号，或缩短内容")
            faults.append(RowFault(marked("有一格内容太长"), fix, line=line))
    return faults
