"""Persons, their roles and accounts, and the one-time links they sign in by."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from surveyapp.access import SYSTEM, Actor, Role
from surveyapp.db import session
from surveyapp.errors import DomainError, NotAllowed, marked
from surveyapp.models import Account, Event, Organisation, Person, RoleGrant, SignIn, SignInLink
from surveyapp.operations.recording import record
from surveyapp.seal import new_token, sha256_hex

LINK_LIFE = timedelta(hours=24)
STAY = timedelta(hours=12)
LINK_MADE = "SignInLinkMade"
LINKS_SEEN = "SignInLinksSeen"


class SignInLinkNotValid(DomainError):
    """The link is unknown, used or too old: one answer for all three."""

    sentence = marked("这个登录链接已不能使用，请向管理员要一个新的。")


@dataclass(frozen=True)
class MadeLink:
    """A sign-in link that somebody else made for a person, as the log tells; its place in it."""

    maker: str
    at: datetime
    seq: int
    is_seen: bool


@dataclass(frozen=True)
class NewPerson:
    """What is known of a person when they are added."""

    login: str
    name_zh: str
    name_en: str | None
    roles: frozenset[Role]
    unit_id: int | None = None


def add_person(organisation: Organisation, new: NewPerson, *, by: Actor, at: datetime) -> Person:
    """Add a person with an account and roles; nobody can do this for themselves on a page."""
    person = Person(
        organisation_id=organisation.id,
        unit_id=new.unit_id,
        name_zh=new.name_zh,
        name_en=new.name_en,
    )
    session.add(person)
    session.flush()
    session.add(Account(person_id=person.id, login=new.login))
    session.add_all(
        RoleGrant(person_id=person.id, role=role.value, granted_at=at) for role in sorted(new.roles)
    )
    session.flush()
    record(
        "PersonAdded",
        ("person", person.id),
        by=by,
        at=at,
        after={"login": new.login, "roles": sorted(role.value for role in new.roles)},
    )
    return person


def make_sign_in_link(login: str, *, by: Actor = SYSTEM, at: datetime) -> str:
    """Make a one-time link for an account and return its token; only the hash is kept.

    Raises NoResultFound for an unknown login.
    """
    account = session.execute(select(Account).where(Account.login == login)).scalar_one()
    token = new_token()
    ends_at = at + LINK_LIFE
    session.add(SignInLink(account_id=account.id, token_hash=sha256_hex(token), expires_at=ends_at))
    after = {"login": login, "for": account.person.name, "expires_at": ends_at.isoformat()}
    record(LINK_MADE, ("account", account.id), by=by, at=at, after=after)
    return token


def links_made_for(person: Person) -> list[MadeLink]:
    """Return the links that other persons made for someone, newest first.

    Those from the command line are not among them: whoever has the machine has everything.
    """
    accounts = select(Account.id).where(Account.person_id == person.id).order_by(Account.id)
    keys = [str(key) for key in session.execute(accounts).scalars()]
    query = select(Event).where(
        Event.object_type == "account",
        Event.object_id.in_(keys),
        Event.action.in_((LINK_MADE, LINKS_SEEN)),
    )
    rows = list(session.execute(query.order_by(Event.seq.desc())).scalars())
    seen = max(
        (int((row.after or {})["seq"]) for row in rows if row.action == LINKS_SEEN), default=0
    )
    return [
        MadeLink(row.person_name, row.at, row.seq, row.seq <= seen)
        for row in rows
        if row.action == LINK_MADE and row.person_id not in (None, person.id)
    ]


def acknowledge_links(person: Person, upto: int, *, by: Actor, at: datetime) -> None:
    """Put on record that a person has seen who made links for them, up to one in the log.

    Raises NotAllowed for anybody else.
    """
    if by.person_id != person.id:
        raise NotAllowed
    unseen = [one.seq for one in links_made_for(person) if not one.is_seen and one.seq <= upto]
    if unseen:
        account = (
            session.execute(
                select(Account.id).where(Account.person_id == person.id).order_by(Account.id)
            )
            .scalars()
            .first()
        )
        record(LINKS_SEEN, ("account", account), by=by, at=at, after={"seq": max(unseen)})


def sign_in(token: str, *, at: datetime) -> tuple[SignIn, str]:
    """Exchange a one-time link for a stay; returns it with the secret for the cookie.

    Raises SignInLinkNotValid.
    """
    link = session.execute(
        select(SignInLink).where(SignInLink.token_hash == sha256_hex(token)).with_for_update()
    ).scalar_one_or_none()
    if link is None or link.used_at is not None or link.expires_at <= at:
        raise SignInLinkNotValid
    account = session.get_one(Account, link.account_id)
    if account.disabled_at is not None:
        raise SignInLinkNotValid
    link.used_at = at
    secret = new_token()
    stay = SignIn(
        account_id=account.id,
        secret_hash=sha256_hex(secret),
        started_at=at,
        expires_at=at + STAY,
    )
    session.add(stay)
    session.flush()
    record("SignedIn", ("account", account.id), by=account.person.as_actor(), at=at)
    return stay, secret


def find_signed_in(secret: str, *, at: datetime) -> Person | None:
    """Return whom a cookie's secret stands for, or None when the stay is over."""
    stay = session.execute(
        select(SignIn).where(SignIn.secret_hash == sha256_hex(secret))
    ).scalar_one_or_none()
    if stay is None or stay.ended_at is not None or stay.expires_at < at:
        return None
    return None if stay.account.disabled_at is not None else stay.account.person


def sign_out(secret: str, *, by: Actor, at: datetime) -> None:
    """End the stay behind a cookie at once, on every tab."""
    session.execute(
        update(SignIn)
        .where(SignIn.secret_hash == sha256_hex(secret), SignIn.ended_at.is_(None))
        .values(ended_at=at)
    )
    record("SignedOut", ("person", by.person_id), by=by, at=at)
