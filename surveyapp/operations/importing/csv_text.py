"""From the bytes of a CSV file to numbered rows: encodings, delimiters, broken quoting."""

import codecs
import csv
import io
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from surveyapp.errors import marked
from surveyapp.operations.importing.faults import RowFault, refuse

DELIMITERS = (",", ";", "\t")
MOST_BYTES = 32 * 1024 * 1024
MOST_ROWS = 200_000
MOST_COLUMNS = 2_000
LONGEST_FIELD = 20_000
_WIDEST_HEADER = 400_000  # characters; a header beyond it is no table of responses


@dataclass(frozen=True)
class Table:
    """A file's header and rows; a row bears the number of the line on which it starts.

    Rows that do not fit the header are not among them: each has a fault in `misshapen`, to be told
    together with what is wrong in the others.
    """

    header: tuple[str, ...]
    rows: tuple[tuple[int, tuple[str, ...]], ...]
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
    rows = list(_numbered_rows(text, chosen))
    if not rows:
        _stop(marked("没有任何内容"), marked("第一行应是表头，下面每行一份答卷"))
    header = tuple(name.strip() for name in rows[0][1])
    refuse(_header_faults(header, wanted))
    if not rows[1:]:
        _stop(marked("只有表头，没有答卷"), marked("表头下面每行一份答卷"))
    faults = _shape_faults(header, rows[1:])
    odd = {fault.line for fault in faults}
    fitting = tuple((line, row) for line, row in rows[1:] if line not in odd)
    return Table(header, fitting, tuple(faults))


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
    _stop(marked("不是 UTF-8,也不是 GB18030 编码"), marked("请另存为“CSV UTF-8”"))
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


def _numbered_rows(text: str, delimiter: str) -> Iterator[tuple[int, tuple[str, ...]]]:
    """Yield each row that is not empty with its first line's number."""
    reader = csv.reader(io.StringIO(text, newline="\n"), delimiter=delimiter, strict=True)
    start, n_rows = 1, 0
    while True:
        try:
            row = next(reader, None)
        except csv.Error as error:
            refuse([_broken(error, start)])
            return
        if row is None:
            return
        if row:
            n_rows += 1
            if n_rows > MOST_ROWS + 1:
                _stop(marked("超过 20 万行"), marked("请分成几个文件导入"), line=start)
            yield start, tuple(row)
        start = reader.line_num + 1


def _broken(error: csv.Error, line: int) -> RowFault:
    if "field larger" in str(error):
        fix = marked("检查这一行的引号，或缩短内容")
        return RowFault(marked("有一格内容太长"), fix, line=line)
    if "unexpected end" in str(error):
        fix = marked("在这一行补上英文双引号")
        return RowFault(marked("双引号没有闭合"), fix, line=line)
    fix = marked("格内的双引号写两次，并用双引号括住整格")
    return RowFault(marked("引号用法不对"), fix, line=line)


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


def _shape_faults(
    header: tuple[str, ...], rows: Sequence[tuple[int, tuple[str, ...]]]
) -> list[RowFault]:
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
