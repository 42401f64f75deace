"""`python3 -m surveyapp …` on any machine: standard library only until `.venv` runs us."""

from __future__ import annotations

import importlib
import sys

from surveyapp.bootstrap.start import start

if __name__ == "__main__":
    exit_code = start(sys.argv[1:])
    if exit_code is None:
        # By name, because bare Python has none of the packages that the commands import.
        exit_code = importlib.import_module("surveyapp.cli").main(sys.argv[1:])
    sys.exit(exit_code)
