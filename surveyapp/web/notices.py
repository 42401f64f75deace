"""The issuer's pages: look at the paper, give it its number, follow it; nothing is computed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, cast
from urllib.parse import quote

from flask import Blueprint, Response, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.conclusion_sheet import ReasonForm
from surveyapp.access import Actor, Role
from surveyapp.clock import now
from surveyapp.config import Settings
from surveyapp.errors import NotFound
from surveyapp.operations import hearing, notices
from surveyapp.operations.overtaken import find_overtaken
from surveyapp.operations.rounds import get_task
from surveyapp.web.roles import actor, open_to
from surveyapp.web.site import ButtonForm

if TYPE_CHECKING:
    from datetime import datetime

    from surveyapp.models import Notice
    from surveyapp.notice_page import Language

blueprint = Blueprint("notices", __name__, url_prefix="/notices")
open_to(blueprint, Role.OFF)

HANDLERS = ("issuer", "officer")


def press() -> notices.Press:
    """Return the press of this installation: its public address and the real paper."""
    settings: Settings = current_app.config["SETTINGS"]
    return notices.Press(settings.base_url)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Show what can be issued now, and what was issued."""
    issuable = notices.find_issuable(actor())
    return render_template(
        "notice_desk/index.html",
        overtaken=find_overtaken(issuable),
        issuable=issuable,
        notices=notices.find_notices(actor()),
    )


@blueprint.get("/tasks/<int:task_id>")
def task(task_id: int) -> ResponseReturnValue:
    """Lead through one notice: look at it, issue it, download it."""
    row = get_task(task_id, by=actor(), kinds=HANDLERS)
    one = notices.issuable_of(row)
    return render_template(
        "notice_desk/task.html",
        task=row,
        overtaken=find_overtaken([one]),
        one=one,
        is_issuer=notices.is_issuer(row, by=actor()),
        form=ButtonForm(),
    )


@blueprint.get("/tasks/<int:task_id>/preview-<language>.pdf")
def preview(task_id: int, language: str) -> ResponseReturnValue:
    """Show the paper as it would be, with a dummy number and marked as without effect."""
    row = get_task(task_id, by=actor(), kinds=("issuer",))
    lang = _language(language)
    content = notices.preview_notice(row, by=actor(), at=now(), press=press(), lang=lang)
    return _pdf(content, f"preview-{language}.pdf", is_attachment=False)


@blueprint.post("/tasks/<int:task_id>/issue")
def issue(task_id: int) -> ResponseReturnValue:
    """Give the approved result its number."""
    row = get_task(task_id, by=actor(), kinds=("issuer",))
    notice = notices.issue_notice(row, by=actor(), at=now(), press=press())
    flash(_("已经发文：%(number)s。文件正在生成。", number=notice.facts["number_zh"]), "good")
    return redirect(url_for(".notice", notice_id=notice.id))


@blueprint.get("/<int:notice_id>")
def notice(notice_id: int) -> ResponseReturnValue:
    """Show one notice: its state, its files, what became of it."""
    return _notice_page(notices.get_notice(notice_id, by=actor(), kinds=HANDLERS))


def _notice_page(
    row: Notice, *, void_form: ReasonForm | None = None, appeal_form: ReasonForm | None = None
) -> str:
    return render_template(
        "notice_desk/notice.html",
        notice=row,
        job=notices.find_rendering(row),
        is_issuer=notices.is_issuer(row.task, by=actor()),
        outcomes=hearing.OUTCOMES,
        void_form=void_form or ReasonForm(prefix="void"),
        appeal_form=appeal_form or ReasonForm(prefix="appeal"),
    )


@blueprint.get("/<int:notice_id>/<language>.pdf")
def file(notice_id: int, language: str) -> ResponseReturnValue:
    """Hand out the issued bytes, as an attachment."""
    row = notices.get_notice(notice_id, by=actor(), kinds=HANDLERS)
    content = notices.fetch_file(row, _language(language))
    name = row.facts["number_zh" if language == "zh" else "number_en"]
    return _pdf(content, f"{name}.pdf", is_attachment=True)


@blueprint.post("/<int:notice_id>/void")
def void(notice_id: int) -> ResponseReturnValue:
    """Declare a notice void; its number stays."""
    form = ReasonForm(prefix="void")
    return _change(notice_id, form, notices.void_notice, form_name="void_form")


@blueprint.post("/<int:notice_id>/appeal")
def appeal(notice_id: int) -> ResponseReturnValue:
    """Note that the unit appeals."""
    form = ReasonForm(prefix="appeal")
    return _change(notice_id, form, hearing.open_appeal, form_name="appeal_form")


def _change(
    notice_id: int, form: ReasonForm, act: Callable[..., None], *, form_name: str
) -> ResponseReturnValue:
    row = notices.get_notice(notice_id, by=actor(), kinds=HANDLERS)
    if not form.validate_on_submit():
        return _notice_page(row, **{form_name: form}), 400
    by: Actor = actor()
    at: datetime = now()
    act(row, reason=form.reason.data, by=by, at=at)
    return redirect(url_for(".notice", notice_id=notice_id))


def _language(language: str) -> Language:
    if language not in {"zh", "en"}:
        raise NotFound
    return cast("Language", language)


def _pdf(content: bytes, name: str, *, is_attachment: bool) -> Response:
    kind = "attachment" if is_attachment else "inline"
    return Response(
        content,
        mimetype="application/pdf",
        headers={"Content-Disposition": f"{kind}; filename*=UTF-8''{quote(name)}"},
    )
