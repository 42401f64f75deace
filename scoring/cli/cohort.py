"""The command `cohort`: many tasks in, how they stand to each other out."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from scoring.cli.cohort_input import CohortInput, cohort_input, input_warnings
from scoring.cli.cohort_results import distribution_view, profile_view, quota_view, years_view
from scoring.cli.cohort_views import (
    View,
    best_case_view,
    derived_view,
    gap_reasons,
    influence_view,
    outranking_view,
    spread,
    topsis_view,
)
from scoring.cli.labelling import refused, said_reasons
from scoring.cli.refusals import in_chinese
from scoring.cli.task_files import add_task_options, missing_document
from scoring.faults import CaseFaults

_EPILOG: Final = """\
FILE: one row a task, one column an indicator; a first column of text names the tasks. Columns named
by --total, --grade, --by or --apart are no indicators. A task that lacks an indicator has no score:
what is missing can never raise one (in outranking it loses to every task that has it).
JSON, each list in the order of `tasks`, each null with its key in `reasons`:
  n, n_complete, tasks, indicators, cost, weights, missing
  totals.{scores,ranks}          the column of --total, or the weighted mean of scores of 0-100
  topsis.{scores,ranks}          closeness to the best and the worst of the cohort
  outranking.{matrix,copeland,ranks,kemeny.{score,n_orders,orders}}   exact up to 12 tasks
  bod.{scores,ranks,low,high,n_full,shares}      benefit of the doubt within --bod-shares
  derived_weights.{entropy,critic,pca}           a cross-check beside the weights in use
  influence[].{indicator,weight,correlation,r2,correlation_ratio,share}
  distribution.GROUP.{scores,grades[],n_without_grade}      GROUP is `all` without --by
  quota.GROUP.{quota,excellent,over_quota,undecided,n_results,grade}
  profiles.TASK.{strengths,weaknesses,indicators[]}
  years.{goalposts,tasks[].{task,before,after,change,parts}}   with --previous
  labels, reasons, warnings
每行一个任务，每列一个指标；输出排序、分布、名额、长短板与逐年比较。缺指标的任务没有得分。"""


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "cohort",
        help="compare many tasks and print JSON / 多任务比较并输出JSON",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    add_task_options(parser)
    parser.add_argument("--apart", help="further columns that are no indicators")
    parser.add_argument("--weights", help="joined by commas, summing to 1 or 100; otherwise equal")
    parser.add_argument("--rescale", action="store_true", help="take other sums as shares")
    parser.add_argument("--scored", action="store_true", help="indicators are scores of 0-100")
    parser.add_argument("--goalposts", type=Path, help="CSV: indicator,floor,target")
    parser.add_argument("--total", help="column with the tasks' totals")
    parser.add_argument("--grade", help="column with the tasks' grades")
    parser.add_argument("--grades", help="all grades from best to worst, for --grade")
    parser.add_argument("--cuts", help="GRADE=LOWEST,… from best to worst, instead of --grade")
    parser.add_argument("--by", help="column with the group: distribution and quota are of each")
    parser.add_argument("--quota", type=float, help="percentage that may hold the quota grade")
    parser.add_argument("--quota-grade", help="otherwise the best one")
    parser.add_argument("--tie-break", help="columns compared in order where totals are equal")
    parser.add_argument("--bod-shares", help="LOW,HIGH share of each weight, such as 0.1,0.15")
    parser.add_argument("--margin", type=float, default=5.0, help="points, for profiles")
    parser.add_argument("--task", help="profile of this task only")
    parser.add_argument("--previous", type=Path, help="CSV of the year before, of the same columns")
    parser.set_defaults(act=_cohort)


def _cohort(chosen: argparse.Namespace) -> Mapping[str, object]:
    try:
        given = cohort_input(chosen)
        views = [
            _totals(given),
            topsis_view(given),
            outranking_view(given),
            best_case_view(given, chosen),
            derived_view(given),
            influence_view(given),
            distribution_view(given, chosen),
            quota_view(given, chosen),
            profile_view(given, chosen),
            years_view(given, chosen),
        ]
    except CaseFaults:
        raise
    except ValueError as error:
        raise refused(in_chinese(error), str(error)) from error
    return _document(given, views, chosen)


def _totals(given: CohortInput) -> View:
    scored = given.scored
    has_total = ~np.isnan(scored.totals)
    scores, ranks = spread(scored.totals[has_total], has_total)
    unsaid = gap_reasons("totals", given.tasks.tasks, has_total)
    if scored.why is not None:
        unsaid = {"totals": scored.why}
    part: dict[str, object] = {"totals": {"scores": scores, "ranks": ranks}}
    return part, {"totals.scores": scored.total_label}, unsaid, []


def _document(
    given: CohortInput, views: list[View], chosen: argparse.Namespace
) -> dict[str, object]:
    tasks = given.tasks
    document: dict[str, object] = {
        "n": len(tasks.tasks),
        "n_complete": int(tasks.is_complete.sum()),
        "id": tasks.id_column,
        "tasks": list(tasks.tasks),
        "indicators": list(tasks.indicators),
        "cost": [n for n, c in zip(tasks.indicators, tasks.is_cost.tolist(), strict=True) if c],
        "weights": given.weights.tolist(),
        "missing": missing_document(tasks, chosen.missing),
    }
    labels: dict[str, str] = {"weights": given.weights_label}
    reasons: dict[str, str | None] = {}
    warnings = input_warnings(given, chosen)
    for part, named, unsaid, words in views:
        document |= part
        labels |= named
        reasons |= unsaid
        warnings += words
    return document | {"labels": labels, "reasons": said_reasons(reasons), "warnings": warnings}
