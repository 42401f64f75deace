"""How sure the total and the grade of one task are; the official grade is not changed here."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.findings import Findings
from scoring.rules.outcome import Step
from scoring.uncertainty.case_draws import (
    GradedRuns,
    draw_errors,
    draw_scale,
    draw_shares,
    figures_with,
    run_case,
)
from scoring.uncertainty.classification import BORDERLINE_BELOW
from scoring.uncertainty.components import (
    Budget,
    Component,
    budget_of,
    components_of,
    slopes_of,
)
from scoring.uncertainty.guard_band import guard_factor_of
from scoring.uncertainty.lines import Line, lines_of
from scoring.uncertainty.sources import Sources, gather_sources

Values = NDArray[np.float64]

LEAST_DRAWS: Final = 1_000
MOST_DRAWS: Final = 1_000_000
BLOCK: Final = 20_000
BLOCKED: Final = Step("an indicator is blocked, so there is no total", "有指标暂不能评分，没有总分")
NOT_ESTIMATED: Final = Step(
    "nothing behind this total says how uncertain it is: its scores are given or taken as exact",
    "总分所依据的数据都没有误差信息：各项得分为给定值，或按准确值处理",
)


@dataclass(frozen=True, slots=True)
class UncertaintyOptions:
    """How the uncertainty of a task is computed.

    `concentration` of the Dirichlet distribution of the weights, None: weights are policy and
    certain; `declared` standard uncertainties in points by level-3 code; `confidence` 0-1.
    """

    n_draws: int = 10_000
    confidence: float = 0.95
    concentration: float | None = None
    declared: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class CaseUncertainty:
    """How sure the total and the grade of a task are.

    `sem` the total's standard uncertainty in points; `interval` its limits; `probabilities` by
    grade code, best first, summing to 1; `probability` that of the official grade;
    `guarded_grade` the official one if the total clears its lower cut point by `guard_band`
    (`guard_factor` times `sem`), else the grade of the total less the band. None, with a reason,
    where there is no total or nothing is known of its error; a veto makes the grade certain even
    then. `estimated_share` (0-1) is the weight in the total of scores whose error is known.
    """

    grade: str | None
    total: float | None
    sem: float | None
    interval: tuple[float, float] | None
    probabilities: Mapping[str, float] | None
    probability: float | None
    is_borderline: bool | None
    guard_factor: float | None
    guard_band: float | None
    guarded_grade: str | None
    budget: Budget | None
    components: tuple[Component, ...]
    estimated_share: float | None
    n_draws: int
    reason: Step | None


def assess_uncertainty(
    findings: Findings, *, options: UncertaintyOptions, rng: np.random.Generator
) -> CaseUncertainty:
    """Carry the uncertainty of a task's figures to its total and its grade.

    Parameters
    ----------
    findings : Findings
        As `engine.find` returns them.
    options : UncertaintyOptions
    rng : numpy.random.Generator
        The seed is the caller's, so that a run can be repeated bit by bit.

    Returns
    -------
    CaseUncertainty

    Raises
    ------
    ValueError
        The number of draws lies outside 1,000-1,000,000, the confidence outside 0-1, a
        concentration is not positive, or a declared uncertainty is unusable.

    Notes
    -----
    Figures (scale means, net promoter scores, panel means, theme means) are drawn stratum by
    stratum with their covariance, one factor sqrt(df / chi-squared(df)) a draw turning the normal
    errors into t with the effective degrees of freedom of the total (Welch and Satterthwaite): t
    distributions stratum by stratum would add their heavy tails up. Every draw runs through rules,
    rounding, guards, weights and the whole decision on the grade, gates and caps included. The
    interval takes the draws' percentiles. Borderline: the official grade has a probability below
    .95, as in `classification.classify`. The guard band is the t quantile of those degrees of
    freedom times `sem` (`guard_band.guard_factor_of`). Scores whose error is not known enter as if
    exact: see `estimated_share`.

    References
    ----------
    JCGM 101:2008 (propagation of distributions), 5 and 7. JCGM 100:2008, G.4 (effective degrees
    of freedom). JCGM 106:2012, 7. ILAC-G8:09/2019, 4.2.
    """
    _options_iv(options)
    if findings.tree.total is None:
        return _without_estimate(findings, BLOCKED)
    sources = gather_sources(findings, options.declared)
    lines = lines_of(findings, sources)
    slopes = slopes_of(findings, lines, sources)
    components = components_of(findings, lines, sources, slopes)
    known = sum(one.effective_share for one in components if one.uncertainty is not None)
    if not known and options.concentration is None:
        return _without_estimate(findings, NOT_ESTIMATED, components)
    budget = budget_of(findings, sources, slopes["total"], concentration=options.concentration)
    totals, counts = _draw(findings, lines, sources, budget=budget, options=options, rng=rng)
    tails = [(1 - options.confidence) / 2, (1 + options.confidence) / 2]
    low, high = np.quantile(totals, tails)
    codes = [grade.code for grade in findings.model.grades]
    shares = dict(zip(codes, (counts / options.n_draws).tolist(), strict=True))
    grade = str(findings.decision.grade)
    factor = guard_factor_of(budget.df)
    band = factor * budget.sem
    return CaseUncertainty(
        grade=grade,
        total=float(findings.tree.total),
        sem=budget.sem,
        interval=(float(low), float(high)),
        probabilities=shares,
        probability=shares[grade],
        is_borderline=shares[grade] < BORDERLINE_BELOW,
        guard_factor=factor,
        guard_band=band,
        guarded_grade=_guarded(findings, band),
        budget=budget,
        components=components,
        estimated_share=known,
        n_draws=options.n_draws,
        reason=None,
    )


def draw_runs(
    findings: Findings,
    lines: tuple[Line, ...],
    sources: Sources,
    *,
    budget: Budget,
    options: UncertaintyOptions,
    rng: np.random.Generator,
) -> GradedRuns:
    """Draw figures, and weights if asked, and grade every draw.

    Parameters
    ----------
    findings : Findings
        Of `engine.find`.
    lines : tuple of Line
        How each indicator's score follows from its figures.
    sources : Sources
        The figures with their strata and errors.
    budget : Budget
        Whose degrees of freedom say how heavy the tails of the errors are.
    options : UncertaintyOptions
        `n_draws`, all at once, and `concentration` of the weights, None for fixed weights.
    rng : numpy.random.Generator

    Returns
    -------
    GradedRuns
        The total and the grade of each draw, by the model's own rounding, caps and vetoes.
    """
    n = options.n_draws
    scale = draw_scale(budget.figures_df, n, rng)
    errors = {at: draw_errors(one, n, rng) * scale for at, one in enumerate(sources.strata)}
    shares = None
    if options.concentration is not None:
        shares = draw_shares(findings, concentration=options.concentration, n_draws=n, rng=rng)
    figures = figures_with(sources, errors, n)
    return run_case(findings, lines, figures, shares=shares, n_runs=n)


def _draw(
    findings: Findings,
    lines: tuple[Line, ...],
    sources: Sources,
    *,
    budget: Budget,
    options: UncertaintyOptions,
    rng: np.random.Generator,
) -> tuple[Values, NDArray[np.int64]]:
    """Draw in blocks, so that memory does not grow with the number of draws."""
    totals, left = [], options.n_draws
    counts = np.zeros(len(findings.model.grades), dtype=np.int64)
    while left:
        n = min(left, BLOCK)
        part = replace(options, n_draws=n)
        runs = draw_runs(findings, lines, sources, budget=budget, options=part, rng=rng)
        totals.append(runs.tree.total)
        counts += np.bincount(runs.grades, minlength=len(counts))
        left -= n
    return np.concatenate(totals), counts


def _guarded(findings: Findings, band: float) -> str:
    """Grade the total less the guard band; never above the official grade."""
    codes = [grade.code for grade in findings.model.grades]
    least = float(findings.tree.total or 0) - band
    lows = [float(grade.min) for grade in findings.model.grades]
    place = next((at for at, low in enumerate(lows) if least >= low), len(codes) - 1)
    return codes[max(place, codes.index(str(findings.decision.grade)))]


def _without_estimate(
    findings: Findings, reason: Step, components: tuple[Component, ...] = ()
) -> CaseUncertainty:
    """Say what can be said without draws: a veto's grade is certain, nothing else is known."""
    decision, model = findings.decision, findings.model
    vetoed = [one.grade for one in model.vetoes if one.code in findings.case.vetoes]
    known = None
    if model.grades[-1].code in vetoed:
        known = {one.code: float(one.code == decision.grade) for one in model.grades}
    return CaseUncertainty(
        grade=decision.grade,
        total=None if findings.tree.total is None else float(findings.tree.total),
        sem=None,
        interval=None,
        probabilities=known,
        probability=None if known is None else 1.0,
        is_borderline=None if known is None else False,
        guard_factor=None,
        guard_band=None,
        guarded_grade=None if known is None else decision.grade,
        budget=None,
        components=components,
        estimated_share=0.0 if components else None,
        n_draws=0,
        reason=reason,
    )


def _options_iv(options: UncertaintyOptions) -> None:
    if not LEAST_DRAWS <= options.n_draws <= MOST_DRAWS:
        raise ValueError(
            f"n_draws must lie between {LEAST_DRAWS} and {MOST_DRAWS}, not {options.n_draws!r}"
        )
    if not 0 < options.confidence < 1:
        raise ValueError(f"confidence must lie between 0 and 1, not {options.confidence!r}")
    a = options.concentration
    if a is not None and not (a > 0 and np.isfinite(a)):
        raise ValueError(f"concentration must be positive, not {a!r}")
