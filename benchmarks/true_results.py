"""The true total and grade of a simulated task, from the text of the indicator model alone.

Nothing of the engine or of its uncertainty is used: what these lines find is what the predictions
of `grade_calibration.py` are held against. They know the rules that simulated tasks use, no others.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

BASELINE = 60.0
GRADES = (("excellent", 90.0), ("good", 80.0), ("pass", 60.0), ("fail", 0.0))
"""Of the default model, with the lowest printed total of each."""

Entry = Mapping[str, Any]


@dataclass(frozen=True)
class TrueTask:
    """What a task truly is: its type, the scores given as they are, and the true figures by key."""

    kind: str
    given: Mapping[str, float]
    figures: Mapping[str, float]


def half_up(value: float) -> float:
    """Round to two decimals, halves up; a half that floating point holds a little low goes up."""
    return float(np.floor(value * 100 + 0.5 + 1e-7)) / 100


def leaf_shares(document: Entry, kind: str) -> dict[str, float]:
    """Return the share of each level-3 indicator in the total, by the printed weights."""
    return {
        leaf["code"]: top["weights"][kind] * middle["weights"][kind] * leaf["weights"][kind] / 1e6
        for top in document["indicators"]
        for middle in top["children"]
        for leaf in middle["children"]
    }


def true_result(document: Entry, task: TrueTask, *, is_reliable: bool) -> tuple[float, int]:
    """Return the exact total and the place of the grade, 0 the best.

    `is_reliable` says whether every scale of the sample passes the alpha that the best grade asks
    for: a fact of what was observed, not of the task.
    """
    nodes: dict[str, float] = {}
    tops = [top for top in document["indicators"] if top["weights"][task.kind]]
    for top in tops:  # a guard asks a node before its own
        nodes[top["code"]] = sum(
            _branch(middle, task, nodes) * middle["weights"][task.kind] / 100
            for middle in top["children"]
        )
    total = sum(nodes[top["code"]] * top["weights"][task.kind] / 100 for top in tops)
    at = next(place for place, (_, least) in enumerate(GRADES) if half_up(total) >= least)
    is_every_level1 = all(half_up(nodes[top["code"]]) >= 75 for top in tops)
    if at == 0 and not (is_every_level1 and half_up(nodes["E1"]) >= 70 and is_reliable):
        at = 1
    if nodes["A1-1"] < 60:  # cap C2
        at = max(at, 2)
    if half_up(task.figures["scale:SA1"] * 20) < 60:  # cap C4
        at = max(at, 1)
    return total, at


def _branch(middle: Entry, task: TrueTask, nodes: dict[str, float]) -> float:
    score = 0.0
    for leaf in middle["children"]:
        if leaf["weights"][task.kind]:
            nodes[leaf["code"]] = half_up(_leaf(leaf, task, nodes))
            score += nodes[leaf["code"]] * leaf["weights"][task.kind] / 100
    nodes[middle["code"]] = score
    return score


def _leaf(leaf: Entry, task: TrueTask, nodes: Mapping[str, float]) -> float:
    code = leaf["code"]
    score = task.given[code] if code in task.given else _score(leaf["rule"], code, task.figures)
    guard = leaf.get("guard")
    if guard is not None:
        node, sign, limit = guard["if"].split()
        if sign != "<":
            raise ValueError(f"no lines for the guard {guard['if']!r}")
        if half_up(nodes[node]) < float(limit):
            score = min(score, float(guard["cap"]))
    return score


def _score(rule: Entry, code: str, figures: Mapping[str, float]) -> float:
    """Score a true figure by the rule as the model's text states it."""
    match rule["type"]:
        case "rubric":
            return figures[f"panel:{code}"]
        case "theme":
            return (figures[f"theme:{rule['theme']}"] + 2) / 4 * 100
        case "scale":
            return _anchored(rule, figures[f"scale:{rule['scale']}"] * 20)
        case "nps":
            return _anchored(rule, figures[f"nps:{rule['item']}"])
        case "blend":
            parts = rule["parts"]
            return sum(one["share"] * _score(one["rule"], code, figures) for one in parts) / 100
    raise ValueError(f"no lines for a rule of type {rule['type']!r}")


def _anchored(rule: Entry, figure: float) -> float:
    """0 at the floor, 60 at the baseline where there is one, 100 at the target; floors are low."""
    if "baseline" in rule:
        knots = (rule["floor"], rule["baseline"], rule["target"])
        return float(np.interp(figure, knots, (0, BASELINE, 100)))
    return float(np.interp(figure, (rule["floor"], rule["target"]), (0, 100)))
