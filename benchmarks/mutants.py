"""Random mutants of `scoring/`: how many of them its tests notice. Run by hand, it takes long.

    python benchmarks/mutants.py --n 200 --seed 20261128

Needs mutmut 3.8.1 and pytest-cov 7 beside the libraries of the tests. One run of `tests/scoring`
notes which test enters which function; each mutant (one change of mutmut's inside one function)
then runs the tests that enter its function, in a copy of the project. A mutant that no test notices
goes to the type checker, which the suite runs too. A mutant that outlasts the limit is noticed.
"""

import argparse
import ast
import contextlib
import difflib
import heapq
import multiprocessing
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from queue import SimpleQueue

import libcst
import pytest
from coverage import CoverageData
from machine import machine
from mutmut.mutation.file_mutation import Mutation, create_mutations

ROOT = Path(__file__).resolve().parents[1]
OPTIONS = ("-q", "-n0", "-p", "no:cacheprovider")
PYTEST = (sys.executable, "-m", "pytest", *OPTIONS)
ALONE = (  # the fixtures of scoring/ without those of the application, which take long to import
    "--confcutdir=tests/scoring",
    "--hypothesis-profile=ci",
    *("-p", "fixtures.scoring_shell", "-p", "fixtures.composite_files"),
)
SERVER = multiprocessing.get_context("forkserver")
PRELOADED = ["__main__", "scipy.stats", "scipy.optimize", "yaml"]
LEFT_OUT = shutil.ignore_patterns(".*", "__pycache__", "var", "dist", "mutants.txt")
TYPES = (sys.executable, "-m", "mypy", "scoring")
CHOSEN = "chosen.txt"


@dataclass(frozen=True)
class Mutant:
    """One change: the file with it, its line, and the line before and after."""

    path: str
    line: int
    before: str
    after: str
    code: str


def all_mutations(root: Path) -> Iterator[tuple[str, libcst.Module, Mutation]]:
    """Go through every change of every function of `scoring/`, in the order of the files."""
    for path in sorted((root / "scoring").rglob("*.py")):
        name = str(path.relative_to(root))
        module, mutations, _, _ = create_mutations(name, path.read_text("utf-8"))
        for one in mutations:
            if isinstance(one.contained_by_top_level_function, libcst.FunctionDef):
                yield name, module, one


def drawn(root: Path, n: int, seed: int) -> tuple[list[Mutant], int]:
    """Draw mutants, each with the same chance, and count all there are."""
    rng = random.Random(seed)
    counted: Counter[str] = Counter()

    def keyed() -> Iterator[tuple[float, int, str, libcst.Module, Mutation]]:
        for at, (name, module, one) in enumerate(all_mutations(root)):
            counted[name] += 1
            yield rng.random(), at, name, module, one

    chosen = heapq.nsmallest(n, keyed(), key=lambda one: one[:2])
    mutants = [mutant_of(*one[2:]) for one in sorted(chosen, key=lambda one: one[1])]
    return mutants, counted.total()


def mutant_of(name: str, module: libcst.Module, mutation: Mutation) -> Mutant:
    """Write the file with one change, and say which line it is."""
    changed = module.deep_replace(mutation.original_node, mutation.mutated_node)
    old, new = module.code.splitlines(), changed.code.splitlines()
    blocks = difflib.SequenceMatcher(None, old, new, autojunk=False).get_opcodes()
    _, start, end, new_start, new_end = next(block for block in blocks if block[0] != "equal")
    before, after = (
        " ".join(map(str.strip, part)) for part in (old[start:end], new[new_start:new_end])
    )
    return Mutant(name, start + 1, before, after, changed.code)


def tests_of(mutant: Mutant, seen: CoverageData, root: Path) -> list[str]:
    """Return the tests that enter the function with the change."""
    tree = ast.parse((root / mutant.path).read_text("utf-8"))
    spans = [
        range(one.body[0].lineno, one.end_lineno + 1)
        for one in ast.walk(tree)
        if isinstance(one, ast.FunctionDef) and one.lineno <= mutant.line <= one.end_lineno
    ]
    lines = max(spans, key=len)
    by_line = seen.contexts_by_lineno(str(root / mutant.path))
    found = {one.rpartition("|")[0] for line in lines for one in by_line.get(line, ())}
    return sorted(found - {""})


def outcome_of(mutant: Mutant, tests: list[str], root: Path, limit: float) -> str:
    """Run the tests, and the type checker if they notice nothing; the copy is mended afterwards."""
    place = root / mutant.path
    whole = place.read_text("utf-8")
    (root / CHOSEN).write_text("\n".join(tests), "utf-8")
    place.write_text(mutant.code, "utf-8")
    try:
        if tests and fails(root, limit):
            return "tests"
        return "types" if run(TYPES, root, 600) else "nothing"
    except TimeoutError:
        return "time"
    finally:
        place.write_text(whole, "utf-8")


def fails(root: Path, limit: float) -> bool:
    """Run the chosen tests in a process that has the libraries already; tell whether one fails."""
    process = SERVER.Process(target=start_tests, args=(str(root),), daemon=True)
    process.start()
    process.join(limit)
    if process.is_alive():
        process.kill()
        process.join()
        raise TimeoutError
    return process.exitcode != 0


def start_tests(root: str) -> None:
    """Become the run of the chosen tests in a copy."""
    os.chdir(root)
    sys.path[:0] = [root, f"{root}/tests"]
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    os.dup2(sys.stdout.fileno(), sys.stderr.fileno())
    sys.exit(pytest.main([*OPTIONS, *ALONE, "-x", f"@{CHOSEN}"]))


def run(command: Sequence[str], root: Path, limit: float) -> bool:
    """Run a command in a copy and tell whether it found anything amiss."""
    done = subprocess.run(command, cwd=root, capture_output=True, check=False, timeout=limit)
    return done.returncode != 0


def judge(mutants: list[Mutant], copies: list[Path], seen: CoverageData, limit: float) -> list[str]:
    """Run every mutant, as many at a time as there are copies."""
    free: SimpleQueue[Path] = SimpleQueue()
    for copy in copies:
        free.put(copy)
    chosen = [tests_of(one, seen, copies[0]) for one in mutants]
    require_sound(copies, sorted(set().union(*chosen)))

    def act(mutant: Mutant, tests: list[str]) -> str:
        copy = free.get()
        try:
            outcome = outcome_of(mutant, tests, copy, limit)
            print(f"{outcome:8}{mutant.path}:{mutant.line}", file=sys.stderr, flush=True)
            return outcome
        finally:
            free.put(copy)

    with ThreadPoolExecutor(len(copies)) as pool:
        return list(pool.map(act, mutants, chosen))


def require_sound(copies: list[Path], tests: list[str]) -> None:
    """Refuse to go on where the tests cannot be called or the type checker objects as it is."""
    for copy in copies:
        (copy / CHOSEN).write_text("\n".join(tests), "utf-8")
        if run([*PYTEST, "--collect-only", f"@{CHOSEN}"], copy, 600) or run(TYPES, copy, 600):
            raise RuntimeError("tests or types fail without any mutant")
    if fails(copies[0], 3600):
        raise RuntimeError("the chosen tests fail by themselves")


def watched(root: Path, jobs: int) -> CoverageData:
    """Run the unchanged tests once, and keep which of them enters which line."""
    options = ["--cov=scoring", "--cov-context=test", "--cov-report=", "--cov-fail-under=0"]
    if run([*PYTEST, *options, f"-n{jobs}", "tests/scoring"], root, 3600):
        raise RuntimeError("the tests fail without any mutant")
    seen = CoverageData(str(root / ".coverage"))
    seen.read()
    return seen


def print_table(mutants: list[Mutant], outcomes: list[str], n_all: int) -> None:
    """Print how many were noticed by what, then every mutant."""
    count = Counter(outcomes)
    noticed = len(mutants) - count["nothing"]
    print(f"{n_all} mutants, {len(mutants)} drawn")
    print(
        f"noticed {noticed} ({noticed / len(mutants):.1%}): by tests {count['tests']}, by the",
        end=" ",
    )
    print(f"time limit {count['time']}, by the type checker {count['types']}")
    print(f"not noticed {count['nothing']}")
    for outcome, one in sorted(zip(outcomes, mutants, strict=True), key=lambda row: row[0]):
        print(f"{outcome:8}{one.path}:{one.line}\n    - {one.before}\n    + {one.after}")


def main() -> None:
    """Draw mutants, run them and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=200)
    parser.add_argument("--seed", type=int, default=20261128)
    parser.add_argument("--jobs", type=int, default=2, help="mutants at a time")
    parser.add_argument("--limit", type=float, default=120.0, help="seconds a mutant may take")
    chosen = parser.parse_args()
    os.environ |= {"OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
    SERVER.set_forkserver_preload(PRELOADED)
    print(f"python benchmarks/mutants.py --n {chosen.n} --seed {chosen.seed}")
    print(f"{machine()}, mutmut {version('mutmut')}, mypy {version('mypy')}", flush=True)
    with tempfile.TemporaryDirectory() as place:
        copies = [Path(place) / str(at) / ROOT.name for at in range(chosen.jobs)]
        for copy in copies:
            shutil.copytree(ROOT, copy, ignore=LEFT_OUT)
            if (ROOT.parent / "shared").exists():  # reference sets that do not ship
                (copy.parent / "shared").symlink_to(ROOT.parent / "shared")
        (copies[0] / "setup.cfg").write_text("[mutmut]\nsource_paths = scoring\n", "utf-8")
        with contextlib.chdir(copies[0]):  # mutmut looks for its settings where it stands
            mutants, n_all = drawn(copies[0], chosen.n, chosen.seed)
        outcomes = judge(mutants, copies, watched(copies[0], chosen.jobs), chosen.limit)
    print_table(mutants, outcomes, n_all)


if __name__ == "__main__":
    main()
