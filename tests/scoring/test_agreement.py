"""Kappa, concordance and outliers: the kit's values, published ones and edges."""

from fractions import Fraction

import pytest

from fixtures.reference_sets import read_columns
from fixtures.scoring_cases import WORKED
from scoring.agreement import cohen_kappa, find_outliers, kendall_w


def test_kappa_of_the_worked_example_is_exact() -> None:
    pairs = [
        (first, second)
        for record in WORKED["interviews"]["records"]
        if record["confirmed"]
        for _, first, second, _ in record["segments"]
    ]
    found = cohen_kappa(pairs, categories=range(-2, 3))
    assert round(float(found.kappa), 4) == 0.7901
    assert (found.agreement_share, found.n) == (Fraction(7, 8), 24)


def test_categories_come_from_the_code_book_and_change_nothing_if_unused() -> None:
    pairs = [(0, 0), (1, 1), (1, 0)]
    few, many = (cohen_kappa(pairs, categories=book) for book in ([0, 1], [-2, -1, 0, 1, 2]))
    assert few == many
    with pytest.raises(ValueError, match="code book"):
        cohen_kappa([(3, 0)], categories=[0, 1])


def test_kappa_without_variation_or_segments_is_none_with_a_reason() -> None:
    same = cohen_kappa([(1, 1), (1, 1)], categories=[0, 1])
    assert (same.kappa, same.reason, same.agreement_share) == (None, "no_variation", 1)
    assert cohen_kappa([], categories=[0, 1]).reason == "no_segments"


def test_concordance_is_corrected_for_ties_and_matches_irr() -> None:
    # R irr 0.84.1: kendall(anxiety, correct = TRUE), subjects are the objects
    found = kendall_w(read_columns("irr_anxiety.csv").T)
    assert found.w == pytest.approx(0.539656876, abs=1e-8)
    assert found.chi2 == pytest.approx(30.76044193, abs=1e-6)


def test_concordance_equals_its_definition() -> None:
    scores = [[88, 84, 80, 82], [85, 80, 78, 80], [90, 88, 85, 85], [82, 83, 76, 78]]
    ranks = [[4, 3, 1, 2], [4, 2.5, 1, 2.5], [4, 3, 1.5, 1.5], [3, 4, 1, 2]]
    m, n = 4, 4
    sums = [sum(column) for column in zip(*ranks, strict=True)]
    s = sum((total - m * (n + 1) / 2) ** 2 for total in sums)
    ties = 2 * (2**3 - 2)
    expected = 12 * s / (m**2 * (n**3 - n) - m * ties)
    assert kendall_w(scores).w == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("scores", "reason"),
    [
        ([[1, 2, 3], [1, 2, 3]], "few_raters"),
        ([[1, 2], [2, 1], [1, 2]], "few_objects"),
        ([[5, 5, 5], [4, 4, 4], [3, 3, 3]], "no_variation"),
    ],
)
def test_concordance_that_is_not_defined_is_none_with_a_reason(scores: list, reason: str) -> None:
    found = kendall_w(scores)
    assert (found.w, found.p, found.reason) == (None, None, reason)


def test_one_rater_without_differences_does_not_make_it_undefined() -> None:
    assert kendall_w([[5, 5, 5], [1, 2, 3], [1, 2, 3]]).w is not None


def test_scores_that_are_not_finite_are_refused() -> None:
    with pytest.raises(ValueError, match="finite"):
        kendall_w([[1, 2, float("nan")]] * 3)


def test_an_outlier_lies_strictly_beyond_the_limit_from_the_median_of_all() -> None:
    scores = {"E1": Fraction(80), "E2": Fraction(80), "E3": Fraction(95), "E4": Fraction("64.9")}
    assert [one.expert for one in find_outliers(scores, over=Fraction(15))] == ["E4"]
    assert find_outliers({}, over=Fraction(15)) == ()
