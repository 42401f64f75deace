"""Issuing: a trial first, numbers without gap or double, one notice for one approval."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime
from threading import Thread

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.exc import DBAPIError

from fixtures.app import NOW, laying
from fixtures.builders import (
    BASE_URL,
    QUICK_PRESS,
    Stage,
    get_notice_row,
    keep_approval,
    keep_notice,
    open_stage,
    quick_paper,
)
from fixtures.notices import broken, issue_one, last_number, taken_numbers
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.errors import DutiesNotSeparated
from surveyapp.models import (
    CalendarDay,
    Event,
    Job,
    Notice,
    Person,
)
from surveyapp.notice_facts import NoticeFacts, facts_of
from surveyapp.operations.notices import (
    Press,
    issue_notice,
)
from surveyapp.operations.recording import verify_chain
from surveyapp.operations.rounds import give_duty
from surveyapp.pdf import NoticeNotRendered
from surveyapp.seal import CODE_ALPHABET


def test_a_notice_copies_run_and_approval(database: Engine) -> None:
    stage = open_stage()
    notice_id = keep_notice(stage)
    with reading():
        notice = get_notice_row(notice_id)
        facts = facts_of(notice.facts)
        run = notice.score_run
        assert facts.number_zh == "成效认〔2026〕1号"
        assert facts.number_en == "CXR-2026-00001"
        assert (facts.total, facts.grade.zh, facts.grade.en) == ("83.80", "良好", "Good")
        assert [(one.code, one.weight, one.score) for one in facts.dimensions] == [
            ("A", "60%", "85.00"),
            ("B", "40%", "82.00"),
        ]
        assert facts.result_hash == run.result_hash
        assert facts.grade_reasons[0].zh == (
            "总分83.80分，在良好等次的分数段内（80分及以上、不足90分）"
        )
        assert facts.grade_reasons[0].en == (
            "the total of 83.80 lies in the band of grade Good (80 to below 90)"
        )
        assert facts.grade_bands.zh == (
            "90分及以上为优秀，80分及以上、不足90分为良好，60分及以上、不足80分为合格，不足60分为不合格"
        )
        assert [(cut.least, cut.grade.zh) for cut in facts.cut_points] == [
            ("60", "合格"),
            ("80", "良好"),
            ("90", "优秀"),
        ]
        assert facts.period.zh == "2026年1月1日至2026年12月31日"
        assert facts.verify_url == f"{BASE_URL}/verify/{notice.code}"
        assert len(notice.code) == 20
        assert set(notice.code) <= set(CODE_ALPHABET)
        assert notice.state == "in_force"
        event = session.execute(select(Event).where(Event.action == "NoticeIssued")).scalar_one()
        assert notice.code not in json.dumps(event.after)
        assert verify_chain() is None


def test_the_last_day_of_appeal_is_counted_in_the_organisations_working_days(
    sqlite_database: Engine,
) -> None:
    stage = open_stage()
    with laying():
        organisation_id = stage.round().organisation_id
        for day, kind in ((date(2026, 11, 27), "off"), (date(2026, 11, 28), "on")):
            session.add(CalendarDay(organisation_id=organisation_id, day_on=day, kind=kind))
    notice_id = keep_notice(stage)
    with reading():
        # Issued on Friday 20 November 2026; a free Friday is made up for on a Saturday.
        last_day = facts_of(get_notice_row(notice_id).facts).appeal_last_day
    assert last_day == date(2026, 12, 4)


def test_the_year_of_a_number_is_the_organisations_own(sqlite_database: Engine) -> None:
    stage = open_stage(2)
    for at in (0, 1):
        keep_approval(stage, at)
    new_year_in_china = datetime(2026, 12, 31, 16, 0, tzinfo=UTC)
    with transaction():
        by = stage.actor("issuer")
        old = issue_notice(stage.task(0), by=by, at=NOW, press=QUICK_PRESS)
        new = issue_notice(stage.task(1), by=by, at=new_year_in_china, press=QUICK_PRESS)
        assert [(one.year, one.number) for one in (old, new)] == [(2026, 1), (2027, 1)]


def _sometimes(facts: NoticeFacts, lang: str) -> bytes:
    if facts.task_no.endswith(("3", "7")):
        raise NoticeNotRendered(reason="试印不通过")
    return quick_paper(facts, lang)


def _issue_every_eighth(stage: Stage, first: int) -> None:
    for at in range(first, 24, 8):
        with suppress(NoticeNotRendered):
            issue_one(stage, at, press=Press(BASE_URL, _sometimes))


def test_eight_threads_take_numbers_without_gap_or_double(database: Engine) -> None:
    stage = open_stage(24)
    for at in range(24):
        keep_approval(stage, at)
    threads = [Thread(target=_issue_every_eighth, args=(stage, first)) for first in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert taken_numbers() == list(range(1, 20))
    assert last_number() == 19
    with reading():
        assert session.query(Job).count() == 19
        assert session.execute(select(func.count(Notice.code.distinct()))).scalar_one() == 19
        assert verify_chain() is None


@pytest.mark.parametrize("bad_language", ["zh", "en"])
def test_a_failing_trial_consumes_no_number(database: Engine, bad_language: str) -> None:
    stage = open_stage(2)
    keep_approval(stage, 0)

    def half_broken(facts: NoticeFacts, lang: str) -> bytes:
        return broken(facts, lang) if lang == bad_language else b"%PDF"

    with pytest.raises(NoticeNotRendered):
        issue_one(stage, press=Press(BASE_URL, half_broken))
    assert (taken_numbers(), last_number()) == ([], 0)
    keep_notice(stage, 1)
    assert taken_numbers() == [1]


def test_an_act_that_fails_after_the_number_gives_it_back(database: Engine) -> None:
    stage = open_stage(2)
    keep_approval(stage, 0)
    with pytest.raises(RuntimeError), transaction():
        issue_notice(stage.task(), by=stage.actor("issuer"), at=NOW, press=QUICK_PRESS)
        raise RuntimeError
    assert last_number() == 0
    keep_notice(stage, 1)
    assert taken_numbers() == [1]


def test_who_ran_reviewed_or_approved_does_not_issue(database: Engine) -> None:
    stage = open_stage()
    with transaction():
        officer = session.get_one(Person, stage.person_ids["officer"])
        give_duty(stage.task(), officer, kind="issuer", by=SYSTEM, at=NOW)
    run_id = keep_approval(stage)
    with pytest.raises(DutiesNotSeparated), transaction():
        issue_notice(stage.task(), by=stage.actor("officer"), at=NOW, press=QUICK_PRESS)
    for login in ("officer", "approver"):
        with pytest.raises(DBAPIError, match="earlier step"), transaction():
            session.add(_forged_notice(stage, run_id, login))


def _forged_notice(stage: Stage, run_id: int, login: str) -> Notice:
    return Notice(
        organisation_id=stage.round().organisation_id,
        year=2026,
        number=77,
        code="F" * 20,
        task_id=stage.task_ids[0],
        score_run_id=run_id,
        approval_id=1,
        facts={},
        issued_by=stage.person_ids[login],
        issued_on=date(2026, 11, 20),
        issued_at=NOW,
    )
