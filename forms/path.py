"""Which page comes when, found anew at every request; what a page shows belongs elsewhere."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from forms.instrument import TASK_AREAS, Instrument, Item, Option, Section


@dataclass(frozen=True, slots=True)
class Path:
    """The pages one respondent walks through, in order, without items that are not theirs."""

    sections: tuple[Section, ...]

    @property
    def first(self) -> Section:
        """The page a new respondent starts with."""
        return self.sections[0]

    def find(self, code: str) -> Section | None:
        """Return the page of that code, or None when it is not on this path."""
        return next((section for section in self.sections if section.code == code), None)

    def next_after(self, code: str) -> Section | None:
        """Return the page after one, or None after the last."""
        index = self._index(code) + 1
        return self.sections[index] if index < len(self.sections) else None

    def previous_to(self, code: str) -> Section | None:
        """Return the page before one, or None before the first."""
        index = self._index(code)
        return self.sections[index - 1] if index > 0 else None

    def position(self, code: str) -> int:
        """Return a page's place, counted from 1."""
        return self._index(code) + 1

    def _index(self, code: str) -> int:
        return [section.code for section in self.sections].index(code)


def find_path(
    instrument: Instrument, *, is_group_asked: bool, areas: Sequence[Option] = ()
) -> Path:
    """Find the pages of one respondent.

    Parameters
    ----------
    instrument : Instrument
        A questionnaire.
    is_group_asked : bool
        True on the open link; an invited respondent's group is known from the roster.
    areas : sequence of Option
        The task's areas; a question for the area is left out when there are none.

    Returns
    -------
    Path
        Pages that have at least one item to answer.
    """
    sections = (
        replace(section, items=tuple(_asked(section, areas, is_group_asked=is_group_asked)))
        for section in instrument.sections
    )
    return Path(tuple(section for section in sections if section.items))


def _asked(section: Section, areas: Sequence[Option], *, is_group_asked: bool) -> Iterator[Item]:
    for item in section.items:
        if item.is_group_question and not is_group_asked:
            continue
        if item.options_from != TASK_AREAS:
            yield item
        elif areas:
            yield replace(item, options=tuple(areas))


def missing_items(section: Section, answers: Mapping[str, object]) -> tuple[Item, ...]:
    """Return the required items of a page that have no answer; "don't know" is an answer."""
    return tuple(item for item in section.items if item.is_required and item.code not in answers)


def must_not_be_left(section: Section, answers: Mapping[str, object]) -> tuple[Item, ...]:
    """Return the items without which an answer sheet is worthless: the group on the open link."""
    return tuple(item for item in missing_items(section, answers) if item.is_group_question)


def is_complete(section: Section, answers: Mapping[str, object], *, left: Collection[str]) -> bool:
    """Say whether a page needs no further visit.

    Parameters
    ----------
    section : Section
        One page of a path.
    answers : Mapping
        Item code to answer, all pages.
    left : collection of str
        Codes of the pages that were passed with something unanswered.

    Returns
    -------
    bool
        True when every item has an answer, or the page was passed and only things that may be
        left are missing.
    """
    if must_not_be_left(section, answers):
        return False
    return section.code in left or all(item.code in answers for item in section.items)


def first_incomplete(
    path: Path, answers: Mapping[str, object], *, left: Collection[str]
) -> Section | None:
    """Return the page where a respondent goes on, or None when only submitting remains."""
    return next(
        (section for section in path.sections if not is_complete(section, answers, left=left)),
        None,
    )


def unanswered_items(path: Path, answers: Mapping[str, object]) -> tuple[tuple[Section, Item], ...]:
    """Return every item on the path without an answer, with its page, in order."""
    return tuple(
        (section, item)
        for section in path.sections
        for item in section.items
        if item.code not in answers
    )


def answers_on_path(path: Path, answers: Mapping[str, object]) -> dict[str, object]:
    """Return only the answers to items that are on the path; others never count."""
    on_path = {item.code for section in path.sections for item in section.items}
    return {code: value for code, value in answers.items() if code in on_path}
