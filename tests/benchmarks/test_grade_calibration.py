"""The calibration of grade probabilities runs, repeats, and its kept table meets the bars."""

import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks.grade_calibration import MODEL, calibrate
from benchmarks.simulated_tasks import simulate_task
from scoring.case import read_case
from scoring.engine import find
from scoring.model import load_model, read_model_yaml
from scoring.uncertainty.sources import gather_sources

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "benchmarks" / "grade_calibration.txt"


def test_few_tasks_are_calibrated_as_well_as_few_tasks_can_be() -> None:
    found = calibrate(25, np.random.default_rng(1), n_draws=1_000)
    assert found == calibrate(25, np.random.default_rng(1), n_draws=1_000)
    assert found.n == 25
    assert found.coverage >= 0.85
    assert abs(found.accuracy - found.expected_accuracy) < 0.15
    assert found.rms_error == pytest.approx(found.mean_sem, rel=0.5)
    assert sum(count for count, _, _ in found.bins) <= 25 * 4


def test_every_uncertain_figure_of_a_simulated_task_has_a_known_truth() -> None:
    model = load_model(read_model_yaml(MODEL))
    simulated = simulate_task(model, np.random.default_rng(2), "SVC")
    findings = find(model, read_case(model, simulated.case))
    sources = gather_sources(findings, {})
    assert set(sources.values) <= set(simulated.truth)
    off = [
        abs(value - simulated.truth[key]) / sources.uncertainty(key)
        for key, value in sources.values.items()
    ]
    assert np.median(off) < 2


def test_the_kept_table_meets_the_bars() -> None:
    text = KEPT.read_text("utf-8")
    assert "--n 10000 " in text
    coverage = float(re.search(r"cover the true total: (\S+)", text)[1])
    error = float(re.search(r"calibration error (\S+),", text)[1])
    assert 0.94 <= coverage <= 0.96
    assert error <= 0.02
