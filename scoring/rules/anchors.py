"""The piecewise line from floor over baseline to target, shared by the rules that use anchors."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from scoring.exact import plain
from scoring.faults import Cursor
from scoring.rules.outcome import Step

BASELINE_POINTS: Final = 60


@dataclass(frozen=True, slots=True)
class Anchors:
    """Figures worth 0 (floor), 60 (baseline, if any) and 100 points (target)."""

    floor: Fraction
    baseline: Fraction | None
    target: Fraction


def read_anchors(cursor: Cursor, *, needs_baseline: bool) -> Anchors:
    """Read anchors; they must rise strictly, or fall strictly for lower-is-better figures."""
    floor, target = cursor.at("floor").number(), cursor.at("target").number()
    entry = cursor.at("baseline")
    baseline = entry.number() if needs_baseline or entry.value is not None else None
    points = [point for point in (floor, baseline, target) if point is not None]
    falling = sorted(points, reverse=True)
    if len(set(points)) < len(points) or points not in (sorted(points), falling):
        cursor.fault(
            "floor、baseline、target应严格递增或严格递减，请调整顺序",
            "floor, baseline and target must rise strictly or fall strictly: put them in order",
        )
        return Anchors(Fraction(0), None, Fraction(100))
    return Anchors(floor, baseline, target)


def anchored_score(raw: Fraction, anchors: Anchors, en: str, zh: str) -> tuple[Fraction, Step]:
    """Score a figure on the anchors.

    Parameters
    ----------
    raw : Fraction
        The figure, in the unit of the anchors.
    anchors : Anchors
    en, zh : str
        The rule's name for the step.

    Returns
    -------
    tuple of Fraction and Step
        The score 0-100 and how it was made.

    Notes
    -----
    floor -> 0, baseline -> 60, target -> 100, linear between and clipped; without a baseline one
    line runs from 0 to 100. The floor lies above the target where lower is better.

    Examples
    --------
    >>> anchored_score(Fraction("96.5"), Anchors(Fraction(60), Fraction(90), Fraction(100)),
    ...                "anchored", "")[1].en
    'anchored: 60 + (96.5 - 90) / (100 - 90) * 40 = 86'
    """
    sign = 1 if anchors.target > anchors.floor else -1
    if sign * raw >= sign * anchors.target:
        words = f"{plain(raw)} / {plain(anchors.target)} -> 100"
        return Fraction(100), Step(f"{en}: target reached, {words}", f"{zh}：达到目标，{words}")
    if sign * raw <= sign * anchors.floor:
        words = f"{plain(raw)} / {plain(anchors.floor)} -> 0"
        return Fraction(0), Step(f"{en}: floor not passed, {words}", f"{zh}：未超过底线，{words}")
    if anchors.baseline is None:
        start, end, low, high = anchors.floor, anchors.target, 0, 100
    elif sign * raw >= sign * anchors.baseline:
        start, end, low, high = anchors.baseline, anchors.target, BASELINE_POINTS, 100
    else:
        start, end, low, high = anchors.floor, anchors.baseline, 0, BASELINE_POINTS
    score = low + (raw - start) / (end - start) * (high - low)
    words = (
        f"{low} + ({plain(raw)} - {plain(start)}) / ({plain(end)} - {plain(start)})"
        f" * {high - low} = {plain(score)}"
    )
    return score, Step(f"{en}: {words}", f"{zh}:{words}")
