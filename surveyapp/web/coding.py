"""The coders' and adjudicators' pages: what is mine to read, session by session; no scores."""

from dataclasses import dataclass

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from forms.coding_sheet import ReadingsForm, readings_form, valence_words
from surveyapp.access import Role
from surveyapp.clock import now
from surveyapp.errors import InputRefused
from surveyapp.operations import coding, interviewing
from surveyapp.operations.coding import Reading
from surveyapp.operations.interviewing import InterviewSession
from surveyapp.operations.rounds import get_task
from surveyapp.web.interview.door import desk
from surveyapp.web.language import choose_language
from surveyapp.web.roles import actor, open_to
from surveyapp.web.site import ButtonForm

blueprint = Blueprint("coding", __name__, url_prefix="/coding")
open_to(blueprint, Role.INT)
blueprint.context_processor(desk)


@dataclass(frozen=True)
class Progress:
    """How far one person's work on one session has come; `n_wait` waits for others."""

    row: InterviewSession
    n_all: int
    n_done: int
    n_open: int
    n_wait: int = 0


@blueprint.get("/")
def mine() -> ResponseReturnValue:
    """List what is mine to code and what is mine to settle."""
    to_code = [_coded(row) for row in coding.find_coded_sessions(actor(), kind="coder")]
    to_settle = [_settled(row) for row in coding.find_coded_sessions(actor(), kind="adjudicator")]
    agreed = {
        one.row.task: _n_agreed([two.row for two in to_settle if two.row.task is one.row.task])
        for one in to_settle
    }
    return render_template(
        "coding/mine.html", to_code=to_code, to_settle=to_settle, agreed=agreed, form=ButtonForm()
    )


def _coded(row: InterviewSession) -> Progress:
    mine_ = coding.segments_to_code(row, by=actor())
    n_done = sum(coding.coding_of(one, actor()) is not None for one in mine_)
    return Progress(row, len(mine_), n_done, len(mine_) - n_done)


def _settled(row: InterviewSession) -> Progress:
    read = coding.segments_to_settle(row)
    n_done = sum(one.adjudication is not None for one in read)
    n_all = len(row.segments)
    return Progress(row, n_all, n_done, len(read) - n_done, n_all - len(read))


def _n_agreed(rows: list[InterviewSession]) -> int:
    return sum(
        coding.is_agreed(one) and one.adjudication is None for row in rows for one in row.segments
    )


@blueprint.get("/sessions/<int:session_id>")
def session(session_id: int) -> ResponseReturnValue:
    """Show a coder the quotes of a session with their own readings, never the other's."""
    row = coding.get_coded_session(session_id, by=actor(), kind="coder")
    return _coder_page(row, _coder_form(row), status=200)


@blueprint.post("/sessions/<int:session_id>")
def code(session_id: int) -> ResponseReturnValue:
    """Keep a coder's readings of a session."""
    row = coding.get_coded_session(session_id, by=actor(), kind="coder")
    form = _coder_form(row)
    if not form.validate_on_submit():
        return _coder_page(row, form, status=400)
    readings = {one: Reading(*reading) for one, reading in form.readings.items()}
    coding.code_session(row, readings, by=actor(), at=now())
    return redirect(url_for("coding.mine"))


def _coder_form(row: InterviewSession) -> ReadingsForm:
    mine_ = [one for one in coding.segments_to_code(row, by=actor()) if one.adjudication is None]
    kept = {one.id: coding.coding_of(one, actor()) for one in mine_}
    return readings_form(
        [one.id for one in mine_],
        interviewing.protocol_of(row),
        language=choose_language(),
        kept={one: (own.theme, own.valence) for one, own in kept.items() if own is not None},
    )()


def _coder_page(row: InterviewSession, form: ReadingsForm, *, status: int) -> ResponseReturnValue:
    page = render_template(
        "coding/session.html",
        row=row,
        form=form,
        segments=coding.segments_to_code(row, by=actor()),
        protocol=interviewing.protocol_of(row),
    )
    return page, status


@blueprint.get("/sessions/<int:session_id>/settling")
def settling(session_id: int) -> ResponseReturnValue:
    """Show the adjudicator both readings of each quote, side by side."""
    row = coding.get_coded_session(session_id, by=actor(), kind="adjudicator")
    return _settling_page(row, _settling_form(row), status=200)


@blueprint.post("/sessions/<int:session_id>/settling")
def settle(session_id: int) -> ResponseReturnValue:
    """Keep what the adjudicator settled."""
    row = coding.get_coded_session(session_id, by=actor(), kind="adjudicator")
    form = _settling_form(row)
    if not form.validate_on_submit():
        return _settling_page(row, form, status=400)
    chosen = {
        one: (Reading(*reading), form.reason_of(one).data or "")
        for one, reading in form.readings.items()
    }
    try:
        coding.adjudicate_session(row, chosen, by=actor(), at=now())
    except InputRefused as refused:
        form.show_faults(refused.faults)
        return _settling_page(row, form, status=400)
    return redirect(url_for("coding.mine"))


@blueprint.post("/tasks/<int:task_id>/agreed")
def settle_agreed(task_id: int) -> ResponseReturnValue:
    """Adopt every reading on which both coders agree."""
    task = get_task(task_id, by=actor(), kinds=("adjudicator",))
    coding.settle_agreed(task, by=actor(), at=now())
    return redirect(url_for("coding.mine"))


def _settling_form(row: InterviewSession) -> ReadingsForm:
    segments = coding.segments_to_settle(row)
    open_ones = [one for one in segments if one.adjudication is None]
    return readings_form(
        [one.id for one in open_ones],
        interviewing.protocol_of(row),
        language=choose_language(),
        kept={
            one.id: (one.codings[0].theme, one.codings[0].valence)
            for one in open_ones
            if coding.is_agreed(one)
        },
        numbers={one.id: number for number, one in enumerate(segments, start=1)},
    )()


def _settling_page(
    row: InterviewSession, form: ReadingsForm, *, status: int
) -> ResponseReturnValue:
    segments = coding.segments_to_settle(row)
    page = render_template(
        "coding/settling.html",
        row=row,
        form=form,
        segments=segments,
        valence_words=valence_words(),
        pairs={one.id: coding.both_codings(one) for one in segments},
        protocol=interviewing.protocol_of(row),
    )
    return page, status
