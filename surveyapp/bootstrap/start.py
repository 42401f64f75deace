"""From the command line to a Python that has everything: set up, then hand over to `.venv`."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple, NoReturn

from surveyapp.bootstrap import machine
from surveyapp.bootstrap.environment import (
    complete_environment,
    interpreter,
    is_current,
    sole_set_up,
)
from surveyapp.bootstrap.voice import MACHINE_LACKS_A_PART, SetUpStopped, say, speak_any_locale

PACKAGE = Path(__file__).resolve().parents[1]
ROOT = PACKAGE.parent
RUN_LOCK = PACKAGE / "requirements.txt"
TEST_LOCK = PACKAGE / "requirements-test.txt"
INTERRUPTED_BY_HAND = 130  # as shells say it
USAGE = """\
用法 · usage
  python3 -m surveyapp run [--port N] [--data DIR] [--no-demo]
  python3 -m surveyapp test [-- 传给 pytest 的参数 · arguments for pytest]
第一次运行会完成全部准备 · the first run does all set-up"""


class Needs(NamedTuple):
    """What one command needs of the machine: Debian packages, and locks (the widest first)."""

    packages: tuple[str, ...]
    locks: tuple[Path, ...]


def needs_of(arguments: Sequence[str]) -> Needs:
    """Choose what the command needs; the test lock contains the other one."""
    if arguments[:1] == ["test"]:
        packages = (*machine.PDF_PACKAGES, *machine.TEST_PACKAGES)
        return Needs(packages, (TEST_LOCK, RUN_LOCK))
    return Needs(machine.PDF_PACKAGES, (RUN_LOCK,))


def is_inside(venv: Path) -> bool:
    """Tell whether this very process is the environment's Python."""
    return Path(sys.prefix).resolve() == venv.resolve()


def set_up(venv: Path, needs: Needs) -> None:
    """Make machine and environment ready; raises `SetUpStopped`."""
    machine.require_python(sys.version_info[:3])
    with sole_set_up(venv.parent):
        if is_current(venv, needs.locks[0]):
            machine.prepare_machine(needs.packages)
            return
        machine.prepare_machine((machine.VENV_PACKAGE, *needs.packages))
        complete_environment(venv, needs.locks)
        say("准备完成", "set-up is complete")


def hand_over(venv: Path, arguments: Sequence[str]) -> NoReturn:
    """Replace this process, so that signals and the exit code are the command's own."""
    python = str(interpreter(venv))
    # Several BLAS threads on few cores fight: minutes instead of seconds.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if arguments[:1] != ["test"]:
        os.execv(python, [python, "-m", "surveyapp", *arguments])  # noqa: S606 (our own file)
    os.chdir(venv.parent)
    own = arguments[1:]
    own = own[1:] if own[:1] == ["--"] else own
    pytest = [python, "-m", "pytest", "-n", "2", "--dist", "worksteal", *own]
    os.execv(python, pytest)  # noqa: S606 (our own file)


def set_up_and_hand_over(venv: Path, needs: Needs, arguments: Sequence[str]) -> int:
    """Become the command, or say in one line why not and return the exit code."""
    try:
        set_up(venv, needs)
        hand_over(venv, arguments)
    except SetUpStopped as stop:
        say(stop.chinese, stop.english)
        return stop.exit_code
    except PermissionError as refusal:
        say(f"没有权限：{refusal.filename}", "permission denied")
        return MACHINE_LACKS_A_PART
    except KeyboardInterrupt:
        say("已中断，再运行一次即可继续", "interrupted, run it again to go on")
        return INTERRUPTED_BY_HAND


def start(arguments: Sequence[str]) -> int | None:
    """Set up and hand over; None means: this process is ready and carries the command out."""
    speak_any_locale()
    venv = ROOT / ".venv"
    needs = needs_of(arguments)
    if not (ROOT / "pyproject.toml").exists():  # installed as a package, which brought the rest
        return None
    is_ready = is_current(venv, needs.locks[0])
    if is_ready and is_inside(venv) and needs.locks == (RUN_LOCK,):
        return None
    if not is_ready and (not arguments or arguments[0] in ("-h", "--help")):
        print(USAGE)
        return 0 if arguments else 2
    return set_up_and_hand_over(venv, needs, arguments)
