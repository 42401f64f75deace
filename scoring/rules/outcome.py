"""What a scoring rule returns, and the sources it may read; the rules themselves lie beside."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NamedTuple

from scoring.evaluation import Rows
from scoring.expression import Formula


class Step(NamedTuple):
    """One step of a computation in words."""

    en: str
    zh: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """A score before rounding, or why there is none.

    `score` 0-100 exact, None if blocked; `raw` the figure before the rule; `steps` why;
    `part` the short step used inside a blend; `flags` remarks that never change the score.
    """

    score: Fraction | None
    raw: Fraction | None = None
    steps: tuple[Step, ...] = ()
    part: Step | None = None
    flags: tuple[str, ...] = ()
    blocked: Step | None = None


@dataclass(frozen=True, slots=True)
class Checklist:
    """The counts of a checklist; `n_critical` is None where it was not recorded."""

    n_passed: int
    n_applicable: int
    n_critical: int | None


@dataclass(frozen=True, slots=True)
class Record:
    """The checked raw record of one indicator."""

    scalars: Mapping[str, Fraction] = field(default_factory=dict)
    rows: Rows = ()
    checklist: Checklist | None = None
    experts: Mapping[str, Fraction] | None = None
    missing: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ScaleFigure:
    """What a scale offers to a rule: its weighted mean, or why it is blocked."""

    weighted_mean: Fraction | None
    points: int
    alpha: float | None
    blocked: Step | None
    fallback: Fraction | None = None


@dataclass(frozen=True, slots=True)
class NpsFigure:
    """The weighted net promoter score of an item and the terms it was made of."""

    weighted: Fraction | None
    terms: tuple[tuple[Fraction, Fraction], ...]
    blocked: Step | None


@dataclass(frozen=True, slots=True)
class ThemeFigure:
    """The mean valence of each confirmed interview on one theme."""

    means: tuple[tuple[str, Fraction], ...]
    low: int
    high: int
    blocked: Step | None


@dataclass(frozen=True, slots=True)
class Sources:
    """All that a rule may read for one indicator."""

    record: Record | None
    formula: Formula | None
    inputs: tuple[str, ...]
    min_panel: int
    trim_from: int
    scales: Mapping[str, ScaleFigure]
    nps: Mapping[str, NpsFigure]
    themes: Mapping[str, ThemeFigure]


def no_record() -> Outcome:
    """Block an indicator that has no raw record."""
    return Outcome(None, blocked=Step("no raw record", "没有原始数据"))


def missing_inputs(names: tuple[str, ...]) -> Outcome:
    """Block an indicator whose record lacks inputs.

    Parameters
    ----------
    names : tuple of str
        Of the inputs that the formula or the rule reads and the record lacks.

    Returns
    -------
    Outcome
        Without a score.
    """
    return Outcome(
        None,
        blocked=Step(f"missing input: {', '.join(names)}", f"缺少原始数据：{'、'.join(names)}"),
    )
