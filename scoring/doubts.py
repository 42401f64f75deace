"""Figures that may be true and are hard to believe: said to people, never a change of the score."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from scoring.evaluation import NotComputable, Rows, evaluate
from scoring.expression import Name, Node, Number, Operation
from scoring.model.parts import Indicator
from scoring.rules import plain_rules
from scoring.rules.figures import RatioRule, raw_points

MOST_SPANS: Final = 10
"""How many times the whole span of a rule's points a figure may lie outside them."""


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a figure is hard to believe.

    `kind`: over_flag (completion above the rule's own limit, in per cent), far (the raw figure lies
    far outside the rule's points, of which `limit` is the nearest), part (`part` is more than the
    `whole` it is counted from), deducted (`part` is more than the `whole` it is taken from).
    `figure` and `limit` are the two that are compared.
    """

    kind: str
    figure: Fraction
    limit: Fraction
    part: str = ""
    whole: str = ""


def doubts_of(
    leaf: Indicator, scalars: Mapping[str, Fraction], rows: Rows = ()
) -> tuple[Doubt, ...]:
    """Say what is hard to believe about an indicator's figures.

    Parameters
    ----------
    leaf : Indicator
    scalars : mapping of str to Fraction
        A value for each scalar input.
    rows : sequence of mappings
        The rows of its list.

    Returns
    -------
    tuple of Doubt
        Empty without a formula.

    Notes
    -----
    Everything is read from the model: a ratio's own `over_flag`; a part counted above its whole; a
    deduction that the formula floors at 0, `max(a - b, 0)`, with b above a; and a raw figure that
    lies more than ten times the span of the rule's points outside them (a response time of
    99,999,999 hours where 4 to 72 are scored). Ten is a choice, wide enough for an honest year.
    """
    if leaf.formula is None:
        return ()
    found = [*_parts(leaf, scalars), *_deducted(leaf.formula.tree, scalars)]
    try:
        raw = evaluate(leaf.formula, scalars, rows)
    except NotComputable:
        return tuple(found)
    for rule in plain_rules(leaf.rule):
        if isinstance(rule, RatioRule) and rule.over_flag is not None:
            share = max((row["actual"] / row["target"] * 100 for row in rows), default=raw)
            if share > rule.over_flag:
                found.append(Doubt("over_flag", share, rule.over_flag))
        elif points := raw_points(rule):
            found += _far(raw, min(points), max(points))
    return tuple(found)


def _parts(leaf: Indicator, scalars: Mapping[str, Fraction]) -> Iterator[Doubt]:
    for one in leaf.inputs:
        if one.part_of and scalars[one.name] > scalars[one.part_of]:
            yield Doubt("part", scalars[one.name], scalars[one.part_of], one.name, one.part_of)


def _far(raw: Fraction, low: Fraction, high: Fraction) -> Iterator[Doubt]:
    room = MOST_SPANS * (high - low)
    if room and not low - room <= raw <= high + room:
        yield Doubt("far", raw, low if raw < low else high)


def _deducted(tree: Node, scalars: Mapping[str, Fraction]) -> Iterator[Doubt]:
    match tree:
        case Operation("max", (Operation("-", (Name(whole, False), Name(part, False))), Number(z))):
            if z == 0 and scalars[part] > scalars[whole]:
                yield Doubt("deducted", scalars[part], scalars[whole], part, whole)
        case Operation(_, parts):
            for one in parts:
                yield from _deducted(one, scalars)
