"""Exact numbers and their printed forms; no statistics and no model knowledge belong here."""

from decimal import Decimal
from fractions import Fraction
from typing import Final

LARGEST_EXPONENT: Final = 24
MOST_DIGITS: Final = 40


class NumberRefused(ValueError):
    """The value is no finite number of reasonable size; `zh` and `en` say why."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh = zh
        self.en = en


def exact(value: object) -> Fraction:
    """Turn a number of a document into an exact fraction.

    Parameters
    ----------
    value : int, float, Decimal or Fraction
        A float stands for the shortest decimal that names it: 0.1 means one tenth.

    Returns
    -------
    Fraction

    Raises
    ------
    NumberRefused
        Text, a truth value, nothing, NaN, an infinity, a number of 1e25 or more, finer than
        1e-24 or with more than 40 digits.

    Examples
    --------
    >>> exact(0.1), exact(3)
    (Fraction(1, 10), Fraction(3, 1))
    """
    if isinstance(value, Fraction):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float | Decimal):
        raise NumberRefused("应为数字", "must be a number")
    if isinstance(value, int):
        if abs(value) >= 10 ** (LARGEST_EXPONENT + 1):
            raise NumberRefused("数字过大", "the number is too large")
        return Fraction(value)
    return _from_decimal(Decimal(repr(value)) if isinstance(value, float) else value)


def _from_decimal(value: Decimal) -> Fraction:
    if not value.is_finite():
        raise NumberRefused(
            "应为有限数字，不接受NaN或无穷", "must be finite; NaN and infinity are refused"
        )
    if value == 0:
        return Fraction(0)
    _, digits, exponent = value.as_tuple()
    if (
        not isinstance(exponent, int)
        or value.adjusted() > LARGEST_EXPONENT
        or exponent < -(LARGEST_EXPONENT + MOST_DIGITS)
        or len(digits) > MOST_DIGITS
    ):
        raise NumberRefused("数字过大或位数过多", "the number is too large or has too many digits")
    return Fraction(value)


def half_up(value: Fraction, places: int) -> Decimal:
    """Round an exact number half-up (away from zero) to a number of decimal places.

    Parameters
    ----------
    value : Fraction
        The exact number.
    places : int
        Decimal places kept, 0 or more.

    Returns
    -------
    Decimal
        With exactly `places` decimals.

    Examples
    --------
    >>> str(half_up(Fraction("89.995"), 2)), str(half_up(Fraction("59.9949"), 2))
    ('90.00', '59.99')
    """
    scaled = abs(value) * 10**places
    units = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(-units if value < 0 else units).scaleb(-places)


def official(value: Fraction) -> Fraction:
    """Return the official value of a score.

    Parameters
    ----------
    value : Fraction
        Points, exact.

    Returns
    -------
    Fraction
        A whole number of hundredths.

    Notes
    -----
    Halves go away from 0, computed exactly: 89.995 is 90.00.

    References
    ----------
    ISO 80000-1:2009, annex B (rounding of numbers).

    Examples
    --------
    >>> official(Fraction("89.995"))
    Fraction(90, 1)
    """
    return Fraction(half_up(value, 2))


def two_places(value: Fraction) -> str:
    """Print a score with two decimals, half-up.

    Parameters
    ----------
    value : Fraction
        Points, exact.

    Returns
    -------
    str
        Always with two decimals.

    Examples
    --------
    >>> two_places(Fraction(259, 3))
    '86.33'
    """
    return f"{half_up(value, 2):.2f}"


def four_places(value: Fraction) -> str:
    """Print points with four decimals, half-up.

    Parameters
    ----------
    value : Fraction
        Points of a weight, exact.

    Returns
    -------
    str
        Always with four decimals.
    """
    return f"{half_up(value, 4):.4f}"


def ratio_text(value: Fraction) -> str:
    """Print an exact number as 'p/q'.

    Examples
    --------
    >>> ratio_text(Fraction(95))
    '95/1'
    """
    return f"{value.numerator}/{value.denominator}"


def plain(value: Fraction, places: int = 4) -> str:
    """Print a number for a step: at most `places` decimals, without trailing zeros.

    Up to six decimals the nearest double is printed, as the worked example of the kit does; more
    are exact and half-up. Official numbers are printed by `two_places`, never by this.

    Examples
    --------
    >>> plain(Fraction(-16, 3)), plain(Fraction(86)), plain(Fraction(0))
    ('-5.3333', '86', '0')
    """
    rounded = f"{float(value):.{places}f}" if places <= 6 else f"{half_up(value, places):f}"
    if "." in rounded:
        rounded = rounded.rstrip("0").rstrip(".")
    return "0" if rounded == "-0" else rounded


def rounded_float(value: Fraction, places: int = 6) -> float:
    """Return a number as a float rounded half-up: a statistic for display, never official.

    Parameters
    ----------
    value : Fraction
    places : int
        Decimals, 0 or more.

    Returns
    -------
    float
        Never -0.0.
    """
    return float(half_up(value, places)) + 0.0


def json_number(value: Fraction) -> int | float:
    """Return a number of a document as JSON writes it: whole numbers without a point."""
    return value.numerator if value.denominator == 1 else float(value)
