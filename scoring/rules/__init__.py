"""The eleven rule types: reading one from a model and applying it; no aggregation is here."""

from collections.abc import Callable, Mapping
from typing import Final

from scoring.faults import Cursor
from scoring.rules import counts, figures, judgement, surveys
from scoring.rules.blend import BlendRule, PlainRule, apply_blend, read_blend
from scoring.rules.outcome import Outcome, Sources

Rule = PlainRule | BlendRule

FAMILIES: Final = {
    "ratio": "formula",
    "anchored": "formula",
    "range": "formula",
    "step": "step",
    "deduct": "deduct",
    "checklist": "deduct",
    "rubric": "rubric",
    "scale": "formula",
    "nps": "formula",
    "theme": "formula",
    "blend": "rubric",
}

_READERS: Final[Mapping[str, Callable[[Cursor], PlainRule]]] = {
    "ratio": figures.read_ratio,
    "anchored": figures.read_anchored,
    "range": figures.read_range,
    "step": figures.read_step,
    "deduct": counts.read_deduct,
    "checklist": counts.read_checklist,
    "rubric": judgement.read_rubric,
    "scale": surveys.read_scale,
    "nps": surveys.read_nps,
    "theme": judgement.read_theme,
}


def read_rule(cursor: Cursor) -> Rule | None:
    """Read a rule of any type; None, with a fault, where the type is unknown."""
    if cursor.at("type").value == "blend":
        _check_family(cursor, "blend")
        return read_blend(cursor, _read_plain)
    return _read_plain(cursor)


def _check_family(cursor: Cursor, kind: str) -> None:
    family = cursor.at("family")
    if family.value not in (None, FAMILIES[kind]):
        family.fault(f"{kind}属于{FAMILIES[kind]}类", f"{kind} belongs to {FAMILIES[kind]}")


def _read_plain(cursor: Cursor) -> PlainRule | None:
    if not isinstance(cursor.value, dict):
        cursor.fault("缺少赋分规则", "needs a rule: a mapping with a type")
        return None
    kind = cursor.at("type").value
    if not isinstance(kind, str) or kind not in _READERS:
        cursor.at("type").choice(tuple(_READERS))
        return None
    _check_family(cursor, kind)
    return _READERS[kind](cursor)


def apply_rule(rule: Rule, sources: Sources) -> Outcome:
    """Apply a rule.

    Parameters
    ----------
    rule : Rule
    sources : Sources
        The indicator's record and formula, and the figures of surveys and interviews.

    Returns
    -------
    Outcome
        The score before rounding with its steps, or why it is blocked.
    """
    if isinstance(rule, BlendRule):
        return apply_blend(rule, sources, _apply_plain)
    return _apply_plain(rule, sources)


def _apply_plain(rule: PlainRule, sources: Sources) -> Outcome:  # noqa: C901 - one line a type
    match rule:
        case figures.RatioRule():
            return figures.apply_ratio(rule, sources)
        case figures.AnchoredRule():
            return figures.apply_anchored(rule, sources)
        case figures.RangeRule():
            return figures.apply_range(rule, sources)
        case figures.StepRule():
            return figures.apply_step(rule, sources)
        case counts.DeductRule():
            return counts.apply_deduct(rule, sources)
        case counts.ChecklistRule():
            return counts.apply_checklist(rule, sources)
        case judgement.RubricRule():
            return judgement.apply_rubric(rule, sources)
        case judgement.ThemeRule():
            return judgement.apply_theme(rule, sources)
        case surveys.ScaleRule():
            return surveys.apply_scale(rule, sources)
        case _:
            return surveys.apply_nps(rule, sources)


def plain_rules(rule: Rule) -> tuple[PlainRule, ...]:
    """Return the rules that read sources: the parts of a blend, or the rule itself."""
    if isinstance(rule, BlendRule):
        return tuple(part.rule for part in rule.parts)
    return (rule,)
