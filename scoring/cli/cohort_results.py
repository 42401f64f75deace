"""Views of the command `cohort` that need totals or grades: spread, quota, profiles, years."""

import argparse
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np

from scoring.cli.cohort_input import CohortInput
from scoring.cli.cohort_views import View
from scoring.cli.labelling import joined, refused
from scoring.cli.task_files import TaskFile, read_tasks, text_column
from scoring.cli.weights_words import said
from scoring.cohort.distribution import grade_distribution, score_spread
from scoring.cohort.profile import task_profiles
from scoring.cohort.quota import excellent_within_quota
from scoring.cohort.years import TaskChange, frozen_goalposts, year_on_year
from scoring.exact import exact, official

KIT_GRADES: Final = ("excellent", "good", "pass", "fail")
ALL: Final = "all"


def grades_of(
    given: CohortInput, chosen: argparse.Namespace
) -> tuple[list[str | None] | None, tuple[str, ...]]:
    """Return a grade a task, from a column or from cut points, and all grades from best to worst.

    A total is rounded half-up to two decimals before it meets a cut point, as it is printed.
    """
    if chosen.grade is not None:
        written = [cell or None for cell in text_column(given.tasks.table, chosen.grade)]
        order = joined(chosen.grades) or KIT_GRADES
        strange = sorted({one for one in written if one is not None} - set(order))
        if strange:
            raise refused(
                f"等级“{strange[0]}”不在 --grades 之内", f"grade {strange[0]!r} is not in --grades"
            )
        return list(written), order
    if chosen.cuts is None:
        return None, ()
    cuts = _cuts(chosen.cuts)
    return [_grade(total, cuts) for total in given.scored.totals.tolist()], tuple(cuts)


def _cuts(text: str) -> dict[str, Fraction]:
    """Read NAME=LOWEST,NAME=LOWEST from best to worst."""
    cuts: dict[str, Fraction] = {}
    try:
        for one in joined(text):
            name, _, lowest = one.partition("=")
            if not name.strip() or name.strip() in cuts:
                raise refused("--cuts 的等级为空或重复", "--cuts: a grade is empty or named twice")
            cuts[name.strip()] = exact(float(lowest))
    except ValueError as error:
        raise refused(
            "--cuts 应为 等级=最低分,…", f"--cuts must be GRADE=LOWEST,…: {error}"
        ) from error
    limits = list(cuts.values())
    if not limits or any(low >= high for high, low in pairwise(limits)):
        raise refused("--cuts 须从高到低", "--cuts must fall from the best grade to the worst")
    return cuts


def _grade(total: float, cuts: Mapping[str, Fraction]) -> str | None:
    if np.isnan(total):
        return None
    printed = official(exact(total))
    return next((name for name, lowest in cuts.items() if printed >= lowest), None)


def groups_of(tasks: TaskFile, column: str | None) -> dict[str, list[int]]:
    """Return the places of the tasks of each group, in the order of the table; all without one."""
    if column is None:
        return {ALL: list(range(len(tasks.tasks)))}
    groups: dict[str, list[int]] = {}
    for at, name in enumerate(text_column(tasks.table, column)):
        groups.setdefault(name or "-", []).append(at)
    return groups


def distribution_view(given: CohortInput, chosen: argparse.Namespace) -> View:
    """Describe totals and grades, of all tasks or of each group."""
    grades, order = grades_of(given, chosen)
    found: dict[str, object] = {}
    unsaid: dict[str, str | None] = {}
    for name, places in groups_of(given.tasks, chosen.by).items():
        spread = score_spread(given.scored.totals[places])
        key = f"distribution.{name}"
        part: dict[str, object] = {
            "scores": asdict(spread),
            "grades": None,
            "n_without_grade": None,
        }
        unsaid |= _spread_reasons(f"{key}.scores", asdict(spread), given.scored.why)
        if grades is None:
            unsaid |= dict.fromkeys((f"{key}.grades", f"{key}.n_without_grade"), "not_given")
        else:
            counts, n_without = grade_distribution([grades[at] for at in places], order=order)
            part |= {"grades": [asdict(one) for one in counts], "n_without_grade": n_without}
            if n_without == len(places):
                unsaid[f"{key}.grades"] = "few_tasks"
        found[name] = part
    labels = {"distribution": f"totals: {given.scored.total_label}; quartiles interpolated"}
    return {"distribution": found}, labels, unsaid, []


def _spread_reasons(
    key: str, spread: Mapping[str, object], why: str | None
) -> dict[str, str | None]:
    return {f"{key}.{name}": why or "few_tasks" for name, one in spread.items() if one is None}


def quota_view(given: CohortInput, chosen: argparse.Namespace) -> View:
    """Choose who holds the limited grade, within each group."""
    if chosen.quota is None:
        if chosen.tie_break is not None or chosen.quota_grade is not None:
            raise refused(
                "--tie-break 与 --quota-grade 须与 --quota 同用",
                "--tie-break and --quota-grade go with --quota",
            )
        return {"quota": None}, {}, {"quota": "not_asked"}, []
    if not 0 <= chosen.quota <= 100:
        raise refused("--quota 须为 0 至 100", "--quota must lie between 0 and 100")
    grades, order = grades_of(given, chosen)
    limited = chosen.quota_grade or (order[0] if order else KIT_GRADES[0])
    if order and limited not in order:
        raise refused("--quota-grade 不是等级", "--quota-grade is no grade")
    ties = joined(chosen.tie_break)
    columns = {name: text_column(given.tasks.table, name) for name in ties}
    found: dict[str, object] = {}
    warnings = []
    for name, places in groups_of(given.tasks, chosen.by).items():
        rows = [_rival(given, grades, columns, at) for at in places]
        ranked = [row for row in rows if row["total"] is not None]
        held = excellent_within_quota(ranked, percent=chosen.quota, tie_break=ties, grade=limited)
        found[name] = asdict(held) | {"n_results": len(ranked), "grade": limited}
        if held.undecided:
            warnings.append(said("undecided", items=", ".join(held.undecided)))
    label = f"floor of {chosen.quota:g} % of the tasks with a result, one from three tasks on"
    return {"quota": found}, {"quota": label}, {}, warnings


def _rival(
    given: CohortInput,
    grades: Sequence[str | None] | None,
    columns: Mapping[str, Sequence[str]],
    at: int,
) -> dict[str, object]:
    total = float(given.scored.totals[at])
    row: dict[str, object] = {"id": given.tasks.tasks[at]}
    row |= {name: cells[at] or None for name, cells in columns.items()}
    row["total"] = None if np.isnan(total) else total
    if grades is not None:
        row["grade"] = grades[at] or ""
    return row


def profile_view(given: CohortInput, chosen: argparse.Namespace) -> View:
    """Say in what each task, or the one asked for, is strong and weak."""
    tasks = given.tasks
    if chosen.task is not None and chosen.task not in tasks.tasks:
        raise refused(f"没有任务“{chosen.task}”", f"no task {chosen.task!r}")
    complete = tasks.is_complete
    varying = [at for at, name in enumerate(tasks.indicators) if name not in given.scored.constant]
    if not complete.any() or not varying:
        why = "few_tasks" if varying else "all_constant"
        return {"profiles": None}, {}, {"profiles": why}, []
    rows = task_profiles(given.scored.scores[complete][:, varying], margin=chosen.margin)
    by_place = dict(zip(np.flatnonzero(complete).tolist(), rows, strict=True))
    found: dict[str, object] = {}
    unsaid: dict[str, str | None] = {}
    for at, name in enumerate(tasks.tasks):
        if chosen.task not in {None, name}:
            continue
        row = by_place.get(at)
        found[name] = None
        if row is None:
            unsaid[f"profiles.{name}"] = "missing_indicator"
            continue
        if row[0].reason is not None:
            unsaid["profiles.*.standing"] = row[0].reason
        names = [tasks.indicators[place] for place in varying]
        stands = [
            {"indicator": one, **{k: v for k, v in asdict(standing).items() if k != "reason"}}
            for one, standing in zip(names, row, strict=True)
        ]
        found[name] = {
            "strengths": [one["indicator"] for one in stands if one["standing"] == "strength"],
            "weaknesses": [one["indicator"] for one in stands if one["standing"] == "weakness"],
            "indicators": stands,
        }
    label = f"points of 100 ({given.scored.basis}) from the cohort's median, and from that of the"
    return {"profiles": found}, {"profiles": f"{label} task's own leads"}, unsaid, []


def years_view(given: CohortInput, chosen: argparse.Namespace) -> View:
    """Compare the tasks with an earlier year on goalposts that are the same for both."""
    if chosen.previous is None:
        return {"years": None}, {}, {"years": "not_asked"}, []
    others = (chosen.total, chosen.grade, chosen.by, *joined(chosen.apart))
    narrowed = argparse.Namespace(**vars(chosen))
    narrowed.indicators = ",".join(given.tasks.indicators)
    before = read_tasks(narrowed, chosen.previous, others=others)
    posts, warnings = given.goalposts, []
    if posts is None:
        posts = frozen_goalposts(before.values, is_cost=given.tasks.is_cost)
        warnings = [said("frozen_on_previous")]
    changes = year_on_year(
        (before.tasks, before.values),
        (given.tasks.tasks, given.tasks.values),
        goalposts=posts,
        weights=given.weights,
    )
    part = {
        "goalposts": {
            name: {"floor": floor, "target": target}
            for name, floor, target in zip(
                given.tasks.indicators, posts.floor, posts.target, strict=True
            )
        },
        "tasks": [_change(one, given.tasks.indicators) for one in changes],
    }
    unsaid: dict[str, str | None] = {f"years.{one.task}": one.reason for one in changes}
    label = "weighted arithmetic mean of goalpost scores, capped at 0 and 100"
    return {"years": part}, {"years": label}, unsaid, warnings


def _change(one: TaskChange, indicators: Sequence[str]) -> dict[str, object]:
    parts = None if one.parts is None else dict(zip(indicators, one.parts.tolist(), strict=True))
    return {
        "task": one.task,
        "before": one.before,
        "after": one.after,
        "change": one.change,
        "parts": parts,
    }
