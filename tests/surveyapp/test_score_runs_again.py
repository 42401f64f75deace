"""Scoring again: what is unchanged is the run there is, everything else a new one."""

from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, text

from fixtures.app import NOW, laying
from fixtures.builders import Stage, keep_approval, keep_run, open_stage, put_scores
from surveyapp.db import reading, session, transaction
from surveyapp.errors import WrongState
from surveyapp.models import Event, ScoreRun
from surveyapp.operations.confirming import refuse
from surveyapp.operations.reviewing import review_run
from surveyapp.operations.score_runs import run_score


def _run(stage: Stage) -> ScoreRun:
    return run_score(stage.task(), by=stage.actor("officer"), at=NOW)


def test_an_approved_result_is_not_run_again_from_the_same_inputs(database: Engine) -> None:
    stage = open_stage()
    keep_approval(stage)
    with transaction():
        assert _run(stage).seq == 1
    with transaction():
        put_scores(stage.task(), "86", "82")
        assert _run(stage).seq == 2


def test_the_same_score_asked_for_six_times_at_once_is_one_run(database: Engine) -> None:
    stage = open_stage()
    with laying():
        put_scores(stage.task(), "85", "82")
    together, given = Barrier(6), []

    def ask() -> None:
        together.wait()
        with transaction():
            given.append(_run(stage).id)

    threads = [Thread(target=ask) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(given) == 6
    assert len(set(given)) == 1
    with reading():
        assert session.query(ScoreRun).count() == 1
        assert session.query(Event).filter_by(action="ScoreRunKept").count() == 1


def test_other_code_makes_a_run_of_its_own(
    sqlite_database: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = open_stage()
    keep_run(stage)
    monkeypatch.setattr(
        "surveyapp.operations.score_runs.running.current_code_version", lambda: "other"
    )
    with transaction():
        assert _run(stage).seq == 2


def test_an_objection_settled_by_words_alone_can_be_reviewed_in_a_new_run(
    sqlite_database: Engine,
) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    with transaction():
        run, by = session.get_one(ScoreRun, run_id), stage.actor("reviewer")
        review_run(run, "objected", note="口径不明", by=by, at=NOW)
    for _ in range(2):
        with transaction():
            assert _run(stage).seq == 2


def test_what_the_approver_refused_is_not_run_again_from_the_same_inputs(
    sqlite_database: Engine,
) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    with transaction():
        refuse(session.get_one(ScoreRun, run_id), by=stage.actor("approver"), at=NOW, note="请核对")
    with pytest.raises(WrongState, match="没有获得批准"), transaction():
        _run(stage)


def test_a_run_changed_behind_the_log_is_run_anew(sqlite_database: Engine) -> None:
    stage = open_stage()
    keep_run(stage)
    with transaction():
        session.execute(text("DROP TRIGGER keep_score_run_update"))
        session.execute(text("UPDATE score_run SET total_hundredths = 9559"))
    with transaction():
        assert _run(stage).seq == 2
