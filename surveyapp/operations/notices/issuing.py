"""Issuing a notice: a trial on paper first, then number, row and job in one transaction."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select

from surveyapp.access import Actor, Role, require_other_person, require_role
from surveyapp.clock import local_date
from surveyapp.db import session
from surveyapp.errors import DomainError, marked
from surveyapp.models import Approval, Notice, NoticeCounter, Organisation, Task
from surveyapp.notice_facts import NoticeFacts, document_of
from surveyapp.notice_page import Language, render_notice
from surveyapp.operations.jobs import enqueue
from surveyapp.operations.notices.changing import add_change
from surveyapp.operations.notices.facts import Identity, facts_of_approval
from surveyapp.operations.recording import record
from surveyapp.operations.rounds import get_task
from surveyapp.operations.score_runs import newest_run, require_no_open_appeal, require_sound
from surveyapp.seal import hash_of, new_code

LANGUAGES: tuple[Language, ...] = ("zh", "en")
DUMMY_CODE = "X" * 20
Render = Callable[[NoticeFacts, Language], bytes]


class NothingToIssue(DomainError):
    """The task's newest score run has not been approved."""

    sentence = marked("还不能发文：任务“%(task)s”最近一次计分没有经过批准。")


class AlreadyIssued(DomainError):
    """The approved result already has a notice that stands."""

    sentence = marked("这份结果已经发文：%(number)s。")


def print_notice(facts: NoticeFacts, lang: Language) -> bytes:
    """Return the bytes of a notice's PDF in one language; raises NoticeNotRendered."""
    return render_notice(facts, lang=lang)


@dataclass(frozen=True)
class Press:
    """Where a notice can be verified, and what turns facts into bytes."""

    base_url: str
    render: Render = print_notice


def preview_notice(
    task: Task, *, by: Actor, at: datetime, press: Press, lang: Language = "zh"
) -> bytes:
    """Return the notice as it would look now: dummy number, marked as without effect.

    Raises NothingToIssue, NotAsSealed and NoticeNotRendered.
    """
    approval = require_issuable(task, by=by)
    facts = facts_of_approval(approval, _identity(approval, at=at, press=press))
    return press.render(replace(facts, is_demo=True), lang)


def issue_notice(task: Task, *, by: Actor, at: datetime, press: Press) -> Notice:
    """Give a confirmed result its number and notice; the files follow as a job.

    A trial with a dummy number must pass in both languages before a number is taken. A notice of
    the task that still stood is superseded by this one.

    Raises NothingToIssue, NotAsSealed, AlreadyIssued, AppealUndecided, DutiesNotSeparated and
    NoticeNotRendered.
    """
    organisation = session.execute(
        select(Organisation)
        .where(Organisation.id == task.round.organisation_id)
        .with_for_update(of=Organisation)
    ).scalar_one()
    approval = require_issuable(task, by=by)
    require_no_open_appeal(task)
    trial = facts_of_approval(approval, _identity(approval, at=at, press=press))
    for lang in LANGUAGES:
        press.render(trial, lang)
    number = _take_number(organisation, year=trial.year)
    identity = _identity(approval, at=at, press=press, number=number, code=new_code())
    facts = facts_of_approval(approval, identity)
    notice = Notice(
        organisation_id=organisation.id,
        year=identity.year,
        number=identity.number,
        code=identity.code,
        task_id=task.id,
        score_run_id=approval.score_run_id,
        approval_id=approval.id,
        facts=document_of(facts),
        issued_by=by.person_id,
        issued_on=identity.issued_on,
        issued_at=at,
    )
    session.add(notice)
    session.flush()
    enqueue("render_notice", f"render_notice:{notice.id}", {"notice_id": notice.id}, at=at)
    after = {
        "number": facts.number_zh,
        "score_run": approval.score_run_id,
        "result_hash": facts.result_hash,
        "facts_hash": hash_of(notice.facts),
    }
    record("NoticeIssued", ("notice", notice.id), by=by, at=at, after=after)
    _supersede_earlier(notice, by=by, at=at)
    return notice


def require_issuable(task: Task, *, by: Actor) -> Approval:
    """Return the approval that this person may turn into a notice now."""
    require_role(by, Role.OFF)
    get_task(task.id, by=by, kinds=("issuer",))
    run = newest_run(task)
    if run is None or run.approval is None or run.approval.decision != "approved":
        raise NothingToIssue(task=task.no)
    require_sound(run)
    require_other_person(
        by,
        {run.run_by, run.approval.approved_by, *(r.reviewed_by for r in run.reviews)},
        first=marked("计分、复核或批准"),
        second=marked("发文"),
    )
    for notice in notices_of(task):
        if notice.approval_id == run.approval.id and notice.is_standing:
            raise AlreadyIssued(number=notice.facts["number_zh"])
    return run.approval


def notices_of(task: Task) -> list[Notice]:
    """Return a task's notices, oldest first."""
    query = select(Notice).where(Notice.task_id == task.id).order_by(Notice.id)
    return list(session.execute(query).scalars())


def _identity(
    approval: Approval, *, at: datetime, press: Press, number: int = 0, code: str = DUMMY_CODE
) -> Identity:
    issued_on = local_date(at, approval.score_run.task.round.organisation.time_zone)
    return Identity(
        year=issued_on.year,
        number=number,
        code=code,
        verify_url=f"{press.base_url}/verify/{code}",
        issued_on=issued_on,
    )


def _take_number(organisation: Organisation, *, year: int) -> int:
    """Take the year's next number; the organisation's row is locked, so no two take the same."""
    counter = session.get(NoticeCounter, (organisation.id, year), with_for_update=True)
    if counter is None:
        counter = NoticeCounter(organisation_id=organisation.id, year=year, last_number=0)
        session.add(counter)
    counter.last_number += 1
    session.flush()
    return counter.last_number


def _supersede_earlier(notice: Notice, *, by: Actor, at: datetime) -> None:
    for earlier in notices_of(notice.task):
        if earlier.id != notice.id and earlier.is_standing:
            add_change(
                earlier,
                "superseded",
                reason=f"由{notice.facts['number_zh']}代替",
                by=by,
                at=at,
                successor=notice,
            )
