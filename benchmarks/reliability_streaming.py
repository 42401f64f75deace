"""What a row costs on disk beside one in memory; run by `benchmarks.reliability` in a child.

    python -m benchmarks.reliability_streaming SNAPSHOT.npy [--rounds 7]

Prints JSON: the ratio of the costs per row, and the most memory of this process.
"""

import argparse
import json
import resource
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import process_time

import numpy as np
from numpy.typing import NDArray

from scoring.reliability import Moments, analyse_moments, moments_of, snapshot_moments

TENTH = 10


def item_analysis(moments: Moments) -> float:
    """Say everything of a five-point scale, and return its alpha."""
    found = analyse_moments(moments, limits=(1, 5))
    return float(found.figures["alpha"].value or 0.0)


def timed(*acts: Callable[[], object], rounds: int) -> list[list[float]]:
    """Return the seconds of each act in each round, the acts in turn."""
    seconds: list[list[float]] = [[] for _ in acts]
    for _ in range(rounds):
        for act, kept in zip(acts, seconds, strict=True):
            start = process_time()
            act()
            kept.append(process_time() - start)
    return seconds


def ratio(one: list[float], other: list[float]) -> float:
    """Return the median of the ratios of rounds."""
    return median(a / b for a, b in zip(one, other, strict=True))


def most_memory() -> float:
    """Return the most megabytes this process held; `ru_maxrss` remembers the parent's as well."""
    try:
        lines = Path("/proc/self/status").read_text("utf-8").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) / 1024
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Time one snapshot against a tenth of it in memory."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("snapshot", type=Path)
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    mapped = np.load(chosen.snapshot, mmap_mode="r")
    tenth: NDArray[np.uint8] = np.array(mapped[: len(mapped) // TENTH])
    memory, disk = timed(
        lambda: item_analysis(moments_of(tenth)),
        lambda: item_analysis(snapshot_moments(chosen.snapshot)),
        rounds=chosen.rounds,
    )
    print(json.dumps({"ratio": ratio(disk, memory) / TENTH, "megabytes": most_memory()}))


if __name__ == "__main__":
    main()
