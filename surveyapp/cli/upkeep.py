"""Commands that keep an installation in order: schema, chain of events, definition files."""

import argparse

from alembic.util import CommandError
from sqlalchemy import Engine
from sqlalchemy.exc import DatabaseError

from surveyapp.cli.installation import installation, require_schema
from surveyapp.cli.voice import CommandStopped, tell
from surveyapp.db import reading, session
from surveyapp.migrating import migrate
from surveyapp.models import ChainHead
from surveyapp.operations.auditing import find_mismatches
from surveyapp.operations.recording import GENESIS, NOT_READABLE, verify_chain

TAMPERED, UNREADABLE = 1, 3


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
    """Walk the chain of events, then hold all rows and files against it; name what differs."""
    with installation(chosen.data) as (_settings, engine):
        _require_readable(engine)
        with reading():
            fault = verify_chain()
            head = session.get(ChainHead, 1)
            seq, chain_hash = (head.seq, head.hash) if head else (0, GENESIS)
            is_readable = fault is None or fault.why != NOT_READABLE
            mismatches = list(find_mismatches()) if is_readable else []
    if fault is not None:
        tell(f"日志被改动过：第 {fault.seq} 条不成立", f"link {fault.seq}: {fault.why}")
    for one in mismatches:
        tell(f"{one.place}：{one.zh}", f"{one.place}: {one.en}")
    if fault is not None or mismatches:
        return TAMPERED
    tell(
        f"日志完整，数据和文件与日志一致：{seq} 条",
        "the log is whole; rows and files agree with it",
    )
    tell(
        f"末条 {seq}，哈希 {chain_hash}。请抄存在系统之外：日志末尾若被整段删去，只有它能证明",
        "note this head outside the system: only it shows that a log's end was cut off",
    )
    return 0


def _require_readable(engine: Engine) -> None:
    """Stop with the code of its own when there is no log to read."""
    try:
        require_schema(engine)
    except (CommandStopped, DatabaseError) as refused:
        words = "数据库读不出来或还是空的"
        raise CommandStopped(words, "there is no log to read", code=UNREADABLE) from refused
