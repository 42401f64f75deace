"""The instrument as data: what is asked and how it is answered; how it is shown is not here."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from forms.typesetting import full_width

Mode = Literal["survey", "interview"]
ItemKind = Literal[
    "likert2", "likert3", "likert4", "likert5", "likert6", "likert7", "likert8", "likert9",
    "likert10", "likert11", "satisfaction2", "satisfaction3", "satisfaction4", "satisfaction5",
    "satisfaction6", "satisfaction7", "satisfaction8", "satisfaction9", "satisfaction10",
    "satisfaction11", "nps", "attention", "single", "open", "question",
]  # fmt: skip
Language = Literal["zh_CN", "en"]
OptionValue = int | str

POINTS_OF_KIND: Mapping[str, int] = {
    f"{family}{points}": points for family in ("likert", "satisfaction") for points in range(2, 12)
}
"""How many points the response scale of a kind has, numbered from 1."""

BATTERY_KINDS: frozenset[str] = frozenset({*POINTS_OF_KIND, "attention"})
"""Kinds whose items share a response scale; five points are drawn as one row."""

RATING_KINDS: frozenset[str] = BATTERY_KINDS | {"nps"}
"""Kinds answered by a whole number of a response scale."""

WIDEST_VALENCES = (-2, 2)
"""From clearly negative to clearly positive; a protocol may use fewer."""

TASK_AREAS = "task_areas"
"""Where the options of an item come from that asks for an area of the task."""

DONT_KNOW = "dont_know"
"""The answer of a respondent who cannot judge; kept apart from not answering, which is absence."""


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Chinese, which is required, and in English, which may be empty."""

    zh: str
    en: str = ""

    def in_language(self, language: str) -> str:
        """Return the text for a page.

        Parameters
        ----------
        language : str
            Locale id, ``zh_CN`` or ``en``.

        Returns
        -------
        str
            The English text for ``en`` where there is one, the Chinese text otherwise, with the
            marks of Chinese print.
        """
        return self.en if language == "en" and self.en else full_width(self.zh)

    def lang_attribute(self, language: str) -> str:
        """Return the HTML ``lang`` of what `in_language` prints: ``zh-CN`` or ``en``."""
        return "en" if language == "en" and self.en else "zh-CN"


@dataclass(frozen=True, slots=True)
class Option:
    """One point of a response scale or one choice of a question, with what people read."""

    value: OptionValue
    text: Text


@dataclass(frozen=True, slots=True)
class ResponseScale:
    """The options several items share, low to high, and the words of "don't know" where allowed."""

    code: str
    options: tuple[Option, ...]
    dont_know: Text | None = None


@dataclass(frozen=True, slots=True)
class Construct:
    """What several items measure together; never shown to a respondent."""

    code: str
    name: Text
    maps_to: str | None = None


@dataclass(frozen=True, slots=True)
class Theme:
    """What interview answers are coded for."""

    code: str
    name: Text
    maps_to: str | None = None
    is_scored: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One question.

    Parameters
    ----------
    code : str
        Stable name, unique in the instrument.
    kind : ItemKind
        What kind of answer it takes.
    text : Text
        The statement or question.
    options : tuple of Option
        Allowed answers, low to high; empty for ``open`` and ``question``.
    response_scale : str or None
        Code of the shared response scale, None where the options are the item's own.
    options_from : str or None
        ``task_areas`` where the options are the areas of the task; without areas it is not asked.
    dont_know : Text or None
        Words of "don't know"; None where it is not offered.
    is_required : bool
        Asked once more when left empty.
    is_scored : bool
        Counts towards an indicator.
    is_reversed : bool
        Agreement is unfavourable (key −1).
    is_group_question : bool
        Asks for the respondent's group; shown on the open link only, where it must be answered.
    construct : str or None
        Code of the construct it measures.
    expected : int or None
        The right answer of an attention item.
    maps_to : str or None
        Code of the indicator it feeds.
    use : str or None
        What an unscored answer is for, e.g. ``follow_up``.
    theme, probe : str or None, Text or None
        Theme code and follow-up question of an interview question.
    """

    code: str
    kind: ItemKind
    text: Text
    options: tuple[Option, ...] = ()
    response_scale: str | None = None
    options_from: str | None = None
    dont_know: Text | None = None
    is_required: bool = False
    is_scored: bool = False
    is_reversed: bool = False
    is_group_question: bool = False
    construct: str | None = None
    expected: int | None = None
    maps_to: str | None = None
    use: str | None = None
    theme: str | None = None
    probe: Text | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """One page of a questionnaire, or one part of an interview."""

    code: str
    items: tuple[Item, ...]
    title: Text | None = None


@dataclass(frozen=True, slots=True)
class Rules:
    """How answers to this instrument are screened, where instruments differ."""

    straight_line_needs_reversed: bool = True


@dataclass(frozen=True, slots=True)
class Instrument:
    """One version of a questionnaire or interview protocol.

    Parameters
    ----------
    code, version : str
        Name and version; together they name a published instrument.
    mode : Mode
        ``survey`` or ``interview``.
    title : Text
        What it is called.
    sections : tuple of Section
        Pages in order.
    intro, consent : Text or None
        What a respondent reads and agrees to before the first page.
    minutes : int or None
        How long it takes, in minutes.
    is_anonymous : bool
        Whether answers are kept without names.
    response_scales, constructs, themes : tuples
        What items refer to by code.
    record_fields, guidance : tuple of Text
        Heads of an interview record, and the rules for holding the interview.
    rules : Rules
        Screening rules of this instrument.
    valences : tuple of int
        Lowest and highest valence by which what was said in an interview is coded.
    """

    code: str
    version: str
    mode: Mode
    title: Text
    sections: tuple[Section, ...]
    intro: Text | None = None
    consent: Text | None = None
    minutes: int | None = None
    is_anonymous: bool = True
    response_scales: tuple[ResponseScale, ...] = ()
    constructs: tuple[Construct, ...] = ()
    themes: tuple[Theme, ...] = ()
    record_fields: tuple[Text, ...] = ()
    guidance: tuple[Text, ...] = ()
    rules: Rules = field(default_factory=Rules)
    valences: tuple[int, int] = WIDEST_VALENCES

    @property
    def items(self) -> Iterator[Item]:
        """All items in the order of the pages."""
        for section in self.sections:
            yield from section.items

    def find_section(self, code: str) -> Section | None:
        """Return the section of that code, or None."""
        return next((section for section in self.sections if section.code == code), None)

    def find_item(self, code: str) -> Item | None:
        """Return the item of that code, or None."""
        return next((item for item in self.items if item.code == code), None)

    def items_of(self, construct: str) -> tuple[Item, ...]:
        """Return the scored items that measure a construct, in order."""
        return tuple(item for item in self.items if item.construct == construct)

    @property
    def group_item(self) -> Item | None:
        """The question for the respondent's group, or None."""
        return next((item for item in self.items if item.is_group_question), None)
