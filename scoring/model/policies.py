"""The policies of an indicator model as frozen rows, and the model itself; reading lies beside."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.model.parts import (
    Branch,
    Condition,
    Dimension,
    Indicator,
    Instrument,
    Protocol,
    TaskType,
    Text,
)


@dataclass(frozen=True, slots=True)
class RespondentGroup:
    """A group of respondents and its weight by task type, in percent."""

    code: str
    text: Text
    weights: Mapping[str, Fraction]


@dataclass(frozen=True, slots=True)
class ScreeningRule:
    """One rule of `invalid_if`: missing_share, speed, straight_line, attention or duplicate.

    `limit` is the share, the seconds per item, or the neutral answer; None for the others.
    """

    rule: str
    limit: Fraction | None


@dataclass(frozen=True, slots=True)
class SurveyPolicy:
    """How answers are sampled, screened and judged reliable; shares are 0-1."""

    confidence: Fraction
    margin: Fraction
    p: Fraction
    small_frame_margin: Fraction
    small_frame_below: int
    min_valid: int
    min_response_share: Fraction
    min_answered_share: Fraction
    screening: tuple[ScreeningRule, ...]
    alpha_ok: Fraction
    alpha_caution: Fraction
    item_total_min: Fraction
    publish_min_cell: int
    min_n_per_group: int
    groups: tuple[RespondentGroup, ...]


@dataclass(frozen=True, slots=True)
class ExpertPolicy:
    """How a panel's scores are taken together; `outlier_over` in points from the median."""

    panel_size: int
    min_panel: int
    trim_from: int
    outlier_over: Fraction
    agreement_min: Fraction


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade, its lowest total and the conditions beyond the total."""

    code: str
    text: Text
    min: Fraction
    max: Fraction
    gates: tuple[Condition, ...]


@dataclass(frozen=True, slots=True)
class QuotaPolicy:
    """How many tasks of a cycle and type may hold the quota grade."""

    grade: str
    percent: Fraction
    least: int
    least_from: int
    tie_break: tuple[str, ...]
    over_grade: str
    over_reason: str


@dataclass(frozen=True, slots=True)
class Veto:
    """A veto (`is_cap` false: sets the grade) or a cap (limits it), automatic with a trigger."""

    code: str
    text: Text
    grade: str
    is_cap: bool
    trigger: Condition | None


@dataclass(frozen=True, slots=True)
class RubricLevel:
    """One level of an expert rubric."""

    level: str
    min: Fraction
    max: Fraction
    text: Text


@dataclass(frozen=True, slots=True)
class WeightPolicy:
    """Limits on weights, in points of the total, and the range of the core factor."""

    max_points: Fraction
    min_result_points: Fraction
    core_low: Fraction
    core_high: Fraction


@dataclass(frozen=True, slots=True)
class IndicatorModel:
    """An indicator model, complete and checked; `text` is its canonical document as JSON."""

    id: str
    version: str
    name: Text
    task_types: tuple[TaskType, ...]
    dimensions: tuple[Dimension, ...]
    instruments: tuple[Instrument, ...]
    protocol: Protocol | None
    rubrics: Mapping[str, tuple[RubricLevel, ...]]
    survey: SurveyPolicy
    experts: ExpertPolicy
    grades: tuple[Grade, ...]
    quota: QuotaPolicy | None
    vetoes: tuple[Veto, ...]
    max_na_points: Fraction
    weight_policy: WeightPolicy
    checks: tuple[str, ...]
    text: str

    @property
    def branches(self) -> tuple[Branch, ...]:
        """All level-2 indicators in order."""
        return tuple(branch for top in self.dimensions for branch in top.children)

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """All level-3 indicators in order."""
        return tuple(leaf for branch in self.branches for leaf in branch.children)

    @property
    def nodes(self) -> dict[str, Dimension | Branch | Indicator]:
        """All indicators of all levels by code."""
        nodes: dict[str, Dimension | Branch | Indicator] = {}
        nodes |= {top.code: top for top in self.dimensions}
        nodes |= {branch.code: branch for branch in self.branches}
        nodes |= {leaf.code: leaf for leaf in self.indicators}
        return nodes

    def points(self, task_type: str) -> dict[str, Fraction]:
        """Return the effective points of each level-3 indicator for a task type, out of 100."""
        return {
            leaf.code: top.weights[task_type]
            * mid.weights[task_type]
            * leaf.weights[task_type]
            / 10_000
            for top in self.dimensions
            for mid in top.children
            for leaf in mid.children
        }

    def find_instrument(self, instrument_id: str) -> Instrument | None:
        """Return the instrument of that id, if there is one."""
        return next((one for one in self.instruments if one.id == instrument_id), None)
