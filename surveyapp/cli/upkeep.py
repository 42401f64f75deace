"""Commands that keep an installation in order: schema, chain of events, definition files."""

import argparse

from alembic.util import CommandError

from surveyapp.cli.installation import installation, require_schema
from surveyapp.cli.voice import CommandStopped, tell
from surveyapp.db import reading, session
from surveyapp.migrating import migrate
from surveyapp.models import ChainHead
from surveyapp.operations.recording import verify_chain


def migrate_command(chosen: argparse.Namespace) -> int:
    """Bring the database to a revision."""
    with installation(chosen.data) as (_settings, engine):
        try:
            migrate(engine, to=chosen.to)
        except CommandError as error:
            raise CommandStopped(f"没有结构版本“{chosen.to}”", str(error)) from None
    tell(f"数据库结构已到 {chosen.to}", "the schema is there")
    return 0


def audit_verify_command(chosen: argparse.Namespace) -> int:
    """Walk the chain of events; name the first link that does not hold."""
    with installation(chosen.data) as (_settings, engine):
        require_schema(engine)
        with reading():
            fault = verify_chain()
            head = session.get(ChainHead, 1)
            n_events = head.seq if head else 0
    if fault is None:
        tell(f"日志完整：{n_events} 条", "the log is whole")
        return 0
    tell(f"日志被改动过：第 {fault.seq} 条不成立", f"link {fault.seq}: {fault.why}")
    return 1
