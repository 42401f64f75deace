"""Expert scores and interview means as rows of sources by columns of figures."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.findings import Findings
from scoring.model.policies import ExpertPolicy
from scoring.rules import plain_rules
from scoring.rules.judgement import RubricRule

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class JudgedRows:
    """Sources (raters or interviews) by figures; NaN where a source says nothing of a figure."""

    names: tuple[str, ...]
    keys: tuple[str, ...]
    matrix: Values
    values: Mapping[str, float]


def panel_rows(findings: Findings) -> JudgedRows:
    """Lay out the scores of the raters of every rubric indicator that could be scored.

    Parameters
    ----------
    findings : Findings
        Of `engine.find`.

    Returns
    -------
    JudgedRows
        One row a rater, one column an indicator, scores 0-100, NaN where a rater gave none; and the
        trimmed mean of each.
    """
    sheets: dict[str, Mapping[str, float]] = {}
    for code, leaf in findings.tree.leaves.items():
        record = findings.case.records.get(code)
        is_judged = any(isinstance(rule, RubricRule) for rule in plain_rules(leaf.indicator.rule))
        if leaf.outcome.score is not None and is_judged and record and record.experts:
            scores = {name: float(score) for name, score in record.experts.items()}
            sheets[f"panel:{code}"] = scores
    rows = _rows(sheets)
    policy = findings.model.experts
    means = trimmed_means(rows.matrix, policy)
    return JudgedRows(
        rows.names, rows.keys, rows.matrix, dict(zip(rows.keys, means.tolist(), strict=True))
    )


def interview_rows(findings: Findings) -> JudgedRows:
    """Lay out the interview means of every theme that could be scored.

    Parameters
    ----------
    findings : Findings
        Of `engine.find`.

    Returns
    -------
    JudgedRows
        One row an interview, one column a theme, in points of its rating scale, NaN where an
        interview
        did not speak of it; and the mean of each. No rows without interviews.
    """
    if findings.interviews is None:
        return _rows({})
    rows = _rows(
        {
            f"theme:{code}": {name: float(mean) for name, mean in figure.means}
            for code, figure in findings.interviews.themes.items()
            if figure.blocked is None
        }
    )
    means = np.nanmean(rows.matrix, axis=0) if rows.keys else np.empty(0)
    return JudgedRows(
        rows.names, rows.keys, rows.matrix, dict(zip(rows.keys, means.tolist(), strict=True))
    )


def trimmed_means(matrix: Values, policy: ExpertPolicy) -> Values:
    """Compute the panel's mean of each figure as the rubric rule does; NaN below `min_panel`.

    Parameters
    ----------
    matrix : ndarray, shape (n_raters, n_figures)
        Scores 0-100; NaN is no score.
    policy : ExpertPolicy
        `trim_from` scores on, the highest and the lowest are left out; below `min_panel` no mean.

    Returns
    -------
    ndarray, shape (n_figures,)
        0-100; NaN below `min_panel`.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> policy = SimpleNamespace(min_panel=3, trim_from=5)
    >>> scores = np.array([[70.0, 80.0], [80, 90], [81, np.nan], [82, np.nan], [99, np.nan]])
    >>> trimmed_means(scores, policy).tolist()
    [81.0, nan]
    """
    means = np.full(matrix.shape[1], np.nan)
    for at, column in enumerate(matrix.T):
        scores = np.sort(column[~np.isnan(column)])
        if len(scores) >= max(policy.min_panel, 1):
            kept = scores[1:-1] if len(scores) >= policy.trim_from else scores
            means[at] = kept.mean()
    return means


def _rows(sheets: Mapping[str, Mapping[str, float]]) -> JudgedRows:
    names = tuple(sorted({name for sheet in sheets.values() for name in sheet}))
    matrix = np.array(
        [[sheet.get(name, np.nan) for sheet in sheets.values()] for name in names],
        dtype=np.float64,
    ).reshape(len(names), len(sheets))
    return JudgedRows(names, tuple(sheets), matrix, {})
