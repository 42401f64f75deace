"""Commands that keep an installation in order: schema, chain of events, definition files."""

import argparse

from surveyapp.cli.installation import open_installation, require_schema
from surveyapp.cli.voice import tell
from surveyapp.db import reading, session
from surveyapp.migrating import migrate
from surveyapp.models import ChainHead
from surveyapp.operations.recording import verify_chain


def migrate_command(chosen: argparse.Namespace) -> int:
    """Bring the database to a revision."""
    _, engine = open_installation(chosen.data)
    migrate(engine, to=chosen.to)
    tell(f"数据库结构已到 {chosen.to}", "the schema is there")
    return 0


def audit_verify_command(chosen: argparse.Namespace) -> int:
    """Walk the chain of events; name the first link that does not hold."""
    _, engine = open_installation(chosen.data)
    require_schema(engine)
    with reading():
        fault = verify_chain()
        head = session.get(ChainHead, 1)
        n_events = head.seq if head else 0
    if fault is None:
        tell(f"日志完整:{n_events} 条", "the log is whole")
        return 0
    tell(f"日志被改动过:第 {fault.seq} 条不成立", f"link {fault.seq}: {fault.why}")
    return 1
