"""The core factor: ruling A32."""

from fractions import Fraction

import pytest

from scoring.weights.core_boost import boost_core


def test_core_weights_grow_and_siblings_still_sum_to_100() -> None:
    found = boost_core([45, 35, 10, 10], [True, False, False, False], factor=Fraction(3, 2))
    assert found == [55, 29, 8, 8]
    assert boost_core([40, 25, 35], [True] * 3, factor=Fraction(3, 2)) == [40, 25, 35]


def test_equal_remainders_go_to_the_larger_share_then_to_the_first() -> None:
    assert boost_core([Fraction(200, 3), Fraction(100, 3)], [False] * 2, factor=Fraction(1)) == [
        67,
        33,
    ]
    assert boost_core([Fraction(101, 2), Fraction(99, 2)], [False] * 2, factor=Fraction(1)) == [
        51,
        49,
    ]
    assert boost_core([Fraction(25, 2)] * 8, [False] * 8, factor=Fraction(1)) == [13] * 4 + [12] * 4


@pytest.mark.parametrize(
    ("weights", "is_core", "factor"),
    [([50, 49], [True, False], 1), ([100], [True, False], 1), ([100], [True], Fraction(1, 2))],
)
def test_unusable_weights_are_refused(weights: list, is_core: list, factor: Fraction) -> None:
    with pytest.raises(ValueError, match="sum to 100"):
        boost_core(weights, is_core, factor=Fraction(factor))
