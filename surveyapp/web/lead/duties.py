"""One task on the lead's desk: who has which duty, and who is still missing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.lead_sheets import DutyForm, options
from surveyapp.clock import now
from surveyapp.errors import DomainError, InputRefused, NotFound
from surveyapp.operations import staffing
from surveyapp.operations.measures import get_model
from surveyapp.operations.planning import IMPORTANCE, get_planned_task
from surveyapp.operations.staffing import DUTIES
from surveyapp.web.error_pages import sentence_of
from surveyapp.web.language import in_language
from surveyapp.web.lead.door import blueprint, here, show_faults, spoken
from surveyapp.web.roles import actor

if TYPE_CHECKING:
    from surveyapp.models import Person, Task


@blueprint.get("/tasks/<int:task_id>")
def task(task_id: int) -> ResponseReturnValue:
    """Show a task's duties."""
    return _page(get_planned_task(task_id, by=actor()), None, None)


@blueprint.post("/tasks/<int:task_id>/duties/<kind>")
def give_duty(task_id: int, kind: str) -> ResponseReturnValue:
    """Give a person a duty on a task."""
    row = get_planned_task(task_id, by=actor())
    if kind not in DUTIES:
        raise NotFound
    form = _form(row, kind, is_sent=True)
    if form.validate_on_submit():
        person = _candidates(kind)[form.person.data]
        try:
            staffing.assign_duty(
                row, person, kind=kind, by=actor(), at=now(), label=form.label.data
            )
        except InputRefused as refused:
            show_faults(form, refused)
        except DomainError as refused:
            form.person.errors = [*form.person.errors, sentence_of(refused)]
        else:
            facts = {"name": person.name, "duty": _(DUTIES[kind].words)}
            flash(_("%(name)s 已是%(duty)s。", **facts), "good")
            return redirect(url_for(".task", task_id=task_id))
    return _page(row, kind, form), 400


def _page(row: Task, sent_kind: str | None, sent: DutyForm | None) -> str:
    forms = {
        kind: sent if sent is not None and kind == sent_kind else _form(row, kind, is_sent=False)
        for kind in DUTIES
    }
    types = {one.code: spoken(one.text) for one in get_model(row.round.model_version).task_types}
    return render_template(
        "lead/task.html",
        task=row,
        forms=forms,
        form=sent,
        kinds=DUTIES,
        duties=staffing.duties_of(row),
        missing=staffing.missing_duties(row),
        type_name=types.get(row.type_code, row.type_code),
        importance=IMPORTANCE[row.importance],
    )


def _form(row: Task, kind: str, *, is_sent: bool) -> DutyForm:
    """Make the form of one duty; several stand on a page, so each has its own prefix."""
    form = DutyForm(prefix=kind) if is_sent else DutyForm(formdata=None, prefix=kind)
    held = {duty.person_id for duty in row.duties if duty.kind == kind}
    people = [(key, one) for key, one in _candidates(kind).items() if one.id not in held]
    form.person.choices = options(
        ((key, in_language(one)[0]) for key, one in people), blank=_("请选择") if people else ""
    )
    if kind == "expert" and not is_sent:
        form.label.data = _next_label(row)
    return form


def _candidates(kind: str) -> dict[str, Person]:
    """Return the persons with the role that a duty needs, without the one who asks."""
    needed, by = DUTIES[kind].role, actor()
    return {
        str(one.id): one
        for one in staffing.find_people(here())
        if one.id != by.person_id and one.as_actor().has_role(needed)
    }


def _next_label(row: Task) -> str:
    used = {duty.label for duty in row.duties}
    return next(f"E{n}" for n in range(1, len(used) + 2) if f"E{n}" not in used)
