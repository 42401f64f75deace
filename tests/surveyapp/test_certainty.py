"""How sure a result is: kept with the run, told in words, and drawn on the grades."""

import json
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from flask_babel import Babel
from sqlalchemy import Engine

from fixtures.app import NOW, laying, sign_in
from fixtures.builders import Stage, keep_approval, open_stage, put_scores
from fixtures.scoring_cases import KIT, given_case, kit_document, load
from fixtures.scoring_cases import worked_case as engine_case
from fixtures.worked import open_worked_stage
from scoring.engine import score
from surveyapp.db import reading, session, transaction
from surveyapp.models import ScoreRun
from surveyapp.operations.score_runs import newest_run, recompute, run_score
from surveyapp.operations.score_runs.assessing import UNCERTAINTY, assess, official_part
from surveyapp.seal import hash_of
from surveyapp.web.certainty import certainty


def kept_run() -> tuple[Stage, int]:
    stage = open_worked_stage()
    with transaction():
        return stage, run_score(stage.task(), by=stage.actor("officer"), at=NOW).id


def test_a_run_keeps_how_sure_its_grade_is_beside_the_untouched_official_result(
    sqlite_database: Engine,
) -> None:
    _stage, run_id = kept_run()
    with reading():
        run = session.get_one(ScoreRun, run_id)
        block = run.result[UNCERTAINTY]
        assert block["sem"] == pytest.approx(0.443541)
        assert block["borderline"] is False
        assert sum(block["grade_probability"].values()) == pytest.approx(1)
        assert block["seed"] == hash_of(run.inputs)[:16]
        assert block["next_grade"]["points_short"] == 5.41
        assert block["influence"]["indicators"]["largest"][0]["name"] == "A1-1"
        assert run.result["scales"]["SA1"]["alpha_ci_feldt"]
        assert len(json.dumps(block)) < 20_000
        official = score(KIT, run.inputs)
        assert official_part(run.result) == official
        assert recompute(run)


def test_nothing_that_is_kept_names_a_sheet(sqlite_database: Engine) -> None:
    _stage, run_id = kept_run()
    with reading():
        run = session.get_one(ScoreRun, run_id)
        said = json.dumps(run.result[UNCERTAINTY])
        ids = [row["id"] for row in run.inputs["survey"]["QA"]["responses"]]
        assert len(ids) > 40
        assert not [one for one in ids if one in said]
        told = run.result[UNCERTAINTY]["influence"]["respondents"]
        assert (told["largest"], told["largest_change"], told["n"]) == ([], 0.19, 86)


def test_an_approved_result_from_before_is_not_run_again_for_its_uncertainty_alone(
    database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    older = "surveyapp.operations.score_runs.running.assess"
    stage = open_stage()
    with monkeypatch.context() as before:
        before.setattr(older, score)
        keep_approval(stage)
    with reading():
        run = newest_run(stage.task())
        assert UNCERTAINTY not in run.result
        assert recompute(run)
    with transaction():
        assert run_score(stage.task(), by=stage.actor("officer"), at=NOW).seq == 1


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "zh",
            ["结果有多可靠", "等次站得住", "应评为“良好”的可能为 99.9% 以上", "83.7", "问卷 QA",
             "任何一份答卷", "86 个中没有", "还差 5.41 分", "区间下限低于 0.70"],
        ),
        (
            "en",
            ["How sure the result is", "The grade is firm", "more than 99.9%", "Questionnaire QA",
             "Any one questionnaire sheet", "none of 86", "5.41 points short",
             "reaches below 0.70"],
        ),
    ],
)  # fmt: skip
def test_the_officer_reads_how_sure_the_result_is(
    client: FlaskClient, language: str, words: list[str]
) -> None:
    stage, run_id = kept_run()
    sign_in(client, "officer")
    for place in (f"/scores/runs/{run_id}", f"/scores/tasks/{stage.task_ids[0]}"):
        page = client.get(f"{place}?lang={language}").text
        assert [one for one in words if one not in page] == []
        assert page.count('class="sure-picture"') == 1
    sign_in(client, "reviewer")
    assert words[0] in client.get(f"/review/runs/{run_id}?lang={language}").text


def test_a_result_without_it_says_so(client: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = open_worked_stage()
    with monkeypatch.context() as before, transaction():
        before.setattr("surveyapp.operations.score_runs.running.assess", score)
        run_id = run_score(stage.task(), by=stage.actor("officer"), at=NOW).id
    sign_in(client, "officer")
    page = client.get(f"/scores/runs/{run_id}").text
    assert "这次计分没有保存误差分析" in page
    assert "sure-picture" not in page


def test_a_task_of_figures_alone_says_that_it_cannot_be_told(client: FlaskClient) -> None:
    stage = open_stage()
    with laying():
        put_scores(stage.task(), "85", "82")
    sign_in(client, "officer")
    page = client.get(f"/scores/tasks/{stage.task_ids[0]}?lang=en").text
    assert "How sure it is cannot be told" in page
    assert "Nothing behind this total says how uncertain it is" in page


def test_the_hill_crosses_the_cut_point_of_a_borderline_result() -> None:
    case = engine_case()
    case["raw"] |= {"A1-1": 86, "A1-2": 50, "A3-1": 50, "C2-1": 60, "D1-1": 70, "D1-2": 77}
    result = assess(KIT, case)
    sure = certainty_of(result)
    assert sure.block["borderline"]
    names = [(one.code, one.is_official) for one in sure.picture.stretches]
    assert len(names) == 2
    assert sum(is_official for _, is_official in names) == 1
    assert [one.score for one in sure.picture.cuts] == ["80"]
    assert float(sure.picture.low) < float(sure.picture.cuts[0].x) < float(sure.picture.high)
    assert all(one.curve.startswith("M") for one in sure.picture.stretches)


def certainty_of(result: dict) -> Any:

    app = Flask("words")
    Babel(app)
    with app.test_request_context():
        return certainty(KIT, result)


def test_a_result_at_full_marks_stays_within_the_line() -> None:
    document = kit_document()
    result = assess(load(document), given_case(100))
    block = {**result[UNCERTAINTY], "sem": 0.0, "interval": [100.0, 100.0], "budget": []}
    sure = certainty_of({**result, UNCERTAINTY: block})
    assert [one.curve for one in sure.picture.stretches] == ["", ""]
    last = sure.picture.stretches[-1]
    assert float(last.x) + float(last.width) == pytest.approx(400)
    assert (sure.picture.mark, sure.sources) == ("400.00", ())


def test_sources_have_names_and_small_groups_no_number() -> None:
    result = assess(KIT, engine_case())
    block = result[UNCERTAINTY]
    block["budget"] = [
        {"source": source, "uncertainty": 1.0, "share": share}
        for source, share in (("declared", 0.5), ("weights", 0.5), ("panel", 0))
    ]
    block["influence"]["respondents"]["n"] = None
    block["influence"]["raters"]["largest_change"] = None
    sure = certainty_of(result)
    assert [one.word for one in sure.sources] == ["申报的误差", "权重"]
    assert [one.n for one in sure.influence] == [None, 6, 47]
    assert certainty_of(official_part(result)) is None
