"""Cases played through the acts: the worked example's variants, and how other cases end."""

import copy
import json
import random
from collections.abc import Mapping
from typing import Any

import pytest
from sqlalchemy import Engine, select

from fixtures.desk import worked_case
from scoring.engine import score
from scoring.model import load_model
from surveyapp.cli.demo.case_file import DEFAULT_CASE, playable, read_play
from surveyapp.cli.demo.clockwork import FIRST_DAY, clock_from
from surveyapp.cli.demo.conclusion import conclude
from surveyapp.cli.demo.ground import lay_ground
from surveyapp.cli.demo.outcome import outcome_document
from surveyapp.cli.demo.play import play_case
from surveyapp.cli.voice import CommandStopped
from surveyapp.db import reading, session, transaction
from surveyapp.errors import InputRefused
from surveyapp.models import Response

WORKED = worked_case()


def play(case: Mapping[str, Any]) -> dict[str, Any]:
    """Play a case of the default model into the open database, up to its approval."""
    definitions, _case, _taken = read_play(None, None)
    taken = playable(case, load_model(definitions.model))
    tick = clock_from(FIRST_DAY)
    with transaction():
        ground = lay_ground(definitions, n_experts=len(taken.sheets), tick=tick)
        task = play_case(taken, ground, rng=random.Random(7), tick=tick)
        ending = conclude(task, ground, tick=tick)
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
    case = changed_case(not_applicable=["D1", "D2", "D3"])
    with pytest.raises((InputRefused, ValueError)):
        play(case)


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"raw": {"A1-1": 95}}, "直接给出了得分"),
        ({"over_quota": True}, "over_quota"),
        ({"raw": {"A1-3": {"experts": {"E1": 80, "E2": 81}},
                  "C2-3": {"experts": {"E1": 80}}}}, "专家 E2"),
    ],
)  # fmt: skip
def test_a_case_that_no_acts_can_lead_to_is_refused_in_words(
    change: dict[str, Any], expected: str
) -> None:
    definitions, _case, _taken = read_play(None, None)
    with pytest.raises(CommandStopped) as stopped:
        playable(changed_case(**change), load_model(definitions.model))
    assert expected in stopped.value.chinese
