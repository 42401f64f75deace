"""The sheets of interviewers and interviewees as forms; rules of meaning lie with the acts."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, time
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    Field,
    FieldList,
    HiddenField,
    SelectField,
    StringField,
    TextAreaField,
    TimeField,
)
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from forms.faults import Fault
from forms.interview_rules import MOST_SIGNS_LINE, MOST_SIGNS_QUOTE, find_text_fault
from forms.typed_text import is_blank, normalise_text, without_unusable


class _Written:
    """A text in normal form; one that cannot be kept comes back without what cannot be shown."""

    most_signs = MOST_SIGNS_QUOTE
    data: str | None
    name: str

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the one text sent; raises ValueError for a repeated or unusable one."""
        if not valuelist:
            return
        text = normalise_text(valuelist[0])
        self.data = without_unusable(text)
        if len(valuelist) > 1:
            raise ValueError(_("这一项收到了不止一个内容，请看一看再保存"))
        fault = find_text_fault(text, self.name, most_signs=self.most_signs)
        if fault is not None:
            raise ValueError(_(fault.message, **fault.facts))


class WrittenField(_Written, TextAreaField):  # type: ignore[misc]  # WTForms ships no types
    """Several lines: notes, or a person's own words."""


class LineField(_Written, StringField):  # type: ignore[misc]  # WTForms ships no types
    """One line."""

    most_signs = MOST_SIGNS_LINE


class DayField(DateField):  # type: ignore[misc]  # WTForms ships no types
    """A date; a wrong one comes back as typed, with what to do."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the date; raises ValueError for what is none."""
        self.data = None
        if not valuelist or not valuelist[0]:
            return
        try:
            self.data = date.fromisoformat(valuelist[0])
        except ValueError as error:
            raise ValueError(_("请按 2026-11-20 的样子填写日期")) from error


class ClockField(TimeField):  # type: ignore[misc]  # WTForms ships no types
    """A time of day; a wrong one comes back as typed, with what to do."""

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read hours and minutes; raises ValueError for what is no time."""
        self.data = None
        if not valuelist or not valuelist[0]:
            return
        for pattern in ("%H:%M", "%H:%M:%S"):
            try:
                self.data = _time_of(valuelist[0], pattern)
            except ValueError:
                continue
            return
        raise ValueError(_("请按 14:30 的样子填写时间"))


def _time_of(text: str, pattern: str) -> time:
    return datetime.strptime(text, pattern).time()  # noqa: DTZ007 - a wall clock has no zone


class _Needed:
    """Marks a field without which a record is not complete; the acts say when."""

    field_flags = {"required": True}  # noqa: RUF012 - the validators' own spelling

    def __call__(self, form: object, field: Field) -> None:
        """Let everything pass."""


class SheetForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """A form that can show the faults which an act found."""

    def show_faults(self, faults: Sequence[object]) -> None:
        """Put the faults of an act beside the fields they name, the others above the form.

        Parameters
        ----------
        faults : sequence of Fault
            What an act refused; ``place`` is a field's name, or the name of a list of fields,
            a hyphen and a number that counts the fields in which something stands.
        """
        for fault in (one for one in faults if isinstance(one, Fault)):
            message = _(fault.message, **fault.facts)
            field = self._find_field(fault.place)
            if field is None:
                self.form_errors.append(message)
            else:
                field.errors = [*field.errors, message]

    def _find_field(self, place: str) -> Field | None:
        name, _hyphen, number = place.partition("-")
        field = self._fields.get(name)
        if field is None or not number:
            return field
        filled = [entry for entry in field.entries if not is_blank(entry.data or "")]
        field.errors = [*field.errors, ""]
        return filled[int(number)]


class PartForm(SheetForm):
    """One part of a session sheet; `seen` says what its writer had before them."""

    seen = HiddenField()


class CircumstancesForm(PartForm):
    """Consent first, then when, where and with whom."""

    has_consent = BooleanField(_l("被访人已了解访谈目的，同意接受访谈"))
    may_record = BooleanField(_l("被访人同意录音"))
    held_on = DayField(_l("访谈日期"), validators=[_Needed()])
    began = ClockField(_l("开始时间"))
    ended = ClockField(_l("结束时间"))
    place = LineField(_l("地点"), validators=[_Needed()])
    post = LineField(
        _l("被访人的单位和职务"), description=_l("可以写得笼统，例如“某街道工作人员”。")
    )
    present = LineField(_l("其他在场的人"), description=_l("任务执行单位的人不得在场。"))

    @property
    def values(self) -> dict[str, Any]:
        """What was filled in, by field name; empty texts are ``""``."""
        texts = {name: self[name].data or "" for name in ("place", "post", "present")}
        kept = ("has_consent", "may_record", "held_on", "began", "ended")
        return {**{name: self[name].data for name in kept}, **texts}


class NotesForm(PartForm):
    """What was said on one question."""

    quotes = FieldList(WrittenField(_l("原话")), label=_l("被访人的原话"), min_entries=1)
    points = WrittenField(_l("要点"))

    @property
    def said(self) -> tuple[str, ...]:
        """The quotes in which something stands, in order."""
        texts = (entry.data or "" for entry in self.quotes)
        return tuple(text for text in texts if not is_blank(text))


class ClosingForm(PartForm):
    """What is to be followed up."""

    evidence_mentioned = WrittenField(_l("被访人提到的佐证材料"))
    to_verify = WrittenField(_l("待核实的事项"), description=_l("只供内部核实，被访人看不到。"))

    @property
    def values(self) -> dict[str, str]:
        """What was filled in, by field name."""
        return {name: self[name].data or "" for name in ("evidence_mentioned", "to_verify")}


class OptionField(SelectField):  # type: ignore[misc]  # WTForms ships no types
    """One of some options; anything else is refused in plain words."""

    def pre_validate(self, form: object) -> None:
        """Refuse a value that is no option, and none at all."""
        if not self.data or all(self.data != choice.value for choice in self.choices):
            raise ValidationError(_("请从列表里选一项"))


class AssignmentForm(SheetForm):
    """Whom two staff are to interview; `offer` fills the lists."""

    interviewee_code = LineField(
        _l("被访人代码"),
        description=_l("不写姓名，例如“P-01”。"),
        render_kw={"class": "short"},
        validators=[_Needed()],
    )
    group_code = OptionField(_l("所属群体"), validators=[_Needed()])
    mode = OptionField(_l("形式"), validators=[_Needed()])
    interviewer = OptionField(_l("访谈人"), validators=[_Needed()])
    recorder = OptionField(_l("记录人"), validators=[_Needed()])
    post = LineField(_l("单位和职务"), description=_l("可以写得笼统，例如“某街道工作人员”。"))

    def offer(
        self, *, groups: Mapping[str, str], modes: Mapping[str, str], people: Mapping[str, str]
    ) -> None:
        """Fill the lists with code to words; `people` are person ids to names."""
        self.group_code.choices = options(groups)
        self.mode.choices = options(modes)
        self.interviewer.choices = options(people)
        self.recorder.choices = options(people)


class ReaderForm(SheetForm):
    """Who is to code or to settle; `offer` fills the lists."""

    person = OptionField(_l("人员"), validators=[_Needed()])
    kind = OptionField(_l("职责"), validators=[_Needed()])

    def offer(self, *, people: Mapping[str, str], kinds: Mapping[str, str]) -> None:
        """Fill the lists with code to words; `people` are person ids to names."""
        self.person.choices = options(people)
        self.kind.choices = options(kinds)


def options(words: Mapping[str, str]) -> list[SelectChoice]:
    """Turn code and words into the options of a list, after one that asks to choose.

    Parameters
    ----------
    words : mapping of str to str
        Code to words, in the order of the list.

    Returns
    -------
    list of SelectChoice
        The first has the empty value.
    """
    return [
        SelectChoice("", _("请选择")),
        *(SelectChoice(code, word) for code, word in words.items()),
    ]


class ObjectionForm(SheetForm):
    """What the interviewee says is wrong with the record."""

    objection = WrittenField(_l("哪里不对？应该怎样写？"))

    def validate_objection(self, field: Field) -> None:
        """Ask for words; raises ValidationError when there are none."""
        if is_blank(field.data or ""):
            raise ValidationError(_("请写下哪里不对，访谈员才能改"))
