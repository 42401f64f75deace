"""The accounts of others: a lead makes links for them, shuts them out and lets them in again."""

from datetime import datetime

from sqlalchemy import select, update
from sqlalchemy.orm import aliased

from surveyapp.access import Actor
from surveyapp.db import session
from surveyapp.errors import NotAllowed, NotFound, WrongState, marked
from surveyapp.models import Account, Duty, Person, SignIn, SignInLink, Task
from surveyapp.operations.recording import record
from surveyapp.operations.signing_in import make_sign_in_link
from surveyapp.operations.staffing import duty_words, find_accounts, require_other

CONCLUDING = ("reviewer", "approver", "issuer")
"""Duties whose person no one with another duty on the task may sign in as."""


class LinkAcrossDuties(NotAllowed):
    """With a link for a later step's person, one could take both steps of a task alone."""

    sentence = marked(
        "您在任务 %(task)s 上任%(own)s，不能给这项任务的%(duty)s做登录链接，请另一位主管来办。"
    )


def renew_link(person: Person, *, by: Actor, at: datetime) -> str:
    """Make a new one-time link for another person and return its token; earlier ones end.

    Raises OnOneself, LinkAcrossDuties, WrongState.
    """
    require_other(person, by)
    _require_no_step_beside(person, by)
    account = _account_of(person)
    if account.disabled_at is not None:
        raise WrongState(why=marked("账号已停用"))
    _end_links(account, at=at)
    return make_sign_in_link(account.login, by=by, at=at)


def disable_account(person: Person, *, by: Actor, at: datetime) -> None:
    """Shut another person out at once: every stay and every unused link ends."""
    require_other(person, by)
    account = _account_of(person)
    if account.disabled_at is not None:
        raise WrongState(why=marked("账号已停用"))
    account.disabled_at = at
    _end_links(account, at=at)
    session.execute(
        update(SignIn)
        .where(SignIn.account_id == account.id, SignIn.ended_at.is_(None))
        .values(ended_at=at)
    )
    session.flush()
    record("AccountDisabled", ("account", account.id), by=by, at=at)


def enable_account(person: Person, *, by: Actor, at: datetime) -> None:
    """Let another person in again, by a new link."""
    require_other(person, by)
    account = _account_of(person)
    if account.disabled_at is None:
        raise WrongState(why=marked("账号没有停用"))
    account.disabled_at = None
    session.flush()
    record("AccountEnabled", ("account", account.id), by=by, at=at)


def _require_no_step_beside(person: Person, by: Actor) -> None:
    """Stop who has a duty on a task from a link for whoever checks, approves or issues there."""
    own, other = aliased(Duty), aliased(Duty)
    query = (
        select(Task.no, own.kind, other.kind)
        .join(own, own.task_id == Task.id)
        .join(other, other.task_id == Task.id)
        .where(own.person_id == by.person_id, other.person_id == person.id)
        .where(other.kind.in_(CONCLUDING), own.kind != other.kind)
        .order_by(Task.id, own.id, other.id)
    )
    found = session.execute(query).first()
    if found is not None:
        raise LinkAcrossDuties(task=found[0], own=duty_words(found[1]), duty=duty_words(found[2]))


def _account_of(person: Person) -> Account:
    account = find_accounts([person]).get(person.id)
    if account is None:
        raise NotFound
    return account


def _end_links(account: Account, *, at: datetime) -> None:
    session.execute(
        update(SignInLink)
        .where(
            SignInLink.account_id == account.id,
            SignInLink.used_at.is_(None),
            SignInLink.expires_at > at,
        )
        .values(expires_at=at)
    )
