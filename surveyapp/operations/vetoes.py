"""The veto questions: answered yes or no by supervision, each answer a new revision.

A cap that follows from the data asks nobody and acts at once; supervision may still establish one
that the data do not show. Such an answer adds to the data and never takes their cap away.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from surveyapp.access import Actor, Role, require_role
from surveyapp.db import session
from surveyapp.errors import InputRefused, marked
from surveyapp.models import Task, VetoAnswer
from surveyapp.operations.recording import record
from surveyapp.operations.reporting.exemptions import reason_faults
from surveyapp.operations.reporting.faults import fault_at
from surveyapp.operations.reporting.figures import lock_task
from surveyapp.operations.reporting.sheets import Words, model_of, words


@dataclass(frozen=True)
class VetoQuestion:
    """One question with the grade a yes leads to, and the answer that counts, if any."""

    code: str
    words: Words
    grade_words: Words
    is_cap: bool
    answer: VetoAnswer | None
    n_answers: int


@dataclass(frozen=True)
class VetoState:
    """Where the questions of a task stand.

    `questions` must be answered, or were; `automatic` are the caps that follow from the data and
    that supervision has said nothing of.
    """

    questions: tuple[VetoQuestion, ...]
    automatic: tuple[VetoQuestion, ...] = ()

    def find(self, code: str) -> VetoQuestion | None:
        """Return the question of a code, if supervision may answer it."""
        known = (*self.questions, *self.automatic)
        return next((question for question in known if question.code == code), None)

    @property
    def yes_codes(self) -> list[str]:
        """The questions answered yes."""
        return [q.code for q in self.questions if q.answer is not None and q.answer.is_yes]

    @property
    def open_codes(self) -> list[str]:
        """The questions without an answer."""
        return [q.code for q in self.questions if q.answer is None]


def answer_veto(
    task: Task, code: str, *, is_yes: bool, reason: str, by: Actor, at: datetime
) -> VetoAnswer:
    """Answer one veto question with what it rests on; a later answer is a new revision.

    Raises NotAllowed, InputRefused.
    """
    require_role(by, Role.SUP)
    faults = reason_faults(reason)
    if code not in {veto.code for veto in model_of(task).vetoes}:
        faults.append(fault_at(("code",), marked("没有这个由监督部门回答的事项")))
    if faults:
        raise InputRefused(faults)
    lock_task(task)
    earlier = find_veto_answers(task).get(code, [])
    row = VetoAnswer(
        task_id=task.id,
        code=code,
        revision=len(earlier) + 1,
        is_yes=is_yes,
        reason=reason.strip(),
        answered_by=by.person_id,
        answered_at=at,
    )
    session.add(row)
    session.flush()
    before = {"code": code, "is_yes": earlier[-1].is_yes} if earlier else None
    after = {"code": code, "is_yes": is_yes, "revision": row.revision}
    subject = ("task", task.id)
    record("VetoAnswered", subject, by=by, at=at, before=before, after=after, reason=row.reason)
    return row


def find_veto_answers(task: Task) -> dict[str, list[VetoAnswer]]:
    """Return all answers of a task by question, oldest first."""
    query = select(VetoAnswer).where(VetoAnswer.task_id == task.id)
    found: dict[str, list[VetoAnswer]] = {}
    for row in session.execute(query.order_by(VetoAnswer.revision, VetoAnswer.id)).scalars():
        found.setdefault(row.code, []).append(row)
    return found


def veto_state(task: Task) -> VetoState:
    """Return where the questions of a task stand."""
    model = model_of(task)
    grades = {grade.code: words(grade.text) for grade in model.grades}
    answers = find_veto_answers(task)
    found = [
        (
            veto.trigger is not None and veto.code not in answers,
            VetoQuestion(
                veto.code,
                words(veto.text),
                grades[veto.grade],
                veto.is_cap,
                answers[veto.code][-1] if veto.code in answers else None,
                len(answers.get(veto.code, [])),
            ),
        )
        for veto in model.vetoes
    ]
    return VetoState(
        tuple(question for is_left, question in found if not is_left),
        tuple(question for is_left, question in found if is_left),
    )


def vetoes_for_scoring(task: Task) -> dict[str, list[str]]:
    """Return the answers as a case file writes them: `{"vetoes": […], "open_vetoes": […]}`.

    A model may have supervision answer for a cap as well; those answered yes stand in `caps`.
    """
    state = veto_state(task)
    caps = {question.code for question in state.questions if question.is_cap}
    found = {
        "vetoes": [code for code in state.yes_codes if code not in caps],
        "open_vetoes": [code for code in state.open_codes if code not in caps],
    }
    yes_caps = [code for code in state.yes_codes if code in caps]
    return {**found, "caps": yes_caps} if yes_caps else found
