"""Starting `python -m scoring`: finds an interpreter that has the libraries, then runs the CLI."""

import importlib.util
import os
import runpy
import sys
from pathlib import Path
from typing import NoReturn

NEEDED = ("numpy", "scipy", "yaml")


def main() -> None:
    """Run the command line here, in `.venv`, or say in one line what is missing (exit code 2)."""
    # Waking BLAS threads for matrices of a few items costs a hundred times their arithmetic.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    if not all(importlib.util.find_spec(name) for name in NEEDED):
        _start_elsewhere(Path(__file__).resolve().parent.parent)
    runpy.run_module("scoring.cli", run_name="__main__", alter_sys=True)


def _start_elsewhere(root: Path) -> NoReturn:
    """Hand over to the interpreter of the project's environment, or end."""
    python = root / ".venv" / "bin" / "python"
    if python.exists() and Path(sys.prefix).resolve() != (root / ".venv").resolve():
        environment = os.environ | {"PYTHONPATH": _path_with(root)}
        os.execve(python, [str(python), "-m", "scoring", *sys.argv[1:]], environment)  # noqa: S606
    print(
        "scoring: numpy, scipy and PyYAML are missing; run python3 -m surveyapp run once to set up",
        file=sys.stderr,
    )
    raise SystemExit(2)


def _path_with(root: Path) -> str:
    before = os.environ.get("PYTHONPATH")
    return f"{root}{os.pathsep}{before}" if before else str(root)


if __name__ == "__main__":
    main()
