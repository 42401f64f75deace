"""Commands that keep an installation in order: schema, chain of events, definition files."""

import argparse
from typing import TYPE_CHECKING

from surveyapp.cli.installation import open_installation, require_schema
from surveyapp.cli.options import add_data_option
from surveyapp.cli.voice import tell
from surveyapp.db import reading, session
from surveyapp.migrating import migrate
from surveyapp.models import ChainHead
from surveyapp.operations.recording import verify_chain

if TYPE_CHECKING:
    from surveyapp.cli.options import Commands


def declare(commands: "Commands") -> None:
    """Declare `migrate` and `audit verify`."""
    move = commands.add_parser("migrate", help="更新数据库结构 · bring the schema up to date")
    move.add_argument("--to", default="head", metavar="REVISION", help="head, base …")
    add_data_option(move)
    move.set_defaults(command=migrate_command)
    audit = commands.add_parser("audit", help="操作日志 · the log of acts")
    verify = audit.add_subparsers(metavar="verify", required=True).add_parser(
        "verify", help="核对哈希链 · walk the chain of hashes"
    )
    add_data_option(verify)
    verify.set_defaults(command=audit_verify_command)


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
