"""Are grade probabilities true? Tasks with known true scores, graded from samples; prints a table.

`python benchmarks/grade_calibration.py --n 10000 --seed 1` (about ten minutes). The true totals lie
within two points of a cut point, where grades are in doubt. They are computed by `true_results.py`
from the text of the indicator model, by nothing that the predictions are made with.
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
from benchmarks.simulated_tasks import Simulated, simulate_task
from benchmarks.true_results import TrueTask, leaf_shares, true_result
from scoring.case import read_case
from scoring.engine import find
from scoring.findings import Findings
from scoring.model import IndicatorModel, load_model, read_model_yaml
from scoring.uncertainty.case_uncertainty import UncertaintyOptions, assess_uncertainty

MODEL = Path(__file__).resolve().parents[1] / "surveyapp" / "defaults" / "default_model.yaml"
REACH = 2.0
"""True totals lie within so many points of a cut point: elsewhere every grade is sure."""
CUTS = (80.0, 90.0)


@dataclass(frozen=True)
class Bin:
    """Predictions of a tenth: how many, their mean probability, and the share that came true.

    `se` is the standard error of that share if every prediction were true.
    """

    n: int
    predicted: float
    seen: float
    se: float

    @property
    def gap(self) -> float:
        """Return how far the share lies from the mean probability."""
        return abs(self.predicted - self.seen)


@dataclass(frozen=True)
class Calibration:
    """What became of the predictions: `coverage` 0-1, calibration errors, and a table of bins.

    `error` is the mean over all predictions between .005 and .995, weighted by the bins' sizes, of
    how far the mean probability of a bin lies from the share of tasks that had the grade.
    `rms_sem` and `rms_error` are of one kind: the root of the mean square of what was expected of
    the totals' errors, and of what they were.
    """

    n: int
    coverage: float
    error: float
    rms_sem: float
    rms_error: float
    accuracy: float
    expected_accuracy: float
    bins: tuple[Bin, ...]

    @property
    def worst(self) -> Bin:
        """Return the bin with the largest gap."""
        return max(self.bins, key=lambda one: one.gap)


@dataclass(frozen=True)
class Row:
    """What was predicted of one task, and what it was; `chosen` the place of the official grade."""

    probabilities: list[float]
    happened: list[float]
    is_covered: bool
    sem: float
    error: float
    chosen: int


def calibrate(n: int, rng: np.random.Generator, *, n_draws: int = 2_000) -> Calibration:
    """Simulate tasks, predict their grades and look what they truly were."""
    document = read_model_yaml(MODEL)
    model = load_model(document)
    kinds = [kind.code for kind in model.task_types]
    rows: list[Row] = []
    while len(rows) < n:
        simulated = simulate_task(model, rng, kinds[len(rows) % len(kinds)])
        row = _one(document, model, simulated, rng=rng, n_draws=n_draws)
        if row is not None:  # a scale of low reliability blocks a task, as it should
            rows.append(row)
    probabilities = np.array([row.probabilities for row in rows])
    happened = np.array([row.happened for row in rows])
    table = _bins(probabilities.ravel(), happened.ravel())
    places = np.arange(n), np.array([row.chosen for row in rows])
    return Calibration(
        n,
        float(np.mean([row.is_covered for row in rows])),
        sum(one.gap * one.n for one in table) / max(sum(one.n for one in table), 1),
        float(np.mean([row.sem**2 for row in rows]) ** 0.5),
        float(np.mean([row.error**2 for row in rows]) ** 0.5),
        float(happened[places].mean()),
        float(probabilities[places].mean()),
        table,
    )


def _one(
    document: dict[str, Any],
    model: IndicatorModel,
    simulated: Simulated,
    *,
    rng: np.random.Generator,
    n_draws: int,
) -> Row | None:
    findings = find(model, read_case(model, simulated.case))
    if findings.tree.total is None:
        return None
    target = rng.choice(CUTS) + rng.uniform(-REACH, REACH)
    total, _ = true_of(document, findings, simulated)
    _shift_given(document, simulated.case, target - total)
    findings = find(model, read_case(model, simulated.case))
    total, grade = true_of(document, findings, simulated)
    found = assess_uncertainty(findings, options=UncertaintyOptions(n_draws), rng=rng)
    if found.interval is None or found.probabilities is None or found.sem is None:
        raise ValueError("a simulated task has no estimate")
    low, high = found.interval
    codes = list(found.probabilities)
    return Row(
        list(found.probabilities.values()),
        [float(at == grade) for at in range(len(codes))],
        low <= total <= high,
        found.sem,
        float(found.total or 0) - total,
        codes.index(str(found.grade)),
    )


def _shift_given(document: dict[str, Any], case: dict[str, Any], points: float) -> None:
    """Shift the given scores together, so that the total moves by about so many points."""
    shares = leaf_shares(document, case["task"]["type"])
    raw = case["raw"]
    given = [code for code, one in raw.items() if isinstance(one, float)]
    step = points / sum(shares[code] for code in given)
    for code in given:
        raw[code] = float(np.clip(raw[code] + step, 0, 100).round(2))


def true_of(
    document: dict[str, Any], findings: Findings, simulated: Simulated
) -> tuple[float, int]:
    """Return the total and the grade (0 the best) that the true figures give."""
    case = simulated.case
    given = {code: one for code, one in case["raw"].items() if isinstance(one, float)}
    gates = [one for one in findings.decision.gates if one.gate.kind == "scales_alpha"]
    return true_result(
        document,
        TrueTask(case["task"]["type"], given, simulated.truth),
        is_reliable=all(one.passed for one in gates),
    )


def _bins(probabilities: NDArray[np.float64], happened: NDArray[np.float64]) -> tuple[Bin, ...]:
    open_ones = (probabilities > 0.005) & (probabilities < 0.995)
    table = []
    tenths = np.minimum((probabilities * 10).astype(int), 9)
    for tenth in range(10):
        own = open_ones & (tenths == tenth)
        n = int(own.sum())
        if n:
            p = probabilities[own]
            se = float((p * (1 - p)).sum() ** 0.5) / n
            table.append(Bin(n, float(p.mean()), float(happened[own].mean()), se))
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
    worst = found.worst
    print(f"calibration error {found.error:.4f}: mean over all predictions, weighted by cases")
    print(f"largest of a bin {worst.gap:.4f}: {worst.n} cases, standard error {worst.se:.4f}")
    print(f"standard uncertainty (rms) {found.rms_sem:.4f}, real error (rms) {found.rms_error:.4f}")
    print(f"grades right {found.accuracy:.4f}, expected {found.expected_accuracy:.4f}")
    print("by tenths of the predicted probability (those below .005 or above .995 left out):")
    print("predictions  mean probability  share that had the grade  difference  standard error")
    for one in found.bins:
        print(
            f"{one.n:11d}  {one.predicted:16.4f}  {one.seen:24.4f}  {one.gap:10.4f}  {one.se:14.4f}"
        )


if __name__ == "__main__":
    main()
