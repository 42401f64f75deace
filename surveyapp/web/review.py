"""The reviewer's pages: runs computed again, requests and appeals decided; no score is made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.conclusion_sheet import ChoiceForm
from surveyapp.access import Role
from surveyapp.clock import now
from surveyapp.operations import hearing, reporting, reviewing, score_runs
from surveyapp.operations.measures import get_model
from surveyapp.operations.notices import find_notices, get_notice
from surveyapp.operations.reporting.decisions import ACTIONS, get_reliability_decision
from surveyapp.operations.reporting.exemptions import get_exemption
from surveyapp.operations.rounds import find_tasks, get_task
from surveyapp.web import score_words
from surveyapp.web.roles import actor, open_to
from surveyapp.web.scores import result_context, standing_context

if TYPE_CHECKING:
    from surveyapp.models import Notice, ScoreRun

blueprint = Blueprint("review", __name__, url_prefix="/review")
open_to(blueprint, Role.REV)

REVIEWER = ("reviewer",)
APPROVE, REFUSE = "approve", "refuse"


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Show what waits for this reviewer: runs, requests, appeals."""
    tasks = find_tasks(actor(), kinds=REVIEWER)
    requests = [
        (task, kind, row)
        for task in tasks
        for kind, rows in (
            ("exemption", reporting.find_exemptions(task)),
            ("reliability", reporting.find_reliability_decisions(task)),
        )
        for row in rows
        if row.decided_at is None
    ]
    notices = [one for one in find_notices(actor()) if one.state == "under_appeal"]
    return render_template(
        "review/index.html",
        rows=list(zip(tasks, score_runs.newest_runs(tasks), strict=True)),
        requests=requests,
        notices=notices,
        words=score_words,
    )


def _verdict_form() -> ChoiceForm:
    choices = {
        reviewing.CONFIRMED: _("无异议：重算一致，数据和理由站得住"),
        reviewing.OBJECTED: _("有异议：请认定专员处理后重新计分"),
    }
    return ChoiceForm().offer(choices, needs_note=frozenset({reviewing.OBJECTED}))


@blueprint.route("/runs/<int:run_id>", methods=["GET", "POST"])
def run(run_id: int) -> ResponseReturnValue:
    """Compute a run again before the reviewer's eyes, and take their finding."""
    row = score_runs.get_run(run_id, by=actor(), kinds=REVIEWER)
    form = _verdict_form()
    if form.validate_on_submit():
        reviewing.review_run(
            row, form.choice.data, note=form.note.data or None, by=actor(), at=now()
        )
        flash(_("复核结论已经记录。"), "good")
        return redirect(url_for(".index"))
    return _run_page(row, form), 400 if form.errors else 200


def _run_page(row: ScoreRun, form: ChoiceForm) -> str:
    newest = score_runs.newest_run(row.task)
    around = standing_context(row.task)
    return render_template(
        "review/run.html",
        task=row.task,
        run=row,
        form=form,
        is_equal=score_runs.recompute(row),
        is_stale=score_runs.is_stale(row),
        bare=score_runs.without_evidence(row.task, row.inputs),
        is_mine_to_review=row.approval is None
        and not around["is_held_up"]
        and newest is not None
        and newest.id == row.id
        and actor().person_id not in {row.run_by, *(r.reviewed_by for r in row.reviews)},
        **around,
        **result_context(get_model(row.model_version), row.result),
    )


def _decision_form() -> ChoiceForm:
    choices = {APPROVE: _("同意"), REFUSE: _("不同意")}
    return ChoiceForm().offer(choices, needs_note=frozenset(choices))


@blueprint.route("/tasks/<int:task_id>/exemptions/<int:row_id>", methods=["GET", "POST"])
def exemption(task_id: int, row_id: int) -> ResponseReturnValue:
    """Decide whether an indicator is left out as not applicable."""
    task = get_task(task_id, by=actor(), kinds=REVIEWER)
    row = get_exemption(task, row_id)
    form = _decision_form()
    if form.validate_on_submit():
        reporting.decide_exemption(
            row,
            is_approved=form.choice.data == APPROVE,
            reason=form.note.data or "",
            by=actor(),
            at=now(),
        )
        return redirect(url_for(".index"))
    title = _("申请：%(code)s 列为不适用", code=row.code)
    page = render_template("review/request.html", task=task, row=row, form=form, title=title)
    return page, 400 if form.errors else 200


@blueprint.route("/tasks/<int:task_id>/reliability/<int:row_id>", methods=["GET", "POST"])
def reliability(task_id: int, row_id: int) -> ResponseReturnValue:
    """Decide what is done about a construct of poor reliability."""
    task = get_task(task_id, by=actor(), kinds=REVIEWER)
    row = get_reliability_decision(task, row_id)
    form = _decision_form()
    if form.validate_on_submit():
        reporting.decide_reliability(
            row,
            is_approved=form.choice.data == APPROVE,
            reason=form.note.data or "",
            by=actor(),
            at=now(),
        )
        return redirect(url_for(".index"))
    title = _("申请：量表 %(code)s", code=row.construct) + " · " + _(ACTIONS[row.action])
    page = render_template("review/request.html", task=task, row=row, form=form, title=title)
    return page, 400 if form.errors else 200


@blueprint.route("/appeals/<int:notice_id>", methods=["GET", "POST"])
def appeal(notice_id: int) -> ResponseReturnValue:
    """Decide an appeal against a notice."""
    row: Notice = get_notice(notice_id, by=actor(), kinds=REVIEWER)
    choices = {code: _(words) for code, words in hearing.OUTCOMES.items()}
    form = ChoiceForm().offer(choices, needs_note=frozenset(choices))
    if form.validate_on_submit():
        hearing.close_appeal(
            row, form.choice.data, reason=form.note.data or "", by=actor(), at=now()
        )
        flash(_("申诉结论已经记录。"), "good")
        return redirect(url_for(".index"))
    page = render_template("review/appeal.html", notice=row, form=form)
    return page, 400 if form.errors else 200
