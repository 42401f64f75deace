"""My sessions, one session at a glance, and its turns: begin, complete, take back, new link."""

import segno
from flask import redirect, render_template, session, url_for
from flask.typing import ResponseReturnValue

from surveyapp.clock import now
from surveyapp.errors import InputRefused
from surveyapp.operations import interviewing
from surveyapp.web.interview.door import NEXT_STEPS, STATES, blueprint
from surveyapp.web.interview.showing import confirmation_url, parts_of, words_of_groups
from surveyapp.web.roles import actor
from surveyapp.web.site import ButtonForm

LINKS = "confirmation_tokens"
"""The signed cookie's key under which the links made in this stay can be looked at again."""


@blueprint.get("/")
def mine() -> ResponseReturnValue:
    """List the sessions that I hold or record, each with its one next step."""
    rows = interviewing.find_sessions(actor())
    return render_template(
        "interview/mine.html",
        rows=rows,
        states=STATES,
        next_steps=NEXT_STEPS,
        **words_of_groups(rows),
    )


@blueprint.get("/<int:session_id>")
def overview(session_id: int) -> ResponseReturnValue:
    """Show a session at a glance: its parts, what is missing, the link when it is complete."""
    return _overview(session_id, status=200)


def _overview(session_id: int, *, status: int) -> ResponseReturnValue:
    row = interviewing.get_session(session_id, by=actor())
    token = session.get(LINKS, {}).get(str(session_id)) if row.state == "completed" else None
    page = render_template(
        "interview/overview.html",
        row=row,
        protocol=interviewing.protocol_of(row),
        parts=parts_of(row),
        missing=interviewing.find_missing(row),
        has_faults=status == 400,
        link=confirmation_url(token) if token else None,
        qr=_qr(confirmation_url(token)) if token else None,
        states=STATES,
        form=ButtonForm(),
        **words_of_groups([row]),
    )
    return page, status


def _qr(url: str) -> str:
    """Draw a link as an SVG that an <img> carries by itself."""
    drawn: str = segno.make(url, error="m").svg_data_uri(border=4, scale=6, light="#fff")
    return drawn


@blueprint.post("/<int:session_id>/start")
def start(session_id: int) -> ResponseReturnValue:
    """Begin a session, and lead to consent."""
    row = interviewing.get_session(session_id, by=actor())
    interviewing.start_session(row, by=actor(), at=now())
    return redirect(url_for("interview.circumstances", session_id=session_id))


@blueprint.post("/<int:session_id>/complete")
def complete(session_id: int) -> ResponseReturnValue:
    """Complete a session; the page comes again with what is missing."""
    row = interviewing.get_session(session_id, by=actor())
    try:
        token = interviewing.complete_session(row, by=actor(), at=now())
    except InputRefused:
        return _overview(session_id, status=400)
    return _show_link(session_id, token)


@blueprint.post("/<int:session_id>/link")
def renew(session_id: int) -> ResponseReturnValue:
    """Make a new confirmation link."""
    row = interviewing.get_session(session_id, by=actor())
    return _show_link(session_id, interviewing.renew_link(row, by=actor(), at=now()))


@blueprint.post("/<int:session_id>/reopen")
def reopen(session_id: int) -> ResponseReturnValue:
    """Take an unconfirmed record back to correct it."""
    row = interviewing.get_session(session_id, by=actor())
    interviewing.reopen_session(row, by=actor(), at=now())
    return redirect(url_for("interview.overview", session_id=session_id))


def _show_link(session_id: int, token: str) -> ResponseReturnValue:
    """Keep the token in this stay's own cookie: the database holds only its hash."""
    session[LINKS] = {**session.get(LINKS, {}), str(session_id): token}
    return redirect(url_for("interview.overview", session_id=session_id))
