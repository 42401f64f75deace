"""Score runs: the worked case through rows, the same bits again, and everything that stops one."""

import copy
from typing import Any

import pytest
from sqlalchemy import Engine, select, text

from fixtures.app import NOW, laying
from fixtures.builders import (
    Stage,
    answer_vetoes,
    keep_run,
    open_stage,
    put_figures,
    put_scores,
)
from fixtures.desk import default_model, worked_case
from fixtures.worked import close_surveys, open_worked_stage, put_survey
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.errors import NotAllowed, NotFound
from surveyapp.models import Event, Response, ScoreRun
from surveyapp.operations.recording import verify_chain
from surveyapp.operations.score_runs import (
    AnswersMissing,
    CollectionStillOpen,
    InputsNotUsable,
    RowsChanged,
    TooFewAnswers,
    freeze_inputs,
    is_stale,
    preview,
    recompute,
    run_score,
)


def _run(stage: Stage) -> ScoreRun:
    return run_score(stage.task(), by=stage.actor("officer"), at=NOW)


def test_the_worked_example_through_rows_gives_its_numbers_bit_for_bit_again(
    database: Engine,
) -> None:
    stage = open_worked_stage()
    case = worked_case()
    with transaction():
        run = _run(stage)
        assert run.result["total"] == case["total"] == "84.59"
        assert run.total_exact == case["total_exact"]
        assert (run.total_hundredths, run.grade) == (8459, "good")
        scores = {code: block["score"] for code, block in run.result["level3"].items()}
        assert scores == {code: block["score"] for code, block in case["level3"].items()}
        assert run.result["survey"]["QA"]["valid"] == 48
        assert run.result["interviews"]["kappa"] == case["interviews"]["kappa"]
        first = (run.inputs_hash, run.result_hash)
    with transaction():
        again = _run(stage)
        assert (again.seq, (again.inputs_hash, again.result_hash)) == (1, first)
    with reading():
        assert all(recompute(row) for row in session.execute(select(ScoreRun)).scalars())
        assert verify_chain() is None
        events = session.execute(select(Event).where(Event.action == "ScoreRunKept")).scalars()
        assert [event.after["result_hash"] for event in events if event.after] == [first[1]]


def test_the_frozen_inputs_do_not_depend_on_the_order_in_which_rows_came(
    database: Engine,
) -> None:
    survey = worked_case()["survey"]["QA"]
    backwards = {**survey, "responses": survey["responses"][::-1]}
    stage = open_stage(2, model=default_model(), type_code="SVC")
    with laying():
        put_survey(stage.task(0), "QA", survey, prefix="a")
        put_survey(stage.task(1), "QA", backwards, prefix="b")
    with reading():
        one, other = (freeze_inputs(stage.task(at))["survey"]["QA"] for at in (0, 1))
    for row in (*one["responses"], *other["responses"]):
        row["id"] = row["id"][1:]
    assert one == other


def _survey_stage(survey: dict[str, Any], *, is_closed: bool = False) -> Stage:
    """Open a stage of the default model in which only one questionnaire was put to people."""
    stage = open_stage(model=default_model(), type_code="SVC")
    with laying():
        put_survey(stage.task(), "QA", survey)
    if is_closed:
        close_surveys(stage)
    return stage


def test_open_link_sheets_are_counted_apart_and_never_scored(sqlite_database: Engine) -> None:
    stage = _survey_stage(worked_case()["survey"]["QA"])
    with transaction():
        row = session.execute(select(Response).order_by(Response.id).limit(1)).scalar_one()
        open_row = {
            column.name: getattr(row, column.name) for column in Response.__table__.columns
        } | {"id": "open-1", "channel": "open"}
        session.add(Response(**open_row))
        session.flush()
        survey = freeze_inputs(stage.task())["survey"]["QA"]
    assert survey["n_open_unscored"] == 1
    assert "open-1" not in {one["id"] for one in survey["responses"]}
    assert len(survey["responses"]) == 52


def test_dont_know_is_frozen_as_no_rating(sqlite_database: Engine) -> None:
    survey = copy.deepcopy(worked_case()["survey"]["QA"])
    survey["responses"][0]["answers"]["A01"] = "dont_know"
    survey["responses"][0]["answers"]["A16"] = "谢谢"
    stage = _survey_stage(survey)
    with reading():
        frozen = freeze_inputs(stage.task())["survey"]["QA"]["responses"][0]["answers"]
    assert "A01" not in frozen
    assert "A16" not in frozen
    assert frozen["A02"] == 3


def test_a_questionnaire_that_still_takes_answers_stops_the_run(sqlite_database: Engine) -> None:
    stage = _survey_stage(worked_case()["survey"]["QA"])
    with laying():
        put_survey(stage.task(), "QB", worked_case()["survey"]["QB"])
    with pytest.raises(CollectionStillOpen), transaction():
        _run(stage)


def test_a_needed_questionnaire_that_nobody_was_asked_stops_the_run(
    sqlite_database: Engine,
) -> None:
    stage = _survey_stage(worked_case()["survey"]["QA"], is_closed=True)
    with pytest.raises(AnswersMissing) as caught, transaction():
        _run(stage)
    assert caught.value.facts == {"codes": ("QB",)}


def test_too_few_valid_answers_stop_the_run_but_not_the_analysis(sqlite_database: Engine) -> None:
    survey = copy.deepcopy(worked_case()["survey"]["QA"])
    survey["responses"] = survey["responses"][:40]
    stage = _survey_stage(survey)
    with laying():
        put_survey(stage.task(), "QB", worked_case()["survey"]["QB"])
    close_surveys(stage)
    with pytest.raises(TooFewAnswers) as caught, transaction():
        _run(stage)
    assert caught.value.facts == {"shortages": ("QA 40/41",)}
    with reading():
        found = preview(stage.task())
    assert [(one.code, one.n_valid, one.n_needed) for one in found.shortages] == [("QA", 40, 41)]
    assert found.result is not None
    assert found.result["survey"]["QA"]["received"] == 40
    assert not found.can_run


def test_blocked_indicators_leave_a_run_without_a_total(database: Engine) -> None:
    stage = open_stage()
    with transaction():
        put_figures(stage.task(), {"A1-1": {"score": "85"}})
        answer_vetoes(stage.task(), "V1")
        run = _run(stage)
        assert (run.total_hundredths, run.grade) == (None, None)
        assert [entry["indicator"] for entry in run.result["blocked"]] == ["B1-1"]


def test_inputs_that_contradict_the_model_are_all_named(sqlite_database: Engine) -> None:
    stage = open_stage()
    with laying():
        put_figures(stage.task(), {"A1-1": {"score": "85", "points": "3"}})
    with reading():
        assert preview(stage.task()).result is None
    with pytest.raises(InputsNotUsable), transaction():
        _run(stage)


def test_only_an_officer_with_the_duty_runs_the_score(sqlite_database: Engine) -> None:
    stage = open_stage()
    for login, error in (("stranger", NotFound), ("reviewer", NotAllowed), ("issuer", NotFound)):
        with pytest.raises(error), transaction():
            run_score(stage.task(), by=stage.actor(login), at=NOW)
    with pytest.raises(NotFound), transaction():
        run_score(stage.task(), by=SYSTEM, at=NOW)


def test_a_changed_figure_makes_a_run_stale(sqlite_database: Engine) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    with reading():
        assert not is_stale(session.get_one(ScoreRun, run_id))
    with laying():
        put_scores(stage.task(), "86", "82")
        assert is_stale(session.get_one(ScoreRun, run_id))


def test_a_response_changed_behind_a_run_is_found(sqlite_database: Engine) -> None:
    stage = open_worked_stage()
    with transaction():
        run_id = _run(stage).id
    with transaction():
        session.execute(text("DROP TRIGGER keep_response_update"))
        session.execute(text("UPDATE response SET group_code = 'staff' WHERE id = 'QA-R001'"))
    with reading():
        run = session.get_one(ScoreRun, run_id)
        assert recompute(run)
        assert is_stale(run)


@pytest.mark.parametrize(
    "statement",
    [
        """UPDATE response SET answers = replace(answers, '"A01":4', '"A01":5')""",
        (
            "INSERT INTO response SELECT 'QA-new', collection_id, instrument_version_id, "
            "group_code, channel, language, answers, seconds, released_on, is_duplicate "
            "FROM response WHERE id = 'QA-R001'"
        ),
        "DELETE FROM response WHERE id = 'QA-R002'",
    ],
)
def test_rows_changed_after_the_questionnaire_closed_stop_the_run(
    sqlite_database: Engine, statement: str
) -> None:
    stage = open_worked_stage()
    with transaction():
        for act in ("update", "delete"):
            session.execute(text(f"DROP TRIGGER keep_response_{act}"))
        session.connection().exec_driver_sql(statement)
    with pytest.raises(RowsChanged) as caught, transaction():
        _run(stage)
    assert caught.value.facts == {"codes": ("QA",)}


def test_a_group_changed_after_the_release_stops_the_run(sqlite_database: Engine) -> None:
    stage = open_stage(model=default_model(), type_code="SVC")
    with laying():
        put_survey(stage.task(), "QA", worked_case()["survey"]["QA"], is_spooled=True)
        put_survey(stage.task(), "QB", worked_case()["survey"]["QB"], is_spooled=True)
    close_surveys(stage)
    with reading():
        found = preview(stage.task())
        assert found.changed == ()
        assert found.result is not None
        assert found.result["survey"]["QA"]["valid"] == 48
        assert found.result["survey"]["QA"]["not_applied"] == []
    with transaction():
        session.execute(text("DROP TRIGGER keep_response_update"))
        session.execute(text("UPDATE response SET group_code = 'staff'"))
    with reading():
        assert preview(stage.task()).changed == ("QA", "QB")


def test_a_run_whose_row_was_changed_does_not_recompute(sqlite_database: Engine) -> None:
    run_id = keep_run(open_stage())
    with transaction():
        session.execute(text("DROP TRIGGER keep_score_run_update"))
        session.execute(text("UPDATE score_run SET inputs = replace(inputs, '85', '95')"))
    with reading():
        assert not recompute(session.get_one(ScoreRun, run_id))
