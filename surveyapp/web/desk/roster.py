"""Who is asked: a pasted roster becomes letters with one-time links, shown this once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField

from forms.roster_sheet import RosterLine, read_roster
from forms.typed_fields import Lines
from surveyapp.clock import now
from surveyapp.errors import InputRefused, NotFound
from surveyapp.operations import inviting
from surveyapp.operations.inviting import IssuedInvitation, NewInvitee, RosterFault
from surveyapp.operations.measures import get_instrument
from surveyapp.web.desk.door import blueprint, officers_task
from surveyapp.web.desk.questionnaires import (
    ButtonForm,
    Link,
    collection_of,
    group_words,
    link_of,
    title_of,
)
from surveyapp.web.printing import day
from surveyapp.web.roles import actor

if TYPE_CHECKING:
    from surveyapp.models import Collection, Task

MOST_LINES = 1_000
"""Letters made at once; a longer roster is given in parts."""
LARGEST_FILE = 256 * 1024


class RosterText(Lines):
    """A roster's text: longer than a reason."""

    longest = LARGEST_FILE


class RosterForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A roster, pasted or as a file."""

    lines = RosterText(
        _l("名册"), description=_l("每行一位：名称，群体。可以从 Excel 直接复制两列粘贴。")
    )
    file = FileField(_l("或上传 CSV 文件"), description=_l("UTF-8 文本，两列：名称、群体"))


@dataclass(frozen=True)
class Letter:
    """One invitation to be printed: to whom, and the link that is shown this once."""

    label: str
    group_code: str
    link: Link


@blueprint.get("/tasks/<int:task_id>/questionnaires/<int:collection_id>/roster")
def roster(task_id: int, collection_id: int) -> ResponseReturnValue:
    """Show who is asked, and the form that adds more."""
    row = collection_of(officers_task(task_id), collection_id)
    return _show(row, RosterForm(formdata=None))


@blueprint.post("/tasks/<int:task_id>/questionnaires/<int:collection_id>/roster")
def invite(task_id: int, collection_id: int) -> ResponseReturnValue:
    """Put people on the roster and show their letters.

    The letters are the answer itself and not a page to go to: their links are kept nowhere, so
    no later request could show them.
    """
    task = officers_task(task_id)
    row, form = collection_of(task, collection_id), RosterForm()
    if form.validate_on_submit():
        lines = _lines(task, form)
        new = [NewInvitee("" if line.is_open else line.label, line.group) for line in lines]
        try:
            if not form.errors:
                issued = inviting.issue_invitations(row, new, by=actor(), at=now())
                return _letters(row, issued)
        except InputRefused as refused:
            told = [_fault(fault, lines) for fault in refused.faults]
            form.form_errors += list(dict.fromkeys(told))
    return _show(row, form)


@blueprint.post(
    "/tasks/<int:task_id>/questionnaires/<int:collection_id>/roster/<int:invitee_id>/renew"
)
def renew(task_id: int, collection_id: int, invitee_id: int) -> ResponseReturnValue:
    """Replace a lost link and show the new letter."""
    row = collection_of(officers_task(task_id), collection_id)
    invitee = next((one for one in inviting.find_roster(row) if one.id == invitee_id), None)
    if invitee is None:
        raise NotFound
    return _letters(row, [inviting.renew_invitation(invitee, by=actor(), at=now())])


@blueprint.post("/tasks/<int:task_id>/questionnaires/<int:collection_id>/roster/freeze")
def freeze(task_id: int, collection_id: int) -> ResponseReturnValue:
    """Close the roster: its hash goes into the log and nobody is added any more."""
    row = collection_of(officers_task(task_id), collection_id)
    inviting.freeze_roster(row, by=actor(), at=now())
    flash(_("名册已定稿，不能再增减。"), "good")
    return redirect(url_for(".roster", task_id=task_id, collection_id=collection_id))


def _show(row: Collection, form: RosterForm) -> ResponseReturnValue:
    page = render_template(
        "desk/roster.html",
        task=row.task,
        collection=row,
        title=title_of(row.instrument_version),
        form=form,
        button=ButtonForm(formdata=None),
        invitees=inviting.find_roster(row),
        is_answered=inviting.is_answered(row),
        groups=group_words(row.task),
    )
    return page, 400 if form.errors else 200


def _letters(row: Collection, issued: Sequence[IssuedInvitation]) -> ResponseReturnValue:
    letters = [Letter(one.label, one.group_code, link_of(f"/q/{one.token}")) for one in issued]
    return render_template(
        "desk/letters.html",
        task=row.task,
        collection=row,
        title=title_of(row.instrument_version),
        instrument=get_instrument(row.instrument_version),
        letters=letters,
        last_day=day(row.closes_on),
        groups=group_words(row.task),
    )


def _lines(task: Task, form: RosterForm) -> list[RosterLine]:
    text = form.lines.data or ""
    if form.file.data is not None:
        content = form.file.data.stream.read(LARGEST_FILE + 1)
        try:
            text = f"{text}\n{content.decode('utf-8-sig')}" if content else text
        except UnicodeDecodeError:
            form.file.errors = [_("文件不是 UTF-8 文本，请另存为“CSV UTF-8”后再上传")]
        if len(content) > LARGEST_FILE:
            form.file.errors = [_("文件太大，最多 256 KB")]
    lines = read_roster(text, _known_groups(task))
    if not lines and not form.errors:
        form.lines.errors = [_("请粘贴名册或上传文件")]
    if len(lines) > MOST_LINES:
        form.lines.errors = [_("一次最多 %(most)d 位，请分批添加", most=MOST_LINES)]
    return lines


def _known_groups(task: Task) -> dict[str, str]:
    """Return what people may write for a group: its code or its name, in lower case."""
    known: dict[str, str] = {}
    for code, texts in group_words(task).items():
        known[code.lower()] = code
        known.update({name.lower(): code for name in texts.values() if name})
    return known


def _fault(fault: object, lines: Sequence[RosterLine]) -> str:
    if not isinstance(fault, RosterFault):
        return str(fault)
    line = lines[fault.line - 1]
    if line.is_open:
        return str(_("第 %(line)d 行：双引号没有闭合，请补上英文双引号", line=line.number))
    words = {"line": line.number, "label": line.label, "group": line.group, "why": _(fault.why)}
    return str(_("第 %(line)d 行（%(label)s，%(group)s）：%(why)s", **words))
