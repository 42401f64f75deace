"""The command `agreement` as the tests ask it."""

import json
from pathlib import Path
from typing import Any

import pytest

from scoring.cli.commands import run


@pytest.fixture
def agreement(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Run the command on the text of a file, with few draws, and read its document."""

    def ask(text: str, *options: str, level: str = "ordinal") -> dict[str, Any]:
        path = tmp_path / "ratings.csv"
        path.write_text(text, "utf-8")
        code = run(["agreement", str(path), "--level", level, "--draws", "100", *options])
        said = capsys.readouterr()
        assert (code, said.err) == (0, "")
        return json.loads(said.out)

    return ask


@pytest.fixture
def refusal(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Run the command on a file that it refuses, and return what it says."""

    def ask(text: str, *options: str, level: str = "ordinal") -> str:
        path = tmp_path / "ratings.csv"
        path.write_text(text, "utf-8")
        assert run(["agreement", str(path), "--level", level, *options]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert "Traceback" not in said.err
        return said.err

    return ask
