"""Every bar of the measurement core in one run: prints the table that docs/benchmarks keeps.

    python benchmarks/measurement.py [--n 1.0] [--seed 1] > docs/benchmarks/measurement.txt

`--n` is a share of the full sizes. Each part runs in a process of its own, one after the other and
on one thread, so that the memory of one is not counted for another.
"""

import argparse
import os
import subprocess
import sys
from pathlib import Path

PLACE = Path(__file__).resolve().parent
PARTS = {
    "reliability.py": ("--n", 1_000_000),
    "agreement.py": ("--n", 10_000),
    "monte_carlo.py": ("--n", 10_000),
}
LEAST = {"reliability.py": 2_000, "agreement.py": 200, "monte_carlo.py": 500}


def main() -> int:
    """Run the parts; return 1 if one of them did not end well."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=float, default=1.0, help="share of the full sizes, 0-1")
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    is_well = True
    for name, (option, size) in PARTS.items():
        n = max(round(size * chosen.n), LEAST[name])
        arguments = [option, str(n), "--seed", str(chosen.seed)]
        print(f"$ python benchmarks/{name} {' '.join(arguments)}", flush=True)
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1"}
        command = [sys.executable, str(PLACE / name), *arguments]
        is_well &= subprocess.run(command, env=environment, check=False).returncode == 0
        print(flush=True)
    return 0 if is_well else 1


if __name__ == "__main__":
    sys.exit(main())
