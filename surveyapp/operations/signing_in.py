"""Persons, their roles and accounts, and the one-time links they sign in by."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update

from surveyapp.access import SYSTEM, Actor, Role
from surveyapp.db import session
from surveyapp.errors import DomainError, marked
from surveyapp.models import Account, Organisation, Person, RoleGrant, SignIn, SignInLink
from surveyapp.operations.recording import record
from surveyapp.seal import new_token, sha256_hex

LINK_LIFE = timedelta(hours=24)
STAY = timedelta(hours=12)


class SignInLinkNotValid(DomainError):
    """The link is unknown, used or too old: one answer for all three."""

    sentence = marked("这个登录链接已不能使用，请向管理员要一个新的。")


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
    session.add(
        SignInLink(account_id=account.id, token_hash=sha256_hex(token), expires_at=at + LINK_LIFE)
    )
    record("SignInLinkMade", ("account", account.id), by=by, at=at)
    return token


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
