"""What a respondent's browser holds: a signed cookie per questionnaire, a signed stamp per page."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from flask import current_app, request, url_for
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

_COOKIE_SALT = "respondent: cookie"
_STAMP_SALT = "respondent: page"


@dataclass(frozen=True)
class Keepsake:
    """What the cookie says: the draft under way and its key, or the receipt and its language."""

    draft_id: str | None = None
    key: str | None = None
    receipt: str | None = None
    language: str | None = None


@dataclass(frozen=True)
class Stamp:
    """What a page says of itself when it comes back: whose, which, when, and how often asked."""

    draft_id: str
    page: str
    version: int
    served_at: datetime
    is_asked_again: bool = False


def _signer(salt: str) -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt=salt)


def _read(salt: str, signed: str | None) -> dict[str, Any]:
    try:
        content = _signer(salt).loads(signed or "")
    except BadSignature:
        return {}
    return content if isinstance(content, dict) else {}


def read_keepsake(collection_id: int) -> Keepsake:
    """Read the cookie of one questionnaire; an altered one says nothing."""
    content = _read(_COOKIE_SALT, request.cookies.get(_cookie_name(collection_id)))
    return Keepsake(content.get("d"), content.get("k"), content.get("r"), content.get("l"))


def give_keepsake(
    response: Response,
    keepsake: Keepsake,
    *,
    collection_id: int,
    open_code: str | None,
    until: datetime | None = None,
) -> Response:
    """Set the cookie for the questionnaire's pages and, where there is one, its open link.

    Without `until` it is gone when the browser closes: a personal link resumes on any device.
    An open link leads all people to one start, so there the cookie is what finds the sheet again;
    `until` is the same instant for everyone and says nothing of who began when.
    """
    content = {
        "d": keepsake.draft_id,
        "k": keepsake.key,
        "r": keepsake.receipt,
        "l": keepsake.language,
    }
    signed = str(_signer(_COOKIE_SALT).dumps({k: v for k, v in content.items() if v}))
    paths = [url_for("respond.resume", collection_id=collection_id)]
    if open_code is not None:
        paths.append(url_for("respond.open_start", code=open_code))
    for path in paths:
        response.set_cookie(
            _cookie_name(collection_id),
            signed,
            path=path,
            expires=until,
            httponly=True,
            samesite="Lax",
            secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        )
    return response


def forget_open_sheet(response: Response, *, collection_id: int, open_code: str) -> Response:
    """Take back the open link's cookie of a sheet that was handed in."""
    path = url_for("respond.open_start", code=open_code)
    response.delete_cookie(_cookie_name(collection_id), path=path, httponly=True, samesite="Lax")
    return response


def _cookie_name(collection_id: int) -> str:
    return f"cx_answer_{collection_id}"


def sign_stamp(stamp: Stamp) -> str:
    """Write a page's stamp; a browser can hand it back, but not change it."""
    content = {
        "d": stamp.draft_id,
        "p": stamp.page,
        "v": stamp.version,
        "t": int(stamp.served_at.timestamp()),
        "a": stamp.is_asked_again,
    }
    return str(_signer(_STAMP_SALT).dumps(content))


def read_stamp(signed: str | None) -> Stamp | None:
    """Read a page's stamp; None when it is missing or was altered."""
    content = _read(_STAMP_SALT, signed)
    if not content:
        return None
    return Stamp(
        draft_id=content["d"],
        page=content["p"],
        version=content["v"],
        served_at=datetime.fromtimestamp(content["t"], UTC),
        is_asked_again=content["a"],
    )
