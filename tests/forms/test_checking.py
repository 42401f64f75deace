"""An instrument that is right in form but makes no sense is refused, every fault at once."""

from dataclasses import replace

import pytest

from forms.checking import find_faults
from forms.instrument import Construct, Instrument, Item, Option, Rules, Section, Text

FIVE = tuple(Option(value, Text(str(value))) for value in range(1, 6))
RATED = Item("A1", "likert5", Text("好"), options=FIVE, construct="S1")
REVERSED = Item("A2", "likert5", Text("坏"), options=FIVE, construct="S1", is_reversed=True)


def _instrument(*items: Item, **changes: object) -> Instrument:
    plain = Instrument(
        code="Q",
        version="1",
        mode="survey",
        title=Text("问卷"),
        sections=(Section("one", items),),
        constructs=(Construct("S1", Text("满意")),),
    )
    return replace(plain, **changes)  # type: ignore[arg-type]


def _faults(*items: Item, **changes: object) -> list[str]:
    return [str(fault) for fault in find_faults(_instrument(*items, **changes))]


def test_a_sound_instrument_has_no_fault() -> None:
    assert _faults(RATED, REVERSED) == []


@pytest.mark.parametrize(
    ("item", "fault"),
    [
        (replace(RATED, options=FIVE[:4]), "options：选项的值应依次是 1 至 5"),
        (replace(RATED, options=FIVE[::-1]), "options：选项的值应依次是 1 至 5"),
        (replace(RATED, kind="nps"), "options：推荐题的选项值应依次是 0 至 10"),
        (replace(RATED, construct="S9"), "construct：没有名为“S9”的构念"),
        (replace(RATED, theme="T9"), "theme：没有名为“T9”的主题"),
        (replace(RATED, expected=4), "expected：核对题要写明正确答案 expected，其他题不能写"),
        (
            replace(RATED, kind="attention", construct=None),
            "expected：核对题要写明正确答案 expected，其他题不能写",
        ),
        (
            replace(RATED, kind="attention", construct=None, expected=7),
            "expected：正确答案不在选项之中",
        ),
        (Item("A3", "open", Text("?"), is_reversed=True), "reverse：只有量表题可以反向"),
        (Item("A3", "open", Text("?"), construct="S1"), "construct：只有量表题可以归入构念"),
        (Item("A3", "open", Text("?"), options=FIVE), "options：开放题没有选项"),
        (Item("A3", "open", Text("?"), dont_know=Text("-")), "dont_know：这种题不能选“不了解”"),
        (
            Item("A3", "open", Text("?"), options_from="task_areas"),
            "options_from：只有单选题的选项可以取自任务",
        ),
        (
            Item("A3", "open", Text("?"), is_group_question=True),
            "group_question：身份（群体）题应是单选题",
        ),
        (
            Item("A3", "single", Text("?"), options=FIVE),
            "options：单选题至少要有两个选项，值是代码；或写 options_from: task_areas",
        ),
        (Item("A3", "question", Text("?")), "kind：访谈提纲只能用 question，问卷不能用 question"),
    ],
)
def test_each_fault_of_an_item_is_found_at_its_place(item: Item, fault: str) -> None:
    assert f"sections[0].items[2].{fault}" in _faults(RATED, REVERSED, replace(item, code="A3"))


def test_codes_stand_once() -> None:
    assert _faults(RATED, RATED, REVERSED) == ["items：代码“A1”用了 2 次，每个代码只能用一次"]


def test_the_name_of_the_security_token_is_no_item_code() -> None:
    assert _faults(replace(RATED, code="csrf_token"), REVERSED) == [
        "items：代码“csrf_token”是保留字"
    ]


def test_one_question_asks_for_the_group() -> None:
    groups = tuple(Option(code, Text(code)) for code in ("a", "b"))
    two = [
        Item(code, "single", Text("身份"), options=groups, is_group_question=True)
        for code in ("P1", "P2")
    ]
    assert _faults(*two) == ["sections：身份（群体）题只能有一题"]


def test_without_a_reversed_item_the_straight_line_rule_must_say_so() -> None:
    assert len(_faults(RATED)) == 1
    assert _faults(RATED, rules=Rules(straight_line_needs_reversed=False)) == []


def test_length_has_limits() -> None:
    many = [replace(REVERSED, code=f"A{n}") for n in range(501)]
    assert _faults(*many) == ["sections：最多 500 题", "sections[0].items：一页最多 60 题"]


def test_a_page_of_an_interview_takes_questions_only() -> None:
    assert _faults(Item("I1", "question", Text("?")), mode="interview") == []
    assert len(_faults(RATED, REVERSED, mode="interview")) == 2
