"""Rounds, units and tasks on the page: added one by one, or a whole list pasted."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.faults import Fault
from forms.lead_sheets import ClosingForm, PasteForm, RoundForm, TaskForm, UnitForm, options
from forms.task_lines import read_task_lines
from surveyapp.clock import now
from surveyapp.errors import InputRefused
from surveyapp.operations import planning
from surveyapp.operations.confirming import close_results
from surveyapp.operations.measures import get_model
from surveyapp.operations.planning import IMPORTANCE
from surveyapp.operations.publishing import find_models
from surveyapp.operations.rounds import NewRound, NewTask
from surveyapp.operations.staffing import missing_duties
from surveyapp.web.language import in_language
from surveyapp.web.lead.definitions import model_name
from surveyapp.web.lead.door import blueprint, here, show_faults, spoken, words_of
from surveyapp.web.roles import actor

if TYPE_CHECKING:
    from surveyapp.models import Round

MOST_LINES = 1_000
"""Tasks pasted at once; a longer list is pasted in parts."""
MOST_AREAS = 50


@blueprint.route("/rounds", methods=["GET", "POST"])
def rounds() -> ResponseReturnValue:
    """Show the rounds, and open another."""
    models = {str(row.id): row for row in find_models()}
    form = RoundForm()
    form.model.choices = options(
        (key, f"{model_name(row)} {row.version}") for key, row in models.items()
    )
    if form.validate_on_submit():
        new = NewRound(
            form.code.data,
            form.name_zh.data,
            form.name_en.data or None,
            models[form.model.data],
            cast(date, form.starts_on.data),
            cast(date, form.ends_on.data),
        )
        try:
            row = planning.plan_round(new, by=actor(), at=now())
        except InputRefused as refused:
            show_faults(form, refused)
        else:
            flash(_("轮次已开。下一步：添加任务。"), "good")
            return redirect(url_for(".round_page", round_id=row.id))
    rows = [(row, model_name(row.model_version)) for row in planning.find_rounds(here())]
    page = render_template("lead/rounds.html", form=form, rounds=rows, models=models)
    return page, 400 if form.errors else 200


@blueprint.get("/rounds/<int:round_id>")
def round_page(round_id: int) -> ResponseReturnValue:
    """Show a round's tasks and what each still lacks."""
    return _round(planning.get_round(round_id, by=actor()), ClosingForm(formdata=None))


@blueprint.post("/rounds/<int:round_id>/close")
def close_round(round_id: int) -> ResponseReturnValue:
    """Close a round's results: the quota is counted among those that are there."""
    row, form = planning.get_round(round_id, by=actor()), ClosingForm()
    if not form.validate_on_submit():
        return _round(row, form), 400
    close_results(row, reason=form.reason.data, by=actor(), at=now())
    flash(_("本轮的结果已封账。"), "good")
    return redirect(url_for(".round_page", round_id=round_id))


def _round(row: Round, form: ClosingForm) -> str:
    return render_template(
        "lead/round.html",
        round=row,
        form=form,
        model=model_name(row.model_version),
        has_quota=bool(get_model(row.model_version).quota),
        types=_types(row),
        importance=IMPORTANCE,
        missing={task.id: sum(missing_duties(task).values()) for task in row.tasks},
    )


@blueprint.route("/rounds/<int:round_id>/tasks/new", methods=["GET", "POST"])
def new_task(round_id: int) -> ResponseReturnValue:
    """Put one task into a round."""
    row = planning.get_round(round_id, by=actor())
    units = {str(unit.id): unit for unit in planning.find_units(here())}
    form = TaskForm()
    form.type_code.choices = options(_types(row).items())
    form.unit.choices = options(
        (key, f"{unit.code} {in_language(unit)[0]}") for key, unit in units.items()
    )
    form.importance.choices = options((code, _(words)) for code, words in IMPORTANCE.items())
    if form.validate_on_submit():
        new = NewTask(
            form.no.data,
            form.name_zh.data,
            form.name_en.data or None,
            form.type_code.data,
            units[form.unit.data],
            form.importance.data,
            _areas(form.areas.data or ""),
        )
        try:
            task = planning.plan_task(row, new, by=actor(), at=now())
        except InputRefused as refused:
            show_faults(form, refused)
        else:
            flash(_("任务已加上。下一步：分派职责。"), "good")
            return redirect(url_for(".task", task_id=task.id))
    page = render_template("lead/new_task.html", form=form, round=row, units=units)
    return page, 400 if form.errors else 200


@blueprint.route("/rounds/<int:round_id>/tasks/paste", methods=["GET", "POST"])
def paste_tasks(round_id: int) -> ResponseReturnValue:
    """Add a pasted list of tasks, all of it or nothing."""
    row = planning.get_round(round_id, by=actor())
    form, faults = PasteForm(), list[tuple[str, str]]()
    if form.validate_on_submit():
        lines = read_task_lines(form.lines.data, _known_words(row))
        try:
            if len(lines) > MOST_LINES or not lines:
                words = _("一次粘贴 1 至 %(most)d 行任务", most=MOST_LINES)
                form.lines.errors = [*form.lines.errors, words]
            else:
                added = planning.import_tasks(row, lines, by=actor(), at=now())
                facts = {"tasks": added.n_tasks, "units": added.n_units}
                flash(_("已加上 %(tasks)d 项任务、%(units)d 个单位。", **facts), "good")
                return redirect(url_for(".round_page", round_id=round_id))
        except InputRefused as refused:
            faults = [_line_row(one) for one in refused.faults if isinstance(one, Fault)]
            words = _("有 %(n)d 处需要修改，什么都没有加。", n=len(faults))
            form.lines.errors = [*form.lines.errors, words]
    page = render_template(
        "lead/paste.html", form=form, round=row, types=_types(row), faults=faults
    )
    return page, 400 if form.errors else 200


def _line_row(fault: Fault) -> tuple[str, str]:
    """Return the number of a faulty line, and what to do."""
    return fault.place.partition(":")[2], words_of(fault)


@blueprint.route("/units", methods=["GET", "POST"])
def units() -> ResponseReturnValue:
    """Show the assessed units, and add one."""
    form = UnitForm()
    if form.validate_on_submit():
        names = (form.name_zh.data, form.name_en.data or None)
        try:
            planning.plan_unit(form.code.data, names, by=actor(), at=now())
        except InputRefused as refused:
            show_faults(form, refused)
        else:
            flash(_("单位已加上。"), "good")
            return redirect(url_for(".units"))
    page = render_template(
        "lead/units.html", form=form, units=planning.find_units(here()), rounds=_newest_round()
    )
    return page, 400 if form.errors else 200


def _newest_round() -> Round | None:
    return next(iter(planning.find_rounds(here())), None)


def _types(row: Round) -> dict[str, str]:
    return {one.code: spoken(one.text) for one in get_model(row.model_version).task_types}


def _known_words(row: Round) -> dict[str, str]:
    """Return what people may write for a type or an importance, in lower case, to its code."""
    known: dict[str, str] = {}
    for one in get_model(row.model_version).task_types:
        known |= {
            words.lower(): one.code for words in (one.code, one.text.zh, one.text.en) if words
        }
    for code, word in IMPORTANCE.items():
        known |= {code: code, str(word): code, str(_(word)).lower(): code}
    return known


def _areas(text: str) -> list[dict[str, str]]:
    names = list(dict.fromkeys(line.strip() for line in text.split("\n") if line.strip()))
    return [{"code": f"AREA{n}", "zh": name} for n, name in enumerate(names[:MOST_AREAS], 1)]
