"""Which language a page speaks, and how two-language texts are chosen; no words of its own."""

from collections.abc import Mapping
from functools import cache
from urllib.parse import quote

from babel import Locale
from flask import current_app, g, has_request_context, request

from forms.typesetting import full_width

LANGUAGES = {"zh": "zh_CN", "en": "en"}
_WISHES = {"zh": "zh", "zh_CN": "zh", "en": "en"}
COOKIE = "cx_lang"


def language() -> str:
    """Return 'zh' or 'en': the address's wish, else the cookie's, else Chinese."""
    if not has_request_context():
        return "zh"
    wishes = (getattr(g, "language", None), request.args.get("lang"), request.cookies.get(COOKIE))
    return next((_WISHES[wish] for wish in wishes if wish in _WISHES), "zh")


def wished_language() -> str | None:
    """Return the language this request's address asks for, to be kept in a cookie."""
    return _WISHES.get(request.args.get("lang", ""))


def address_in(wish: str) -> str:
    """Return where this page is seen in a language: here, or where the form that led here stands.

    A refused post has no address of its own that could be looked at; the page above it has.
    """
    path, adapter = request.path, current_app.create_url_adapter(request)
    if adapter is not None and request.method not in {"GET", "HEAD"}:
        while path != "/" and not adapter.test(path, "GET"):
            path = path.rpartition("/")[0] or "/"
    return f"?lang={wish}" if path == request.path else f"{quote(path)}?lang={wish}"


def choose_language() -> str:
    """Return the locale for the catalogues."""
    return LANGUAGES[language()]


def choose_locale() -> Locale:
    """Return the same as what Babel works with: reading one anew is slower than a query."""
    return _locale(choose_language())


@cache
def _locale(name: str) -> Locale:
    return Locale.parse(name)


def choose_time_zone() -> str:
    """Return the time zone that instants are shown in."""
    person = getattr(g, "person", None) if has_request_context() else None
    return getattr(g, "time_zone", "Asia/Shanghai") if person is None else "Asia/Shanghai"


def in_language(texts: Mapping[str, str | None] | object, field: str = "name") -> tuple[str, str]:
    """Return (text, its language) of a row's two-language name or of a definition's text.

    Chinese stands where English is missing, and is marked as Chinese. A definition's words, which
    are mappings, bear the marks of Chinese print; names stand as they were registered.
    """
    if not isinstance(texts, Mapping):
        return as_registered(getattr(texts, f"{field}_zh"), getattr(texts, f"{field}_en"))
    text, spoken = as_registered(texts.get("zh"), texts.get("en"))
    return (full_width(text) if spoken == "zh" else text), spoken


def as_registered(zh: str | None, en: str | None) -> tuple[str, str]:
    """Return (text, its language) sign for sign as whoever wrote it did."""
    return (str(en), "en") if language() == "en" and en else (str(zh), "zh")
