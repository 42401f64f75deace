"""The score pages: what a task scores, why, and from which rows; the decision lies with others."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from io import BytesIO
from typing import TYPE_CHECKING, Any

from flask import Blueprint, flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.access import Role
from surveyapp.clock import now
from surveyapp.errors import NotFound
from surveyapp.operations import reviewing, score_runs
from surveyapp.operations.measures import get_model
from surveyapp.operations.notices import find_standing
from surveyapp.operations.reporting.doubts import run_doubts
from surveyapp.operations.reporting.evidence import read_evidence
from surveyapp.operations.rounds import find_tasks, get_task
from surveyapp.operations.score_runs import READERS
from surveyapp.seal import hash_of
from surveyapp.web import score_words, step_words
from surveyapp.web.certainty import certainty
from surveyapp.web.drawings import bars, grade_line
from surveyapp.web.roles import actor, open_to
from surveyapp.web.site import ButtonForm

if TYPE_CHECKING:
    from scoring.model import IndicatorModel
    from surveyapp.models import ScoreRun, Task

blueprint = Blueprint("scores", __name__, url_prefix="/scores")
open_to(blueprint, Role.OFF, Role.REV, Role.APP)


def has_duty(task: Task, kind: str) -> bool:
    """Say whether this person has a duty on a task."""
    return any(duty.kind == kind and duty.person_id == actor().person_id for duty in task.duties)


NOTHING_TO_SHOW: Mapping[str, Any] = {"result": None, "words": score_words}


def result_context(model: IndicatorModel, result: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the pages print of a result."""
    return {
        "model": model,
        "result": result,
        "line": grade_line(model, result["total"]),
        "bars": bars(model, result),
        "scales": score_runs.scale_tables(model, result),
        "weakest": score_runs.weakest(result),
        "sure": certainty(model, result),
        "words": score_words,
        "steps": step_words,
    }


def standing_context(task: Task) -> dict[str, Any]:
    """Return what a page prints of the notice that a new result would replace."""
    notice = find_standing(task)
    return {
        "notice": notice,
        "is_held_up": notice is not None and notice.state == "under_appeal",
    }


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """List the tasks in reach, each with its newest run."""
    tasks = find_tasks(actor(), kinds=READERS)
    rows = list(zip(tasks, score_runs.newest_runs(tasks), strict=True))
    return render_template("scores/index.html", rows=rows, words=score_words)


@blueprint.get("/tasks/<int:task_id>")
def task(task_id: int) -> ResponseReturnValue:
    """Show a task's newest result, its runs, and to the officer what a run would give now."""
    row = get_task(task_id, by=actor(), kinds=READERS)
    runs = score_runs.find_runs(row)
    is_officer = has_duty(row, "officer") and actor().has_role(Role.OFF)
    analysis = score_runs.preview(row) if is_officer else None
    shown = _shown(runs, analysis)
    is_stale = bool(runs and analysis and hash_of(analysis.inputs) != runs[0].inputs_hash)
    model = get_model(row.round.model_version)
    return render_template(
        "scores/task.html",
        task=row,
        runs=runs,
        run=runs[0] if runs else None,
        analysis=analysis,
        is_stale=is_stale,
        bare=score_runs.without_evidence(row, analysis.inputs) if analysis is not None else (),
        form=ButtonForm(),
        **standing_context(row),
        **(result_context(model, shown) if shown is not None else NOTHING_TO_SHOW),
    )


def _shown(
    runs: Sequence[ScoreRun], analysis: score_runs.Analysis | None
) -> Mapping[str, Any] | None:
    """Return the newest run's result if it can be trusted; before any run, what one would give."""
    if runs:
        return runs[0].result if runs[0].seal_holds else None
    return analysis.result if analysis is not None else None


@blueprint.post("/tasks/<int:task_id>/run")
def run_task(task_id: int) -> ResponseReturnValue:
    """Freeze, compute and keep a run; where nothing changed, lead to the one there is."""
    row, at = get_task(task_id, by=actor(), kinds=("officer",)), now()
    run = score_runs.run_score(row, by=actor(), at=at)
    if run.run_at != at:
        flash(_("数据、指标模型和计分程序都没有变化，仍是第 %(seq)d 次计分。", seq=run.seq), "good")
        return redirect(url_for(".run", run_id=run.id))
    flash(_("第 %(seq)d 次计分已经保存。", seq=run.seq), "good")
    return redirect(url_for(".task", task_id=task_id))


@blueprint.get("/runs/<int:run_id>")
def run(run_id: int) -> ResponseReturnValue:
    """Show one kept run, also an older one."""
    row = score_runs.get_run(run_id, by=actor())
    context = result_context(get_model(row.model_version), row.result)
    return render_template(
        "scores/run.html",
        task=row.task,
        run=row,
        bare=score_runs.without_evidence(row.task, row.inputs),
        doubts=run_doubts(row),
        **context,
    )


@blueprint.get("/runs/<int:run_id>/why/<code>")
def why(run_id: int, code: str) -> ResponseReturnValue:
    """Walk one level-3 score back to the rows that made it."""
    row = score_runs.get_run(run_id, by=actor())
    found = score_runs.explain(row, code)
    model = get_model(row.model_version)
    is_reviewer = actor().has_role(Role.REV) and has_duty(row.task, "reviewer")
    return render_template(
        "scores/why.html",
        task=row.task,
        run=row,
        found=found,
        form=ButtonForm() if is_reviewer else None,
        rows=_rows(row, found) if is_reviewer else {},
        words=score_words,
        steps=step_words,
        model=model,
        said_steps=_said_steps(found, model),
    )


def _said_steps(found: score_runs.Explanation, model: IndicatorModel) -> dict[str, list[str]]:
    """Return the steps of a score as they are said, by language."""
    written = {"zh": found.score["steps_zh"], "en": found.score["steps"]}
    return {
        lang: [step_words.step_words(one, lang, model=model, leaf=found.leaf) for one in steps]
        for lang, steps in written.items()
    }


def _rows(run: ScoreRun, found: score_runs.Explanation) -> dict[str, Any]:
    """Return the unlinked sheets that this reviewer has said they would read."""
    codes = {table.questionnaire for table in found.groups}
    return {
        code: reviewing.response_rows(run, code, by=actor())
        for code in sorted(codes)
        if reviewing.has_opened_rows(run, code, by=actor())
    }


@blueprint.get("/runs/<int:run_id>/evidence/<int:evidence_id>")
def evidence(run_id: int, evidence_id: int) -> ResponseReturnValue:
    """Send a file that a run rests on: always to be saved, never to be run or shown."""
    row = score_runs.get_run(run_id, by=actor())
    item = score_runs.get_frozen_evidence(row, evidence_id)
    answer = send_file(
        BytesIO(read_evidence(item)),
        mimetype=item.media_type,
        as_attachment=True,
        download_name=item.name,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


@blueprint.post("/runs/<int:run_id>/why/<code>/rows/<questionnaire>")
def open_rows(run_id: int, code: str, questionnaire: str) -> ResponseReturnValue:
    """Put on record that the reviewer reads the sheets, then show them."""
    row = score_runs.get_run(run_id, by=actor(), kinds=("reviewer",))
    if questionnaire not in {table.questionnaire for table in score_runs.explain(row, code).groups}:
        raise NotFound
    reviewing.open_rows(row, questionnaire, by=actor(), at=now())
    return redirect(url_for(".why", run_id=run_id, code=code, _anchor=f"rows-{questionnaire}"))
