"""The organisation's settings: what it prints, how its days run, what it makes public."""

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.lead_sheets import OrganisationForm
from surveyapp.clock import now
from surveyapp.errors import InputRefused
from surveyapp.operations.planning import SETTINGS, change_organisation
from surveyapp.web.lead.door import blueprint, here, show_faults
from surveyapp.web.roles import actor


@blueprint.route("/organisation", methods=["GET", "POST"])
def organisation() -> ResponseReturnValue:
    """Show the settings, and keep what is changed."""
    row = here()
    form = OrganisationForm(obj=row)
    form.offer_zones(row.time_zone)
    if form.validate_on_submit():
        values = {name: form[name].data for name in SETTINGS}
        values["name_en"] = values["name_en"] or None
        try:
            is_changed = change_organisation(values, by=actor(), at=now())
        except InputRefused as refused:
            show_faults(form, refused)
        else:
            flash(_("已保存。") if is_changed else _("没有变化，什么都没有写入。"), "good")
            return redirect(url_for(".organisation"))
    page = render_template("lead/organisation.html", form=form, organisation=row)
    return page, 400 if form.errors else 200
