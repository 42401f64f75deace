"""The standard uncertainty of each level-3 score and of the total, and where it comes from."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.findings import Findings
from scoring.rules.outcome import Step
from scoring.uncertainty.case_draws import sibling_sets
from scoring.uncertainty.lines import Line
from scoring.uncertainty.sources import Sources
from scoring.uncertainty.tree_runs import run_tree

Values = NDArray[np.float64]

GIVEN_SCORE = Step("a given score, taken as exact", "给定得分，按准确值处理")
NO_SOURCE = Step(
    "figures without a declared uncertainty, taken as exact",
    "所依据的数据没有申报不确定度，按准确值处理",
)
ONE_SOURCE = Step(
    "one source says nothing of its own error; taken as exact",
    "只有一个来源，看不出误差，按准确值处理",
)
NO_SPREAD = Step("all sources agree", "各来源完全一致")
FLAT = Step("at this figure the rule is flat", "在此数值处，得分不随数据变动")


@dataclass(frozen=True, slots=True)
class FigureUncertainty:
    """A figure behind a score: its value, standard uncertainty, slope and number of sources.

    `slope` in points of the level-3 score for one unit of the figure. `uncertainty` is None where
    the sources say nothing of it.
    """

    key: str
    value: float
    uncertainty: float | None
    slope: float
    n: int


@dataclass(frozen=True, slots=True)
class Component:
    """A level-3 score's standard uncertainty in points, and why it is unknown or 0.

    None where nothing is known of it: the score then enters the total as if it were exact.
    """

    code: str
    uncertainty: float | None
    effective_share: float
    figures: tuple[FigureUncertainty, ...]
    reason: Step | None


@dataclass(frozen=True, slots=True)
class Budget:
    """The uncertainty of the total: `sem` in points, its degrees of freedom, variance by family.

    Families: `survey:…`, `panel`, `interviews`, `declared`, `weights`. `df` and `sem` are of all
    of them, `figures_df` of all but the weights.
    """

    sem: float
    df: float
    figures_df: float
    variances: Mapping[str, float]


def slopes_of(
    findings: Findings, lines: tuple[Line, ...], sources: Sources
) -> dict[str, dict[str, float]]:
    """Compute how each score moves with each figure.

    Parameters
    ----------
    findings : Findings
    lines : tuple of Line
    sources : Sources

    Returns
    -------
    dict of str to dict
        By code of all levels and `total`: by figure, the points for one unit of it.

    Notes
    -----
    The rules, guards and weights are evaluated one standard uncertainty above and below the figure
    (without rounding), and the slope is that of the line between: at a kink it takes both sides.

    References
    ----------
    JCGM 100:2008, 5.1.3, note 2 (numerical sensitivity coefficients).
    """
    steps = {key: sources.uncertainty(key) for key in sources.values}
    moved = [key for key, step in steps.items() if step > 0]
    n_runs = 2 * len(moved)
    if not n_runs:
        return {code: {} for code in (*findings.tree.leaves, *findings.tree.nodes, "total")}
    figures = {key: np.full(n_runs, value) for key, value in sources.values.items()}
    for at, key in enumerate(moved):
        figures[key][2 * at] += steps[key]
        figures[key][2 * at + 1] -= steps[key]
    runs = run_tree(
        findings.model,
        {line.code: line.scores(figures, n_runs) for line in lines},
        findings.tree.shares,
        is_rounded=False,
    )
    scores = {**runs.scores, "total": runs.total}
    return {
        code: {
            key: float(score[2 * at] - score[2 * at + 1]) / (2 * steps[key])
            for at, key in enumerate(moved)
        }
        for code, score in scores.items()
    }


def budget_of(
    findings: Findings,
    sources: Sources,
    slopes: Mapping[str, float],
    *,
    concentration: float | None = None,
) -> Budget:
    """Combine the uncertainty of the total from its figures and, if asked, its weights.

    Parameters
    ----------
    findings : Findings
    sources : Sources
    slopes : mapping of str to float
        Of the total, by figure.
    concentration : float or None
        Of the Dirichlet distribution of the weights; None takes weights as certain.

    Returns
    -------
    Budget
        `df` is infinite where nothing that was estimated adds to it.

    Notes
    -----
    u^2 = sum over strata of g'Cg, g the slopes; degrees of freedom by Welch and Satterthwaite,
    u^4 / sum(u_s^4 / df_s). Weights: for each parent, its share squared times
    sum(w (x - mean)^2) / (a + 1).

    References
    ----------
    JCGM 100:2008, 5.2.2 (combined variance), G.4 (effective degrees of freedom).
    """
    variances: dict[str, float] = {}
    fourth = 0.0
    for stratum in sources.strata:
        g = _along(stratum.keys, slopes)
        variance = float(g @ stratum.covariance @ g)
        variances[stratum.family] = variances.get(stratum.family, 0.0) + variance
        fourth += variance**2 / stratum.df(g)
    figures = sum(variances.values())
    if concentration is not None:
        variances["weights"] = _weight_variance(findings, concentration)
    total = sum(variances.values())
    df, figures_df = ((one**2 / fourth if fourth else math.inf) for one in (total, figures))
    return Budget(total**0.5, df, figures_df, variances)


def _weight_variance(findings: Findings, concentration: float) -> float:
    tree = findings.tree
    scores = {code: float(leaf.score or 0) for code, leaf in tree.leaves.items()}
    scores |= {code: float(node.exact or 0) for code, node in tree.nodes.items()}
    effective = effective_shares(findings)
    variance = 0.0
    for codes in sibling_sets(findings):
        shares = np.array([float(tree.shares[code]) for code in codes])
        values = np.array([scores[code] for code in codes])
        spread = float(shares @ (values - shares @ values) ** 2)
        parent = effective[codes[0]] / float(shares[0])
        variance += parent**2 * spread / (concentration + 1)
    return variance


def effective_shares(findings: Findings) -> dict[str, float]:
    """Return the share of every node that counts in the total, 0-1.

    Parameters
    ----------
    findings : Findings
        Of `engine.find`.

    Returns
    -------
    dict of str to float
        By code of dimensions, groups and indicators: the product of the shares on the way down, the
        share of a point of the node in the total. What does not count is not in it.
    """
    shares, found = findings.tree.shares, {}
    for top in findings.model.dimensions:
        if top.code not in shares:
            continue
        found[top.code] = float(shares[top.code])
        for branch in top.children:
            if branch.code not in shares:
                continue
            found[branch.code] = found[top.code] * float(shares[branch.code])
            for leaf in branch.children:
                if leaf.code in shares:
                    found[leaf.code] = found[branch.code] * float(shares[leaf.code])
    return found


def components_of(
    findings: Findings,
    lines: tuple[Line, ...],
    sources: Sources,
    slopes: Mapping[str, Mapping[str, float]],
) -> tuple[Component, ...]:
    """Compute the standard uncertainty of each level-3 score, with its figures.

    Parameters
    ----------
    findings : Findings
    lines : tuple of Line
    sources : Sources
    slopes : mapping
        As `slopes_of` returns them.

    Returns
    -------
    tuple of Component
        In the order of the tree; `reason` says why an uncertainty is unknown or 0.
    """
    effective = effective_shares(findings)
    found = []
    for line in lines:
        slope = slopes[line.code]
        own = dict.fromkeys([*(piece.key for piece in line.pieces), f"declared:{line.code}"])
        figures = tuple(
            _figure(key, sources, slope.get(key, 0.0)) for key in own if key in sources.values
        )
        uncertainty, reason = _of_line(findings, line.code, figures, _variance(sources, slope))
        found.append(Component(line.code, uncertainty, effective[line.code], figures, reason))
    return tuple(found)


def _variance(sources: Sources, slope: Mapping[str, float]) -> float:
    """Return the variance of a score from the errors of all strata."""
    along = [(_along(stratum.keys, slope), stratum.covariance) for stratum in sources.strata]
    return float(sum(g @ covariance @ g for g, covariance in along))


def _along(keys: tuple[str, ...], slope: Mapping[str, float]) -> Values:
    return np.array([slope.get(key, 0.0) for key in keys])


def _figure(key: str, sources: Sources, slope: float) -> FigureUncertainty:
    known = sources.uncertainty(key) if sources.is_estimated(key) else None
    return FigureUncertainty(key, sources.values[key], known, slope, sources.n_sources(key))


def _of_line(
    findings: Findings, code: str, figures: tuple[FigureUncertainty, ...], variance: float
) -> tuple[float | None, Step | None]:
    """Return a score's uncertainty, and the reason if it is unknown or 0."""
    if variance > 0:
        return variance**0.5, None
    if all(one.uncertainty is None for one in figures):
        if figures:
            return None, ONE_SOURCE
        return None, GIVEN_SCORE if code in findings.case.given else NO_SOURCE
    return 0.0, FLAT if any(one.uncertainty for one in figures) else NO_SPREAD
