"""Cases played through the acts: the worked example's variants, and how other cases end."""

import copy
import json
import random
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import Engine, select

from fixtures.desk import worked_case
from fixtures.small_models import only_figures
from forms.kit import read_kit_instruments
from scoring.engine import CaseFaults, score
from scoring.model import load_model
from surveyapp.cli.demo.case_file import DEFAULT_CASE, playable, read_play
from surveyapp.cli.demo.clockwork import FIRST_DAY, clock_from
from surveyapp.cli.demo.conclusion import conclude
from surveyapp.cli.demo.ground import Definitions, lay_ground
from surveyapp.cli.demo.outcome import outcome_document
from surveyapp.cli.demo.play import play_case
from surveyapp.cli.voice import CommandStopped
from surveyapp.db import reading, session, transaction
from surveyapp.models import Response, VetoAnswer

WORKED = worked_case()


def play(case: Mapping[str, Any], model: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Play a case, of the default model or another, into the open database, to its approval."""
    definitions, _case, _taken = read_play(None, None)
    if model is not None:
        definitions = Definitions(model, read_kit_instruments(model))
    taken = playable(case, load_model(definitions.model))
    tick = clock_from(FIRST_DAY)
    with transaction():
        ground = lay_ground(definitions, n_experts=len(taken.sheets), tick=tick)
        task = play_case(taken, ground, rng=random.Random(7), tick=tick)
        ending = conclude(task, ground, tick=tick, is_over_quota=taken.is_over_quota)
    return outcome_document(ending, None)


def changed_case(**changes: Any) -> dict[str, Any]:
    case: dict[str, Any] = copy.deepcopy(json.loads(DEFAULT_CASE.read_text("utf-8")))
    return {**case, **changes}


@pytest.mark.parametrize("name", ["V-appeal", "V-veto", "V-critical", "V-na"])
def test_a_variant_played_through_the_acts_is_the_worked_example_s(
    name: str, sqlite_database: Engine
) -> None:
    variant = next(one for one in WORKED["variants"] if one["id"] == name)
    case = changed_case(
        vetoes=variant["vetoes"],
        caps=variant["caps"],
        not_applicable=variant["not_applicable"],
    )
    case["raw"] = {**case["raw"], **variant["change"]}
    document = play(case)
    assert document["total"] == variant["total"]
    assert document["grade"] == document["confirmed_grade"] == variant["grade"]
    assert document["grade_reasons"] == variant["reasons"]
    assert {code: one["score"] for code, one in document["level1"].items()} == variant["level1"]


def test_changing_one_answer_changes_the_total_as_the_engine_says(sqlite_database: Engine) -> None:
    case = changed_case()
    row = next(one for one in case["survey"]["QA"]["responses"] if one["answers"]["A01"] == 4)
    row["answers"]["A01"] = 1
    definitions, _case, _taken = read_play(None, None)
    expected: Any = score(load_model(definitions.model), case)
    document = play(case)
    assert document["total"] == expected["total"]
    assert document["level3"]["E1-1"]["score_exact"] == expected["level3"]["E1-1"]["score_exact"]
    assert expected["level3"]["E1-1"]["score"] != WORKED["level3"]["E1-1"]["score"]


def test_what_no_browser_can_send_comes_in_by_a_file(sqlite_database: Engine) -> None:
    # Repeated tokens, a response without a time: ruling A9 and the importer.
    case = changed_case()
    rows = case["survey"]["QA"]["responses"]
    for number, row in enumerate(rows):
        row["token"] = f"t{number}"
    rows[1]["token"] = rows[5]["token"] = rows[0]["token"]
    rows[7]["seconds"] = None
    definitions, _case, _taken = read_play(None, None)
    expected: Any = score(load_model(definitions.model), case)
    document = play(case)
    assert document["received"]["QA"] == 52
    assert document["valid"]["QA"] == expected["survey"]["QA"]["valid"] == 46
    assert document["total"] == expected["total"]
    with reading():
        channels = set(session.execute(select(Response.channel)).scalars())
    assert channels == {"imported", "invited"}


def test_decisions_on_reliability_are_asked_for_and_taken(sqlite_database: Engine) -> None:
    case = changed_case()
    decision = {"scale": "SA3", "action": "drop_item", "items": ["A12"], "approved": True}
    case["survey"]["reliability_decisions"] = [{**decision, "reason": "题意不清"}]
    definitions, _case, _taken = read_play(None, None)
    expected: Any = score(load_model(definitions.model), case)
    document = play(case)
    assert document["total"] == expected["total"]
    assert document["scales"]["SA3"]["items"] == ["A10", "A11", "A13"]


def test_a_case_without_a_figure_ends_blocked_with_its_reason(sqlite_database: Engine) -> None:
    case = changed_case()
    del case["raw"]["A1-1"]
    document = play(case)
    assert document["total"] is None
    assert document["notice"] is None
    assert [one["indicator"] for one in document["blocked"]] == ["A1-1"]
    assert "A1-1" in document["reason_zh"]


def test_a_case_with_too_few_answers_gets_no_run_and_says_why(sqlite_database: Engine) -> None:
    case = changed_case()
    case["survey"]["QB"]["responses"] = case["survey"]["QB"]["responses"][:20]
    document = play(case)
    assert "QB 20/36" in document["reason_zh"]
    assert document["confirmed_grade"] is None
    assert document["received"]["QB"] == 20


def test_an_open_veto_question_keeps_the_approval_back(sqlite_database: Engine) -> None:
    document = play(changed_case(open_vetoes=["V3"]))
    assert document["total"] == "84.59"
    assert document["confirmed_grade"] is None
    assert "V3" in document["reason_zh"]


def test_an_indicator_that_may_not_be_left_out_stops_the_play(sqlite_database: Engine) -> None:
    with pytest.raises(CaseFaults, match="whole level-1 indicator D"):
        play(changed_case(not_applicable=["D1", "D2", "D3"]))


@pytest.mark.parametrize(
    ("raw", "places"),
    [
        ({"A1-1": 95, "C2-3": 80}, ["raw/A1-1", "raw/C2-3"]),
        ({"A1-3": {"experts": {"E1": 80, "E2": 81}}, "C2-3": {"experts": {"E1": 80}},
          "C3-2": {"experts": {"E1": 80, "E2": 70.125}},
          "E3-2": {"experts": {"E1": 80, "E2": 80}}},
         ["raw/C2-3/experts/E2", "raw/C3-2/experts/E2"]),
        ({"A1-3": {"experts": {"E" * 21: 80}}}, ["raw/A1-3/experts/'EEEEEEEEEEEEEEEEEEEEE'"]),
        ({"A1-2": {"actual": 5}}, ["raw/A1-2/planned"]),
        ({"A1-2": {"actual": 1e-12, "planned": 5}}, ["raw/A1-2/actual"]),
        ({"C2-1": {"items": {"passed": 3, "applicable": 3}}}, ["raw/C2-1/items/critical_failed"]),
        ({"A1-1": {"objectives": [{"target": 0, "actual": 1, "weight": 1}]}},
         ["raw/A1-1/objectives/1/target"]),
    ],
)  # fmt: skip
def test_what_no_act_can_keep_is_refused_with_its_place(
    raw: dict[str, Any], places: list[str]
) -> None:
    definitions, _case, _taken = read_play(None, None)
    with pytest.raises(CaseFaults) as refused:
        playable(changed_case(raw=raw), load_model(definitions.model))
    assert [fault.place for fault in refused.value.faults] == places
    assert all(fault.zh and fault.en and fault.zh != fault.en for fault in refused.value.faults)


def test_what_no_act_can_keep_of_answers_and_interviews_is_refused_with_its_place() -> None:
    definitions, _case, _taken = read_play(None, None)
    case = changed_case()
    first, second = case["survey"]["QA"]["responses"][:2]
    first["duplicate"], second["seconds"] = True, 200.5
    case["interviews"]["records"][0]["segments"][0] = ["RC", None, 1, 1]
    decision = {"scale": "SA1", "action": "fallback", "approved": True, "reason": "样本少"}
    case["survey"]["reliability_decisions"] = [{**decision, "score": 70.125}]
    with pytest.raises(CaseFaults) as refused:
        playable(case, load_model(definitions.model))
    assert [fault.place for fault in refused.value.faults] == [
        "survey/QA/responses/R002/seconds",
        "survey/QA/responses/R001/duplicate",
        "interviews/records/IV-01/segments/1",
        "survey/reliability_decisions",
    ]


def used_up(**rounding: object) -> tuple[Mapping[str, Any], dict[str, Any]]:
    """Return a model with a quota, and a case of its best grade that finds no place left."""
    document, case = only_figures()
    policy = {"excellent_quota_percent": 20, "quota_rounding": {"mode": "floor", **rounding}}
    case["raw"]["X1-1"] = {"done": 20, "due": 20}
    return {**document, "grade_policy": policy}, {**case, "over_quota": True}


def test_a_quota_that_is_used_up_gives_the_grade_below(sqlite_database: Engine) -> None:
    # One task alone has no place among the excellent: the approval says what the case says.
    model, case = used_up()
    expected: Any = score(load_model(model), case)
    document = play(case, model)
    assert document["grade"] == document["confirmed_grade"] == expected["grade"] == "middle"
    assert document["grade_reasons"] == expected["reasons"]
    assert "over quota -> middle" in expected["reasons"]


def test_a_quota_that_leaves_the_task_a_place_cannot_be_played_as_used_up(
    sqlite_database: Engine,
) -> None:
    model, case = used_up(least=1, **{"from": 1})
    with pytest.raises(CommandStopped, match="over_quota cannot be played"):
        play(case, model)


def test_a_given_cap_adds_to_the_data_and_stands_on_supervision_s_page(
    sqlite_database: Engine,
) -> None:
    case = changed_case(caps=["C3", ["C1", "pass"]])
    definitions, _case, _taken = read_play(None, None)
    expected: Any = score(load_model(definitions.model), case)
    document = play(case)
    assert document["caps"] == expected["caps"] == [["C1", "pass"], ["C3", "good"]]
    assert document["grade"] == document["confirmed_grade"] == "pass"
    with reading():
        answers = session.execute(select(VetoAnswer).where(VetoAnswer.is_yes)).scalars()
        assert {row.code for row in answers} == {"C1", "C3"}
