"""Finding notices and what can be issued, within one person's duties.

Every notice comes with `seal_holds`, as every run does: what was changed behind the log is neither
printed nor issued.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select

from surveyapp.access import Actor
from surveyapp.db import session
from surveyapp.errors import DomainError, NotFound, marked
from surveyapp.evidence_store import fetch
from surveyapp.models import Approval, Duty, Job, Notice, ScoreRun, Task
from surveyapp.operations.jobs import find_job
from surveyapp.operations.measures import get_model
from surveyapp.operations.recording import NotAsSealed, are_as_sealed
from surveyapp.operations.rounds import find_tasks
from surveyapp.operations.score_runs import READERS, newest_runs


class FileNotMade(DomainError):
    """The notice has its number; its file is still being made."""

    sentence = marked("文件正在生成，请稍后再下载；编号已经保留。")


@dataclass(frozen=True)
class Issuable:
    """A task with an issuer's duty, what was approved for it, and its notices, oldest first."""

    task: Task
    run: ScoreRun | None
    notices: tuple[Notice, ...]

    @property
    def is_changed(self) -> bool:
        """Whether the newest run or its approval is no longer what the log sealed."""
        return self.run is not None and not self.run.seal_holds

    @property
    def approval(self) -> Approval | None:
        """What was approved, if the newest run was and nobody changed it since."""
        if self.run is None or self.run.approval is None or self.is_changed:
            return None
        return self.run.approval if self.run.approval.decision == "approved" else None

    @property
    def grade(self) -> dict[str, str | None]:
        """The approved grade in words."""
        if self.approval is None:
            return {"zh": "—", "en": "—"}
        grades = get_model(self.approval.score_run.model_version).grades
        text = next(one.text for one in grades if one.code == self.approval.grade)
        return {"zh": text.zh, "en": text.en}

    @property
    def is_ready(self) -> bool:
        """Say whether an approved result waits for its notice and may have it."""
        return self._is_unissued and not self.is_appealed

    @property
    def is_held_up(self) -> bool:
        """Say whether an approved result waits for the decision of an appeal."""
        return self._is_unissued and self.is_appealed

    @property
    def is_appealed(self) -> bool:
        """Say whether an appeal against the standing notice is undecided."""
        return any(notice.state == "under_appeal" for notice in self.notices)

    @property
    def _is_unissued(self) -> bool:
        return self.approval is not None and not any(
            notice.approval_id == self.approval.id and notice.is_standing for notice in self.notices
        )


def find_issuable(by: Actor) -> list[Issuable]:
    """Return the tasks on which a person issues notices, each with where it stands."""
    return issuables_of(find_tasks(by, kinds=("issuer",)))


def issuable_of(task: Task) -> Issuable:
    """Return what was approved for a task and its notices."""
    return issuables_of([task])[0]


def issuables_of(tasks: Sequence[Task]) -> list[Issuable]:
    """Return it of many tasks; a few queries, however many they are."""
    query = select(Notice).where(Notice.task_id.in_([task.id for task in tasks]))
    notices = _held_against_seals(session.execute(query.order_by(Notice.id)).scalars())
    return [
        Issuable(task, run, tuple(one for one in notices if one.task_id == task.id))
        for task, run in zip(tasks, newest_runs(tasks), strict=True)
    ]


def find_standing(task: Task) -> Notice | None:
    """Return the notice of a task that is in force or under appeal, or None."""
    query = select(Notice).where(Notice.task_id == task.id).order_by(Notice.id.desc())
    found = _held_against_seals(session.execute(query).scalars())
    return next((one for one in found if one.is_standing), None)


def _held_against_seals(notices: Iterable[Notice]) -> list[Notice]:
    """Note on each notice whether it is what the log sealed; all seals come in one query."""
    found = list(notices)
    owned = {str(one.id): (one, *one.files, *one.changes) for one in found}
    holds = are_as_sealed("notice", owned)
    for one in found:
        one.seal_holds = holds[str(one.id)]
    return found


def is_issuer(task: Task, *, by: Actor) -> bool:
    """Say whether a person has the duty of issuing a task's notices."""
    return any(duty.kind == "issuer" and duty.person_id == by.person_id for duty in task.duties)


def find_notices(by: Actor) -> list[Notice]:
    """Return the notices in a person's reach, newest first."""
    query = (
        select(Notice)
        .join(Duty, Duty.task_id == Notice.task_id)
        .where(Duty.person_id == by.person_id, Duty.kind.in_(READERS))
        .order_by(Notice.id.desc())
    )
    return _held_against_seals(session.execute(query).scalars().unique())


def get_notice(notice_id: int, *, by: Actor, kinds: tuple[str, ...] = READERS) -> Notice:
    """Return a notice in a person's reach; raises NotFound."""
    query = (
        select(Notice)
        .join(Duty, Duty.task_id == Notice.task_id)
        .where(Notice.id == notice_id, Duty.person_id == by.person_id, Duty.kind.in_(kinds))
    )
    notice = session.execute(query).scalars().first()
    if notice is None:
        raise NotFound
    return _held_against_seals([notice])[0]


def fetch_file(notice: Notice, language: str) -> bytes:
    """Return the issued bytes of a notice.

    Raises NotAsSealed, FileNotMade, NotFound or FileMissing.
    """
    if not _held_against_seals([notice])[0].seal_holds:
        raise NotAsSealed
    file = next((f for f in notice.files if f.language == language), None)
    if file is not None:
        return fetch(file.sha256)
    raise FileNotMade if language in {"zh", "en"} else NotFound


def find_rendering(notice: Notice) -> Job | None:
    """Return the job that makes a notice's files."""
    return find_job(f"render_notice:{notice.id}")
