"""A task's figures as a workbook: taken home, filled in, brought back."""

from io import BytesIO

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from forms.figure_sheet import BatchForm
from surveyapp.clock import now
from surveyapp.errors import InputRefused
from surveyapp.operations.reporting import figures_template, import_figures
from surveyapp.operations.reporting.completeness import figure_progress
from surveyapp.operations.reporting.faults import EntryFault
from surveyapp.operations.reporting.figures import STATEMENT
from surveyapp.operations.reporting.file_types import XLSX
from surveyapp.operations.reporting.xlsx_cells import LARGEST_WORKBOOK
from surveyapp.operations.reporting.xlsx_import import find_import_faults
from surveyapp.web.desk.door import blueprint, officers_task
from surveyapp.web.refusing import words_of
from surveyapp.web.roles import actor


class WorkbookForm(BatchForm):
    """A filled template with where its figures come from."""

    file = FileField(_l("填好的模板"), [FileRequired(_l("请选择填好的 .xlsx 模板"))])


@blueprint.get("/tasks/<int:task_id>/figures.xlsx")
def workbook(task_id: int) -> ResponseReturnValue:
    """Send the task's template, with the figures that stand already."""
    task = officers_task(task_id)
    return send_file(
        BytesIO(figures_template(task)),
        mimetype=XLSX,
        as_attachment=True,
        download_name=f"{task.no}-figures.xlsx",
    )


@blueprint.post("/tasks/<int:task_id>/figures/import")
def import_workbook(task_id: int) -> ResponseReturnValue:
    """Enter the figures of a filled template, or list every fault by its cell."""
    task = officers_task(task_id)
    form = WorkbookForm()
    faults: list[tuple[str, str]] = []
    is_whole = form.validate_on_submit()
    content = form.file.data.stream.read(LARGEST_WORKBOOK + 1) if form.file.data else b""
    if is_whole:
        source = form.source.data
        try:
            entered = import_figures(
                task,
                content,
                source=source,
                statement=STATEMENT,
                by=actor(),
                at=now(),
                reason=form.reason.data or "",
            )
        except InputRefused as refused:
            faults = _listed(form, refused)
        else:
            n = len(entered.changed)
            facts = {"n": n, "same": entered.n_unchanged}
            words = _("已导入：%(n)d 个指标有更新，%(same)d 个没有变化。", **facts)
            flash(words, "good" if n else "off")
            return redirect(url_for(".figures", task_id=task_id))
    elif content:
        faults = _listed(form, InputRefused(find_import_faults(task, content)))
    page = render_template(
        "desk/figures.html", task=task, progress=figure_progress(task), form=form, faults=faults
    )
    return page, 400


def _listed(form: WorkbookForm, refused: InputRefused) -> list[tuple[str, str]]:
    """Return the faults of cells as (place, words); those of the form stand beside its fields."""
    listed = []
    for fault in refused.faults:
        if not isinstance(fault, EntryFault):
            continue
        name = str(fault.path[0]) if len(fault.path) == 1 else ""
        if name in form:
            form[name].errors = [*form[name].errors, words_of(fault)]
        else:
            listed.append((fault.place, words_of(fault)))
    if listed:
        n = len(listed)
        form.form_errors.append(_("文件里有 %(n)d 处需要修改，什么都没有导入。", n=n))
    return listed
