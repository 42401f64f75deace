"""Tables of text: what can be used comes as numbers, what cannot is named by line and column."""

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.cli import coded_rows
from scoring.cli.tables import MOST_COLUMNS, MOST_FAULTS, Table, numbers, read_table
from scoring.faults import CaseFaults

NO_NUMBERS = [(3, "'x' in 'a' is no number"), (4, "'inf' in 'a' is no number up to 1e100")]
NO_NUMBERS += [(5, "'1_0' in 'a' is no number"), (6, "'-1e101' in 'a' is no number up to 1e100")]
NO_NUMBERS += [(7, "'NAN' in 'a' is no number")]
TEXT = "column 'a' holds no number (here 'r1'): name the columns to use without it"


def _table(tmp_path: Path, content: bytes) -> Path:
    path = tmp_path / "table.csv"
    path.write_bytes(content)
    return path


def _faults(tmp_path: Path, content: bytes) -> list[tuple[int | None, str]]:
    with pytest.raises(CaseFaults) as refused:
        numbers(read_table(_table(tmp_path, content)))
    return [(fault.line, fault.en) for fault in refused.value.faults]


def test_columns_come_as_numbers_and_blank_cells_as_nan(tmp_path: Path) -> None:
    table = read_table(_table(tmp_path, "\ufeffa,b,名\n1,2.5,x\n\n NA ,-3e2,y\n".encode()))
    assert table.names == ("a", "b", "名")
    assert table.lines == (2, 4)
    np.testing.assert_array_equal(numbers(table, ["b", "a"]), [[2.5, 1], [-300, np.nan]])


def test_a_line_of_separators_is_a_row_without_values_and_an_empty_line_is_none(
    tmp_path: Path,
) -> None:
    table = read_table(_table(tmp_path, b"a;b,c\n\n,\n1,2\n , \n\n"))
    assert (table.names, table.lines) == (("a;b", "c"), (3, 4, 5))
    assert np.isnan(numbers(table)).all(axis=1).tolist() == [True, False, True]


def test_a_lone_column_may_have_a_semicolon_in_its_name(tmp_path: Path) -> None:
    assert numbers(read_table(_table(tmp_path, b"a;b\n1\n"))).tolist() == [[1.0]]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", [(None, "the file is empty")]),
        (b"a,b\n", [(None, "there are no rows")]),
        (b"a,,a\n1,2,3\n", [(1, "column 2 has no name"), (1, "column 'a' is repeated")]),
        (b"a,b\n1\n3,4\n1,2,3\n", [(2, "1 cells, not 2"), (4, "3 cells, not 2")]),
        (b"a\n1\nx\ninf\n1_0\n-1e101\nNAN\n", NO_NUMBERS),
        (b"a,b\n,1\nr1,2\nr2,x\n", [(3, TEXT), (4, "'x' in 'b' is no number")]),
        (b"a\nx\n", [(2, "'x' in 'a' is no number")]),
        (b"a;b\n1,5;2\n", [(1, "columns are separated by semicolons, not by commas")]),
        (b"a\tb\n1\t2\n", [(1, "columns are separated by tabs, not by commas")]),
        (b"a;b\n", [(None, "there are no rows")]),
        (b"\xff\xfe\x00", [(None, "the file is not UTF-8")]),
        (b"a\n1\x002\n", [(None, "the file is not text")]),
        (b'a\n"1\n', [(2, "not valid CSV: unexpected end of data")]),
    ],
)
def test_what_cannot_be_used_is_named(
    tmp_path: Path, content: bytes, expected: list[tuple[int | None, str]]
) -> None:
    assert _faults(tmp_path, content) == expected


def test_a_header_of_a_million_columns_is_refused(tmp_path: Path) -> None:
    (fault,) = _faults(tmp_path, b",".join(b"c%d" % n for n in range(1_000_000)))
    assert fault == (1, f"1000000 columns, at most {MOST_COLUMNS}")


def test_many_faults_are_counted_and_not_all_listed(tmp_path: Path) -> None:
    found = _faults(tmp_path, b"a\n1\n" + b"x\n" * 100)
    assert len(found) == MOST_FAULTS + 1
    assert found[-1] == (None, "and 80 more")


def test_an_unknown_column_or_file_is_named(tmp_path: Path) -> None:
    table = read_table(_table(tmp_path, b"a\n1\n"))
    with pytest.raises(CaseFaults, match="no column 'b'"):
        numbers(table, ["b"])
    with pytest.raises(CaseFaults, match="cannot read"):
        read_table(tmp_path / "nothing.csv")
    with pytest.raises(CaseFaults, match="cannot read"):
        read_table(tmp_path)


def test_a_file_beyond_the_most_bytes_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("scoring.cli.tables.MOST_BYTES", 5)
    assert _faults(tmp_path, b"a\n1\n2\n") == [(None, "the file is too large")]


CELLS = st.text(alphabet="1a. ,", max_size=2)


@given(
    rows=st.lists(st.lists(CELLS, min_size=3, max_size=3), max_size=9), n_a_block=st.integers(1, 4)
)
def test_coded_rows_are_the_rows_without_spaces_about_their_cells(
    rows: list[list[str]], n_a_block: int
) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(coded_rows, "BLOCK_CELLS", 3 * n_a_block)
        coded = coded_rows.coded_rows(rows, 3)
    plain = [[cell.strip() for cell in row] for row in rows]
    assert (len(coded), list(coded)) == (len(plain), plain)
    assert [coded[at] for at in range(len(coded))] == plain


def test_answers_take_a_byte_each_in_memory(tmp_path: Path) -> None:
    lines = [",".join("12345"[(at + item) % 5] for item in range(20)) for at in range(20_000)]
    header = ",".join(f"q{item}" for item in range(20))
    table = read_table(_table(tmp_path, "\n".join([header, *lines]).encode()))
    assert isinstance(table.rows, coded_rows.CodedRows)
    assert len(table.rows.blocks) == 2
    assert sum(block.codes.nbytes for block in table.rows.blocks) == 400_000
    np.testing.assert_array_equal(numbers(table)[[0, -1], :2], [[1, 2], [5, 1]])


def test_faults_of_a_later_block_are_named_by_their_own_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(coded_rows, "BLOCK_CELLS", 4)
    found = _faults(tmp_path, b"a,b\n1,2\n\n3,4\n5,x\n7,inf\n")
    assert found == [
        (5, "'x' in 'b' is no number"),
        (6, "'inf' in 'b' is no number up to 1e100"),
    ]


def test_rows_made_in_memory_come_as_numbers_too() -> None:
    assert numbers(Table(("a", "b"), [["1", "2"], ["", "4"]], (2, 3)), ["b"]).tolist() == [[2], [4]]
