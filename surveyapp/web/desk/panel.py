"""A task's panel of experts: who is asked, who has handed in; never anyone's scores."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired

from forms.typed_fields import OneLine
from surveyapp.clock import now
from surveyapp.errors import InputRefused
from surveyapp.operations.judging import find_candidates, find_sheets, invite_expert
from surveyapp.operations.reporting.sheets import panel_sizes, rubric_codes
from surveyapp.web.desk.door import blueprint, officers_task
from surveyapp.web.refusing import add_faults
from surveyapp.web.roles import actor

if TYPE_CHECKING:
    from surveyapp.models import Task


class InviteForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Asking an expert under an anonymous label."""

    person = SelectField(_l("专家"), [DataRequired(_l("请选择专家"))])
    label = OneLine(
        _l("代号"),
        [DataRequired(_l("请填代号，例如 E1"))],
        description=_l("结果里只出现代号，不出现姓名"),
    )


@blueprint.route("/tasks/<int:task_id>/experts", methods=["GET", "POST"])
def experts(task_id: int) -> ResponseReturnValue:
    """Show the panel, and ask one more expert."""
    task = officers_task(task_id)
    candidates = {str(person.id): person for person in find_candidates(task)}
    form = InviteForm(label=_next_label(task))
    form.person.choices = [SelectChoice(key, one.name_zh) for key, one in candidates.items()]
    if form.validate_on_submit():
        person = candidates[form.person.data]
        try:
            sheet = invite_expert(task, person, form.label.data, by=actor(), at=now())
        except InputRefused as refused:
            add_faults(form, refused)
        else:
            flash(
                _("已邀请 %(name)s，代号 %(label)s。", name=person.name, label=sheet.label), "good"
            )
            return redirect(url_for(".experts", task_id=task_id))
    least, full = panel_sizes(task)
    page = render_template(
        "desk/experts.html",
        task=task,
        form=form,
        sheets=find_sheets(task),
        candidates=candidates,
        least=least,
        full=full,
        codes=rubric_codes(task),
    )
    return page, 400 if form.errors else 200


def _next_label(task: Task) -> str:
    used = {sheet.label for sheet in find_sheets(task)}
    return next(f"E{n}" for n in range(1, len(used) + 2) if f"E{n}" not in used)
