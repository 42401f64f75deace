"""The quota at confirmation: who holds the grade, who is over it, and what no machine decides."""

import pytest
from sqlalchemy import Engine

from fixtures.app import NOW
from fixtures.builders import Stage, confirm_run, keep_run, open_stage, put_scores
from surveyapp.db import reading, session, transaction
from surveyapp.errors import NotAllowed, WrongState
from surveyapp.models import ScoreRun
from surveyapp.operations.confirming import (
    FullTie,
    PlacesTaken,
    ResultsPending,
    approve,
    close_results,
    quota_standing,
)
from surveyapp.operations.score_runs import run_score


def _run(run_id: int) -> ScoreRun:
    return session.get_one(ScoreRun, run_id)


def _approve(stage: Stage, run_id: int) -> None:
    confirm_run(stage, run_id)
    with transaction():
        approve(_run(run_id), by=stage.actor("approver"), at=NOW)


def _runs(stage: Stage, *scores: tuple[str, str]) -> list[int]:
    return [keep_run(stage, at, a=a, b=b) for at, (a, b) in enumerate(scores)]


EIGHT_GOOD = [("82", "82")] * 8


def test_two_of_ten_hold_the_grade_and_the_others_fall_to_good(database: Engine) -> None:
    stage = open_stage(10)
    runs = _runs(stage, ("95", "95"), ("96", "92"), ("95", "93.5"), *EIGHT_GOOD[:7])
    for run_id in runs:
        _approve(stage, run_id)
    with reading():
        approvals = [_run(run_id).approval for run_id in runs]
        grades = [approval.grade for approval in approvals if approval]
        assert grades == ["excellent", "excellent", "good", *["good"] * 7]
        third = approvals[2]
        assert third is not None
        assert third.is_over_quota
        assert third.reasons[-1] == {"zh": "超出名额 -> 良好", "en": "over quota -> good"}


def test_the_tie_break_decides_equal_totals(sqlite_database: Engine) -> None:
    stage = open_stage(5)
    runs = _runs(stage, ("94", "96.5"), ("95", "95"), *EIGHT_GOOD[:3])
    with reading():
        first, second = (_run(run_id) for run_id in runs[:2])
        assert first.total_hundredths == second.total_hundredths == 9500
        standings = [quota_standing(run) for run in (first, second)]
    assert [one.is_over for one in standings if one] == [True, False]


def test_a_full_tie_over_the_line_is_not_decided_by_machine(sqlite_database: Engine) -> None:
    stage = open_stage(5)
    runs = _runs(stage, ("95", "95"), ("95", "95"), *EIGHT_GOOD[:3])
    for run_id in runs[:2]:
        with pytest.raises(FullTie) as caught:
            _approve(stage, run_id)
        assert "T-2026-001、T-2026-002" in str(caught.value)


def test_one_or_two_tasks_have_no_place(sqlite_database: Engine) -> None:
    stage = open_stage(2)
    runs = _runs(stage, ("95", "95"), ("82", "82"))
    _approve(stage, runs[0])
    with reading():
        approval = _run(runs[0]).approval
        assert approval is not None
        assert (approval.grade, approval.is_over_quota) == ("good", True)


def test_while_results_are_pending_only_what_holds_in_every_case_is_decided(
    sqlite_database: Engine,
) -> None:
    stage = open_stage(10)
    runs = _runs(stage, ("95", "95"), ("93", "93"), ("92", "92"), ("91", "91"), *EIGHT_GOOD[:5])
    with reading():
        standings = [quota_standing(_run(run_id)) for run_id in runs[:4]]
    found = [(type(one.undecided), one.is_over) for one in standings if one]
    # Nine of ten have a result: one place now, two at most. Whatever the tenth gets, the first
    # stays within and the third and fourth stay over; only the second depends on it.
    assert found == [
        (type(None), False),
        (ResultsPending, False),
        (type(None), True),
        (type(None), True),
    ]
    _approve(stage, runs[0])
    with pytest.raises(ResultsPending):
        _approve(stage, runs[1])


def test_closing_the_results_counts_only_tasks_that_have_one(sqlite_database: Engine) -> None:
    stage = open_stage(10)
    runs = _runs(stage, ("95", "95"), ("93", "93"), *EIGHT_GOOD[:7])
    with pytest.raises(NotAllowed), transaction():
        close_results(stage.round(), reason="一项不予认定", by=stage.actor("approver"), at=NOW)
    with transaction():
        close_results(stage.round(), reason="一项不予认定", by=stage.actor("lead"), at=NOW)
    _approve(stage, runs[1])
    with reading():
        approval = _run(runs[1]).approval
        assert approval is not None
        assert approval.is_over_quota
    with pytest.raises(WrongState), transaction():
        put_scores(stage.task(9), "99", "99")
        run_score(stage.task(9), by=stage.actor("officer"), at=NOW)


def test_a_place_given_by_approval_is_not_given_twice(sqlite_database: Engine) -> None:
    stage = open_stage(5)
    runs = _runs(stage, ("95", "95"), ("91", "91"), *EIGHT_GOOD[:3])
    _approve(stage, runs[0])
    better = keep_run(stage, 1, a="97", b="97")
    with pytest.raises(PlacesTaken):
        _approve(stage, better)
