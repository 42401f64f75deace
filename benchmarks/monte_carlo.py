"""10,000 drawn weights for 60 indicators of 1,000 tasks, graded; ratios to the matrix product.

`python benchmarks/monte_carlo.py` (a few seconds, single thread). All are timed by the processor's
time of this process, in turn, and the least of the rounds is taken, so that other work does not
count. The product is the bare one of all draws, into memory that is ready: no scores are looked at.

The bar of 1.5 is on what follows from the weights: scores, mean, spread and grade probabilities. It
stems from a measured limit of .082 s beside .079 s for the product alone, which leaves no room for
drawing: 600,000 gamma variates take longer than half the product by themselves. Drawing is timed
as well, and held against the same bar, for each of the two ways to draw.
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
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.machine import machine
from scoring.uncertainty.monte_carlo import MonteCarloResult, simulate_scores
from scoring.uncertainty.weight_draws import dirichlet_weights, uniform_weights

N_INDICATORS = 60
CUTS = (60.0, 80.0, 90.0)
ROUNDS = 7
BAR = 1.5
Values = NDArray[np.float64]


@dataclass(frozen=True)
class Timing:
    """Processor seconds of each act, and what came out.

    `product` the bare matrix product, `simulation` all that follows from given weights, `uniform`
    and `dirichlet` the same with the drawing of the weights; `error` the largest difference of a
    probability from the whole product's.
    """

    product: float
    simulation: float
    uniform: float
    dirichlet: float
    found: MonteCarloResult
    error: float


def measure(n_draws: int, n_tasks: int, rng: np.random.Generator) -> Timing:
    """Time all acts in turn, and hold the probabilities against those of the whole product."""
    tasks = rng.uniform(40, 100, (n_tasks, N_INDICATORS))
    shares = np.full(N_INDICATORS, 1 / N_INDICATORS)

    def dirichlet() -> Values:
        return dirichlet_weights(shares, concentration=20, n_draws=n_draws, rng=rng)

    def uniform() -> Values:
        return uniform_weights(shares, spread=0.25, n_draws=n_draws, rng=rng)

    def graded(weights: Values) -> MonteCarloResult:
        return simulate_scores([tasks], weights, cut_points=CUTS, places=2)

    weights, whole = dirichlet(), np.empty((n_draws, n_tasks))
    acts: tuple[Callable[[], object], ...] = (
        lambda: np.matmul(weights, tasks.T, out=whole),
        lambda: graded(weights),
        lambda: graded(uniform()),
        lambda: graded(dirichlet()),
    )
    rounds = [[_seconds(act) for act in acts] for _ in range(ROUNDS)]
    product, simulation, by_uniform, by_dirichlet = (min(one) for one in zip(*rounds, strict=True))
    found = graded(weights)
    at_least = np.array([(np.floor(whole * 100 + 0.5) >= cut * 100).mean(axis=0) for cut in CUTS])
    reached = found.grade_probability[:, ::-1].cumsum(axis=1)[:, :-1][:, ::-1].T
    error = float(np.abs(reached - at_least).max())
    return Timing(product, simulation, by_uniform, by_dirichlet, found, error)


def _seconds(act: Callable[[], object]) -> float:
    start = time.process_time()
    act()
    return time.process_time() - start


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--n", type=int, default=10_000, help="draws")
    parser.add_argument("--tasks", type=int, default=1_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    found = measure(chosen.n, chosen.tasks, np.random.default_rng(chosen.seed))
    print(f"{chosen.n} draws x {N_INDICATORS} indicators x {chosen.tasks} tasks, one thread")
    print(machine())
    print(f"bare matrix product                            {found.product:.4f} s")
    for name, seconds in (
        ("from given weights (what the bar means)", found.simulation),
        ("with drawing them, uniform within 25 %", found.uniform),
        ("with drawing them, Dirichlet", found.dirichlet),
    ):
        ratio = seconds / found.product
        verdict = "met" if ratio <= BAR else "MISSED"
        print(f"{name:<46} {seconds:.4f} s  ratio {ratio:.2f}  <= {BAR}  {verdict}")
    verdict = "met" if found.error <= 1e-12 else "MISSED"
    print(
        f"largest difference of a probability from the whole product's {found.error:.1e}"
        f"  <= 1e-12  {verdict}"
    )


if __name__ == "__main__":
    main()
