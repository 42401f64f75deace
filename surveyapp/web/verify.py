"""The public face: is this notice genuine, and does it still hold; no desk, no score."""

from flask import Blueprint, Request, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue

from forms.conclusion_sheet import CodeForm, FileForm
from surveyapp.clock import now
from surveyapp.operations import verifying
from surveyapp.operations.verifying import PublicNotice, normalise_code
from surveyapp.seal import sha256_hex
from surveyapp.web.guesses import count_miss, is_guessing
from surveyapp.web.roles import open_to_anyone

blueprint = Blueprint("verify", __name__, url_prefix="/verify")
open_to_anyone(blueprint)

LARGEST_FILE = 10 * 1024 * 1024
FORM_ROOM = 64 * 1024
FINDING = "file_finding"
"""Where the finding on a dropped file waits in the visitor's own session for the next page."""


@blueprint.url_value_preprocessor
def limit_body(_endpoint: str | None, _values: dict[str, object] | None) -> None:
    """Refuse a larger body before anything reads it, the security token's check included."""
    current: Request = request._get_current_object()  # type: ignore[attr-defined]
    current.max_content_length = LARGEST_FILE + FORM_ROOM


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Ask for the code on the paper, or for the file; a code leads to its own address."""
    typed = request.args.get("code", "")
    if normalise_code(typed):
        return redirect(url_for(".notice", code=normalise_code(typed)))
    finding = session.pop(FINDING, None)
    return render_template(
        "verify/index.html",
        code_form=CodeForm(request.args),
        form=FileForm(),
        finding=finding,
        asked=bool(typed),
    )


@blueprint.get("/<code>")
def notice(code: str) -> ResponseReturnValue:
    """Say whether a notice of this code exists and what became of it."""
    found = _find(code)
    if found is None:
        return render_template("verify/unknown.html", code_form=CodeForm()), 404
    finding = session.pop(FINDING, None)
    if finding is not None and finding.get("code") != found.code:
        finding = None
    return render_template(
        "verify/notice.html", notice=found, form=FileForm(), finding=finding, checked_at=now()
    )


def _find(code: str) -> PublicNotice | None:
    """Look a code up; too many wrong ones from one address stop its right ones, too."""
    address, at = request.remote_addr or "", now()
    if is_guessing(address, at=at):
        abort(429)
    found = verifying.find_notice_by_code(code)
    if found is None:
        count_miss(address, at=at)
    return found


@blueprint.post("/file")
def file() -> ResponseReturnValue:
    """Compare a file of which nothing else is known with everything that was issued."""
    form = FileForm()
    if not form.validate_on_submit():
        return render_template(
            "verify/index.html", code_form=CodeForm(), form=form, finding=None, asked=False
        ), 400
    content = form.file.data.read()
    found = verifying.find_notice_by_file(content)
    if found is None:
        session[FINDING] = {"code": None, "kind": "altered", "sha256": sha256_hex(content)}
        return redirect(url_for(".index", _anchor="finding"))
    session[FINDING] = {"code": found.code, "kind": "genuine", "sha256": sha256_hex(content)}
    return redirect(url_for(".notice", code=found.code, _anchor="finding"))


@blueprint.post("/<code>/file")
def file_of(code: str) -> ResponseReturnValue:
    """Compare a file with what was issued under a code."""
    found = _find(code)
    if found is None:
        return render_template("verify/unknown.html", code_form=CodeForm()), 404
    form = FileForm()
    if not form.validate_on_submit():
        page = render_template(
            "verify/notice.html", notice=found, form=form, finding=None, checked_at=now()
        )
        return page, 400
    sha256 = sha256_hex(form.file.data.read())
    kind = "genuine" if sha256 in found.files.values() else "altered"
    session[FINDING] = {"code": found.code, "kind": kind, "sha256": sha256}
    return redirect(url_for(".notice", code=found.code, _anchor="finding"))
