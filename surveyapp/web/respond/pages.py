"""Answering: one page at a time, kept on the server as it is left, then on to the next."""

from dataclasses import dataclass

from flask import current_app, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from forms.section_form import SectionForm
from surveyapp.clock import now
from surveyapp.operations import answering
from surveyapp.operations.answering import PageKept
from surveyapp.web.language import LANGUAGES
from surveyapp.web.respond.door import blueprint
from surveyapp.web.respond.keeping import Keepsake, give_keepsake
from surveyapp.web.respond.sheet import (
    OpenPage,
    Sheet,
    blocks,
    posted_page,
    seen_page,
    seen_sheet,
    speak,
)


@dataclass(frozen=True)
class Wish:
    """What the pressed button asks for: on, back, only keep, or the same in another language."""

    kind: str
    language: str | None = None


def _wish() -> Wish:
    language = request.form.get("_language")
    if language in LANGUAGES.values():
        return Wish("language", language)
    kind = request.form.get("_action", "next")
    return Wish(kind if kind in {"back", "keep"} else "next")


@blueprint.get("/answer/<int:collection_id>/")
def resume(collection_id: int) -> ResponseReturnValue:
    """Lead to the first page that needs a visit."""
    sheet = seen_sheet(collection_id)
    return redirect(sheet.address(answering.page_to_go_on(sheet.draft)))


@blueprint.get("/answer/<int:collection_id>/<int:number>")
def page(collection_id: int, number: int) -> ResponseReturnValue:
    """Show one page; a page that is not reached yet leads back to where one stands."""
    open_page = seen_page(collection_id, number)
    sheet = open_page.sheet
    go_on = answering.page_to_go_on(sheet.draft)
    if go_on is not None and sheet.path.position(go_on.code) < number:
        return redirect(sheet.address(go_on))
    return _show(open_page, open_page.form(is_posted=False), stamp=open_page.new_stamp())


@blueprint.post("/answer/<int:collection_id>/<int:number>")
def keep(collection_id: int, number: int) -> ResponseReturnValue:
    """Keep one page and go on; what was typed always comes back with the faults."""
    open_page = posted_page(collection_id, number)
    form, wish = open_page.form(is_posted=True), _wish()
    is_right = form.validate()
    if not form.is_genuine:
        return _show(open_page, form, stamp=request.form.get("_stamp", "")), 400
    _keep(open_page, form, is_passed=is_right and wish.kind == "next")
    if wish.kind == "keep":
        stamp = open_page.new_stamp(is_asked_again=open_page.is_asked_again)
        refused = [field.item.code for field in form.wrong_fields]
        return jsonify(saved=open_page.sheet.saved_at, stamp=stamp, refused=refused)
    if wish.language is not None:
        answering.change_language(open_page.sheet.draft, wish.language)
        speak(wish.language)
    if form.wrong_fields or (form.missing_fields and wish.kind == "next"):
        return _show(open_page, form, stamp=open_page.new_stamp(is_asked_again=True)), 400
    return _with_cookie(redirect(_target(open_page, wish)), open_page.sheet)


def _keep(open_page: OpenPage, form: SectionForm, *, is_passed: bool) -> None:
    """Hand what is right on the page to the act, with how long the page was open."""
    was_left = open_page.section.code in open_page.sheet.draft.asked_again
    kept = PageKept(
        section=open_page.section,
        answers=form.answers,
        cleared=form.cleared if open_page.is_fresh else (),
        served_at=open_page.stamp.served_at if open_page.stamp else now(),
        is_left=is_passed or was_left,
    )
    answering.keep_page(open_page.sheet.draft, kept, at=now())


def _target(open_page: OpenPage, wish: Wish) -> str:
    """Return where a kept page leads: on, back, the same again, or to the review."""
    sheet, section = open_page.sheet, open_page.section
    if wish.kind == "language":
        return sheet.address(section)
    if wish.kind == "back":
        return sheet.address(sheet.path.previous_to(section.code) or section)
    go_on = answering.page_to_go_on(sheet.draft)
    if go_on is None:
        return sheet.address(None)
    return sheet.address(sheet.path.next_after(section.code) or go_on)


def _with_cookie(answer: Response, sheet: Sheet) -> Response:
    """Give the cookie back to a browser that lost it while the page was open."""
    if sheet.keepsake.draft_id == sheet.draft.id:
        return answer
    collection = sheet.draft.collection
    return give_keepsake(
        answer,
        Keepsake(sheet.draft.id),
        collection_id=collection.id,
        open_code=collection.open_code,
        until=answering.lasts_until(sheet.draft),
    )


def _show(open_page: OpenPage, form: SectionForm, *, stamp: str) -> str:
    sheet = open_page.sheet
    return render_template(
        "respond/page.html",
        open_page=open_page,
        sheet=sheet,
        form=form,
        blocks=blocks(form),
        stamp=stamp,
        has_previous=open_page.number > 1,
        own_link=_own_link(sheet),
    )


def _own_link(sheet: Sheet) -> str | None:
    """Return the link an open sheet is gone on with; an invited person has one already."""
    if sheet.keepsake.key is None:
        return None
    base_url: str = current_app.config["SETTINGS"].base_url
    return base_url + url_for("respond.start", token=sheet.keepsake.key)
