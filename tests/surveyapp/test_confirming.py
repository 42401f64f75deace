"""Confirming: who may approve, what must hold first, and the quota of a round and type."""

from threading import Thread

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError

from fixtures.app import NOW, laying
from fixtures.builders import (
    Stage,
    answer_vetoes,
    confirm_run,
    keep_run,
    open_stage,
    put_scores,
)
from fixtures.desk import worked_case
from fixtures.worked import open_worked_stage
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.errors import DomainError, DutiesNotSeparated, NotAllowed, NotFound, WrongState
from surveyapp.models import Approval, Event, Person, ScoreRun
from surveyapp.operations.confirming import (
    InputsChanged,
    NotComputable,
    NotReviewed,
    RecomputationDiffers,
    ReviewerObjected,
    VetoQuestionsOpen,
    approve,
    refuse,
)
from surveyapp.operations.recording import NotAsSealed, record
from surveyapp.operations.reviewing import (
    has_opened_rows,
    open_rows,
    response_rows,
    review_run,
)
from surveyapp.operations.rounds import give_duty
from surveyapp.operations.score_runs import run_score


def _run(run_id: int) -> ScoreRun:
    return session.get_one(ScoreRun, run_id)


def _approve(stage: Stage, run_id: int, *, by: str = "approver") -> None:
    with transaction():
        approve(_run(run_id), by=stage.actor(by), at=NOW)


def _review(stage: Stage, run_id: int, verdict: str, *, by: str = "reviewer") -> None:
    with transaction():
        review_run(_run(run_id), verdict, note="见附件", by=stage.actor(by), at=NOW)


def test_an_approval_keeps_grade_and_reasons_of_the_run(database: Engine) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    confirm_run(stage, run_id)
    _approve(stage, run_id)
    with reading():
        approval = _run(run_id).approval
        assert approval is not None
        assert (approval.decision, approval.grade) == ("approved", "good")
        assert approval.reasons == [{"zh": "总分 83.80 -> 良好", "en": "band of 83.80 -> good"}]
        event = session.execute(
            select(Event).where(Event.action == "ScoreRunApproved")
        ).scalar_one()
        assert event.person_name == "approver先生"


def test_a_run_is_decided_once_even_by_two_at_the_same_instant(database: Engine) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    confirm_run(stage, run_id)
    stopped: list[type[Exception]] = []

    def decide() -> None:
        try:
            _approve(stage, run_id)
        except (DomainError, IntegrityError) as error:
            stopped.append(type(error))

    threads = [Thread(target=decide) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(stopped) == 5
    with reading():
        assert session.query(Approval).count() == 1


@pytest.mark.parametrize("duty", ["officer", "interviewer", "coder", "expert", "source"])
def test_nobody_approves_what_they_gathered_or_scored(sqlite_database: Engine, duty: str) -> None:
    stage = open_stage()
    with transaction():
        approver = session.get_one(Person, stage.person_ids["approver"])
        give_duty(stage.task(), approver, kind=duty, by=SYSTEM, at=NOW)
    run_id = keep_run(stage)
    with pytest.raises(DutiesNotSeparated):
        _approve(stage, run_id)


def test_who_ran_or_reviewed_cannot_approve_and_the_database_refuses_it_too(
    database: Engine,
) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    _review(stage, run_id, "confirmed")
    for login in ("officer", "reviewer"):
        with pytest.raises(NotAllowed):
            _approve(stage, run_id, by=login)
        with pytest.raises(DBAPIError, match="earlier step"), transaction():
            session.add(
                Approval(
                    score_run_id=run_id,
                    decision="approved",
                    grade="good",
                    approved_by=stage.person_ids[login],
                    approved_at=NOW,
                )
            )


def test_only_an_approver_of_this_task_decides(sqlite_database: Engine) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    for login in ("lead", "supervisor", "stranger", "issuer"):
        with pytest.raises(NotAllowed):
            _approve(stage, run_id, by=login)
    with pytest.raises(NotFound), transaction():
        approve(_run(run_id), by=SYSTEM, at=NOW)


def test_only_the_newest_run_is_decided(sqlite_database: Engine) -> None:
    stage = open_stage()
    first = keep_run(stage)
    second = keep_run(stage, a="86")
    confirm_run(stage, second)
    with pytest.raises(WrongState):
        _approve(stage, first)
    _approve(stage, second)
    with pytest.raises(WrongState):
        _approve(stage, second)


def test_a_refusal_needs_a_reason_and_leaves_no_grade(sqlite_database: Engine) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    with pytest.raises(WrongState), transaction():
        refuse(_run(run_id), by=stage.actor("approver"), at=NOW, note=" ")
    with transaction():
        row = refuse(_run(run_id), by=stage.actor("approver"), at=NOW, note="证据不全")
        assert (row.decision, row.grade, row.note) == ("refused", None, "证据不全")


def test_open_veto_questions_stop_the_approval(sqlite_database: Engine) -> None:
    stage = open_stage()
    with transaction():
        put_scores(stage.task(), "85", "82")
        run_id = run_score(stage.task(), by=stage.actor("officer"), at=NOW).id
    with pytest.raises(VetoQuestionsOpen) as caught:
        _approve(stage, run_id)
    assert caught.value.facts == {"codes": ("V1",)}


def test_a_run_without_a_total_is_not_approved_unless_a_veto_stands(
    sqlite_database: Engine,
) -> None:
    stage = open_stage(2)
    with transaction():
        answer_vetoes(stage.task(0), "V1")
        answer_vetoes(stage.task(1), "V1", is_yes=True)
        runs = [run_score(stage.task(at), by=stage.actor("officer"), at=NOW).id for at in (0, 1)]
    with pytest.raises(NotComputable):
        _approve(stage, runs[0])
    confirm_run(stage, runs[1])
    _approve(stage, runs[1])
    with reading():
        approval = _run(runs[1]).approval
        assert approval is not None
        assert approval.grade == "fail"
        assert _run(runs[1]).total_hundredths is None


def test_rows_changed_after_the_run_stop_the_approval(sqlite_database: Engine) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    with laying():
        put_scores(stage.task(), "99", "99")
    with pytest.raises(InputsChanged):
        _approve(stage, run_id)


def test_a_changed_run_is_not_approved(sqlite_database: Engine) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    with transaction():
        session.execute(text("DROP TRIGGER keep_score_run_update"))
        session.execute(text("UPDATE score_run SET result = replace(result, '83.80', '93.80')"))
    with pytest.raises(NotAsSealed):
        _approve(stage, run_id)


def test_a_run_that_does_not_compute_again_is_not_approved_though_its_seal_holds(
    sqlite_database: Engine,
) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    with transaction():
        session.execute(text("DROP TRIGGER keep_score_run_update"))
        _run(run_id).result = {**_run(run_id).result, "total": "93.80"}
        record("Forged", ("score_run", run_id), by=SYSTEM, at=NOW)
    with pytest.raises(RecomputationDiffers):
        _approve(stage, run_id)


def test_a_run_is_approved_only_when_a_reviewer_confirmed_that_very_run(
    sqlite_database: Engine,
) -> None:
    stage = open_stage()
    first = keep_run(stage)
    with pytest.raises(NotReviewed):
        _approve(stage, first)
    confirm_run(stage, first)
    second = keep_run(stage, a="86")
    with pytest.raises(NotReviewed):
        _approve(stage, second)
    confirm_run(stage, second)
    _approve(stage, second)


def test_a_review_put_in_by_hand_does_not_count(sqlite_database: Engine) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    with transaction():
        session.execute(
            text(
                "INSERT INTO review (score_run_id, is_equal, verdict, reviewed_by, reviewed_at)"
                " VALUES (:run, 1, 'confirmed', :who, '2026-11-20 00:00:00')"
            ),
            {"run": run_id, "who": stage.person_ids["reviewer"]},
        )
    with pytest.raises(NotAsSealed):
        _approve(stage, run_id)


def test_a_reviewers_objection_stops_the_approval(sqlite_database: Engine) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    _review(stage, run_id, "confirmed")
    _review(stage, run_id, "objected", by="other_reviewer")
    with pytest.raises(ReviewerObjected):
        _approve(stage, run_id)


def test_an_objection_needs_a_reason_and_a_run_is_reviewed_once_by_each(
    sqlite_database: Engine,
) -> None:
    stage = open_stage()
    run_id = keep_run(stage)
    with pytest.raises(WrongState), transaction():
        review_run(_run(run_id), "objected", note="", by=stage.actor("reviewer"), at=NOW)
    _review(stage, run_id, "confirmed")
    with pytest.raises(WrongState):
        _review(stage, run_id, "confirmed")


def test_the_reviewer_reads_rows_only_on_record(sqlite_database: Engine) -> None:
    stage = open_worked_stage()
    with transaction():
        run_id = run_score(stage.task(), by=stage.actor("officer"), at=NOW).id
    with reading(), pytest.raises(NotFound):
        response_rows(_run(run_id), "QA", by=stage.actor("reviewer"))
    with transaction():
        open_rows(_run(run_id), "QA", by=stage.actor("reviewer"), at=NOW)
    with reading():
        run, reviewer = _run(run_id), stage.actor("reviewer")
        assert has_opened_rows(run, "QA", by=reviewer)
        assert not has_opened_rows(run, "QB", by=reviewer)
        rows = response_rows(run, "QA", by=reviewer)
        assert len(rows) == worked_case()["survey"]["QA"]["received"]
        assert sum(row.is_valid for row in rows) == 48
        assert all(len(row.id_start) == 6 for row in rows)
        with pytest.raises(NotFound):
            response_rows(run, "QA", by=stage.actor("other_reviewer"))
    with pytest.raises(NotAllowed), transaction():
        open_rows(_run(run_id), "QA", by=stage.actor("officer"), at=NOW)
