"""A YAML file is read strictly: what others read in silence is a fault with its line."""

import pytest

from forms.faults import InstrumentFaults
from forms.strict_yaml import LARGEST_DEFINITION, read_yaml


def _faults(source: str | bytes) -> list[str]:
    with pytest.raises(InstrumentFaults) as caught:
        read_yaml(source)
    return [str(fault) for fault in caught.value.faults]


def test_plain_values_are_read_as_they_stand() -> None:
    assert read_yaml("a: 1\nb: [x, true, null]\nc: {zh: 好}".encode()) == {
        "a": 1,
        "b": ["x", True, None],
        "c": {"zh": "好"},
    }


def test_a_byte_order_mark_is_no_content() -> None:
    assert read_yaml("\ufeffcode: QA".encode()) == {"code": "QA"}


def test_a_key_that_stands_twice_is_a_fault_with_its_line() -> None:
    assert _faults("a: 1\nb: 2\na: 3") == ["第 3 行第 1 列：同一字段写了两次"]


def test_aliases_are_refused_before_they_swell() -> None:
    bomb = "a: &a [x, x]\nb: &b [*a, *a]"
    assert _faults(bomb) == ["第 2 行第 8 列：不能用别名（&、*）"]


@pytest.mark.parametrize(
    "source", ["a: !!python/object:os.system x", "a:\n\t- b", "a: [1, 2", "a: b: c"]
)
def test_foreign_tags_tabs_and_open_brackets_are_faults_with_their_line(source: str) -> None:
    (fault,) = _faults(source)
    assert fault.startswith("第 ")


def test_dates_and_endless_numbers_are_faults_all_at_once() -> None:
    faults = _faults("a: 2026-01-01\nb: [.nan, -.inf]\nc: !!binary aGk=")
    assert faults == [
        "a：日期请加引号写成文字",
        "b[0]：不是有效数字",
        "b[1]：不是有效数字",
        "c：不能用这种类型",
    ]


def test_an_impossible_date_is_a_fault_and_no_crash() -> None:
    assert _faults("a: 2026-13-45") == ["不是正确的 YAML"]


def test_bytes_that_are_not_utf8_are_named() -> None:
    assert _faults("a: 好".encode("gb18030")) == ["第 3 字节不是 UTF-8，请另存为 UTF-8"]


def test_a_file_beyond_two_megabytes_is_not_even_read() -> None:
    assert _faults("a: " + "x" * LARGEST_DEFINITION) == ["文件太大，最多 2 MB"]


def test_deep_nesting_is_a_fault_and_no_crash() -> None:
    assert len(_faults("[" * 5000)) == 1
