"""The document of the command `composite`: scores, ranks, and all that was done to the figures."""

import math
from collections.abc import Callable, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.cli.composite_data import CohortRead
from scoring.cli.composite_meta import Meta
from scoring.cli.composite_words import LABELS, caution, reason
from scoring.composite.building import Composite
from scoring.composite.cohort import Method
from scoring.composite.roll_up import RollUp

_RELATIVE: Final = ("minmax", "zscore", "tscore", "target", "percentile")


def composite_document(
    found: Composite, read: CohortRead, *, meta: Meta, method: Method
) -> dict[str, object]:
    """Return everything that is said of a composite, as JSON holds it."""
    units, codes = read.cohort.units, found.rolled.codes
    by_level: dict[str, list[str]] = {}
    for code in sorted(codes, key=lambda one: meta.levels[one]):
        by_level.setdefault(str(meta.levels[code]), []).append(code)
    return {
        "n": len(units),
        "k": len(read.cohort.indicators),
        "levels": by_level,
        "method": _method(found, read, method=method),
        "results": _results(found, read, top=meta.tree.tops[-1]),
        "scores": _table(found.rolled.scores, units, codes),
        "ranks": _table(found.ranks, units, codes, _place),
        "reasons": _reasons(found.rolled, units),
        "scores_with_worst": _with_worst(found, units),
        "availability": _availability(found, read),
        "imputed": _imputed(found, read),
        "treated": _treated(found, read),
        "treatment": _treatment(found, read),
        "parameters": _parameters(found, read, method),
        "ignored_columns": list(read.ignored),
        "warnings": _warnings(found, read, meta=meta, method=method),
        "labels": _labels(method),
    }


def _score(value: float) -> float | None:
    """Return a score as JSON holds it: None for NaN."""
    return None if math.isnan(value) else value


def _place(value: float) -> float | int | None:
    """Return a rank as JSON holds it: whole ones without a point."""
    return int(value) if value.is_integer() else _score(value)


def _table(
    values: NDArray[np.float64],
    units: Sequence[str],
    codes: Sequence[str],
    as_json: Callable[[float], float | int | None] = _score,
) -> dict[str, dict[str, float | int | None]]:
    return {
        unit: {code: as_json(value) for code, value in zip(codes, row, strict=True)}
        for unit, row in zip(units, values.tolist(), strict=True)
    }


def _method(found: Composite, read: CohortRead, *, method: Method) -> dict[str, object]:
    low, high = found.ends
    is_scaled = method.normalisation not in ("zscore", "tscore", "none")
    return {
        "normalise": method.normalisation,
        "aggregate": method.mean,
        "range": [low, high] if is_scaled else None,
        "unit_column": read.unit_column,
        "denominated": method.is_denominated,
        "impute": method.imputation or "none",
        "group": read.group_column,
        "treat": method.treating,
        "availability": method.least_availability,
        "missing": method.missing,
        "zero": method.zero_policy,
        "ties": method.ties,
        "rank_digits": 12,
        "reference": "cohort" if method.reference is None else "frozen",
        "weights": "Weight of META, divided by the sum of its siblings",
    }


def _results(found: Composite, read: CohortRead, *, top: str) -> list[dict[str, object]]:
    """Return the units by rank of the top of the hierarchy, those without a score last."""
    at = found.rolled.codes.index(top)
    places, scores = found.ranks[:, at].tolist(), found.rolled.scores[:, at].tolist()
    rows = sorted(
        zip(places, range(len(places)), read.cohort.units, scores, strict=True),
        key=lambda row: (math.isnan(row[0]), 0.0 if math.isnan(row[0]) else row[0], row[1]),
    )
    return [
        {"unit": unit, "rank": _place(place), "score": _score(score)}
        for place, _, unit, score in rows
    ]


def _reasons(rolled: RollUp, units: Sequence[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for row, column in np.argwhere(rolled.reasons != "").tolist():
        why = reason(str(rolled.reasons[row, column]))
        found.setdefault(units[row], {})[rolled.codes[column]] = why
    return found


def _with_worst(
    found: Composite, units: Sequence[str]
) -> dict[str, dict[str, float | int | None]] | None:
    """Return the scores of units with filled cells, those cells counted as the worst."""
    if found.with_worst is None or found.imputed is None:
        return None
    rows = sorted({cell.row for cell in found.imputed.cells if cell.value is not None})
    return _table(found.with_worst.scores[rows], [units[row] for row in rows], found.rolled.codes)


def _availability(found: Composite, read: CohortRead) -> dict[str, object]:
    shares = found.availability
    codes = [one.code for one in read.cohort.indicators]
    return {
        "units": dict(zip(read.cohort.units, shares.units.tolist(), strict=True)),
        "indicators": dict(zip(codes, shares.indicators.tolist(), strict=True)),
    }


def _imputed(found: Composite, read: CohortRead) -> list[dict[str, object]]:
    cells = () if found.imputed is None else found.imputed.cells
    return [
        {
            "unit": read.cohort.units[cell.row],
            "indicator": read.cohort.indicators[cell.column].code,
            "value": cell.value,
            "reason": None if cell.reason is None else reason(cell.reason),
        }
        for cell in cells
    ]


def _treated(found: Composite, read: CohortRead) -> list[dict[str, object]]:
    return [
        {
            "unit": read.cohort.units[point.row],
            "indicator": one.code,
            "before": point.before,
            "after": point.after,
            "how": point.how,
        }
        for one, treatment in zip(read.cohort.indicators, found.treatments, strict=False)
        for point in treatment.points
    ]


def _treatment(found: Composite, read: CohortRead) -> list[dict[str, object]]:
    return [
        {
            "indicator": one.code,
            "how": treatment.how,
            "skewness": list(treatment.skewness),
            "kurtosis": list(treatment.kurtosis),
            "n_winsorised": treatment.n_winsorised,
            "power": treatment.power,
            "is_settled": treatment.is_settled,
            "reason": None if treatment.reason is None else reason(treatment.reason),
        }
        for one, treatment in zip(read.cohort.indicators, found.treatments, strict=False)
    ]


def _parameters(found: Composite, read: CohortRead, method: Method) -> dict[str, object]:
    """Return what later figures can be normalised against; limits are of what was normalised."""
    reference = found.normalised.reference
    hows = [one.how for one in found.treatments] or ["none"] * len(read.cohort.indicators)
    return {
        one.code: {
            "n": int(reference.n[at]),
            "lo": _score(float(reference.lo[at])),
            "hi": _score(float(reference.hi[at])),
            "mean": _score(float(reference.mean[at])),
            "sd": _score(float(reference.sd[at])),
            "direction": one.direction,
            "goalposts": None if one.posts is None else list(one.posts),
            "target": one.target,
            "transform": "log" if one.is_logged else "none",
            "denominator": one.denominator if method.is_denominated else None,
            "treatment": hows[at],
        }
        for at, one in enumerate(read.cohort.indicators)
    }


def _warnings(found: Composite, read: CohortRead, *, meta: Meta, method: Method) -> list[str]:
    """Say what a reader must know before the scores are used."""
    codes = [one.code for one in read.cohort.indicators]
    shares, capped = found.availability, found.normalised.n_capped
    cells = () if found.imputed is None else found.imputed.cells
    n_filled = sum(cell.value is not None for cell in cells)
    n_missing = int(np.isnan(found.normalised.scores).sum()) - _n_lost(found)
    has_worst = method.missing == "worst" and found.normalised.worst is not None
    is_relative = method.normalisation in _RELATIVE and method.reference is None
    aggregates = found.rolled.scores[:, len(codes) :]
    counted = {
        "worst_stands": n_missing if has_worst else 0,
        "no_scores": int(np.isnan(aggregates).sum()),
        "imputed": n_filled,
        "of_the_cohort": int(is_relative),
        "taken_as_divided": int(read.is_taken_as_divided),
        "zeros": int(method.zero_policy == "zero"),
    }
    listed = {
        "unsettled": _named(codes, [not one.is_settled for one in found.treatments]),
        "untreatable": _named(codes, [one.reason is not None for one in found.treatments]),
        "undefined": _named(codes, [why is not None for why in found.normalised.undefined]),
        "few_figures": _named(codes, (~shares.has_enough_indicator).tolist()),
        "few_units": _named(read.cohort.units, (~shares.has_enough_unit).tolist()),
        "capped": _named(codes, [n > 0 for n in capped]),
        "assumed": list(meta.assumed),
    }
    said = [caution(key, n=n) for key, n in counted.items() if n]
    for key, names in listed.items():
        if names:
            said.append(caution(key, codes=", ".join(names), n=sum(capped)))
    return said


def _named(names: Sequence[str], is_so: Sequence[bool]) -> list[str]:
    return [name for name, one in zip(names, is_so, strict=False) if one]


def _n_lost(found: Composite) -> int:
    """Count the empty cells of indicators that have no scores at all."""
    lost = [why is not None for why in found.normalised.undefined]
    return int(np.isnan(found.normalised.scores[:, lost]).sum())


def _labels(method: Method) -> dict[str, str]:
    labels = {
        "normalise": LABELS[method.normalisation],
        "aggregate": LABELS[method.mean],
        "ranks": f"1 is best, ties {method.ties}, compared at 12 significant digits",
        "missing": "a gap counts as the worst score that the normalisation has, or leaves null; "
        "the weights of what is there never grow",
    }
    if method.treating != "none":
        labels["treat"] = LABELS[method.treating]
    return labels
