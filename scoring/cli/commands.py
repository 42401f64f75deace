"""The command line: which commands there are, JSON out, faults out; no act of its own.

A command lies in a file of its own with `add_to(commands)`, which adds its parser and sets the
default `act`: from the chosen arguments to a document for JSON, or to a line of text. An act
raises ModelFaults or CaseFaults for input that cannot be used.
"""

import argparse
import json
import os
import re
import sys
from collections.abc import Mapping, Sequence
from typing import Final, NoReturn

from scoring.cli import (
    agreement,
    cohort,
    composite,
    estimate,
    evaluate,
    factor,
    rake,
    reliability,
    response_rates,
    sample,
    sobol,
    uncertainty,
    weights,
)
from scoring.faults import CaseFaults, Fault, ModelFaults

UNUSABLE: Final = 2
SHOWN: Final = 40
_LONG_NAME: Final = re.compile(r"(?<=')[^'\s]{81,}(?=')|(?<=“)[^”]{81,}(?=”)")
_COMMANDS: Final = (
    evaluate,
    reliability,
    factor,
    agreement,
    composite,
    uncertainty,
    sobol,
    rake,
    sample,
    estimate,
    response_rates,
    weights,
    cohort,
)


class _Parser(argparse.ArgumentParser):
    """A parser that says an unusable option in one line, as every other fault is said."""

    def error(self, message: str) -> NoReturn:
        """Print the fault and end."""
        said = _on_one_line(message)
        self.exit(UNUSABLE, f"options: {said} ({self.prog} --help) | 选项有误，见 --help\n")


def build_parser() -> argparse.ArgumentParser:
    """Return the parser of all commands."""
    parser = _Parser(prog="python -m scoring", description="成效 scoring engine")
    commands = parser.add_subparsers(dest="command", required=True)
    for command in _COMMANDS:
        command.add_to(commands)
    return parser


def run(arguments: Sequence[str]) -> int:
    """Run a command and return the exit code: 0 done, 2 unusable input."""
    chosen = build_parser().parse_args(arguments)
    try:
        found: Mapping[str, object] | str = chosen.act(chosen)
    except (ModelFaults, CaseFaults) as refused:
        return _refuse(refused.faults)
    if isinstance(found, str):
        return _print(found)
    return _print(json.dumps(found, ensure_ascii=False, indent=1, allow_nan=False))


def _refuse(faults: Sequence[Fault]) -> int:
    for fault in faults:
        print(_on_one_line(fault.sentence()), file=sys.stderr)
    return UNUSABLE


def _on_one_line(sentence: str) -> str:
    """Put a fault on one line, and cut names in it that nobody reads to their end."""
    return _LONG_NAME.sub(lambda name: f"{name[0][:SHOWN]}…", " ".join(sentence.split()))


def _print(text: str) -> int:
    try:
        print(text, flush=True)
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0
