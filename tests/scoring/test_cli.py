"""`python -m scoring` as another program starts it."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from fixtures.scoring_cases import CASE_FILE, MODEL_FILE, ROOT, WORKED
from scoring.cli.commands import run


def _run(*arguments: object, **setting: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "scoring", *map(str, arguments)],
        cwd=ROOT,
        env=os.environ | setting,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


@pytest.fixture(scope="module")
def evaluated() -> subprocess.CompletedProcess[str]:
    return _run("evaluate", MODEL_FILE, CASE_FILE)


def test_evaluate_prints_the_result_as_json(evaluated: subprocess.CompletedProcess[str]) -> None:
    assert (evaluated.returncode, evaluated.stderr) == (0, "")
    found = json.loads(evaluated.stdout)
    assert (found["total"], found["grade"]) == (WORKED["total"], WORKED["grade"])
    for code, expected in WORKED["level3"].items():
        assert {key: found["level3"][code][key] for key in expected} == expected
    assert found["level1"]["A"]["exact"] == WORKED["level1"]["A"]["exact"]
    assert found["survey"]["QA"]["valid"] == 48


def test_a_second_run_prints_the_same_bytes(evaluated: subprocess.CompletedProcess[str]) -> None:
    assert _run("evaluate", MODEL_FILE, CASE_FILE).stdout == evaluated.stdout


def test_json_is_utf_8_whatever_the_terminal_speaks(
    evaluated: subprocess.CompletedProcess[str],
) -> None:
    found = _run("evaluate", MODEL_FILE, CASE_FILE, PYTHONIOENCODING="ascii")
    assert (found.stdout, found.stderr) == (evaluated.stdout, "")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([], "required: command"),
        (["reliability"], "required: file"),
        (["reliability", "x.csv", "--missing", "mean"], "invalid choice: 'mean'"),
        (["reliability", "x.csv", "--min", "low"], "invalid float value: 'low'"),
        (["nothing"], "invalid choice: 'nothing'"),
    ],
)
def test_an_unusable_option_is_said_in_one_line(
    capsys: pytest.CaptureFixture[str], arguments: list[str], words: str
) -> None:
    with pytest.raises(SystemExit) as ended:
        run(arguments)
    printed = capsys.readouterr()
    assert (ended.value.code, printed.out, len(printed.err.splitlines())) == (2, "", 1)
    assert words in printed.err


def test_check_tells_that_a_model_is_sound() -> None:
    found = _run("check", MODEL_FILE)
    assert (found.returncode, found.stderr) == (0, "")
    assert "no faults" in found.stdout


def test_check_lists_every_fault_on_a_line_of_its_own(tmp_path: Path) -> None:
    text = MODEL_FILE.read_text("utf-8")
    text = text.replace("floor: 60, baseline: 90", "floor: 95, baseline: 90", 1)
    text = text.replace("every level-1 >= 75", "every level-1 is fine")
    (tmp_path / "model.yaml").write_text(text, "utf-8")
    found = _run("check", tmp_path / "model.yaml")
    assert (found.returncode, found.stdout) == (2, "")
    lines = found.stderr.splitlines()
    assert len(lines) == 2
    assert lines[0].startswith("grades/excellent/gates/1 (line ")
    assert "indicators/A/A1/A1-2/rule (line " in lines[1]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "not valid JSON"),
        ("[1, 2]", "must be a mapping"),
        ('{"task": {"type": "SVC"}, "task": 1}', "'task' is repeated"),
        ('{"task": {"type": "SVC"}, "raw": {"A1-2": NaN}}', "NaN"),
        ('{"task": {"type": "SVC"}, "raw": {"A1-2": 1e999999}}', "too large"),
        ('{"task": {"type": "SVC"}, "raw": {"Q": 1}, "vetoes": ["Z"]}', "vetoes/1"),
        ("[" * 100_000, "too many levels"),
        ('{"a": ' + "9" * 5000 + "}", "not valid JSON"),
    ],
)
def test_an_unusable_case_is_refused_in_words(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str, words: str
) -> None:
    path = tmp_path / "case.json"
    path.write_text(content, "utf-8")
    assert run(["evaluate", str(MODEL_FILE), str(path)]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert words in printed.err


def test_unusable_input_exits_2_with_a_line_for_each_fault_and_no_traceback(
    tmp_path: Path,
) -> None:
    path = tmp_path / "case.json"
    path.write_text('{"task": {"type": "SVC"}, "raw": {"Q": 1, "A1-2": "x"}}', "utf-8")
    found = _run("evaluate", MODEL_FILE, path)
    assert (found.returncode, found.stdout) == (2, "")
    assert [line.split(":")[0] for line in found.stderr.splitlines()] == ["raw/Q", "raw/A1-2"]


def test_missing_files_are_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (["check", "none.yaml"], ["evaluate", str(MODEL_FILE), str(tmp_path / "x")]):
        assert run(arguments) == 2
        printed = capsys.readouterr()
        assert (len(printed.err.splitlines()), "cannot read" in printed.err) == (1, True)


def _run_bare(folder: Path) -> subprocess.CompletedProcess[str]:
    """Start the engine in a folder by an interpreter that sees no installed library."""
    return subprocess.run(
        [sys.executable, "-S", "-m", "scoring", "check", str(MODEL_FILE)],
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )


def test_without_libraries_and_environment_one_line_is_printed(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scoring", tmp_path / "scoring")
    found = _run_bare(tmp_path)
    assert (found.returncode, found.stdout) == (2, "")
    assert len(found.stderr.splitlines()) == 1


def test_without_libraries_the_projects_own_environment_is_used(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scoring", tmp_path / "scoring")
    python = tmp_path / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f'#!/bin/sh\nexec "{sys.executable}" "$@"\n', "utf-8")
    python.chmod(0o755)
    found = _run_bare(tmp_path)
    assert (found.returncode, found.stderr) == (0, "")
    assert "no faults" in found.stdout
