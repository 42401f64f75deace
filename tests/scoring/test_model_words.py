"""What people read and fill in is checked with the model: no questionnaire that cannot be shown."""

from collections.abc import Callable
from typing import Any

import pytest

from fixtures.scoring_cases import kit_document, load, text
from fixtures.small_models import model, questionnaire, seven_points, zh
from scoring.model import check_model

Change = Callable[[dict], Any]


def sheet(**fields: object) -> Change:
    """Return a change that sets fields of the first questionnaire."""
    return lambda d: d["questionnaires"][0].update(fields)


def item(number: int, /, **fields: object) -> Change:
    """Return a change that sets fields of an item of the first questionnaire."""
    return lambda d: d["questionnaires"][0]["items"][number].update(fields)


def profile(**fields: object) -> Change:
    """Return a change that sets fields of the first question on the respondent."""
    return lambda d: d["questionnaires"][0]["profile"][0].update(fields)


def talk(**fields: object) -> Change:
    """Return a change that sets fields of the interview protocol."""
    return lambda d: d["interview_protocol"].update(fields)


QA, P1, IP = "questionnaires/QA", "questionnaires/QA/profile/P1", "interview_protocol"
ONE = {"value": 1, "zh": "一"}

QUESTIONNAIRES: list[tuple[Change, str, str]] = [
    (sheet(items=[]), QA, "has no items"),
    (sheet(scales=[{"id": "SA9", "name": text("空")}]), f"{QA}/scales/SA9", "no item belongs"),
    (item(0, scale="SX"), f"{QA}/items/A01", "'SX' does not exist"),
    (item(0, type="likert7"), f"{QA}/scales/SA1", "share one response scale"),
    (item(13, scale="SA1"), f"{QA}/items/A14/scale", "must be of a likert type"),
    (item(0, type="likert99"), f"{QA}/items/A01/type", "unknown type 'likert99'"),
    (item(1, id="A01"), f"{QA}/items/A01#2", "'A01' is used twice"),
    (item(1, id="csrf_token"), f"{QA}/items/csrf_token", "reserved"),
    (item(1, id="P1"), f"{QA}/items/P1", "'P1' is used twice"),
    (sheet(anonymous="yes"), f"{QA}/anonymous", "true or false"),
    (sheet(est_minutes=0), f"{QA}/est_minutes", "1"),
    (sheet(version="ver 1"), f"{QA}/version", "letters, digits"),
    (sheet(intro="words"), f"{QA}/intro", "must be {zh: ..., en: ...}"),
    (profile(id="a b"), "questionnaires/QA/profile/a b/id", "letters, digits"),
    (profile(required="no"), f"{P1}/required", "true or false"),
    (profile(options=["one"]), f"{P1}/options", "two or more different options"),
    (profile(options=["one", "one"]), f"{P1}/options", "two or more different options"),
    (profile(options=[1, True]), "", ""),
    (profile(options=[{**ONE, "code": "x"}, {"code": "1", "zh": "二"}]), f"{P1}/options", "differ"),
    (profile(options=[1.5, "b"]), f"{P1}/options/1", "text"),
    (item(14, use=5), f"{QA}/items/A15/use", "must be text"),
    (lambda d: d["likert_labels"].pop(0), "", ""),
    (lambda d: d["likert_labels"].pop(1), "likert_labels", "1 to n once each"),
    (lambda d: d["likert_labels"].append(ONE), "likert_labels", "1 to n once each"),
    (
        sheet(profile=[{"id": f"P{n}", "text": text("问")} for n in range(500)]),
        QA,
        "at most 500 questions",
    ),
]
PROTOCOLS: list[tuple[Change, str, str]] = [
    (talk(id="QA"), f"{IP}/id", "that of a questionnaire"),
    (talk(id="I P"), f"{IP}/id", "letters, digits"),
    (talk(themes=[]), f"{IP}/themes", "has no themes"),
    (talk(valence=[2, -2]), f"{IP}/valence", "[lowest, highest]"),
    (talk(valence=[-2, 0, 2]), f"{IP}/valence", "[lowest, highest]"),
    (talk(record_fields=["x"]), f"{IP}/record_fields/1", "must be {zh: ..., en: ...}"),
    (
        lambda d: d["interview_protocol"]["questions"][0].update(theme="XX"),
        f"{IP}/questions/I01/theme",
        "theme 'XX' does not exist",
    ),
    (
        lambda d: d["interview_protocol"]["themes"][0].update(scored="maybe"),
        f"{IP}/themes/GO/scored",
        "true or false",
    ),
]


@pytest.mark.parametrize(("change", "place", "words"), [*QUESTIONNAIRES, *PROTOCOLS])
def test_what_cannot_be_shown_is_a_fault_with_its_place(
    change: Change, place: str, words: str
) -> None:
    document = kit_document()
    change(document)
    faults = check_model(document)
    if not place:
        assert faults == ()
        return
    found = [fault for fault in faults if fault.place == place and words in fault.en]
    assert found, [fault.sentence() for fault in faults]
    assert all(fault.zh for fault in faults)


def test_options_may_be_codes_numbers_or_words_in_both_languages() -> None:
    document, _ = seven_points()
    asked = document["questionnaires"][0]
    asked["profile"] = [
        {"id": "A", "text": zh("甲"), "options": [True, False]},
        {"id": "B", "text": zh("乙"), "options": [1, 2, "many"]},
        {
            "id": "C",
            "text": zh("丙"),
            "options": [{"value": 1, **text("一")}, {"value": 2, **text("二")}],
        },
        {"id": "D", "text": zh("丁"), "options": [text("是"), text("否")]},
        {"id": "E", "text": zh("戊"), "options": ["per_task"]},
        {"id": "F", "text": zh("己")},
    ]
    assert check_model(document) == ()


def test_a_questionnaire_without_scales_and_a_version_in_words_can_be_shown() -> None:
    asked = questionnaire("Q", "single", 2)
    asked["scales"] = []
    for one in asked["items"]:
        one.pop("scale")
        one["options"] = ["a", "b"]
    asked["version"] = "2.1-beta"
    kit = kit_document()
    kit["questionnaires"].append(asked)
    assert len(load(kit).instruments) == 3
    assert check_model(model()) != ()
