"""The officer's page of a task's interviews: who talks with whom, who reads, what is missing."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.interview_rules import MODES
from forms.interview_sheet import AssignmentForm, ReaderForm
from surveyapp.access import Role
from surveyapp.clock import now
from surveyapp.errors import DutiesNotSeparated, InputRefused
from surveyapp.operations import coding, interviewing
from surveyapp.operations.interviewing import NewSession, Task
from surveyapp.operations.rounds import get_task
from surveyapp.web.error_pages import sentence_of
from surveyapp.web.interview.door import STATES
from surveyapp.web.interview.showing import words_of_groups
from surveyapp.web.language import in_language
from surveyapp.web.roles import actor, open_to

blueprint = Blueprint("interview_desk", __name__, url_prefix="/desk/tasks/<int:task_id>/interviews")
open_to(blueprint, Role.OFF)


@blueprint.get("")
def task(task_id: int) -> ResponseReturnValue:
    """Show a task's interviews, its readers, and the forms that add one of either."""
    row = _officers_task(task_id)
    return _page(row, _assignment_form(row, is_sent=False), _reader_form(row, is_sent=False))


@blueprint.post("")
def assign(task_id: int) -> ResponseReturnValue:
    """Assign an interview to two staff."""
    row = _officers_task(task_id)
    form = _assignment_form(row, is_sent=True)
    protocol = interviewing.find_protocol(row)
    if protocol is None or not form.validate_on_submit():
        return _page(row, form, _reader_form(row, is_sent=False)), 400
    try:
        interviewing.assign_session(row, protocol, _new(row, form), by=actor(), at=now())
    except InputRefused as refused:
        form.show_faults(refused.faults)
        return _page(row, form, _reader_form(row, is_sent=False)), 400
    return redirect(url_for("interview_desk.task", task_id=task_id))


@blueprint.post("/readers")
def name_reader(task_id: int) -> ResponseReturnValue:
    """Make a person coder or adjudicator."""
    row = _officers_task(task_id)
    form = _reader_form(row, is_sent=True)
    if not form.validate_on_submit():
        return _page(row, _assignment_form(row, is_sent=False), form), 400
    person = _people(row)[form.person.data]
    try:
        coding.name_reader(row, person, kind=form.kind.data, by=actor(), at=now())
    except InputRefused as refused:
        form.show_faults(refused.faults)
        return _page(row, _assignment_form(row, is_sent=False), form), 400
    except DutiesNotSeparated as refused:
        form.person.errors = [*form.person.errors, sentence_of(refused)]
        return _page(row, _assignment_form(row, is_sent=False), form), 400
    return redirect(url_for("interview_desk.task", task_id=task_id))


def _officers_task(task_id: int) -> Task:
    return get_task(task_id, by=actor(), kinds=("officer",))


def _people(row: Task) -> dict[str, interviewing.Person]:
    return {str(one.id): one for one in interviewing.find_interviewers(row)}


def _new(row: Task, form: AssignmentForm) -> NewSession:
    people = _people(row)
    return NewSession(
        interviewee_code=form.interviewee_code.data or "",
        group_code=form.group_code.data,
        interviewer=people[form.interviewer.data],
        recorder=people[form.recorder.data],
        mode=form.mode.data,
        post=form.post.data or None,
    )


def _assignment_form(row: Task, *, is_sent: bool) -> AssignmentForm:
    form = AssignmentForm() if is_sent else AssignmentForm(formdata=None, mode="individual")
    known = interviewing.groups_of(row)
    form.offer(
        groups={
            code: in_language({"zh": text.zh, "en": text.en})[0] for code, text in known.items()
        },
        modes={code: _(word) for code, word in MODES.items()},
        people={code: in_language(one)[0] for code, one in _people(row).items()},
    )
    return form


def _reader_form(row: Task, *, is_sent: bool) -> ReaderForm:
    form = ReaderForm() if is_sent else ReaderForm(formdata=None)
    form.offer(
        people={code: in_language(one)[0] for code, one in _people(row).items()},
        kinds={code: _(word) for code, word in coding.READERS.items()},
    )
    return form


def _page(row: Task, form: AssignmentForm, reader_form: ReaderForm) -> str:
    sessions = interviewing.find_task_sessions(row)
    faults = coding.unfinished(row)
    return render_template(
        "interview/desk.html",
        task=row,
        sessions=sessions,
        faults={one.no: [f for f in faults if f.place == one.no] for one in sessions},
        overlaps={one.no: interviewing.find_overlaps(one) for one in sessions},
        readers=coding.find_readers(row),
        reader_words=coding.READERS,
        states=STATES,
        protocol=interviewing.find_protocol(row),
        form=form,
        reader_form=reader_form,
        **words_of_groups(sessions),
    )
