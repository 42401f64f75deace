"""People: added with roles, given a one-time link that is shown once, shut out and let in again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.lead_sheets import ButtonForm, PersonForm, RolesForm, options
from surveyapp.access import Role
from surveyapp.clock import now
from surveyapp.errors import InputRefused, marked
from surveyapp.operations import accounts, staffing
from surveyapp.operations.planning import find_units
from surveyapp.operations.signing_in import LINK_LIFE, NewPerson
from surveyapp.operations.staffing import GRANTED
from surveyapp.web.desk.questionnaires import link_of
from surveyapp.web.language import in_language
from surveyapp.web.lead.door import blueprint, here, show_faults
from surveyapp.web.printing import ROLE_NAMES
from surveyapp.web.roles import actor

if TYPE_CHECKING:
    from surveyapp.models import Person

NO_UNIT = "0"
ABOUT_ROLES = {
    Role.LEAD: marked("开轮次、加任务、管人员和账号；不能同时有别的角色"),
    Role.OFF: marked(
        "发问卷、排访谈、汇总数据、计分；出具通知书的发文专员也要有这个角色，在任务上另行分派"
    ),
    Role.INT: marked("做访谈、写记录；编码员和合议人也要有这个角色"),
    Role.EXP: marked("按标准独立给定性指标打分，看不到别人的分"),
    Role.SUP: marked("回答一票否决事项"),
    Role.REV: marked("复核得分，决定“不适用”等申请"),
    Role.APP: marked("审批等次"),
}
"""What a role does, in a line; the duties that are given on a task are named where they belong."""


@blueprint.route("/people", methods=["GET", "POST"])
def people() -> ResponseReturnValue:
    """Show everyone of the organisation, and add a person: the answer is their first link."""
    units = {str(unit.id): unit for unit in find_units(here())}
    form = PersonForm(unit=NO_UNIT)
    _offer_roles(form)
    form.unit.choices = options(
        [
            (NO_UNIT, _("不属于被认定单位")),
            *((key, in_language(row)[0]) for key, row in units.items()),
        ]
    )
    if form.validate_on_submit():
        new = NewPerson(
            form.login.data,
            form.name_zh.data,
            form.name_en.data or None,
            frozenset(Role(code) for code in form.roles.data),
            units[form.unit.data].id if form.unit.data != NO_UNIT else None,
        )
        try:
            person = staffing.add_colleague(new, by=actor(), at=now())
        except InputRefused as refused:
            show_faults(form, refused)
        else:
            return _link_page(person, is_new=True)
    rows = staffing.find_people(here())
    page = render_template(
        "lead/people.html",
        form=form,
        people=rows,
        accounts=staffing.find_accounts(rows),
        roles_of={row.id: _held(row) for row in rows},
    )
    return page, 400 if form.errors else 200


@blueprint.get("/people/<int:person_id>")
def person(person_id: int) -> ResponseReturnValue:
    """Show one person: roles, account, link."""
    row = staffing.get_colleague(person_id, by=actor())
    form = RolesForm(formdata=None, roles=[role.value for role in _held(row)])
    return _page(row, form)


@blueprint.post("/people/<int:person_id>/roles")
def change_roles(person_id: int) -> ResponseReturnValue:
    """Grant and revoke another person's roles."""
    row = staffing.get_colleague(person_id, by=actor())
    form = RolesForm()
    _offer_roles(form)
    if form.validate_on_submit():
        roles = {Role(code) for code in form.roles.data}
        try:
            is_changed = staffing.change_roles(row, roles, by=actor(), at=now())
        except InputRefused as refused:
            show_faults(form, refused)
        else:
            flash(_("角色已更新。") if is_changed else _("没有变化，什么都没有写入。"), "good")
            return redirect(url_for(".person", person_id=person_id))
    return _page(row, form), 400


@blueprint.post("/people/<int:person_id>/link")
def make_link(person_id: int) -> ResponseReturnValue:
    """Make a one-time link and show it.

    The link is the answer itself and not a page to go to: it is kept nowhere, so no later
    request could show it.
    """
    return _link_page(staffing.get_colleague(person_id, by=actor()), is_new=False)


def _link_page(row: Person, *, is_new: bool) -> str:
    at = now()
    token = accounts.renew_link(row, by=actor(), at=at)
    return render_template(
        "lead/link.html",
        person=row,
        is_new=is_new,
        link=link_of(f"/sign-in/{token}"),
        ends_at=at + LINK_LIFE,
    )


@blueprint.post("/people/<int:person_id>/disable")
def disable(person_id: int) -> ResponseReturnValue:
    """Shut a person out at once."""
    row = staffing.get_colleague(person_id, by=actor())
    accounts.disable_account(row, by=actor(), at=now())
    flash(_("账号已停用，所有登录立即失效。"), "good")
    return redirect(url_for(".person", person_id=person_id))


@blueprint.post("/people/<int:person_id>/enable")
def enable(person_id: int) -> ResponseReturnValue:
    """Let a person in again."""
    row = staffing.get_colleague(person_id, by=actor())
    accounts.enable_account(row, by=actor(), at=now())
    flash(_("账号已恢复。请给他一个新的登录链接。"), "good")
    return redirect(url_for(".person", person_id=person_id))


def _page(row: Person, form: RolesForm) -> str:
    _offer_roles(form)
    return render_template(
        "lead/person.html",
        person=row,
        form=form,
        button=ButtonForm(formdata=None),
        account=staffing.find_accounts([row]).get(row.id),
        held=_held(row),
        is_oneself=row.id == actor().person_id,
    )


def _held(row: Person) -> list[Role]:
    held = row.as_actor().roles
    return [role for role in (*GRANTED, *(set(Role) - set(GRANTED))) if role in held]


def _offer_roles(form: PersonForm | RolesForm) -> None:
    form.roles.choices = [*options((role.value, _(ROLE_NAMES[role])) for role in GRANTED)]
    form.roles.about = {role.value: _(ABOUT_ROLES[role]) for role in GRANTED}
