"""The virtual environment: whole, stale or broken, and how it is made whole; not what is in it."""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from surveyapp.bootstrap.packages import install_packages
from surveyapp.bootstrap.tools import call
from surveyapp.bootstrap.voice import MACHINE_LACKS_A_PART, SetUpStopped, say, show

STAMP = "set-up-stamp"
INTERRUPTED = "interrupted"


def interpreter(venv: Path) -> Path:
    """Name the environment's Python."""
    return venv / "bin" / "python"


def python_version(python: Path) -> str:
    """Ask an interpreter for its version; empty when it does not run."""
    asked = call([str(python), "-I", "-c", "import platform; print(platform.python_version())"])
    return asked.output.strip() if asked.is_success else ""


def stamp_of(lock: Path, version: str) -> str:
    """Name one state of an environment: this lock installed under this Python."""
    return hashlib.sha256(lock.read_bytes() + version.encode()).hexdigest()


def stamps_in(venv: Path) -> list[str]:
    """Read which locks the environment satisfies."""
    try:
        return (venv / STAMP).read_text("ascii").split()
    except (OSError, ValueError):
        return []


def is_current(venv: Path, lock: Path) -> bool:
    """Tell whether the lock is installed in the environment and its Python still runs."""
    version = python_version(interpreter(venv)) if interpreter(venv).exists() else ""
    return bool(version) and stamp_of(lock, version) in stamps_in(venv)


@contextmanager
def sole_set_up(root: Path) -> Iterator[None]:
    """Let one process at a time change the environment; the others wait for it."""
    handle = os.open(root, os.O_RDONLY)  # the folder itself: no lock file to leave behind
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("另一个进程正在准备环境，请稍候", "another process is setting up, waiting for it")
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        os.close(handle)


def base_interpreter() -> str:
    """Name the Python under the environment: one that is not removed with it."""
    base = Path(sys.base_prefix) / "bin" / f"python{sys.version_info[0]}.{sys.version_info[1]}"
    return str(base) if base.exists() else sys.executable


def make_environment(venv: Path) -> None:
    """Make the environment anew; raises `SetUpStopped` when the machine does not let us."""
    say("创建虚拟环境 .venv", "creating the virtual environment")
    if venv.is_symlink() or venv.is_file():
        venv.unlink()
    made = call([base_interpreter(), "-m", "venv", "--clear", str(venv)])
    if not made.is_success:
        shutil.rmtree(venv, ignore_errors=True)
        show(made.output)
        raise SetUpStopped(
            MACHINE_LACKS_A_PART,
            f"无法创建虚拟环境 {venv}",
            "the virtual environment could not be made",
        )


def is_usable(venv: Path) -> bool:
    """Tell whether packages can be added in place: it runs, has pip, and no install broke off."""
    if INTERRUPTED in stamps_in(venv):
        return False
    return call([str(interpreter(venv)), "-m", "pip", "--version"]).is_success


def complete_environment(venv: Path, locks: Sequence[Path]) -> None:
    """Install the first lock; the stamp, also for the locks it contains, is written last."""
    is_fresh = not is_usable(venv)
    if is_fresh:
        make_environment(venv)
    (venv / STAMP).write_text(INTERRUPTED, "ascii")
    try:
        install_packages(interpreter(venv), locks[0])
    except SetUpStopped:
        if is_fresh:
            raise
        make_environment(venv)
        (venv / STAMP).write_text(INTERRUPTED, "ascii")
        install_packages(interpreter(venv), locks[0])
    version = python_version(interpreter(venv))
    (venv / STAMP).write_text("\n".join(stamp_of(lock, version) for lock in locks), "ascii")
