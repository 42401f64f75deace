"""Judgements as people write them in cells: 3, 0.333, 1/3; what they mean lies elsewhere."""

import math
import re
from dataclasses import dataclass
from typing import Final

from scoring.cli.tables import BLANK

_NUMBER: Final = r"[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?"
_CELL: Final = re.compile(rf"({_NUMBER})(?:\s*/\s*({_NUMBER}))?")
_DECIMALS: Final = re.compile(r"0?\.(\d+)")
LEAST_DECIMALS: Final = 2
LONGEST: Final = 60


@dataclass(frozen=True, slots=True)
class Judgement:
    """A number, NaN for a blank cell; `decimals` how many are printed where it is plain below 1."""

    value: float
    decimals: int | None


def read_judgement(cell: str) -> Judgement | None:
    """Read a cell: a number or a fraction, full-width signs too; None for what is neither."""
    if cell in BLANK:
        return Judgement(math.nan, None)
    plain = cell.replace("／", "/")
    found = _CELL.fullmatch(plain) if len(plain) <= LONGEST else None
    if found is None:
        return None
    upper, lower = float(found[1]), float(found[2] or 1)
    value = upper / lower if lower else math.inf
    if not math.isfinite(value):
        return None
    printed = _DECIMALS.fullmatch(cell)
    return Judgement(value, len(printed[1]) if printed else None)


def is_rounded_reciprocal(small: Judgement, large: Judgement) -> bool:
    """Tell whether a cell is the reciprocal of another, rounded as printed (.33 for 1/3)."""
    if small.decimals is None or small.decimals < LEAST_DECIMALS or large.value < 1:
        return False
    half = 0.5 * 10.0**-small.decimals
    return abs(small.value - 1 / large.value) <= half * (1 + 1e-9)
