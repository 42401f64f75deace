"""Definitions: what is published under which hash, and publishing the default or a file."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from forms.lead_sheets import ButtonForm, DefinitionForm
from surveyapp.clock import now
from surveyapp.errors import InputRefused, filled
from surveyapp.operations import publishing
from surveyapp.operations.measures import get_instrument, get_model
from surveyapp.operations.publishing import DefinitionFault, Published
from surveyapp.web.language import language
from surveyapp.web.lead.door import blueprint, spoken
from surveyapp.web.roles import actor

if TYPE_CHECKING:
    from surveyapp.models import IndicatorModelVersion, InstrumentVersion


@dataclass(frozen=True)
class FaultRow:
    """One fault as the table prints it."""

    place: str
    line: int | None
    words: str


@blueprint.get("/definitions")
def definitions() -> ResponseReturnValue:
    """Show the published versions, and the ways to publish another."""
    return _page(DefinitionForm(formdata=None), [])


@blueprint.post("/definitions/default")
def publish_default() -> ResponseReturnValue:
    """Publish the model that comes with the program, with its instruments."""
    return _published(publishing.publish_default(by=actor(), at=now()))


@blueprint.post("/definitions")
def publish_file() -> ResponseReturnValue:
    """Publish what a file defines, or list everything that is wrong with it."""
    form = DefinitionForm()
    if not form.validate_on_submit():
        return _page(form, []), 400
    content = form.file.data.stream.read(publishing.LARGEST_FILE + 1)
    try:
        return _published(publishing.publish_file(content, by=actor(), at=now()))
    except InputRefused as refused:
        faults = [_row(one) for one in refused.faults if isinstance(one, DefinitionFault)]
        words = _("文件里有 %(n)d 处需要修改，什么都没有发布。", n=len(faults))
        form.file.errors = [*form.file.errors, words]
        return _page(form, faults), 400


def _published(found: Published) -> ResponseReturnValue:
    if found.n_new:
        flash(_("已发布 %(n)d 份定义。", n=found.n_new), "good")
    else:
        flash(_("同样的内容早已发布，没有重复。"), "off")
    return redirect(url_for(".definitions"))


def _page(form: DefinitionForm, faults: Sequence[FaultRow]) -> str:
    models = publishing.find_models()
    return render_template(
        "lead/definitions.html",
        form=form,
        button=ButtonForm(formdata=None),
        faults=faults,
        models=[(row, model_name(row)) for row in models],
        instruments=[(row, _title(row)) for row in publishing.find_instruments()],
    )


def model_name(row: IndicatorModelVersion) -> str:
    """Return what an indicator model is called, in the reader's language."""
    return spoken(get_model(row).name)


def _title(row: InstrumentVersion) -> str:
    return spoken(get_instrument(row).title)


def _row(fault: DefinitionFault) -> FaultRow:
    line = fault.line or fault.facts.get("line")
    if fault.english is not None:
        words = fault.english if language() == "en" else fault.message
    else:
        words = filled(fault.message, fault.facts, _)
    return FaultRow(fault.place, line if isinstance(line, int) else None, words)
