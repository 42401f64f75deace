"""Coming in: a link's quiet first page, and the one post that exchanges it for a cookie."""

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField
from wtforms.validators import InputRequired

from surveyapp.clock import now
from surveyapp.operations import answering
from surveyapp.operations.answering import Doorway
from surveyapp.operations.measures import get_instrument
from surveyapp.web.language import LANGUAGES, language
from surveyapp.web.respond.door import blueprint
from surveyapp.web.respond.keeping import Keepsake, give_keepsake, read_keepsake


class BeginForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Agreeing to take part."""

    consent = BooleanField(
        _l("我已知悉用途并同意参与"), validators=[InputRequired(_l("请先勾选同意，再开始"))]
    )


class GoOnForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Going on: who agreed before is not asked again."""


@blueprint.get("/q/<token>")
def start(token: str) -> ResponseReturnValue:
    """Show what a personal link leads to; looking, also by a mail scanner, uses nothing up."""
    return _show(answering.find_doorway(token, at=now()))


@blueprint.post("/q/<token>")
def enter(token: str) -> ResponseReturnValue:
    """Exchange a personal link for a cookie."""
    return _enter(answering.find_doorway(token, at=now()))


@blueprint.get("/o/<code>")
def open_start(code: str) -> ResponseReturnValue:
    """Show the questionnaire behind an open link."""
    return _show(answering.find_open_doorway(code, at=now()))


@blueprint.post("/o/<code>")
def open_enter(code: str) -> ResponseReturnValue:
    """Begin a sheet on the open link."""
    return _enter(answering.find_open_doorway(code, at=now()))


def _show(doorway: Doorway, form: FlaskForm | None = None) -> ResponseReturnValue:
    keepsake = read_keepsake(doorway.collection.id)
    begun_here = keepsake.draft_id is not None and answering.find_draft(keepsake.draft_id)
    page = render_template(
        "respond/start.html",
        form=form or _form(doorway),
        collection=doorway.collection,
        instrument=get_instrument(doorway.collection.instrument_version),
        is_begun=doorway.draft is not None,
        is_open=doorway.channel == "open",
        is_begun_here=bool(begun_here) and doorway.draft is None,
    )
    return page, 400 if form is not None else 200


def _form(doorway: Doorway) -> FlaskForm:
    instrument = get_instrument(doorway.collection.instrument_version)
    asks = doorway.draft is None and instrument.consent is not None
    form = BeginForm() if asks else GoOnForm()
    if asks and instrument.consent is not None:
        form.consent.label.text = instrument.consent.in_language(LANGUAGES[language()])
    return form


def _enter(doorway: Doorway) -> ResponseReturnValue:
    form = _form(doorway)
    if not form.validate():
        return _show(doorway, form)
    begun = answering.begin(doorway, language=LANGUAGES[language()], at=now())
    collection = doorway.collection
    answer = redirect(url_for("respond.resume", collection_id=collection.id))
    return give_keepsake(
        answer,
        Keepsake(begun.draft.id, begun.key),
        collection_id=collection.id,
        open_code=collection.open_code,
        until=answering.lasts_until(begun.draft),
    )
