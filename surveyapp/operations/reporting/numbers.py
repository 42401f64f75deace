"""Numbers as people type them, read exactly or refused; what is wanted where lies beside."""

import re
from decimal import Decimal

from surveyapp.errors import marked

MOST_DIGITS = 15
"""Significant digits kept: every such decimal survives the way into a case file and back."""
MOST_DECIMALS = 10
LARGEST = Decimal(10) ** MOST_DIGITS
LONGEST_TEXT = 40

NOT_A_NUMBER = marked("不是有效数字；请填普通数字，例如 1206.25")
TOO_LONG = marked("数字太大或位数太多；最多 15 位有效数字、10 位小数")
NOT_A_COUNT = marked("应是不小于 0 的整数")

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20, 0x2212: 0x2D}
"""Full-width signs and the true minus to plain ones; 1² and ⑩ stay what they are: no numbers."""
_PLAIN = re.compile(r"[+-]?(?:[0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(?:\.[0-9]+)?")


class NumberRefused(ValueError):
    """The value is no number of ours; the message is a marked sentence."""

    def __init__(self, message: str) -> None:
        self.message = message
        super().__init__(message)


def read_decimal(value: object) -> Decimal:
    """Read a typed text, a cell or a document's number exactly; raises NumberRefused.

    Exponents, NaN, infinity, truth values and more digits than can be kept are refused; full-width
    digits and thousands separators are read as they are meant.
    """
    number = _decimal(value)
    if not number.is_finite():
        raise NumberRefused(NOT_A_NUMBER)
    _require_short(number)
    return number.copy_abs() if number == 0 else number


def _decimal(value: object) -> Decimal:
    if isinstance(value, bool):
        raise NumberRefused(NOT_A_NUMBER)
    if isinstance(value, int):
        if abs(value) >= LARGEST:
            raise NumberRefused(TOO_LONG)
        return Decimal(value)
    if isinstance(value, float):
        return Decimal(repr(value))
    if isinstance(value, Decimal):
        return value
    if isinstance(value, str):
        return _decimal_of_text(value)
    raise NumberRefused(NOT_A_NUMBER)


def _decimal_of_text(text: str) -> Decimal:
    if len(text) > LONGEST_TEXT:
        raise NumberRefused(TOO_LONG)
    plain = text.translate(_WIDE).strip()
    if not _PLAIN.fullmatch(plain):
        raise NumberRefused(NOT_A_NUMBER)
    return Decimal(plain.replace(",", ""))


def _require_short(number: Decimal) -> None:
    if number == 0:
        return
    _, digits, exponent = number.normalize().as_tuple()
    if (
        number.adjusted() >= MOST_DIGITS
        or len(digits) > MOST_DIGITS
        or int(exponent) < -MOST_DECIMALS
    ):
        raise NumberRefused(TOO_LONG)


def plain_text(number: Decimal) -> str:
    """Write a number the one way it is stored: no exponent, no trailing zeros."""
    text = f"{number:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text in {"-0", ""} else text


def read_count(value: object) -> int:
    """Read a whole number of at least 0; raises NumberRefused."""
    number = read_decimal(value)
    if number < 0 or number != number.to_integral_value():
        raise NumberRefused(NOT_A_COUNT)
    return int(number)


def read_hundredths(value: object) -> int:
    """Read a score of 0-100 with at most two decimals, in hundredths; raises NumberRefused."""
    number = read_decimal(value)
    if not 0 <= number <= 100 or number * 100 != (number * 100).to_integral_value():
        raise NumberRefused(marked("应是 0 至 100 的分数，最多两位小数"))
    return int(number * 100)


def case_number(stored: str | int) -> int | float:
    """Return a stored number as a case file writes it.

    At most 15 significant digits are stored, so the shortest text of the float is the number
    itself: nothing is lost on the way to the engine, which reads floats by that text.
    """
    if isinstance(stored, int):
        return stored
    number = Decimal(stored)
    return int(number) if number == number.to_integral_value() else float(stored)


def hundredths_text(value: int) -> str:
    """Write hundredths of a point as a decimal text without trailing zeros."""
    return plain_text(Decimal(value) / 100)
