"""A task's figures on the page: one form for each level-1 dimension."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from forms.figure_sheet import BatchForm, Blank, figure_form, posted_rows, typed_values
from surveyapp.clock import now
from surveyapp.errors import InputRefused, NotFound
from surveyapp.operations.reporting import approved_exemptions, enter_figures
from surveyapp.operations.reporting.completeness import figure_progress
from surveyapp.operations.reporting.evidence import count_evidence
from surveyapp.operations.reporting.exemptions import exempted_leaves
from surveyapp.operations.reporting.figures import (
    STATEMENT,
    EnteredFigures,
    entered_values,
    find_figure_faults,
    newest_figure_id,
)
from surveyapp.operations.reporting.preview import raw_figures
from surveyapp.operations.reporting.sheets import (
    BASELINE_KINDS,
    CHECKLIST_PARTS,
    LIST_COLUMNS,
    PART_WORDS,
    IndicatorSheet,
    figure_sheets,
)
from surveyapp.operations.reporting.values import MOST_ROWS, is_untouched
from surveyapp.web.desk.door import blueprint, officers_task
from surveyapp.web.desk.workbook import WorkbookForm
from surveyapp.web.refusing import add_faults
from surveyapp.web.roles import actor

if TYPE_CHECKING:
    from surveyapp.models import Task

SPARE_ROWS = 2
FEWEST_ROWS = 4


@blueprint.get("/tasks/<int:task_id>/figures")
def figures(task_id: int) -> ResponseReturnValue:
    """Show how far the figures are, and the ways to enter them."""
    task = officers_task(task_id)
    progress = figure_progress(task)
    return render_template(
        "desk/figures.html", task=task, progress=progress, form=WorkbookForm(), faults=[]
    )


@blueprint.route("/tasks/<int:task_id>/figures/<dimension>", methods=["GET", "POST"])
def dimension(task_id: int, dimension: str) -> ResponseReturnValue:
    """Show one dimension's figures, and keep what is typed."""
    task = officers_task(task_id)
    sheets = [sheet for sheet in figure_sheets(task) if sheet.dimension == dimension]
    if not sheets:
        raise NotFound
    values, seen = entered_values(task), newest_figure_id(task)
    blanks = list(_blanks(sheets, values, posted_rows(request.form)))
    form = figure_form(blanks, seen=seen)
    if form.validate_on_submit() and not _is_stale(form, seen):
        try:
            entered = _enter(task, sheets, form, blanks)
        except InputRefused as refused:
            add_faults(form, refused, typed_values(form, blanks)[1])
        else:
            _say(entered)
            return redirect(_next(task, dimension))
    elif form.is_submitted():
        faults = find_figure_faults(task, _filled(task, sheets, form, blanks))
        add_faults(form, InputRefused(faults), typed_values(form, blanks)[1])
    page = render_template(
        "desk/dimension.html",
        task=task,
        form=form,
        sheets=sheets,
        blanks=_by_input(blanks),
        part_words=PART_WORDS,
        list_columns=LIST_COLUMNS,
        baseline_kinds=BASELINE_KINDS,
        progress=figure_progress(task),
        dimension=dimension,
        entered=values,
        raw=raw_figures(task, values),
        n_evidence=count_evidence(task),
        exempted=exempted_leaves(task, approved_exemptions(task)),
    )
    return page, 400 if form.errors else 200


def _enter(
    task: Task, sheets: Sequence[IndicatorSheet], form: BatchForm, blanks: Sequence[Blank]
) -> EnteredFigures:
    filled = _filled(task, sheets, form, blanks)
    return enter_figures(
        task,
        filled,
        source=form.source.data,
        statement=STATEMENT,
        by=actor(),
        at=now(),
        reason=form.reason.data or "",
    )


def _filled(
    task: Task, sheets: Sequence[IndicatorSheet], form: BatchForm, blanks: Sequence[Blank]
) -> dict[str, dict[str, object]]:
    """Return what was typed for the indicators that are filled in, or were before."""
    typed, known = typed_values(form, blanks)[0], entered_values(task)
    return {
        sheet.code: typed[sheet.code]
        for sheet in sheets
        if sheet.code in known or not _is_untouched(sheet, typed[sheet.code])
    }


def _is_untouched(sheet: IndicatorSheet, entry: Mapping[str, object]) -> bool:
    return all(is_untouched(one, entry.get(one.name)) for one in sheet.inputs)


def _is_stale(form: BatchForm, seen: int) -> bool:
    """Notice that somebody entered figures since this form was shown; show theirs beside."""
    if form["seen"].data == str(seen):
        return False
    form["seen"].data = str(seen)
    form["seen"].raw_data = [str(seen)]
    form.form_errors.append(
        _("您填写期间，有人更新了这项任务的数据。请核对后再保存一次；您填的内容都还在。")
    )
    return True


def _say(entered: EnteredFigures) -> None:
    n = len(entered.changed)
    if n:
        flash(ngettext("已保存 %(num)d 个指标。", "已保存 %(num)d 个指标。", n), "good")
    else:
        flash(_("没有变化，什么都没有写入。"), "off")


def _next(task: Task, dimension: str) -> str:
    if request.form.get("go") != "next":
        return url_for(".dimension", task_id=task.id, dimension=dimension)
    codes = [one.code for one in figure_progress(task)]
    after = codes[codes.index(dimension) + 1 :] if dimension in codes else []
    if not after:
        return url_for(".figures", task_id=task.id)
    return url_for(".dimension", task_id=task.id, dimension=after[0])


def _blanks(
    sheets: Sequence[IndicatorSheet],
    values: Mapping[str, Mapping[str, object]],
    posted: Mapping[str, int],
) -> Iterator[Blank]:
    for sheet in sheets:
        for one in sheet.inputs:
            value = values.get(sheet.code, {}).get(one.name)
            path = (sheet.code, one.name)
            if one.kind == "weighted_list":
                n_posted = posted.get(f"{sheet.code}__{one.name}", 0)
                yield from _list_blanks(path, value, n_posted)
            elif one.kind == "checklist":
                yield from _checklist_blanks(path, value)
            else:
                yield Blank(path, one.kind, "" if value is None else str(value))


def _checklist_blanks(path: tuple[str, str], value: object) -> Iterator[Blank]:
    parts = value if isinstance(value, Mapping) else {}
    for part in CHECKLIST_PARTS:
        yield Blank((*path, part), "count", str(parts.get(part, "")))


def _list_blanks(path: tuple[str, str], value: object, n_posted: int) -> Iterator[Blank]:
    rows = value if isinstance(value, list) else []
    n_rows = max(FEWEST_ROWS, len(rows) + SPARE_ROWS, min(n_posted, MOST_ROWS))
    for i in range(min(n_rows, MOST_ROWS)):
        row = rows[i] if i < len(rows) else {}
        for column in LIST_COLUMNS:
            kind = "name" if column == "name" else "number"
            yield Blank((*path, i, column), kind, str(row.get(column, "")))


def _by_input(blanks: Sequence[Blank]) -> dict[tuple[str, str], list[Blank]]:
    found: dict[tuple[str, str], list[Blank]] = {}
    for blank in blanks:
        found.setdefault((str(blank.path[0]), str(blank.path[1])), []).append(blank)
    return found
