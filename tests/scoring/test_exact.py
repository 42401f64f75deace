"""Exact numbers: what is refused, and half-up rounding; and every example in a docstring runs."""

import doctest
import importlib
import pkgutil
from decimal import Decimal
from fractions import Fraction

import pytest

import scoring
from scoring.exact import NumberRefused, exact, half_up, plain, two_places


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (Fraction("0.005"), "0.01"),
        (Fraction("2.675"), "2.68"),
        (Fraction("89.995"), "90.00"),
        (Fraction(-1, 200), "-0.01"),
        (Fraction("59.99499999999999999999"), "59.99"),
        (Fraction(100), "100.00"),
    ],
)
def test_rounding_is_half_up_and_exact(value: Fraction, expected: str) -> None:
    assert two_places(value) == expected


def test_a_float_means_the_decimal_that_names_it() -> None:
    assert exact(0.1) + exact(0.2) == exact(0.3)
    assert exact(Decimal("1.10")) == Fraction(11, 10)
    assert exact(-0.0) == 0


@pytest.mark.parametrize(
    "value",
    [None, True, "1", b"1", [], float("nan"), float("inf"), Decimal("NaN"), Decimal("Infinity"),
     10**30, 1e300, 1e-300, Decimal("1e999999999"), Decimal("1e-999999999"), Decimal(1) / 7 ** 60],
)  # fmt: skip
def test_what_is_no_reasonable_number_is_refused(value: object) -> None:
    with pytest.raises(NumberRefused) as refused:
        exact(value)
    assert refused.value.zh


def test_zero_has_no_sign_in_a_step() -> None:
    assert plain(Fraction(-1, 10**9)) == "0"
    assert half_up(Fraction(-1, 1000), 2) == 0


MODULES = [name for _, name, _ in pkgutil.walk_packages(scoring.__path__, "scoring.")]


@pytest.mark.parametrize("name", [name for name in MODULES if not name.endswith("__main__")])
def test_the_examples_in_the_docstrings_are_true(name: str) -> None:
    assert doctest.testmod(importlib.import_module(name)).failed == 0
