"""Factors behind items: what is recovered, what cannot change, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.correlations import sums_without_each
from scoring.factors import cfa
from scoring.factors.adequacy import bartlett_sphericity, kaiser_meyer_olkin
from scoring.factors.cfa import fit_factor_model
from scoring.factors.components import principal_components
from scoring.factors.composite import construct_reliabilities, omega_total
from scoring.factors.extraction import minimum_residual_factors
from scoring.factors.fit import model_fit
from scoring.factors.hierarchical import omega_hierarchical
from scoring.factors.htmt import heterotrait_monotrait
from scoring.factors.matrix import checked_matrix
from scoring.factors.parallel import parallel_analysis
from scoring.factors.rotation import oblimin, varimax

SEEDS = st.integers(0, 2**32 - 1)


def one_factor(loadings: list[float]) -> np.ndarray:
    truth = np.array(loadings)
    return np.outer(truth, truth) + np.diag(1 - truth**2)


def three_factors(between: float) -> tuple[np.ndarray, np.ndarray]:
    """Return loadings of three constructs of three items, and the correlations they imply."""
    loadings = np.zeros((9, 3))
    values = [0.9, 0.8, 0.7, 0.85, 0.75, 0.65, 0.6, 0.7, 0.8]
    loadings[np.arange(9), np.repeat(range(3), 3)] = values
    matrix = loadings @ (np.full((3, 3), between) + (1 - between) * np.eye(3)) @ loadings.T
    np.fill_diagonal(matrix, 1.0)
    return np.array(values), matrix


def test_a_search_that_stalls_begins_afresh_and_finds_the_edge(monkeypatch) -> None:
    # four independent normal answers of 20 rows: scipy's search stops short of a residual of 0
    rows = np.random.default_rng(1_060).normal(size=(20, 4))
    assert omega_total(np.cov(rows.T)).reason == "heywood"
    monkeypatch.setattr(cfa, "MOST_STARTS", 1)
    assert omega_total(np.cov(rows.T)).reason == "not_converged"


@given(seed=SEEDS)
def test_a_true_model_is_recovered_in_any_units_and_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    values, matrix = three_factors(float(rng.uniform(-0.3, 0.6)))
    units = 10.0 ** rng.uniform(-3, 3, 9)
    order = rng.permutation(9)
    turned = (matrix * np.outer(units, units))[np.ix_(order, order)]
    groups = [np.flatnonzero(order // 3 == construct).tolist() for construct in range(3)]
    model = fit_factor_model(turned, constructs=groups)
    assert model.reason is None
    assert model.standardised == pytest.approx(values[order], abs=1e-4)
    assert model.correlations[0, 1] == pytest.approx(
        matrix[0, 3] / (values[0] * values[3]), abs=1e-4
    )
    assert model_fit(model, turned, n=100)["chi_square"].value == pytest.approx(0, abs=1e-6)


def test_loadings_of_a_construct_point_up_whichever_way_its_items_run() -> None:
    model = fit_factor_model(one_factor([-0.9, -0.8, -0.7, 0.2]), constructs=[range(4)])
    assert model.standardised == pytest.approx([0.9, 0.8, 0.7, -0.2], abs=1e-5)


def test_a_heywood_case_and_what_is_not_identified_are_named() -> None:
    negative = np.array([[1.0, 0.9, 0.8], [0.9, 1.0, 0.5], [0.8, 0.5, 1.0]])
    assert fit_factor_model(negative, constructs=[range(3)]).reason == "heywood"
    assert omega_total(negative).reason == "heywood"
    pairs = np.array(
        [[1, 0.3, 0.5, 0.5], [0.3, 1, 0.5, 0.5], [0.5, 0.5, 1, 0.3], [0.5, 0.5, 0.3, 1]]
    )
    assert fit_factor_model(pairs, constructs=[[0, 1], [2, 3]]).reason == "heywood"
    assert fit_factor_model(np.eye(2), constructs=[range(2)]).reason == "not_identified"
    alone = fit_factor_model(np.eye(4), constructs=[[0, 1, 2], [3]])
    assert (alone.reason, np.isnan(alone.standardised).all()) == ("not_identified", True)
    flat = fit_factor_model(np.diag([1.0, 1.0, 0.0]), constructs=[range(3)])
    assert flat.reason == "zero_variance_item"
    fit = model_fit(flat, np.diag([1.0, 1.0, 0.0]), n=20)
    assert {figure.reason for figure in fit.values()} == {"zero_variance_item"}
    assert fit_factor_model(np.ones((3, 3)), constructs=[range(3)]).reason == "singular"
    found = construct_reliabilities(alone, np.eye(4))
    assert found[0].cr_points.reason == "not_identified"
    assert found[0].ave_standardised.value is None


def test_a_just_identified_model_fits_exactly_and_has_no_p() -> None:
    matrix = one_factor([0.9, 0.8, 0.7])
    fit = model_fit(fit_factor_model(matrix, constructs=[range(3)]), matrix, n=50)
    assert (fit["df"].value, fit["p"].reason, fit["rmsea"].reason) == (
        0.0,
        "just_identified",
        "just_identified",
    )
    independent = np.eye(4)
    none = model_fit(fit_factor_model(independent, constructs=[range(4)]), independent, n=50)
    assert none["cfi"].value == 1.0


@given(seed=SEEDS)
def test_what_rests_on_correlations_does_not_know_units_or_order(seed: int) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(60, 1)) + rng.normal(size=(60, 6))
    order = rng.permutation(6)
    other = (rows * 10.0 ** rng.uniform(-4, 4, 6) + rng.normal(size=6))[:, order]
    one, two = np.cov(rows.T), np.cov(other.T)
    overall, by_item = kaiser_meyer_olkin(one)
    overall2, by_item2 = kaiser_meyer_olkin(two)
    assert overall.value == pytest.approx(overall2.value, rel=1e-8)
    assert [by_item[at].value for at in order] == pytest.approx([x.value for x in by_item2])
    chi = [bartlett_sphericity(m, n=60).chi_square.value for m in (one, two)]
    assert chi[0] == pytest.approx(chi[1], rel=1e-8)
    values = [principal_components(m).eigenvalues for m in (one, two)]
    assert values[0] == pytest.approx(values[1], abs=1e-8)


@pytest.mark.parametrize(
    ("matrix", "reason"),
    [
        (np.eye(1), "one_item"),
        (np.diag([1.0, 0.0]), "zero_variance_item"),
        (np.ones((2, 2)), "singular"),
    ],
)
def test_adequacy_and_dimensions_have_a_reason_where_they_are_undefined(
    matrix: np.ndarray, reason: str
) -> None:
    overall, items = kaiser_meyer_olkin(matrix)
    sphericity = bartlett_sphericity(matrix, n=50)
    parallel = parallel_analysis(matrix, n=50, rng=np.random.default_rng(1))
    reasons = {overall.reason, items[0].reason, sphericity.chi_square.reason, parallel.reason}
    assert reasons | {sphericity.p.reason} == {reason}
    assert (parallel.n_kept, parallel.observed, parallel.limits) == (None, None, None)


def test_uncorrelated_items_have_no_adequacy_and_a_few_rows_no_test() -> None:
    overall, items = kaiser_meyer_olkin(np.eye(3))
    assert (overall.reason, items[0].reason) == ("uncorrelated", "uncorrelated")
    assert bartlett_sphericity(np.eye(3), n=2).chi_square.reason == "few_rows"
    assert principal_components(np.diag([1.0, 0.0])).reason == "zero_variance_item"


def test_parallel_analysis_keeps_everything_that_stands_out_and_nothing_of_noise() -> None:
    rng = np.random.default_rng(2)
    noise = np.cov(rng.normal(size=(500, 6)).T)
    found = parallel_analysis(noise, n=500, rng=rng, n_draws=100, centile=99.9)
    assert found.n_kept == 0
    low = np.diag(np.ones(3)) + 0.0
    above = parallel_analysis(low, n=4, rng=rng, n_draws=100, centile=0.0001)
    assert 0 <= above.n_kept <= 3
    strong = parallel_analysis(three_factors(0.2)[1], n=400, rng=rng, n_draws=100)
    assert strong.n_kept == 3
    few = parallel_analysis(three_factors(0.2)[1], n=9, rng=rng, n_draws=100)
    assert few.reason == "few_rows"


@given(seed=SEEDS)
def test_rotations_keep_communalities_and_do_not_lose_by_their_criterion(seed: int) -> None:
    rng = np.random.default_rng(seed)
    loadings = rng.uniform(-1, 1, size=(7, int(rng.integers(1, 4))))
    loadings[0] = 0.0
    for variant in ("optimum", "r"):
        turned = varimax(loadings, variant=variant)
        assert (turned**2).sum(axis=1) == pytest.approx((loadings**2).sum(axis=1), abs=1e-10)
    best = varimax(loadings, variant="optimum")
    again = varimax(best, variant="optimum")
    assert np.abs(again) == pytest.approx(np.abs(best), abs=1e-6)
    found = oblimin(loadings)
    pattern, between = found.pattern, found.correlations
    assert found.is_converged
    assert pattern @ between @ pattern.T == pytest.approx(loadings @ loadings.T, abs=1e-8)
    assert np.diag(between) == pytest.approx(1)


def test_omega_hierarchical_is_undefined_with_a_reason() -> None:
    assert omega_hierarchical(np.diag([1.0, 0.0]), n_group_factors=2).omega_h.reason == (
        "zero_variance_item"
    )
    assert omega_hierarchical(np.eye(4), n_group_factors=3).omega_h.reason == "not_identified"
    assert omega_hierarchical(np.ones((6, 6)), n_group_factors=3).omega_h.reason == "singular"
    _, opposed = three_factors(-0.45)
    found = omega_hierarchical(opposed, n_group_factors=3)
    assert (found.omega_h.reason, found.general) == ("negative_r", None)
    two = omega_hierarchical(three_factors(0.5)[1], n_group_factors=2)
    assert two.omega_total.value is not None


def test_omega_hierarchical_says_if_a_rotation_did_not_converge(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("scoring.factors.rotation.MOST_TURNS", 1)
    found = omega_hierarchical(three_factors(0.5)[1], n_group_factors=3)
    assert (found.omega_h.reason, found.group) == ("not_converged", None)


def test_omega_of_two_items_is_alpha_or_has_a_reason() -> None:
    assert omega_total(np.array([[2.0, 1.0], [1.0, 2.0]])).value == pytest.approx(2 / 3)
    assert omega_total([[1.0]]).reason == "one_item"
    assert omega_total(np.eye(201)).reason == "many_items"
    assert omega_total(np.diag([1.0, 0.0])).reason == "zero_variance_item"
    assert omega_total([[1.0, -0.2], [-0.2, 1.0]]).reason == "negative_r"
    assert omega_total([[1.0, 1.0], [1.0, 4.0]]).reason == "heywood"


def test_htmt_is_undefined_for_one_item_and_without_correlations() -> None:
    matrix = np.eye(5)
    matrix[0, 1] = matrix[1, 0] = 0.5
    found = heterotrait_monotrait(matrix, constructs=[[0, 1], [2, 3], [4]], variant="htmt")
    assert found[0, 1].reason == "negative_r"
    assert found[0, 2].reason == "one_item"
    matrix[2, 3] = matrix[3, 2] = 0.5
    geometric = heterotrait_monotrait(matrix, constructs=[[0, 1], [2, 3]], variant="htmt2")
    assert geometric[0, 1].value == 0.0


@given(seed=SEEDS, k=st.integers(1, 7))
def test_sums_without_an_item_equal_the_sums_of_the_matrix_without_it(seed: int, k: int) -> None:
    rng = np.random.default_rng(seed)
    matrix = np.atleast_2d(np.cov(rng.normal(size=(k, 20))))
    totals, traces = sums_without_each(matrix)
    for at in range(k):
        rest = np.delete(np.delete(matrix, at, axis=0), at, axis=1)
        assert (totals[at], traces[at]) == pytest.approx((rest.sum(), np.trace(rest)), abs=1e-12)


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: checked_matrix([1.0]), "square"),
        (lambda: checked_matrix(np.empty((0, 0))), "square"),
        (lambda: checked_matrix([[np.nan]]), "NaN"),
        (lambda: checked_matrix([[1.0, 0.5], [0.4, 1.0]]), "symmetric"),
        (lambda: checked_matrix([[-1.0]]), "negative variance"),
        (lambda: checked_matrix([[1e250]]), "beyond 1e200"),
        (lambda: bartlett_sphericity(np.eye(2), n=1), "n must"),
        (lambda: fit_factor_model(np.eye(3), constructs=[[0, 1]]), "each item exactly once"),
        (lambda: fit_factor_model(np.eye(3), constructs=[[0, 1, 2], []]), "each item"),
        (lambda: minimum_residual_factors(np.eye(3), n_factors=3), "n_factors"),
        (lambda: omega_hierarchical(np.eye(6), n_group_factors=1), "n_group_factors"),
        (lambda: varimax(np.eye(3), variant="quartimax"), "variant"),
        (lambda: model_fit(None, np.eye(3), n=1), "n must"),
        (lambda: heterotrait_monotrait(np.eye(3), constructs=[[0]], variant="x"), "variant"),
        (lambda: heterotrait_monotrait(np.eye(3), constructs=[[0, 5]], variant="htmt"), "items"),
        (lambda: heterotrait_monotrait(np.eye(3), constructs=[[0], [0]], variant="htmt"), "twice"),
        (lambda: heterotrait_monotrait(np.eye(3), constructs=[[]], variant="htmt"), "empty"),
    ],
)
def test_unusable_arguments_are_refused(call, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        call()


@pytest.mark.parametrize(
    ("changes", "words"),
    [({"variant": "x"}, "variant"), ({"n_draws": 99}, "n_draws"), ({"centile": 100}, "centile")],
)
def test_unusable_arguments_of_parallel_analysis_are_refused(changes: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        parallel_analysis(np.eye(3), **({"n": 50, "rng": np.random.default_rng(1)} | changes))
