"""The one place where an error becomes a page: class to status, and a plain sentence."""

import logging
from urllib.parse import urlsplit

from flask import Flask, current_app, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import DataError, NoResultFound, OperationalError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException, RequestEntityTooLarge, SecurityError
from werkzeug.routing import RequestRedirect

from surveyapp.errors import (
    DomainError,
    InputRefused,
    NotAllowed,
    NotFound,
    NotSignedIn,
    filled,
    marked,
)

STATUS: dict[type[DomainError], int] = {
    NotFound: 404,
    NotAllowed: 403,
    NotSignedIn: 401,
    InputRefused: 400,
}
"""Errors with a status of their own; every other rule that stops an act is a conflict, 409."""

_HTTP_SENTENCES = {
    400: marked("请求的内容有误，请返回上一页检查。"),
    403: marked("您的角色不能做这一步。"),
    404: marked("没有找到您要的内容。"),
    405: marked("这个地址不能这样使用。"),
    413: marked("内容太大了，没有保存。请减小或分开后再提交。"),
    429: marked("操作太频繁，请稍后再试。"),
}
_CSRF_SENTENCE = marked("页面停留太久，为安全起见请返回上一页重新提交；已保存的内容不受影响。")
_NO_TOKEN_SENTENCE = marked(
    "提交没有带本站页面的安全码，所以没有接收。请从本站的页面填写，再按页面上的按钮提交。"
)
_WRONG_TOKEN_SENTENCE = marked(
    "提交的安全码不对，所以没有接收：页面可能是登录以前打开的。请重新打开页面，再提交一次。"
)
_CSRF_SENTENCES = {
    "The CSRF token is missing.": _NO_TOKEN_SENTENCE,
    "The CSRF token is invalid.": _WRONG_TOKEN_SENTENCE,
    "The CSRF tokens do not match.": _WRONG_TOKEN_SENTENCE,
}
"""What Flask-WTF found wrong, in its own words; all else is a stay that is over."""
_LIMIT_SENTENCE = marked("内容超过上限，没有保存：这里最多 %(limit)d MB。请减小或分开后再提交。")
_MEGABYTE = 1024 * 1024
_STALE_SENTENCE = marked("这份内容刚刚在别处被修改，请重新打开后再改。")
_BUSY_SENTENCE = marked("系统正忙，请稍后再试；您的内容没有保存。")
_FAULT_SENTENCE = marked("系统出了问题，我们已记录。请稍后再试。")

log = logging.getLogger(__name__)


def register_error_pages(app: Flask) -> None:
    """Turn every error into one page in the reader's language."""
    app.register_error_handler(DomainError, _domain_error)
    app.register_error_handler(NoResultFound, lambda _e: _page(404, _HTTP_SENTENCES[404]))
    app.register_error_handler(CSRFError, _csrf_error)
    app.register_error_handler(RequestEntityTooLarge, _too_large)
    app.register_error_handler(StaleDataError, lambda _e: _page(409, _STALE_SENTENCE))
    app.register_error_handler(DataError, _not_storable)
    app.register_error_handler(OperationalError, _database_error)
    app.register_error_handler(SecurityError, _another_host)
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def status_of(error: DomainError) -> int:
    """Return the HTTP status of a rule that stopped an act."""
    return next((STATUS[c] for c in type(error).__mro__ if c in STATUS), 409)


def sentence_of(error: DomainError) -> str:
    """Return the error's sentence in the reader's language."""
    return filled(error.sentence, error.facts, gettext)


def _another_host(_error: SecurityError) -> ResponseReturnValue:
    """Answer in plain text: without a host of ours no page can say where anything is."""
    words = "这个网站不在您输入的网址上。\nThis site does not answer at that address.\n"
    return words, 400, {"Content-Type": "text/plain; charset=utf-8"}


def _domain_error(error: DomainError) -> ResponseReturnValue:
    return _page(status_of(error), error.sentence, facts=error.facts)


def _not_storable(error: DataError) -> ResponseReturnValue:
    # A NUL in a key that is only looked up: PostgreSQL refuses the question itself.
    log.warning("the database cannot hold what was sent: %s", error.orig)
    return _page(400, _HTTP_SENTENCES[400])


def _database_error(error: OperationalError) -> ResponseReturnValue:
    log.warning("the database did not answer: %s", error.orig)
    return _page(503, _BUSY_SENTENCE)


def _csrf_error(error: CSRFError) -> ResponseReturnValue:
    sentence = _CSRF_SENTENCES.get(error.description, _CSRF_SENTENCE)
    return _page(400, sentence, back=way_back())


def _too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    limit = request.max_content_length
    if limit is None or (request.content_length or 0) <= limit:
        return _page(413, _HTTP_SENTENCES[413], back=way_back())
    return _page(413, _LIMIT_SENTENCE, facts={"limit": limit // _MEGABYTE}, back=way_back())


def way_back() -> str | None:
    """Return the page whose form was posted: at the same address, or the nearest above it.

    Our pages send no referrer, so the address itself has to tell.
    """
    adapter = current_app.create_url_adapter(request)
    posted, path = str(request.url_rule or ""), request.path
    while adapter is not None and posted and path:
        try:
            found, _values = adapter.match(path, method="GET", return_rule=True)
        except RequestRedirect as moved:
            return urlsplit(moved.new_url).path
        except HTTPException:
            found = None
        if found is not None and (path != request.path or found.rule == posted):
            return path
        path = path.rpartition("/")[0]
    return None


def _http_error(error: HTTPException) -> ResponseReturnValue:
    status = error.code or 500
    if status < 400 or error.response is not None:
        return error
    return _page(status, _HTTP_SENTENCES.get(status, _FAULT_SENTENCE))


def _fault(error: Exception) -> ResponseReturnValue:
    log.exception("unexpected fault", exc_info=error)
    return _page(500, _FAULT_SENTENCE)


def _page(
    status: int,
    sentence: str,
    *,
    facts: dict[str, object] | None = None,
    back: str | None = None,
) -> tuple[str, int]:
    message = filled(sentence, facts or {}, gettext)
    return render_template("site/error.html", status=status, message=message, back=back), status
