"""Chinese print: half-width marks between Chinese words are shown full-width."""

import re
from collections.abc import Iterator

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from forms.typesetting import full_width
from surveyapp.config import ROOT


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("任务是否带来不便?请说明", "任务是否带来不便？请说明"),
        ("要让成效保持下去,最需要做什么?", "要让成效保持下去，最需要做什么？"),
        ("您有多大可能推荐(0-10)", "您有多大可能推荐（0-10）"),
        ("对沟通的评价(问卷A量表SA2)", "对沟通的评价（问卷A量表SA2）"),
        ("(实际周期-计划周期)/计划周期", "（实际周期-计划周期）/计划周期"),
        ("权重(甲(内)乙)", "权重（甲（内）乙）"),
        ("两人独立编码,Cohen kappa<0.6须合议", "两人独立编码，Cohen kappa<0.6须合议"),
        ("编码值: -2明显负面", "编码值：-2明显负面"),
        ("合计100;0表示不适用", "合计100；0表示不适用"),
        ("达到100%,其余不计", "达到100%，其余不计"),
        ("满意度 (分) 高", "满意度（分）高"),
        ("请选“同意”,谢谢!", "请选“同意”，谢谢！"),
    ],
)
def test_marks_beside_chinese_signs_are_full_width(written: str, shown: str) -> None:
    assert full_width(written) == shown


@pytest.mark.parametrize(
    "text",
    [
        "a clear, measurable (mostly) goal: yes?",
        "共 1,000 份，14:03 截止",
        "见 https://example.org/a?b=1 一页",
        "SPI 与 P(A) 的关系",
        "",
    ],
)
def test_numbers_addresses_and_latin_words_stand(text: str) -> None:
    assert full_width(text) == text


@given(st.text(alphabet="甲乙“”，（）a1 ,;:?!()%."))
def test_set_once_is_set_for_good(text: str) -> None:
    once = full_width(text)
    assert full_width(once) == once


def test_no_chinese_of_the_default_model_is_shown_with_half_width_marks() -> None:
    path = ROOT / "surveyapp" / "defaults" / "default_model.yaml"
    written = list(_chinese(yaml.safe_load(path.read_text("utf-8"))))
    wrong = re.compile(r"[\u4e00-\u9fff][,;:?!(]|[,;:?!)][\u4e00-\u9fff]")
    assert any(wrong.search(text) for text in written)
    assert [text for text in map(full_width, written) if wrong.search(text)] == []


def _chinese(value: object) -> Iterator[str]:
    """Yield every `zh` of a definition."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if key == "zh" and isinstance(inner, str):
                yield inner
            else:
                yield from _chinese(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _chinese(inner)
