"""The sheet part by part: each page is one form, kept by itself, and again as it is left."""

from collections.abc import Callable
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.interview_rules import MOST_QUOTES
from forms.interview_sheet import CircumstancesForm, ClosingForm, NotesForm, PartForm
from surveyapp.clock import now
from surveyapp.db import keep_despite_faults
from surveyapp.errors import InputRefused, NotFound
from surveyapp.operations import interviewing
from surveyapp.operations.interviewing import (
    ChangedElsewhere,
    Circumstances,
    Closing,
    InterviewSession,
    Part,
    QuestionNotes,
)
from surveyapp.web.interview.door import blueprint
from surveyapp.web.interview.showing import parts_of, saved_time
from surveyapp.web.roles import actor

BOTH = ["GET", "POST"]


@dataclass(frozen=True)
class Sheet:
    """A session and the way to read the part that a page is about, as it stands now."""

    row: InterviewSession
    load: Callable[[], Part]


@blueprint.route("/<int:session_id>/circumstances", methods=BOTH)
def circumstances(session_id: int) -> ResponseReturnValue:
    """Ask for consent first, then when, where and with whom."""
    row = interviewing.get_session(session_id, by=actor())
    form = CircumstancesForm(data=vars(interviewing.circumstances_of(row)))
    sheet = Sheet(row, lambda: interviewing.circumstances_of(row))
    return _answer(sheet, form, lambda: Circumstances(**form.values))


@blueprint.route("/<int:session_id>/questions/<code>", methods=BOTH)
def question(session_id: int, code: str) -> ResponseReturnValue:
    """Take down what was said on one question."""
    row = interviewing.get_session(session_id, by=actor())
    if interviewing.protocol_of(row).find_item(code) is None:
        raise NotFound
    kept = interviewing.notes_of(row, code)
    form = NotesForm(data={"points": kept.points, "quotes": [*kept.quotes, ""][:MOST_QUOTES]})
    sheet = Sheet(row, lambda: interviewing.notes_of(row, code))
    return _answer(
        sheet, form, lambda: QuestionNotes(code, form.points.data or "", quotes=form.said)
    )


@blueprint.route("/<int:session_id>/closing", methods=BOTH)
def closing(session_id: int) -> ResponseReturnValue:
    """Ask what is to be followed up."""
    row = interviewing.get_session(session_id, by=actor())
    form = ClosingForm(data=vars(interviewing.closing_of(row)))
    sheet = Sheet(row, lambda: interviewing.closing_of(row))
    return _answer(sheet, form, lambda: Closing(**form.values))


def _answer(sheet: Sheet, form: PartForm, part: Callable[[], Part]) -> ResponseReturnValue:
    """Show a part, or keep it and lead on; faults bring the page again with what was typed."""
    if request.method == "GET":
        return _first_look(sheet, form)
    if not form.validate_on_submit():
        return _refused(sheet, form, status=400)
    try:
        interviewing.save_sheet(
            sheet.row, part(), by=actor(), at=now(), seen=form.seen.data or None
        )
    except InputRefused as refused:
        form.show_faults(refused.faults)
        return _refused(sheet, form, status=400)
    except ChangedElsewhere:
        form.seen.data = interviewing.fingerprint(sheet.load())
        return _refused(sheet, form, status=409)
    if _is_script():
        return _kept(sheet)
    return _stay(sheet, form) if _must_stay(sheet) else redirect(_next(sheet))


def _must_stay(sheet: Sheet) -> bool:
    """Say whether the next step was asked for that only consent opens."""
    lacks_consent = isinstance(sheet.load(), Circumstances) and not sheet.row.has_consent
    return lacks_consent and request.form.get("go") != "stay"


def _stay(sheet: Sheet, form: PartForm) -> ResponseReturnValue:
    """Show what was kept again, and say why it does not lead on."""
    keep_despite_faults()
    form.seen.data = interviewing.fingerprint(sheet.load())
    reason = _("已保存，但还不能到下一步：请先征得被访人同意，再勾选这一项")
    form["has_consent"].errors = [reason]
    return _page(sheet, form, status=400)


def _first_look(sheet: Sheet, form: PartForm) -> ResponseReturnValue:
    """Show a part that is open; lead to consent first, and to the overview when nothing is open."""
    if sheet.row.state not in {"started", "returned"}:
        return redirect(url_for("interview.overview", session_id=sheet.row.id))
    kept = sheet.load()
    if isinstance(kept, QuestionNotes) and not sheet.row.has_consent:
        return redirect(url_for("interview.circumstances", session_id=sheet.row.id))
    form.seen.data = interviewing.fingerprint(kept)
    return _page(sheet, form, status=200)


def _is_script() -> bool:
    """Say whether the page itself saved in passing, and waits for a word instead of a page."""
    return request.accept_mimetypes.best == "application/json"


def _kept(sheet: Sheet) -> ResponseReturnValue:
    words = _("已保存 %(time)s", time=saved_time(sheet.row))
    return {"words": words, "seen": interviewing.fingerprint(sheet.load())}


def _refused(sheet: Sheet, form: PartForm, *, status: int) -> ResponseReturnValue:
    if _is_script():
        return {"words": _("还没有保存：请按“保存”看原因")}, status
    return _page(sheet, form, status=status)


def _page(sheet: Sheet, form: PartForm, *, status: int) -> ResponseReturnValue:
    kept, parts = sheet.load(), parts_of(sheet.row)
    place = [one.url for one in parts].index(request.path)
    page = render_template(
        f"interview/{type(kept).__name__.lower()}.html",
        row=sheet.row,
        form=form,
        kept=kept,
        parts=parts,
        part=parts[place],
        previous=parts[place - 1] if place else None,
        is_stale=status == 409,
        saved_at=saved_time(sheet.row),
        most_quotes=MOST_QUOTES,
    )
    return page, status


def _next(sheet: Sheet) -> str:
    """Lead where the pressed button says: on, or to the same part again."""
    kept, wish = sheet.load(), request.form.get("go")
    if wish == "add" and isinstance(kept, QuestionNotes):
        return f"{request.path}#quotes-{len(kept.quotes)}"
    if wish == "stay":
        return request.path
    overview = url_for("interview.overview", session_id=sheet.row.id)
    urls = [*(one.url for one in parts_of(sheet.row)), overview]
    return urls[urls.index(request.path) + 1]
