"""The benchmark of agreement runs, says its machine, and finds what the other packages find."""

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_the_benchmark_of_agreement_prints_its_ratios_and_finds_the_same_numbers() -> None:
    done = subprocess.run(
        [sys.executable, "benchmarks/agreement.py", "--n", "300", "--rounds", "1", "--seed", "2"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=200,
    )
    assert (done.returncode, done.stderr) == (0, "")
    first, *lines = done.stdout.splitlines()
    assert re.search(r"Python 3\S*, NumPy 2\S*, SciPy 1\S*; one thread, n 300, seed 2", first)
    for name in ("pingouin 0.7.0 / ours", "krippendorff 0.9.0 / ours", "3,000 units"):
        assert sum(name in line for line in lines) == 1
    equal = [line for line in lines if "difference" in line or "constant" in line]
    assert len(equal) == 3
    assert all(line.endswith(" met") for line in equal)
