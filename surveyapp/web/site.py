"""Pages for anyone: the front door, signing in and out, the language; no desk of any role."""

import re
from dataclasses import dataclass

from flask import Blueprint, g, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import HiddenField

from surveyapp.access import Role
from surveyapp.clock import now
from surveyapp.operations import signing_in
from surveyapp.operations.signing_in import MadeLink
from surveyapp.web.roles import actor, open_to_anyone

blueprint = Blueprint("site", __name__)
open_to_anyone(blueprint)

HOMES: dict[Role, str] = {
    Role.LEAD: "lead.start",
    Role.OFF: "desk.start",
    Role.EXP: "expert.start",
    Role.SUP: "supervise.start",
    Role.INT: "interview.mine",
    Role.REV: "review.index",
    Role.APP: "approve.index",
}
"""Role -> endpoint of its first page, in the order in which a person with several is led."""


_NUMBER = re.compile(r"[0-9]{1,18}")
FIRST_PAGES = frozenset({*HOMES.values(), "site.start"})


class SeenForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Acknowledging who made sign-in links for oneself; up to which of them the page told."""

    upto = HiddenField()


@dataclass(frozen=True)
class LinkNotice:
    """What a person's first page says of links that others made for them, until acknowledged."""

    rows: list[MadeLink]
    form: SeenForm


class ButtonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form that is only a button: the security token and nothing else."""


@blueprint.get("/")
def front() -> ResponseReturnValue:
    """Show what this is, and the way in for each kind of visitor."""
    if g.person is not None:
        return redirect(url_for(_home()))
    return render_template("site/front.html")


@blueprint.get("/signed-in")
def start() -> ResponseReturnValue:
    """Show a signed-in person the desks that are theirs."""
    desks = [(role, endpoint) for role, endpoint in HOMES.items() if actor().has_role(role)]
    made = signing_in.links_made_for(g.person) if g.person is not None else []
    return render_template("site/start.html", desks=desks, form=ButtonForm(), made=made)


@blueprint.app_context_processor
def _links_made() -> dict[str, object]:
    return {"link_notice": _link_notice}


def _link_notice() -> LinkNotice | None:
    """Return what is to be told on a person's first page; nothing anywhere else."""
    person = getattr(g, "person", None)
    if person is None or request.endpoint not in FIRST_PAGES:
        return None
    rows = [one for one in signing_in.links_made_for(person) if not one.is_seen]
    return LinkNotice(rows, SeenForm(formdata=None, upto=rows[0].seq)) if rows else None


@blueprint.post("/signed-in/links")
def acknowledge_links() -> ResponseReturnValue:
    """Put on record that the person has seen who made links for them."""
    form = SeenForm()
    typed = str(form.upto.data or "")
    if g.person is not None and form.validate_on_submit() and _NUMBER.fullmatch(typed):
        signing_in.acknowledge_links(g.person, int(typed), by=actor(), at=now())
    return redirect(url_for("site.front"))


def _home() -> str:
    mine = [endpoint for role, endpoint in HOMES.items() if actor().has_role(role)]
    return mine[0] if len(mine) == 1 else "site.start"


@blueprint.get("/sign-in")
def sign_in_needed() -> ResponseReturnValue:
    """Say how one signs in: by a one-time link, never by a default password."""
    return render_template("site/sign_in.html"), 401 if request.args.get("next") else 200


@blueprint.get("/sign-in/<token>")
def sign_in(token: str) -> ResponseReturnValue:
    """Show the button that exchanges a one-time link; looking at it uses nothing up."""
    return render_template("site/sign_in_link.html", form=ButtonForm(), token=token)


@blueprint.post("/sign-in/<token>")
def exchange(token: str) -> ResponseReturnValue:
    """Exchange the link for a stay, under a new session."""
    _stay, secret = signing_in.sign_in(token, at=now())
    session.clear()
    session["stay"] = secret
    return redirect(url_for("site.front"))


@blueprint.post("/sign-out")
def sign_out() -> ResponseReturnValue:
    """End the stay on every tab."""
    secret = session.get("stay")
    if isinstance(secret, str):
        signing_in.sign_out(secret, by=actor(), at=now())
    session.clear()
    return redirect(url_for("site.front"))


@blueprint.get("/alive")
def alive() -> ResponseReturnValue:
    """Answer that the server runs."""
    return {"alive": True}
