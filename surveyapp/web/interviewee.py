"""The interviewee's page: the record in plain words, and one word on it; no account, no desk."""

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from forms.interview_sheet import ObjectionForm
from surveyapp.clock import now
from surveyapp.errors import InputRefused, NotFound
from surveyapp.operations import interviewing
from surveyapp.web.interview.showing import words_of_groups
from surveyapp.web.roles import actor, open_to_anyone
from surveyapp.web.site import ButtonForm

blueprint = Blueprint("interviewee", __name__, url_prefix="/i")
open_to_anyone(blueprint)


@blueprint.errorhandler(NotFound)
def _not_valid(_error: NotFound) -> ResponseReturnValue:
    """Say the same of unknown, used and expired links."""
    return render_template("interviewee/not_valid.html"), 404


@blueprint.get("/<token>")
def record(token: str) -> ResponseReturnValue:
    """Show the record and the two buttons; looking at it uses nothing up."""
    return _page(token, ObjectionForm(formdata=None), status=200)


@blueprint.post("/<token>/confirm")
def confirm(token: str) -> ResponseReturnValue:
    """Keep the interviewee's word that the record is right."""
    interviewing.confirm_session(token, by=actor(), at=now())
    return redirect(url_for("interviewee.thanks", word="confirmed"))


@blueprint.post("/<token>/object")
def objection(token: str) -> ResponseReturnValue:
    """Send the record back with what is wrong; an empty or unusable text is asked for again."""
    form = ObjectionForm()
    if not form.validate_on_submit():
        return _page(token, form, status=400)
    try:
        interviewing.object_to_session(token, form.objection.data or "", by=actor(), at=now())
    except InputRefused as refused:
        form.show_faults(refused.faults)
        return _page(token, form, status=400)
    return redirect(url_for("interviewee.thanks", word="returned"))


@blueprint.get("/thanks/<any(confirmed, returned):word>")
def thanks(word: str) -> ResponseReturnValue:
    """Thank for either word."""
    return render_template("interviewee/thanks.html", word=word)


def _page(token: str, form: ObjectionForm, *, status: int) -> ResponseReturnValue:
    row = interviewing.find_by_confirmation(token, at=now())
    if row is None:
        raise NotFound
    page = render_template(
        "interviewee/record.html",
        row=row,
        token=token,
        protocol=interviewing.protocol_of(row),
        form=form,
        button_form=ButtonForm(formdata=None),
        has_objection=request.method == "POST",
        is_staff=actor().person_id is not None
        and actor().person_id in {row.interviewer_id, row.recorder_id},
        **words_of_groups([row]),
    )
    return page, status
