"""The approver's pages: what waits for a decision, and all that must be seen before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.conclusion_sheet import ChoiceForm
from surveyapp.access import Role
from surveyapp.clock import now
from surveyapp.operations import confirming, score_runs
from surveyapp.operations.measures import get_model
from surveyapp.operations.notices import issuables_of
from surveyapp.operations.overtaken import find_overtaken
from surveyapp.operations.rounds import find_tasks
from surveyapp.web import score_words
from surveyapp.web.error_pages import sentence_of
from surveyapp.web.roles import actor, open_to
from surveyapp.web.scores import result_context, standing_context

if TYPE_CHECKING:
    from surveyapp.models import ScoreRun

blueprint = Blueprint("approve", __name__, url_prefix="/approve")
open_to(blueprint, Role.APP)

APPROVER = ("approver",)
APPROVE, REFUSE = "approve", "refuse"


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """List the runs that wait for a decision, and those decided."""
    tasks = find_tasks(actor(), kinds=APPROVER)
    found = issuables_of(tasks)
    known = [one.run for one in found if one.run is not None]
    return render_template(
        "approve/index.html",
        waiting=[run for run in known if run.approval is None],
        decided=[run for run in known if run.approval is not None],
        overtaken=find_overtaken(found),
        words=score_words,
    )


def _decision_form() -> ChoiceForm:
    choices = {APPROVE: _("批准"), REFUSE: _("不批准，退回重新计分")}
    return ChoiceForm().offer(choices, needs_note=frozenset({REFUSE}))


@blueprint.route("/runs/<int:run_id>", methods=["GET", "POST"])
def run(run_id: int) -> ResponseReturnValue:
    """Show everything a decision rests on, and take it."""
    row = score_runs.get_run(run_id, by=actor(), kinds=APPROVER)
    form = _decision_form()
    if form.validate_on_submit():
        _decide(row, form)
        return redirect(url_for(".index"))
    return _page(row, form), 400 if form.errors else 200


def _decide(row: ScoreRun, form: ChoiceForm) -> None:
    note = form.note.data or ""
    if form.choice.data == APPROVE:
        confirming.approve(row, by=actor(), at=now(), note=note or None)
        flash(_("已经批准，可以发文。"), "good")
    else:
        confirming.refuse(row, by=actor(), at=now(), note=note)
        flash(_("已经退回。"), "good")


def _page(row: ScoreRun, form: ChoiceForm) -> str:
    newest = score_runs.newest_run(row.task)
    standing = confirming.quota_standing(row)
    return render_template(
        "approve/run.html",
        task=row.task,
        run=row,
        form=form,
        is_equal=score_runs.recompute(row),
        is_stale=score_runs.is_stale(row),
        bare=score_runs.without_evidence(row.task, row.inputs),
        is_newest=newest is not None and newest.id == row.id,
        standing=standing,
        undecided=sentence_of(standing.undecided) if standing and standing.undecided else None,
        is_involved=actor().person_id in confirming.people_behind(row),
        **standing_context(row.task),
        **result_context(get_model(row.model_version), row.result),
    )
