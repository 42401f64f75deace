"""The calibration of grade probabilities runs, repeats, and its kept table meets the bars."""

import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks.grade_calibration import MODEL, calibrate, true_of
from benchmarks.simulated_tasks import simulate_task
from benchmarks.true_results import TrueTask, half_up, true_result
from scoring.case import read_case
from scoring.engine import find
from scoring.model import load_model, read_model_yaml
from scoring.uncertainty.case_draws import run_case
from scoring.uncertainty.lines import lines_of
from scoring.uncertainty.sources import gather_sources

ROOT = Path(__file__).resolve().parents[2]
KEPT = ROOT / "docs" / "benchmarks" / "grade_calibration.txt"


def test_few_tasks_are_calibrated_as_well_as_few_tasks_can_be() -> None:
    found = calibrate(25, np.random.default_rng(1), n_draws=1_000)
    assert found == calibrate(25, np.random.default_rng(1), n_draws=1_000)
    assert found.n == 25
    assert found.coverage >= 0.85
    assert abs(found.accuracy - found.expected_accuracy) < 0.15
    assert found.rms_error == pytest.approx(found.rms_sem, rel=0.5)
    assert sum(one.n for one in found.bins) <= 25 * 4
    assert all(0 < one.se <= 0.5 and one.gap <= 1 for one in found.bins)
    assert found.worst.gap == max(abs(one.predicted - one.seen) for one in found.bins)


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
    error = float(re.search(r"calibration error ([\d.]+)", text)[1])
    assert 0.94 <= coverage <= 0.96
    assert error <= 0.02


def test_the_truth_computed_by_itself_is_the_one_that_the_engines_runs_give() -> None:
    document = read_model_yaml(MODEL)
    model = load_model(document)
    rng = np.random.default_rng(4)
    n = 0
    for kind in ("ENG", "SVC", "RND") * 4:
        simulated = simulate_task(model, rng, kind)
        findings = find(model, read_case(model, simulated.case))
        if findings.tree.total is None:
            continue
        sources = gather_sources(findings, {})
        figures = {key: np.array([simulated.truth[key]]) for key in sources.values}
        runs = run_case(findings, lines_of(findings, sources), figures, n_runs=1)
        total, grade = true_of(document, findings, simulated)
        assert total == pytest.approx(float(runs.tree.total[0]), abs=1e-9)
        assert grade == int(runs.grades[0])
        n += 1
    assert n >= 8


def leaf(code: str, weight: int, **more: object) -> dict[str, object]:
    return {"code": code, "weights": {"T": weight}, **more}


SCALE = {"type": "scale", "scale": "SA1", "floor": 60, "target": 90}
PANEL = {"type": "rubric"}
THEME = {"type": "theme", "theme": "LT"}
TWO = {"type": "blend", "parts": [{"share": 60, "rule": PANEL}, {"share": 40, "rule": THEME}]}
NET = {"type": "nps", "item": "A15", "floor": -50, "baseline": 20, "target": 60}
SMALL = {
    "indicators": [
        leaf("A", 60, children=[leaf("A1", 100, children=[leaf("A1-1", 100, rule={})])]),
        leaf("E", 40, children=[leaf("E1", 100, children=[
            leaf("E1-1", 25, rule=SCALE), leaf("E1-2", 25, rule=TWO), leaf("E1-3", 25, rule=NET),
            leaf("E1-4", 25, rule={}, guard={"if": "A < 60", "cap": 60}),
        ])]),
    ]
}  # fmt: skip


@pytest.mark.parametrize(
    ("a11", "sa1", "is_reliable", "total", "grade"),
    [
        (100.0, 4.5, True, 60 + 10 * (1 + 0.8 + 0.8 + 1), 0),
        (100.0, 4.5, False, 96.0, 1),  # the alpha of the sample bars the best grade
        (100.0, 2.9, True, 86.0, 1),  # an index of 58 scores 0 and caps at good
        (59.0, 4.5, True, 35.4 + 10 * (1 + 0.8 + 0.8 + 0.6), 2),  # guard and cap by A1-1
    ],
)
def test_the_true_total_of_a_small_model_is_the_one_worked_by_hand(
    *, a11: float, sa1: float, is_reliable: bool, total: float, grade: int
) -> None:
    figures = {"scale:SA1": sa1, "panel:E1-2": 80.0, "theme:LT": 1.2, "nps:A15": 40.0}
    task = TrueTask("T", {"A1-1": a11, "E1-4": 100.0}, figures)
    found = true_result(SMALL, task, is_reliable=is_reliable)
    assert found == (pytest.approx(total), grade)


def test_what_the_truth_has_no_lines_for_is_refused() -> None:
    document = {"indicators": [leaf("A", 100, children=[leaf("A1", 100, children=[
        leaf("A1-1", 100, rule={"type": "ratio"})])])]}  # fmt: skip
    with pytest.raises(ValueError, match="ratio"):
        true_result(document, TrueTask("T", {}, {}), is_reliable=True)
    assert half_up(89.995) == 90.0
