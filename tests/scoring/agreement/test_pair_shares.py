"""AC1, AC2 and Fleiss' kappa of a cross-table: those of its units, and what shares alone tell."""

import numpy as np
import pytest

from scoring.agreement import (
    agreement_weights,
    category_counts,
    fleiss_generalised,
    fleiss_kappa,
    fleiss_of_table,
    gwet_ac,
    gwet_ac_of_table,
    pair_table,
)

BOOK = range(4)


def units(seed: int, n: int = 60) -> np.ndarray:
    rng = np.random.default_rng(seed)
    first = rng.integers(0, 4, n)
    return np.column_stack([first, np.where(rng.random(n) < 0.6, first, rng.integers(0, 4, n))])


@pytest.mark.parametrize("kind", ["identity", "linear", "quadratic"])
def test_a_table_gives_what_its_units_give(kind: str) -> None:
    ratings, weights = units(1), agreement_weights(BOOK, kind=kind)
    counts, table = category_counts(ratings, categories=BOOK), pair_table(ratings, categories=BOOK)
    expected = gwet_ac(counts, weights=weights)
    for scale in (1, 1 / table.sum()):
        found = gwet_ac_of_table(table * scale, weights=weights, n=60)
        assert found.figure.value == pytest.approx(expected.figure.value, abs=1e-12)
        assert found.se == pytest.approx(expected.se, abs=1e-12)
        assert found.interval.limits == pytest.approx(expected.interval.limits, abs=1e-12)
        assert found.interval.variant == expected.interval.variant
        assert (found.observed, found.expected) == pytest.approx(
            (expected.observed, expected.expected), abs=1e-12
        )
    general, own = fleiss_generalised(counts), fleiss_of_table(table, n=60)
    assert own.figure.value == pytest.approx(general.figure.value, abs=1e-12)
    assert own.figure.value == pytest.approx(fleiss_kappa(counts).figure.value, abs=1e-12)
    assert own.se == pytest.approx(general.se, abs=1e-12)


def test_shares_without_units_give_a_value_and_no_error() -> None:
    # by hand: p_a = .6, margins .7 and .3: p_e = 2 x .7 x .3 = .42, and .7^2 + .3^2 = .58
    ac, fleiss = (of([[0.5, 0.2], [0.2, 0.1]]) for of in (gwet_ac_of_table, fleiss_of_table))
    assert ac.figure.value == pytest.approx(0.18 / 0.58, abs=1e-12)
    assert fleiss.figure.value == pytest.approx(0.02 / 0.42, abs=1e-12)
    for found in (ac, fleiss):
        assert (found.se, found.interval.limits, found.interval.reason) == (None, None, "no_n")
    few = gwet_ac_of_table([[1, 0], [0, 0]], n=1)
    assert (few.figure.value, few.interval.reason) == (1.0, "few_units")


def test_one_category_and_full_agreement_are_told_apart() -> None:
    one = gwet_ac_of_table([[5]], n=5)
    assert (one.figure.value, one.figure.reason, one.interval.reason) == (
        None,
        *["one_category"] * 2,
    )
    unused = fleiss_of_table([[5, 0], [0, 0]], n=5)
    assert (unused.figure.value, unused.figure.reason) == (None, "no_variation")
    full = gwet_ac_of_table([[3, 0], [0, 3]], n=6)
    assert (full.figure.value, full.se, full.interval.reason) == (1.0, 0.0, "zero_se")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"n": 0}, "n must be above 0"),
        ({"n": float("inf")}, "n must be above 0"),
        ({"confidence": 1}, "confidence must lie"),
        ({"weights": [[1, 0.5], [0.2, 1]]}, "weights must be symmetric"),
        ({"weights": [[1, 2], [2, 1]]}, "weights must lie between 0 and 1"),
        ({"table": [[1, 2]]}, "table must be square"),
    ],
)
def test_what_does_not_fit_is_refused(change: dict, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        gwet_ac_of_table(**({"table": [[1, 2], [0, 1]]} | change))
