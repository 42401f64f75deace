"""How quick agreement is beside the packages pingouin and krippendorff, in one process and thread.

    python benchmarks/agreement.py [--n 10000] [--seed 1] [--rounds 3]

Three raters of `--n` units. krippendorff's table is units by values squared, so its ratings are
whole numbers 0-100 (2.5 GB at 10,000 units); continuous ones it cannot hold, and for them our own
memory is measured at one and at ten times the units.

pingouin 0.6.1, the one of the extra `oracles`, takes more than ten seconds for 10,000 units; 0.7.0
computes the same in some thirty milliseconds, so against it the bar is not judged.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # read once, when numpy is first imported

import argparse
import sys
import tracemalloc
import warnings
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path
from time import process_time
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.machine import machine
from scoring.agreement import intraclass_correlations, krippendorff_alpha

try:
    import krippendorff
    import pandas
    import pingouin
except ImportError:  # oracles of the extra `oracles`, no part of the product
    pingouin = krippendorff = None

N_RATERS = 3
TOP = 100
OUR_TURNS = 20
BARRED_PINGOUIN = "0.6.1"
Ratings = NDArray[np.float64]


def seconds(act: Callable[[], object], turns: int) -> float:
    """Return the least processor time of an act, so that other work does not count."""
    least = float("inf")
    for _ in range(turns):
        start = process_time()
        act()
        least = min(least, process_time() - start)
    return least


def continuous(n: int, rng: np.random.Generator) -> Ratings:
    """Draw scores 0-100 of raters who share half of what they see."""
    ratings = rng.normal(size=(n, 1)) + rng.normal(size=(n, N_RATERS))
    low, high = ratings.min(), ratings.max()
    scaled: Ratings = TOP * (ratings - low) / (high - low)
    return scaled


def our_icc(ratings: Ratings) -> list[float]:
    """Compute the six forms with their limits."""
    found = intraclass_correlations(ratings, missing_policy="refuse")
    return [float(figure.value or 0) for figure in found.figures.values()]


def our_alpha(ratings: Ratings) -> float:
    """Compute Krippendorff's alpha of intervals."""
    return float(krippendorff_alpha(ratings, level="interval").figure.value or 0)


def bytes_a_rating(ratings: Ratings) -> float:
    """Return the most memory that alpha takes on top of the ratings, by rating."""
    tracemalloc.start()
    our_alpha(ratings)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most / ratings.size


def say(name: str, value: float, unit: str, *, bar: str = "", is_met: bool = True) -> None:
    """Print one line of the table; a figure without a bar stands beside the others to compare."""
    verdict = ("met" if is_met else "MISSED") if bar else ""
    print(f"{name:<66} {value:>9.3g} {unit:<6} {bar:<9} {verdict}".rstrip())


def compare_icc(ratings: Ratings, rounds: int) -> None:
    """Print how many times longer pingouin takes for the six forms."""
    ours = seconds(lambda: our_icc(ratings), OUR_TURNS)
    say(f"six ICC with limits of {len(ratings):,} x {N_RATERS}", ours * 1e3, "ms")
    if pingouin is None:
        print("pingouin is not installed (extra `oracles`)")
        return
    n, k = ratings.shape
    long = pandas.DataFrame(
        {
            "unit": np.repeat(np.arange(n), k),
            "rater": np.tile(np.arange(k), n),
            "value": ratings.ravel(),
        }
    )

    def theirs() -> Any:
        return pingouin.intraclass_corr(long, targets="unit", raters="rater", ratings="value")

    taken = seconds(theirs, rounds)
    name = f"pingouin {pingouin.__version__}"
    say(f"{name}, the same", taken * 1e3, "ms")
    is_barred = pingouin.__version__ == BARRED_PINGOUIN
    bar = ">= 3000" if is_barred else ""
    say(f"{name} / ours", taken / ours, "x", bar=bar, is_met=taken / ours >= 3_000)
    if not is_barred:
        print(f"the bar of 3,000 is on pingouin {BARRED_PINGOUIN}: see the head of this file")
    apart = float(np.abs(np.subtract(our_icc(ratings), theirs()["ICC"].tolist())).max())
    say("largest difference of an ICC", apart, "", bar="<= 1e-9", is_met=apart <= 1e-9)


def compare_alpha(ratings: Ratings, rounds: int) -> None:
    """Print how many times longer krippendorff takes, and that memory follows the ratings."""
    whole = np.rint(ratings)
    ours = seconds(lambda: our_alpha(whole), OUR_TURNS)
    say(f"Krippendorff interval of {len(ratings):,} x {N_RATERS}, 0-{TOP}", ours * 1e3, "ms")
    if krippendorff is None:
        print("krippendorff is not installed (extra `oracles`)")
    else:

        def theirs() -> float:
            return float(krippendorff.alpha(whole.T, level_of_measurement="interval"))

        taken = seconds(theirs, rounds)
        name = f"krippendorff {version('krippendorff')}"
        say(f"{name}, the same", taken * 1e3, "ms")
        say(f"{name} / ours", taken / ours, "x", bar=">= 500", is_met=taken / ours >= 500)
        apart = abs(our_alpha(whole) - theirs())
        say("difference of alpha", apart, "", bar="<= 1e-12", is_met=apart <= 1e-12)
    say("Krippendorff interval, continuous", seconds(lambda: our_alpha(ratings), 5) * 1e3, "ms")


def compare_memory(ratings: Ratings, rng: np.random.Generator) -> None:
    """Print the most memory of continuous scores at one and at ten times the units."""
    few, many = bytes_a_rating(ratings), bytes_a_rating(continuous(10 * len(ratings), rng))
    say(f"memory, continuous, {len(ratings):,} units", few, "B each")
    grown = many / few
    name = f"memory, continuous, {10 * len(ratings):,} units"
    say(name, many, "B each", bar="constant", is_met=grown <= 1.1)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--rounds", type=int, default=3, help="turns of the other packages")
    chosen = parser.parse_args()
    warnings.simplefilter("ignore")  # of pandas, about how pingouin calls it
    print(f"{machine()}; one thread, n {chosen.n:,}, seed {chosen.seed}")
    rng = np.random.default_rng(chosen.seed)
    ratings = continuous(chosen.n, rng)
    compare_icc(ratings, chosen.rounds)
    compare_alpha(ratings, chosen.rounds)
    compare_memory(ratings, rng)


if __name__ == "__main__":
    main()
