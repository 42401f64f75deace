"""What figures a task needs, told plainly; the one place here that walks the indicator model."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.exact import plain
from scoring.model import IndicatorModel
from scoring.model.parts import Baseline, Indicator, Input, Text
from scoring.rules import plain_rules
from scoring.rules.counts import ChecklistRule
from scoring.rules.judgement import RubricRule
from surveyapp.errors import marked
from surveyapp.models import Task
from surveyapp.operations.measures import get_model

Words = Mapping[str, str | None]
"""A text in two languages: `{"zh": …, "en": …}`."""

LIST_COLUMNS = ("name", "target", "actual", "weight")
CHECKLIST_PARTS = ("passed", "applicable", "critical_failed")
PART_WORDS: Mapping[str, Words] = {
    "name": {"zh": "名称", "en": "Name"},
    "target": {"zh": "目标值", "en": "Target"},
    "actual": {"zh": "实际值", "en": "Actual"},
    "weight": {"zh": "权重", "en": "Weight"},
    "passed": {"zh": "符合项数", "en": "Passed"},
    "applicable": {"zh": "适用项数", "en": "Applicable"},
    "critical_failed": {"zh": "其中关键项不符合数", "en": "Critical failed"},
}
BASELINE_KINDS: Mapping[str, str] = {
    "historical": marked("历史基准"),
    "industry": marked("行业基准"),
    "benchmark": marked("标杆基准"),
}

# A published model never changes: what was read of it for a type of task stands.
_active: dict[tuple[str, str], "tuple[tuple[str, Indicator], ...]"] = {}
_sheets: dict[tuple[str, str], "tuple[IndicatorSheet, ...]"] = {}


@dataclass(frozen=True)
class InputSheet:
    """One value to be filled in; kind: number, count, money, checklist or weighted_list.

    `is_signed`: a number that may be below zero. `needs_critical`: something depends on how many
    critical items of a checklist failed; elsewhere that count may be left blank. `at_most`: the
    input of the same indicator that this one is a part of.
    """

    name: str
    words: Words
    kind: str
    unit: str | None
    is_signed: bool = False
    needs_critical: bool = False
    at_most: str | None = None


@dataclass(frozen=True)
class BaselineSheet:
    """What the indicator is measured against, as text."""

    kind: str
    value: str
    target: str
    words: Words


@dataclass(frozen=True)
class IndicatorSheet:
    """One level-3 indicator that takes figures, with what an officer must know to fill it in."""

    code: str
    dimension: str
    words: Words
    unit: str
    points: str
    inputs: tuple[InputSheet, ...]
    baseline: BaselineSheet | None
    measuring_points: tuple[Words, ...]
    evidence_required: tuple[Words, ...]


@dataclass(frozen=True)
class LevelSheet:
    """One level of an expert rubric: its letter, its scores from and to, and what it means."""

    level: str
    low: str
    high: str
    words: Words


@dataclass(frozen=True)
class DimensionSheet:
    """One level-1 dimension: its code, its name and its active level-3 indicators."""

    code: str
    words: Words
    codes: tuple[str, ...]


def words(text: Text) -> Words:
    """Return a model's text as the pages take it."""
    return {"zh": text.zh, "en": text.en}


def model_of(task: Task) -> IndicatorModel:
    """Return the indicator model that judges a task."""
    return get_model(task.round.model_version)


def active_indicators(task: Task) -> tuple[tuple[str, Indicator], ...]:
    """Return (dimension code, indicator) for each level-3 indicator with weight for this task."""
    key = (task.round.model_version.content_hash, task.type_code)
    if key not in _active:
        _active[key] = tuple(_walk(model_of(task), task.type_code))
    return _active[key]


def _walk(model: IndicatorModel, type_code: str) -> Iterator[tuple[str, Indicator]]:
    points = model.points(type_code)
    for dimension in model.dimensions:
        for branch in dimension.children:
            for leaf in branch.children:
                if points[leaf.code] > 0:
                    yield dimension.code, leaf


def dimension_sheets(task: Task) -> tuple[DimensionSheet, ...]:
    """Return the dimensions of a task with the codes of their active indicators."""
    active = [(top, leaf.code) for top, leaf in active_indicators(task)]
    return tuple(
        DimensionSheet(
            dimension.code,
            words(dimension.name),
            tuple(code for top, code in active if top == dimension.code),
        )
        for dimension in model_of(task).dimensions
    )


def indicator_sheets(task: Task) -> tuple[IndicatorSheet, ...]:
    """Return all active indicators of a task, in the model's order."""
    key = (task.round.model_version.content_hash, task.type_code)
    if key not in _sheets:
        _sheets[key] = sheets_of(model_of(task), task.type_code)
    return _sheets[key]


def sheets_of(model: IndicatorModel, type_code: str) -> tuple[IndicatorSheet, ...]:
    """Return all indicators of a model that count for a type of task, in order."""
    points = model.points(type_code)
    return tuple(
        _sheet(model, dimension, leaf, points[leaf.code])
        for dimension, leaf in _walk(model, type_code)
    )


def figure_sheets(task: Task) -> tuple[IndicatorSheet, ...]:
    """Return the active indicators that take figures, in the model's order."""
    return tuple(sheet for sheet in indicator_sheets(task) if sheet.inputs)


def rubric_codes(task: Task) -> tuple[str, ...]:
    """Return the active indicators that experts score, in the model's order."""
    return tuple(
        leaf.code
        for _, leaf in active_indicators(task)
        if any(isinstance(rule, RubricRule) for rule in plain_rules(leaf.rule))
    )


def _baseline(baseline: Baseline | None) -> BaselineSheet | None:
    if baseline is None:
        return None
    value, target = plain(baseline.value), plain(baseline.target)
    return BaselineSheet(baseline.kind, value, target, words(baseline.text))


def _input(one: Input, *, needs_critical: bool) -> InputSheet:
    return InputSheet(
        name=one.name,
        words=words(one.text),
        kind=one.type,
        unit=one.unit,
        is_signed=one.is_signed,
        needs_critical=needs_critical,
        at_most=one.at_most,
    )


def _needs_critical(model: IndicatorModel, leaf: Indicator) -> bool:
    """Say whether a failed critical item caps an indicator's score or the grade."""
    triggers = [veto.trigger for veto in model.vetoes if veto.trigger is not None]
    return any(one.kind == "critical_failure" and one.code == leaf.code for one in triggers) or any(
        isinstance(rule, ChecklistRule) and rule.critical_fail_cap is not None
        for rule in plain_rules(leaf.rule)
    )


def _sheet(
    model: IndicatorModel, dimension: str, leaf: Indicator, points: Fraction
) -> IndicatorSheet:
    needs_critical = _needs_critical(model, leaf)
    return IndicatorSheet(
        code=leaf.code,
        dimension=dimension,
        words=words(leaf.name),
        unit=leaf.unit,
        points=plain(points),
        inputs=tuple(_input(one, needs_critical=needs_critical) for one in leaf.inputs),
        baseline=_baseline(leaf.baseline),
        measuring_points=tuple(words(text) for text in leaf.measuring_points),
        evidence_required=tuple(words(text) for text in leaf.evidence_required),
    )


def panel_sizes(task: Task) -> tuple[int, int]:
    """Return the fewest experts whose scores count, and how many a full panel has."""
    policy = model_of(task).experts
    return policy.min_panel, policy.panel_size


def code_words(task: Task) -> dict[str, Words]:
    """Return the names of a task's active level-2 and level-3 indicators, in order."""
    active = {leaf.code for _, leaf in active_indicators(task)}
    found: dict[str, Words] = {}
    for branch in model_of(task).branches:
        leaves = {leaf.code: words(leaf.name) for leaf in branch.children if leaf.code in active}
        if leaves:
            found |= {branch.code: words(branch.name), **leaves}
    return found


def rubric_levels(task: Task) -> dict[str, tuple[LevelSheet, ...]]:
    """Return the levels by which experts score, best first, for each indicator they score."""
    model = model_of(task)
    return {
        leaf.code: tuple(
            LevelSheet(one.level, plain(one.min, 2), plain(one.max, 2), words(one.text))
            for one in model.rubrics[rule.anchors]
        )
        for _, leaf in active_indicators(task)
        for rule in plain_rules(leaf.rule)
        if isinstance(rule, RubricRule)
    }


def recusal_rules(task: Task) -> tuple[Words, ...]:
    """Return the ties that keep an expert from judging, as the model's policy words them."""
    policy = task.round.model_version.document.get("expert_policy") or {}
    return tuple({"zh": one["zh"], "en": one.get("en")} for one in policy.get("recusal") or ())


def least_per_group(task: Task) -> int:
    """Return how many sheets a respondent group needs to count on its own."""
    return model_of(task).survey.min_n_per_group
