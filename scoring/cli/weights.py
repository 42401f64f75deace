"""The commands `weights …`: judgements, budgets or tasks in, weights of the indicators out."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.cli.labelling import joined, labels_of, refused, said_reasons, sentence
from scoring.cli.refusals import in_chinese
from scoring.cli.tables import numbers, read_table
from scoring.cli.task_files import (
    TaskFile,
    add_task_options,
    missing_document,
    numbering_warnings,
    read_tasks,
    text_column,
)
from scoring.cli.weights_ahp import SIGNS, ahp_document
from scoring.cli.weights_words import said
from scoring.factors.rotation import varimax
from scoring.faults import CaseFaults
from scoring.weights.ahp import RANDOM_INDEX
from scoring.weights.component_weights import LEAST_KMO, ComponentWeights, component_weights
from scoring.weights.dispersion import critic_weights, entropy_weights
from scoring.weights.given import SumPolicy, budget_allocation, dominant_indicators
from scoring.weights.weighting import Weighting

FEW_TASKS: Final = 10
_AHP: Final = """\
FILE is a square matrix: a cell says how many times more its row counts than its column. Numbers,
fractions such as 1/3, and reciprocals rounded to two or more decimals are understood; one half may
be blank. Names may stand in the first line, the first column, both (in one order) or neither. Or
FILE holds the judgements of all pairs, one row an expert, in columns named left_right; --sign says
what a negative one means. Several files, or several rows, are a group: `weights` are then those of
the geometric mean of the judgements (AIJ); `group` holds AIP, and who should judge again.
JSON: criteria, weights (in their order), by_name, row_geometric_mean, lambda_max, ci,
cr.{saaty1980,saaty2008}, cr_limit, gci, gci_limit, is_consistent.{…}, farthest (the judgement that
the weights bear out least), group, warnings, labels, reasons (why a figure is null).
判断矩阵（可用 1/3 等分数，可留空一半），或每行一位专家的两两判断；输出权重与一致性。"""
_TASKS: Final = """\
FILE: one row a task, one column an indicator; a first column of text names the tasks.
JSON: n, n_dropped, indicators, weights (in their order), by_name, constant, missing, warnings,
labels, reasons. A null has its reason. 每行一个任务，每列一个指标；输出权重。"""
_PCA: Final = (
    _TASKS
    + """
Also kmo, eigenvalues, shares, n_kept, squared_loadings, component (of each indicator, from 1),
varimax_sums_of_squares.{optimum,r}, weights_unadvised (what the formula gives although KMO is too
low: then weights are null)."""
)
_BUDGET: Final = """\
FILE: one row an expert, one column an indicator, points that sum to --total.
JSON: n_experts, indicators, weights, by_name, sd, low, high (over the experts), warnings, labels,
reasons. 每行一位专家，各指标的分配点数之和为 --total。"""


def add_to(commands: Any) -> None:
    """Add the commands to the command line."""
    parser = commands.add_parser(
        "weights", help="derive weights and print JSON / 计算权重并输出JSON"
    )
    ways = parser.add_subparsers(dest="way", required=True)
    ahp = _way(ways, "ahp", _AHP)
    ahp.add_argument("files", type=Path, nargs="+", metavar="FILE")
    ahp.add_argument("--sign", choices=tuple(SIGNS), help="of the judgements of pairs")
    ahp.add_argument("--random-index", choices=tuple(RANDOM_INDEX), default="saaty1980")
    ahp.add_argument("--inconsistent", choices=("keep", "return"), default="keep")
    ahp.set_defaults(act=_guarded(ahp_document))
    entropy, critic, pca = (
        _way(ways, name, text)
        for name, text in (("entropy", _TASKS), ("critic", _TASKS), ("pca", _PCA))
    )
    for one in (entropy, critic, pca):
        add_task_options(one)
    pca.add_argument("--components", type=int, help="how many to keep; otherwise those above 10 %%")
    pca.add_argument("--least-kmo", type=float, default=LEAST_KMO, help="refuse below; 0 for never")
    entropy.set_defaults(act=_guarded(_entropy))
    critic.set_defaults(act=_guarded(_critic))
    pca.set_defaults(act=_guarded(_pca))
    budget = _way(ways, "budget", _BUDGET)
    budget.add_argument("file", type=Path)
    budget.add_argument("--id", help="column with the experts' names")
    budget.add_argument("--indicators", "--items", dest="indicators", help="joined by commas")
    budget.add_argument("--total", type=float, default=100.0, help="points of an expert")
    budget.add_argument("--rescale", action="store_true", help="take other sums as shares")
    budget.set_defaults(act=_guarded(_budget))


def _way(ways: Any, name: str, text: str) -> Any:
    return ways.add_parser(name, epilog=text, formatter_class=argparse.RawDescriptionHelpFormatter)


def _guarded(act: Any) -> Any:
    """Turn a refused argument of a function into a fault of the command line."""

    def guarded(chosen: argparse.Namespace) -> Mapping[str, object]:
        try:
            found: Mapping[str, object] = act(chosen)
        except CaseFaults:
            raise
        except ValueError as error:
            raise refused(in_chinese(error), str(error)) from error
        return found

    return guarded


def _entropy(chosen: argparse.Namespace) -> Mapping[str, object]:
    tasks = read_tasks(chosen, chosen.file)
    found = entropy_weights(_complete(tasks))
    return _document(found, tasks, chosen)


def _critic(chosen: argparse.Namespace) -> Mapping[str, object]:
    tasks = read_tasks(chosen, chosen.file)
    found = critic_weights(_complete(tasks), is_cost=tasks.is_cost)
    return _document(found, tasks, chosen)


def _pca(chosen: argparse.Namespace) -> Mapping[str, object]:
    tasks = read_tasks(chosen, chosen.file)
    found = component_weights(
        _complete(tasks), n_components=chosen.components, least_kmo=chosen.least_kmo
    )
    document = _document(found.weighting, tasks, chosen)
    warnings = [*document.pop("warnings")]
    if found.weighting.weights is None and found.unadvised is not None:
        warnings.append(said("low_kmo", limit=chosen.least_kmo))
    more, unsaid = _component_part(found)
    labels = document.pop("labels") | labels_of({"kmo": found.kmo})
    reasons = document.pop("reasons") | said_reasons({"kmo": found.kmo.reason} | unsaid)
    return document | more | {"warnings": warnings, "labels": labels, "reasons": reasons}


def _component_part(found: ComponentWeights) -> tuple[dict[str, object], dict[str, str | None]]:
    """Return what the weights rest on, and the reasons of what is undefined in it."""
    keys = ("eigenvalues", "shares", "squared_loadings", "component", "weights_unadvised")
    parts = found.components
    if found.squared_loadings is None or found.unadvised is None or found.component is None:
        unsaid: dict[str, str | None] = dict.fromkeys(
            (*keys, "varimax_sums_of_squares"), found.weighting.reason
        )
        return {"kmo": None, "n_kept": 0, **dict.fromkeys(unsaid)}, unsaid
    kept = parts.loadings[:, : found.n_kept] if parts.loadings is not None else np.empty((0, 0))
    return {
        "kmo": found.kmo.value,
        "eigenvalues": _listed(parts.eigenvalues),
        "shares": _listed(parts.shares),
        "n_kept": found.n_kept,
        "squared_loadings": found.squared_loadings.tolist(),
        "component": [place + 1 for place in found.component],
        "varimax_sums_of_squares": {
            variant: np.sort((varimax(kept, variant=variant) ** 2).sum(axis=0))[::-1].tolist()
            for variant in ("optimum", "r")
        },
        "weights_unadvised": found.unadvised.tolist(),
    }, {}


def _listed(values: NDArray[np.float64] | None) -> list[float] | None:
    return None if values is None else values.tolist()


def _complete(tasks: TaskFile) -> NDArray[np.float64]:
    """Return the tasks without gaps; refuse a table that has none."""
    rows = tasks.values[tasks.is_complete]
    if not len(rows):
        raise refused("没有指标齐全的任务", "no task has all indicators")
    return rows


def _document(found: Weighting, tasks: TaskFile, chosen: argparse.Namespace) -> dict[str, Any]:
    n, missing = int(tasks.is_complete.sum()), missing_document(tasks, chosen.missing)
    warnings = [*numbering_warnings(tasks), said("cross_check")]
    if chosen.missing is None and missing["n_dropped"]:
        warnings.append(sentence("unstated_policy", dropped=missing["n_dropped"]))
    if n < FEW_TASKS:
        warnings.append(said("few_tasks", n=n))
    constant = [tasks.indicators[at] for at in found.constant]
    if constant:
        warnings.append(said("constant", items=", ".join(constant)))
    unsaid = dict.fromkeys(("weights", "by_name"), found.reason)
    return {
        "n": n,
        "id": tasks.id_column,
        "indicators": list(tasks.indicators),
        "cost": [n for n, c in zip(tasks.indicators, tasks.is_cost.tolist(), strict=True) if c],
        **_weights_part(found.weights, tasks.indicators),
        "constant": constant,
        "missing": missing,
        "warnings": warnings + _dominance(found.weights, tasks.indicators),
        "labels": {"weights": found.variant},
        "reasons": said_reasons(unsaid),
    }


def _weights_part(weights: NDArray[np.float64] | None, names: Sequence[str]) -> dict[str, object]:
    if weights is None:
        return {"weights": None, "by_name": None}
    listed = weights.tolist()
    return {"weights": listed, "by_name": dict(zip(names, listed, strict=True))}


def _dominance(weights: NDArray[np.float64] | None, names: Sequence[str]) -> list[str]:
    if weights is None or len(names) < 2:
        return []
    return [said("dominant", items=names[at]) for at in dominant_indicators(weights)]


def _budget(chosen: argparse.Namespace) -> Mapping[str, object]:
    table = read_table(chosen.file, unnamed_first="expert")
    expert = chosen.id or next((name for name in table.names[:1] if name == "expert"), None)
    experts = None if expert is None else text_column(table, expert)
    names = joined(chosen.indicators) or tuple(name for name in table.names if name != expert)
    if not names or len(set(names)) < len(names):
        raise refused("没有指标列，或有重复", "there is no indicator, or one is named twice")
    policy: SumPolicy = "rescale" if chosen.rescale else "refuse"
    found = budget_allocation(numbers(table, names), sum_policy=policy, total=chosen.total)
    weights = found.weighting.weights
    return {
        "n_experts": len(found.shares),
        "experts": experts,
        "indicators": list(names),
        **_weights_part(weights, names),
        "sd": None if found.sd is None else found.sd.tolist(),
        "low": found.low.tolist(),
        "high": found.high.tolist(),
        "warnings": _dominance(weights, names),
        "labels": {"weights": found.weighting.variant},
        "reasons": said_reasons(
            {
                "sd": "one_expert" if found.sd is None else None,
                "experts": "not_given" if experts is None else None,
            }
        ),
    }
