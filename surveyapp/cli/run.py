"""`run`: everything is made ready, then the site is served; no act of its own."""

import argparse
import shlex
import socket
import subprocess
import sys
from collections.abc import Sequence
from functools import partial

from sqlalchemy import select

from surveyapp.cli.demo.cast import demo_parts
from surveyapp.cli.installation import installation
from surveyapp.cli.serving import environment_of, serve
from surveyapp.cli.voice import CommandStopped, tell
from surveyapp.clock import now
from surveyapp.config import ROOT, Settings, remember_address
from surveyapp.db import reading, session, transaction
from surveyapp.migrating import migrate
from surveyapp.models import Account, Collection, Organisation
from surveyapp.operations.signing_in import make_sign_in_link

NOT_DONE = 1
NO_ACCOUNTS = "还没有账号，先添加一个 · there are no accounts yet, add one:"
FIRST_ACCOUNT = (
    "python3 -m surveyapp person add --organisation 某区任务成效认定办公室"
    " --login lead --name-zh 李主任 --roles LEAD"
)
INVITATIONS = (
    "  计分的答卷：请认定专员在“名册与邀请信”里给“演示待访人”换一个链接"
    "\n  sheets that count: as the officer, give a 演示待访人 on “Roster and letters” a new link"
)
LINKS = "演示人员的一次性登录链接（24 小时内有效） · one-time sign-in links for the demo"


def run_command(chosen: argparse.Namespace) -> int:
    """Make database and demo ready, say where the site is, and serve until told to stop."""
    with take_port(chosen.port) as door:
        with installation(chosen.data, port=door.getsockname()[1]) as (settings, engine):
            migrate(engine)
            if not chosen.no_demo and _is_empty():
                _put_demo_in(settings)
            words = _ways_in(settings, chosen)
        remember_address(settings)
        return serve(settings, door, on_ready=partial(_announce, settings, words))


def _announce(settings: Settings, words: Sequence[str]) -> None:
    """Say where the site is; the server has just answered there."""
    tell(f"成效已启动：{settings.base_url}", "serving; Ctrl-C stops it")
    print("\n".join(words), flush=True)


def _ways_in(settings: Settings, chosen: argparse.Namespace) -> list[str]:
    """Return the lines that say how to come in: the first account's command, or the demo's links.

    The links are made here, before the server has the database to itself.
    """
    if _is_empty():
        where = f" --data {shlex.quote(str(chosen.data))}" if chosen.data else ""
        return [f"{NO_ACCOUNTS}\n  {FIRST_ACCOUNT}{where}"]
    return [] if chosen.no_demo else _links(settings)


def take_port(port: int) -> socket.socket:
    """Take the port before anything else is done; raises CommandStopped when it is in use."""
    door = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        door.bind(("127.0.0.1", port))
        door.listen(128)
    except OSError as refusal:
        door.close()
        raise CommandStopped(
            f"端口 {port} 不能使用（可能已被占用），请换一个：--port 8080",
            f"port {port} cannot be used: {refusal.strerror}",
            code=NOT_DONE,
        ) from refusal
    return door


def _is_empty() -> bool:
    with reading():
        return session.execute(select(Organisation.id).limit(1)).first() is None


def _put_demo_in(settings: Settings) -> None:
    """Play the demo round in a process of its own: what it loads would slow every later start."""
    tell("第一次启动，正在放入演示轮次 …", "first start, putting the demo round in")
    ended = subprocess.run(
        [sys.executable, "-m", "surveyapp.cli", "demo-round"],
        cwd=ROOT,
        env=environment_of(settings),
        stdin=subprocess.DEVNULL,
        check=False,
    )
    if ended.returncode:
        tell("演示轮次没有放入，网站照常启动", "there is no demo round; going on")


def _links(settings: Settings) -> list[str]:
    """Return a fresh one-time link for each person of the demo round, and an open questionnaire."""
    with transaction():
        logins = set(session.execute(select(Account.login)).scalars())
        links = [
            (
                f"{part.name_zh} · {part.name_en}",
                f"sign-in/{make_sign_in_link(part.login, at=now())}",
            )
            for part in demo_parts(logins)
        ]
        code = session.execute(
            select(Collection.open_code).where(Collection.open_code.is_not(None)).limit(1)
        ).scalar()
    if not links:
        return []
    if code is not None:
        links.append(("任何一位受访人（公开链接，不计分） · anyone, unscored", f"o/{code}"))
    lines = [LINKS, *(f"  {who}\n    {settings.base_url}/{path}" for who, path in links)]
    return lines if code is None else [*lines, INVITATIONS]
