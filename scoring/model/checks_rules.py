"""Checks of one indicator: do its rule, inputs, formula and guard fit together and the model."""

from scoring.faults import Cursor
from scoring.model.parts import Indicator
from scoring.model.policies import IndicatorModel
from scoring.model.wholes import check_wholes
from scoring.rules import plain_rules
from scoring.rules.blend import PlainRule
from scoring.rules.counts import ChecklistRule, DeductRule
from scoring.rules.figures import AnchoredRule, RangeRule, RatioRule, StepRule
from scoring.rules.judgement import RubricRule, ThemeRule
from scoring.rules.surveys import NpsRule, ScaleRule

RawRule = (RatioRule, AnchoredRule, RangeRule, StepRule)


def check_rule(model: IndicatorModel, leaf: Indicator, cursor: Cursor) -> None:
    """Add a fault for everything about one indicator that does not fit."""
    rules = plain_rules(leaf.rule)
    at = cursor.at("rule")
    names = [one.name for one in leaf.inputs]
    if len(set(names)) < len(names):
        cursor.at("inputs").fault("输入名重复", "an input's name is used twice")
    if sum(one.type == "weighted_list" for one in leaf.inputs) > 1:
        cursor.at("inputs").fault("最多一个清单", "at most one weighted_list")
    check_wholes(leaf, cursor)
    if any(isinstance(rule, RawRule) for rule in rules):
        if cursor.at("raw").value is None:
            cursor.fault("缺少原始值公式raw", "needs the formula of its raw figure: raw")
    elif leaf.formula is not None:
        cursor.at("raw").fault("此规则不使用公式，请删去", "this rule takes no formula: remove it")
    for rule in rules:
        _check_plain(model, leaf, rule, at)
    _check_guard(model, leaf, cursor.at("guard"))


def _check_plain(model: IndicatorModel, leaf: Indicator, rule: PlainRule, at: Cursor) -> None:
    if isinstance(rule, ScaleRule | NpsRule):
        _check_survey_rule(model, rule, at)
    elif isinstance(rule, RubricRule) and rule.anchors not in model.rubrics:
        at.at("anchors").fault(
            f"评判标准“{rule.anchors}”不存在", f"rubric {rule.anchors!r} does not exist"
        )
    elif isinstance(rule, ThemeRule):
        _check_theme(model, rule, at)
    elif isinstance(rule, DeductRule | ChecklistRule):
        _check_counts(leaf, rule, at)
    elif isinstance(rule, AnchoredRule):
        _check_direction(leaf, rule, at)


def _check_survey_rule(model: IndicatorModel, rule: ScaleRule | NpsRule, at: Cursor) -> None:
    instrument = model.find_instrument(rule.questionnaire)
    if instrument is None:
        at.fault(
            f"问卷“{rule.questionnaire}”不存在",
            f"questionnaire {rule.questionnaire!r} does not exist",
        )
    elif isinstance(rule, NpsRule):
        if rule.item not in {item.id for item in instrument.items if item.type == "nps"}:
            at.at("item").fault(
                f"{instrument.id}没有净推荐值题“{rule.item}”",
                f"{instrument.id} has no nps item {rule.item!r}",
            )
    else:
        scale = next((one for one in instrument.scales if one.id == rule.scale), None)
        if scale is None:
            at.at("scale").fault(
                f"{instrument.id}没有量表“{rule.scale}”",
                f"{instrument.id} has no scale {rule.scale!r}",
            )
        elif rule.index == "pct20" and scale.points != 5:
            at.at("index").fault(
                "pct20只用于五级量表，请改用pct", "pct20 needs five-point items: use pct"
            )


def _check_theme(model: IndicatorModel, rule: ThemeRule, at: Cursor) -> None:
    protocol = model.protocol
    if protocol is None or protocol.id != rule.protocol:
        at.at("protocol").fault(
            f"访谈提纲“{rule.protocol}”不存在", f"protocol {rule.protocol!r} does not exist"
        )
    elif rule.theme not in {code for code, _ in protocol.themes}:
        at.at("theme").fault(
            f"访谈主题“{rule.theme}”不存在", f"theme {rule.theme!r} does not exist"
        )


def _check_counts(leaf: Indicator, rule: DeductRule | ChecklistRule, at: Cursor) -> None:
    if isinstance(rule, ChecklistRule):
        if sum(one.type == "checklist" for one in leaf.inputs) != 1:
            at.fault("需要一个checklist类型的输入", "needs exactly one input of type checklist")
        return
    counts = {one.name for one in leaf.inputs if one.type == "count"}
    for name, _ in rule.points:
        if name not in counts:
            at.at("points").at(name).fault(
                f"“{name}”不是已声明的计数输入", f"{name!r} is no declared input of type count"
            )


def _check_direction(leaf: Indicator, rule: AnchoredRule, at: Cursor) -> None:
    is_up = rule.anchors.target > rule.anchors.floor
    if leaf.direction in {"up", "down"} and (leaf.direction == "up") != is_up:
        at.fault(
            f"锚点顺序与方向{leaf.direction}不符",
            f"the order of the anchors contradicts direction {leaf.direction}",
        )


def _check_guard(model: IndicatorModel, leaf: Indicator, at: Cursor) -> None:
    if leaf.guard is None:
        return
    code = leaf.guard.condition.code
    if code not in model.nodes:
        at.at("if").fault(f"指标“{code}”不存在", f"indicator {code!r} does not exist")
    elif leaf.code in _needed(model, code):
        at.at("if").fault(
            f"限制条件循环：{code}的得分取决于{leaf.code}",
            f"the guard is circular: the score of {code} depends on {leaf.code}",
        )


def _needed(model: IndicatorModel, code: str) -> set[str]:
    """Return every indicator whose score decides that of `code`, guards included."""
    needed: set[str] = set()
    waiting = [code]
    while waiting:
        name = waiting.pop()
        if name in needed:
            continue
        needed.add(name)
        node = model.nodes.get(name)
        if isinstance(node, Indicator):
            waiting += [node.guard.condition.code] if node.guard else []
        elif node is not None:
            waiting += [child.code for child in node.children]
    return needed
