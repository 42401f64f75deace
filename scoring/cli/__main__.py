"""Running the command line as a module."""

import io
import sys

from scoring.cli.commands import run

for stream in (sys.stdout, sys.stderr):
    if isinstance(stream, io.TextIOWrapper):  # JSON is UTF-8 wherever it is printed
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")
sys.exit(run(sys.argv[1:]))
