"""What set-up says to the person who started it, Chinese first; it decides nothing.

Everything goes to standard error: standard output belongs to the command (`demo --json`).
"""

from __future__ import annotations

import sys


class SetUpStopped(Exception):
    """Set-up cannot go on; carries the exit code and the sentence in both languages."""

    def __init__(self, exit_code: int, chinese: str, english: str) -> None:
        super().__init__(english)
        self.exit_code = exit_code
        self.chinese = chinese
        self.english = english


MACHINE_LACKS_A_PART = 3  # only an administrator of the machine can add it
PACKAGES_NOT_INSTALLED = 4  # the package index could not be reached, or refused


def say(chinese: str, english: str) -> None:
    """Print one sentence in both languages."""
    print(f"{chinese} · {english}", file=sys.stderr, flush=True)


def show(output: str, *, n_lines: int = 15) -> None:
    """Print the end of a failed tool's own words."""
    for line in output.strip().splitlines()[-n_lines:]:
        print(f"    {line}", file=sys.stderr, flush=True)


def speak_any_locale() -> None:
    """Let a terminal without Chinese letters show question marks instead of a traceback."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(errors="replace")
