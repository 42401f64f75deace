"""The document of the command `agreement`: its keys, its labels and reasons, what to beware of."""

from collections.abc import Mapping
from typing import Final

import numpy as np

from scoring.agreement import benchmark_level
from scoring.agreement.benchmark import BenchmarkScale
from scoring.agreement.icc import ICC_NAMES
from scoring.cli.agreement_figures import MOST_CATEGORIES, Found, Wanted
from scoring.cli.agreement_raw import Reading
from scoring.cli.agreement_words import said
from scoring.cli.labelling import cautions_of, labels_of, limits_of, reasons_of
from scoring.figure import Interval

FEW_UNITS: Final = 30
_SCALES: Final[tuple[BenchmarkScale, ...]] = ("landis_koch", "altman", "fleiss")
_PLAIN: Final = ("krippendorff_alpha", "fleiss_kappa", "cohen_kappa")
_GWET: Final = ("ac1", "ac2_linear", "ac2_quadratic")


def document_of(
    reading: Reading, found: Found, wanted: Wanted, empty_raters: tuple[str, ...]
) -> dict[str, object]:
    """Lay out what was found."""
    value = {key: figure.value for key, figure in found.figures.items()}
    weighted = [key for key in found.figures if key.startswith("weighted_kappa.")]
    limits = {key: limits_of(one) for key, one in found.intervals.items()}
    return {
        "level": wanted.level,
        **_sizes(reading),
        **{key: value[key] for key in _PLAIN},
        "weighted_kappa": {key.partition(".")[2]: value[key] for key in sorted(weighted)},
        "gwet": {key: value[f"gwet.{key}"] for key in _GWET},
        "icc": {
            key: _with_limits(value[f"icc.{key}"], limits.get(f"icc.{key}")) for key in ICC_NAMES
        },
        "kendall_w": {
            key: value[f"kendall_w.{key}"] for key in ("value", "uncorrected", "chi2", "p")
        },
        "fleiss_generalised": value["fleiss_generalised"],
        "confidence": wanted.confidence,
        "se": found.ses,
        "ci": {key: ends for key, ends in limits.items() if not key.startswith("icc.")},
        "tests": {key: {"z": z, "p": p} for key, (z, p) in found.tests.items()},
        "fleiss_by_category": _by_category(reading, found),
        "benchmark": _benchmarks(found),
        "missing": {"policy": wanted.missing_policy, "n_dropped": found.n_dropped},
        "bootstrap": {
            "seed": wanted.seed,
            "draws": wanted.n_draws,
            "dropped": found.n_dropped_draws,
        },
        "warnings": _warnings(reading, found, empty_raters),
        "labels": labels_of(found.figures) | _of_limits(labels_of(found.intervals)),
        "cautions": cautions_of(found.figures),
        "reasons": reasons_of(found.figures) | _of_limits(reasons_of(_own_reasons(found))),
    }


def _sizes(reading: Reading) -> dict[str, object]:
    labels = list(reading.book.labels)
    sizes: dict[str, object] = {"n_units": reading.n, "n_raters": 2, "n_ratings": None}
    if reading.ratings is not None:
        is_given = ~np.isnan(reading.ratings)
        sizes["n_units"] = int(is_given.any(axis=1).sum())
        sizes["n_ratings"] = int(is_given.sum())
        sizes["n_raters"] = len(reading.raters) if reading.raters is not None else None
    return {
        **sizes,
        "raters": None if reading.raters is None else list(reading.raters),
        "n_categories": len(labels),
        "categories": labels if len(labels) <= MOST_CATEGORIES else None,
        "categories_from": reading.book.source,
    }


def _with_limits(value: float | None, ends: list[float] | None) -> dict[str, float | None]:
    low, high = ends or (None, None)
    return {"value": value, "low": low, "high": high}


def _own_reasons(found: Found) -> dict[str, Interval]:
    """Return the intervals that lack limits for a reason that their figure does not give."""
    return {
        key: one
        for key, one in found.intervals.items()
        if one.limits is None and found.figures[key].reason != one.reason
    }


def _of_limits(words: Mapping[str, str]) -> dict[str, str]:
    return {f"{key}.ci": text for key, text in words.items()}


def _by_category(reading: Reading, found: Found) -> list[dict[str, object]] | None:
    if found.fleiss is None or found.fleiss.figure.value is None:
        return None
    return [
        {"category": label, "kappa": one and one[0], "z": one and one[1]}
        for label, one in zip(reading.book.labels, found.fleiss.by_category, strict=True)
    ]


def _benchmarks(found: Found) -> dict[str, object]:
    """Award each coefficient that has an error its level on each published scale."""
    levels: dict[str, object] = {}
    for key, se in found.ses.items():
        coefficient = found.figures[key].value
        if coefficient is None or not se or not -1 <= coefficient <= 1:
            continue
        levels[key] = {scale: _award(coefficient, se, scale) for scale in _SCALES}
    return levels


def _award(coefficient: float, se: float, scale: BenchmarkScale) -> dict[str, object]:
    one = benchmark_level(coefficient, se, scale=scale)
    return {
        "level": one.level,
        "probability": one.probability,
        "point_level": one.point_level,
        "cumulative": dict(one.cumulative),
    }


def _warnings(reading: Reading, found: Found, empty_raters: tuple[str, ...]) -> list[str]:
    """Say what a reader must know before the figures are used."""
    words = list(reading.said)
    if empty_raters:
        words.append(said("empty_raters", raters=", ".join(empty_raters)))
    if reading.book.source != "code book":
        words.append(said(f"categories_{'seen' if reading.book.source == 'data' else 'header'}"))
    if reading.book.is_guessed:
        words.append(said("order_guessed", labels=", ".join(reading.book.labels)))
    if reading.ratings is not None:
        n = int((~np.isnan(reading.ratings)).any(axis=1).sum())
        if n < FEW_UNITS:
            words.append(said("few_units", n=n))
    if found.n_dropped:
        words.append(said("listwise", dropped=found.n_dropped))
    if found.n_dropped_draws:
        words.append(said("dropped_draws", dropped=found.n_dropped_draws))
    beyond = [key for key, one in found.intervals.items() if one.limits and one.limits[1] > 1]
    return words + ([said("beyond_one", keys=", ".join(beyond))] if beyond else [])
