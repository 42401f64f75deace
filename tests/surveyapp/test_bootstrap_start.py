"""Set-up from the first word of the command line to the hand-over: stamp, lock, signals, codes."""

import ast
import fcntl
import hashlib
import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from surveyapp.bootstrap import environment, packages, start
from surveyapp.bootstrap.voice import SetUpStopped

ROOT = start.ROOT


def test_every_file_before_the_environment_imports_only_the_standard_library() -> None:
    files = [ROOT / "surveyapp" / "__init__.py", ROOT / "surveyapp" / "__main__.py"]
    files += (ROOT / "surveyapp" / "bootstrap").glob("*.py")
    for file in files:
        # 3.8's grammar: an old Python must come as far as the sentence that it is too old.
        tree = ast.parse(file.read_text("utf-8"), feature_version=(3, 8))
        for node in ast.walk(tree):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in names:
                top = name.split(".")[0]
                assert top in sys.stdlib_module_names or name.startswith("surveyapp.bootstrap")


def fake_environment(folder: Path, version: str = "3.11.2") -> Path:
    """Write an environment whose Python knows only its version."""
    python = folder / ".venv" / "bin" / "python"
    python.parent.mkdir(parents=True)
    python.write_text(f"#!/bin/sh\necho {version}\n")
    python.chmod(0o755)
    return folder / ".venv"


def test_the_stamp_names_the_lock_and_the_python(tmp_path: Path) -> None:
    lock = tmp_path / "lock"
    lock.write_text("flask==3.1.3")
    assert environment.stamp_of(lock, "3.11.2") == hashlib.sha256(b"flask==3.1.33.11.2").hexdigest()
    venv = fake_environment(tmp_path)
    assert not environment.is_current(venv, lock)
    (venv / environment.STAMP).write_text(environment.stamp_of(lock, "3.11.2"))
    assert environment.is_current(venv, lock)
    (venv / "bin" / "python").write_text("#!/bin/sh\necho 3.12.1\n")
    assert not environment.is_current(venv, lock)
    (venv / "bin" / "python").unlink()
    assert not environment.is_current(venv, lock)


def test_an_interrupted_environment_is_not_built_upon(tmp_path: Path) -> None:
    venv = fake_environment(tmp_path)
    assert environment.is_usable(venv)
    (venv / environment.STAMP).write_text(environment.INTERRUPTED)
    assert not environment.is_usable(venv)


def test_a_killed_install_leaves_an_environment_that_is_not_trusted(tmp_path: Path) -> None:
    venv = fake_environment(tmp_path)
    (venv / environment.STAMP).write_text("old")
    (tmp_path / "lock").write_text("nothing")
    python = venv / "bin" / "python"
    python.write_text('#!/bin/sh\n[ "$3" = install ] && kill -9 $PPID\necho 3.11.2\n')
    program = (
        "from pathlib import Path\n"
        "from surveyapp.bootstrap.environment import complete_environment\n"
        f"complete_environment(Path({str(venv)!r}), [Path({str(tmp_path / 'lock')!r})])"
    )
    killed = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert killed.returncode == -signal.SIGKILL
    assert environment.stamps_in(venv) == [environment.INTERRUPTED]
    assert not environment.is_usable(venv)


def test_when_uv_fails_pip_takes_over_and_when_pip_fails_the_exit_code_is_4(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    venv = fake_environment(tmp_path)
    (venv / "bin" / "uv").write_text("#!/bin/sh\necho no mirror; exit 2\n")
    (venv / "bin" / "uv").chmod(0o755)
    lock = tmp_path / "lock"
    packages.install_packages(venv / "bin" / "python", lock)  # its pip says yes to everything
    assert "no mirror" in capsys.readouterr().err
    (venv / "bin" / "python").write_text("#!/bin/sh\necho no network; exit 1\n")
    with pytest.raises(SetUpStopped) as stop:
        packages.install_packages(venv / "bin" / "python", lock)
    assert stop.value.exit_code == 4
    assert "no network" in capsys.readouterr().err


def test_two_starts_change_the_environment_one_after_the_other(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path\n"
        "from surveyapp.bootstrap.environment import sole_set_up\n"
        f"with sole_set_up(Path({str(tmp_path)!r})): print('in', flush=True)"
    )
    handle = os.open(tmp_path, os.O_RDONLY)
    fcntl.flock(handle, fcntl.LOCK_EX)
    with subprocess.Popen(
        [sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as waiting:
        assert waiting.stderr is not None
        assert b"waiting for it" in waiting.stderr.readline()
        assert waiting.poll() is None
        os.close(handle)
        assert waiting.communicate(timeout=20)[0] == b"in\n"


@pytest.fixture
def bare_copy(tmp_path: Path) -> Path:
    """Copy what bare Python sees, beside a ready environment that is only a script."""
    (tmp_path / "surveyapp" / "bootstrap").mkdir(parents=True)
    for name in ("__init__.py", "__main__.py", "requirements.txt", "requirements-test.txt"):
        (tmp_path / "surveyapp" / name).write_bytes((ROOT / "surveyapp" / name).read_bytes())
    for file in (ROOT / "surveyapp" / "bootstrap").glob("*.py"):
        (tmp_path / "surveyapp" / "bootstrap" / file.name).write_bytes(file.read_bytes())
    (tmp_path / "pyproject.toml").touch()
    venv = fake_environment(tmp_path)
    locks = [tmp_path / "surveyapp" / f"requirements{kind}.txt" for kind in ("", "-test")]
    stamps = [environment.stamp_of(lock, "3.11.2") for lock in locks]
    (venv / environment.STAMP).write_text("\n".join(stamps))
    return tmp_path


def run_bare(place: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start the copy with a Python that has no packages, and no system tools on its PATH."""
    return subprocess.Popen(
        [sys.executable, "-I", "-S", "-c", START, str(place), *arguments],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PATH": "/nonexistent", "LC_ALL": "C"},
        text=True,
    )


START = (
    "import runpy, sys; sys.path.insert(0, sys.argv.pop(1));"
    "runpy.run_module('surveyapp', run_name='__main__', alter_sys=True)"
)
ECHO = (
    '#!/bin/sh\n[ "$1" = -I ] && { echo 3.11.2; exit; }\n'
    'echo "$@"; echo "$OPENBLAS_NUM_THREADS"; exit 7\n'
)


@pytest.mark.parametrize(
    ("given", "handed_over"),
    [
        (["run", "--port", "0"], "-m surveyapp run --port 0"),
        (["demo", "--out", "x", "--json"], "-m surveyapp demo --out x --json"),
        (["test", "--", "-k", "name"], "-m pytest -n 2 --dist worksteal -k name"),
        (["test", "-x"], "-m pytest -n 2 --dist worksteal -x"),
    ],
)
def test_a_ready_machine_hands_over_at_once_with_the_exit_code_of_the_command(
    bare_copy: Path, given: list[str], handed_over: str
) -> None:
    (bare_copy / ".venv" / "bin" / "python").write_text(ECHO)
    with run_bare(bare_copy, *given) as process:
        out, _ = process.communicate(timeout=30)
    assert process.returncode == 7
    assert out.splitlines() == [handed_over, "1"]


def test_a_signal_reaches_the_command_itself(bare_copy: Path) -> None:
    (bare_copy / ".venv" / "bin" / "python").write_text(
        f"#!{sys.executable}\nimport signal, sys\n"
        "if sys.argv[1] == '-I':\n    sys.exit(print('3.11.2'))\n"
        "signal.signal(signal.SIGTERM, lambda *_: sys.exit(9))\n"
        "print('ready', flush=True)\nsignal.pause()\n"
    )
    with run_bare(bare_copy, "run") as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=20) == 9


def test_help_needs_no_set_up(bare_copy: Path) -> None:
    (bare_copy / ".venv" / environment.STAMP).unlink()
    for arguments, exit_code in ((["--help"], 0), ([], 2)):
        with run_bare(bare_copy, *arguments) as process:
            out, _ = process.communicate(timeout=30)
        assert process.returncode == exit_code
        assert "python3 -m surveyapp run" in out
        assert "python3 -m surveyapp test" in out
