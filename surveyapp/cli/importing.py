"""`import-responses`: a file of responses into the questionnaires of a round's tasks."""

import argparse
import random

from sqlalchemy import select

from surveyapp.access import Actor
from surveyapp.cli.installation import installation, require_schema
from surveyapp.cli.voice import CommandStopped, tell
from surveyapp.clock import now
from surveyapp.db import session, transaction
from surveyapp.models import Account, Collection, InstrumentVersion, Round, Task
from surveyapp.operations.importing import ResponseMapping, import_responses, read_mapping


def import_command(chosen: argparse.Namespace) -> int:
    """Import a file as the officer of a login does; print how many came in."""
    mapping = read_mapping(chosen.mapping.read_bytes())
    content = chosen.file.read_bytes()
    with installation(chosen.data) as (_settings, engine):
        require_schema(engine)
        with transaction():
            officer = _officer(chosen.login)
            collections = _collections(chosen, mapping)
            batches = import_responses(
                collections, content, mapping, rng=random.SystemRandom(), by=officer, at=now()
            )
    for batch in batches:
        tell(f"{batch.task or chosen.task}：导入 {batch.n} 份", f"{batch.n_duplicates} duplicates")
    return 0


def _officer(login: str) -> Actor:
    account = session.execute(
        select(Account).where(Account.login == login, Account.disabled_at.is_(None))
    ).scalar_one_or_none()
    if account is None:
        raise CommandStopped(f"没有登录名“{login}”", "there is no such login")
    return account.person.as_actor()


def _collections(chosen: argparse.Namespace, mapping: ResponseMapping) -> dict[str, Collection]:
    """Find the open questionnaires by the numbers of their tasks; raises CommandStopped."""
    query = (
        select(Task.no, Collection)
        .join(Collection, Collection.task_id == Task.id)
        .join(Round, Round.id == Task.round_id)
        .join(InstrumentVersion, InstrumentVersion.id == Collection.instrument_version_id)
        .where(Round.code == chosen.round, InstrumentVersion.code == mapping.instrument)
        .order_by(Task.id)
    )
    found = {no: row for no, row in session.execute(query)}  # noqa: C416 - rows are no pairs
    if mapping.task is None:
        found = {"": found[chosen.task]} if chosen.task in found else {}
    if not found:
        raise CommandStopped(
            "没有找到对应的问卷（轮次、任务、问卷）", "no such questionnaire is open"
        )
    return found
