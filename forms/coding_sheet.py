"""The sheets of coders and adjudicators as forms: a theme and a valence a segment; no rows."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from wtforms import RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from forms.faults import N_
from forms.instrument import Instrument
from forms.interview_rules import VALENCES
from forms.interview_sheet import LineField, SheetForm


class _Choice:
    """One of the options, or nothing chosen; anything else is refused in plain words."""

    data: str | None
    choices: Sequence[SelectChoice]
    raw_data: list[str] | None
    wanted = ""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the one value sent; raises ValueError when the field was repeated."""
        self.data = valuelist[0] if valuelist else ""
        if len(valuelist) > 1:
            raise ValueError(_("这一项只能选一个"))

    def pre_validate(self, form: object) -> None:
        """Refuse a value that is no option."""
        if self.data and all(self.data != choice.value for choice in self.choices):
            self.data = ""
            raise ValidationError(_(self.wanted))


class ThemeField(_Choice, SelectField):  # type: ignore[misc]  # WTForms ships no types
    """A theme of the code book."""

    wanted = N_("请选择一个主题")


class ValenceField(_Choice, RadioField):  # type: ignore[misc]  # WTForms ships no types
    """A valence of the code book."""

    wanted = N_("请选择一个倾向值")


class ReadingsForm(SheetForm):
    """One theme and one valence a segment, of one session; made by `readings_form`."""

    segment_ids: Sequence[int] = ()

    def fields_of(self, segment_id: int) -> tuple[Any, Any]:
        """Return the theme field and the valence field of a segment."""
        return self[f"theme_{segment_id}"], self[f"valence_{segment_id}"]

    def reason_of(self, segment_id: int) -> Any:
        """Return the field for the reason of a segment's settlement."""
        return self[f"reason_{segment_id}"]

    @property
    def readings(self) -> dict[int, tuple[str, int]]:
        """Segment to theme and valence, of the segments for which both were chosen."""
        chosen = {one: self.fields_of(one) for one in self.segment_ids}
        return {
            one: (theme.data, int(valence.data))
            for one, (theme, valence) in chosen.items()
            if theme.data and valence.data
        }

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check every row: both or neither are chosen."""
        is_right = bool(super().validate(extra_validators))
        for one in self.segment_ids:
            theme, valence = self.fields_of(one)
            if bool(theme.data) == bool(valence.data) or theme.errors or valence.errors:
                continue
            empty = valence if theme.data else theme
            empty.errors = [*empty.errors, _(empty.wanted)]
            is_right = False
        return is_right


def valence_words() -> dict[int, str]:
    """Return each valence with its sign and its words, in the language of the page.

    Returns
    -------
    dict of int to str
        −2 to 2, lowest first.
    """
    signs = {-2: "−2", -1: "−1", 0: "0", 1: "+1", 2: "+2"}
    return {value: f"{signs[value]} {_(text)}" for value, text in VALENCES.items()}


def readings_form(
    segment_ids: Sequence[int],
    protocol: Instrument,
    *,
    language: str,
    kept: Mapping[int, tuple[str, int]],
    numbers: Mapping[int, int] | None = None,
) -> type[ReadingsForm]:
    """Make the form on which the segments of a session are read.

    Parameters
    ----------
    segment_ids : sequence of int
        The segments that this person reads, in order.
    protocol : Instrument
        The code book: its themes, at least one, and the ends of its valences.
    language : str
        Locale id of the page, ``zh_CN`` or ``en``.
    kept : mapping of int to (str, int)
        Theme and valence (−2 to 2) that stand already, by segment.
    numbers : mapping of int to int, optional
        Given on the adjudicator's sheet, where each row takes a reason: the row of each segment
        on the page, from 1, settled ones counted. Without it the segments are the rows.

    Returns
    -------
    type of ReadingsForm
        Fields are named ``theme_<id>``, ``valence_<id>`` and ``reason_<id>``.
    """
    words = [SelectChoice("", _("请选择"))]
    words += [SelectChoice(one.code, one.name.in_language(language)) for one in protocol.themes]
    low, high = protocol.valences
    valences = [
        SelectChoice(str(value), text)
        for value, text in valence_words().items()
        if low <= value <= high
    ]
    fields: dict[str, object] = {"segment_ids": tuple(segment_ids)}
    for row, one in enumerate(segment_ids, start=1):
        number = row if numbers is None else numbers[one]
        theme, valence = kept.get(one, ("", None))
        fields[f"theme_{one}"] = ThemeField(
            _("第 %(number)d 条的主题", number=number), choices=words, default=theme
        )
        fields[f"valence_{one}"] = ValenceField(
            _("第 %(number)d 条的倾向", number=number),
            choices=valences,
            default=None if valence is None else str(valence),
        )
        if numbers is not None:
            fields[f"reason_{one}"] = LineField(_("第 %(number)d 条的理由", number=number))
    return type("SessionReadingsForm", (ReadingsForm,), fields)
