"""Going out: a look over what is unanswered, handing in once, thanks and a receipt."""

from flask import redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField

from forms.path import unanswered_items
from surveyapp.clock import now
from surveyapp.operations import answering
from surveyapp.operations.answering import AnswersIncomplete, LinkNotValid
from surveyapp.web.language import LANGUAGES, language
from surveyapp.web.respond.door import blueprint
from surveyapp.web.respond.keeping import Keepsake, forget_open_sheet, give_keepsake, read_keepsake
from surveyapp.web.respond.sheet import (
    AlreadyHandedIn,
    Sheet,
    posted_sheet,
    seen_sheet,
    speak,
)


class HandInForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Handing in: the key was made by the server, so a second press finds the first receipt."""

    submission_key = HiddenField()


@blueprint.get("/answer/<int:collection_id>/review")
def review(collection_id: int) -> ResponseReturnValue:
    """Show what is still unanswered before the sheet is handed in."""
    sheet = seen_sheet(collection_id)
    go_on = answering.page_to_go_on(sheet.draft)
    if go_on is not None:
        return redirect(sheet.address(go_on))
    return _show(sheet, HandInForm(submission_key=sheet.draft.submission_key))


@blueprint.post("/answer/<int:collection_id>/review")
def hand_in(collection_id: int) -> ResponseReturnValue:
    """Hand the sheet in; pressed twice or from two tabs: one row, one receipt."""
    form = HandInForm()
    if not form.validate():
        sheet = seen_sheet(collection_id)
        return _show(sheet, form), 400
    if request.form.get("_language") in LANGUAGES.values():
        sheet = posted_sheet(collection_id)
        answering.change_language(sheet.draft, request.form["_language"])
        return redirect(sheet.address(None))
    spoken, open_code = _language(read_keepsake(collection_id)), _open_code(collection_id)
    try:
        receipt = answering.submit(form.submission_key.data or "", at=now())
    except (AnswersIncomplete, LinkNotValid):
        return _not_yet(seen_sheet(collection_id))
    answer = redirect(url_for("respond.thanks", collection_id=collection_id))
    keepsake = Keepsake(receipt=receipt, language=spoken)
    give_keepsake(answer, keepsake, collection_id=collection_id, open_code=None)
    if open_code is not None:
        forget_open_sheet(answer, collection_id=collection_id, open_code=open_code)
    return answer


def _not_yet(sheet: Sheet) -> ResponseReturnValue:
    """Lead a press that came too early to the page that is open; without its key, to the review."""
    go_on = answering.page_to_go_on(sheet.draft)
    if go_on is not None:
        return redirect(sheet.address(go_on))
    form = HandInForm(formdata=None, submission_key=sheet.draft.submission_key)
    form.form_errors.append(_("没有提交：请再按一次“提交”"))
    return _show(sheet, form), 400


def _open_code(collection_id: int) -> str | None:
    """Return the open link whose cookie led here, while the draft is there to tell it."""
    draft_id = read_keepsake(collection_id).draft_id
    draft = answering.find_draft(draft_id) if draft_id else None
    return draft.collection.open_code if draft is not None else None


def _language(keepsake: Keepsake) -> str:
    """Return the language of the sheet, or of its receipt, or else of the browser."""
    draft = answering.find_draft(keepsake.draft_id) if keepsake.draft_id else None
    if draft is not None:
        return draft.language
    return keepsake.language or LANGUAGES[language()]


@blueprint.get("/answer/<int:collection_id>/thanks")
def thanks(collection_id: int) -> ResponseReturnValue:
    """Thank, and show the receipt; there is no way back into the answers."""
    keepsake = read_keepsake(collection_id)
    receipt = keepsake.receipt
    if receipt is None:
        raise LinkNotValid
    if keepsake.language is not None and "lang" not in request.args:
        speak(keepsake.language)
    parts = [receipt[i : i + 4] for i in range(0, len(receipt), 4)]
    return render_template("respond/thanks.html", receipt="-".join(parts))


@blueprint.errorhandler(AlreadyHandedIn)
def _to_thanks(_error: AlreadyHandedIn) -> ResponseReturnValue:
    collection_id = (request.view_args or {})["collection_id"]
    return redirect(url_for("respond.thanks", collection_id=collection_id))


def _show(sheet: Sheet, form: HandInForm) -> str:
    open_items = unanswered_items(sheet.path, sheet.draft.answers)
    return render_template(
        "respond/review.html",
        sheet=sheet,
        form=form,
        unanswered=[(sheet.address(section), item) for section, item in open_items],
    )
