"""What is true of every page of the lead's desk: one organisation, each field once, faults kept."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flask import Blueprint
from flask_babel import gettext
from flask_wtf import FlaskForm

from forms.faults import Fault
from surveyapp.access import Role
from surveyapp.errors import InputRefused, filled
from surveyapp.operations.planning import own_organisation
from surveyapp.web.language import in_language
from surveyapp.web.refusing import add_faults, take_each_field_once
from surveyapp.web.roles import actor, open_to

if TYPE_CHECKING:
    from surveyapp.models import Organisation

blueprint = Blueprint("lead", __name__, url_prefix="/lead")
open_to(blueprint, Role.LEAD)
take_each_field_once(blueprint, but=frozenset({"roles"}))


def here() -> Organisation:
    """Return the organisation of the person who acts."""
    return own_organisation(actor())


def show_faults(form: FlaskForm, refused: InputRefused) -> None:
    """Put the faults of an act beside their fields; a pasted line's stand under the paste."""
    for fault in refused.faults:
        if not isinstance(fault, Fault):
            add_faults(form, InputRefused([fault]))
            continue
        name, _colon, line = fault.place.partition(":")
        words = filled(fault.message, fault.facts, gettext)
        if line:
            words = gettext("第 %(line)s 行：%(words)s", line=line, words=words)
        form[name].errors = [*form[name].errors, words]


def spoken(text: object) -> str:
    """Return a definition's text in the reader's language."""
    pair: Mapping[str, str | None] = {
        "zh": getattr(text, "zh", None),
        "en": getattr(text, "en", None),
    }
    return in_language(pair)[0]
