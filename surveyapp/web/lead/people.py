"""People: added with roles, given a one-time link that is shown once, shut out and let in again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.lead_sheets import ButtonForm, PersonForm, RolesForm, options
from surveyapp.access import Role
from surveyapp.clock import now
from surveyapp.errors import InputRefused
from surveyapp.operations import staffing
from surveyapp.operations.planning import find_units
from surveyapp.operations.signing_in import NewPerson
from surveyapp.operations.staffing import GRANTED
from surveyapp.web.desk.questionnaires import link_of
from surveyapp.web.language import in_language
from surveyapp.web.lead.door import blueprint, here, show_faults
from surveyapp.web.printing import ROLE_NAMES
from surveyapp.web.roles import actor

if TYPE_CHECKING:
    from surveyapp.models import Person

NO_UNIT = "0"


@blueprint.route("/people", methods=["GET", "POST"])
def people() -> ResponseReturnValue:
    """Show everyone of the organisation, and add a person."""
    units = {str(unit.id): unit for unit in find_units(here())}
    form = PersonForm(unit=NO_UNIT)
    form.roles.choices = _roles()
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
            flash(_("%(name)s 已加上。请给他一个登录链接。", name=person.name), "good")
            return redirect(url_for(".person", person_id=person.id))
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
    form.roles.choices = _roles()
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
    row = staffing.get_colleague(person_id, by=actor())
    token = staffing.renew_link(row, by=actor(), at=now())
    return render_template("lead/link.html", person=row, link=link_of(f"/sign-in/{token}"))


@blueprint.post("/people/<int:person_id>/disable")
def disable(person_id: int) -> ResponseReturnValue:
    """Shut a person out at once."""
    row = staffing.get_colleague(person_id, by=actor())
    staffing.disable_account(row, by=actor(), at=now())
    flash(_("账号已停用，所有登录立即失效。"), "good")
    return redirect(url_for(".person", person_id=person_id))


@blueprint.post("/people/<int:person_id>/enable")
def enable(person_id: int) -> ResponseReturnValue:
    """Let a person in again."""
    row = staffing.get_colleague(person_id, by=actor())
    staffing.enable_account(row, by=actor(), at=now())
    flash(_("账号已恢复。请给他一个新的登录链接。"), "good")
    return redirect(url_for(".person", person_id=person_id))


def _page(row: Person, form: RolesForm) -> str:
    form.roles.choices = _roles()
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


def _roles() -> list[object]:
    return [*options((role.value, _(ROLE_NAMES[role])) for role in GRANTED)]
