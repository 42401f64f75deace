"""The expert's pages: the own sheets only, scored blind by the anchors, handed in once."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING

from flask import Blueprint, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm

from forms.expert_sheet import expert_form, reason_name, score_name, typed_scores
from surveyapp.access import Role
from surveyapp.clock import now
from surveyapp.errors import InputRefused
from surveyapp.operations.judging import (
    SheetEntry,
    find_own_sheets,
    find_sheet_faults,
    get_own_sheet,
    save_sheet,
    submit_sheet,
)
from surveyapp.operations.reporting import find_evidence
from surveyapp.operations.reporting.evidence import get_evidence, read_evidence
from surveyapp.operations.reporting.numbers import hundredths_text
from surveyapp.operations.reporting.sheets import (
    indicator_sheets,
    recusal_rules,
    rubric_codes,
    rubric_levels,
)
from surveyapp.web.refusing import add_faults, take_each_field_once
from surveyapp.web.roles import actor, open_to

if TYPE_CHECKING:
    from surveyapp.models import ExpertSheet

blueprint = Blueprint("expert", __name__, url_prefix="/expert")
open_to(blueprint, Role.EXP)
take_each_field_once(blueprint)


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """Show an expert's own sheets."""
    sheets = find_own_sheets(actor())
    n_codes = {sheet.id: len(rubric_codes(sheet.task)) for sheet in sheets}
    return render_template("expert/start.html", sheets=sheets, n_codes=n_codes)


@blueprint.route("/sheets/<int:sheet_id>", methods=["GET", "POST"])
def sheet(sheet_id: int) -> ResponseReturnValue:
    """Show a sheet; keep it, or hand it in."""
    row = get_own_sheet(sheet_id, by=actor())
    codes = rubric_codes(row.task)
    kept = {
        one.indicator_code: (hundredths_text(one.score_hundredths), one.reason or "")
        for one in row.scores
    }
    form = expert_form(codes, kept)
    if form.validate_on_submit() and _keep(row, form, codes):
        return redirect(url_for(".sheet", sheet_id=sheet_id))
    return _show(row, form, codes)


def _keep(row: ExpertSheet, form: FlaskForm, codes: tuple[str, ...]) -> bool:
    """Save what was typed and, when asked, hand it in; say whether all went well."""
    typed = typed_scores(form, codes)
    entries = {code: SheetEntry(score, reason) for code, (score, reason) in typed.items()}
    is_last = request.form.get("go") == "submit"
    is_free = bool(form["has_no_conflict"].data)
    if is_last and (found := find_sheet_faults(row.task, entries, has_no_conflict=is_free)):
        add_faults(form, InputRefused(found))
        return False
    try:
        save_sheet(row, entries, by=actor(), at=now())
        if is_last:
            submit_sheet(row, has_no_conflict=is_free, by=actor(), at=now())
            flash(_("评分表已提交，谢谢。"), "good")
        else:
            flash(_("已保存 %(n)d 项评分。", n=len(row.scores)), "good")
    except InputRefused as refused:
        add_faults(form, refused)
        return False
    return True


def _show(row: ExpertSheet, form: FlaskForm, codes: tuple[str, ...]) -> ResponseReturnValue:
    task = row.task
    evidence: dict[str, list[object]] = {}
    for item in find_evidence(task):
        evidence.setdefault(item.indicator_code, []).append(item)
    page = render_template(
        "expert/sheet.html",
        sheet=row,
        task=task,
        form=form,
        indicators=[one for one in indicator_sheets(task) if one.code in codes],
        levels=rubric_levels(task),
        evidence=evidence,
        recusal=recusal_rules(task),
        score_name=score_name,
        reason_name=reason_name,
        scores={one.indicator_code: one for one in row.scores},
    )
    return page, 400 if form.errors else 200


@blueprint.get("/sheets/<int:sheet_id>/evidence/<int:evidence_id>")
def evidence(sheet_id: int, evidence_id: int) -> ResponseReturnValue:
    """Send a file behind an indicator of the sheet's task, to be saved."""
    row = get_evidence(get_own_sheet(sheet_id, by=actor()).task, evidence_id)
    answer = send_file(
        BytesIO(read_evidence(row)),
        mimetype=row.media_type,
        as_attachment=True,
        download_name=row.name,
    )
    answer.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return answer
