"""What the total and the grade would be without one respondent, rater, interview or indicator."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.aggregate import spread_weights
from scoring.findings import Findings
from scoring.uncertainty.case_draws import printed_indices, run_case
from scoring.uncertainty.grade_runs import run_grades
from scoring.uncertainty.lines import Line, lines_of
from scoring.uncertainty.panel_rows import JudgedRows, interview_rows, panel_rows, trimmed_means
from scoring.uncertainty.sources import Sources, gather_sources
from scoring.uncertainty.survey_rows import Column, SurveyRows, survey_rows
from scoring.uncertainty.tree_runs import hundredths, run_tree

Values = NDArray[np.float64]
Who = tuple[str, str | None, str | None, str]


@dataclass(frozen=True, slots=True)
class Deletion:
    """A task without one source.

    `kind`: respondent, rater, interview or indicator; `questionnaire` and respondent `group` of a
    respondent, None for others.
    `total` as printed, in points, None (with no grade) where the source cannot be left out because
    an indicator would be blocked; `change` of the printed total.
    """

    kind: str
    questionnaire: str | None
    group: str | None
    name: str
    total: float | None
    change: float | None
    grade: str | None


def leave_one_out(findings: Findings) -> tuple[Deletion, ...]:
    """Leave every respondent, rater, interview and indicator out once.

    Parameters
    ----------
    findings : Findings

    Returns
    -------
    tuple of Deletion
        Empty where there is no total. Respondents are the valid ones, in order of receipt.

    Notes
    -----
    Group means, small groups, trimming and the least panel are applied anew; whether a scale is
    reliable is kept as decided. An indicator's weight spreads over its siblings as that of one
    that is not applicable; gates that ask for it keep their result.

    References
    ----------
    Efron, B. & Tibshirani, R. J. (1993). An Introduction to the Bootstrap, ch. 11 (the jackknife).
    OECD/JRC (2008). Handbook on Constructing Composite Indicators, p. 117 (excluding indicators).
    """
    if findings.tree.total is None:
        return ()
    sources = gather_sources(findings, {})
    lines = lines_of(findings, sources)
    found: list[Deletion] = []
    for survey in findings.surveys:
        rows = survey_rows(findings.model, survey)
        valid = survey.screening.is_valid
        names = [name for name, counts in zip(survey.answers.ids, valid, strict=True) if counts]
        people: list[Who] = [
            ("respondent", survey.instrument.id, group, name)
            for name, group in zip(names, rows.labels.tolist(), strict=True)
        ]
        moved = {
            key: without_each(one, rows, _min_n(findings)) for key, one in rows.columns.items()
        }
        found += _deletions(findings, lines, sources, people=people, moved=moved)
    for kind, judged in (("rater", panel_rows(findings)), ("interview", interview_rows(findings))):
        moved = _without_each_source(findings, kind, judged)
        sheets: list[Who] = [(kind, None, None, name) for name in judged.names]
        found += _deletions(findings, lines, sources, people=sheets, moved=moved)
    return (*found, *_without_indicators(findings, lines, sources))


def _min_n(findings: Findings) -> int:
    return max(findings.model.survey.min_n_per_group, 1)


def without_each(column: Column, rows: SurveyRows, min_n: int) -> Values:
    """Return a survey figure without each respondent; NaN where no group would be left.

    Parameters
    ----------
    column : Column
        The figure, the value each respondent contributes, who is scored, and the groups' shares.
    rows : SurveyRows
        Whose `labels`, shape (n_respondents,), name the groups.
    min_n : int
        Respondents below which a group is small and its share goes to the others.

    Returns
    -------
    ndarray, shape (n_respondents,)
        In the figure's unit; who is not scored leaves it unchanged.

    Notes
    -----
    share_g ((T_g - x) / (n_g - 1) - T_g / n_g) is added; where the group falls below `min_n`
    without the respondent, its share is merged into the others: (y - share_g m_g) / (1 - share_g).
    """
    found = np.full(len(column.rows), column.value)
    for group, share in column.shares.items():
        own = column.is_scored & (rows.labels == group)
        n, total = int(own.sum()), float(column.rows[own].sum())
        mean = total / n
        if n - 1 >= min_n:
            found[own] += share * ((total - column.rows[own]) / (n - 1) - mean)
        elif share < 1 - 1e-12:
            found[own] = (column.value - share * mean) / (1 - share)
        else:
            found[own] = np.nan
    return found


def _without_each_source(findings: Findings, kind: str, judged: JudgedRows) -> dict[str, Values]:
    """Return panel or theme means without each rater or interview; NaN where none is left."""
    moved = {key: np.full(len(judged.names), np.nan) for key in judged.keys}
    for at in range(len(judged.names)):
        left = np.delete(judged.matrix, at, axis=0)
        if kind == "rater":
            means = trimmed_means(left, findings.model.experts)
        else:
            n = (~np.isnan(left)).sum(axis=0)
            means = np.where(n > 0, np.nansum(left, axis=0) / np.maximum(n, 1), np.nan)
        for column, key in enumerate(judged.keys):
            moved[key][at] = means[column]
    return moved


def _deletions(
    findings: Findings,
    lines: tuple[Line, ...],
    sources: Sources,
    *,
    people: Sequence[Who],
    moved: Mapping[str, Values],
) -> Iterator[Deletion]:
    """Score and grade all deletions of one kind at once."""
    n = len(people)
    if not n:
        return
    used = {piece.key for line in lines for piece in line.pieces}
    blocked = np.zeros(n, dtype=np.bool_)
    figures = {key: np.full(n, value) for key, value in sources.values.items()}
    for key, values in moved.items():
        gone = np.isnan(values)
        figures[key] = np.where(gone, figures[key], values)
        if key in used:
            blocked |= gone
    runs = run_case(findings, lines, figures, n_runs=n)
    printed = hundredths(runs.tree.total)
    for at, who in enumerate(people):
        yield _deletion(findings, who, None if blocked[at] else printed[at], runs.grades[at])


def _deletion(findings: Findings, who: Who, printed: np.int64 | None, grade: np.int64) -> Deletion:
    if printed is None:
        return Deletion(*who, None, None, None)
    official = int(hundredths(np.array([float(findings.tree.total or 0)]))[0])
    return Deletion(
        *who,
        int(printed) / 100,
        (int(printed) - official) / 100,
        findings.model.grades[int(grade)].code,
    )


def _without_indicators(
    findings: Findings, lines: tuple[Line, ...], sources: Sources
) -> Iterator[Deletion]:
    model, case = findings.model, findings.case
    figures = {key: np.array([value]) for key, value in sources.values.items()}
    scores = {line.code: line.scores(figures, 1) for line in lines}
    indices = printed_indices(findings, figures)
    for line in lines:
        gone = case.not_applicable | {line.code}
        shares = spread_weights(model, case.task_type, gone)
        who = ("indicator", None, None, line.code)
        if any(
            top.code in shares and not any(one.code in shares for one in top.children)
            for top in model.dimensions
        ):
            yield Deletion(*who, None, None, None)
            continue
        runs = run_tree(model, scores, shares)
        grade = run_grades(findings, runs, indices)[0]
        yield _deletion(findings, who, hundredths(runs.total)[0], grade)
