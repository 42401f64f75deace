"""Drawing the uncertain figures and weights of one task, and scoring and grading every draw."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.findings import Findings
from scoring.model.parts import Indicator
from scoring.rules import plain_rules
from scoring.rules.surveys import ScaleRule
from scoring.uncertainty.grade_runs import Grades, run_grades
from scoring.uncertainty.lines import Line, index_from_mean
from scoring.uncertainty.sources import Sources, Stratum
from scoring.uncertainty.tree_runs import Hundredths, TreeRuns, hundredths, run_tree
from scoring.uncertainty.weight_draws import dirichlet_weights

PIVOT: Final = 1e-12

Values = NDArray[np.float64]
Shares = Mapping[str, Values | Fraction]


@dataclass(frozen=True, slots=True)
class GradedRuns:
    """Scores and grades (positions in the model's grades, 0 the best) of every run."""

    tree: TreeRuns
    grades: Grades


def draw_errors(stratum: Stratum, n_draws: int, rng: np.random.Generator) -> Values:
    """Draw normal errors of a stratum's figures.

    Parameters
    ----------
    stratum : Stratum
    n_draws : int
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (n_draws, n_keys)
        With mean 0 and the stratum's covariance.

    References
    ----------
    JCGM 101:2008, 6.4.8 (multivariate Gaussian distribution).
    """
    root = semidefinite_root(stratum.covariance)
    normal = rng.standard_normal((n_draws, len(root)))
    return np.asarray(normal @ root.T, dtype=np.float64)


def semidefinite_root(covariance: Values) -> Values:
    """Return the lower triangular root L of a covariance, L L' = C, also of a singular one.

    Parameters
    ----------
    covariance : ndarray, shape (n, n)
        Symmetric and positive semi-definite.

    Returns
    -------
    ndarray, shape (n, n)
        Columns of figures that others determine are 0.

    Notes
    -----
    Cholesky's recursion, a pivot below 1e-12 of its variance taken as 0. Unlike eigenvectors, the
    root has no free signs: the same draws follow on every machine.

    References
    ----------
    Higham, N. J. (1990). Analysis of the Cholesky decomposition of a semi-definite matrix. In
    Reliable Numerical Computation, 161-185.

    Examples
    --------
    >>> semidefinite_root(np.array([[4.0, 2.0], [2.0, 1.0]])).tolist()
    [[2.0, 0.0], [1.0, 0.0]]
    """
    n = len(covariance)
    root = np.zeros((n, n))
    for at in range(n):
        pivot = covariance[at, at] - root[at, :at] @ root[at, :at]
        if pivot > PIVOT * covariance[at, at]:
            root[at, at] = pivot**0.5
            below = covariance[at + 1 :, at] - root[at + 1 :, :at] @ root[at, :at]
            root[at + 1 :, at] = below / root[at, at]
    return root


def draw_scale(df: float, n_draws: int, rng: np.random.Generator) -> Values:
    """Draw the factor that turns normal errors into those of a t distribution.

    Parameters
    ----------
    df : float
        Degrees of freedom of the combined error; infinite draws nothing.
    n_draws : int
    rng : numpy.random.Generator

    Returns
    -------
    ndarray, shape (n_draws, 1)
        sqrt(df / chi-squared(df)), one for all figures of a draw.
    """
    if not np.isfinite(df):
        return np.ones((n_draws, 1))
    return np.asarray(np.sqrt(df / rng.chisquare(df, (n_draws, 1))), dtype=np.float64)


def figures_with(sources: Sources, errors: Mapping[int, Values], n_runs: int) -> dict[str, Values]:
    """Add drawn errors to the figures of a task.

    Parameters
    ----------
    sources : Sources
        The figures and their strata.
    errors : mapping of int to ndarray, each of shape (n_runs, n_keys)
        By the number of the stratum, in the units of its figures.
    n_runs : int

    Returns
    -------
    dict of str to ndarray, each of shape (n_runs,)
        A figure without errors is the same in every run.
    """
    figures = {key: np.full(n_runs, value) for key, value in sources.values.items()}
    for number, drawn in errors.items():
        for column, key in enumerate(sources.strata[number].keys):
            figures[key] = figures[key] + drawn[:, column]
    return figures


def draw_shares(
    findings: Findings, *, concentration: float, n_draws: int, rng: np.random.Generator
) -> dict[str, Values]:
    """Draw the shares of each set of siblings from a Dirichlet distribution around the official.

    Parameters
    ----------
    findings : Findings
    concentration : float
        Above 0, the same for every set.
    n_draws : int
    rng : numpy.random.Generator

    Returns
    -------
    dict of str to ndarray, each of shape (n_draws,)
    """
    drawn: dict[str, Values] = {}
    for codes in sibling_sets(findings):
        shares = np.array([float(findings.tree.shares[code]) for code in codes])
        rows = dirichlet_weights(
            shares / shares.sum(), concentration=concentration, n_draws=n_draws, rng=rng
        )
        drawn |= {code: rows[:, at] for at, code in enumerate(codes)}
    return drawn


def sibling_sets(findings: Findings) -> list[tuple[str, ...]]:
    """List the codes that share a parent and count: level 1 first.

    Parameters
    ----------
    findings : Findings
        Of `engine.find`.

    Returns
    -------
    list of tuple of str
        Never empty tuples; a code that does not count in this task is left out.
    """
    model, shares = findings.model, findings.tree.shares
    families = [[top.code for top in model.dimensions]]
    families += [[one.code for one in top.children] for top in model.dimensions]
    families += [[one.code for one in branch.children] for branch in model.branches]
    counted = [tuple(code for code in family if code in shares) for family in families]
    return [codes for codes in counted if codes]


def run_case(
    findings: Findings,
    lines: tuple[Line, ...],
    figures: Mapping[str, Values],
    *,
    shares: Shares | None = None,
    n_runs: int,
) -> GradedRuns:
    """Score and grade a task once for each run of its figures.

    Parameters
    ----------
    findings : Findings
    lines : tuple of Line
    figures : mapping of str to ndarray, each of shape (n_runs,)
    shares : mapping of str to Fraction or ndarray, or None
        None takes the official shares.
    n_runs : int

    Returns
    -------
    GradedRuns
    """
    tree = run_tree(
        findings.model,
        {line.code: line.scores(figures, n_runs) for line in lines},
        findings.tree.shares if shares is None else shares,
    )
    return GradedRuns(tree, run_grades(findings, tree, printed_indices(findings, figures)))


def printed_indices(findings: Findings, figures: Mapping[str, Values]) -> dict[str, Hundredths]:
    """Return the printed index, in hundredths, of each scale that feeds an indicator.

    Parameters
    ----------
    findings : Findings
        Of `engine.find`.
    figures : mapping of str to ndarray, each of shape (n_runs,)
        Weighted means of scales, on the response scale, under the key `scale:` and its id.

    Returns
    -------
    dict of str to ndarray of int64, each of shape (n_runs,)
        By the scale's id, in hundredths of a point.
    """
    scales = {scale.id: scale for one in findings.model.instruments for scale in one.scales}
    found: dict[str, Hundredths] = {}
    for leaf in findings.tree.leaves.values():
        for rule in _scale_rules(leaf.indicator):
            key = f"scale:{rule.scale}"
            if key in figures:
                points = scales[rule.scale].points
                index = index_from_mean(figures[key], rule.index, points)
                found[rule.scale] = hundredths(index)
    return found


def _scale_rules(leaf: Indicator) -> list[ScaleRule]:
    return [rule for rule in plain_rules(leaf.rule) if isinstance(rule, ScaleRule)]
