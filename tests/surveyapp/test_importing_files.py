"""Files as they really come: encodings, delimiters, broken quoting, headers without end."""

import pytest
from sqlalchemy import Engine

from fixtures.course_files import HEADER, faults_of, file_of, line, open_courses, take
from surveyapp.db import transaction
from surveyapp.operations.importing.csv_text import MOST_COLUMNS


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n", "\r"])
def test_delimiter_encoding_and_line_ends_are_told(
    delimiter: str, encoding: str, line_end: str, sqlite_database: Engine
) -> None:
    with transaction():
        (collection_id,) = (row.id for row in open_courses("C01"))
    text = line_end.join([HEADER, line("一"), line("二"), ""]).replace(",", delimiter)
    assert take(collection_id, text.encode(encoding)) == 2


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "没有任何内容"),
        (b"\xef\xbb\xbf", "没有任何内容"),
        (file_of(), "只有表头"),
        (file_of(line("1") + ",4"), "第 2 行：有 32 格，表头有 31 列"),
        (file_of(line("1")[:-2]), "第 2 行：有 30 格，表头有 31 列"),
        (file_of(line("1"), HEADER), "第 3 行：表头又出现了一次"),
        (file_of(line("1"), header=HEADER.replace("Q2,", "Q1,")), "“Q1”出现了不止一次"),
        (file_of(line("1"), header=HEADER.replace("Q2,", "Frage2,")), "缺少列“Q2”"),
        (file_of(line("1") + ",x", header=HEADER + ",extra"), "多出列“extra”"),
        (file_of(line("1"), '"2' + line("2")), "第 3 行：双引号没有闭合"),
        (file_of('"1"x' + line("")), "第 2 行：引号用法不对"),
        (file_of(line("1"), line("2\x00")), "第 3 行：含空字符（NUL）"),
        (file_of(line("x" * 140_000)), "第 2 行：有一格内容太长"),
        (file_of(line("x" * 30_000)), "第 2 行：有一格内容太长"),
        ((HEADER + ",c" * 1_000_000).encode(), "第 1 行：表头太长"),
        ((HEADER + "".join(f",c{n}" for n in range(MOST_COLUMNS))).encode(), "列太多"),
        (b"\xff\xff\xff" + file_of(line("1")), "不是 UTF-8，也不是 GB18030"),
    ],
)
def test_a_broken_file_is_refused_with_its_place(
    content: bytes, expected: str, sqlite_database: Engine
) -> None:
    with transaction():
        (collection_id,) = (row.id for row in open_courses("C01"))
    assert any(expected in fault for fault in faults_of(collection_id, content))


def test_rows_of_another_length_and_bad_cells_are_told_at_once(sqlite_database: Engine) -> None:
    with transaction():
        (collection_id,) = (row.id for row in open_courses("C01"))
    rows = [line("1", first="9"), line("2")[:-2], line("3"), line("4") + ",4", line("5", time="x")]
    places = [fault.split("：")[0] for fault in faults_of(collection_id, file_of(*rows))]
    assert places == ["第 2 行“Q1”列的值“9”", "第 3 行", "第 5 行", "第 6 行“time”列的值“x”"]
    header = HEADER + ",extra"
    rows = [line("1", first="9") + ",x", line("2") + ",x"]
    extra, cell = faults_of(collection_id, file_of(*rows, header=header))
    assert "多出列“extra”" in extra
    assert cell.startswith("第 2 行“Q1”列的值“9”")


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [line("1", first="9"), '"2' + line("2"), line("3"), line("4", time="x")],
            ["第 2 行“Q1”列的值“9”", "第 3 行：双引号没有闭合", "第 5 行“time”列的值“x”"],
        ),
        (  # the next quote ends what the lost one opened
            ['"1' + line(""), line("2"), '"3",' + line("")[1:], line("4", first="9")],
            ["第 2 行：双引号没有闭合", "第 5 行“Q1”列的值“9”"],
        ),
        (  # a cell over two lines is sound; the quote that is lost opens on the second of them
            ['"1\nb","' + line("2"), line("3", first="9")],
            ["第 3 行：双引号没有闭合", "第 4 行“Q1”列的值“9”"],
        ),
        (
            ['"1"x' + line(""), line("2")[:-2], line("3", first="9")],
            ["第 2 行：引号用法不对", "第 3 行：有 30 格", "第 4 行“Q1”列的值“9”"],
        ),
        (  # more than a cell may hold follows the lost quote
            [
                '"1' + line(""),
                *(line(str(n), first="4") for n in range(2, 3000)),
                line("x", first="9"),
            ],
            ["第 2 行：双引号没有闭合", "第 3001 行“Q1”列的值“9”"],
        ),
        (
            ['"1' + line(""), '"2' + line("")],
            ["第 2 行：双引号没有闭合", "第 3 行：双引号没有闭合"],
        ),
    ],
)
def test_a_row_that_is_not_quoted_rightly_hides_no_fault_of_the_others(
    rows: list[str], expected: list[str], sqlite_database: Engine
) -> None:
    with transaction():
        (collection_id,) = (row.id for row in open_courses("C01"))
    faults = faults_of(collection_id, file_of(*rows))
    assert [fault.startswith(start) for fault, start in zip(faults, expected, strict=True)] == [
        True for _ in expected
    ], faults


def test_a_header_that_is_not_quoted_rightly_is_told_alone(sqlite_database: Engine) -> None:
    with transaction():
        (collection_id,) = (row.id for row in open_courses("C01"))
    (fault,) = faults_of(collection_id, file_of(line("1"), header='"' + HEADER))
    assert fault.startswith("第 1 行：双引号没有闭合")


def test_a_file_of_nothing_but_lost_quotes_is_read_in_one_go(sqlite_database: Engine) -> None:
    with transaction():
        (collection_id,) = (row.id for row in open_courses("C01"))
    faults = faults_of(collection_id, file_of(*['"' + line(str(n)) for n in range(20_000)]))
    assert len(faults) == 1001
