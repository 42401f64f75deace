"""Issuing a confirmed result's notice and laying its files beside the database."""

from dataclasses import dataclass
from pathlib import Path

from surveyapp.cli.demo.clockwork import Tick
from surveyapp.db import reading, session, transaction
from surveyapp.models import Notice, Person, Task
from surveyapp.operations.notices import FileNotMade, Press, fetch_file, issue_notice
from surveyapp.worker import run_pending


@dataclass(frozen=True)
class IssuedNotice:
    """A notice with the files that were written beside the database."""

    number: str
    code: str
    pdf: Path
    pdf_en: Path


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
