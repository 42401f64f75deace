"""The house keeps its own rules: layout, sizes, imports, locks, lint and types."""

import ast
import os
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
EXTRAS = PROJECT["project"]["optional-dependencies"]
PROGRAMS = Path(sys.executable).parent
LOCKS = ROOT / "surveyapp"

TOP_LEVEL = {"surveyapp", "forms", "scoring", "templates", "migrations", "tests", "wsgi.py"}
TOP_LEVEL |= {"pyproject.toml", "README.md", "examples", "benchmarks", "docs", ".ci"}
TOP_LEVEL |= {"CHANGELOG", "CHANGELOG.md", "LICENSE"}
OUR_CODE = ("surveyapp/", "forms/", "scoring/", "wsgi.py", "benchmarks/", "examples/")
READABLE = {".py", ".md", ".toml", ".html", ".js", ".css", ".yaml", ".yml", ".txt", ".sh", ".po"}
READABLE |= {".json", ".svg", ".xml", ".conf", ".mako", ".jinja"}


def git(*arguments: str) -> str:
    """Ask git about the project."""
    return subprocess.run(
        [shutil.which("git") or "", "-c", f"safe.directory={ROOT}", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout


@pytest.fixture(scope="module")
def files() -> list[str]:
    """List the project's files: from git, or from the folders where there is no git."""
    try:
        listed = git("ls-files", "--cached", "--others", "--exclude-standard").splitlines()
    except (OSError, subprocess.CalledProcessError):
        listed = sorted(walk(ROOT))
    return [name for name in listed if (ROOT / name).is_file()]


def walk(folder: Path) -> Iterator[str]:
    """Yield what an unpacked archive of the project holds."""
    made = {".git", ".venv", "var", "__pycache__", ".pytest_cache", ".mypy_cache", ".ruff_cache"}
    made |= {".import_linter_cache", ".hypothesis", "dist"}
    for path in folder.iterdir():
        if path.name in made:
            continue
        if path.is_dir():
            yield from walk(path)
        else:
            yield str(path.relative_to(ROOT))


def python_files(files: list[str], *places: str) -> list[str]:
    return [name for name in files if name.endswith(".py") and name.startswith(places or ("",))]


def tree(name: str) -> ast.Module:
    return ast.parse((ROOT / name).read_text("utf-8"), name)


def functions(name: str) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree(name)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def n_code_lines(function: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    """Count a function's lines without its docstring."""
    docstring = ast.get_docstring(function, clean=False)
    described = docstring.count("\n") + 1 if docstring else 0
    return (function.end_lineno or function.lineno) - function.lineno + 1 - described


def test_the_top_level_holds_only_what_it_may(files: list[str]) -> None:
    top = {name.split("/")[0] for name in files}
    assert {name for name in top - TOP_LEVEL if not name.startswith(".")} == set()


def test_tests_are_no_packages_of_their_own(files: list[str]) -> None:
    assert [name for name in files if re.match(r"tests/.*__init__\.py$", name)] == []


def test_no_file_is_longer_than_300_lines(files: list[str]) -> None:
    long = {
        name: n_lines
        for name in python_files(files)
        if not name.startswith("migrations/")  # one change of the database is one file
        if (n_lines := len((ROOT / name).read_text("utf-8").splitlines())) > 300
    }
    assert long == {}


def test_no_function_is_longer_than_45_lines(files: list[str]) -> None:
    long = [
        f"{name}:{function.lineno} {function.name}"
        for name in python_files(files)
        if not name.startswith("migrations/")
        for function in functions(name)
        if n_code_lines(function) > 45
    ]
    assert long == []


def test_nothing_is_imported_inside_a_function(files: list[str]) -> None:
    late = [
        f"{name}:{node.lineno}"
        for name in python_files(files)
        for function in functions(name)
        for node in ast.walk(function)
        if isinstance(node, ast.Import | ast.ImportFrom)
    ]
    assert late == []


# The reason stands beside the call in each of these files.
LATE_BY_NAME = {"surveyapp/__main__.py", "scoring/__main__.py", "surveyapp/bootstrap/machine.py"}
LATE_BY_NAME |= {"surveyapp/cli/__init__.py"}  # a command loads its own room only: a warm start


def test_modules_are_fetched_by_name_only_where_bare_python_must(files: list[str]) -> None:
    found = {
        name
        for name in python_files(files, *OUR_CODE)
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Import | ast.ImportFrom)
        and {"importlib", "runpy"} & imported_roots(node)
        and not is_resources(node)
    }
    assert found - LATE_BY_NAME == set()


def imported_roots(node: ast.Import | ast.ImportFrom) -> set[str]:
    if isinstance(node, ast.ImportFrom):
        return {(node.module or "").split(".")[0]}
    return {alias.name.split(".")[0] for alias in node.names}


def is_resources(node: ast.Import | ast.ImportFrom) -> bool:
    """Tell whether only files or versions of packages are read."""
    wanted = ("importlib.resources", "importlib.metadata")
    if isinstance(node, ast.ImportFrom):
        names = {f"{node.module}.{alias.name}" for alias in node.names}
        return node.module in wanted or names <= set(wanted)
    return all(alias.name in wanted for alias in node.names)


def test_the_packages_themselves_import_only_the_standard_library() -> None:
    for package in ("surveyapp", "scoring"):
        for node in ast.walk(tree(f"{package}/__init__.py")):
            if isinstance(node, ast.Import | ast.ImportFrom):
                assert imported_roots(node) <= sys.stdlib_module_names


def test_no_rule_reads_the_clock(files: list[str]) -> None:
    reads = {("datetime", "now"), ("datetime", "utcnow"), ("datetime", "today"), ("date", "today")}
    reads |= {("time", "time"), ("random", "random"), ("uuid", "uuid4")}
    inside = ("scoring/", "forms/", "surveyapp/models/", "surveyapp/operations/")
    found = [
        f"{name}:{node.lineno}"
        for name in python_files(files, *inside)
        for node in ast.walk(tree(name))
        if isinstance(node, ast.Attribute)
        and isinstance(node.value, ast.Name)
        and (node.value.id, node.attr) in reads
    ]
    found += [
        f"{name}:{node.lineno}"
        for name in python_files(files, *inside)
        for node in ast.walk(tree(name))
        if isinstance(node, ast.ImportFrom) and node.module == "surveyapp.clock"
        if "now" in {alias.name for alias in node.names}
    ]
    assert found == []


def test_no_work_is_left_marked_in_the_code(files: list[str]) -> None:
    marks = re.compile(r"\b(TO" r"DO|FIX" r"ME|XX" r"X|HA" r"CK)\b|raise Not" r"Implemented")
    found = [
        f"{name}:{number}"
        for name in python_files(files)
        for number, line in enumerate((ROOT / name).read_text("utf-8").splitlines(), 1)
        if marks.search(line)
    ]
    assert found == []


def test_no_committed_text_names_one_machine(files: list[str]) -> None:
    places = re.compile(r"(?<![\w.>}])/(?:tmp|work|root|farm|home)/[\w.-]+")
    found = []
    for name in files:
        path = ROOT / name
        if path.suffix not in READABLE and not name.startswith(".ci"):
            continue
        for number, line in enumerate(path.read_text("utf-8", "replace").splitlines(), 1):
            if places.search(line) and not line.startswith("#!"):
                found.append(f"{name}:{number}: {line.strip()[:90]}")
    assert found == []


def canonical(requirement: str) -> str:
    """Reduce a requirement to its package's name as locks write it."""
    name = re.split(r"[\s\[<>=!~;]", requirement, maxsplit=1)[0]
    return re.sub(r"[-_.]+", "-", name).lower()


def pins(lock: str) -> dict[str, str]:
    """Read a lock's versions."""
    text = (LOCKS / lock).read_text("utf-8")
    return dict(re.findall(r"^([a-z0-9-]+)==(\S+)", text, flags=re.MULTILINE))


@pytest.mark.parametrize(
    ("lock", "wanted"),
    [
        ("requirements.txt", PROJECT["project"]["dependencies"]),
        ("requirements-test.txt", PROJECT["project"]["dependencies"]),
        ("requirements-test.txt", EXTRAS["test"] + EXTRAS["oracles"]),
        ("requirements-uv.txt", PROJECT["dependency-groups"]["set-up"]),
    ],
)
def test_a_lock_holds_every_direct_dependency(lock: str, wanted: list[str]) -> None:
    assert {canonical(requirement) for requirement in wanted} - set(pins(lock)) == set()


def test_the_test_lock_contains_the_run_lock() -> None:
    assert pins("requirements.txt").items() <= pins("requirements-test.txt").items()
    only_for_tests = {canonical(r) for r in EXTRAS["test"] + EXTRAS["oracles"]}
    assert only_for_tests.isdisjoint(pins("requirements.txt"))


@pytest.mark.parametrize(
    "lock", ["requirements.txt", "requirements-test.txt", "requirements-uv.txt"]
)
def test_a_lock_has_hashes_and_no_address(lock: str) -> None:
    text = (LOCKS / lock).read_text("utf-8")
    assert "://" not in text
    assert "index-url" not in text
    for requirement in re.split(r"\n(?=\S)", text):
        if not requirement.startswith("#"):
            assert "--hash=sha256:" in requirement


def test_what_the_program_writes_is_ignored_by_git() -> None:
    try:
        git("rev-parse")
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("not a git clone")
    made = [".venv/x", "var/chengxiao.db", "scoring/__pycache__/x.pyc", ".mypy_cache/x"]
    made += [".ruff_cache/x", ".import_linter_cache/x", ".pytest_cache/x", ".hypothesis/x"]
    assert git("check-ignore", *made).splitlines() == made
    assert git("ls-files", "--cached", "--ignored", "--exclude-standard") == ""


def test_the_readme_shows_both_commands_and_ci_runs_the_second() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "python3 -m surveyapp run" in readme
    assert "python3 -m surveyapp test" in readme
    script = ROOT / ".ci" / "run"
    assert script.read_text("utf-8").splitlines()[-1] == "exec python3 -m surveyapp test"
    assert os.access(script, os.X_OK)


def check(*command: str) -> None:
    """Run a checker; its own words are the failure."""
    ended = subprocess.run(
        [str(PROGRAMS / command[0]), *command[1:]],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stdout


def test_ruff_finds_nothing() -> None:
    check("ruff", "check", "--no-fix", ".")


def test_the_code_is_formatted() -> None:
    check("ruff", "format", "--check", ".")


@pytest.mark.timeout(600)  # mypy without its cache reads every library once
def test_mypy_finds_nothing() -> None:
    check("mypy", "--cache-dir", ".mypy_cache")


def test_imports_run_one_way() -> None:
    check("lint-imports", "--cache-dir", ".import_linter_cache")
