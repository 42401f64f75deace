"""10,000 drawn weights for 60 indicators of 1,000 tasks, graded; a ratio to the matrix product.

`python benchmarks/monte_carlo.py` (a few seconds, single thread). Both are timed by the processor's
time of this process and the least of the rounds is taken, so that other work does not count. The
product is the bare one of all draws, into memory that is ready: no scores are looked at.
"""

import os

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

import argparse
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.machine import machine
from scoring.uncertainty.monte_carlo import MonteCarloResult, simulate_scores
from scoring.uncertainty.weight_draws import dirichlet_weights

N_INDICATORS = 60
CUTS = (60.0, 80.0, 90.0)
ROUNDS = 7


@dataclass(frozen=True)
class Timing:
    """Processor seconds of the bare product and of the graded simulation, and what came out."""

    product: float
    simulation: float
    found: MonteCarloResult
    error: float

    @property
    def ratio(self) -> float:
        """Return how many bare products the simulation takes."""
        return self.simulation / self.product


def measure(n_draws: int, n_tasks: int, rng: np.random.Generator) -> Timing:
    """Time both in turn, and hold the probabilities against those of the whole product."""
    tasks = rng.uniform(40, 100, (n_tasks, N_INDICATORS))
    shares = np.full(N_INDICATORS, 1 / N_INDICATORS)
    weights = dirichlet_weights(shares, concentration=20, n_draws=n_draws, rng=rng)
    whole = np.empty((n_draws, n_tasks))
    products, simulations = [], []
    for _ in range(ROUNDS):
        products.append(_seconds(lambda: np.matmul(weights, tasks.T, out=whole)))
        simulations.append(
            _seconds(lambda: simulate_scores([tasks], weights, cut_points=CUTS, places=2))
        )
    found = simulate_scores([tasks], weights, cut_points=CUTS, places=2)
    at_least = np.array([(np.floor(whole * 100 + 0.5) >= cut * 100).mean(axis=0) for cut in CUTS])
    reached = found.grade_probability[:, ::-1].cumsum(axis=1)[:, :-1][:, ::-1].T
    return Timing(min(products), min(simulations), found, float(np.abs(reached - at_least).max()))


def _seconds(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def main() -> None:
    """Print the ratio."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000, help="draws")
    parser.add_argument("--tasks", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    found = measure(chosen.n, chosen.tasks, np.random.default_rng(chosen.seed))
    print(f"{chosen.n} draws x {N_INDICATORS} indicators x {chosen.tasks} tasks, one thread")
    print(machine())
    print(f"bare matrix product             {found.product:.4f} s")
    print(f"scores and grade probabilities  {found.simulation:.4f} s")
    print(f"ratio                           {found.ratio:.2f} (bar: 1.5)")
    print(f"largest difference of a probability from the whole product's {found.error:.1e}")


if __name__ == "__main__":
    main()
