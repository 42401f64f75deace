"""One indicator of a task: the history of its figures, its evidence, asking for exemption."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from wtforms.validators import DataRequired

from forms.typed_fields import Lines, OneLine
from surveyapp.clock import now
from surveyapp.errors import InputRefused, NotFound
from surveyapp.operations.reporting import find_evidence, hand_in_evidence, request_exemption
from surveyapp.operations.reporting.evidence import LARGEST_FILE, get_evidence, read_evidence
from surveyapp.operations.reporting.exemptions import find_exemption
from surveyapp.operations.reporting.figures import find_revisions
from surveyapp.operations.reporting.sheets import IndicatorSheet, indicator_sheets
from surveyapp.web.desk.door import blueprint, officers_task
from surveyapp.web.refusing import add_faults
from surveyapp.web.roles import actor

if TYPE_CHECKING:
    from surveyapp.models import Task


class EvidenceForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A file and what is said of it."""

    file = FileField(
        _l("文件"),
        [FileRequired(_l("请选择文件"))],
        description=_l("PDF、PNG、JPEG、XLSX、DOCX 或 UTF-8 文本、CSV，最大 20 MB"),
    )
    note = OneLine(_l("说明"))


class ExemptionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Why an indicator does not apply."""

    reason = Lines(_l("为什么不适用"), [DataRequired(_l("请写明理由"))])


@blueprint.get("/tasks/<int:task_id>/indicators/<code>")
def indicator(task_id: int, code: str) -> ResponseReturnValue:
    """Show one indicator."""
    return _show(officers_task(task_id), code, EvidenceForm(), ExemptionForm(formdata=None))


@blueprint.post("/tasks/<int:task_id>/indicators/<code>/evidence")
def add_evidence(task_id: int, code: str) -> ResponseReturnValue:
    """Take a file in."""
    task, form = officers_task(task_id), EvidenceForm()
    if form.validate_on_submit():
        content = form.file.data.stream.read(LARGEST_FILE + 1)
        name, note = form.file.data.filename or "", form.note.data
        try:
            row = hand_in_evidence(task, code, name, content, by=actor(), at=now(), note=note)
        except InputRefused as refused:
            add_faults(form, refused)
        else:
            flash(_("已收下“%(name)s”。", name=row.name), "good")
            return redirect(url_for(".indicator", task_id=task_id, code=code))
    return _show(task, code, form, ExemptionForm(formdata=None))


@blueprint.post("/tasks/<int:task_id>/indicators/<code>/exemption")
def ask_exemption(task_id: int, code: str) -> ResponseReturnValue:
    """Ask that an indicator be left out."""
    task, form = officers_task(task_id), ExemptionForm()
    if form.validate_on_submit():
        try:
            request_exemption(task, code, form.reason.data or "", by=actor(), at=now())
        except InputRefused as refused:
            add_faults(form, refused)
        else:
            flash(_("已申请不适用，等复核员决定。"), "good")
            return redirect(url_for(".indicator", task_id=task_id, code=code))
    return _show(task, code, EvidenceForm(formdata=None), form)


@blueprint.get("/tasks/<int:task_id>/evidence/<int:evidence_id>")
def evidence(task_id: int, evidence_id: int) -> ResponseReturnValue:
    """Send a file as it was handed in: always to be saved, never to be run or shown."""
    row = get_evidence(officers_task(task_id), evidence_id)
    answer = send_file(
        BytesIO(read_evidence(row)),
        mimetype=row.media_type,
        as_attachment=True,
        download_name=row.name,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer


def _show(
    task: Task, code: str, form: EvidenceForm, exemption_form: ExemptionForm
) -> ResponseReturnValue:
    page = render_template(
        "desk/indicator.html",
        task=task,
        sheet=_sheet(task, code),
        form=form,
        exemption_form=exemption_form,
        has_errors=bool(form.errors or exemption_form.errors),
        revisions=find_revisions(task, code),
        evidence=find_evidence(task, code),
        exemption=find_exemption(task, code),
    )
    return page, 400 if form.errors or exemption_form.errors else 200


def _sheet(task: Task, code: str) -> IndicatorSheet:
    sheet = next((one for one in indicator_sheets(task) if one.code == code), None)
    if sheet is None:
        raise NotFound
    return sheet
