"""The roster of a questionnaire: who is asked, by which one-time link; never what they answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from surveyapp.access import Actor, Role, require_role
from surveyapp.db import session
from surveyapp.errors import DomainError, InputRefused, marked
from surveyapp.models import Collection, Draft, Invitation, Invitee
from surveyapp.operations.collecting import CollectionClosed
from surveyapp.operations.measures import get_instrument
from surveyapp.operations.recording import record
from surveyapp.seal import hash_of, new_code, new_token, sha256_hex

LONGEST_LABEL = 100


class RosterFrozen(DomainError):
    """Nobody can be added alone any more: its hash is in the log, or somebody invited answered."""

    sentence = marked("名册已经定稿或已有受邀的人作答，不能再增减。")


class RosterEmpty(DomainError):
    """There is nobody on the roster."""

    sentence = marked("名册里还没有人。")


@dataclass(frozen=True)
class NewInvitee:
    """A stakeholder to be asked: how the roster names them, and the group they belong to."""

    label: str
    group_code: str


@dataclass(frozen=True)
class IssuedInvitation:
    """A one-time link just made: the only moment at which its token can be read."""

    invitee_id: int
    label: str
    group_code: str
    token: str


@dataclass(frozen=True)
class RosterFault:
    """What is wrong with one line of a roster."""

    line: int
    why: str

    def __str__(self) -> str:
        """Return the sentence with its line."""
        return f"第 {self.line} 行：{self.why}"


@dataclass(frozen=True)
class GroupProgress:
    """How many of one group were asked, and how many have answered."""

    group_code: str
    n_invited: int
    n_answered: int


def issue_invitations(
    collection: Collection, invitees: Sequence[NewInvitee], *, by: Actor, at: datetime
) -> list[IssuedInvitation]:
    """Put stakeholders on the roster and give each a one-time link; only hashes are kept.

    Raises InputRefused with every faulty line, RosterFrozen, CollectionClosed.
    """
    require_role(by, Role.OFF)
    _require_changeable(collection)
    _require_sound(collection, invitees)
    issued = [_issue(collection, new) for new in invitees]
    groups: dict[str, int] = {}
    for new in invitees:
        groups[new.group_code] = groups.get(new.group_code, 0) + 1
    after = {"n_invited": len(issued), "groups": groups}
    record("InvitationsIssued", ("collection", collection.id), by=by, at=at, after=after)
    return issued


def _issue(collection: Collection, new: NewInvitee) -> IssuedInvitation:
    row = Invitee(collection_id=collection.id, group_code=new.group_code, label=new.label.strip())
    session.add(row)
    session.flush()
    return _link(row)


def _link(invitee: Invitee) -> IssuedInvitation:
    token = new_token()
    session.add(Invitation(invitee_id=invitee.id, token_hash=sha256_hex(token)))
    session.flush()
    return IssuedInvitation(invitee.id, invitee.label, invitee.group_code, token)


def renew_invitation(invitee: Invitee, *, by: Actor, at: datetime) -> IssuedInvitation:
    """Replace a lost link: the old one stops, a draft begun with it is dropped.

    Raises RosterFrozen when the stakeholder has already answered.
    """
    require_role(by, Role.OFF)
    old = session.execute(
        select(Invitation).where(Invitation.invitee_id == invitee.id).with_for_update()
    ).scalars()
    for row in old:
        if row.is_used:
            raise RosterFrozen
        draft = session.execute(select(Draft).where(Draft.key_hash == row.token_hash)).scalar()
        if draft is not None:
            session.delete(draft)
        session.delete(row)
    session.flush()
    issued = _link(invitee)
    record("InvitationRenewed", ("invitee", invitee.id), by=by, at=at)
    return issued


def freeze_roster(collection: Collection, *, by: Actor, at: datetime) -> str:
    """Write the roster's hash into the log; from now on nobody is added. Raises RosterEmpty."""
    require_role(by, Role.OFF)
    if collection.roster_hash is not None:
        return collection.roster_hash
    roster = find_roster(collection)
    if not roster:
        raise RosterEmpty
    collection.roster_hash = hash_of([[row.id, row.group_code, row.label] for row in roster])
    collection.roster_frozen_at = at
    after = {"roster_hash": collection.roster_hash, "n_invited": len(roster)}
    record("RosterFrozen", ("collection", collection.id), by=by, at=at, after=after)
    return collection.roster_hash


def open_link(collection: Collection, *, by: Actor, at: datetime) -> str:
    """Open the link that anyone may answer by, and return its code; open already: the same."""
    require_role(by, Role.OFF)
    if collection.closed_at is not None:
        raise CollectionClosed
    if collection.open_code is None:
        collection.open_code = new_code(10)
        record("OpenLinkOpened", ("collection", collection.id), by=by, at=at)
    return collection.open_code


def close_link(collection: Collection, *, by: Actor, at: datetime) -> None:
    """Close the open link; sheets begun by it can still be finished."""
    require_role(by, Role.OFF)
    if collection.open_code is not None:
        collection.open_code = None
        record("OpenLinkClosed", ("collection", collection.id), by=by, at=at)


def find_roster(collection: Collection) -> list[Invitee]:
    """Return the stakeholders on a roster, in the order they were added."""
    query = select(Invitee).where(Invitee.collection_id == collection.id).order_by(Invitee.id)
    return list(session.execute(query).scalars())


def is_answered(collection: Collection) -> bool:
    """Say whether anybody on the roster has answered, released or not.

    From then on nobody is added who might have been chosen for what came in. Sheets from the open
    link settle nothing: they are never scored and belong to nobody on the roster.
    """
    query = (
        select(Invitation.id)
        .join(Invitee)
        .where(Invitee.collection_id == collection.id, Invitation.is_used)
    )
    return session.execute(query.limit(1)).first() is not None


def count_progress(collection: Collection) -> list[GroupProgress]:
    """Return, for each group on the roster, how many were asked and how many have answered."""
    answered = func.count(Invitation.id).filter(Invitation.is_used)
    rows = session.execute(
        select(Invitee.group_code, func.count(Invitation.id), answered)
        .join(Invitation, Invitation.invitee_id == Invitee.id)
        .where(Invitee.collection_id == collection.id)
        .group_by(Invitee.group_code)
        .order_by(Invitee.group_code)
    )
    return [GroupProgress(group, n_invited, n_answered) for group, n_invited, n_answered in rows]


def _require_changeable(collection: Collection) -> None:
    if collection.closed_at is not None:
        raise CollectionClosed
    if collection.roster_hash is not None or is_answered(collection):
        raise RosterFrozen


def _require_sound(collection: Collection, invitees: Sequence[NewInvitee]) -> None:
    """Refuse a roster with empty, long or repeated labels or unknown groups; all lines at once."""
    group_item = get_instrument(collection.instrument_version).group_item
    groups = {option.value for option in group_item.options} if group_item else None
    seen = {row.label for row in find_roster(collection)}
    faults: list[RosterFault] = []
    for line, new in enumerate(invitees, start=1):
        label = new.label.strip()
        if not label or len(label) > LONGEST_LABEL or not label.isprintable():
            faults.append(RosterFault(line, marked("名称应是 1 至 100 个可见字符")))
        elif label in seen:
            faults.append(RosterFault(line, marked("名称与前面的重复")))
        if groups is not None and new.group_code not in groups:
            faults.append(RosterFault(line, marked("没有这个群体代码")))
        seen.add(label)
    if faults:
        raise InputRefused(faults)
