"""What is true of every page of the lead's desk: one organisation, each field once."""

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
    """Put the faults of an act beside their fields."""
    for fault in refused.faults:
        if isinstance(fault, Fault):
            form[fault.place].errors = [*form[fault.place].errors, words_of(fault)]
        else:
            add_faults(form, InputRefused([fault]))


def words_of(fault: Fault) -> str:
    """Return a fault's sentence in the reader's language, without its place."""
    return filled(fault.message, fault.facts, gettext)


def spoken(text: object) -> str:
    """Return a definition's text in the reader's language."""
    pair: Mapping[str, str | None] = {
        "zh": getattr(text, "zh", None),
        "en": getattr(text, "en", None),
    }
    return in_language(pair)[0]
