"""Reading the policies of a model: groups, surveys, experts, weights; grades lie beside."""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from types import MappingProxyType
from typing import Final

from scoring.faults import Cursor
from scoring.model.policies import (
    ExpertPolicy,
    RespondentGroup,
    RubricLevel,
    ScreeningRule,
    SurveyPolicy,
    WeightPolicy,
)
from scoring.model.read_tree import read_code, read_text

SCREENING_RULES: Final = ("missing_share", "speed", "straight_line", "attention", "duplicate")


def _share(cursor: Cursor, default: str) -> Fraction:
    return cursor.number(low=0, high=1, default=Fraction(default))


def read_survey_policy(root: Cursor, types: Sequence[str]) -> SurveyPolicy:
    """Read `survey_policy` and `respondent_groups`."""
    cursor, groups = root.at("survey_policy"), root.at("respondent_groups")
    groups.at("small_group").choice(("merge_in_proportion",), default="merge_in_proportion")
    reliability = cursor.at("reliability")
    reliability.at("statistic").choice(("cronbach_alpha",), default="cronbach_alpha")
    reliability.at("below").choice(("blocked",), default="blocked")
    ok, caution = _share(reliability.at("ok"), "0.7"), _share(reliability.at("caution"), "0.6")
    if caution > ok:
        reliability.fault("caution不得高于ok", "caution must not exceed ok")
    screening = cursor.at("invalid_if").entries()
    return SurveyPolicy(
        confidence=_share(cursor.at("confidence"), "0.95"),
        margin=_share(cursor.at("margin"), "0.05"),
        p=_share(cursor.at("p"), "0.5"),
        small_frame_margin=_share(cursor.at("small_frame_margin"), "0.1"),
        small_frame_below=cursor.at("small_frame_below").whole(default=200),
        min_valid=cursor.at("min_valid").whole(default=30),
        min_response_share=_share(cursor.at("min_response_rate"), "0.5"),
        min_answered_share=_share(cursor.at("min_answered_share"), "0.75"),
        screening=tuple(_screening_rule(entry) for entry in screening),
        alpha_ok=ok,
        alpha_caution=caution,
        item_total_min=cursor.at("item_total_min").number(low=-1, high=1, default=Fraction(3, 10)),
        publish_min_cell=cursor.at("publish_min_cell").whole(default=5),
        min_n_per_group=groups.at("min_n_per_group").whole(default=5),
        groups=tuple(_group(entry, types) for entry in groups.at("weights").entries()),
    )


def _group(cursor: Cursor, types: Sequence[str]) -> RespondentGroup:
    cursor.closed({"code", "zh", "en", *types})
    weights = {code: cursor.at(code).number(low=0, high=100) for code in types}
    return RespondentGroup(
        read_code(cursor.at("code")), read_text(cursor), MappingProxyType(weights)
    )


def _screening_rule(cursor: Cursor) -> ScreeningRule:
    cursor.closed({"rule", "limit", "neutral"})
    rule = cursor.at("rule").choice(SCREENING_RULES)
    limit: Fraction | None = None
    if rule == "missing_share":
        limit = cursor.at("limit").number(low=0, high=1)
    elif rule == "speed":
        limit = cursor.at("limit").number(low=0, high=600)
    elif rule == "straight_line" and cursor.at("neutral").value is not None:
        limit = cursor.at("neutral").number(low=1, high=11)
    return ScreeningRule(rule, limit)


def read_expert_policy(cursor: Cursor) -> ExpertPolicy:
    """Read `expert_policy`."""
    agreement = cursor.at("agreement")
    agreement.at("statistic").choice(("kendall_w",), default="kendall_w")
    least = cursor.at("min_panel").whole(low=1, default=3)
    trim_from = cursor.at("trim_from").whole(low=3, default=5)
    return ExpertPolicy(
        panel_size=cursor.at("panel_size").whole(low=1, default=5),
        min_panel=least,
        trim_from=trim_from,
        outlier_over=cursor.at("outlier").at("over").number(low=0, high=100, default=15),
        agreement_min=_share(agreement.at("min"), "0.5"),
    )


def read_rubrics(cursor: Cursor) -> Mapping[str, tuple[RubricLevel, ...]]:
    """Read the rubrics; the levels of each must fall from the best."""
    rubrics: dict[str, tuple[RubricLevel, ...]] = {}
    for name, entry in cursor.pairs():
        levels = tuple(_rubric_level(level) for level in entry.entries())
        lows = [level.min for level in levels]
        if not levels or lows != sorted(set(lows), reverse=True) or lows[-1] != 0:
            entry.fault(
                "各级应由高到低且最低级从0开始", "levels must fall and the lowest start at 0"
            )
        rubrics[name] = levels
    return MappingProxyType(rubrics)


def _rubric_level(cursor: Cursor) -> RubricLevel:
    low, high = (cursor.at(key).number(low=0, high=100) for key in ("min", "max"))
    if low > high:
        cursor.fault("min不得大于max", "min must not exceed max")
    return RubricLevel(cursor.at("level").text(), low, high, read_text(cursor))


def read_weight_policy(cursor: Cursor) -> WeightPolicy:
    """Read `weight_policy`."""
    cursor.at("sum_per_parent").number(low=100, high=100, default=100)
    factors = [
        entry.number(low=1, high=10) for entry in cursor.at("core_boost").at("range").entries()
    ]
    if factors and (len(factors) != 2 or factors[0] > factors[1]):
        cursor.at("core_boost").fault("range应为[最小, 最大]", "range must be [lowest, highest]")
    low, high = factors if len(factors) == 2 else (Fraction(1), Fraction(3, 2))
    return WeightPolicy(
        cursor.at("max_effective_points_per_level3").number(low=0, high=100, default=15),
        cursor.at("min_result_points").number(low=0, high=100, default=60),
        low,
        high,
    )


def read_max_na_points(cursor: Cursor) -> Fraction:
    """Read `missing_data`: how many points may be not applicable."""
    cursor.closed({"default", "not_applicable", "max_na_effective_points"})
    cursor.at("default").choice(("block",), default="block")
    cursor.at("not_applicable").choice(("spread_over_siblings",), default="spread_over_siblings")
    return cursor.at("max_na_effective_points").number(low=0, high=100, default=15)
