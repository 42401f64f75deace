"""What the officer asks a reviewer to decide: exemptions, and constructs of poor reliability."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired
from wtforms.widgets import CheckboxInput, ListWidget

from forms.typed_fields import Lines, OneLine
from surveyapp.clock import now
from surveyapp.errors import InputRefused, NotFound
from surveyapp.operations.reporting import (
    ReliabilityRequest,
    find_exemptions,
    find_reliability_decisions,
    request_exemption,
    request_reliability_decision,
)
from surveyapp.operations.reporting.decisions import ACTIONS, find_constructs
from surveyapp.operations.reporting.exemptions import exempted_leaves
from surveyapp.operations.reporting.sheets import Words, code_words, words
from surveyapp.web.desk.door import blueprint, officers_task
from surveyapp.web.language import in_language
from surveyapp.web.refusing import add_faults
from surveyapp.web.roles import actor

if TYPE_CHECKING:
    from collections.abc import Mapping

    from surveyapp.models import Task


class AskForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Asking that an indicator be left out."""

    code = SelectField(_l("指标"), [DataRequired(_l("请选择指标"))], validate_choice=False)
    """Whether it may still be asked for is the act's to judge: another page may have asked."""
    reason = Lines(_l("为什么不适用"), [DataRequired(_l("请写明理由"))])


class ReliabilityForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Asking for a way out where a construct's reliability is too low."""

    action = RadioField(_l("处理方式"), [DataRequired(_l("请选择处理方式"))])
    items = SelectMultipleField(
        _l("要剔除的题目"),
        description=_l("只在剔除题目时选；剔除后至少留 3 题"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        validate_choice=False,
    )
    """Whether the items are the construct's own is the act's to judge, in both languages."""
    score = OneLine(_l("给出的分数"), description=_l("只在改用其他分数时填，0 至 100"))
    reason = Lines(_l("理由"), [DataRequired(_l("请写明理由"))])


@blueprint.route("/tasks/<int:task_id>/requests", methods=["GET", "POST"])
def requests_of_task(task_id: int) -> ResponseReturnValue:
    """Show what was asked and decided, and ask that an indicator be left out."""
    task, form = officers_task(task_id), AskForm()
    names = code_words(task)
    form.code.choices = _askable(task, names)
    if form.validate_on_submit():
        reason = form.reason.data or ""
        try:
            request_exemption(task, form.code.data, reason, by=actor(), at=now())
        except InputRefused as refused:
            add_faults(form, refused)
        else:
            flash(_("已申请不适用，等复核员决定。"), "good")
            return redirect(url_for(".requests_of_task", task_id=task_id))
    page = render_template(
        "desk/requests.html",
        task=task,
        form=form,
        names=names,
        exemptions=find_exemptions(task),
        decisions=find_reliability_decisions(task),
        constructs=_constructs(task),
        actions={key: _(text) for key, text in ACTIONS.items()},
    )
    return page, 400 if form.errors else 200


def _askable(task: Task, names: Mapping[str, Words]) -> list[SelectChoice]:
    """Return what may still be asked for: not what is asked or approved, alone or from above.

    What was refused may be asked again, and says so.
    """
    rows = {row.code: row.is_approved for row in find_exemptions(task)}
    asked = [code for code, is_approved in rows.items() if is_approved is not False]
    covered = exempted_leaves(task, asked)
    refused = _("（上次未批准，可补充理由再申请）")
    return [
        SelectChoice(
            code, f"{code} {in_language(text)[0]}{refused if rows.get(code) is False else ''}"
        )
        for code, text in names.items()
        if not exempted_leaves(task, [code]) <= covered
    ]


@blueprint.route("/tasks/<int:task_id>/requests/<construct>", methods=["GET", "POST"])
def ask_reliability(task_id: int, construct: str) -> ResponseReturnValue:
    """Ask what to do with one construct."""
    task = officers_task(task_id)
    scale = find_constructs(task).get(construct)
    if scale is None:
        raise NotFound
    form = ReliabilityForm()
    form.action.choices = [SelectChoice(key, _(text)) for key, text in ACTIONS.items()]
    form.items.choices = [
        SelectChoice(item.id, f"{item.id} {in_language(words(item.text))[0]}")
        for item in scale.items
    ]
    if form.validate_on_submit():
        try:
            request_reliability_decision(task, _request(construct, form), by=actor(), at=now())
        except InputRefused as refused:
            add_faults(form, refused)
        else:
            flash(_("申请已提交，等复核员决定。"), "good")
            return redirect(url_for(".requests_of_task", task_id=task_id))
    page = render_template(
        "desk/reliability.html", task=task, form=form, construct=construct, name=words(scale.name)
    )
    return page, 400 if form.errors else 200


def _request(construct: str, form: ReliabilityForm) -> ReliabilityRequest:
    return ReliabilityRequest(
        construct,
        form.action.data,
        form.reason.data or "",
        items=tuple(form.items.data or ()),
        score=form.score.data or None,
    )


def _constructs(task: Task) -> dict[str, object]:
    return {code: words(scale.name) for code, scale in find_constructs(task).items()}
