"""A definition becomes an instrument, or all its faults come back at once with their place."""

import copy
from typing import Any, get_args

import pytest

from forms.faults import InstrumentFaults
from forms.instrument import ItemKind, Text
from forms.loading import content_hash, instrument_document, load_instrument, read_instrument

SOUND = """
code: Q
version: 2
mode: survey
title: {zh: 问卷, en: Questionnaire}
intro: {zh: 说明}
minutes: 3
rules: {straight_line_needs_reversed: true}
response_scales:
  - code: agree
    options:
      - {value: 1, zh: 非常不同意, en: Strongly disagree}
      - {value: 2, zh: 不同意, en: Disagree}
      - {value: 3, zh: 一般, en: Neutral}
      - {value: 4, zh: 同意, en: Agree}
      - {value: 5, zh: 非常同意, en: Strongly agree}
    dont_know: {zh: 不了解, en: Don't know}
constructs:
  - {code: S1, name: {zh: 满意}, maps_to: E1-1}
sections:
  - code: one
    items:
      - {code: A1, kind: likert5, response_scale: agree, text: {zh: 好}, required: true,
         scored: true, construct: S1}
      - {code: A2, kind: likert5, response_scale: agree, text: {zh: 坏}, required: true,
         scored: true, construct: S1, reverse: true}
      - {code: A3, kind: attention, response_scale: agree, text: {zh: 请选同意}, required: true,
         expected: 4}
  - code: two
    items:
      - {code: B1, kind: single, text: {zh: 年龄}, options: [{value: a, zh: 青},
         {value: b, zh: 老}]}
      - {code: B2, kind: single, text: {zh: 区域}, options_from: task_areas}
      - {code: B3, kind: open, text: {zh: 建议}}
"""


def _document() -> dict[str, Any]:
    return copy.deepcopy(dict(instrument_document(read_instrument(SOUND))))


def _faults(document: dict[str, Any]) -> list[str]:
    with pytest.raises(InstrumentFaults) as caught:
        load_instrument(document)
    return [str(fault) for fault in caught.value.faults]


def test_a_sound_definition_becomes_an_instrument() -> None:
    instrument = read_instrument(SOUND)
    assert (instrument.code, instrument.version, instrument.mode) == ("Q", "2", "survey")
    assert [item.code for item in instrument.items] == ["A1", "A2", "A3", "B1", "B2", "B3"]
    assert [item.code for item in instrument.items_of("S1")] == ["A1", "A2"]
    first = instrument.find_item("A1")
    assert first is not None
    assert first.dont_know == Text("不了解", "Don't know")
    assert [option.value for option in first.options] == [1, 2, 3, 4, 5]


def test_an_attention_item_does_not_inherit_the_way_out() -> None:
    attention = read_instrument(SOUND).find_item("A3")
    assert attention is not None
    assert attention.dont_know is None


def test_a_written_document_reads_back_equal_and_has_one_hash() -> None:
    instrument = read_instrument(SOUND)
    again = load_instrument(instrument_document(instrument))
    assert again == instrument
    assert content_hash(again) == content_hash(instrument)


def test_any_changed_word_changes_the_hash() -> None:
    changed = read_instrument(SOUND.replace("非常同意", "十分同意"))
    assert content_hash(changed) != content_hash(read_instrument(SOUND))


def test_all_faults_of_form_come_at_once_with_their_place() -> None:
    document = _document()
    document["sections"][0]["items"][0] |= {"kind": "likert19", "text": {"zh": "", "de": "gut"}}
    document["sections"][1]["items"][2]["requird"] = True
    document["version"] = "a b"
    document["minutes"] = 0
    assert _faults(document) == [
        "version：应是 1 至 40 个字母、数字或 _ . + -，以字母或数字开头",
        "minutes：应是 1 至 240 的整数",
        "sections[0].items[0].kind：“likert19”不在可选之列：" + "、".join(get_args(ItemKind)),
        "sections[0].items[0].text.de：没有这个字段，请删去或改名",
        "sections[0].items[0].text.zh：不能为空",
        "sections[1].items[2].requird：没有这个字段，是否想写“required”？",
    ]


@pytest.mark.parametrize(
    ("place", "value", "fault"),
    [
        (("title",), None, "title：不能为空，请写 zh（中文）和 en（英文）"),
        (("title",), "问卷", "title：应分别写出 zh（中文）和 en（英文）"),
        (("title",), {"zh": 7}, "title.zh：应是文字，请加引号"),
        (("title",), {"zh": "问\x00卷"}, "title.zh：含不可用字符（控制字符）"),
        (("title",), {"zh": "长" * 2001}, "title.zh：最多 2000 字"),
        (("anonymous",), "yes", "anonymous：应是 true 或 false"),
        (("rules",), [], "rules：应是一组字段"),
        (("sections",), [], "sections：应是至少有一项的列表"),
        (("sections", 0), "one", "sections[0]：应是一组字段"),
        (("constructs",), {"code": "S1"}, "constructs：应是列表"),
        (
            ("sections", 0, "items", 0, "response_scale"),
            "agrree",
            "sections[0].items[0].response_scale：没有名为“agrree”的选项组",
        ),
        (
            ("sections", 0, "items", 0, "options"),
            [{"value": 1, "zh": "好"}],
            "sections[0].items[0].options：已用选项组“agree”，请删去其一",
        ),
    ],
)
def test_each_fault_of_form_names_its_place(
    place: tuple[str | int, ...], value: object, fault: str
) -> None:
    document: Any = _document()
    inner = document
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    assert fault in _faults(document)


def test_a_file_that_is_a_list_is_refused() -> None:
    with pytest.raises(InstrumentFaults, match="文件应是一组字段"):
        read_instrument("- a\n- b")


def test_whatever_json_comes_the_loader_answers_with_faults() -> None:
    rubbish: list[dict[str, Any]] = [
        {},
        {"code": [], "sections": {"a": 1}},
        {"sections": [{"items": [1, None, {"options": [None, {"value": 1.5}]}]}]},
        {"response_scales": [{"options": 3}], "themes": [[]], "record_fields": [{"zh": []}]},
    ]
    for document in rubbish:
        assert _faults(document)
