"""What the real-data example reports: the cohort as JSON and as a table; nothing is computed."""

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from surveyapp.cli.demo.outcome import notice_block
from surveyapp.cli.voice import in_english

if TYPE_CHECKING:
    from surveyapp.cli.demo.course import Course

WHY_NOT_APPLIED = {
    "speed": ("数据没有作答用时", "the data carry no time"),
    "attention": ("问卷没有核对题", "the instrument has no attention item"),
    "duplicate": ("没有名册或链接", "there is no roster and no link"),
}


def course_report(
    courses: Sequence["Course"], pooled: Mapping[str, Any], *, code: str
) -> dict[str, Any]:
    """Lay out the cohort; `pooled` is the screening of all answers together."""
    survey = pooled[code]
    return {
        "received": survey["received"],
        "one_answer_rows": survey["one_answer_rows"],
        "invalid": survey["received"] - survey["valid"],
        "invalid_by_rule": survey["counts"],
        "flagged": survey["uniform_neutral"],
        "valid": survey["valid"],
        "alpha_before": survey["alpha_all_items"]["received"],
        "alpha_after": survey["alpha_all_items"]["valid"],
        "rules_not_applied": [_not_applied(rule) for rule in survey["not_applied"]],
        "n_tasks": len(courses),
        "n_graded": sum(course.conclusion.grade is not None for course in courses),
        "n_notices": sum(course.notice is not None for course in courses),
        "tasks": [_task(course, code) for course in courses],
    }


def _not_applied(rule: str) -> dict[str, str]:
    zh, en = WHY_NOT_APPLIED.get(rule, ("数据不足", "the data lack what it needs"))
    return {"rule": rule, "reason": en, "reason_zh": zh}


def _task(course: "Course", code: str) -> dict[str, Any]:
    result = course.conclusion.result or {}
    survey = result.get("survey", {}).get(code, {})
    is_graded = course.conclusion.grade is not None
    reason = course.stopped
    return {
        "no": course.no,
        "name": course.name,
        "n_received": survey.get("received"),
        "n_invalid": survey.get("received", 0) - survey.get("valid", 0),
        "n_valid": survey.get("valid"),
        "one_answer_rows": survey.get("one_answer_rows"),
        "flagged": survey.get("uniform_neutral"),
        "scales": {
            name: {key: scale[key] for key in ("index_pct20", "n_scored", "alpha")}
            for name, scale in result.get("scales", {}).items()
        },
        "level3": {name: one["score"] for name, one in result["level3"].items()}
        if is_graded
        else None,
        "total": result["total"] if is_graded else None,
        "grade": course.conclusion.grade,
        "grade_zh": result.get("grade_zh") if is_graded else None,
        "assessable": is_graded,
        "notice": notice_block(course.notice),
        "reason": None if reason is None else in_english(reason.sentence, reason.facts),
        "reason_zh": None if reason is None else str(reason),
    }


def course_table(report: Mapping[str, Any]) -> str:
    """Write the cohort as lines of text, one course a line."""
    rules = ";".join(f"{one['rule']}：{one['reason_zh']}" for one in report["rules_not_applied"])
    before, after = _places(report["alpha_before"]), _places(report["alpha_after"])
    lines = [
        f"收到 {report['received']} 份，同一回答 {report['one_answer_rows']} 份",
        f"无效 {report['invalid']} 份，只标记 {report['flagged']} 份，有效 {report['valid']} 份",
        f"28 题 α：筛查前 {before}，筛查后 {after}",
        f"不能应用的规则 · rules not applied：{rules}",
        "",
        "任务 · task      收到   无效   有效    总分  等次   通知书 · notice",
    ]
    return "\n".join([*lines, *(_line(task) for task in report["tasks"])])


def _line(task: Mapping[str, Any]) -> str:
    numbers = "".join(f"{task[key]:>7}" for key in ("n_received", "n_invalid", "n_valid"))
    if task["total"] is None:
        return f"{task['no']:<10}{numbers}   不予评定 · not assessable：{task['reason_zh']}"
    notice = task["notice"]["number"] if task["notice"] else f"没有 · none：{task['reason_zh']}"
    return f"{task['no']:<10}{numbers}{task['total']:>8}  {task['grade_zh']}   {notice}"


def _places(alpha: float | None) -> str:
    return "—" if alpha is None else f"{alpha:.4f}"
