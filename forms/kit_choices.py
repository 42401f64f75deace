"""The options of a choice as a model file writes them: codes, words, groups, or a task's areas."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from forms.cursor import CODE_FORM, Cursor
from forms.faults import N_
from forms.instrument import TASK_AREAS, Option, Text

_RANGE = re.compile(r"(\d+)-(\d+)\Z")
_AT_LEAST = re.compile(r"(\d+)\+\Z")
_WORDS = {"yes": Text("是", "Yes"), "no": Text("否", "No")}
_AREAS = ("per_task",)


@dataclass(frozen=True, slots=True)
class Choices:
    """The options of one question; `source` names where they come from if not from the file."""

    options: tuple[Option, ...]
    source: str | None = None
    is_group: bool = False

    @property
    def is_asked(self) -> bool:
        """Whether there is something to choose from."""
        return bool(self.options) or self.source is not None

    def named_in(self, text: Text) -> Text:
        """Return a question's text with the options named, for an answer in one's own words."""
        if not self.options:
            return text
        zh = "、".join(option.text.zh for option in self.options)
        en = ", ".join(option.text.en or option.text.zh for option in self.options)
        english = f"{text.en} (any of: {en})" if text.en else ""
        return Text(f"{text.zh}（可多选：{zh}）", english)


def read_choices(cursor: Cursor, groups: Sequence[Option]) -> Choices:
    """Read ``options``: a list of codes or of ``{value, zh, en}``, or ``[per_task]``.

    Parameters
    ----------
    cursor : Cursor
        At the question.
    groups : sequence of Option
        The respondent groups; options that are all group codes ask for the group.

    Returns
    -------
    Choices
        Values are codes; words that are no code get the code ``o1``, ``o2`` ….
    """
    raw = cursor.values.get("options")
    if raw is None:
        return Choices(())
    if not isinstance(raw, list):
        cursor.note("options", N_("应是列表"))
        return Choices(())
    if tuple(map(str, raw)) == _AREAS:
        return Choices((), TASK_AREAS)
    by_code = {group.value: group for group in groups}
    if raw and all(str(code) in by_code for code in raw):
        return Choices(tuple(by_code[str(code)] for code in raw), is_group=True)
    return Choices(tuple(_option(number, one, cursor) for number, one in enumerate(raw, start=1)))


def _option(number: int, one: object, cursor: Cursor) -> Option:
    if isinstance(one, Mapping):
        row = Cursor(one, f"{cursor.at('options')}[{number - 1}]", cursor.faults)
        return Option(_code(one.get("value", one.get("code")), number), row.as_text())
    return Option(_code(one, number), _label(str(one)))


def _code(stated: object, number: int) -> str:
    text = "" if stated is None else str(stated)
    return text if CODE_FORM.match(text) else f"o{number}"


def _label(code: str) -> Text:
    """Turn an option code of the file into words: a range, a least number, yes or no."""
    if match := _RANGE.match(code):
        return Text(f"{match[1]}–{match[2]}", f"{match[1]}–{match[2]}")
    if match := _AT_LEAST.match(code):
        return Text(f"{match[1]} 及以上", f"{match[1]} or more")
    return _WORDS.get(code, Text(code, code))
