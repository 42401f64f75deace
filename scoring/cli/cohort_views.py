"""Views of the command `cohort` that need indicators: TOPSIS, outranking, best case, influence."""

import argparse
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.cli.cohort_input import CohortInput
from scoring.cli.labelling import labels_of, refused
from scoring.cli.weights_words import said
from scoring.cohort.outranking import best_order, copeland_scores, outranking_matrix
from scoring.cohort.topsis import topsis
from scoring.figure import Figure
from scoring.normalisation.ranking import ranks as ranks_of
from scoring.weights.best_case import benefit_of_doubt
from scoring.weights.component_weights import component_weights
from scoring.weights.dispersion import critic_weights, entropy_weights
from scoring.weights.influence import Influence, effective_influence
from scoring.weights.weighting import best_is_one

MOST_IN_MATRIX: Final = 50

View = tuple[dict[str, object], dict[str, str], dict[str, str | None], list[str]]
"""A part of the document, its labels, the reasons of what is null in it, and warnings."""


def spread(
    values: NDArray[np.float64] | None, complete: NDArray[np.bool_]
) -> tuple[list[float | None], list[int | None]]:
    """Put the scores of complete tasks back among all tasks, and rank them."""
    blank: list[Any] = [None] * len(complete)
    ranks: list[Any] = [None] * len(complete)
    if values is not None:
        places = np.flatnonzero(complete).tolist()
        ranked = ranks_of(values).astype(int).tolist()
        for place, value, rank in zip(places, values.tolist(), ranked, strict=True):
            blank[place], ranks[place] = value, rank
    return blank, ranks


def gap_reasons(
    key: str, tasks: Sequence[str], complete: NDArray[np.bool_]
) -> dict[str, str | None]:
    """Say for each task with a gap why it has no score under a key."""
    marks = zip(tasks, complete.tolist(), strict=True)
    return {f"{key}.{name}": "missing_indicator" for name, is_whole in marks if not is_whole}


def topsis_view(given: CohortInput) -> View:
    """Say how near each task is to the best and the worst."""
    tasks = given.tasks
    complete = tasks.is_complete
    label, scores, why = "TOPSIS closeness, vector normalisation", None, "few_tasks"
    if complete.any():
        found = topsis(tasks.values[complete], weights=given.weights, is_cost=tasks.is_cost)
        label, scores, why = found.variant, found.scores, found.reason or ""
    placed, ranks = spread(scores, complete)
    unsaid = {"topsis": why} if scores is None else gap_reasons("topsis", tasks.tasks, complete)
    part: dict[str, object] = {"topsis": {"scores": placed, "ranks": ranks}}
    return part, {"topsis.scores": label}, dict(unsaid), []


def outranking_view(given: CohortInput) -> View:
    """Compare all tasks two by two; a missing indicator loses."""
    tasks = given.tasks
    matrix = outranking_matrix(tasks.values, weights=given.weights, is_cost=tasks.is_cost)
    scores = copeland_scores(matrix)
    order = best_order(matrix)
    is_long = len(matrix) > MOST_IN_MATRIX
    part: dict[str, object] = {
        "outranking": {
            "matrix": None if is_long else matrix.tolist(),
            "copeland": scores.tolist(),
            "ranks": ranks_of(scores).astype(int).tolist(),
            "kemeny": {
                "score": order.score.value,
                "n_orders": order.n_orders,
                "orders": [[tasks.tasks[at] for at in one] for one in order.orders],
            },
        }
    }
    marked = {"outranking.kemeny.score": order.score}
    labels = labels_of(marked) | {
        "outranking.copeland": "Copeland: tasks outranked less tasks that outrank",
        "outranking.matrix": "weight of the indicators in which the row is better, ties half",
    }
    unsaid = {"outranking.kemeny.score": order.score.reason}
    return part, labels, unsaid | ({"outranking.matrix": "many_tasks"} if is_long else {}), []


def best_case_view(given: CohortInput, chosen: argparse.Namespace) -> View:
    """Score each task by the weights that suit it best, on min-max values or given scores."""
    tasks = given.tasks
    complete = tasks.is_complete
    low, high = bod_bounds(chosen)
    is_minmax = given.scored.basis == "min-max"
    is_free = low <= 0 and high >= 1
    why = _no_best_case(given, is_minmax=is_minmax, is_free=is_free)
    if why is not None:
        blank = dict.fromkeys(("scores", "ranks"), [None] * len(complete))
        part = {**blank, "low": low, "high": high, "n_full": None, "shares": None}
        return {"bod": part}, {}, {"bod": why}, []
    unit, _ = best_is_one(tasks.values[complete], is_cost=tasks.is_cost)
    found = benefit_of_doubt(
        unit if is_minmax else given.scored.scores[complete] / 100, low=low, high=high
    )
    scores, ranks = spread(found.scores, complete)
    shares = spread_shares(found.shares, complete)
    counted = {"low": low, "high": high, "n_full": found.n_full, "shares": shares}
    whole: dict[str, object] = {"bod": {"scores": scores, "ranks": ranks, **counted}}
    unsaid = gap_reasons("bod", tasks.tasks, complete)
    for name, row in zip(tasks.tasks, shares, strict=True):
        if row is None:
            unsaid.setdefault(f"bod.shares.{name}", "all_zero")
    warnings = [said("bod_free", n=found.n_full)] if is_free and found.n_full > 1 else []
    label = f"{found.variant}, on {given.scored.basis}"
    return whole, {"bod.scores": label}, unsaid, warnings


def _no_best_case(given: CohortInput, *, is_minmax: bool, is_free: bool) -> str | None:
    """Say why there is no best case: min-max gives a constant indicator no value.

    Without bounds such an indicator gets no weight; bounds would force one on it.
    """
    n_constant = len(given.scored.constant)
    if not given.tasks.is_complete.any():
        return "few_tasks"
    if is_minmax and n_constant == len(given.tasks.indicators):
        return "all_constant"
    return "constant_indicator" if is_minmax and n_constant and not is_free else None


def spread_shares(
    shares: NDArray[np.float64], complete: NDArray[np.bool_]
) -> list[list[float] | None]:
    """Put each complete task's weights back among all tasks; None where it has none."""
    rows: list[list[float] | None] = [None] * len(complete)
    for place, row in zip(np.flatnonzero(complete).tolist(), shares, strict=True):
        rows[place] = None if np.isnan(row).any() else row.tolist()
    return rows


def bod_bounds(chosen: argparse.Namespace) -> tuple[float, float]:
    """Read LOW,HIGH; nothing is bounded where the option is not given."""
    if chosen.bod_shares is None:
        return 0.0, 1.0
    try:
        low, high = (float(cell) for cell in chosen.bod_shares.split(","))
    except ValueError as error:
        raise refused("--bod-shares 应为 下限,上限", "--bod-shares must be LOW,HIGH") from error
    return low, high


def derived_view(given: CohortInput) -> View:
    """Derive weights from the tasks, to stand beside those that are used."""
    tasks = given.tasks
    rows = tasks.values[tasks.is_complete]
    if not len(rows):
        keys = ("entropy", "critic", "pca")
        unsaid: dict[str, str | None] = {f"derived_weights.{key}": "few_tasks" for key in keys}
        return {"derived_weights": dict.fromkeys(keys)}, {}, unsaid, []
    is_ratio = bool((rows >= 0).all())
    found = {
        "entropy": entropy_weights(rows) if is_ratio else None,
        "critic": critic_weights(rows, is_cost=tasks.is_cost),
        "pca": component_weights(rows).weighting,
    }
    part: dict[str, object] = {}
    labels: dict[str, str] = {}
    unsaid = {}
    for key, one in found.items():
        weights = None if one is None else one.weights
        part[key] = None if weights is None else weights.tolist()
        unsaid[f"derived_weights.{key}"] = "negative_values" if one is None else one.reason
        if one is not None:
            labels[f"derived_weights.{key}"] = one.variant
    return {"derived_weights": part}, labels, unsaid, [said("cross_check")]


def influence_view(given: CohortInput) -> View:
    """Say how much each indicator really weighs in the totals."""
    tasks, totals = given.tasks, given.scored.totals
    usable = tasks.is_complete & ~np.isnan(totals)
    if not usable.any():
        why = given.scored.why or "few_tasks"
        return {"influence": None}, {}, {"influence": why}, []
    found = effective_influence(given.scored.scores[usable], totals[usable], weights=given.weights)
    marked: dict[str, Figure] = {}
    rows = []
    for name, one in zip(tasks.indicators, found, strict=True):
        figures = _figures(one)
        marked |= {f"influence.{name}.{key}": figure for key, figure in figures.items()}
        values = {key: figure.value for key, figure in figures.items()}
        rows.append({"indicator": name, "weight": one.weight, **values})
    unsaid = {key: figure.reason for key, figure in marked.items()}
    pulling = [
        name
        for name, one in zip(tasks.indicators, found, strict=True)
        if one.correlation.value is not None and one.correlation.value < 0
    ]
    warnings = [said("negative_pull", items=", ".join(pulling))] if pulling else []
    return {"influence": rows}, labels_of(marked), unsaid, warnings


def _figures(one: Influence) -> dict[str, Figure]:
    return {
        "correlation": one.correlation,
        "r2": one.linear,
        "correlation_ratio": one.ratio,
        "share": one.share,
    }
