"""Every door agrees about a model: what the engine scores, the pages can show and the demo play."""

import copy
import json
import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine

from fixtures.small_models import SMALL, Document
from forms.kit import read_kit_instruments
from forms.loading import instrument_document, load_instrument
from scoring.cli.commands import run
from scoring.engine import score
from scoring.model import check_model, load_model, read_model_yaml
from surveyapp.cli.definitions import find_faults
from surveyapp.cli.demo.case_file import read_play
from surveyapp.cli.demo.clockwork import FIRST_DAY, clock_from
from surveyapp.cli.demo.conclusion import conclude
from surveyapp.cli.demo.ground import lay_ground
from surveyapp.cli.demo.outcome import outcome_document
from surveyapp.cli.demo.play import play_case
from surveyapp.db import transaction

NUMBERS = ("total", "total_exact", "grade", "level1", "level2", "level3", "scales", "nps", "caps")


@pytest.mark.parametrize("name", SMALL)
def test_a_model_of_another_shape_scores_alike_through_every_door(
    name: str, tmp_path: Path, sqlite_database: Engine, capsys: pytest.CaptureFixture[str]
) -> None:
    model_file, case_file = tmp_path / "model.yaml", tmp_path / "case.json"
    document, case = SMALL[name]()
    model_file.write_text(json.dumps(document, ensure_ascii=False), "utf-8")
    case_file.write_text(json.dumps(case, ensure_ascii=False), "utf-8")
    assert run(["check", str(model_file)]) == 0
    assert list(find_faults(model_file)) == []
    capsys.readouterr()
    assert run(["evaluate", str(model_file), str(case_file)]) == 0
    expected = json.loads(capsys.readouterr().out)
    definitions, _case, taken = read_play(model_file, case_file)
    tick = clock_from(FIRST_DAY)
    with transaction():
        ground = lay_ground(definitions, n_experts=len(taken.sheets), tick=tick)
        task = play_case(taken, ground, rng=random.Random(7), tick=tick)
        found = outcome_document(conclude(task, ground, tick=tick), None)
    assert {key: found[key] for key in NUMBERS} == {key: expected[key] for key in NUMBERS}
    assert found["kappa"] == (expected["interviews"] or {}).get("kappa")
    assert found["kendall_w"] == (expected["expert_agreement"] or {}).get("kendall_w")
    assert expected["total"] is not None
    assert found["confirmed_grade"] == expected["grade"]


def _paths(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if not isinstance(node, dict | list):
        return
    for key, child in node.items() if isinstance(node, dict) else enumerate(node):
        yield (*path, key)
        yield from _paths(child, (*path, key))


def _changed(document: Document, path: tuple[Any, ...], value: object) -> Document:
    copied = copy.deepcopy(document)
    at: Any = copied
    for key in path[:-1]:
        at = at[key]
    if value is ...:
        del at[path[-1]]
    else:
        at[path[-1]] = value
    return copied


@pytest.mark.parametrize("value", [..., None, [], {}, "", "甲\x00", "x y", 0, -1, 3.5, True])
@pytest.mark.parametrize("name", ["seven_points", "only_interviews"])
def test_what_the_check_of_a_model_accepts_can_be_shown_and_published(
    name: str, value: object
) -> None:
    document, _case = SMALL[name]()
    shown = {"questionnaires", "interview_protocol", "respondent_groups", "meta"}
    paths = [path for path in _paths(document) if path[0] in shown]
    accepted = 0
    for path in paths:
        changed = _changed(document, path, value)
        if check_model(changed):
            continue
        accepted += 1
        for instrument in read_kit_instruments(changed).values():
            assert load_instrument(instrument_document(instrument)) == instrument, path
    if value is ...:
        assert accepted


def test_the_default_labels_of_seven_points_are_words_and_of_eleven_numbers() -> None:
    document, _case = SMALL["many_questionnaires"]()
    found = read_kit_instruments(document)
    (seven,), (eleven,) = found["R"].response_scales, found["S"].response_scales
    assert [one.text.zh for one in seven.options][2:5] == ["有些不满意", "一般", "有些满意"]
    assert [eleven.options[i].text.zh for i in (0, 4, 10)] == [
        "1（非常不同意）", "5", "11（非常同意）",
    ]  # fmt: skip


def test_faults_of_a_questionnaire_s_words_are_found_by_the_engine_s_own_check() -> None:
    document, _case = SMALL["seven_points"]()
    sheet = document["questionnaires"][0]
    sheet["est_minutes"] = 999
    sheet["items"][2]["id"] = sheet["profile"][0]["id"]
    document["likert_labels"] = [{"value": 2, "zh": "同意"}]
    places = {fault.place for fault in check_model(document)}
    assert {"questionnaires/Q/est_minutes", "questionnaires/Q/items/AGE", "likert_labels"} <= places


def test_a_straight_line_where_nothing_is_reversed_is_found() -> None:
    document, case = SMALL["seven_points"]()
    document["questionnaires"][0]["items"][1]["reverse"] = False
    case["survey"]["Q"]["responses"][3]["answers"] |= {f"Q{n}": 6 for n in range(1, 6)}
    found: Any = score(load_model(document), case)
    assert found["survey"]["Q"]["responses"][3]["invalid_reasons"] == ["straight line"]
    assert not read_kit_instruments(document)["Q"].rules.straight_line_needs_reversed


def test_a_model_text_needs_no_labels(tmp_path: Path) -> None:
    file = tmp_path / "model.yaml"
    file.write_text(json.dumps(SMALL["seven_points"]()[0]), "utf-8")
    assert "likert_labels" not in read_model_yaml(file)
    assert list(find_faults(file)) == []
