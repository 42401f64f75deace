"""What the command `cohort` starts from: tasks, their weights, scores of 0-100 and totals."""

import argparse
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.cli.labelling import joined, refused, sentence
from scoring.cli.tables import numbers, read_table
from scoring.cli.task_files import TaskFile, missing_document, numbering_warnings, read_tasks
from scoring.cli.weights_words import said
from scoring.cohort.years import Goalposts, goalpost_scores
from scoring.composite.means import weighted_mean
from scoring.weights.given import SumPolicy, dominant_indicators, given_weights
from scoring.weights.weighting import best_is_one

MOST_TASKS: Final = 2_000
MOST_NAMED: Final = 20
_POSTS: Final = ("indicator", "floor", "target")


@dataclass(frozen=True, slots=True)
class Scored:
    """Scores (n_tasks, n_indicators) and totals (n_tasks,) of 0-100, NaN where there is none.

    `basis` says where the scores come from, `total_label` where the totals do; `constant` are
    indicators that the tasks at hand do not tell apart; `why` there is no total at all.
    """

    basis: str
    scores: NDArray[np.float64]
    constant: tuple[str, ...]
    totals: NDArray[np.float64]
    total_label: str
    why: str | None


@dataclass(frozen=True, slots=True)
class CohortInput:
    """Tasks, their weights with the label of these, goalposts if given, and what is scored."""

    tasks: TaskFile
    weights: NDArray[np.float64]
    weights_label: str
    goalposts: Goalposts | None
    scored: Scored


def cohort_input(chosen: argparse.Namespace) -> CohortInput:
    """Read the tasks and what the options say of them; raises CaseFaults or ValueError."""
    others = (chosen.total, chosen.grade, chosen.by, *joined(chosen.apart))
    tasks = read_tasks(chosen, chosen.file, others=others)
    if len(tasks.tasks) > MOST_TASKS:
        raise refused(f"最多 {MOST_TASKS} 个任务", f"at most {MOST_TASKS} tasks")
    weights, label = _weights(chosen, tasks.indicators)
    goalposts = read_goalposts(chosen.goalposts, tasks) if chosen.goalposts else None
    return CohortInput(tasks, weights, label, goalposts, _scored(tasks, weights, goalposts, chosen))


def _weights(chosen: argparse.Namespace, names: tuple[str, ...]) -> tuple[NDArray[np.float64], str]:
    if chosen.weights is None:
        return np.full(len(names), 1 / len(names)), "equal weights"
    cells = joined(chosen.weights)
    try:
        values = [float(cell) for cell in cells]
    except ValueError as error:
        raise refused("--weights 应为数", "--weights must be numbers joined by commas") from error
    if len(values) != len(names):
        raise refused(
            f"--weights 有 {len(values)} 个，指标有 {len(names)} 个",
            f"--weights are {len(values)}, but there are {len(names)} indicators",
        )
    policy: SumPolicy = "rescale" if chosen.rescale else "refuse"
    is_percent = abs(sum(values) - 100) < 1e-6
    found = given_weights(values, sum_policy=policy, total=100.0 if is_percent else 1.0)
    return np.asarray(found.weights, dtype=np.float64), found.variant


def read_goalposts(path: Path, tasks: TaskFile) -> Goalposts:
    """Read a table of indicator, floor and target; every indicator must be in it once."""
    table = read_table(path)
    if set(_POSTS) - set(table.names):
        raise refused(
            "--goalposts 应有 indicator,floor,target 三列",
            "--goalposts must have the columns indicator, floor, target",
        )
    place = table.names.index("indicator")
    named = [row[place] for row in table.rows]
    values = numbers(table, ("floor", "target"))
    lacking = [name for name in tasks.indicators if named.count(name) != 1]
    if lacking:
        raise refused(
            f"--goalposts 中指标“{lacking[0]}”应出现一次",
            f"--goalposts must name indicator {lacking[0]!r} once",
        )
    rows = [values[named.index(name)].tolist() for name in tasks.indicators]
    for name, (floor, target), cost in zip(
        tasks.indicators, rows, tasks.is_cost.tolist(), strict=True
    ):
        if cost and target > floor:
            raise refused(
                f"指标“{name}”在 --cost 中，但目标高于底线",
                f"indicator {name!r} is a --cost, but its target lies above its floor",
            )
    return Goalposts(tuple(row[0] for row in rows), tuple(row[1] for row in rows))


def _scored(
    tasks: TaskFile,
    weights: NDArray[np.float64],
    goalposts: Goalposts | None,
    chosen: argparse.Namespace,
) -> Scored:
    basis, scores, constant = _scores(tasks, goalposts, is_scored=chosen.scored)
    if chosen.total is not None:
        totals = numbers(tasks.table, (chosen.total,))[:, 0]
        return Scored(basis, scores, constant, totals, f"column {chosen.total}", None)
    label = f"weighted arithmetic mean, {basis}"
    names = zip(tasks.indicators, weights.tolist(), strict=True)
    if basis == "min-max" and any(name in constant and weight > 0 for name, weight in names):
        nothing = np.full(len(scores), np.nan)
        return Scored(basis, scores, constant, nothing, label, "constant_indicator")
    return Scored(basis, scores, constant, weighted_mean(scores, weights), label, None)


def _scores(
    tasks: TaskFile, goalposts: Goalposts | None, *, is_scored: bool
) -> tuple[str, NDArray[np.float64], tuple[str, ...]]:
    """Return where scores come from, the scores, and the indicators that do not vary."""
    complete = tasks.is_complete
    scores = np.full(tasks.values.shape, np.nan)
    flat = np.zeros(tasks.values.shape[1], dtype=np.bool_)
    if complete.any():
        unit, flat = best_is_one(tasks.values[complete], is_cost=tasks.is_cost)
        scores[complete] = 100 * unit
    constant = tuple(n for n, f in zip(tasks.indicators, flat.tolist(), strict=True) if f)
    if goalposts is not None:
        return "goalposts", goalpost_scores(tasks.values, goalposts), constant
    if not is_scored:
        return "min-max", scores, constant
    if tasks.is_cost.any() or (tasks.values < 0).any() or (tasks.values > 100).any():
        raise refused(
            "--scored 的值须在 0 至 100，且不能有 --cost",
            "--scored values must lie between 0 and 100, more being better",
        )
    return "scores of 0-100 as given", tasks.values, constant


def input_warnings(given: CohortInput, chosen: argparse.Namespace) -> list[str]:
    """Say what a reader must know of the input."""
    tasks, missing = given.tasks, missing_document(given.tasks, chosen.missing)
    gaps = [n for n, c in zip(tasks.tasks, tasks.is_complete.tolist(), strict=True) if not c]
    words = numbering_warnings(tasks)
    if chosen.missing is None and missing["n_dropped"]:
        words.append(sentence("unstated_policy", dropped=missing["n_dropped"]))
    if gaps:
        words.append(said("left_out", n=len(gaps), items=", ".join(gaps[:MOST_NAMED])))
    if chosen.weights is None:
        words.append(said("equal_weights"))
    if len(given.weights) > 1:
        heavy = dominant_indicators(given.weights)
        words += [said("dominant", items=tasks.indicators[at]) for at in heavy]
    if given.scored.constant:
        words.append(said("constant", items=", ".join(given.scored.constant)))
    if given.scored.basis == "min-max":
        words.append(said("min_max"))
    return words
