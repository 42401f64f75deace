"""How sure a result is, for the page: where the interval lies on the grades, and in what words."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from math import exp
from typing import TYPE_CHECKING, Any, Final

from flask_babel import gettext

from surveyapp.errors import marked

if TYPE_CHECKING:
    from scoring.model import IndicatorModel

WIDTH: Final = 800.0
FOOT: Final = 184.0
"""Where the curve stands, in the units of the drawing."""
HEIGHT: Final = 140.0
STEPS: Final = 60
NARROWEST_NAME: Final = 90.0
LEAST_REACH: Final = 1.5

_SOURCES: Final = {
    "panel": marked("专家评分"),
    "interviews": marked("访谈"),
    "declared": marked("申报的误差"),
    "weights": marked("权重"),
}
_KINDS: Final = {
    "respondents": marked("任何一份答卷"),
    "raters": marked("任何一位专家"),
    "interviews": marked("任何一次访谈"),
    "indicators": marked("任何一个指标"),
}


@dataclass(frozen=True)
class Stretch:
    """One grade's stretch of the picture, and the part of the curve above it."""

    code: str
    words: Mapping[str, str | None]
    x: str
    width: str
    name_x: str
    name_anchor: str
    curve: str
    is_official: bool


@dataclass(frozen=True)
class Cut:
    """A cut point in sight."""

    x: str
    score: str


@dataclass(frozen=True)
class Picture:
    """The total's neighbourhood on the grades: curve, interval and cut points."""

    stretches: tuple[Stretch, ...]
    cuts: tuple[Cut, ...]
    mark: str
    low: str
    high: str


@dataclass(frozen=True)
class SourceRow:
    """One source of error with its share of the whole, 0-1, and its own uncertainty in points."""

    word: str
    share: float
    uncertainty: float


@dataclass(frozen=True)
class InfluenceRow:
    """What leaving out one of a kind would do at most; `n` is None where it may not be told."""

    word: str
    code: str | None
    largest: float | None
    n: int | None
    n_changed: int


@dataclass(frozen=True)
class Certainty:
    """What the page prints of a result's uncertainty."""

    block: Mapping[str, Any]
    picture: Picture | None
    sources: tuple[SourceRow, ...]
    influence: tuple[InfluenceRow, ...]


def certainty(model: "IndicatorModel", result: Mapping[str, Any]) -> Certainty | None:
    """Return what is to be said; None for a result that was kept without its uncertainty."""
    block = result.get("uncertainty")
    if block is None:
        return None
    return Certainty(
        block,
        _picture(model, result, block) if block["interval"] is not None else None,
        tuple(
            SourceRow(_source(one["source"]), one["share"], one["uncertainty"])
            for one in block["budget"]
            if one["share"] > 0
        ),
        tuple(_influence(block["influence"])),
    )


def _source(family: str) -> str:
    kind, _, code = family.partition(":")
    if kind == "survey":
        return str(gettext("问卷 %(code)s", code=code))
    return str(gettext(_SOURCES[kind]))


def _influence(block: Mapping[str, Any]) -> list[InfluenceRow]:
    rows = []
    for name, word in _KINDS.items():
        one = block[name]
        if one["largest_change"] is None:
            continue
        # Who changes nothing is not "the most".
        first = one["largest"][0]["name"] if one["largest"] and one["largest_change"] else None
        rows.append(
            InfluenceRow(
                str(gettext(word)), first, one["largest_change"], one["n"], one["n_grade_changed"]
            )
        )
    return rows


def _picture(
    model: "IndicatorModel", result: Mapping[str, Any], block: Mapping[str, Any]
) -> Picture:
    total, sem = float(result["total"]), float(block["sem"])
    grades = sorted(model.grades, key=lambda grade: grade.min)
    cuts = [float(grade.min) for grade in grades[1:]]
    nearest = min((abs(total - cut) for cut in cuts), default=LEAST_REACH)
    reach = max(4 * sem, 1.25 * nearest, LEAST_REACH)
    view = _View(total - reach, total + reach)
    ends = [max(0.0, view.low), *(cut for cut in cuts if view.low < cut < view.high)]
    seen = [*ends, min(100.0, view.high)]
    stretches = []
    for start, end in pairwise(seen):
        grade = next(one for one in reversed(grades) if float(one.min) <= start)
        stretches.append(
            Stretch(
                grade.code,
                {"zh": grade.text.zh, "en": grade.text.en},
                view.place(start),
                f"{view.x(end) - view.x(start):.2f}",
                *_name_place(view, start, end),
                view.curve(start, end, total, sem),
                grade.code == result["grade"],
            )
        )
    low, high = block["interval"]
    return Picture(
        tuple(stretches),
        tuple(Cut(view.place(cut), f"{cut:g}") for cut in ends[1:]),
        view.place(total),
        view.place(low),
        view.place(high),
    )


def _name_place(view: "_View", start: float, end: float) -> tuple[str, str]:
    """Return where a grade's name stands: above its stretch, beside the cut of a narrow one."""
    left, right = view.x(start), view.x(end)
    if right - left >= NARROWEST_NAME:
        return f"{(left + right) / 2:.2f}", "middle"
    return (f"{right - 10:.2f}", "end") if left < WIDTH / 2 else (f"{left + 10:.2f}", "start")


@dataclass(frozen=True)
class _View:
    """The stretch of scores that a picture shows."""

    low: float
    high: float

    def x(self, score: float) -> float:
        """Return where a score lies."""
        return (score - self.low) / (self.high - self.low) * WIDTH

    def place(self, score: float) -> str:
        """Write where a score lies."""
        return f"{self.x(score):.2f}"

    def curve(self, start: float, end: float, total: float, sem: float) -> str:
        """Draw the bell over a stretch, as the path of its area; a line where nothing is unsure."""
        if not sem:
            return ""
        scores = [start + (end - start) * at / STEPS for at in range(STEPS + 1)]
        points = [
            f"{self.x(one):.1f} {FOOT - HEIGHT * exp(-(((one - total) / sem) ** 2) / 2):.1f}"
            for one in scores
        ]
        foot = f"{FOOT:.1f}"
        return f"M{self.x(start):.1f} {foot}L{'L'.join(points)}L{self.x(end):.1f} {foot}Z"
