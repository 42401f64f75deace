"""Which source of error moves a task's total most: Sobol indices over whole families of figures."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.findings import Findings
from scoring.uncertainty.case_draws import draw_errors, draw_shares, figures_with
from scoring.uncertainty.case_uncertainty import UncertaintyOptions
from scoring.uncertainty.lines import Line, lines_of
from scoring.uncertainty.sobol import MOST_RUNS, SobolResult, indices_of
from scoring.uncertainty.sources import Sources, gather_sources
from scoring.uncertainty.tree_runs import run_tree

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Drawn:
    """One family's draws: errors by stratum, or shares by code."""

    errors: Mapping[int, Values]
    shares: Mapping[str, Values]


def case_sobol(
    findings: Findings, *, options: UncertaintyOptions, n: int, rng: np.random.Generator
) -> SobolResult:
    """Estimate how much of the variance of a task's total each source of error makes.

    Parameters
    ----------
    findings : Findings
        With a total.
    options : UncertaintyOptions
        Its `concentration` and `declared` are used.
    n : int
        Size of each base sample, 2 or more.
    rng : numpy.random.Generator

    Returns
    -------
    SobolResult
        One index for each questionnaire, the panel, the interviews, each declared uncertainty and,
        if asked, the weights. `indices` is None (`no_variance`) where nothing is uncertain.

    Raises
    ------
    ValueError
        There is no total, `n` is below 2 or too large, or a declared uncertainty is unusable.

    Notes
    -----
    The figures of a family err together, so a family is drawn and swapped as a whole; families
    are independent. Errors are drawn normal: t with two degrees of freedom has no variance to
    share out. Scores are not rounded.

    References
    ----------
    Saltelli, A. et al. (2008). Global Sensitivity Analysis: The Primer, 4.6 and 5.2 (groups).
    """
    if findings.tree.total is None:
        raise ValueError("the task has no total: an indicator is blocked")
    sources = gather_sources(findings, options.declared)
    families = list(dict.fromkeys(one.family for one in sources.strata))
    if options.concentration is not None:
        families.append("weights")
    if n < 2 or n * (len(families) + 2) > MOST_RUNS:
        raise ValueError(f"n must be 2 or more, with at most {MOST_RUNS} runs, not {n!r}")
    if not families:
        return SobolResult(None, "no_variance", 0)
    lines = lines_of(findings, sources)
    samples = [_draw(findings, sources, options, n=n, rng=rng) for _ in range(2)]
    first, second = (_totals(findings, lines, sources, drawn=one, n=n) for one in samples)
    mixed = []
    for family in families:
        swapped = {**samples[0], family: samples[1][family]}
        mixed.append(_totals(findings, lines, sources, drawn=swapped, n=n))
    return indices_of(families, (first, second, np.array(mixed)), rng=rng)


def _draw(
    findings: Findings,
    sources: Sources,
    options: UncertaintyOptions,
    *,
    n: int,
    rng: np.random.Generator,
) -> dict[str, Drawn]:
    """Draw the errors of every family once."""
    drawn: dict[str, Drawn] = {}
    for number, stratum in enumerate(sources.strata):
        errors = draw_errors(stratum, n, rng)
        before = drawn.get(stratum.family, Drawn({}, {}))
        drawn[stratum.family] = Drawn({**before.errors, number: errors}, {})
    if options.concentration is not None:
        shares = draw_shares(findings, concentration=options.concentration, n_draws=n, rng=rng)
        drawn["weights"] = Drawn({}, shares)
    return drawn


def _totals(
    findings: Findings,
    lines: tuple[Line, ...],
    sources: Sources,
    *,
    drawn: Mapping[str, Drawn],
    n: int,
) -> Values:
    errors = {at: rows for one in drawn.values() for at, rows in one.errors.items()}
    shares = {code: share for one in drawn.values() for code, share in one.shares.items()}
    figures = figures_with(sources, errors, n)
    scores = {line.code: line.scores(figures, n) for line in lines}
    weights = shares or findings.tree.shares
    return run_tree(findings.model, scores, weights, is_rounded=False).total
