"""The command `factor`: answers or correlations in; adequacy, components and factors out."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.cli.factor_constructs import construct_document, named_constructs
from scoring.cli.factor_input import FactorInput, factor_input, read_items
from scoring.cli.labelling import (
    cautions_of,
    joined,
    labels_of,
    reasons_of,
    refused,
    require_draws,
    said_reasons,
    sentence,
)
from scoring.cli.refusals import in_chinese
from scoring.factors.adequacy import bartlett_sphericity, kaiser_meyer_olkin
from scoring.factors.components import Components, principal_components
from scoring.factors.composite import omega_total
from scoring.factors.hierarchical import HierarchicalOmega, omega_hierarchical
from scoring.factors.parallel import ParallelAnalysis, parallel_analysis
from scoring.factors.rotation import varimax
from scoring.faults import CaseFaults
from scoring.figure import Figure
from scoring.reliability.glb import greatest_lower_bound

DEFAULT_SEED: Final = 1
MOST_ITEMS: Final = 200
CLOSE: Final = 0.05


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "factor", help="analyse the factors of items and print JSON / 因子分析并输出JSON"
    )
    parser.add_argument("file", type=Path, help="CSV: one row a respondent, one column an item")
    parser.add_argument("--items", help="columns, joined by commas; otherwise all")
    parser.add_argument("--reverse", help="items whose sign is turned: correlations need no ends")
    parser.add_argument("--input", choices=("raw", "correlation"), default="raw")
    parser.add_argument("--n", type=int, help="rows behind a correlation matrix")
    parser.add_argument(
        "--construct", action="append", default=[], help="NAME=item,item for CR, AVE, HTMT, CFA"
    )
    parser.add_argument("--group-factors", type=int, default=3, help="for omega hierarchical")
    parser.add_argument("--components", type=int, help="how many to rotate; otherwise the kept")
    parser.add_argument("--parallel", choices=("components", "factors"), default="components")
    parser.add_argument("--draws", type=int, default=1_000, help="random sets, 100 to 100,000")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument("--missing", choices=("listwise", "pairwise", "half"))
    parser.set_defaults(act=_factor)


def _factor(chosen: argparse.Namespace) -> Mapping[str, object]:
    table = read_items(chosen.file, is_correlation=chosen.input == "correlation")
    names = joined(chosen.items) or table.names
    _require_options(names, chosen)
    constructs = named_constructs(chosen.construct, names)
    try:
        given = factor_input(table, names, chosen)
        document = _document(given, names, constructs, chosen)
    except CaseFaults:
        raise
    except ValueError as error:
        raise refused(in_chinese(error), str(error)) from error
    close = [sentence("uncertain_draws")] if document.pop("is_close") else []
    return document | {"missing": given.missing, "warnings": [*given.warnings, *close]}


def _require_options(names: Sequence[str], chosen: argparse.Namespace) -> None:
    if len(set(names)) < len(names):
        raise refused("--items 重复", "--items names an item twice")
    if len(names) > MOST_ITEMS:
        raise refused(f"最多 {MOST_ITEMS} 题", f"at most {MOST_ITEMS} items")
    require_draws(chosen)
    if chosen.group_factors < 2:
        raise refused("--group-factors 至少为 2", "--group-factors must be at least 2")
    if chosen.components is not None and not 0 <= chosen.components <= len(names):
        raise refused(
            f"--components 应在 0 与题数 {len(names)} 之间，而不是 {chosen.components}",
            f"--components must lie between 0 and the {len(names)} items, not {chosen.components}",
        )


def _document(
    given: FactorInput,
    names: Sequence[str],
    constructs: Mapping[str, Sequence[int]],
    chosen: argparse.Namespace,
) -> dict[str, object]:
    covariance, n = given.covariance, given.n
    adequacy, marked, unsaid = _adequacy(covariance, n, names)
    parallel = parallel_analysis(
        covariance,
        n=int(n),
        rng=np.random.default_rng(chosen.seed),
        variant=chosen.parallel,
        n_draws=chosen.draws,
    )
    hierarchical = omega_hierarchical(covariance, n_group_factors=chosen.group_factors)
    whole = _of_the_whole(covariance, hierarchical, chosen)
    document, more, model_reason = construct_document(covariance, n=n, constructs=constructs)
    marked |= whole | more
    pca, why = _pca(principal_components(covariance), names, _n_rotated(chosen, parallel))
    other = "n_factors" if chosen.parallel == "components" else "n_components"
    unsaid |= {f"pca.{key}": reason for key, reason in why.items()}
    unsaid |= {"parallel": parallel.reason, f"parallel.{other}": "not_asked", "cfa": model_reason}
    if hierarchical.general is None:
        unsaid["schmid_leiman"] = hierarchical.omega_h.reason
    return {
        "n": int(n) if n == int(n) else n,
        "k": len(names),
        "items": list(names),
        **adequacy,
        "pca": pca,
        "parallel": _parallel(parallel, chosen),
        **{key: figure.value for key, figure in whole.items()},
        "schmid_leiman": _schmid_leiman(hierarchical, names),
        **document,
        "is_close": _is_close(parallel),
        "labels": labels_of(marked) | {"parallel": parallel.variant},
        "cautions": cautions_of(marked),
        "reasons": reasons_of(marked) | said_reasons(unsaid),
    }


def _of_the_whole(
    covariance: NDArray[np.float64], hierarchical: HierarchicalOmega, chosen: argparse.Namespace
) -> dict[str, Figure]:
    """Return the figures of all items as one scale."""
    metric = "correlation matrix" if chosen.input == "correlation" else "covariance matrix"
    return {
        "omega_total": omega_total(covariance),
        "omega_h": hierarchical.omega_h,
        "omega_total_schmid_leiman": hierarchical.omega_total,
        "glb": greatest_lower_bound(covariance, metric=metric).figure,
    }


def _adequacy(
    covariance: NDArray[np.float64], n: float, names: Sequence[str]
) -> tuple[dict[str, object], dict[str, Figure], dict[str, str | None]]:
    """Return what says whether there is something to find, its figures by label, and reasons."""
    overall, by_item = kaiser_meyer_olkin(covariance)
    sphericity = bartlett_sphericity(covariance, n=n)
    chi_square, p = sphericity.chi_square, sphericity.p
    document: dict[str, object] = {
        "kmo": {"overall": overall.value, "items": _by_item(names, by_item)},
        "bartlett": {"chi2": chi_square.value, "df": sphericity.df, "p": p.value},
    }
    by_name = zip(names, by_item, strict=True)
    unsaid = {f"kmo.items.{name}": figure.reason for name, figure in by_name}
    marked = {"kmo.overall": overall, "bartlett.chi2": chi_square, "bartlett.p": p}
    return document, marked, unsaid


def _by_item(names: Sequence[str], figures: Sequence[Figure]) -> dict[str, float | None]:
    return {name: figure.value for name, figure in zip(names, figures, strict=True)}


def _n_rotated(chosen: argparse.Namespace, parallel: ParallelAnalysis) -> int:
    return int(chosen.components if chosen.components is not None else parallel.n_kept or 0)


def _is_close(parallel: ParallelAnalysis) -> bool:
    """Tell whether an eigenvalue about the cut lies within 5 % of its limit."""
    if parallel.observed is None or parallel.limits is None:
        return False
    is_near = np.abs(parallel.observed - parallel.limits) < CLOSE * np.abs(parallel.limits)
    return bool(is_near[: (parallel.n_kept or 0) + 1][-2:].any())


def _pca(
    found: Components, names: Sequence[str], n_rotated: int
) -> tuple[dict[str, object], dict[str, str | None]]:
    """Return the part on components, and the reasons of what is undefined in it."""
    if found.eigenvalues is None or found.shares is None or found.loadings is None:
        keys = ("eigenvalues", "shares", "loadings", "varimax_sums_of_squares")
        return dict.fromkeys(keys), dict.fromkeys(keys, found.reason)
    kept = found.loadings[:, :n_rotated]
    turned = {
        variant: np.sort((varimax(kept, variant=variant) ** 2).sum(axis=0))[::-1].tolist()
        for variant in ("optimum", "r")
        if n_rotated > 1
    }
    document = {
        "eigenvalues": found.eigenvalues.tolist(),
        "shares": found.shares.tolist(),
        "loadings": dict(zip(names, found.loadings.tolist(), strict=True)),
        "n_rotated": n_rotated,
        "varimax_sums_of_squares": turned or None,
    }
    return document, {"varimax_sums_of_squares": None if turned else "one_component"}


def _parallel(found: ParallelAnalysis, chosen: argparse.Namespace) -> dict[str, object]:
    return {
        "variant": chosen.parallel,
        "n_components": found.n_kept if chosen.parallel == "components" else None,
        "n_factors": found.n_kept if chosen.parallel == "factors" else None,
        "observed": None if found.observed is None else found.observed.tolist(),
        "limits": None if found.limits is None else found.limits.tolist(),
        "centile": found.centile,
        "draws": found.n_draws,
        "seed": chosen.seed,
    }


def _schmid_leiman(
    found: HierarchicalOmega, names: Sequence[str]
) -> dict[str, dict[str, object]] | None:
    if found.general is None or found.group is None:
        return None
    return {
        name: {"general": general, "group": group}
        for name, general, group in zip(
            names, found.general.tolist(), found.group.tolist(), strict=True
        )
    }
