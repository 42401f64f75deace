import csv
import math
from pathlib import Path

import numpy as np
import pytest

from fixtures.reference_sets import read_columns
from scoring.uncertainty.classification import classification_accuracy
from scoring.uncertainty.composite_reliability import composite_reliability
from scoring.uncertainty.known_functions import ishigami
from scoring.uncertainty.monte_carlo import simulate_scores
from scoring.uncertainty.sobol import sobol_indices
from scoring.uncertainty.weight_draws import dirichlet_moments, dirichlet_weights

DATA = Path(__file__).resolve().parents[2] / "data"

# Finland in OECD/JRC (2008), table A.2 (facts of UNDP HDR 2001), against the goalposts of the
# Technology Achievement Index: PATENTS ROYALTIES INTERNET EXPORTS TELEPHONES ELECTRICITY SCHOOLING
# UNIVERSITY; telephones and electricity are logarithms in the table.
FINLAND = (187, 125.6, 200.2, 50.7, 3.08, 4.15, 10.0, 27.4)
LOW = (0, 0, 0, 0, 0, math.log10(22), 0.8, 0.1)
HIGH = (994, 272.6, 232.4, 80.8, math.log10(901), math.log10(6969), 12, 27.4)


def test_reliability_of_a_composite_matches_mosier_1943_on_mobi():
    # R: w <- c(.2,.1,.3,.1,.2,.1); S <- cov(M); r <- 1-sum(w^2*diag(S)*(1-a))/(t(w)%*%S%*%w)
    sizes = {"IMAG": 5, "CUEX": 3, "PERQ": 7, "PERV": 2, "CUSA": 3, "CUSL": 3}
    means, alphas = [], []
    for name, k in sizes.items():
        items = read_columns("mobi.csv", *(f"{name}{at}" for at in range(1, k + 1)))
        covariance = np.cov(items.T)
        alphas.append(k / (k - 1) * (1 - np.trace(covariance) / covariance.sum()))
        means.append(items.mean(axis=1))
    found = composite_reliability(
        [0.2, 0.1, 0.3, 0.1, 0.2, 0.1], np.cov(np.array(means)), reliabilities=alphas
    )
    assert found.reliability.value == pytest.approx(0.9326381772, abs=1e-6)
    assert found.sd.value == pytest.approx(1.121791156, abs=1e-6)
    assert found.sem.value == pytest.approx(0.2911514296, abs=1e-6)


def test_dirichlet_weights_move_finlands_tai_as_the_exact_moments_say():
    scores = [[100 * min(1, (x - a) / (b - a)) for x, a, b in zip(FINLAND, LOW, HIGH, strict=True)]]
    shares = np.full(8, 1 / 8)
    exact = dirichlet_moments(scores, shares, concentration=100)
    assert exact.mean[0] == pytest.approx(74.49033405, abs=1e-6)
    assert exact.sd[0] == pytest.approx(2.768261832, abs=1e-6)
    rng = np.random.default_rng(20261101)
    draws = dirichlet_weights(shares, concentration=100, n_draws=400_000, rng=rng)
    found = simulate_scores([scores], draws, cut_points=[70, 75, 80])
    assert found.mean[0] == pytest.approx(exact.mean[0], abs=0.02)
    assert found.sd[0] == pytest.approx(exact.sd[0], abs=0.02)
    at_least = np.cumsum(found.grade_probability[0, ::-1])[::-1][1:]
    assert at_least == pytest.approx([0.9427535, 0.4379375, 0.0183425], abs=0.003)


def test_sobol_indices_of_the_ishigami_function_match_saltelli_2008():
    found = sobol_indices(
        ishigami,
        dict.fromkeys(("x1", "x2", "x3"), (-math.pi, math.pi)),
        n=8192,
        rng=np.random.default_rng(1),
    )
    first = [0.3139051911, 0.4424111448, 0]
    total = [0.5575888552, 0.4424111448, 0.2436836641]
    assert [one.first for one in found.indices] == pytest.approx(first, abs=0.02)
    assert [one.total for one in found.indices] == pytest.approx(total, abs=0.02)
    for one, true in zip(found.indices, total, strict=True):
        assert one.total_limits[0] - 0.01 < true < one.total_limits[1] + 0.01


def test_expected_accuracy_of_hdi_grades_2021_matches_rudner_2001():
    with (DATA / "hdr_2021.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    scores = [hdi(*(float(row[name]) for name in ("le", "eys", "mys", "gnipc"))) for row in rows]
    found = classification_accuracy(scores, 0.01, cut_points=[0.55, 0.7, 0.8])
    assert found.expected_accuracy == pytest.approx(0.9423678153, abs=1e-6)
    assert found.n_borderline == 48
    assert found.least_probability == pytest.approx(0.5104526083, abs=1e-6)


def hdi(life: float, expected: float, schooling: float, income: float) -> float:
    """Compute the human development index: technical note 1 of the report."""
    parts = (
        min(1, (life - 20) / 65),
        (min(1, expected / 18) + min(1, schooling / 15)) / 2,
        min(1, math.log(income / 100) / math.log(750)),
    )
    return math.prod(parts) ** (1 / 3)
