"""Notices after their number: files made once and kept, and what becomes of each notice."""

import io
from collections.abc import Callable

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine, delete, update
from sqlalchemy.exc import DBAPIError

from fixtures.app import NOW, laying
from fixtures.builders import (
    BASE_URL,
    QUICK_PRESS,
    answer_vetoes,
    get_notice_row,
    keep_approval,
    keep_notice,
    keep_run,
    open_stage,
    put_figures,
    quick_paper,
)
from fixtures.notices import broken, issue_one, last_number, taken_numbers
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.errors import NotAllowed, NotFound, WrongState
from surveyapp.models import (
    Base,
    NoticeChange,
    NoticeFile,
)
from surveyapp.notice_facts import NoticeFacts, facts_of
from surveyapp.operations.confirming import approve
from surveyapp.operations.notices import (
    AlreadyIssued,
    FileNotMade,
    NothingToIssue,
    Press,
    RenderingDiffers,
    fetch_file,
    find_issuable,
    issue_notice,
    prepare_files,
    preview_notice,
    void_notice,
)
from surveyapp.operations.reviewing import review_run
from surveyapp.operations.score_runs import run_score
from surveyapp.pdf import NoticeNotRendered, is_pdf_available


def test_a_later_failure_keeps_the_number_and_the_files_come_afterwards(
    database: Engine,
) -> None:
    stage = open_stage()
    notice_id = keep_notice(stage)
    with pytest.raises(NoticeNotRendered):
        prepare_files({"notice_id": notice_id}, render=broken)
    with reading(), pytest.raises(FileNotMade):
        fetch_file(get_notice_row(notice_id), "zh")
    assert taken_numbers() == [1]
    _write_files(notice_id)
    with reading():
        notice = get_notice_row(notice_id)
        assert fetch_file(notice, "zh") == quick_paper(facts_of(notice.facts), "zh")
        assert {file.language for file in notice.files} == {"zh", "en"}


def _write_files(notice_id: int, render: Callable[[NoticeFacts, str], bytes] = quick_paper) -> None:
    effect = prepare_files({"notice_id": notice_id}, render=render)
    with transaction():
        effect(NOW)


def test_a_second_rendering_must_be_identical(sqlite_database: Engine) -> None:
    notice_id = keep_notice(open_stage())
    _write_files(notice_id)
    _write_files(notice_id)
    with pytest.raises(RenderingDiffers):
        _write_files(notice_id, lambda facts, lang: b"%PDF other")
    with reading():
        assert session.query(NoticeFile).count() == 2


def test_only_the_tasks_issuer_issues(sqlite_database: Engine) -> None:
    stage = open_stage()
    keep_approval(stage)
    for login, error in (("approver", NotAllowed), ("stranger", NotFound), ("officer", NotFound)):
        with pytest.raises(error), transaction():
            issue_notice(stage.task(), by=stage.actor(login), at=NOW, press=QUICK_PRESS)
    with pytest.raises(NotFound), transaction():
        issue_notice(stage.task(), by=SYSTEM, at=NOW, press=QUICK_PRESS)


def test_nothing_is_issued_without_an_approval_of_the_newest_run(sqlite_database: Engine) -> None:
    stage = open_stage()
    with pytest.raises(NothingToIssue):
        issue_one(stage)
    keep_run(stage)
    with pytest.raises(NothingToIssue):
        issue_one(stage)
    keep_approval(stage, a="86")
    keep_run(stage, a="87")
    with pytest.raises(NothingToIssue):
        issue_one(stage)


def test_one_approval_has_one_standing_notice(sqlite_database: Engine) -> None:
    stage = open_stage()
    notice_id = keep_notice(stage)
    with reading():
        assert not find_issuable(stage.actor("issuer"))[0].is_ready
    with pytest.raises(AlreadyIssued):
        issue_one(stage)
    with transaction():
        void_notice(get_notice_row(notice_id), reason="印错", by=stage.actor("issuer"), at=NOW)
    with reading():
        assert find_issuable(stage.actor("issuer"))[0].is_ready
    issue_one(stage)
    assert taken_numbers() == [1, 2]


def test_a_new_result_supersedes_the_earlier_notice(database: Engine) -> None:
    stage = open_stage()
    first = keep_notice(stage)
    second = keep_notice(stage, a="91")
    with reading():
        earlier, later = get_notice_row(first), get_notice_row(second)
        assert (earlier.state, later.state) == ("superseded", "in_force")
        assert earlier.successor is not None
        assert earlier.successor.id == later.id


def test_a_void_notice_keeps_its_number_and_is_voided_once(sqlite_database: Engine) -> None:
    stage = open_stage(2)
    first = keep_notice(stage, 0)
    for error in (None, WrongState):
        if error is None:
            with transaction():
                void_notice(get_notice_row(first), reason="误发", by=stage.actor("issuer"), at=NOW)
        else:
            with pytest.raises(error), transaction():
                void_notice(get_notice_row(first), reason="误发", by=stage.actor("issuer"), at=NOW)
    keep_notice(stage, 1)
    assert taken_numbers() == [1, 2]


def test_a_notice_that_was_replaced_is_not_made_void(sqlite_database: Engine) -> None:
    stage = open_stage()
    first = keep_notice(stage)
    keep_notice(stage, a="91")
    with pytest.raises(WrongState, match="已被代替"), transaction():
        void_notice(get_notice_row(first), reason="误发", by=stage.actor("issuer"), at=NOW)
    with reading():
        assert get_notice_row(first).state == "superseded"


def test_a_preview_takes_nothing_and_says_that_it_has_no_effect(sqlite_database: Engine) -> None:
    stage = open_stage()
    keep_approval(stage)
    seen: list[NoticeFacts] = []

    def note(facts: NoticeFacts, lang: str) -> bytes:
        seen.append(facts)
        return b"%PDF"

    with reading():
        by = stage.actor("issuer")
        preview_notice(stage.task(), by=by, at=NOW, press=Press(BASE_URL, note), lang="en")
    assert (seen[0].sequence, seen[0].is_demo) == (0, True)
    assert last_number() == 0


def test_issued_rows_are_never_changed_even_by_sql(database: Engine) -> None:
    notice_id = keep_notice(open_stage())
    _write_files(notice_id)
    with laying():
        stage_notice = get_notice_row(notice_id)
        session.add(
            NoticeChange(notice_id=stage_notice.id, kind="voided", reason="x", changed_at=NOW)
        )
    for table in ("notice", "notice_file", "notice_change", "score_run", "approval"):
        rows = Base.metadata.tables[table]
        for statement in (delete(rows), update(rows).values(id=rows.c.id + 1)):
            with pytest.raises(DBAPIError), transaction():
                session.execute(statement)


@pytest.mark.skipif(not is_pdf_available(), reason="no Pango on this machine")
def test_a_veto_without_a_total_can_be_put_on_paper(sqlite_database: Engine) -> None:
    stage = open_stage()
    with transaction():
        put_figures(stage.task(), {"A1-1": {"score": "85"}})
        answer_vetoes(stage.task(), "V1", is_yes=True)
        run = run_score(stage.task(), by=stage.actor("officer"), at=NOW)
        review_run(run, "confirmed", note=None, by=stage.actor("reviewer"), at=NOW)
        approve(run, by=stage.actor("approver"), at=NOW)
    with reading():
        by, press = stage.actor("issuer"), Press(BASE_URL)
        content = preview_notice(stage.task(), by=by, at=NOW, press=press)
    text = "".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    assert "不合格" in text
    assert "None" not in text
    assert "存在否决事项V1（弄虚作假），评为不合格" in "".join(text.split())
