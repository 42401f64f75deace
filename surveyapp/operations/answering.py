"""Answering: from a link to a draft, page by page, to one sheet in the spool; nothing is logged.

The log would undo the anonymity that the tables keep: a submission's event has a time. So a
respondent's acts write no event; the release of a batch (see `releasing`) writes one.
"""

from collections.abc import Collection as AnyOf
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from forms.instrument import Instrument, Option, Section, Text
from forms.path import (
    Path,
    answers_on_path,
    find_path,
    first_incomplete,
    unanswered_items,
)
from surveyapp.clock import day_ends_at, local_date
from surveyapp.db import keep_despite_faults, session
from surveyapp.errors import DomainError, NotFound, marked
from surveyapp.models import Collection, Invitation, Receipt, SpooledResponse
from surveyapp.models import Draft as Draft
from surveyapp.operations.collecting import CollectionClosed, require_open
from surveyapp.operations.measures import get_instrument
from surveyapp.seal import new_code, new_row_id, new_token, sha256_hex

MOST_SECONDS_A_PAGE = 600
"""Time on one page counts up to here: a phone laid aside is not reading."""


class LinkNotValid(NotFound):
    """Unknown, used, expired or closed: the reader learns the same of all four."""

    sentence = marked("这个链接不能使用。")


class AnswersIncomplete(DomainError):
    """A page was skipped, or the group question has no answer."""

    sentence = marked("还有页面没有填完。")


@dataclass(frozen=True)
class Doorway:
    """Where a link leads: a questionnaire, and the draft begun with it, if any."""

    collection: Collection
    channel: str
    key_hash: str | None
    group_code: str | None
    draft: Draft | None


@dataclass(frozen=True)
class Begun:
    """A draft under way; `key` makes the personal link of an open sheet, once."""

    draft: Draft
    key: str | None


@dataclass(frozen=True)
class PageKept:
    """What came with one post of a page, checked against the instrument."""

    section: Section
    answers: Mapping[str, object]
    cleared: AnyOf[str]
    served_at: datetime
    is_left: bool


def find_doorway(token: str, *, at: datetime) -> Doorway:
    """Find what a personal link leads to; looking uses nothing up. Raises LinkNotValid."""
    key_hash = sha256_hex(token)
    draft = session.execute(select(Draft).where(Draft.key_hash == key_hash)).scalar_one_or_none()
    if draft is not None:
        _require_valid(draft.collection, at)
        return Doorway(draft.collection, draft.channel, key_hash, draft.group_code, draft)
    query = select(Invitation).where(Invitation.token_hash == key_hash)
    invitation = session.execute(query).scalar_one_or_none()
    if invitation is None or invitation.is_used:
        raise LinkNotValid
    invitee = invitation.invitee
    collection = session.get_one(Collection, invitee.collection_id)
    _require_valid(collection, at)
    return Doorway(collection, "invited", key_hash, invitee.group_code, None)


def find_open_doorway(code: str, *, at: datetime) -> Doorway:
    """Find the questionnaire of an open link. Raises LinkNotValid."""
    query = select(Collection).where(Collection.open_code == code)
    collection = session.execute(query).scalar_one_or_none()
    if collection is None:
        raise LinkNotValid
    _require_valid(collection, at)
    return Doorway(collection, "open", None, None, None)


def _require_valid(collection: Collection, at: datetime) -> None:
    try:
        require_taking(collection, at)
    except CollectionClosed:
        raise LinkNotValid from None


def require_taking(collection: Collection, at: datetime) -> None:
    """Stop an answer outside the collection's days in its own zone; raises CollectionClosed."""
    zone = collection.task.round.organisation.time_zone
    require_open(collection, local_date(at, zone))


def begin(doorway: Doorway, *, language: str, at: datetime) -> Begun:
    """Begin a draft behind a doorway, or go on with the one that is there."""
    if doorway.key_hash is None:
        key = new_token()
        return Begun(_new_draft(doorway, sha256_hex(key), language), key)
    # Two presses at once wait here for each other, so that they share one draft.
    lock = select(Invitation.id).where(Invitation.token_hash == doorway.key_hash).with_for_update()
    session.execute(lock)
    query = select(Draft).where(Draft.key_hash == doorway.key_hash)
    draft = session.execute(query).scalar_one_or_none()
    return Begun(draft or _new_draft(doorway, doorway.key_hash, language), None)


def _new_draft(doorway: Doorway, key_hash: str, language: str) -> Draft:
    row = Draft(
        id=new_row_id(),
        collection_id=doorway.collection.id,
        key_hash=key_hash,
        submission_key=new_token(),
        channel=doorway.channel,
        group_code=doorway.group_code,
        language=language,
    )
    session.add(row)
    session.flush()
    return row


def find_draft(draft_id: str) -> Draft | None:
    """Return a draft to look at, or None once it was submitted or its collection closed."""
    return session.get(Draft, draft_id)


def lock_draft(draft_id: str) -> Draft | None:
    """Return a draft to change; a second post of the same person waits for the first."""
    query = select(Draft).where(Draft.id == draft_id).with_for_update()
    return session.execute(query.execution_options(populate_existing=True)).scalar_one_or_none()


def lasts_until(draft: Draft) -> datetime | None:
    """Return when an open sheet's days end, at midnight after the last; None for an invited one."""
    if draft.channel != "open":
        return None
    collection = draft.collection
    return day_ends_at(collection.closes_on, collection.task.round.organisation.time_zone)


def instrument_of(draft: Draft) -> Instrument:
    """Return the instrument version the draft is pinned to."""
    return get_instrument(draft.collection.instrument_version)


def path_of(draft: Draft) -> Path:
    """Find the draft's pages anew."""
    areas = tuple(
        Option(area["code"], Text(area["zh"], area.get("en") or ""))
        for area in draft.collection.task.areas
    )
    return find_path(instrument_of(draft), is_group_asked=draft.group_code is None, areas=areas)


def page_to_go_on(draft: Draft) -> Section | None:
    """Return the first page that needs a visit, or None when only submitting remains."""
    return first_incomplete(path_of(draft), draft.answers, left=draft.asked_again)


def n_unanswered(draft: Draft) -> int:
    """Count the items without an answer."""
    return len(unanswered_items(path_of(draft), draft.answers))


def keep_page(draft: Draft, page: PageKept, *, at: datetime) -> None:
    """Keep what was answered rightly on one page; the page itself may still have faults.

    Raises CollectionClosed.
    """
    require_taking(draft.collection, at)
    keep_despite_faults()
    kept = {code: value for code, value in draft.answers.items() if code not in page.cleared}
    draft.answers = {**kept, **page.answers}
    left = set(draft.asked_again) - {page.section.code}
    if page.is_left:
        left.add(page.section.code)
    draft.asked_again = sorted(left)
    draft.seconds += _elapsed(draft, page.served_at, at)
    draft.saved_at = at
    session.flush()


def _elapsed(draft: Draft, served_at: datetime, at: datetime) -> int:
    """Return the whole seconds since the page was served or last saved, within reason."""
    since = max(served_at, draft.saved_at) if draft.saved_at else served_at
    return min(MOST_SECONDS_A_PAGE, max(0, int((at - since).total_seconds())))


def change_language(draft: Draft, language: str) -> None:
    """Go on in another language."""
    draft.language = language
    session.flush()


def submit(submission_key: str, *, at: datetime) -> str:
    """Hand a sheet in once and return its receipt; the same key again gives the same receipt.

    The draft goes, the link is used up, and a row with a new random id, no name, no time and no
    key to the invitation waits in the spool. Until the batch is mixed, the two changes of this
    transaction could be brought together by someone who reads the database file itself: that
    window, and how it ends, is described in `releasing`.

    Raises LinkNotValid for an unknown key, CollectionClosed, AnswersIncomplete.
    """
    query = select(Draft).where(Draft.submission_key == submission_key).with_for_update()
    draft = session.execute(query).scalar_one_or_none()
    if draft is None:
        return _known_receipt(submission_key)
    require_taking(draft.collection, at)
    path = path_of(draft)
    if first_incomplete(path, draft.answers, left=draft.asked_again) is not None:
        raise AnswersIncomplete
    row = _spooled(draft, path)
    used = select(Invitation).where(Invitation.token_hash == draft.key_hash)
    for invitation in session.execute(used).scalars():
        invitation.is_used = True
    session.delete(draft)
    session.add(row)
    session.flush()
    return row.receipt


def _spooled(draft: Draft, path: Path) -> SpooledResponse:
    answers = answers_on_path(path, draft.answers)
    group_item = instrument_of(draft).group_item
    group = draft.group_code
    if group is None and group_item is not None:
        group = str(answers.pop(group_item.code))
    return SpooledResponse(
        id=new_row_id(),
        collection_id=draft.collection_id,
        group_code=group,
        channel=draft.channel,
        language=draft.language,
        answers=answers,
        seconds=draft.seconds,
        key_hash=sha256_hex(draft.submission_key),
        receipt=new_code(12),
    )


def _known_receipt(submission_key: str) -> str:
    key_hash = sha256_hex(submission_key)
    waiting = select(SpooledResponse.receipt).where(SpooledResponse.key_hash == key_hash)
    released = select(Receipt.code).where(Receipt.key_hash == key_hash)
    for query in (waiting, released):
        code = session.execute(query).scalar_one_or_none()
        if code is not None:
            return code
    raise LinkNotValid
