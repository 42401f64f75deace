"""Kappa of two coders as a fraction: the kit's value and the edges."""

from fractions import Fraction

import pytest

from fixtures.scoring_cases import WORKED
from scoring.agreement import cohen_kappa


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
