"""What is true of every respondent's page: no account, small posts, one neutral refusal."""

from flask import Blueprint, abort, current_app, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge

from surveyapp.db import begin_request
from surveyapp.errors import DomainError
from surveyapp.operations.answering import LinkNotValid
from surveyapp.operations.collecting import CollectionClosed, is_closed
from surveyapp.web.respond.guessing import is_guessing
from surveyapp.web.respond.keeping import read_keepsake
from surveyapp.web.roles import open_to_anyone

MOST_BYTES = 256 * 1024
MOST_FIELDS = 500

blueprint = Blueprint("respond", __name__)
open_to_anyone(blueprint)


@blueprint.before_request
def _take_only_small_posts() -> None:
    """Refuse a post that no page of ours can have sent."""
    n_fields = sum(len(values) for values in request.form.listvalues())
    if (request.content_length or 0) > MOST_BYTES or n_fields > MOST_FIELDS:
        abort(413)


@blueprint.errorhandler(CSRFError)
def _show_again(_error: CSRFError) -> ResponseReturnValue:
    """Lead a post whose security token no longer holds to its own view.

    The view's form finds the same fault, shows what was typed with a fresh token, keeps nothing.
    """
    begin_request(request.method)
    g.csrf_valid = False
    view = current_app.ensure_sync(current_app.view_functions[request.endpoint or ""])
    try:
        _take_only_small_posts()
        shown: ResponseReturnValue = view(**(request.view_args or {}))
    except (DomainError, HTTPException) as error:
        return current_app.handle_user_exception(error)
    return shown


@blueprint.errorhandler(LinkNotValid)
def _not_valid(_error: LinkNotValid) -> ResponseReturnValue:
    """Say the same, byte for byte, of unknown, used, expired and closed links.

    Only a browser that began a sheet here, as its signed cookie says, learns of the close.
    """
    collection_id = (request.view_args or {}).get("collection_id")
    if collection_id and read_keepsake(collection_id).draft_id and is_closed(collection_id):
        return render_template("respond/closed.html"), 410
    if is_guessing(request.remote_addr):
        return render_template("respond/wait.html"), 429
    return render_template("respond/not_valid.html"), 404


@blueprint.errorhandler(CollectionClosed)
def _closed(_error: CollectionClosed) -> ResponseReturnValue:
    """Tell someone with a sheet under way that its time is over."""
    return render_template("respond/closed.html"), 410


@blueprint.errorhandler(RequestEntityTooLarge)
def _too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    return render_template("respond/too_large.html"), 413
