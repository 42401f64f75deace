"""Running the command line as a module."""

import sys

from scoring.cli.commands import run

sys.exit(run(sys.argv[1:]))
