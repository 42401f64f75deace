"""The checks a model may switch off by its own `checks` list; structural checks lie beside."""

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from scoring.exact import plain
from scoring.faults import Cursor
from scoring.model.checks import leaf_cursors
from scoring.model.policies import IndicatorModel
from scoring.rules import plain_rules
from scoring.rules.figures import AnchoredRule
from scoring.rules.surveys import NpsRule, ScaleRule


def _two_channels(model: IndicatorModel, root: Cursor) -> None:
    for top in model.dimensions:
        channels = {name for mid in top.children for leaf in mid.children for name in leaf.channels}
        if len(channels) < 2:
            root.at("indicators").at(top.code).fault(
                "一级指标应至少有两种取证渠道",
                "a level-1 indicator needs two or more channels of evidence",
            )


def _result_points(model: IndicatorModel, root: Cursor) -> None:
    least = model.weight_policy.min_result_points
    for kind in model.task_types:
        points = model.points(kind.code)
        total = sum(
            (points[leaf.code] for leaf in model.indicators if leaf.nature == "result"),
            Fraction(0),
        )
        if total < least:
            root.at("indicators").fault(
                f"{kind.code}类结果性指标合计{plain(total)}分，应不低于{plain(least)}分",
                f"result indicators carry {plain(total)} points for {kind.code},"
                f" need {plain(least)} or more",
            )


def _level3_points(model: IndicatorModel, root: Cursor) -> None:
    most = model.weight_policy.max_points
    for leaf, cursor in leaf_cursors(model, root):
        for kind in model.task_types:
            points = model.points(kind.code)[leaf.code]
            if points > most:
                cursor.at("weights").fault(
                    f"{kind.code}类有效分值{plain(points)}，不得超过{plain(most)}分",
                    f"carries {plain(points)} points for {kind.code}, at most {plain(most)}",
                )


def _process_indicator(model: IndicatorModel, root: Cursor) -> None:
    for kind in model.task_types:
        points = model.points(kind.code)
        if not any(points[leaf.code] for leaf in model.indicators if leaf.nature == "process"):
            root.at("indicators").fault(
                f"{kind.code}类没有过程性指标",
                f"needs an indicator of nature process for {kind.code}",
            )


def _core_indicator(model: IndicatorModel, root: Cursor) -> None:
    for kind in model.task_types:
        points = model.points(kind.code)
        if not any(points[leaf.code] for leaf in model.indicators if leaf.is_core):
            root.at("indicators").fault(
                f"{kind.code}类没有核心指标", f"needs a core indicator for {kind.code}"
            )


def _stated_baselines(model: IndicatorModel, root: Cursor) -> None:
    for leaf, cursor in leaf_cursors(model, root):
        stated = leaf.baseline
        if stated is None:
            cursor.fault("缺少基准baseline", "needs a baseline: kind, value, target")
            continue
        for rule in plain_rules(leaf.rule):
            if not isinstance(rule, AnchoredRule | ScaleRule | NpsRule):
                continue
            anchors = rule.anchors
            if anchors.target != stated.target or anchors.baseline not in (None, stated.value):
                cursor.at("baseline").fault(
                    "基准值、目标值应与赋分规则的锚点一致",
                    "value and target must equal the anchors of the rule",
                )


CHECKS: Final[dict[str, Callable[[IndicatorModel, Cursor], None]]] = {
    "two_channels_per_level1": _two_channels,
    "min_result_points": _result_points,
    "max_points_per_level3": _level3_points,
    "process_indicator": _process_indicator,
    "core_indicator": _core_indicator,
    "stated_baselines": _stated_baselines,
}


def read_checks(cursor: Cursor) -> tuple[str, ...]:
    """Read which checks apply: all where the model does not say."""
    if cursor.value is None:
        return tuple(CHECKS)
    return tuple(entry.choice(tuple(CHECKS)) for entry in cursor.entries())


def check_policies(model: IndicatorModel, root: Cursor) -> None:
    """Run the checks that apply."""
    for name in model.checks:
        CHECKS[name](model, root)
