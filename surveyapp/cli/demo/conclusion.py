"""From the inputs to a conclusion: run, review, approval, notice; or why it ends before."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from surveyapp.cli.demo.clockwork import Tick
from surveyapp.cli.demo.ground import Ground
from surveyapp.db import reading, session, transaction
from surveyapp.errors import DomainError
from surveyapp.models import Notice, Person, Task
from surveyapp.operations.confirming import approve
from surveyapp.operations.notices import FileNotMade, Press, fetch_file, issue_notice
from surveyapp.operations.reviewing import CONFIRMED, review_run
from surveyapp.operations.score_runs import preview, run_score
from surveyapp.worker import run_pending


@dataclass(frozen=True)
class Conclusion:
    """What came out: the result, kept or only computed; what stopped it, if anything did."""

    task_id: int
    result: Mapping[str, Any] | None
    grade: str | None
    stopped: DomainError | None


@dataclass(frozen=True)
class IssuedNotice:
    """A notice with the files that were written beside the database."""

    number: str
    code: str
    pdf: Path
    pdf_en: Path


def conclude(task: Task, ground: Ground, *, tick: Tick) -> Conclusion:
    """Run the score, have it reviewed and approved; what stops an act is part of the answer."""
    crew = ground.crew
    try:
        run = run_score(task, by=crew.actor("officer"), at=tick())
    except DomainError as error:
        return Conclusion(task.id, preview(task).result, None, error)
    try:
        review_run(
            run, CONFIRMED, note="(演示)重算一致", by=crew.actor("reviewer"), at=tick(hours=3)
        )
        approval = approve(run, by=crew.actor("approver"), at=tick(hours=3), note="(演示)同意")
    except DomainError as error:
        return Conclusion(task.id, run.result, None, error)
    return Conclusion(task.id, run.result, approval.grade, None)


def issue(task_id: int, issuer_id: int, *, press: Press, tick: Tick) -> int:
    """Issue a task's notice in a transaction of its own; its files follow. Raises DomainError."""
    with transaction():
        issuer = session.get_one(Person, issuer_id).as_actor()
        task = session.get_one(Task, task_id)
        return issue_notice(task, by=issuer, at=tick(), press=press).id


def print_issued(notice_id: int, folder: Path, *, tick: Tick) -> IssuedNotice:
    """Do the work that is due and lay a notice's files into a folder; raises FileNotMade."""
    run_pending(at=tick())
    return lay_out_files(notice_id, folder)


def lay_out_files(notice_id: int, folder: Path) -> IssuedNotice:
    """Copy the issued bytes of a notice into a folder under readable names."""
    with reading():
        notice = session.get_one(Notice, notice_id)
        if not notice.files:
            raise FileNotMade
        facts = notice.facts
        paths = {}
        for language in ("zh", "en"):
            paths[language] = folder / f"{facts['number_en']}-{language}.pdf"
            paths[language].write_bytes(fetch_file(notice, language))
        return IssuedNotice(facts["number_zh"], notice.code, paths["zh"], paths["en"])
