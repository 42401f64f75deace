"""The site as processes: it starts from one command, and nothing of it outlives that command."""

import os
import re
import shlex
import signal
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import func, select

from fixtures.commands import clean_environment
from surveyapp.config import ROOT
from surveyapp.db import open_database, reading, session
from surveyapp.models import Account

Start = Callable[..., subprocess.Popen[str]]


@pytest.fixture
def start_site(tmp_path: Path) -> Iterator[Start]:
    """A function that starts the site without a demo, as a person starts it."""
    started: list[subprocess.Popen[str]] = []

    def start(*options: str, **settings: str) -> subprocess.Popen[str]:
        process = subprocess.Popen(
            [sys.executable, "-m", "surveyapp.cli", "run", "--no-demo", "--port", "0", *options],
            cwd=ROOT,
            env={**clean_environment(), "SURVEYAPP_DATA": str(tmp_path / "var"), **settings},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        started.append(process)
        return process

    yield start
    for process in started:
        process.kill()
        process.wait()
        assert process.stdout is not None
        process.stdout.close()


def address_of(process: subprocess.Popen[str]) -> str:
    """Read what the site says until it names its address, then wait for its answer."""
    assert process.stdout is not None
    for words in process.stdout:
        found = re.search(r"http://127\.0\.0\.1:\d+", words)
        if found and "已启动" in words:
            with urllib.request.urlopen(found[0], timeout=120) as answer:  # noqa: S310 - loopback
                assert answer.status == 200
            return found[0]
    raise AssertionError("the site ended before it said where it is")


def n_accounts(path: Path) -> int:
    engine = open_database(f"sqlite:///{path}")
    with reading():
        count = session.execute(select(func.count(Account.id))).scalar_one()
    engine.dispose()
    return count


def children_of(pid: int) -> list[int]:
    """Return a process's children."""
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text("ascii")
    return [int(word) for word in listed.split()]


def wait_until_gone(pids: list[int]) -> None:
    """Wait until processes have ended; a child that nobody waits for any more counts as ended."""
    deadline = time.monotonic() + 60
    while any(is_alive(pid) for pid in pids):
        assert time.monotonic() < deadline, "a process outlived the site"
        time.sleep(0.1)


def wait_for_children(pid: int, n: int) -> None:
    """Wait until a process has n children; the server answers as soon as its first one is up."""
    deadline = time.monotonic() + 60
    while len(children_of(pid)) != n:
        assert time.monotonic() < deadline, f"{len(children_of(pid))} children instead of {n}"
        time.sleep(0.1)


def is_alive(pid: int) -> bool:
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text("utf-8")
    except (FileNotFoundError, ProcessLookupError):
        return False


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
def test_a_site_without_accounts_ends_with_its_server_and_its_worker(
    start_site: Start, tmp_path: Path, how: signal.Signals
) -> None:
    site = start_site()
    address_of(site)
    assert n_accounts(tmp_path / "var" / "chengxiao.db") == 0  # there are no default accounts
    children = children_of(site.pid)
    assert len(children) == 2
    family = [*children, *(pid for child in children for pid in children_of(child))]
    os.kill(site.pid, how)
    code = site.wait(timeout=60)
    assert code == (-signal.SIGKILL if how is signal.SIGKILL else 0)
    wait_until_gone(family)


@pytest.mark.postgresql
def test_the_site_runs_on_postgresql_with_a_process_for_each_core(
    start_site: Start, postgres_url: str
) -> None:
    site = start_site(SURVEYAPP_DATABASE_URL=postgres_url)
    address_of(site)
    server, _worker = children_of(site.pid)
    wait_for_children(server, os.cpu_count() or 1)
    site.terminate()
    assert site.wait(timeout=60) == 0


def test_a_server_that_does_not_come_up_is_never_called_started(start_site: Start) -> None:
    site = start_site(GUNICORN_CMD_ARGS="--no-such-option")
    assert site.stdout is not None
    said = site.stdout.read()
    assert site.wait(timeout=60) == 1
    assert "没有启动成功" in said
    assert "已启动" not in said
    assert "Traceback" not in said


def test_the_printed_commands_work_as_printed_and_links_lead_to_the_running_site(
    start_site: Start, tmp_path: Path
) -> None:
    site = start_site()
    address = address_of(site)
    assert site.stdout is not None
    printed = next(line.strip() for line in site.stdout if "person add" in line)
    environment = {**clean_environment(), "SURVEYAPP_DATA": str(tmp_path / "var")}
    for command in (printed, "python3 -m surveyapp link lead"):
        done = subprocess.run(
            [sys.executable, *shlex.split(command)[1:]],
            cwd=ROOT,
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        assert f"{address}/sign-in/" in done.stdout


def test_a_site_with_its_own_folder_prints_a_command_that_writes_there(
    start_site: Start, tmp_path: Path
) -> None:
    folder = tmp_path / "my data"
    site = start_site("--data", str(folder))
    address_of(site)
    assert site.stdout is not None
    printed = next(line.strip() for line in site.stdout if "person add" in line)
    environment = {**clean_environment(), "SURVEYAPP_DATA": str(tmp_path / "elsewhere")}
    subprocess.run(
        [sys.executable, *shlex.split(printed)[1:]],
        cwd=ROOT,
        env=environment,
        capture_output=True,
        check=True,
    )
    assert n_accounts(folder / "chengxiao.db") == 1
    assert not (tmp_path / "elsewhere").exists()
