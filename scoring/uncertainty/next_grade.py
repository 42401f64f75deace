"""How far a task is from the next better grade, and what would have changed it."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.exact import official
from scoring.findings import Findings
from scoring.rules.outcome import Step
from scoring.uncertainty.case_draws import printed_indices
from scoring.uncertainty.grade_runs import run_grades
from scoring.uncertainty.lines import lines_of
from scoring.uncertainty.sources import gather_sources
from scoring.uncertainty.tree_runs import run_tree

Values = NDArray[np.float64]
FULL = 10_000
"""100 points in hundredths."""


@dataclass(frozen=True, slots=True)
class Rise:
    """A level-3 score that would, alone, have given a better grade from `score` on, in points."""

    code: str
    official: float
    score: float
    grade: str


@dataclass(frozen=True, slots=True)
class NextGrade:
    """What stands between a task and the grade above.

    `points_short`: how far its lower cut point lies above the total, 0 where the total is enough
    and a gate, a cap, a veto or the quota stands in the way; `obstacles`: its gates that fail or
    cannot be told, and the vetoes and caps that stand; `rises`: single scores whose rise alone
    would do, the smallest first; `rise_of_all`: the points by which all scores together would have
    to rise, each to 100 at most, None where even 100 everywhere is not enough. `points_spare`: how
    far the total lies above the lower cut point of its own band, None in the lowest. All of them
    None or empty without a total; `grade` is None at the best grade.
    """

    grade: str | None
    points_short: float | None
    points_spare: float | None
    obstacles: tuple[Step, ...]
    rises: tuple[Rise, ...]
    rise_of_all: float | None


def distance_to_next_grade(findings: Findings) -> NextGrade:
    """Find what would have changed a task's grade for the better.

    Parameters
    ----------
    findings : Findings

    Returns
    -------
    NextGrade

    Notes
    -----
    Scores are raised in hundredths up to 100; guards, gates, caps, quota and vetoes are decided
    anew, while the printed indices of scales and the raw counts stay. The least rise is found by
    halving, taking a grade never to fall when a score rises; that the rise found gives the grade
    told holds in any case.

    References
    ----------
    Wachter, S., Mittelstadt, B. & Russell, C. (2018). Counterfactual explanations without opening
    the black box. Harvard Journal of Law & Technology 31(2), 841-887.
    """
    model, total = findings.model, findings.tree.total
    if total is None:
        return NextGrade(None, None, None, (), (), None)
    codes = [grade.code for grade in model.grades]
    place = codes.index(str(findings.decision.grade))
    band = next(grade for grade in model.grades if official(total) >= grade.min)
    spare = None if band is model.grades[-1] else float(official(total) - band.min)
    if place == 0:
        return NextGrade(None, None, spare, (), (), None)
    above = model.grades[place - 1]
    ladder = _Ladder(findings)
    return NextGrade(
        above.code,
        max(float(above.min - official(total)), 0.0),
        spare,
        _obstacles(findings, above.code),
        _single_rises(ladder, place, codes),
        _rise_of_all(ladder, place),
    )


class _Ladder:
    """A task whose level-3 scores, in hundredths, are set at will and graded many runs at once."""

    def __init__(self, findings: Findings) -> None:
        sources = gather_sources(findings, {})
        figures = {key: np.full(1, value) for key, value in sources.values.items()}
        self.findings = findings
        self.codes = list(findings.tree.leaves)
        self.indices = printed_indices(findings, figures)
        self.unguarded = {
            line.code: line.scores(figures, 1)[0] for line in lines_of(findings, sources)
        }
        self.now = np.array(
            [int((leaf.score or 0) * 100) for leaf in findings.tree.leaves.values()],
            dtype=np.int64,
        )

    def grades(self, raised: Mapping[str, Values], n: int) -> NDArray[np.int64]:
        """Grade n runs with these scores, in hundredths, and all others as they are."""
        scores = {code: np.full(n, score) for code, score in self.unguarded.items()}
        scores |= {code: values / 100 for code, values in raised.items()}
        runs = run_tree(self.findings.model, scores, self.findings.tree.shares)
        indices = {code: np.repeat(index, n) for code, index in self.indices.items()}
        return run_grades(self.findings, runs, indices)

    def each_alone(self, raised: NDArray[np.int64]) -> NDArray[np.int64]:
        """Grade one run for each score, raised by itself."""
        rows = {code: np.full(len(self.codes), self.unguarded[code] * 100) for code in self.codes}
        for at, code in enumerate(self.codes):
            rows[code][at] = raised[at]
        return self.grades(rows, len(self.codes))

    def together(self, rise: int) -> int:
        """Grade the task with all scores raised by so many hundredths."""
        raised = {
            code: np.full(1, max(self.unguarded[code] * 100, min(now + rise, FULL)))
            for code, now in zip(self.codes, self.now.tolist(), strict=True)
        }
        return int(self.grades(raised, 1)[0])


def _single_rises(ladder: _Ladder, place: int, codes: list[str]) -> tuple[Rise, ...]:
    low, high = ladder.now.copy(), np.full(len(ladder.codes), FULL)
    best = ladder.each_alone(high)
    while (high - low > 1).any():
        middle = (low + high) // 2
        is_better = ladder.each_alone(middle) < place
        high = np.where(is_better, middle, high)
        low = np.where(is_better, low, middle)
    grades = ladder.each_alone(high)
    rises = [
        Rise(code, int(ladder.now[at]) / 100, int(high[at]) / 100, codes[int(grades[at])])
        for at, code in enumerate(ladder.codes)
        if best[at] < place
    ]
    return tuple(sorted(rises, key=lambda one: (one.score - one.official, one.code)))


def _rise_of_all(ladder: _Ladder, place: int) -> float | None:
    low, high = 0, FULL
    if ladder.together(high) >= place:
        return None
    while high - low > 1:
        middle = (low + high) // 2
        low, high = (low, middle) if ladder.together(middle) < place else (middle, high)
    return high / 100


def _obstacles(findings: Findings, above: str) -> tuple[Step, ...]:
    """Say which gates of the grade above fail, and which vetoes and caps forbid it."""
    model, case = findings.model, findings.case
    codes = [grade.code for grade in model.grades]
    failed = [
        one.failure
        for one in findings.decision.gates
        if one.grade == above and one.passed is not True
    ]
    standing = [
        Step(f"veto {veto.code}", f"否决{veto.code}")
        if not veto.is_cap
        else Step(f"cap {veto.code}", f"等次上限{veto.code}")
        for veto in model.vetoes
        if veto.code in (findings.caps if veto.is_cap else case.vetoes)
        and codes.index(veto.grade) > codes.index(above)
    ]
    return (*failed, *standing)
