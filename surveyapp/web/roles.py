"""Which role opens which blueprint: declared once for the blueprint, checked at each request."""

from collections.abc import Callable

from flask import Blueprint, g, redirect, request, url_for
from flask.typing import ResponseReturnValue

from surveyapp.access import Actor, Role
from surveyapp.errors import NotAllowed

DECLARED: dict[str, frozenset[Role] | None] = {}
"""Blueprint name -> roles that may enter; None means open to anyone. A test walks all routes."""


def open_to(blueprint: Blueprint, *roles: Role) -> None:
    """Let only some roles into a blueprint; a stranger is sent to sign in."""
    DECLARED[blueprint.name] = frozenset(roles)
    blueprint.before_request(_guard(frozenset(roles)))


def open_to_anyone(blueprint: Blueprint) -> None:
    """Declare that a blueprint needs no sign-in."""
    DECLARED[blueprint.name] = None


def _guard(roles: frozenset[Role]) -> Callable[[], ResponseReturnValue | None]:
    def guard() -> ResponseReturnValue | None:
        if g.person is None:
            return redirect(url_for("site.sign_in_needed", next=request.path))
        if not g.actor.has_role(*roles):
            raise NotAllowed
        return None

    return guard


def actor() -> Actor:
    """Return who acts in this request."""
    signed_in: Actor = g.actor
    return signed_in
