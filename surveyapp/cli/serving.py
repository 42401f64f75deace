"""The site's processes: gunicorn and the job worker, started together and ended together."""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection, HTTPException
from types import FrameType

from surveyapp.cli.lifeline import PARENT
from surveyapp.cli.voice import CommandStopped
from surveyapp.config import ROOT, Settings

LOOK_EVERY = 0.2  # seconds between looks at the children
NOT_STARTED = 1
SERVER_FAULT = 500  # and above: the server itself says that it cannot
PATIENCE = 30.0  # seconds a child may take to end by itself
REST, LONGEST_REST = 2.0, 300.0  # seconds before a job worker that fell over starts again


def serve(settings: Settings, door: socket.socket, *, on_ready: Callable[[], None]) -> int:
    """Serve on a bound socket until the server ends or a signal comes; return its exit code.

    `on_ready` is called once, when the site has answered. A server that ends before is a failure.
    """
    is_ready = False
    with _stop_signals() as signals:
        server = _start(settings, _gunicorn(settings, door.fileno()), keep=(door.fileno(),))
        workers = _job_workers(settings)
        worker = next(workers)
        try:
            while server.poll() is None and not signals:
                if not is_ready and _answers(door):
                    is_ready = True
                    on_ready()
                time.sleep(LOOK_EVERY)
                worker = next(workers)
        finally:
            _end(server)
            _end(worker)
    if not signals and not is_ready:
        raise CommandStopped(
            "网站没有启动成功，原因见上", "the site did not start, see above", code=NOT_STARTED
        )
    return 0 if signals else server.returncode


def _answers(door: socket.socket) -> bool:
    """Say whether the site answers at the socket's own address."""
    host, port = door.getsockname()
    asked = HTTPConnection(host, port, timeout=2)
    try:
        asked.request("HEAD", "/")
        return asked.getresponse().status < SERVER_FAULT
    except (OSError, HTTPException):
        return False
    finally:
        asked.close()


def _gunicorn(settings: Settings, handle: int) -> list[str]:
    # SQLite has one writer: more processes would only queue behind its lock.
    is_sqlite = settings.database_url.startswith("sqlite")
    n_processes, n_threads = (1, 8) if is_sqlite else (os.cpu_count() or 1, 4)
    return [
        *(sys.executable, "-m", "gunicorn", "wsgi:app"),
        *("--config", "python:surveyapp.cli.gunicorn_hooks"),
        *("--bind", f"fd://{handle}", "--worker-class", "gthread"),
        *("--workers", str(n_processes), "--threads", str(n_threads)),
        *(("--preload",) if n_processes > 1 else ()),  # read the program once for all of them
        *("--timeout", "120", "--graceful-timeout", "20", "--log-level", "warning"),
    ]


def _job_workers(settings: Settings) -> Iterator[subprocess.Popen[bytes]]:
    """Yield the job worker at every look; one that fell over is started again after a rest."""
    rest = REST
    while True:
        worker = _start(settings, [sys.executable, "-m", "surveyapp.cli", "work"])
        while worker.poll() is None:
            yield worker
        due = time.monotonic() + rest
        while time.monotonic() < due:
            yield worker
        rest = min(2 * rest, LONGEST_REST)


def environment_of(settings: Settings) -> dict[str, str]:
    """Return the environment by which a child process finds this installation."""
    environment = {
        **os.environ,
        "SURVEYAPP_DATA": str(settings.data_dir),
        "SURVEYAPP_DATABASE_URL": settings.database_url,
        "SURVEYAPP_BASE_URL": settings.base_url,
    }
    environment.setdefault("OPENBLAS_NUM_THREADS", "1")
    return environment


def _start(
    settings: Settings, command: list[str], *, keep: tuple[int, ...] = ()
) -> subprocess.Popen[bytes]:
    """Start a child in its own group: Ctrl-C reaches it through us, once."""
    return subprocess.Popen(  # noqa: S603 - our own interpreter with our own modules
        command,
        cwd=ROOT,
        env={**environment_of(settings), PARENT: str(os.getpid())},
        stdin=subprocess.DEVNULL,
        pass_fds=keep,
        start_new_session=True,
    )


def _end(child: subprocess.Popen[bytes]) -> None:
    if child.poll() is None:
        child.terminate()
        try:
            child.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            child.kill()
            child.wait()


@contextmanager
def _stop_signals() -> Iterator[list[int]]:
    """Collect signals that ask us to stop, instead of dying of them before the children."""
    received: list[int] = []

    def note(number: int, _frame: FrameType | None) -> None:
        received.append(number)

    kinds = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)
    before = {kind: signal.signal(kind, note) for kind in kinds}
    try:
        yield received
    finally:
        for kind, handler in before.items():
            signal.signal(kind, handler)
