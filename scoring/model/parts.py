"""The parts of an indicator model as frozen rows; reading and checking them lie beside."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from scoring.expression import Formula
from scoring.rules import Rule

USUAL_POINTS: Final = 5


@dataclass(frozen=True, slots=True)
class Text:
    """A text in Chinese and, where there is one, in English."""

    zh: str
    en: str | None


@dataclass(frozen=True, slots=True)
class TaskType:
    """A type of task; weights are given for each."""

    code: str
    text: Text


@dataclass(frozen=True, slots=True)
class Condition:
    """A comparison that a gate, an automatic cap or a guard asks.

    `kind`: node (a score as printed), index (a scale's index as printed), input (a raw count),
    critical_failure (of a checklist), every_level1, scales_alpha, no_open_vetoes, within_quota.
    `op` is one of < <= > >=; `code` and `input` are empty where the kind needs none.
    """

    kind: str
    code: str = ""
    input: str = ""
    op: str = ">="
    value: Fraction = Fraction(0)

    def holds(self, figure: Fraction) -> bool:
        """Compare a figure with the value."""
        return {
            "<": figure < self.value,
            "<=": figure <= self.value,
            ">": figure > self.value,
            ">=": figure >= self.value,
        }[self.op]


@dataclass(frozen=True, slots=True)
class Guard:
    """A limit on an indicator's score while a condition holds."""

    condition: Condition
    cap: Fraction


@dataclass(frozen=True, slots=True)
class Input:
    """One raw figure of an indicator: number, count, money, weighted_list or checklist.

    A figure is an amount of something and not below zero; only a number that the model calls
    `signed` may be: a growth, a balance. `at_most` names the input of the same indicator that
    this one is a part of and cannot exceed; `part_of` the one that the formula alone says so of.
    """

    name: str
    text: Text
    type: str
    unit: str | None
    is_signed: bool = False
    at_most: str | None = None
    part_of: str | None = None


@dataclass(frozen=True, slots=True)
class Baseline:
    """The stated baseline: its kind, its value and the target."""

    kind: str
    value: Fraction
    target: Fraction
    text: Text


@dataclass(frozen=True, slots=True)
class Indicator:
    """A level-3 indicator: what is measured and how it is scored."""

    code: str
    name: Text
    weights: Mapping[str, Fraction]
    kind: str
    nature: str
    phase: str
    is_core: bool
    unit: str
    direction: str
    channels: tuple[str, ...]
    responsible: str
    baseline: Baseline | None
    inputs: tuple[Input, ...]
    formula: Formula | None
    rule: Rule
    guard: Guard | None
    measuring_points: tuple[Text, ...]
    evidence_required: tuple[Text, ...]


@dataclass(frozen=True, slots=True)
class Branch:
    """A level-2 indicator."""

    code: str
    name: Text
    weights: Mapping[str, Fraction]
    children: tuple[Indicator, ...]


@dataclass(frozen=True, slots=True)
class Dimension:
    """A level-1 indicator."""

    code: str
    name: Text
    weights: Mapping[str, Fraction]
    children: tuple[Branch, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One item of an instrument.

    `points` is the length of its response scale (5 for likert5), 0 for other types; `expect`
    the answer an attention item asks for.
    """

    id: str
    type: str
    text: Text
    scale: str | None
    is_reversed: bool
    is_scored: bool
    is_required: bool
    points: int
    expect: int | None
    maps_to: str | None


@dataclass(frozen=True, slots=True)
class Scale:
    """Items that measure one construct."""

    id: str
    name: Text
    maps_to: str | None
    items: tuple[Item, ...]

    @property
    def points(self) -> int:
        """The length of the response scale its items share."""
        return self.items[0].points if self.items else 5


@dataclass(frozen=True, slots=True)
class Instrument:
    """A questionnaire as far as scoring needs it."""

    id: str
    title: Text
    items: tuple[Item, ...]
    scales: tuple[Scale, ...]
    profile_ids: tuple[str, ...]
    needs_reversed: bool

    @property
    def scale_items(self) -> tuple[Item, ...]:
        """The items of its scales, in the order of the questionnaire."""
        return tuple(item for item in self.items if item.scale is not None)

    @property
    def attention_points(self) -> int:
        """The length of the response scale of attention items: the longest beside them."""
        longest = max((item.points for item in self.items), default=0) or USUAL_POINTS
        return max([longest, *(item.expect or 0 for item in self.items)])


@dataclass(frozen=True, slots=True)
class Protocol:
    """An interview protocol: its themes, the lowest and highest valence, the least kappa."""

    id: str
    themes: tuple[tuple[str, Text], ...]
    low: int
    high: int
    kappa_min: Fraction
