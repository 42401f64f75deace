"""Starting the engine: where the libraries are, where they are not, and where nobody listens."""

import importlib.util
import io
import os
import runpy
import sys
from pathlib import Path

import pytest

from fixtures.scoring_cases import CASE_FILE, MODEL_FILE, ROOT
from scoring import __main__ as starting
from scoring.cli.commands import run


def test_the_program_runs_its_command_line(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["scoring", "check", str(MODEL_FILE)])
    monkeypatch.delitem(sys.modules, "scoring.__main__")
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("scoring", run_name="__main__")
    assert ended.value.code == 0
    assert "no faults" in capsys.readouterr().out


def test_the_command_line_does_not_ask_what_it_prints_to(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "argv", ["scoring", "check", str(MODEL_FILE)])
    monkeypatch.setattr(sys, "stdout", io.StringIO())
    with pytest.raises(SystemExit) as ended:
        runpy.run_module("scoring.cli", run_name="__main__")
    assert ended.value.code == 0


@pytest.mark.parametrize(("before", "threads"), [(None, "1"), ("4", "4")])
def test_one_thread_computes_unless_more_are_asked_for(
    monkeypatch: pytest.MonkeyPatch, before: str | None, threads: str
) -> None:
    monkeypatch.delenv("OPENBLAS_NUM_THREADS", raising=False)
    if before:
        monkeypatch.setenv("OPENBLAS_NUM_THREADS", before)
    started = []
    monkeypatch.setattr(runpy, "run_module", lambda *_, **__: started.append(dict(os.environ)))
    starting.main()
    assert [one["OPENBLAS_NUM_THREADS"] for one in started] == [threads]


@pytest.fixture
def without_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no library be found, as a bare interpreter does."""
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)


@pytest.mark.usefixtures("without_libraries")
def test_without_libraries_the_environments_interpreter_takes_over(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.touch()
    monkeypatch.setattr(starting, "__file__", str(tmp_path / "scoring" / "__main__.py"))
    monkeypatch.setattr(sys, "argv", ["scoring", "check", "m.yaml"])
    started: list[tuple[str, list[str], str]] = []

    def execute(path: Path, arguments: list[str], environment: dict[str, str]) -> None:
        started.append((str(path), arguments, environment["PYTHONPATH"]))
        raise SystemExit(0)

    monkeypatch.setattr(os, "execve", execute)
    for before, paths in ((None, str(tmp_path)), ("/else", f"{tmp_path}{os.pathsep}/else")):
        monkeypatch.delenv("PYTHONPATH", raising=False)
        if before:
            monkeypatch.setenv("PYTHONPATH", before)
        with pytest.raises(SystemExit):
            starting.main()
        line = [str(python), "-m", "scoring", "check", "m.yaml"]
        assert started.pop() == (str(python), line, paths)


@pytest.mark.usefixtures("without_libraries")
@pytest.mark.parametrize("is_inside", [True, False])
def test_without_libraries_and_environment_one_line_is_said(
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    tmp_path: Path,
    *,
    is_inside: bool,
) -> None:
    if is_inside:  # the environment itself lacks them: starting it again would never end
        (tmp_path / ".venv" / "bin").mkdir(parents=True)
        (tmp_path / ".venv" / "bin" / "python").touch()
        monkeypatch.setattr(sys, "prefix", str(tmp_path / ".venv"))
    monkeypatch.setattr(starting, "__file__", str(tmp_path / "scoring" / "__main__.py"))
    with pytest.raises(SystemExit) as ended:
        starting.main()
    printed = capsys.readouterr()
    assert (ended.value.code, printed.out, len(printed.err.splitlines())) == (2, "", 1)
    assert "are missing" in printed.err


def test_a_reader_who_stops_reading_is_no_fault(monkeypatch: pytest.MonkeyPatch) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    with os.fdopen(writing, "w") as pipe:
        monkeypatch.setattr(sys, "stdout", pipe)
        assert run(["evaluate", str(MODEL_FILE), str(CASE_FILE)]) == 0
        monkeypatch.undo()


def test_check_and_evaluate_refuse_in_lines(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "model.yaml"
    path.write_text(MODEL_FILE.read_text("utf-8").replace("floor: 60,", "floor: x,", 1), "utf-8")
    assert run(["check", str(path)]) == 2
    assert "indicators/A/A1/A1-2/rule/floor (line" in capsys.readouterr().err
    assert run(["check", str(MODEL_FILE)]) == 0
    assert "sha256" in capsys.readouterr().out
    assert run(["evaluate", str(MODEL_FILE), str(ROOT)]) == 2
    assert "cannot read" in capsys.readouterr().err
    monkeypatch.setattr("scoring.cli.evaluate.MOST_BYTES", 100)
    assert run(["evaluate", str(MODEL_FILE), str(CASE_FILE)]) == 2
    assert "the file is too large" in capsys.readouterr().err
