"""Supervision's pages: each task's veto questions, answered with what the answer rests on."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired

from forms.typed_fields import Lines
from surveyapp.access import Role
from surveyapp.clock import now
from surveyapp.errors import InputRefused, NotFound
from surveyapp.operations.rounds import find_tasks, get_task
from surveyapp.operations.vetoes import answer_veto, find_veto_answers, veto_state
from surveyapp.web.refusing import add_faults, take_each_field_once
from surveyapp.web.roles import actor, open_to

KINDS = ("supervisor",)

blueprint = Blueprint("supervise", __name__, url_prefix="/supervise")
open_to(blueprint, Role.SUP)
take_each_field_once(blueprint)


class AnswerForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Yes or no, and what it rests on."""

    is_yes = RadioField(
        _l("是否发生"),
        [DataRequired(_l("请选择“是”或“否”"))],
        choices=[SelectChoice("no", _l("否，没有发生")), SelectChoice("yes", _l("是，经查实"))],
    )
    reason = Lines(
        _l("依据"),
        [DataRequired(_l("请写明依据"))],
        description=_l("写明查了什么、结论从哪里来，例如“查询安全生产事故系统，无记录”"),
    )


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """Show the tasks whose questions this person answers."""
    rows = [(task, veto_state(task)) for task in find_tasks(actor(), kinds=KINDS)]
    rows.sort(key=lambda row: not row[1].open_codes)
    return render_template("supervise/start.html", rows=rows)


@blueprint.get("/tasks/<int:task_id>")
def task(task_id: int) -> ResponseReturnValue:
    """Show one task's questions and answers."""
    row = get_task(task_id, by=actor(), kinds=KINDS)
    state = veto_state(row)
    return render_template("supervise/task.html", task=row, state=state)


@blueprint.route("/tasks/<int:task_id>/<code>", methods=["GET", "POST"])
def question(task_id: int, code: str) -> ResponseReturnValue:
    """Answer one question, or answer it anew."""
    row = get_task(task_id, by=actor(), kinds=KINDS)
    asked = veto_state(row).find(code)
    if asked is None:
        raise NotFound
    form = AnswerForm()
    if form.validate_on_submit():
        is_yes, reason = form.is_yes.data == "yes", form.reason.data or ""
        try:
            answer_veto(row, code, is_yes=is_yes, reason=reason, by=actor(), at=now())
        except InputRefused as refused:
            add_faults(form, refused)
        else:
            flash(_("已记录 %(code)s 的回答。", code=code), "good")
            return redirect(url_for(".task", task_id=task_id))
    page = render_template(
        "supervise/question.html",
        task=row,
        asked=asked,
        form=form,
        answers=find_veto_answers(row).get(code, []),
    )
    return page, 400 if form.errors else 200
