"""Laying a flat list of items out in pages that suit a phone; which items there are is given."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from forms.instrument import Item, Section

MOST_OF_ANY_KIND = 20
"""Other questions on one page: what a person fills in before the answers are kept."""

MOST_ON_A_PAGE = 5
"""Five-point items on one page: five fit little more than one screen of a phone."""


def lay_out(profile: Sequence[Item], items: Sequence[Item]) -> tuple[Section, ...]:
    """Lay items out in pages: who you are, batteries of up to five items, and the rest.

    Parameters
    ----------
    profile : sequence of Item
        Questions about the respondent; they share the first page.
    items : sequence of Item
        All other items in the order of the definition.

    Returns
    -------
    tuple of Section
        Codes ``about``, ``page-1`` … and ``last``; more than 20 questions on the first or last page
        go on on ``about-2``, ``last-2`` …. Items of one construct stay together; a construct of
        more than five is spread evenly. An attention item, which measures nothing,
        goes second to last into the first later battery with room, so that it does not stand out.
    """
    batteries = [
        list(page)
        for _, same in groupby(
            (item for item in items if _is_likert(item)), key=lambda item: item.construct
        )
        for page in _spread(list(same))
    ]
    for item in items:
        if item.kind == "attention":
            _hide(item, batteries)
    rest = [item for item in items if not _is_likert(item) and item.kind != "attention"]
    pages = (Section(f"page-{n}", tuple(page)) for n, page in enumerate(batteries, start=1))
    return (*_chunks("about", profile), *pages, *_chunks("last", rest))


def _is_likert(item: Item) -> bool:
    return item.kind.startswith("likert")


def _chunks(code: str, items: Sequence[Item]) -> Iterator[Section]:
    for start in range(0, len(items), MOST_OF_ANY_KIND):
        number = start // MOST_OF_ANY_KIND + 1
        chunk = tuple(items[start : start + MOST_OF_ANY_KIND])
        yield Section(code if number == 1 else f"{code}-{number}", chunk)


def _spread(items: Sequence[Item]) -> Iterable[Sequence[Item]]:
    n_pages = -(-len(items) // MOST_ON_A_PAGE)
    size, larger = divmod(len(items), n_pages)
    start = 0
    for page in range(n_pages):
        end = start + size + (1 if page < larger else 0)
        yield items[start:end]
        start = end


def _hide(attention: Item, batteries: list[list[Item]]) -> None:
    later = batteries[1:] or batteries
    page = next((page for page in later if len(page) < MOST_ON_A_PAGE), None)
    if page is None:
        batteries.append([attention])
    else:
        page.insert(len(page) - 1, attention)
