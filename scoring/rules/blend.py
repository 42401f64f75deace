"""The rule that blends several sources by shares of a hundred; the sources' rules lie beside."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from scoring.exact import plain, two_places
from scoring.faults import Cursor
from scoring.rules.counts import ChecklistRule, DeductRule
from scoring.rules.figures import AnchoredRule, RangeRule, RatioRule, StepRule
from scoring.rules.judgement import RubricRule, ThemeRule
from scoring.rules.outcome import Outcome, Sources, Step
from scoring.rules.surveys import NpsRule, ScaleRule

PlainRule = (
    RatioRule
    | AnchoredRule
    | RangeRule
    | StepRule
    | DeductRule
    | ChecklistRule
    | RubricRule
    | ScaleRule
    | NpsRule
    | ThemeRule
)


@dataclass(frozen=True, slots=True)
class BlendPart:
    """A rule and its share in percent."""

    share: Fraction
    rule: PlainRule


@dataclass(frozen=True, slots=True)
class BlendRule:
    """`score = sum(share_i * score_i) / 100`."""

    parts: tuple[BlendPart, ...]
    type: str = "blend"


def read_blend(cursor: Cursor, read_plain: Callable[[Cursor], PlainRule | None]) -> BlendRule:
    """Read a blend; its shares must sum to 100."""
    cursor.closed({"type", "family", "parts"})
    parts = []
    for entry in cursor.at("parts").entries():
        entry.closed({"share", "rule"})
        rule = read_plain(entry.at("rule"))
        share = entry.at("share").number(low=0, high=100)
        if rule is not None:
            parts.append(BlendPart(share, rule))
    total = sum((part.share for part in parts), Fraction(0))
    if len(parts) < 2 or total != 100:
        cursor.at("parts").fault(
            f"至少两部分且份额合计100，现合计{plain(total)}",
            f"needs two or more parts whose shares sum to 100, not {plain(total)}",
        )
    return BlendRule(tuple(parts))


def apply_blend(
    rule: BlendRule, sources: Sources, apply_plain: Callable[[PlainRule, Sources], Outcome]
) -> Outcome:
    """Score a blend (kit rule `blend`); its parts are not rounded (ruling A20).

    Parameters
    ----------
    rule : BlendRule
        Parts whose shares sum to 100.
    sources : Sources
    apply_plain : callable
        Applies the rule of a part.

    Returns
    -------
    Outcome
        Score 0-100 before rounding, with the steps of the parts; that of the first part without a
        score where there is one: a missing part is not made good by the others.

    Notes
    -----
    sum(share_i score_i) / 100, exact.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, pp. 103-105 (additive
    aggregation).
    """
    steps: list[Step] = []
    terms: list[str] = []
    flags: list[str] = []
    score = Fraction(0)
    for number, part in enumerate(rule.parts, start=1):
        outcome = apply_plain(part.rule, sources)
        if outcome.score is None:
            return outcome
        shown = (outcome.part,) if outcome.part else outcome.steps
        steps += [Step(f"part {number} {s.en}", f"第{number}部分 {s.zh}") for s in shown]
        terms.append(f"{two_places(part.share / 100)}*{plain(outcome.score)}")
        flags += outcome.flags
        score += part.share / 100 * outcome.score
    words = f"{' + '.join(terms)} = {plain(score)}"
    steps.append(Step(f"blend: {words}", f"多源合成：{words}"))
    return Outcome(score, None, tuple(steps), flags=tuple(flags))
