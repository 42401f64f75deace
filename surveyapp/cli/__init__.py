"""The commands: the same acts without a browser; each file here is a room of commands."""

import importlib
from collections.abc import Sequence

from surveyapp.cli.arguments import read_arguments
from surveyapp.cli.voice import report_failures


def main(argv: Sequence[str]) -> int:
    """Carry out one command and return its exit code: 0 done, 1 not done, 2 unusable input."""
    with report_failures() as ending:
        chosen = read_arguments(argv)
        room, _, name = chosen.room.partition(":")
        # By name: a command loads only what it needs; all that the demo needs takes seconds.
        ending.code = getattr(importlib.import_module(room), name)(chosen)
    return ending.code
