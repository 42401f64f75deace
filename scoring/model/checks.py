"""Checks across the parts of a model: weights, codes and references; policy checks lie beside."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Final

from scoring.exact import plain
from scoring.faults import Cursor
from scoring.model.checks_rules import check_rule
from scoring.model.parts import Branch, Condition, Dimension, Indicator
from scoring.model.policies import IndicatorModel

RESERVED: Final = frozenset({"scales", "nps", "reliability_decisions"})


def check_parts(model: IndicatorModel, root: Cursor) -> None:
    """Add a fault for everything in a model that does not fit together."""
    _check_codes(model, root)
    _check_weights(model, root)
    _check_groups(model, root)
    _check_conditions(model, root)
    _check_references(model, root)
    for leaf, cursor in leaf_cursors(model, root):
        check_rule(model, leaf, cursor)


def leaf_cursors(model: IndicatorModel, root: Cursor) -> list[tuple[Indicator, Cursor]]:
    """Pair each level-3 indicator with its place in the document."""
    leaves = [
        leaf
        for top in root.at("indicators").entries()
        for middle in top.at("children").entries()
        for leaf in middle.at("children").entries()
    ]
    places = {str(leaf.at("code").value): leaf for leaf in leaves}
    return [(leaf, places[leaf.code]) for leaf in model.indicators if leaf.code in places]


def all_indicators_read(model: IndicatorModel, root: Cursor) -> bool:
    """Tell whether every level-3 entry became an indicator, so that sums mean something."""
    tops = root.at("indicators").entries()
    middles = [middle for top in tops for middle in top.at("children").entries()]
    n_leaves = sum(len(middle.at("children").entries()) for middle in middles)
    return n_leaves == len(model.indicators)


def _check_codes(model: IndicatorModel, root: Cursor) -> None:
    seen: set[str] = set()
    for top in root.at("indicators").entries():
        middles = top.at("children").entries()
        leaves = [leaf for middle in middles for leaf in middle.at("children").entries()]
        for node in (top, *middles, *leaves):
            code = node.at("code").value
            if not isinstance(code, str):
                continue
            if code in seen:
                node.fault(f"指标代码“{code}”重复", f"indicator code {code!r} is used twice")
            seen.add(code)


def _check_weights(model: IndicatorModel, root: Cursor) -> None:
    top = root.at("indicators")
    for kind in (one.code for one in model.task_types):
        _check_sum(top, kind, model.dimensions)
        for dimension, at in zip(model.dimensions, top.entries(), strict=True):
            if dimension.weights[kind]:
                _check_below(at, kind, dimension)
    points = {kind.code: model.points(kind.code) for kind in model.task_types}
    for leaf, cursor in leaf_cursors(model, root):
        for kind, entry in cursor.at("effective_points").pairs():
            due = points[kind][leaf.code] if kind in points else Fraction(0)
            if abs(entry.number(low=0, high=100) - due) > Fraction(1, 10_000):
                entry.fault(f"有效分值应为{plain(due)}", f"effective points must be {plain(due)}")


def _check_below(cursor: Cursor, kind: str, dimension: Dimension) -> None:
    _check_sum(cursor, kind, dimension.children)
    places = cursor.at("children").entries()
    for branch, below in zip(dimension.children, places, strict=True):
        is_whole = len(branch.children) == len(below.at("children").entries())
        if is_whole and branch.weights[kind]:
            _check_sum(below, kind, branch.children)


def _check_sum(
    cursor: Cursor, kind: str, siblings: Sequence[Dimension | Branch | Indicator]
) -> None:
    total = sum((one.weights[kind] for one in siblings), Fraction(0))
    if siblings and total != 100:
        cursor.fault(
            f"{kind}类的下级权重合计{plain(total)}，应为100",
            f"weights of the indicators below sum to {plain(total)} for {kind}, must be 100",
        )


def _check_groups(model: IndicatorModel, root: Cursor) -> None:
    cursor = root.at("respondent_groups").at("weights")
    codes = [group.code for group in model.survey.groups]
    if len(set(codes)) < len(codes):
        cursor.fault("受访群体代码重复", "a respondent group's code is used twice")
    if not model.instruments and not codes:
        return
    for kind in (one.code for one in model.task_types):
        total = sum((group.weights[kind] for group in model.survey.groups), Fraction(0))
        if total != 100:
            cursor.fault(
                f"{kind}类的受访群体权重合计{plain(total)}，应为100",
                f"respondent group weights sum to {plain(total)} for {kind}, must be 100",
            )


def _check_conditions(model: IndicatorModel, root: Cursor) -> None:
    for grade in model.grades:
        gates = root.at("grades").at(grade.code).at("gates")
        cursor = Cursor(None, gates.place, gates.found, gates.lines)
        for gate in grade.gates:
            check_condition(model, gate, cursor)
    for veto in model.vetoes:
        if veto.trigger is not None:
            place = root.at("vetoes").at(veto.code).at("auto")
            check_condition(model, veto.trigger, place)
    for code in model.quota.tie_break if model.quota else ():
        if code not in model.nodes:
            root.at("grade_policy").at("tie_break").fault(
                f"指标“{code}”不存在", f"indicator {code!r} does not exist"
            )


def check_condition(model: IndicatorModel, condition: Condition, cursor: Cursor) -> None:
    """Add a fault where a condition asks for an indicator, input or scale that is not there."""
    leaves = {leaf.code: leaf for leaf in model.indicators}
    scales = {scale.id for one in model.instruments for scale in one.scales}
    code = condition.code
    if condition.kind == "node" and code not in model.nodes:
        cursor.fault(f"指标“{code}”不存在", f"indicator {code!r} does not exist")
    if condition.kind == "index" and code not in scales:
        cursor.fault(f"量表“{code}”不存在", f"scale {code!r} does not exist")
    if condition.kind in {"input", "critical_failure"}:
        leaf = leaves.get(code)
        if leaf is None:
            cursor.fault(f"指标“{code}”不存在", f"indicator {code!r} does not exist")
        elif condition.kind == "input" and condition.input not in {i.name for i in leaf.inputs}:
            cursor.fault(
                f"{code}没有输入“{condition.input}”", f"{code} has no input {condition.input!r}"
            )
        elif condition.kind == "critical_failure" and not any(
            one.type == "checklist" for one in leaf.inputs
        ):
            cursor.fault(f"{code}不是清单核对指标", f"{code} takes no checklist")


def _check_references(model: IndicatorModel, root: Cursor) -> None:
    nodes = set(model.nodes)
    for at in root.at("questionnaires").entries():
        for entry in (*at.at("scales").entries(), *at.at("items").entries()):
            _exists(entry.at("maps_to"), nodes)
    protocol = root.at("interview_protocol")
    for entry in (*protocol.at("themes").entries(), *protocol.at("questions").entries()):
        _exists(entry.at("maps_to"), nodes)
    _check_instrument_ids(model, root.at("questionnaires"))
    departments = _codes_of(root.at("departments"))
    channels = _codes_of(root.at("channels"))
    for leaf, cursor in leaf_cursors(model, root):
        _known(cursor.at("responsible"), (leaf.responsible,), departments)
        _known(cursor.at("channels"), leaf.channels, channels)


def _codes_of(cursor: Cursor) -> set[str]:
    return {entry.at("code").text() for entry in cursor.entries()}


def _known(cursor: Cursor, names: Sequence[str], known: set[str]) -> None:
    for name in names:
        if known and name and name not in known:
            cursor.fault(f"“{name}”不存在", f"{name!r} does not exist")


def _check_instrument_ids(model: IndicatorModel, cursor: Cursor) -> None:
    """Ids must be unique across questionnaires, since rules and results name them alone."""
    instruments = [one.id for one in model.instruments]
    scales = [scale.id for one in model.instruments for scale in one.scales]
    items = [item.id for one in model.instruments for item in one.items if item.type == "nps"]
    for names, zh in ((instruments, "问卷"), (scales, "量表"), (items, "净推荐值题")):
        for name in sorted({name for name in names if names.count(name) > 1}):
            cursor.fault(f"{zh}编号“{name}”重复", f"id {name!r} is used twice")
    for name in sorted(RESERVED & set(instruments)):
        cursor.fault(f"编号“{name}”保留不用", f"id {name!r} is reserved: choose another")


def _exists(cursor: Cursor, nodes: set[str]) -> None:
    if isinstance(cursor.value, str) and cursor.value not in nodes:
        cursor.fault(f"指标“{cursor.value}”不存在", f"indicator {cursor.value!r} does not exist")
