"""How quick reliability is: ratios to bare passes over the same answers, in one process.

    python benchmarks/reliability.py [--n 1000000] [--seed 1] [--rounds 7]

`--n` rows of 20 five-point items in memory, ten times as many on disk, at most 10,000 for the
bootstrap. One thread, timed by the processor's time of the process; every ratio is the median over
rounds that run both sides in turn.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read once, when numpy is first imported

import argparse
import json
import platform
import subprocess
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from statistics import median

import numpy as np
import scipy
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.reliability_streaming import item_analysis, ratio, timed
from scoring.reliability import gathered_moments, merged_moments, moments_of
from scoring.reliability.bootstrap import draw_alphas, row_sums

try:
    import pandas
    import pingouin
except ImportError:  # an oracle of the extra `oracles`, no part of the product
    pingouin = None

ROOT = Path(__file__).resolve().parents[1]
N_ITEMS = 20
CHUNK_ROWS = 8_192
MOST_DRAWS = 2_000
Codes = NDArray[np.uint8]


def answers(n: int, rng: np.random.Generator) -> Codes:
    """Draw five-point answers with a common part."""
    common = rng.normal(size=(n, 1)).astype(np.float32)
    own = rng.standard_normal(size=(n, N_ITEMS), dtype=np.float32)
    return np.clip(np.rint(3 + 0.8 * common + own), 1, 5).astype(np.uint8)


def bare_pass(rows: Codes) -> NDArray[np.float64]:
    """Multiply the rows by themselves and do nothing else."""
    products = np.zeros((N_ITEMS, N_ITEMS))
    for start in range(0, len(rows), CHUNK_ROWS):
        chunk = rows[start : start + CHUNK_ROWS].astype(np.float32)
        products += chunk.T @ chunk
    return products


def histograms(rows: Codes) -> list[NDArray[np.int64]]:
    """Count each column by value, as numpy does it."""
    return [np.bincount(rows[:, item], minlength=256) for item in range(N_ITEMS)]


def plain_alpha(rows: NDArray[np.float64]) -> float:
    """Return alpha as it is written in a book."""
    covariance = np.cov(rows.T)
    return N_ITEMS / (N_ITEMS - 1) * float(1 - np.trace(covariance) / covariance.sum())


def say(name: str, value: float, unit: str, *, bar: str = "", is_met: bool = True) -> None:
    """Print one line of the table; a figure without a bar stands beside the others to compare."""
    verdict = ("met" if is_met else "MISSED") if bar else ""
    print(f"{name:<72} {value:>9.3g} {unit:<3} {bar:<10} {verdict}".rstrip())


def compare_analysis(rows: Codes, rounds: int) -> None:
    """Print what the item analysis costs beside the bare passes and pingouin's alpha."""
    acts = [
        lambda: bare_pass(rows),
        lambda: histograms(rows),
        lambda: item_analysis(moments_of(rows)),
    ]
    if pingouin is not None:
        frame = pandas.DataFrame(rows)
        acts.append(lambda: pingouin.cronbach_alpha(data=frame))
    bare, counts, full, *alpha = timed(*acts, rounds=rounds)
    base = [a + b for a, b in zip(bare, counts, strict=True)]
    whole = f"item analysis of {len(rows):,} x {N_ITEMS}"
    say(f"{whole}", median(full) * 1e3, "ms")
    say("bare X'X pass", median(bare) * 1e3, "ms")
    say("its column histograms by bincount", median(counts) * 1e3, "ms")
    found = ratio(full, base)
    say(f"{whole} / X'X with histograms", found, "x", bar="<= 2.5", is_met=found <= 2.5)
    say(f"{whole} / X'X alone", ratio(full, bare), "x")
    if not alpha:
        print("pingouin is not installed (extra `oracles`)")
        return
    name = f"pingouin {version('pingouin')}"
    found = ratio(alpha[0], full)
    say(f"alpha alone by {name} / {whole}", found, "x", bar=">= 1.5", is_met=found >= 1.5)


def compare_bootstrap(rows: Codes, n_draws: int, rounds: int) -> None:
    """Print how much quicker sums are resampled than rows, and that both give the same."""
    points, n = rows.astype(np.float64), len(rows)
    n_rows_drawn = max(n_draws // 10, 10)  # a tenth of the draws: rows take long

    def by_rows() -> list[float]:
        rng = np.random.default_rng(2)
        return [plain_alpha(points[rng.integers(0, n, n)]) for _ in range(n_rows_drawn)]

    def by_sums() -> NDArray[np.float64]:
        rng = np.random.default_rng(2)
        return draw_alphas(row_sums(points), rng=rng, n_draws=n_draws)

    apart = float(np.abs(by_sums()[:n_rows_drawn] - by_rows()).max())
    slow, quick = timed(by_rows, by_sums, rounds=rounds)
    found = ratio(slow, quick) * n_draws / n_rows_drawn
    name = f"{n_draws:,} alphas of resampled rows / of sums, {n:,} x {N_ITEMS}"
    say(f"{n_draws:,} bootstrap alphas", median(quick), "s")
    say(name, found, "x", bar=">= 6.5", is_met=found >= 6.5)
    say("largest difference of the draws", apart, "", bar="<= 1e-12", is_met=apart <= 1e-12)


def compare_merging(rows: Codes) -> None:
    """Print that chunks, shards and the whole give the same sums, in whole and real numbers."""
    for name, points in (("whole", rows), ("real", rows[: 10 * CHUNK_ROWS] * np.float64(0.1))):
        cuts = np.array_split(points, 7)
        shards = [moments_of(cut) for cut in cuts]
        left = shards[0]
        for shard in shards[1:]:
            left = merged_moments(left, shard)
        once = moments_of(points).comoments
        gathered = gathered_moments(cuts).comoments
        apart = max(float(np.abs(other / once - 1).max()) for other in (gathered, left.comoments))
        say(
            f"chunked, sharded and whole: largest relative difference, {name} numbers",
            apart,
            "",
            bar="<= 1e-12",
            is_met=apart <= 1e-12,
        )


def compare_streaming(n: int, seed: int) -> None:
    """Print what a row costs on disk beside one in memory, and the most memory it takes."""
    rng = np.random.default_rng(seed)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.npy"
        shape = (10 * n, N_ITEMS)
        kept = np.lib.format.open_memmap(path, mode="w+", dtype=np.uint8, shape=shape)
        for start in range(0, 10 * n, n):
            kept[start : start + n] = answers(n, rng)
        del kept
        command = [sys.executable, "-m", "benchmarks.reliability_streaming", str(path)]
        done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    found = json.loads(done.stdout)
    name = f"a row of {10 * n:,} x {N_ITEMS} on disk / of {n:,} in memory"
    cost, megabytes = found["ratio"], found["megabytes"]
    say(name, cost, "x", bar="0.75-1.25", is_met=0.75 <= cost <= 1.25)
    say(
        "most memory of that process",
        megabytes,
        "MB",
        bar="<= 400",
        is_met=megabytes <= 400,
    )


def main() -> None:
    """Print the table, in one thread."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--n", type=int, default=1_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=7)
    chosen = parser.parse_args()
    libraries = (
        f"Python {platform.python_version()}, numpy {np.__version__}, scipy {scipy.__version__}"
    )
    print(f"{processor()}, one thread; {libraries}; n {chosen.n:,}, seed {chosen.seed}")
    rows = answers(chosen.n, np.random.default_rng(chosen.seed))
    compare_analysis(rows, chosen.rounds)
    compare_streaming(chosen.n, chosen.seed)
    compare_bootstrap(rows[:10_000], min(MOST_DRAWS, chosen.n), chosen.rounds)
    compare_merging(rows)


def processor() -> str:
    """Name the processor as the system does."""
    try:
        lines = Path("/proc/cpuinfo").read_text("utf-8").splitlines()
    except OSError:
        return platform.processor()
    names = [line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")]
    return f"{os.cpu_count()} x {names[0] if names else platform.machine()}"


if __name__ == "__main__":
    main()
