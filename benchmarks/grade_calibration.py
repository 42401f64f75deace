"""Are grade probabilities true? Tasks with known true scores, graded from samples; prints a table.

`python benchmarks/grade_calibration.py --n 10000 --seed 1` (about ten minutes). The true totals lie
within two points of a cut point, where grades are in doubt.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from benchmarks.machine import machine
from benchmarks.simulated_tasks import simulate_task
from scoring.case import read_case
from scoring.engine import find
from scoring.findings import Findings
from scoring.model import IndicatorModel, load_model, read_model_yaml
from scoring.uncertainty.case_draws import run_case
from scoring.uncertainty.case_uncertainty import UncertaintyOptions, assess_uncertainty
from scoring.uncertainty.components import effective_shares
from scoring.uncertainty.lines import lines_of
from scoring.uncertainty.sources import gather_sources

MODEL = Path(__file__).resolve().parents[1] / "surveyapp" / "defaults" / "default_model.yaml"
REACH = 2.0
"""True totals lie within so many points of a cut point: elsewhere every grade is sure."""
CUTS = (80.0, 90.0)


Row = tuple[list[float], list[float], float, float, float, int]


@dataclass(frozen=True)
class Calibration:
    """What became of the predictions: `coverage` 0-1, calibration errors, and a table of bins.

    `error` is the mean over all predictions between .005 and .995, weighted by the bins' sizes, of
    how far the mean probability of a bin lies from the share of tasks that had the grade.
    """

    n: int
    coverage: float
    error: float
    largest_error: float
    mean_sem: float
    rms_error: float
    accuracy: float
    expected_accuracy: float
    bins: tuple[tuple[int, float, float], ...]


def calibrate(n: int, rng: np.random.Generator, *, n_draws: int = 2_000) -> Calibration:
    """Simulate tasks, predict their grades and look what they truly were."""
    model = load_model(read_model_yaml(MODEL))
    kinds = [kind.code for kind in model.task_types]
    rows: list[Row] = []
    while len(rows) < n:
        row = _one(model, rng, kinds[len(rows) % len(kinds)], n_draws)
        if row is not None:  # a scale of low reliability blocks a task, as it should
            rows.append(row)
    probabilities = np.array([row[0] for row in rows])
    happened = np.array([row[1] for row in rows])
    inside, sems, errors, chosen = (np.array([row[at] for row in rows]) for at in range(2, 6))
    table = _bins(probabilities.ravel(), happened.ravel())
    counted = sum(count for count, _, _ in table)
    gaps = [abs(predicted - seen) for _, predicted, seen in table]
    places = np.arange(n), chosen.astype(int)
    return Calibration(
        n,
        float(inside.mean()),
        float(sum(gap * one[0] for gap, one in zip(gaps, table, strict=True)) / max(counted, 1)),
        max(gaps, default=0.0),
        float(sems.mean()),
        float((errors**2).mean() ** 0.5),
        float(happened[places].mean()),
        float(probabilities[places].mean()),
        table,
    )


def _one(model: IndicatorModel, rng: np.random.Generator, kind: str, n_draws: int) -> Row | None:
    simulated = simulate_task(model, rng, kind)
    findings = find(model, read_case(model, simulated.case))
    if findings.tree.total is None:
        return None
    target = rng.choice(CUTS) + rng.uniform(-REACH, REACH)
    _shift_given(simulated.case["raw"], findings, target - _truth(findings, simulated.truth)[0])
    findings = find(model, read_case(model, simulated.case))
    total, grade = _truth(findings, simulated.truth)
    found = assess_uncertainty(findings, options=UncertaintyOptions(n_draws), rng=rng)
    if found.interval is None or found.probabilities is None or found.sem is None:
        raise ValueError("a simulated task has no estimate")
    low, high = found.interval
    codes = list(found.probabilities)
    return (
        list(found.probabilities.values()),
        [float(at == grade) for at in range(len(codes))],
        float(low <= total <= high),
        found.sem,
        float(found.total or 0) - total,
        codes.index(str(found.grade)),
    )


def _shift_given(raw: dict[str, Any], findings: Findings, points: float) -> None:
    """Shift the given scores together, so that the total moves by about so many points."""
    shares = effective_shares(findings)
    given = [code for code, one in raw.items() if isinstance(one, float)]
    step = points / sum(shares[code] for code in given)
    for code in given:
        raw[code] = float(np.clip(raw[code] + step, 0, 100).round(2))


def _truth(findings: Findings, truth: dict[str, float]) -> tuple[float, int]:
    """Return the total and the grade (0 the best) that the true figures give."""
    sources = gather_sources(findings, {})
    figures = {key: np.array([truth[key]]) for key in sources.values}
    runs = run_case(findings, lines_of(findings, sources), figures, n_runs=1)
    return float(runs.tree.total[0]), int(runs.grades[0])


def _bins(
    probabilities: NDArray[np.float64], happened: NDArray[np.float64]
) -> tuple[tuple[int, float, float], ...]:
    open_ones = (probabilities > 0.005) & (probabilities < 0.995)
    table = []
    tenths = np.minimum((probabilities * 10).astype(int), 9)
    for tenth in range(10):
        own = open_ones & (tenths == tenth)
        if own.any():
            row = (int(own.sum()), float(probabilities[own].mean()), float(happened[own].mean()))
            table.append(row)
    return tuple(table)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--n", type=int, default=10_000)
    parser.add_argument("--draws", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    chosen = parser.parse_args()
    rng = np.random.default_rng(chosen.seed)
    found = calibrate(chosen.n, rng, n_draws=chosen.draws)
    options = f"--n {chosen.n} --draws {chosen.draws} --seed {chosen.seed}"
    print(f"python benchmarks/grade_calibration.py {options}")
    print(machine())
    print(f"tasks {found.n}, each within {REACH:g} points of a cut point")
    print(f"95 % intervals cover the true total: {found.coverage:.4f}")
    print(f"calibration error {found.error:.4f}, largest of a bin {found.largest_error:.4f}")
    print(f"mean standard uncertainty {found.mean_sem:.4f}, real error (rms) {found.rms_error:.4f}")
    print(f"grades right {found.accuracy:.4f}, expected {found.expected_accuracy:.4f}")
    print("by tenths of the predicted probability (those below .005 or above .995 left out):")
    print("predictions  mean probability  share that had the grade")
    for count, predicted, seen in found.bins:
        print(f"{count:11d}  {predicted:16.4f}  {seen:24.4f}")


if __name__ == "__main__":
    main()
