"""`run`: everything is made ready, then the site is served; no act of its own."""

import argparse
import socket
import subprocess
import sys

from sqlalchemy import select

from surveyapp.cli.demo.cast import demo_parts
from surveyapp.cli.installation import installation
from surveyapp.cli.serving import environment_of, serve
from surveyapp.cli.voice import CommandStopped, tell
from surveyapp.clock import now
from surveyapp.config import ROOT, Settings
from surveyapp.db import reading, session, transaction
from surveyapp.migrating import migrate
from surveyapp.models import Account, Organisation
from surveyapp.operations.signing_in import make_sign_in_link

NOT_DONE = 1


def run_command(chosen: argparse.Namespace) -> int:
    """Make database and demo ready, say where the site is, and serve until told to stop."""
    with take_port(chosen.port) as door:
        with installation(chosen.data, port=door.getsockname()[1]) as (settings, engine):
            migrate(engine)
            _fill(settings, wants_demo=not chosen.no_demo)
        tell(f"成效已启动：{settings.base_url}", "serving; Ctrl-C stops it")
        return serve(settings, door)


def _fill(settings: Settings, *, wants_demo: bool) -> None:
    """Put the demo round into an empty database, and say how to sign in."""
    if wants_demo and _is_empty():
        _put_demo_in(settings)
    if _is_empty():
        tell(
            "还没有账号，请运行 python3 -m surveyapp person add",
            "there are no accounts yet, make one with that command",
        )
    elif wants_demo:
        _print_links(settings)


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


def _print_links(settings: Settings) -> None:
    """Print a fresh one-time link for each person of the demo round that is there."""
    with transaction():
        logins = set(session.execute(select(Account.login)).scalars())
        links = [(part, make_sign_in_link(part.login, at=now())) for part in demo_parts(logins)]
    if links:
        tell("演示人员的一次性登录链接（24 小时内有效）", "one-time sign-in links for the demo")
    for part, token in links:
        print(f"  {part.name_zh} · {part.name_en}\n    {settings.base_url}/sign-in/{token}")
