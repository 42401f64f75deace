"""Reading a case file into checked inputs, all faults at once; nothing is computed here."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.case_interviews import Interview, read_interviews
from scoring.case_keys import check_names
from scoring.case_records import read_records
from scoring.case_surveys import Answers, Decision, read_answers, read_decisions
from scoring.exact import plain
from scoring.faults import CaseFaults, Cursor, Fault, shown
from scoring.model.policies import IndicatorModel
from scoring.rules.outcome import Record


@dataclass(frozen=True, slots=True)
class Case:
    """The checked inputs of one task."""

    task_type: str
    given: Mapping[str, Fraction]
    records: Mapping[str, Record]
    answers: Mapping[str, Answers]
    decisions: tuple[Decision, ...]
    interviews: tuple[Interview, ...]
    vetoes: tuple[str, ...]
    open_vetoes: tuple[str, ...]
    caps: tuple[str, ...]
    not_applicable: frozenset[str]
    is_over_quota: bool


def read_case(model: IndicatorModel, case: Mapping[str, object]) -> Case:
    """Read and check the inputs of a case.

    Parameters
    ----------
    model : IndicatorModel
    case : mapping
        `task`, `raw`, `survey`, `interviews`, `vetoes`, `open_vetoes`, `caps`, `not_applicable`,
        `over_quota`; known names of results are left alone (`case_keys`), others are a fault.

    Returns
    -------
    Case

    Raises
    ------
    CaseFaults
        Unknown codes, values that are no finite number or out of range, refused not-applicable
        requests: all of them, each with its place. A missing input is no fault (ruling A21).
    """
    found: list[Fault] = []
    root = Cursor(case, "", found, {})
    kinds = [kind.code for kind in model.task_types]
    if not isinstance(case, Mapping):
        raise CaseFaults([Fault("case", None, "应为键值对", "must be a mapping")])
    check_names(model, root)
    task_type = root.at("task").at("type").choice(kinds)
    given, records = read_records(model, root.at("raw"))
    survey = root.at("survey")
    result = Case(
        task_type,
        given,
        records,
        read_answers(model, survey),
        read_decisions(model, survey.at("reliability_decisions")),
        read_interviews(model, root.at("interviews")),
        _codes(model, root.at("vetoes"), is_cap=False),
        _codes(model, root.at("open_vetoes"), is_cap=False),
        _codes(model, root.at("caps"), is_cap=True),
        _not_applicable(model, root.at("not_applicable"), task_type),
        root.at("over_quota").flag(default=False),
    )
    for code in sorted(set(result.vetoes) & set(result.open_vetoes)):
        root.at("open_vetoes").fault(
            f"{code}已确认，不能同时未答复", f"{code} is answered yes and unanswered at once"
        )
    if found:
        raise CaseFaults(found)
    return result


def _codes(model: IndicatorModel, cursor: Cursor, *, is_cap: bool) -> tuple[str, ...]:
    """Read codes of vetoes or of caps; a cap may stand as [code, grade], as results print it."""
    known = {veto.code: veto.grade for veto in model.vetoes if veto.is_cap == is_cap}
    names = ", ".join(known)
    codes = set()
    for entry in cursor.entries():
        if is_cap and isinstance(entry.value, list | tuple) and len(entry.value) == 2:
            entry, grade = entry.entries()
            if isinstance(entry.value, str) and entry.value in known:
                grade.choice([known[entry.value]])
        if isinstance(entry.value, str) and entry.value in known:
            codes.add(entry.value)
        else:
            entry.fault(
                f"{shown(entry.value)} 不是{'等次上限' if is_cap else '否决'}代码：{names}",
                f"{shown(entry.value)} is no {'cap' if is_cap else 'veto'}: {names}",
            )
    return tuple(code for code in known if code in codes)


def _not_applicable(model: IndicatorModel, cursor: Cursor, task_type: str) -> frozenset[str]:
    """Read approved not-applicable codes and return the level-3 codes they cover (ruling A25)."""
    branches = {branch.code: branch for branch in model.branches}
    leaves = {leaf.code for leaf in model.indicators}
    tops = {top.code for top in model.dimensions}
    covered: set[str] = set()
    for entry in cursor.entries():
        code = entry.value
        if isinstance(code, str) and code in leaves:
            covered.add(code)
        elif isinstance(code, str) and code in branches:
            covered |= {leaf.code for leaf in branches[code].children}
        elif isinstance(code, str) and code in tops:
            entry.fault("一级指标不得整体不适用", "a whole level-1 indicator cannot be n/a")
        else:
            entry.fault(f"指标 {shown(code)} 不存在", f"indicator {shown(code)} does not exist")
    points = model.points(task_type)
    _check_limits(model, cursor, points, covered)
    return frozenset(covered)


def _check_limits(
    model: IndicatorModel, cursor: Cursor, points: Mapping[str, Fraction], covered: set[str]
) -> None:
    total = sum((points[code] for code in covered), Fraction(0))
    if total > model.max_na_points:
        most = plain(model.max_na_points)
        cursor.fault(
            f"不适用分值合计{plain(total)}，不得超过{most}分",
            f"{plain(total)} points are not applicable, at most {most}",
        )
    for top in model.dimensions:
        own = {leaf.code for mid in top.children for leaf in mid.children if points[leaf.code]}
        if own and own <= covered:
            cursor.fault(
                f"一级指标{top.code}不得整体不适用",
                f"the whole level-1 indicator {top.code} cannot be n/a",
            )
