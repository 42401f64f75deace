"""A panel of experts: when it is of one mind, and whose scores lie far off."""

from fractions import Fraction

import pytest

from fixtures.reference_sets import read_columns
from scoring.agreement import find_outliers, kendall_w


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
