"""The command `reliability`: answers of one response scale in, everything said of it out."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.cli.labelling import (
    N_OF_PAIRS,
    cautions_of,
    joined,
    labels_of,
    limits_of,
    reasons_of,
    refused,
    require_draws,
    row_numbers,
    said_reasons,
    sentence,
)
from scoring.cli.refusals import in_chinese
from scoring.cli.reliability_items import ITEM_LABELS, item_documents, item_reasons
from scoring.cli.tables import LARGEST, Table, numbers, read_table
from scoring.faults import CaseFaults, Fault
from scoring.figure import Figure, Interval
from scoring.reliability import GapPolicy, ReliabilityResult, analyse_reliability
from scoring.reliability.pairwise import pair_rows, pairwise_moments_of
from scoring.reliability.statement_pairwise import COVARIANCES

DEFAULT_SEED: Final = 1
FEW_ROWS: Final = 30
_PLAIN: Final = ("alpha", "alpha_standardised", "kr20", "lambda2", "lambda2_covariance", "lambda6")
_HALVES: Final = {"r": "split_half_r", "spearman_brown": "spearman_brown", "lambda4": "lambda4"}


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "reliability", help="analyse a response scale and print JSON / 分析量表信度并输出JSON"
    )
    parser.add_argument("file", type=Path, help="CSV: one row a respondent, one column an item")
    parser.add_argument("--items", help="columns, joined by commas; otherwise all")
    parser.add_argument("--reverse", help="items to mirror; needs --min and --max")
    parser.add_argument("--min", type=float, help="lowest answer of the response scale")
    parser.add_argument("--max", type=float, help="highest answer of the response scale")
    parser.add_argument("--missing", choices=("listwise", "pairwise", "half"))
    parser.add_argument("--confidence", type=float, default=0.95)
    parser.add_argument("--draws", type=int, default=2_000, help="bootstrap draws, 100 to 100,000")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.set_defaults(act=_reliability)


def _reliability(chosen: argparse.Namespace) -> Mapping[str, object]:
    table = read_table(chosen.file)
    names = joined(chosen.items) or table.names
    if len(set(names)) < len(names):
        raise refused("--items 重复", "--items names an item twice")
    limits = _limits(chosen)
    given = numbers(table, names)
    _require_within(table, names, given, limits)
    rows = _mirrored(given, names, joined(chosen.reverse), limits)
    require_draws(chosen)
    policy: GapPolicy = chosen.missing or "listwise"
    try:
        found = analyse_reliability(
            rows,
            missing_policy=policy,
            limits=limits,
            confidence=chosen.confidence,
            rng=np.random.default_rng(chosen.seed),
            n_draws=chosen.draws,
        )
    except ValueError as error:
        raise refused(in_chinese(error), str(error)) from error
    return _document(found, names, chosen, given=given)


def _require_within(
    table: Table,
    names: Sequence[str],
    given: NDArray[np.float64],
    limits: tuple[float, float] | None,
) -> None:
    """Refuse answers outside the response scale, naming the first one of each item."""
    if limits is None:
        return
    is_outside = (given < limits[0]) | (given > limits[1])
    faults = [
        Fault(
            "table",
            table.lines[at],
            f"“{name}”的 {answer:g} 不在 --min {limits[0]:g} 与 --max {limits[1]:g} 之间",
            f"{answer:g} in {name!r} lies outside --min {limits[0]:g} to --max {limits[1]:g}",
        )
        for j, name in enumerate(names)
        for at in np.flatnonzero(is_outside[:, j])[:1].tolist()
        for answer in (float(given[at, j]),)
    ]
    if faults:
        raise CaseFaults(faults)


def _limits(chosen: argparse.Namespace) -> tuple[float, float] | None:
    if chosen.min is None and chosen.max is None:
        return None
    if chosen.min is None or chosen.max is None:
        raise refused("--min 与 --max 须同时给出", "--min and --max go together")
    if not -LARGEST <= chosen.min < chosen.max <= LARGEST:
        raise refused("--min 须小于 --max", "--min must be below --max")
    return float(chosen.min), float(chosen.max)


def _mirrored(
    rows: NDArray[np.float64],
    names: Sequence[str],
    mirrored: Sequence[str],
    limits: tuple[float, float] | None,
) -> NDArray[np.float64]:
    """Mirror reversed items about the midpoint of the response scale, not of the answers."""
    for name in mirrored:
        if name not in names:
            raise refused(f"没有题目“{name}”可反向", f"no item {name!r} to reverse")
    if not mirrored:
        return rows
    if limits is None:
        raise refused("反向计分须给出 --min 与 --max", "--reverse needs --min and --max")
    is_mirrored = np.isin(np.array(names), list(mirrored))
    return np.where(is_mirrored, limits[0] + limits[1] - rows, rows)


def _document(
    found: ReliabilityResult,
    names: Sequence[str],
    chosen: argparse.Namespace,
    *,
    given: NDArray[np.float64],
) -> dict[str, object]:
    figures, drawn = found.figures, found.bootstrap
    intervals = found.intervals | {"bootstrap": drawn.percentile, "bootstrap_bca": drawn.bca}
    marked: dict[str, Figure | Interval] = {key: figures[key] for key in (*_PLAIN, "omega_total")}
    marked |= {f"split_half.{key}": figures[name] for key, name in _HALVES.items()}
    marked |= {f"alpha_ci.{key}": interval for key, interval in intervals.items()}
    unsaid = item_reasons(found, names, has_limits=chosen.min is not None)
    unsaid["bootstrap.se"] = drawn.percentile.reason
    return {
        "n": int(found.n) if found.n == int(found.n) else found.n,
        "k": found.k,
        **{key: figures[key].value for key in _PLAIN},
        "alpha_ci": {key: limits_of(interval) for key, interval in intervals.items()},
        "confidence": chosen.confidence,
        "items": item_documents(found, names),
        "split_half": {key: figures[name].value for key, name in _HALVES.items()},
        "omega_total": figures["omega_total"].value,
        "reversed_suspects": [names[at] for at in found.suspects],
        "missing": _missing(found, chosen),
        "bootstrap": {
            "seed": chosen.seed,
            "draws": drawn.n_draws,
            "dropped": drawn.n_dropped,
            "se": drawn.se,
        },
        "warnings": _warnings(found, names, chosen, given=given),
        "labels": labels_of(marked) | ITEM_LABELS,
        "cautions": cautions_of(marked),
        "reasons": reasons_of(marked) | said_reasons(unsaid),
    }


def _missing(found: ReliabilityResult, chosen: argparse.Namespace) -> dict[str, object]:
    settled = found.settled
    document: dict[str, object] = {
        "policy": chosen.missing or "listwise",
        "is_stated": chosen.missing is not None,
        "n_given": settled.n_given if settled else None,
        "n_dropped": settled.n_dropped if settled else None,
        "n_imputed": settled.n_imputed if settled else None,
    }
    if settled and settled.policy == "pairwise":
        pairs = pair_rows(pairwise_moments_of(settled.rows))
        document |= {"pair_rows": list(pairs), "n_is": N_OF_PAIRS, "variant": COVARIANCES}
    return document


def _warnings(
    found: ReliabilityResult,
    names: Sequence[str],
    chosen: argparse.Namespace,
    *,
    given: NDArray[np.float64],
) -> list[str]:
    """Say what a reader must know before the figures are used."""
    alpha = found.figures["alpha"].value
    dropped = found.settled.n_dropped if found.settled else 0
    better = [
        name
        for name, item in zip(names, found.items, strict=True)
        if alpha is not None
        and item.alpha_if_deleted is not None
        and item.alpha_if_deleted > alpha + 0.005
    ]
    said = {
        "negative_alpha": alpha is not None and alpha < 0,
        "few_respondents": found.n < FEW_ROWS,
        "unstated_policy": chosen.missing is None and dropped > 0,
        "imputed": found.settled is not None and found.settled.n_imputed > 0,
        "pairwise_n": chosen.missing == "pairwise",
        "indefinite": found.is_indefinite,
    }
    unanswered = np.flatnonzero(np.isnan(given).all(axis=0)).tolist()
    listed: dict[str, Sequence[str]] = {
        "row_numbers": row_numbers(given, names),
        "unanswered": [names[at] for at in unanswered],
        "reversed": [names[at] for at in found.suspects],
        "flat": [names[at] for at in found.flat],
        "better_without": better,
    }
    words = [sentence(key, n=found.n, dropped=dropped) for key, is_so in said.items() if is_so]
    return words + [sentence(key, items=", ".join(items)) for key, items in listed.items() if items]
