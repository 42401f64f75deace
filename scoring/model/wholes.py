"""Which input is a part of which other: as a model writes it, or as its formula says by itself."""

from collections.abc import Mapping
from dataclasses import replace

from scoring.expression import Formula, Name, Node, Number, Operation
from scoring.faults import Cursor
from scoring.model.parts import Indicator, Input
from scoring.rules import Rule
from scoring.rules.figures import RatioRule, raw_points

AMOUNTS = frozenset({"number", "count", "money"})


def read_whole(cursor: Cursor, kind: str) -> str | None:
    """Read `at_most` of an input: the name of its whole; false or absent is None.

    `false` says that the figure may exceed what it is divided by.
    """
    if cursor.value is None or cursor.value is False:
        return None
    if kind not in AMOUNTS:
        cursor.fault(
            "只有number、count、money可以写at_most",
            "only a number, a count or money may have at_most",
        )
        return None
    return cursor.text() or None


def with_implied_whole(
    inputs: tuple[Input, ...], *, formula: Formula | None, unit: str, rule: Rule
) -> tuple[Input, ...]:
    """Return inputs in which the counted part of a percentage names its whole.

    Parameters
    ----------
    inputs : tuple of Input
        Of one indicator, none of which has `at_most` written.
    formula : Formula or None
        The formula of the raw figure.
    unit : str
        The unit of the raw figure.
    rule : Rule

    Returns
    -------
    tuple of Input

    Notes
    -----
    A share is read from the model's own words only where all four say so: the unit is `%`, the
    formula is `part / whole * 100` and nothing else, both are counts, and the rule places no
    figure above 100. A ratio rule scores completion, which may exceed its plan, and a range or an
    anchor above 100 expects such figures; there nothing is implied. What is only implied is
    doubted, not refused: the rule clips it, as the model says.
    """
    share = None if formula is None else _share(formula.tree)
    if share is None or unit != "%" or not _ends_at_hundred(rule):
        return inputs
    counts = {one.name for one in inputs if one.type == "count"}
    part, whole = share
    if part == whole or not {part, whole} <= counts:
        return inputs
    return tuple(replace(one, part_of=whole) if one.name == part else one for one in inputs)


def check_wholes(leaf: Indicator, cursor: Cursor) -> None:
    """Add a fault where `at_most` names no amount of the indicator, itself, or goes in a circle."""
    wholes = {one.name: one.at_most for one in leaf.inputs if one.at_most}
    amounts = {one.name for one in leaf.inputs if one.type in AMOUNTS}
    for one, entry in zip(leaf.inputs, cursor.at("inputs").entries(), strict=False):
        if one.at_most is None:
            continue
        at = entry.at("at_most")
        if one.at_most == one.name:
            at.fault("不能以自己为整体", "an input cannot be a part of itself")
        elif one.at_most not in amounts:
            known = ", ".join(sorted(amounts - {one.name})) or "-"
            at.fault(
                f"“{one.at_most}”不是本指标的另一项数量,可用:{known}",
                f"{one.at_most!r} is no other amount of this indicator; use {known}",
            )
        elif one.name in (circle := _chain(wholes, one.name)):
            words = " → ".join((one.name, *circle))
            at.fault(f"部分与整体循环:{words}", f"part and whole go in a circle: {words}")


def _chain(wholes: Mapping[str, str], name: str) -> list[str]:
    """Return the wholes above an input, up to where one comes again."""
    chain: list[str] = []
    at = wholes.get(name)
    while at and at not in chain:
        chain.append(at)
        at = wholes.get(at)
    return chain


def _share(tree: Node) -> tuple[str, str] | None:
    """Return part and whole of `part / whole * 100`, in whichever order it is written."""
    match tree:
        case (
            Operation("*", (Operation("/", (Name(part, _), Name(whole, _))), Number(hundred)))
            | Operation("*", (Number(hundred), Operation("/", (Name(part, _), Name(whole, _)))))
            | Operation("/", (Operation("*", (Name(part, _), Number(hundred))), Name(whole, _)))
            | Operation("/", (Operation("*", (Number(hundred), Name(part, _))), Name(whole, _)))
        ) if hundred == 100:
            return part, whole
    return None


def _ends_at_hundred(rule: Rule) -> bool:
    """Say whether a rule that reads the raw figure expects none above 100."""
    points = raw_points(rule)
    return bool(points) and max(points) <= 100 and not isinstance(rule, RatioRule)
