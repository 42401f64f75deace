"""An expert's sheet as a form: a score and a reason for each indicator; judged elsewhere."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField

from forms.typed_fields import Lines, OneLine


def score_name(code: str) -> str:
    """Return the name of an indicator's score field.

    Examples
    --------
    >>> score_name("A1-3")
    'A1-3__score'
    """
    return f"{code}__score"


def reason_name(code: str) -> str:
    """Return the name of an indicator's reason field."""
    return f"{code}__reason"


def expert_form(codes: Sequence[str], kept: Mapping[str, tuple[str, str]]) -> FlaskForm:
    """Make an expert's form.

    Parameters
    ----------
    codes : sequence of str
        Indicators to be scored, in order.
    kept : mapping of str to (str, str)
        Score as text and reason already kept, by indicator.

    Returns
    -------
    FlaskForm
        With ``<code>__score``, ``<code>__reason`` for each code, and ``has_no_conflict``.
    """
    fields: dict[str, Any] = {}
    texts: dict[str, str] = {}
    for code in codes:
        fields[score_name(code)] = OneLine(_l("评分"))
        fields[reason_name(code)] = Lines(_l("评分理由"))
        score, reason = kept.get(code, ("", ""))
        texts[score_name(code)], texts[reason_name(code)] = score, reason
    fields["has_no_conflict"] = BooleanField(_l("我没有以上任何一种情形，评分出于独立判断。"))
    form_class = type("ExpertForm", (FlaskForm,), fields)
    form: FlaskForm = form_class(data=texts)
    return form


def typed_scores(form: FlaskForm, codes: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Return what was typed: score and reason by indicator.

    Parameters
    ----------
    form : FlaskForm
        A form of `expert_form`.
    codes : sequence of str
        The indicators it was made from.

    Returns
    -------
    dict of str to (str, str)
        Texts as typed, empty where nothing was.
    """
    return {
        code: (form[score_name(code)].data or "", form[reason_name(code)].data or "")
        for code in codes
    }
