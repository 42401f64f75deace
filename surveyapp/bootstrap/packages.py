"""Installs a hash-locked list of Python packages, with uv and else with pip; it chooses no list."""

from __future__ import annotations

import os
from pathlib import Path

from surveyapp.bootstrap.mirror import as_uv_settings, read_pip_settings
from surveyapp.bootstrap.tools import call
from surveyapp.bootstrap.voice import PACKAGES_NOT_INSTALLED, SetUpStopped, say, show

UV_LOCK = Path(__file__).resolve().parents[1] / "requirements-uv.txt"
PIP_INSTALL = ("-m", "pip", "install", "--quiet", "--no-compile", "--require-hashes", "-r")
# A person's own pip settings must not turn an install into .venv into one elsewhere, and a
# constraint file cannot add anything to exact versions with hashes.
PIP_MANNERS = {
    "PIP_USER": "0",
    "PIP_CONSTRAINT": os.devnull,
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
}


def install_with_uv(python: Path, lock: Path) -> bool:
    """Install by uv, which is fetched by pip from the same index; False when any step fails."""
    fetched = call([str(python), *PIP_INSTALL, str(UV_LOCK)], extra=PIP_MANNERS)
    if not fetched.is_success:
        show(fetched.output, n_lines=3)
        return False
    listing = call([str(python), "-m", "pip", "config", "list"])
    settings = as_uv_settings(read_pip_settings(listing.output), os.environ)
    uv = [str(python.with_name("uv")), "pip", "install", "--quiet", "--python", str(python)]
    installed = call([*uv, "--require-hashes", "-r", str(lock)], extra=settings)
    if not installed.is_success:
        show(installed.output, n_lines=3)
    return installed.is_success


def install_packages(python: Path, lock: Path) -> None:
    """Install the locked packages; raises `SetUpStopped` when pip cannot either."""
    say("安装 Python 依赖", "installing Python packages")
    if install_with_uv(python, lock):
        return
    say("uv 未成功，改用 pip，稍慢", "uv did not succeed, pip takes over and is slower")
    attempt = call([str(python), *PIP_INSTALL, str(lock)], extra=PIP_MANNERS)
    if not attempt.is_success:
        show(attempt.output)
        raise SetUpStopped(
            PACKAGES_NOT_INSTALLED,
            "Python 依赖未能安装，请检查网络或 pip 的镜像设置，然后再运行一次",
            "Python packages were not installed: check the network or pip's mirror, run it again",
        )
