"""The benchmark of reliability runs, says its machine, and finds both ways equal."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_benchmark_of_reliability_prints_its_ratios_and_finds_the_same_numbers() -> None:
    program = [sys.executable, "benchmarks/reliability.py", "--n", "1000", "--rounds", "1"]
    done = subprocess.run(
        [*program, "--seed", "2"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert (done.returncode, done.stderr) == (0, "")
    first, *lines = done.stdout.splitlines()
    assert re.search(r"one thread; Python 3.*numpy 2.*scipy 1.*; n 1,000, seed 2", first)
    names = ("X'X with histograms", "on disk", "most memory", "resampled rows / of sums")
    assert all(any(name in line for line in lines) for name in names)
    equal = [line for line in lines if "largest" in line]
    assert len(equal) == 3
    assert all(line.endswith(" met") for line in equal)
