"""Laying out a task's uncertainty as a JSON-able block; every number is computed beside."""

from collections import Counter
from collections.abc import Sequence
from typing import Final

import numpy as np

from scoring.exact import two_places
from scoring.findings import Findings
from scoring.rules.outcome import Step
from scoring.uncertainty.case_uncertainty import (
    CaseUncertainty,
    UncertaintyOptions,
    assess_uncertainty,
)
from scoring.uncertainty.classification import BORDERLINE_BELOW
from scoring.uncertainty.components import Component
from scoring.uncertainty.influence import Deletion, leave_one_out
from scoring.uncertainty.next_grade import NextGrade, distance_to_next_grade

Block = dict[str, object]

PLACES: Final = 6
MOST_LISTED: Final = 10
KINDS: Final = {
    "respondents": "respondent",
    "raters": "rater",
    "interviews": "interview",
    "indicators": "indicator",
}


def uncertainty_block(
    findings: Findings,
    *,
    options: UncertaintyOptions,
    rng: np.random.Generator,
    most_listed: int = MOST_LISTED,
    least_group: int | None = None,
) -> Block:
    """Assess a task's uncertainty and lay it out.

    Parameters
    ----------
    findings : Findings
        As `engine.find` returns them.
    options : UncertaintyOptions
    rng : numpy.random.Generator
        Seeded by the caller; the same seed gives the same block.
    most_listed : int
        How many sources of each kind `influence` lists, those that change the total most first.
    least_group : int or None
        None names respondents, as a case file does. A number tells only counts and the largest
        change of them, over groups of at least so many; how many there are is then None where a
        smaller group could be counted by it.

    Returns
    -------
    dict
        `total` (text, two decimals), `grade`, `sem`, `df`, `interval` [low, high] with
        `confidence`, `grade_probability` by grade code (sums to 1), `probability` of the official
        grade, `borderline`, `guard`, `budget`, `components`, `estimated_share`, `influence` and
        `next_grade`; all scores in points. None, with `reason` and `reason_zh`, where there is no
        total or nothing says how uncertain it is.

    Raises
    ------
    ValueError
        As `case_uncertainty.assess_uncertainty` does.

    Notes
    -----
    The official grade is the one that `engine.score` gives; nothing here changes it.

    References
    ----------
    JCGM 101:2008, 5 and 7; JCGM 106:2012, 7; ILAC-G8:09/2019, 4.2.
    """
    found = assess_uncertainty(findings, options=options, rng=rng)
    total = findings.tree.total
    low_high = found.interval
    return {
        "total": None if total is None else two_places(total),
        "grade": found.grade,
        "sem": rounded(found.sem),
        "df": _degrees(found),
        "confidence": options.confidence,
        "interval": None if low_high is None else [rounded(limit) for limit in low_high],
        "grade_probability": found.probabilities,
        "probability": found.probability,
        "borderline": found.is_borderline,
        "borderline_below": BORDERLINE_BELOW,
        "guard": {
            "factor": rounded(found.guard_factor),
            "band": rounded(found.guard_band),
            "grade": found.guarded_grade,
        },
        "n_draws": found.n_draws,
        "concentration": options.concentration,
        "estimated_share": rounded(found.estimated_share),
        "budget": _budget(found),
        "components": [_component(one) for one in found.components],
        "influence": influence_block(
            leave_one_out(findings), found.grade, most_listed=most_listed, least_group=least_group
        ),
        "next_grade": _next_grade(distance_to_next_grade(findings)),
        **_reason(found.reason),
    }


def influence_block(
    deletions: Sequence[Deletion],
    grade: str | None,
    *,
    most_listed: int = MOST_LISTED,
    least_group: int | None = None,
) -> Block:
    """Lay out what leaving one source out would do: counts, and the largest changes of a kind.

    Parameters
    ----------
    deletions : sequence of Deletion
        As `influence.leave_one_out` returns them; changes in points.
    grade : str or None
        The official grade, with which the grade without the source is compared.
    most_listed : int
        Sources of each kind that are listed, those that change the total most first.
    least_group : int or None
        None names respondents; a number tells counts over groups of at least so many only.

    Returns
    -------
    dict
        For each kind of source: how many were left out, how many of them change the grade, and the
        list; JSON-able.
    """
    block: Block = {
        name: _of_kind([one for one in deletions if one.kind == kind], grade, most_listed)
        for name, kind in KINDS.items()
    }
    if least_group is not None:
        respondents = [one for one in deletions if one.kind == "respondent"]
        block["respondents"] = _of_crowds(respondents, grade, least_group)
    return block


def _of_crowds(respondents: Sequence[Deletion], grade: str | None, least_group: int) -> Block:
    """Tell nothing of one respondent, and nothing at all of those in small groups."""
    sizes = Counter((one.questionnaire, one.group) for one in respondents)
    crowds = [one for one in respondents if sizes[one.questionnaire, one.group] >= least_group]
    is_whole = len(crowds) == len(respondents)
    return {
        **_of_kind(crowds, grade, 0),
        "n": len(crowds) if is_whole else None,
        "least_group": least_group,
    }


def _of_kind(deletions: Sequence[Deletion], grade: str | None, most_listed: int) -> Block:
    moved = [one for one in deletions if one.change is not None]
    moved.sort(key=lambda one: (-abs(one.change or 0), one.questionnaire or "", one.name))
    return {
        "n": len(deletions),
        "n_grade_changed": sum(one.grade != grade for one in moved),
        "n_not_possible": len(deletions) - len(moved),
        "largest_change": abs(moved[0].change or 0.0) if moved else None,
        "largest": [
            {
                "questionnaire": one.questionnaire,
                "group": one.group,
                "name": one.name,
                "total": one.total,
                "change": one.change,
                "grade": one.grade,
            }
            for one in moved[:most_listed]
        ],
    }


def _degrees(found: CaseUncertainty) -> float | None:
    if found.budget is None or not np.isfinite(found.budget.df):
        return None
    return rounded(found.budget.df)


def _budget(found: CaseUncertainty) -> list[Block]:
    if found.budget is None:
        return []
    total = found.budget.sem**2
    return [
        {
            "source": family,
            "uncertainty": rounded(variance**0.5),
            "share": rounded(variance / total) if total else 0.0,
        }
        for family, variance in found.budget.variances.items()
    ]


def _component(one: Component) -> Block:
    return {
        "indicator": one.code,
        "uncertainty": rounded(one.uncertainty),
        "points": None
        if one.uncertainty is None
        else rounded(one.uncertainty * one.effective_share),
        "figures": [
            {
                "figure": figure.key,
                "value": rounded(figure.value),
                "uncertainty": rounded(figure.uncertainty),
                "slope": rounded(figure.slope),
                "n": figure.n,
            }
            for figure in one.figures
        ],
        **_reason(one.reason),
    }


def _next_grade(found: NextGrade) -> Block:
    return {
        "grade": found.grade,
        "points_short": rounded(found.points_short),
        "points_spare": rounded(found.points_spare),
        "obstacles": [{"reason": one.en, "reason_zh": one.zh} for one in found.obstacles],
        "rises": [
            {
                "indicator": one.code,
                "from": one.official,
                "to": one.score,
                "grade": one.grade,
            }
            for one in found.rises
        ],
        "rise_of_all": found.rise_of_all,
    }


def _reason(step: Step | None) -> Block:
    if step is None:
        return {"reason": None, "reason_zh": None}
    return {"reason": step.en, "reason_zh": step.zh}


def rounded(value: float | None) -> float | None:
    """Round a figure for print: it is never official.

    Parameters
    ----------
    value : float or None
        Points, or a share; None is what could not be computed.

    Returns
    -------
    float or None
        Rounded half to even as Python does, never -0.0.

    Examples
    --------
    >>> rounded(-0.0000001), rounded(None)
    (0.0, None)
    """
    return None if value is None else round(value, PLACES) + 0.0
