"""The one factory that turns a page of an instrument into a form; keeping answers is not here."""

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import RadioField, TextAreaField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

from forms.graphemes import count_graphemes
from forms.instrument import DONT_KNOW, RATING_KINDS, Item, Section, Text
from forms.typed_text import has_unusable, is_blank, normalise_text, without_unusable

MOST_SIGNS = 2_000
"""The longest answer in a person's own words, counted as its writer counts."""


class ChoiceAnswer(RadioField):  # type: ignore[misc]  # WTForms ships no types
    """One of an item's options, or "don't know"; nothing else and nothing twice."""

    is_missing = False

    def __init__(self, item: Item, number: int, language: str, **kwargs: Any) -> None:
        self.item = item
        self.number = number
        super().__init__(choices=_choices(item, language), **kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the one value sent; raises ValueError when the field was repeated."""
        if len(valuelist) > 1:
            self.data = None
            raise ValueError(
                _("第 %(number)d 题收到了不止一个回答，请只选一项", number=self.number)
            )
        super().process_formdata(valuelist)

    def pre_validate(self, form: object) -> None:
        """Refuse a value that is no option of this item."""
        if self.data is None or any(self.data == choice.value for choice in self.choices):
            return
        self.data = None
        raise ValidationError(_("第 %(number)d 题的选项无效，请从下面选一项", number=self.number))

    @property
    def answer(self) -> int | str | None:
        """The value to keep: a whole number, an option's code, "don't know", or None."""
        if self.data is None or self.errors:
            return None
        is_number = self.item.kind in RATING_KINDS and self.data != DONT_KNOW
        return int(self.data) if is_number else str(self.data)


class TextAnswer(TextAreaField):  # type: ignore[misc]  # WTForms ships no types
    """An answer in the respondent's own words, at most `MOST_SIGNS` characters."""

    is_missing = False

    def __init__(self, item: Item, number: int, _language: str, **kwargs: Any) -> None:
        self.item = item
        self.number = number
        super().__init__(**kwargs)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Take the one text sent; raises ValueError when it cannot be kept."""
        if not valuelist:
            return
        text = normalise_text(valuelist[0])
        self.data = without_unusable(text)
        if len(valuelist) > 1:
            raise ValueError(
                _("第 %(number)d 题收到了不止一个回答，请看一看再提交", number=self.number)
            )
        if has_unusable(text):
            raise ValueError(
                _("第 %(number)d 题含不可用字符，已去掉，请看一看再提交", number=self.number)
            )

    def pre_validate(self, form: object) -> None:
        """Refuse a text that is too long, counted as its writer sees it."""
        signs = count_graphemes(self.data or "")
        if signs > MOST_SIGNS:
            facts = {"number": self.number, "limit": MOST_SIGNS, "signs": signs}
            raise ValidationError(
                _("第 %(number)d 题最多 %(limit)d 字，现在是 %(signs)d 字", **facts)
            )

    @property
    def answer(self) -> str | None:
        """The text to keep, or None when nothing can be seen in it."""
        return None if self.errors or is_blank(self.data or "") else str(self.data).strip()


Answer = ChoiceAnswer | TextAnswer


class SectionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """One page of a questionnaire as a form; made by `section_form`."""

    @property
    def answer_fields(self) -> list[Answer]:
        """The fields that are items, in order."""
        return [field for field in self if isinstance(field, Answer)]

    @property
    def answers(self) -> dict[str, int | str]:
        """Item code to answer, of the items that were answered rightly."""
        return {
            field.item.code: field.answer
            for field in self.answer_fields
            if field.answer is not None
        }

    @property
    def cleared(self) -> list[str]:
        """Codes of the texts that were sent empty: what was kept of them is to go."""
        return [
            field.item.code
            for field in self.answer_fields
            if isinstance(field, TextAnswer)
            and field.raw_data
            and is_blank(field.data or "")
            and not field.process_errors
        ]

    @property
    def is_genuine(self) -> bool:
        """Whether the post came from our own page: its security token held."""
        return not (self.meta.csrf and self.csrf_token.errors)

    @property
    def wrong_fields(self) -> list[Answer]:
        """The fields whose value cannot be kept."""
        return [field for field in self.answer_fields if field.errors and not field.is_missing]

    @property
    def missing_fields(self) -> list[Answer]:
        """The fields that were left empty though they are asked for."""
        return [field for field in self.answer_fields if field.is_missing]


def section_form(
    section: Section,
    *,
    language: str,
    kept: Mapping[str, object] | None = None,
    first_number: int = 1,
    is_asked_again: bool = False,
) -> type[SectionForm]:
    """Turn a page of a questionnaire into a form class.

    Parameters
    ----------
    section : Section
        One page of a path.
    language : str
        Locale id of the page, ``zh_CN`` or ``en``.
    kept : Mapping of str to answer, optional
        Answers kept so far; shown at first, and standing where a post does not name the item.
    first_number : int
        The number that the page's first item bears, from 1.
    is_asked_again : bool
        True when the page comes for the second time: then only the group question must be
        answered, everything else may be left.

    Returns
    -------
    type of SectionForm
        Fields are sent by item code. After validation ``answers`` holds what may be kept,
        ``missing_fields`` what was left, ``wrong_fields`` what cannot be kept, and ``is_genuine``
        says whether the security token held.
    """
    fields: dict[str, object] = {}
    for number, item in enumerate(section.items, start=first_number):
        must = item.is_group_question or (item.is_required and not is_asked_again)
        kind = TextAnswer if item.kind == "open" else ChoiceAnswer
        fields[f"item_{number}"] = kind(
            item,
            number,
            language,
            name=item.code,
            label=item.text.in_language(language),
            default=(kept or {}).get(item.code),
            validators=[_ask_for_answer] if must else [],
        )
    return type("PageForm", (SectionForm,), fields)


def _ask_for_answer(_form: object, field: Answer) -> None:
    """Ask for an answer in a plain sentence that names the question; raises ValidationError."""
    if field.answer is not None or field.errors:
        return
    field.is_missing = True
    if isinstance(field, TextAnswer):
        raise ValidationError(_("第 %(number)d 题还没有写", number=field.number))
    raise ValidationError(_("第 %(number)d 题还没有选", number=field.number))


def _choices(item: Item, language: str) -> Sequence[SelectChoice]:
    words: list[tuple[str, Text]] = [(str(option.value), option.text) for option in item.options]
    if item.dont_know is not None:
        words.append((DONT_KNOW, item.dont_know))
    return [SelectChoice(value, text.in_language(language)) for value, text in words]
