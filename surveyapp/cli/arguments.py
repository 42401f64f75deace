"""The command line as it is typed: which commands there are; what they do is in their rooms."""

import argparse
from collections.abc import Sequence

from surveyapp.cli import accounts, run, upkeep
from surveyapp.cli.options import Parser

ROOMS = (run, accounts, upkeep)


def read_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Read what was typed; `command` of the answer is the function that carries it out."""
    parser = Parser(prog="python3 -m surveyapp", description="成效 Chengxiao")
    commands = parser.add_subparsers(metavar="命令 · command", required=True)
    for room in ROOMS:
        room.declare(commands)
    return parser.parse_args(list(argv))
