"""Fleiss' kappa, AC1 and AC2: the definitions by loops, errors by the jackknife, and the edges."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from scoring.agreement import (
    agreement_weights,
    category_counts,
    fleiss_generalised,
    fleiss_kappa,
    gwet_ac,
)

NAN = float("nan")
Q = 4


def draw(seed: int, n: int, *, gaps: float = 0.2) -> np.ndarray:
    rng = np.random.default_rng(seed)
    true = rng.integers(0, Q, size=(n, 1))
    ratings = np.where(rng.random((n, 4)) < 0.6, true, rng.integers(0, Q, (n, 4))).astype(float)
    ratings[rng.random(ratings.shape) < gaps] = np.nan
    return ratings


def counts_of(ratings: object) -> np.ndarray:
    return category_counts(ratings, categories=range(Q))


def by_pairs(ratings: np.ndarray, weights: np.ndarray) -> tuple[float, list[float]]:
    """Return the observed agreement and the mean shares of the categories, unit by unit."""
    units = [[int(x) for x in row if x == x] for row in ratings.tolist()]
    rated = [unit for unit in units if unit]
    agreed = []
    for unit in rated:
        pairs = [(a, b) for i, a in enumerate(unit) for j, b in enumerate(unit) if i != j]
        if pairs:
            agreed.append(sum(weights[a, b] for a, b in pairs) / len(pairs))
    shares = [sum(unit.count(k) / len(unit) for unit in rated) / len(rated) for k in range(Q)]
    return sum(agreed) / len(agreed), shares


@pytest.mark.parametrize("kind", ["identity", "linear", "quadratic"])
def test_ac_equals_its_definition_by_pairs(kind: str) -> None:
    ratings, weights = draw(1, 40), agreement_weights(range(Q), kind=kind)
    observed, shares = by_pairs(ratings, weights)
    expected = weights.sum() / (Q * (Q - 1)) * sum(pi * (1 - pi) for pi in shares)
    found = gwet_ac(counts_of(ratings), weights=weights)
    assert (found.observed, found.expected) == pytest.approx((observed, expected), abs=1e-12)
    assert found.figure.value == pytest.approx((observed - expected) / (1 - expected), abs=1e-12)


def test_generalised_kappa_equals_its_definition_by_pairs() -> None:
    ratings = draw(2, 40)
    observed, shares = by_pairs(ratings, np.eye(Q))
    expected = sum(pi**2 for pi in shares)
    found = fleiss_generalised(counts_of(ratings)).figure.value
    assert found == pytest.approx((observed - expected) / (1 - expected), abs=1e-12)


@pytest.mark.parametrize("kind", ["identity", "linear", "quadratic", "fleiss"])
def test_errors_with_gaps_are_those_of_the_jackknife(kind: str) -> None:
    def coefficient(counts: np.ndarray):
        if kind == "fleiss":
            return fleiss_generalised(counts)
        return gwet_ac(counts, weights=agreement_weights(range(Q), kind=kind))

    n = 300
    counts = counts_of(draw(3, n))
    counts = counts[counts.sum(axis=1) > 0]
    n = len(counts)
    without = [coefficient(np.delete(counts, at, axis=0)).figure.value for at in range(n)]
    jackknife = np.sqrt((n - 1) / n * ((without - np.mean(without)) ** 2).sum())
    assert coefficient(counts).se == pytest.approx(jackknife, rel=0.02)


def test_generalised_kappa_of_equal_numbers_is_that_of_fleiss() -> None:
    counts = counts_of(draw(4, 50, gaps=0))
    found = fleiss_kappa(counts)
    assert fleiss_generalised(counts).figure.value == pytest.approx(found.figure.value, abs=1e-12)
    assert (found.n_units, found.n_raters) == (50, 4)


def test_z_of_fleiss_is_normal_where_nobody_agrees_beyond_chance() -> None:
    # the error of 1971 was too large: z had a spread well below 1
    rng = np.random.default_rng(6)
    z = [fleiss_kappa(rng.multinomial(5, [0.5, 0.3, 0.15, 0.05], size=400)).z for _ in range(1_000)]
    assert np.std(z) == pytest.approx(1, abs=0.08)
    assert np.mean(z) == pytest.approx(0, abs=0.15)


def test_kappa_of_each_category_is_that_of_it_against_the_rest() -> None:
    counts = counts_of(draw(5, 40, gaps=0))
    found = fleiss_kappa(counts)
    for at, one in enumerate(found.by_category):
        against = np.column_stack([counts[:, at], counts.sum(axis=1) - counts[:, at]])
        alone = fleiss_kappa(against)
        assert one == pytest.approx((alone.figure.value, alone.z), abs=1e-9)


COUNTS = st.lists(st.lists(st.integers(0, 3), min_size=3, max_size=3), min_size=1, max_size=10).map(
    np.array
)


@settings(max_examples=80)
@given(COUNTS, st.permutations(range(3)), st.randoms(use_true_random=False))
def test_neither_order_of_units_nor_names_of_categories_change_anything(
    counts: np.ndarray, names: list, random
) -> None:
    assume(counts.sum() > 0)
    rows_in = list(range(len(counts)))
    random.shuffle(rows_in)
    turned = counts[rows_in][:, names]
    for coefficient in (gwet_ac, fleiss_generalised, fleiss_kappa):
        first, second = coefficient(counts).figure, coefficient(turned).figure
        assert first.reason == second.reason
        assert first.value is None or second.value == pytest.approx(first.value, abs=1e-9)


@settings(max_examples=80)
@given(COUNTS)
def test_coefficients_are_at_most_one_and_one_where_all_agree(counts: np.ndarray) -> None:
    assume(counts.sum() > 0)
    is_perfect = all(np.count_nonzero(row) < 2 for row in counts)
    for coefficient in (gwet_ac, fleiss_generalised, fleiss_kappa):
        value = coefficient(counts).figure.value
        if value is not None:
            assert value <= 1 + 1e-12
            assert (value > 1 - 1e-9) == is_perfect


def test_ac_of_one_category_seen_but_three_in_the_code_book_is_one_without_limits() -> None:
    found = gwet_ac([[2, 0, 0], [3, 0, 0]])
    assert (found.figure.value, found.se, found.interval.reason) == (1, 0, "zero_se")
    assert fleiss_generalised([[2, 0, 0], [3, 0, 0]]).figure.reason == "no_variation"
    assert fleiss_kappa([[2, 0, 0], [2, 0, 0]]).figure.reason == "no_variation"


def test_units_without_ratings_are_left_out_and_single_ratings_count_for_chance_only() -> None:
    counts = [[2, 1], [0, 0], [0, 3], [1, 0]]
    found = gwet_ac(counts)
    assert (found.n_units, found.n_pairable) == (3, 2)
    assert found.observed == pytest.approx((1 / 3 + 1) / 2)
    pi = (2 / 3 + 0 + 1) / 3
    assert found.expected == pytest.approx(2 * pi * (1 - pi))


@pytest.mark.parametrize(
    ("counts", "ac", "generalised", "fleiss"),
    [
        ([[2], [3]], "one_category", "no_variation", "unequal_raters"),
        ([[1, 0], [0, 1]], "no_pairs", "no_pairs", "no_pairs"),
        ([[0, 0]], "no_pairs", "no_pairs", "no_pairs"),
    ],
)
def test_what_is_undefined_is_none_with_the_reason(
    counts: list, ac: str, generalised: str, fleiss: str
) -> None:
    for found, reason in (
        (gwet_ac(counts), ac),
        (fleiss_generalised(counts), generalised),
        (fleiss_kappa(counts), fleiss),
    ):
        assert (found.figure.value, found.figure.reason) == (None, reason)
    assert gwet_ac(counts).interval.reason == ac
    assert (fleiss_kappa(counts).z, fleiss_kappa(counts).n_raters) == (None, None)


def test_one_unit_has_a_coefficient_without_an_error() -> None:
    found = gwet_ac([[2, 1]])
    assert found.figure.value is not None
    assert (found.se, found.interval.limits, found.interval.reason) == (None, None, "few_units")


@pytest.mark.parametrize(
    ("counts", "options", "words"),
    [
        ([1, 2], {}, "matrix"),
        ([[]], {}, "matrix"),
        ([[1, 0.5]], {}, "whole numbers"),
        ([[1, -1]], {}, "whole numbers"),
        ([[1, NAN]], {}, "whole numbers"),
        ([[1, 1]], {"weights": [[1]]}, "one row and column a category"),
        ([[1, 1]], {"weights": [[1, 0.5], [0, 1]]}, "symmetric"),
        ([[1, 1]], {"weights": [[1, 2], [2, 1]]}, "between 0 and 1"),
        ([[1, 1]], {"weights": [[0, 0], [0, 0]]}, "1 on the diagonal"),
        ([[1, 1]], {"confidence": 1.5}, "confidence"),
    ],
)
def test_counts_and_options_that_cannot_be_used_are_refused(
    counts: list, options: dict, words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        gwet_ac(counts, **options)
