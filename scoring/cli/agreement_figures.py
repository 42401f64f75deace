"""Which coefficients a reading allows at its level, each with error and limits or the reason."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.agreement import (
    FleissResult,
    Level,
    PanelCoefficient,
    TableAgreement,
    agreement_weights,
    bootstrap_krippendorff,
    category_counts,
    fleiss_generalised,
    fleiss_kappa,
    fleiss_of_table,
    gwet_ac,
    gwet_ac_of_table,
    intraclass_correlations,
    kappa_of_table,
    kendall_concordance,
    krippendorff_alpha,
    pair_table,
    weights_of_disagreement,
)
from scoring.agreement.icc import ICC_NAMES
from scoring.agreement.ratings import GapPolicy
from scoring.agreement.weights import WeightKind
from scoring.cli.agreement_raw import Reading
from scoring.figure import Figure, Interval

_Coefficient = Callable[..., PanelCoefficient | TableAgreement]

MOST_CATEGORIES: Final = 1_000
MOST_TABLE: Final = 20_000_000
_ONE_WAY: Final = ("ICC1", "ICC1k")
_CONCORDANCE: Final = ("value", "uncorrected", "chi2", "p")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How to compute: level, policy for gaps, interval, bootstrap, given disagreement weights."""

    level: Level
    missing_policy: GapPolicy
    confidence: float
    n_draws: int
    seed: int
    disagreement: NDArray[np.float64] | None


@dataclass(slots=True)
class Found:
    """What was computed, by the keys of the document; `tests` holds z and p."""

    figures: dict[str, Figure] = field(default_factory=dict)
    intervals: dict[str, Interval] = field(default_factory=dict)
    ses: dict[str, float | None] = field(default_factory=dict)
    tests: dict[str, tuple[float | None, float | None]] = field(default_factory=dict)
    fleiss: FleissResult | None = None
    n_dropped: int = 0
    n_dropped_draws: int = 0

    def deny(self, names: Mapping[str, str], reason: str) -> None:
        """Give figures their labels and the reason that they do not apply."""
        for key, name in names.items():
            self.figures[key] = Figure(name, None, reason)


def compute(reading: Reading, wanted: Wanted) -> Found:
    """Compute every coefficient that the reading allows."""
    found = Found(n_dropped=_n_with_gaps(reading))
    if found.n_dropped and wanted.missing_policy == "refuse":
        raise ValueError(f"{found.n_dropped} units have a missing rating")
    _add_krippendorff(found, reading, wanted)
    _add_panel(found, reading, wanted)
    _add_kappas(found, reading, wanted)
    _add_icc(found, reading, wanted)
    _add_concordance(found, reading, wanted)
    return found


def _n_with_gaps(reading: Reading) -> int:
    """Count the units that have a rating but not every rater's."""
    if reading.ratings is None:
        return 0
    is_given = ~np.isnan(reading.ratings)
    return int((is_given.any(axis=1) & ~is_given.all(axis=1)).sum())


def _positions(reading: Reading, level: Level) -> NDArray[np.float64]:
    """Return where categories lie: places where only order is known, else their values."""
    if level in ("interval", "ratio"):
        return reading.book.positions
    return np.arange(len(reading.book.labels), dtype=np.float64)


def _add_krippendorff(found: Found, reading: Reading, wanted: Wanted) -> None:
    key = "krippendorff_alpha"
    if reading.ratings is None:
        found.deny({key: f"Krippendorff's alpha, {wanted.level} differences"}, "no_n")
        return
    found.figures[key] = krippendorff_alpha(reading.ratings, level=wanted.level).figure
    drawn = bootstrap_krippendorff(
        reading.ratings,
        level=wanted.level,
        rng=np.random.default_rng(wanted.seed),
        n_draws=wanted.n_draws,
        confidence=wanted.confidence,
    )
    found.intervals[key], found.ses[key] = drawn.interval, drawn.se
    found.n_dropped_draws = drawn.n_dropped


def _add_panel(found: Found, reading: Reading, wanted: Wanted) -> None:
    """Add Fleiss' kappa and Gwet's coefficients."""
    names: dict[str, tuple[str, WeightKind]] = {
        "gwet.ac1": ("AC1, unweighted", "identity"),
        "gwet.ac2_linear": ("AC2, linear weights", "linear"),
        "gwet.ac2_quadratic": ("AC2, quadratic weights", "quadratic"),
    }
    labels = {key: f"Gwet's {name}" for key, (name, _) in names.items()}
    labels |= {"fleiss_kappa": "Fleiss' kappa", "fleiss_generalised": "Fleiss' kappa, generalised"}
    reason = _no_counts(reading)
    if reason is not None:
        found.deny(labels, reason)
        return
    coefficient, generalised = _panel_functions(reading, found)
    general = generalised(confidence=wanted.confidence)
    _keep(found, "fleiss_generalised", general)
    found.figures.setdefault("fleiss_kappa", replace(general.figure, variant="Fleiss' kappa"))
    places = _positions(reading, wanted.level)
    for key, (name, kind) in names.items():
        if wanted.level == "nominal" and kind != "identity":
            found.deny({key: labels[key]}, "nominal_level")
            continue
        weights = agreement_weights(places, kind=kind)
        one = coefficient(weights=weights, name=name, confidence=wanted.confidence)
        _keep(found, key, one)


def _panel_functions(reading: Reading, found: Found) -> tuple[_Coefficient, _Coefficient]:
    """Return Gwet's coefficient and Fleiss' generalised kappa of the counts or of the shares.

    Counts give Fleiss' kappa of 1971 with its test as well; shares of two raters only its value.
    """
    if reading.ratings is None:
        shares = np.zeros((0, 0)) if reading.shares is None else reading.shares
        return (
            partial(gwet_ac_of_table, shares, n=reading.n),
            partial(fleiss_of_table, shares, n=reading.n),
        )
    counts = category_counts(reading.ratings, categories=reading.book.positions)
    found.fleiss = fleiss_kappa(counts)
    found.figures["fleiss_kappa"] = found.fleiss.figure
    found.tests["fleiss_kappa"] = (found.fleiss.z, found.fleiss.p)
    return partial(gwet_ac, counts), partial(fleiss_generalised, counts)


def _keep(found: Found, key: str, one: PanelCoefficient | TableAgreement) -> None:
    found.figures[key], found.intervals[key], found.ses[key] = one.figure, one.interval, one.se


def _no_counts(reading: Reading) -> str | None:
    """Say why there is no table by category, of counts or of shares; None where there is one."""
    q = len(reading.book.labels)
    if reading.ratings is None:
        return None
    if q == 0:
        return "no_pairs"
    is_large = q > MOST_CATEGORIES or q * len(reading.ratings) > MOST_TABLE
    return "many_categories" if is_large else None


def _add_kappas(found: Found, reading: Reading, wanted: Wanted) -> None:
    """Add Cohen's kappa and the weighted ones of two raters."""
    names: dict[str, tuple[str, WeightKind]] = {
        "cohen_kappa": ("unweighted", "identity"),
        "weighted_kappa.linear": ("linear weights", "linear"),
        "weighted_kappa.quadratic": ("quadratic weights", "quadratic"),
    }
    labels = {key: f"Cohen's kappa, {name}" for key, (name, _) in names.items()}
    if wanted.disagreement is not None:
        labels["weighted_kappa.given"] = "Cohen's kappa, given disagreement weights"
    table, n, reason = _two_rater_table(reading)
    if reason is not None:
        found.deny(labels, reason)
        return
    weights = {}
    for key, (_, kind) in names.items():
        if wanted.level == "nominal" and kind != "identity":
            found.deny({key: labels[key]}, "nominal_level")
        else:
            weights[key] = agreement_weights(_positions(reading, wanted.level), kind=kind)
    if wanted.disagreement is not None:
        weights["weighted_kappa.given"] = weights_of_disagreement(wanted.disagreement)
    for key, agreeing in weights.items():
        name = labels[key].removeprefix("Cohen's kappa, ")
        one = kappa_of_table(table, weights=agreeing, n=n, name=name, confidence=wanted.confidence)
        found.figures[key], found.intervals[key], found.ses[key] = one.figure, one.interval, one.se
        found.tests[key] = (one.z, one.p)


def _two_rater_table(reading: Reading) -> tuple[NDArray[np.float64], float | None, str | None]:
    """Return the cross-table of two raters and its units, or the reason that there is none."""
    none = np.zeros((0, 0))
    if reading.shares is not None:
        return reading.shares, reading.n, None
    if reading.raters is None:
        return none, None, "raters_unnamed"
    if len(reading.raters) != 2:
        return none, None, "not_two_raters"
    reason = _no_counts(reading)
    if reason is not None or reading.ratings is None:
        return none, None, reason
    table = pair_table(reading.ratings, categories=reading.book.positions)
    n = float(table.sum())
    return table, n, None if n > 0 else "no_pairs"


def _add_icc(found: Found, reading: Reading, wanted: Wanted) -> None:
    names = {f"icc.{key}": name for key, name in ICC_NAMES.items()}
    reason = "nominal_level" if wanted.level == "nominal" else None
    reason = reason or ("text_ratings" if reading.book.is_text else None)
    if reason is not None or reading.ratings is None:
        found.deny(names, reason or "no_n")
        return
    result = intraclass_correlations(
        reading.ratings, missing_policy=wanted.missing_policy, confidence=wanted.confidence
    )
    for key, figure in result.figures.items():
        if reading.raters is None and key not in _ONE_WAY:
            found.deny({f"icc.{key}": figure.variant}, "raters_unnamed")
            continue
        if wanted.level == "ordinal" and figure.value is not None:
            figure = replace(figure, reason="ordinal_as_interval")
        found.figures[f"icc.{key}"] = figure
        found.intervals[f"icc.{key}"] = result.intervals[key]


def _add_concordance(found: Found, reading: Reading, wanted: Wanted) -> None:
    names = {f"kendall_w.{key}": "Kendall's W" for key in _CONCORDANCE}
    reason = "nominal_level" if wanted.level == "nominal" else None
    reason = reason or ("no_n" if reading.ratings is None else None)
    reason = reason or ("raters_unnamed" if reading.raters is None else None)
    if reason is not None or reading.ratings is None:
        found.deny(names, reason or "no_n")
        return
    one = kendall_concordance(reading.ratings, missing_policy=wanted.missing_policy)
    figures = (one.value, one.uncorrected, one.chi2, one.p)
    found.figures |= dict(zip(names, figures, strict=True))
