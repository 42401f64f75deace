"""One command prints the table of the measurement core, its parts find equal numbers."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
VERSIONS = r"Python 3\S*, (numpy|NumPy) 2\S*, (scipy|SciPy) 1\S*"


@pytest.fixture(scope="module")
def tables() -> dict[str, list[str]]:
    """What each part printed, by its file's name, in one run of small size."""
    done = subprocess.run(
        [sys.executable, "benchmarks/measurement.py", "--n", "0.0001", "--seed", "2"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=250,
    )
    assert (done.returncode, done.stderr) == (0, "")
    parts = [part.splitlines() for part in done.stdout.split("$ python benchmarks/")[1:]]
    return {head.split()[0]: [head, *lines] for head, *lines in parts}


def equal(lines: list[str]) -> list[bool]:
    """Say of each line that holds two ways against each other whether they are equal."""
    return [line.endswith(" met") for line in lines if "difference" in line or "constant" in line]


def test_every_part_names_its_command_and_what_it_ran_on(tables: dict[str, list[str]]) -> None:
    assert {name: lines[0] for name, lines in tables.items()} == {
        "reliability.py": "reliability.py --n 2000 --seed 2",
        "agreement.py": "agreement.py --n 200 --seed 2",
        "monte_carlo.py": "monte_carlo.py --n 500 --seed 2",
    }
    assert all(re.search(VERSIONS, "\n".join(lines)) for lines in tables.values())


def test_reliability_prints_its_ratios_and_finds_equal_numbers(
    tables: dict[str, list[str]],
) -> None:
    lines = tables["reliability.py"]
    names = ("X'X with histograms", "pingouin 0.6.1 / item analysis", "on disk", "most memory")
    for name in (*names, "resampled rows / of sums"):
        assert sum(name in line for line in lines) == 1
    assert equal(lines) == [True] * 3


def test_agreement_prints_its_ratios_and_finds_the_oracles_numbers(
    tables: dict[str, list[str]],
) -> None:
    lines = tables["agreement.py"]
    for name in ("pingouin 0.6.1 / ours", "krippendorff 0.9.0 / ours", "2,000 units"):
        assert sum(name in line for line in lines) == 1
    assert equal(lines) == [True] * 3


def test_drawn_weights_print_ratios_without_and_with_the_drawing(
    tables: dict[str, list[str]],
) -> None:
    lines = tables["monte_carlo.py"]
    assert any("500 draws x 60 indicators x 1000 tasks, one thread" in line for line in lines)
    for name in ("from given weights", "drawing them, uniform", "drawing them, Dirichlet"):
        (line,) = (line for line in lines if name in line)
        assert re.search(r"\d s  ratio \d+\.\d\d  <= 1\.5  (met|MISSED)$", line)
    assert equal(lines) == [True]
