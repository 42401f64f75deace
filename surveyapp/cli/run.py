"""`run`: everything is made ready, then the site is served; no act of its own."""

import argparse
import socket
from typing import TYPE_CHECKING

from sqlalchemy import select

from surveyapp.cli.installation import open_installation
from surveyapp.cli.options import add_data_option, port_number
from surveyapp.cli.serving import serve
from surveyapp.cli.voice import CommandStopped, tell
from surveyapp.db import reading, session
from surveyapp.migrating import migrate
from surveyapp.models import Organisation

if TYPE_CHECKING:
    from surveyapp.cli.options import Commands

NOT_DONE = 1


def declare(commands: "Commands") -> None:
    """Declare `run`."""
    run = commands.add_parser("run", help="准备好一切并启动网站 · make ready and serve the site")
    run.add_argument("--port", type=port_number, default=8000, help="端口 · port (0: 任选 · any)")
    run.add_argument("--no-demo", action="store_true", help="不要演示轮次 · no demo round")
    add_data_option(run)
    run.set_defaults(command=run_command)


def run_command(chosen: argparse.Namespace) -> int:
    """Make database and demo ready, say where the site is, and serve until told to stop."""
    with take_port(chosen.port) as door:
        port = door.getsockname()[1]
        settings, engine = open_installation(chosen.data, port=port)
        migrate(engine)
        with reading():
            is_empty = session.execute(select(Organisation.id)).first() is None
        if is_empty and chosen.no_demo:
            tell(
                "还没有账号:python3 -m surveyapp person add --help",
                "there are no accounts yet, make one with that command",
            )
        engine.dispose()
        tell(f"成效已启动:{settings.base_url}", "serving; Ctrl-C stops it")
        return serve(settings, door)


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
            f"端口 {port} 不能使用(可能已被占用),请换一个:--port 8080",
            f"port {port} cannot be used: {refusal.strerror}",
            code=NOT_DONE,
        ) from refusal
    return door
