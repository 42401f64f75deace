"""What happens around every request: transaction, person, headers; nothing of a page."""

from flask import Flask, Request, Response, g, request, session

from surveyapp.access import Actor, Role
from surveyapp.clock import now
from surveyapp.db import begin_request, end_request, finish_request
from surveyapp.operations.signing_in import find_signed_in
from surveyapp.web.language import COOKIE, wished_language

_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        "form-action 'self'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}
PLAIN_FORM = "application/x-www-form-urlencoded"
ANYONE = Actor(person_id=None, name="", roles=frozenset({Role.PUB}))
"""Who acts on a page that needs no sign-in."""


def register_lifecycle(app: Flask) -> None:
    """Tie the request's life to the database and to the person behind it."""
    app.url_value_preprocessor(_limit_plain_form)
    app.before_request(_begin)
    app.after_request(_finish)
    app.teardown_request(_end)


def _limit_plain_form(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Refuse an oversize form before anything reads it; one with files has limits by part."""
    if request.mimetype == PLAIN_FORM:
        current: Request = request._get_current_object()  # type: ignore[attr-defined]
        current.max_content_length = current.max_form_memory_size


def _begin() -> None:
    if request.endpoint == "static":
        g.actor, g.person = ANYONE, None
        return
    begin_request(request.method)
    secret = session.get("stay")
    g.person = find_signed_in(secret, at=now()) if isinstance(secret, str) else None
    g.actor = g.person.as_actor() if g.person is not None else ANYONE


def _finish(response: Response) -> Response:
    if request.endpoint != "static":
        finish_request(request.method, response.status_code)
        response.headers.setdefault("Cache-Control", "no-store")
    wish = wished_language()
    if wish is not None:
        response.set_cookie(COOKIE, wish, max_age=31536000, httponly=True, samesite="Lax")
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)
    if request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", "max-age=31536000")
    return response


def _end(_error: BaseException | None) -> None:
    end_request()
