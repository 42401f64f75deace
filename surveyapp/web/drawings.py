"""Where things lie on the pages' pictures; the scores themselves are computed elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from scoring.model import IndicatorModel
    from scoring.model.parts import Text

WIDTH = Decimal(800)
"""Width of the line from 0 to 100 in the units of a drawing."""


@dataclass(frozen=True)
class Band:
    """One grade's stretch of the line."""

    code: str
    words: Mapping[str, str | None]
    least: str
    x: str
    width: str
    middle: str


@dataclass(frozen=True)
class Bar:
    """One score as a bar from 0."""

    code: str
    words: Mapping[str, str | None]
    score: str | None
    weight: object
    points: str | None
    width: str


@dataclass(frozen=True)
class GradeLine:
    """The line from 0 to 100 with its grades, and the total's mark on it if there is one."""

    bands: tuple[Band, ...]
    mark: str | None


def grade_line(model: "IndicatorModel", total: str | None) -> GradeLine:
    """Lay the grades and a total on the line."""
    grades = sorted(model.grades, key=lambda grade: grade.min)
    cuts = [Decimal(grade.min.numerator) / grade.min.denominator for grade in grades]
    bands = []
    for at, grade in enumerate(grades):
        end = cuts[at + 1] if at + 1 < len(cuts) else Decimal(100)
        bands.append(
            Band(
                grade.code,
                _words(grade.text),
                f"{cuts[at].normalize():f}",
                _place(cuts[at]),
                _place(end - cuts[at]),
                _place((cuts[at] + end) / 2),
            )
        )
    return GradeLine(tuple(bands), None if total is None else _place(Decimal(total)))


def bars(model: "IndicatorModel", result: Mapping[str, Any]) -> list[Bar]:
    """Lay the level-1 scores out as bars."""
    return [
        Bar(
            top.code,
            _words(top.name),
            block["score"],
            block["weight"],
            block["points"],
            _place(Decimal(block["score"] or 0)),
        )
        for top in model.dimensions
        if (block := result["level1"].get(top.code)) is not None
    ]


def _place(score: Decimal) -> str:
    return f"{score * WIDTH / 100:.2f}"


def _words(text: "Text") -> dict[str, str | None]:
    return {"zh": text.zh, "en": text.en}
