"""Starts the system's own tools and keeps their words; it knows none of them."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from typing import NamedTuple


class Outcome(NamedTuple):
    """How a tool ended and what it said."""

    is_success: bool
    output: str


def call(command: Sequence[str], *, extra: Mapping[str, str] | None = None) -> Outcome:
    """Run a tool to its end; a tool that cannot be started has failed, with the reason."""
    try:
        ended = subprocess.run(
            list(command),
            env={**os.environ, **(extra or {})},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as refusal:
        return Outcome(is_success=False, output=str(refusal))
    return Outcome(is_success=ended.returncode == 0, output=ended.stdout)
