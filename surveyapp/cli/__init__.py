"""The commands: the same acts without a browser; each file here is a room of commands."""

from collections.abc import Sequence

from surveyapp.cli.arguments import read_arguments
from surveyapp.cli.voice import report_failures


def main(argv: Sequence[str]) -> int:
    """Carry out one command and return its exit code: 0 done, 1 not done, 2 unusable input."""
    with report_failures() as ending:
        chosen = read_arguments(argv)
        ending.code = chosen.command(chosen)
    return ending.code
