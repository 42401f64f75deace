"""System packages: which are missing, and how they come; Python packages are not its business."""

from __future__ import annotations

import importlib.util
import os
import shutil
from collections.abc import Sequence

from surveyapp.bootstrap.tools import call
from surveyapp.bootstrap.voice import MACHINE_LACKS_A_PART, SetUpStopped, say, show

OLDEST_PYTHON = (3, 11)
VENV_PACKAGE = "python3-venv"
# WeasyPrint draws with Pango; without the subset library it embeds whole fonts, slowly.
PDF_PACKAGES = ("libpango-1.0-0", "libpangoft2-1.0-0", "libharfbuzz-subset0")
# libatomic1 is for the program inside the Playwright package.
TEST_PACKAGES = ("chromium", "libatomic1", "poppler-utils", "postgresql", "fonts-noto-cjk")


def require_python(version: Sequence[int]) -> None:
    """Raise `SetUpStopped` for an interpreter older than the program is written for."""
    if tuple(version[:2]) < OLDEST_PYTHON:
        found = ".".join(str(part) for part in version[:3])
        raise SetUpStopped(
            MACHINE_LACKS_A_PART,
            f"需要 Python 3.11 或更新版本，当前为 {found}",
            f"Python 3.11 or newer is needed, this is {found}",
        )


def can_make_environments() -> bool:
    """Tell whether this Python can make a virtual environment with pip in it."""
    return all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))


def installed_packages(dpkg_lines: str) -> set[str]:
    """Read the names that dpkg-query reports as wholly installed."""
    words = (line.split() for line in dpkg_lines.splitlines())
    return {row[0] for row in words if row[1:] == ["install", "ok", "installed"]}


def find_missing(packages: Sequence[str]) -> list[str]:
    """List the Debian packages that are not there; a Python with venv and pip counts as one."""
    has = {VENV_PACKAGE} if can_make_environments() else set()
    if shutil.which("dpkg-query") is None:  # not Debian: its packages have other names there
        return [VENV_PACKAGE] if VENV_PACKAGE in set(packages) - has else []
    asked = call(["dpkg-query", "-W", "-f", "${Package} ${Status}\n", *packages])
    has |= installed_packages(asked.output)
    return [package for package in packages if package not in has]


def line_to_run(packages: Sequence[str]) -> str:
    """Write the one line an administrator runs to add the packages."""
    names = " ".join(packages)
    return f"apt-get update && apt-get install -y --no-install-recommends {names}"


def add_packages(packages: Sequence[str]) -> bool:
    """Install Debian packages as root, refreshing the package lists only if the first try fails."""
    say(f"安装系统包：{' '.join(packages)}", "installing system packages")
    install = ["apt-get", "-y", "-qq", "-o", "DPkg::Lock::Timeout=300"]
    install += ["install", "--no-install-recommends", *packages]
    quiet = {"DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    if call(install, extra=quiet).is_success:
        return True
    call(["apt-get", "-qq", "update"], extra=quiet)
    second = call(install, extra=quiet)
    if not second.is_success:
        show(second.output)
    return second.is_success


def prepare_machine(packages: Sequence[str]) -> None:
    """Add what is missing, or say the one line to run; raises `SetUpStopped` without venv."""
    missing = find_missing(packages)
    if missing and os.geteuid() == 0 and shutil.which("apt-get") and add_packages(missing):
        importlib.invalidate_caches()
        missing = find_missing(packages)
    if not missing:
        return
    line = line_to_run(missing)
    if VENV_PACKAGE in missing:
        raise SetUpStopped(
            MACHINE_LACKS_A_PART, f"缺少系统包，请以 root 运行：{line}", "run this line as root"
        )
    say(f"缺少系统包，请以 root 运行：{line}", "run this line as root")
    if set(missing) & set(PDF_PACKAGES):
        say("先继续：除 PDF 外都可使用", "going on without: everything but PDF works")
    if set(missing) & set(TEST_PACKAGES):
        say("先继续：缺少它们的测试会跳过或失败", "going on: tests that need them skip or fail")
