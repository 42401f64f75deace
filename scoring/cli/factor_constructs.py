"""What the command `factor` says of named constructs: CFA, CR, AVE and HTMT."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from scoring.cli.labelling import joined, refused
from scoring.correlations import correlation_of
from scoring.factors.cfa import FactorModel, fit_factor_model
from scoring.factors.composite import construct_reliabilities
from scoring.factors.fit import model_fit
from scoring.factors.htmt import HTMT_VARIANTS, heterotrait_monotrait
from scoring.figure import Figure

_CR = {
    "standardised": "cr_standardised",
    "points": "cr_points",
    "points_observed": "cr_observed",
}
_AVE = {"standardised": "ave_standardised", "points": "ave_points"}


def named_constructs(given: Sequence[str], names: Sequence[str]) -> dict[str, list[int]]:
    """Read NAME=item,item options; raises CaseFaults for what cannot be used."""
    found: dict[str, list[int]] = {}
    used: set[str] = set()
    for one in given:
        name, equals, items = one.partition("=")
        listed = joined(items)
        if not name.strip() or not equals or not listed or name.strip() in found:
            raise refused(
                f"--construct 应为 名称=题目,题目：{one[:60]}",
                f"--construct must be NAME=item,item, each name once: {one[:60]!r}",
            )
        for item in listed:
            if item not in names or item in used:
                raise refused(
                    f"维度中的题目“{item}”不存在或重复", f"item {item!r} is unknown or used twice"
                )
            used.add(item)
        found[name.strip()] = [names.index(item) for item in listed]
    return found


def construct_document(
    covariance: NDArray[np.float64], *, n: float, constructs: Mapping[str, Sequence[int]]
) -> tuple[dict[str, object], dict[str, Figure], str | None]:
    """Return the part on constructs (all items as one if none is named), figures, and why not."""
    groups = dict(constructs) or {"all": list(range(len(covariance)))}
    places = [place for items in groups.values() for place in items]
    inner = covariance[np.ix_(places, places)]
    shifted = _shifted(groups)
    model = fit_factor_model(inner, constructs=shifted)
    marked: dict[str, Figure] = {}
    cr, ave = {}, {}
    for name, found in zip(groups, construct_reliabilities(model, inner), strict=True):
        marked |= {f"cr.{name}.{key}": getattr(found, attribute) for key, attribute in _CR.items()}
        marked |= {f"ave.{name}.{key}": getattr(found, key2) for key, key2 in _AVE.items()}
        cr[name] = {key: marked[f"cr.{name}.{key}"].value for key in _CR}
        ave[name] = {key: marked[f"ave.{name}.{key}"].value for key in _AVE}
    fit = model_fit(model, inner, n=n)
    marked |= {f"cfa.fit.{key}": figure for key, figure in fit.items()}
    ratios, named = _ratios(inner, list(groups), shifted)
    document = {
        "cfa": _cfa(model, list(groups), fit),
        "cr": cr,
        "ave": ave,
        "htmt": ratios["htmt"],
        "htmt2": ratios["htmt2"],
    }
    return document, marked | named, model.reason


def _shifted(groups: Mapping[str, Sequence[int]]) -> list[list[int]]:
    shifted, start = [], 0
    for items in groups.values():
        shifted.append(list(range(start, start + len(items))))
        start += len(items)
    return shifted


def _ratios(
    inner: NDArray[np.float64], names: Sequence[str], shifted: Sequence[Sequence[int]]
) -> tuple[dict[str, dict[str, float | None]], dict[str, Figure]]:
    correlation = correlation_of(inner)
    values: dict[str, dict[str, float | None]] = {variant: {} for variant in HTMT_VARIANTS}
    marked: dict[str, Figure] = {}
    if correlation is None:
        return values, marked
    for variant in HTMT_VARIANTS:
        found = heterotrait_monotrait(correlation, constructs=shifted, variant=variant)
        for (i, j), figure in found.items():
            pair = f"{names[i]}-{names[j]}"
            values[variant][pair] = figure.value
            marked[f"{variant}.{pair}"] = figure
    return values, marked


def _cfa(model: FactorModel, names: Sequence[str], fit: Mapping[str, Figure]) -> dict[str, object]:
    is_fitted = bool(np.isfinite(model.discrepancy))
    return {
        "loadings_standardised": {
            name: model.standardised[list(items)].tolist() if is_fitted else None
            for name, items in zip(names, model.constructs, strict=True)
        },
        "correlations": model.correlations.tolist() if is_fitted else None,
        "fit": {key: figure.value for key, figure in fit.items()},
    }
