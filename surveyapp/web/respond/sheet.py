"""One respondent's sheet as the pages see it: the draft, the page that is open, its form."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import g, request, url_for
from flask_babel import refresh

from forms.instrument import BATTERY_KINDS, Instrument, Section
from forms.path import Path
from forms.section_form import Answer, SectionForm, section_form
from surveyapp.clock import local_time, now
from surveyapp.errors import DomainError, marked
from surveyapp.operations import answering
from surveyapp.operations.answering import Draft, LinkNotValid
from surveyapp.web.respond.keeping import (
    Keepsake,
    Stamp,
    read_keepsake,
    read_stamp,
    sign_stamp,
)

POINTS_OF_A_BATTERY = 5
"""What one row has room for; shorter and longer scales are drawn as lists."""


class AlreadyHandedIn(DomainError):
    """The draft is gone because its sheet was handed in; the browser still has the receipt."""

    sentence = marked("这份问卷已经提交。")


@dataclass(frozen=True)
class Sheet:
    """A draft, its instrument and its pages."""

    draft: Draft
    instrument: Instrument
    path: Path
    keepsake: Keepsake

    @property
    def saved_at(self) -> str | None:
        """The wall-clock time of the last save, as the server knows it."""
        if self.draft.saved_at is None:
            return None
        zone = self.draft.collection.task.round.organisation.time_zone
        return local_time(self.draft.saved_at, zone).strftime("%H:%M")

    @property
    def n_items(self) -> int:
        """How many items the respondent's pages hold."""
        return sum(len(section.items) for section in self.path.sections)

    def address(self, section: Section | None) -> str:
        """Return the address of a page, or of the review that ends the path."""
        collection_id = self.draft.collection_id
        if section is None:
            return url_for("respond.review", collection_id=collection_id)
        number = self.path.position(section.code)
        return url_for("respond.page", collection_id=collection_id, number=number)


@dataclass(frozen=True)
class OpenPage:
    """The page of a sheet that is open, with the stamp it came back with."""

    sheet: Sheet
    section: Section
    stamp: Stamp | None

    @property
    def number(self) -> int:
        """The page's place, from 1."""
        return self.sheet.path.position(self.section.code)

    @property
    def first_item_number(self) -> int:
        """The number of the page's first item, counted over all pages."""
        earlier = self.sheet.path.sections[: self.number - 1]
        return 1 + sum(len(section.items) for section in earlier)

    @property
    def is_asked_again(self) -> bool:
        """Whether this very page came back once because something was missing."""
        return self.stamp is not None and self.stamp.is_asked_again

    @property
    def is_fresh(self) -> bool:
        """Whether nothing was saved, in another tab, since the page was served."""
        return self.stamp is not None and self.stamp.version == self.sheet.draft.version

    def form(self, *, is_posted: bool) -> SectionForm:
        """Make the page's form, of what was posted or of what was kept."""
        made = section_form(
            self.section,
            language=self.sheet.draft.language,
            kept=self.sheet.draft.answers,
            first_number=self.first_item_number,
            is_asked_again=self.is_asked_again,
        )
        return made(formdata=request.form if is_posted else None)

    def new_stamp(self, *, is_asked_again: bool = False) -> str:
        """Sign a stamp for the page as it is served now."""
        draft = self.sheet.draft
        return sign_stamp(Stamp(draft.id, self.section.code, draft.version, now(), is_asked_again))


def seen_sheet(collection_id: int) -> Sheet:
    """Return the sheet behind the cookie, to look at; raises LinkNotValid, AlreadyHandedIn."""
    keepsake = read_keepsake(collection_id)
    draft = answering.find_draft(keepsake.draft_id) if keepsake.draft_id else None
    return _sheet(draft, keepsake, collection_id)


def posted_sheet(collection_id: int, stamp: Stamp | None = None) -> Sheet:
    """Return the sheet a post belongs to, locked; its signed stamp counts more than the cookie.

    So a page that was left open goes on after the cookie is gone, and two questionnaires in two
    tabs never mix. Raises LinkNotValid, AlreadyHandedIn.
    """
    keepsake = read_keepsake(collection_id)
    draft_id = stamp.draft_id if stamp else keepsake.draft_id
    draft = answering.lock_draft(draft_id) if draft_id else None
    return _sheet(draft, keepsake, collection_id)


def _sheet(draft: Draft | None, keepsake: Keepsake, collection_id: int) -> Sheet:
    if draft is None and keepsake.receipt is not None:
        raise AlreadyHandedIn
    if draft is None or draft.collection_id != collection_id:
        raise LinkNotValid
    speak(draft.language)
    answering.require_taking(draft.collection, now())
    return Sheet(draft, answering.instrument_of(draft), answering.path_of(draft), keepsake)


def seen_page(collection_id: int, number: int) -> OpenPage:
    """Return a page to show; raises LinkNotValid for a number beyond the last."""
    return _page(seen_sheet(collection_id), number, None)


def posted_page(collection_id: int, number: int) -> OpenPage:
    """Return the page a post belongs to, its sheet locked."""
    stamp = read_stamp(request.form.get("_stamp"))
    return _page(posted_sheet(collection_id, stamp), number, stamp)


def _page(sheet: Sheet, number: int, stamp: Stamp | None) -> OpenPage:
    if not 1 <= number <= len(sheet.path.sections):
        raise LinkNotValid
    section = sheet.path.sections[number - 1]
    return OpenPage(sheet, section, stamp if stamp and stamp.page == section.code else None)


def speak(locale: str) -> None:
    """Have the rest of this request speak the sheet's language."""
    g.language = locale
    refresh()


def blocks(form: SectionForm) -> list[tuple[str, Sequence[Answer]]]:
    """Group a page's fields: neighbours on one five-point scale share a battery."""
    return [
        (kind, list(fields))
        for (kind, _labels), fields in groupby(form.answer_fields, key=_block_key)
    ]


def _block_key(field: Answer) -> tuple[str, object]:
    if field.item.kind in BATTERY_KINDS and len(field.item.options) == POINTS_OF_A_BATTERY:
        return "battery", field.item.options
    return field.item.kind, field.item.code
