"""A task's questionnaires: put before the stakeholders, watched while answers come in, closed."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

import segno
from flask import current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, IntegerField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import DataRequired, NumberRange

from forms.typed_fields import Lines
from surveyapp.clock import now
from surveyapp.errors import InputRefused, NotFound
from surveyapp.operations import inviting, releasing
from surveyapp.operations.collecting import (
    CollectionPlan,
    extend_collection,
    find_collections,
    open_collection,
)
from surveyapp.operations.interviewing import groups_of
from surveyapp.operations.measures import get_instrument
from surveyapp.operations.overview import (
    needed_questionnaires,
    offered_instruments,
    standing_of,
)
from surveyapp.operations.reporting.sheets import least_per_group, words
from surveyapp.web.desk.door import blueprint, officers_task, today_of
from surveyapp.web.language import in_language
from surveyapp.web.refusing import add_faults
from surveyapp.web.roles import actor

if TYPE_CHECKING:
    from surveyapp.models import Collection, InstrumentVersion, Task
    from surveyapp.operations.overview import CollectionStanding

LARGEST_FRAME = 100_000_000
_DAY = _l("请填日期，例如 2026-11-30")


class OpenForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Putting a questionnaire before the stakeholders of a task."""

    instrument = SelectField(_l("问卷"), [DataRequired(_l("请选择问卷"))])
    n_frame = IntegerField(
        _l("对象总数"),
        [
            DataRequired(_l("请填利益相关方大约有多少人")),
            NumberRange(1, LARGEST_FRAME, _l("应在 1 至 1 亿之间")),
        ],
        description=_l(
            "可能回答这份问卷的人一共大约有多少，不会被邀请的也算；名册在发放以后才建，"
            "先按台账或人口数估计。需要多少份由此算出。发放以前可以改，发放以后不能改"
        ),
    )
    opens_on = DateField(_l("开始日期"), [DataRequired(_DAY)])
    closes_on = DateField(_l("截止日期"), [DataRequired(_DAY)], description=_l("当天 24 点截止"))


class ExtendForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Putting off the last day."""

    closes_on = DateField(
        _l("新的截止日期"), [DataRequired(_DAY)], description=_l("当天 24 点截止")
    )
    reason = Lines(_l("延期理由"), [DataRequired(_l("请写明理由"))])


class CloseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """Ending a collection, which cannot be undone."""

    is_sure = BooleanField(
        _l("我确认停止收集；停止后不能再开，未提交的答卷不计入。"),
        [DataRequired(_l("请先勾选确认"))],
    )


class ButtonForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form that is only a button."""


@dataclass(frozen=True)
class Link:
    """A link to be passed on, with its picture for phones."""

    url: str
    picture: str


def link_of(path: str) -> Link:
    """Return a link below this installation's address, with its QR code."""
    url = f"{current_app.config['SETTINGS'].base_url}{path}"
    picture = segno.make(url, error="m", micro=False).svg_data_uri(scale=4, border=2)
    return Link(url, str(picture))


def collection_of(task: Task, collection_id: int) -> Collection:
    """Return one of a task's questionnaires; raises NotFound for all others."""
    row = next((one for one in find_collections(task) if one.id == collection_id), None)
    if row is None:
        raise NotFound
    return row


def title_of(version: InstrumentVersion) -> Mapping[str, str | None]:
    """Return what a questionnaire is called, in two languages."""
    title = get_instrument(version).title
    return {"zh": title.zh, "en": title.en or None}


def group_words(task: Task) -> dict[str, Mapping[str, str | None]]:
    """Return the words of each respondent group by its code."""
    return {code: words(text) for code, text in groups_of(task).items()}


@blueprint.route("/tasks/<int:task_id>/questionnaires", methods=["GET", "POST"])
def questionnaires(task_id: int) -> ResponseReturnValue:
    """Show a task's questionnaires, and open another one."""
    task = officers_task(task_id)
    offered, today = offered_instruments(task), today_of(task)
    form = OpenForm(opens_on=today, closes_on=_later(today, task))
    form.instrument.choices = [SelectChoice(code, _name(row)) for code, row in offered.items()]
    if form.validate_on_submit():
        plan = CollectionPlan(form.n_frame.data, form.opens_on.data, form.closes_on.data)
        instrument = offered[form.instrument.data]
        try:
            row = open_collection(task, instrument, plan, by=actor(), at=now())
        except InputRefused as refused:
            add_faults(form, refused)
        else:
            flash(_("问卷已发放，需要 %(n)d 份。", n=standing_of(row).n_needed), "good")
            return redirect(url_for(".collection", task_id=task_id, collection_id=row.id))
    rows = [standing_of(row) for row in find_collections(task)]
    page = render_template(
        "desk/questionnaires.html",
        task=task,
        form=form,
        rows=rows,
        titles={one.collection.id: title_of(one.collection.instrument_version) for one in rows},
        offered=offered,
        n_needed=len(needed_questionnaires(task)),
        today=today,
    )
    return page, 400 if form.errors else 200


@blueprint.get("/tasks/<int:task_id>/questionnaires/<int:collection_id>")
def collection(task_id: int, collection_id: int) -> ResponseReturnValue:
    """Show how a questionnaire goes: sheets in against sheets needed, group by group."""
    task = officers_task(task_id)
    return show_collection(collection_of(task, collection_id), CloseForm(formdata=None))


def show_collection(
    row: Collection, form: FlaskForm, extending: ExtendForm | None = None
) -> ResponseReturnValue:
    """Show one questionnaire's page, with the forms that close and extend it."""
    today = today_of(row.task)
    if extending is None:
        later = _later(max(today, row.closes_on), row.task)
        extending = ExtendForm(formdata=None, closes_on=later)
    last_day = row.task.round.ends_on
    page = render_template(
        "desk/collection.html",
        task=row.task,
        collection=row,
        title=title_of(row.instrument_version),
        standing=standing_of(row),
        progress=inviting.count_progress(row),
        groups=group_words(row.task),
        open_link=link_of(f"/o/{row.open_code}") if row.open_code else None,
        form=form,
        button=ButtonForm(formdata=None),
        days=(row.closes_on - today).days,
        least=least_per_group(row.task),
        is_early=today < row.opens_on,
        extending=extending,
        last_day=last_day,
        can_extend=last_day > row.closes_on and last_day >= today,
    )
    return page, 400 if form.errors or extending.errors else 200


@blueprint.post("/tasks/<int:task_id>/questionnaires/<int:collection_id>/open-link")
def open_link(task_id: int, collection_id: int) -> ResponseReturnValue:
    """Open the link that anyone may answer by."""
    row = collection_of(officers_task(task_id), collection_id)
    inviting.open_link(row, by=actor(), at=now())
    flash(_("公开链接已开通；它收到的答卷只作参考，不计分。"), "good")
    return redirect(url_for(".collection", task_id=task_id, collection_id=collection_id))


@blueprint.post("/tasks/<int:task_id>/questionnaires/<int:collection_id>/close-link")
def close_link(task_id: int, collection_id: int) -> ResponseReturnValue:
    """Close the open link."""
    row = collection_of(officers_task(task_id), collection_id)
    inviting.close_link(row, by=actor(), at=now())
    flash(_("公开链接已关闭；已经开始填写的人仍可填完。"), "good")
    return redirect(url_for(".collection", task_id=task_id, collection_id=collection_id))


@blueprint.post("/tasks/<int:task_id>/questionnaires/<int:collection_id>/extend")
def extend(task_id: int, collection_id: int) -> ResponseReturnValue:
    """Put off a questionnaire's last day."""
    row, form = collection_of(officers_task(task_id), collection_id), ExtendForm()
    if form.validate_on_submit():
        day, reason = form.closes_on.data, form.reason.data
        try:
            extend_collection(row, day, reason=reason, by=actor(), at=now())
        except InputRefused as refused:
            add_faults(form, refused)
        else:
            flash(_("截止日期已延到 %(day)s，原来的链接可以继续使用。", day=day), "good")
            return redirect(url_for(".collection", task_id=task_id, collection_id=collection_id))
    return show_collection(row, CloseForm(formdata=None), form)


@blueprint.post("/tasks/<int:task_id>/questionnaires/<int:collection_id>/close")
def close(task_id: int, collection_id: int) -> ResponseReturnValue:
    """End a collection: answers are mixed, released and frozen."""
    row = collection_of(officers_task(task_id), collection_id)
    form = CloseForm()
    if not form.validate_on_submit():
        return show_collection(row, form)
    releasing.close_collection(row, rng=random.SystemRandom(), by=actor(), at=now())
    _tell_closed(standing_of(row))
    return redirect(url_for(".collection", task_id=task_id, collection_id=collection_id))


def _tell_closed(standing: CollectionStanding) -> None:
    n, n_open = standing.n_scorable, standing.n_open
    if n_open:
        words = _(
            "已停止收集：可计分 %(n)d 份，公开链接 %(open)d 份只作参考；已打乱并封存。",
            n=n,
            open=n_open,
        )
    else:
        words = _("已停止收集，共 %(n)d 份答卷，已打乱并封存。", n=n)
    flash(words, "good")


def _later(day: date, task: Task) -> date:
    """Suggest a last day: two weeks on, within the round."""
    return max(day, min(day + timedelta(days=14), task.round.ends_on))


def _name(row: InstrumentVersion) -> str:
    title = title_of(row)
    return f"{row.code} {in_language(title)[0]}"
