"""Compiles the lock files from pyproject.toml: `.venv/bin/python -m surveyapp.bootstrap.locking`.

For developers, after a change of the dependency lists; starting the program never needs it. Pins
already in a lock are kept; `--upgrade` takes the newest versions.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from surveyapp.bootstrap.environment import interpreter
from surveyapp.bootstrap.mirror import as_uv_settings, read_pip_settings
from surveyapp.bootstrap.packages import UV_LOCK
from surveyapp.bootstrap.start import ROOT, RUN_LOCK, TEST_LOCK
from surveyapp.bootstrap.tools import call

# One lock for every Python we allow; hashes instead of addresses, so any mirror will do.
MANNER = ("--quiet", "--python-version", "3.11", "--universal", "--generate-hashes")
PLAIN = ("--no-annotate", "--no-emit-index-url", "--no-emit-find-links")
# A folder of wheels on this machine holds few of a version's files, so few of its hashes.
LOCAL_PLACES = ("UV_EXTRA_INDEX_URL", "UV_FIND_LINKS")


def compile_lock(lock: Path, options: Sequence[str]) -> None:
    """Write one lock file; raises `RuntimeError` with uv's own words."""
    python = interpreter(ROOT / ".venv")
    listing = call([str(python), "-m", "pip", "config", "list"])
    settings = as_uv_settings(read_pip_settings(listing.output), os.environ)
    settings["UV_CUSTOM_COMPILE_COMMAND"] = "python -m surveyapp.bootstrap.locking"
    uv = [str(python.with_name("uv")), "pip", "compile", "-o", str(lock)]
    for name in LOCAL_PLACES:
        settings.pop(name, None)
    outcome = call([*uv, *MANNER, *PLAIN, *options], extra=settings)
    if not outcome.is_success:
        raise RuntimeError(outcome.output)


def main(arguments: Sequence[str]) -> None:
    """Write the three locks; the test lock holds the run lock's very versions."""
    options = [option for option in arguments if option == "--upgrade"]
    project = str(ROOT / "pyproject.toml")
    compile_lock(UV_LOCK, [*options, "--group", f"{project}:set-up"])
    compile_lock(RUN_LOCK, [*options, project])
    extras = ("--extra", "test", "--extra", "oracles")
    compile_lock(TEST_LOCK, [*options, project, *extras, "-c", str(RUN_LOCK)])


if __name__ == "__main__":
    main(sys.argv[1:])
