"""The benchmark of drawn weights runs, says its machine, and finds what the product finds."""

import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from benchmarks.monte_carlo import measure

ROOT = Path(__file__).resolve().parents[2]


def test_the_benchmark_of_monte_carlo_prints_its_ratio() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/monte_carlo.py", "--n", "500", "--tasks", "50"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=100,
    )
    assert (done.returncode, done.stderr) == (0, "")
    assert "500 draws x 60 indicators x 50 tasks, one thread" in done.stdout
    assert re.search(r"Python 3\S*, NumPy 2\S*, SciPy 1\S*", done.stdout)
    assert re.search(r"^ratio +\d+\.\d\d \(bar: 1\.5\)$", done.stdout, re.M)


def test_blocks_find_the_probabilities_of_the_whole_product() -> None:
    found = measure(600, 40, np.random.default_rng(3))
    assert found.error <= 1e-12
    assert found.found.grade_probability.sum(axis=1) == pytest.approx(np.ones(40))
    assert found.product > 0
