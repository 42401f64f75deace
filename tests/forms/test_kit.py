"""The questionnaires and the interview protocol inside the default model file are read as given."""

import copy
from typing import Any

import pytest
import yaml

from forms.faults import InstrumentFaults
from forms.instrument import Instrument, Text
from forms.kit import read_kit_instruments
from forms.loading import instrument_document, load_instrument
from surveyapp.config import ROOT


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    text = (ROOT / "surveyapp" / "defaults" / "default_model.yaml").read_text("utf-8")
    loaded: dict[str, Any] = yaml.safe_load(text)
    return loaded


@pytest.fixture(scope="module")
def instruments(document: dict[str, Any]) -> dict[str, Instrument]:
    return read_kit_instruments(document)


def test_two_questionnaires_and_one_protocol_are_found(instruments: dict[str, Instrument]) -> None:
    assert {code: i.mode for code, i in instruments.items()} == {
        "QA": "survey",
        "QB": "survey",
        "IP": "interview",
    }


def test_no_page_has_more_than_five_five_point_items(instruments: dict[str, Instrument]) -> None:
    pages = {
        section.code: [item.code for item in section.items]
        for section in instruments["QA"].sections
    }
    assert pages == {
        "about": ["P1", "P2", "P3"],
        "page-1": ["A01", "A02", "A03", "A04", "A05"],
        "page-2": ["A06", "A07", "A08", "A14", "A09"],
        "page-3": ["A10", "A11", "A12", "A13"],
        "last": ["A15", "A16", "A17"],
    }


def test_the_scored_items_keep_their_constructs_and_keys(
    instruments: dict[str, Instrument],
) -> None:
    qa = instruments["QA"]
    assert [len(qa.items_of(code)) for code in ("SA1", "SA2", "SA3")] == [5, 4, 4]
    assert [item.code for item in qa.items if item.is_reversed] == ["A04", "A08", "A12"]
    assert [c.maps_to for c in qa.constructs] == ["E1-1", "B3-3", "E1-2"]


def test_the_group_question_offers_the_groups_of_the_model(
    instruments: dict[str, Instrument],
) -> None:
    group = instruments["QA"].group_item
    assert group is not None
    assert [option.value for option in group.options] == [
        "beneficiary", "partner", "public", "staff",
    ]  # fmt: skip
    assert group.options[2].text == Text("社会公众", "General public")


def test_option_codes_become_words(instruments: dict[str, Instrument]) -> None:
    contacts = instruments["QA"].find_item("P2")
    heard = instruments["QB"].find_item("P2")
    assert contacts is not None
    assert heard is not None
    assert [o.text.zh for o in contacts.options] == ["0", "1–2", "3–5", "6 及以上"]
    assert [o.text.en for o in heard.options] == ["Yes", "No"]


def test_areas_come_from_the_task(instruments: dict[str, Instrument]) -> None:
    area = instruments["QA"].find_item("P3")
    assert area is not None
    assert (area.options, area.options_from) == ((), "task_areas")


def test_points_run_from_low_to_high_and_dont_know_stands_apart(
    instruments: dict[str, Instrument],
) -> None:
    item = instruments["QB"].find_item("B01")
    assert item is not None
    assert [(o.value, o.text.zh) for o in item.options] == [
        (1, "非常不同意"), (2, "不同意"), (3, "一般"), (4, "同意"), (5, "非常同意"),
    ]  # fmt: skip
    assert item.dont_know == Text("不了解", "Don't know")


def test_the_protocol_keeps_themes_probes_rules_and_record_heads(
    instruments: dict[str, Instrument],
) -> None:
    protocol = instruments["IP"]
    question = protocol.find_item("I03")
    assert question is not None
    assert (question.theme, question.maps_to) == ("RC", "B2-3")
    assert question.probe == Text("缺口发生在哪个阶段", "At which stage was there a gap")
    assert [t.code for t in protocol.themes if t.is_scored] == ["RC", "LT"]
    assert (len(protocol.guidance), len(protocol.record_fields)) == (4, 16)


def test_every_kit_instrument_round_trips_through_the_own_form(
    instruments: dict[str, Instrument],
) -> None:
    for instrument in instruments.values():
        assert load_instrument(instrument_document(instrument)) == instrument


def test_faults_of_all_questionnaires_come_at_once(document: dict[str, Any]) -> None:
    broken = copy.deepcopy(document)
    broken["questionnaires"][0]["items"][0]["type"] = "likert19"
    broken["questionnaires"][1]["items"][3]["text"] = None
    broken["interview_protocol"]["questions"][0]["id"] = ""
    with pytest.raises(InstrumentFaults) as caught:
        read_kit_instruments(broken)
    places = [fault.place for fault in caught.value.faults]
    assert places == [
        "questionnaires[0].items[0].type",
        "questionnaires[1].items[3].text",
        "interview_protocol.questions[0].id",
    ]


def test_a_model_without_questionnaires_has_no_instruments() -> None:
    assert read_kit_instruments({}) == {}
