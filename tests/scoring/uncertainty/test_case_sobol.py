"""Sobol indices of a task, of a cohort, of formulas and of functions known exactly."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fixtures.scoring_cases import KIT, given_case, worked_case
from scoring.case import read_case
from scoring.engine import find
from scoring.uncertainty.case_sobol import case_sobol
from scoring.uncertainty.case_uncertainty import UncertaintyOptions
from scoring.uncertainty.cohort_sobol import NORMALISATIONS, cohort_sobol, normalised
from scoring.uncertainty.formula import read_formula
from scoring.uncertainty.known_functions import (
    g_function,
    g_function_indices,
    ishigami,
    ishigami_indices,
)
from scoring.uncertainty.sobol import sobol_indices


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


def of_case(case: dict, n: int = 2048, **options: object):
    findings = find(KIT, read_case(KIT, case))
    return case_sobol(findings, options=UncertaintyOptions(**options), n=n, rng=rng())


def test_the_questionnaires_move_the_worked_example_most():
    found = of_case(worked_case(), concentration=200.0)
    names = [one.name for one in found.indices]
    assert names == ["survey:QA", "survey:QB", "panel", "interviews", "weights"]
    assert sum(one.first for one in found.indices) == pytest.approx(1, abs=0.1)
    for one in found.indices:
        assert one.total_limits[0] <= one.total <= one.total_limits[1]


def test_declared_uncertainties_share_the_variance_as_their_squares():
    found = of_case(given_case(85), declared={"A1-2": 4.0})
    assert [one.name for one in found.indices] == ["declared"]
    assert found.indices[0].total == pytest.approx(1, abs=0.05)


def test_a_task_without_sources_has_no_indices():
    assert of_case(given_case(85)).reason == "no_variance"


def test_a_blocked_task_and_a_senseless_size_are_refused():
    case = worked_case()
    del case["raw"]["A1-2"]
    with pytest.raises(ValueError, match="no total"):
        of_case(case)
    for n in (1, 10**8):
        with pytest.raises(ValueError, match="n must be"):
            of_case(worked_case(), n=n)


@pytest.mark.parametrize(("a", "b"), [(7.0, 0.1), (5.0, 0.05), (0.0, 0.1)])
def test_estimates_of_ishigami_meet_its_exact_indices(a: float, b: float):
    exact = ishigami_indices(a=a, b=b)
    ranges = dict.fromkeys(("x1", "x2", "x3"), (-np.pi, np.pi))
    found = sobol_indices(lambda x: ishigami(x, a=a, b=b), ranges, n=4096, rng=rng())
    assert [one.first for one in found.indices] == pytest.approx(exact.first, abs=0.03)
    assert [one.total for one in found.indices] == pytest.approx(exact.total, abs=0.03)


def test_estimates_of_the_g_function_meet_its_exact_indices():
    a = [0, 1, 4.5]
    exact = g_function_indices(a)
    ranges = dict.fromkeys(("x1", "x2", "x3"), (0.0, 1.0))
    found = sobol_indices(lambda x: g_function(x, a), ranges, n=4096, rng=rng())
    assert [one.first for one in found.indices] == pytest.approx(exact.first, abs=0.02)
    assert [one.total for one in found.indices] == pytest.approx(exact.total, abs=0.02)


@given(st.lists(st.floats(0, 100), min_size=1, max_size=6))
def test_first_indices_never_exceed_total_ones_nor_sum_to_more_than_one(a: list[float]):
    exact = g_function_indices(a)
    assert sum(exact.first) <= 1 + 1e-9
    assert all(one <= other + 1e-12 for one, other in zip(*exact, strict=True))


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("a + 2 * b", 7.0),
        ("a - b / 4", 2.5),
        ("-a ** 2", -9.0),
        ("min(a, b, 1.5) + max(a, b)", 4.5),
        ("sqrt(abs(b - 11)) + exp(0) + log(1) + sin(0) + cos(pi)", 3.0),
        ("(2)", 2.0),
        ("pi", np.pi),
    ],
)
def test_a_formula_is_computed_run_by_run(text: str, value: float):
    found = read_formula(text, ["a", "b"])(np.array([[3.0, 3.0], [2.0, 2.0]]))
    assert found == pytest.approx([value, value])


@pytest.mark.parametrize(
    "text",
    [
        "", "a +", "c", "a.real", "a if b else 1", "__import__('os')", "sin(a, b)", "max(a)",
        "True", "'a'", "a < b", "[a]", "sin(x=a)", "lambda: a", "~a", "a; b", "1j", "a" * 3000,
        "+".join(["a"] * 400), "-" * 80 + "a", "(" * 900 + "a" + ")" * 900,
    ],
)  # fmt: skip
def test_what_is_no_arithmetic_is_refused(text: str):
    with pytest.raises(ValueError, match="formula"):
        read_formula(text, ["a", "b"])


def test_only_weights_move_ranks_where_there_is_one_method():
    found = cohort_sobol(
        [normalised(rng(3).normal(size=(12, 4)), "minmax")],
        [0.25] * 4,
        aggregations=["arithmetic"],
        spread=0.8,
        n=512,
        rng=rng(),
    )
    weights, *others = found.sobol.indices
    assert weights.total == pytest.approx(1, abs=0.1)
    assert [one.total for one in others] == [0, 0]
    assert found.average_shift > 0
    assert (found.ranks.low <= found.ranks.median).all()
    assert sorted(found.baseline) == list(range(1, 13))


def test_all_choices_move_ranks_and_nothing_moves_a_cohort_in_one_order():
    values = rng(4).lognormal(size=(15, 3))
    found = cohort_sobol(
        [normalised(values, kind) for kind in NORMALISATIONS],
        [0.5, 0.3, 0.2],
        aggregations=["arithmetic", "geometric", "harmonic"],
        spread=0.25,
        n=1024,
        rng=rng(),
    )
    assert all(one.total > 0.01 for one in found.sobol.indices)
    steady = cohort_sobol(
        [normalised([[1, 1], [2, 2], [3, 3]], kind) for kind in NORMALISATIONS],
        [0.5, 0.5],
        aggregations=["arithmetic"],
        spread=0.25,
        n=64,
        rng=rng(),
    )
    assert steady.sobol.reason == "no_variance"
    assert (steady.ranks.low.tolist(), steady.average_shift) == ([3, 2, 1], 0)


@given(
    st.lists(st.lists(st.integers(-50, 50), min_size=3, max_size=3), min_size=2, max_size=8),
    st.sampled_from(NORMALISATIONS),
)
@settings(deadline=None)
def test_normalising_keeps_the_order_of_every_indicator(rows: list[list[int]], kind):
    values = np.array(rows, dtype=float)
    if (np.ptp(values, axis=0) == 0).any():
        with pytest.raises(ValueError, match="same for all"):
            normalised(values, kind)
        return
    found = normalised(values, kind)
    assert found.min() >= 1
    for raw, new in zip(values.T, found.T, strict=True):
        order = np.argsort(raw, kind="stable")
        assert (np.diff(new[order]) >= -1e-12).all()


@pytest.mark.parametrize(
    ("change", "word"),
    [({"n": 1}, "n must be"), ({"n": 2**22}, "n must be"), ({"spread": 2}, "spread"),
     ({"shares": [1, 1]}, "shares"), ({"aggregations": ["x"]}, "aggregations"),
     ({"variants": [[[1, 2, 3]]]}, "shape")],
)  # fmt: skip
def test_a_cohort_that_cannot_be_drawn_is_refused(change: dict, word: str):
    known = {"variants": [[[1, 2], [2, 1]]], "shares": [0.5, 0.5], "aggregations": ["arithmetic"],
             "spread": 0.25, "n": 64, "rng": rng()} | change  # fmt: skip
    with pytest.raises(ValueError, match=word):
        cohort_sobol(known.pop("variants"), known.pop("shares"), **known)


@pytest.mark.parametrize(
    ("values", "kind", "word"),
    [([[1.0]], "minmax", "two units"), ([[1.0], [np.nan]], "minmax", "finite"),
     ([1.0, 2.0], "minmax", "matrix"), ([[1.0], [2.0]], "best", "normalisation")],
)  # fmt: skip
def test_indicators_that_cannot_be_normalised_are_refused(values, kind, word: str):
    with pytest.raises(ValueError, match=word):
        normalised(values, kind)
