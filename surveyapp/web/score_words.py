"""What the score pages say of gates, scales, rules and runs, in the reader's language."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext

from scoring.model import IndicatorModel
from surveyapp.errors import filled, marked
from surveyapp.operations.reporting.doubts import RunDoubt
from surveyapp.operations.score_runs import Said, condition_said, reason_said
from surveyapp.web.printing import hundredths

RULES = {
    "ratio": marked("按完成比例计分"),
    "anchored": marked("在基准值与目标值之间按比例计分"),
    "range": marked("落在合理区间内得满分"),
    "step": marked("按档位计分"),
    "deduct": marked("按次扣分"),
    "checklist": marked("按清单符合比例计分"),
    "rubric": marked("专家按标准评分，去掉最高分和最低分后取平均"),
    "scale": marked("按问卷量表指数计分"),
    "nps": marked("按净推荐值计分"),
    "theme": marked("按访谈主题倾向计分"),
    "blend": marked("由几种来源合成"),
}
SCALE_STATES = {
    "ok": ("good", marked("可靠")),
    "exempt": ("wait", marked("已获豁免")),
    "caution": ("wait", marked("偏低，慎用")),
    "blocked": ("bad", marked("过低，不能使用")),
    "not_computable": ("bad", marked("无法计算")),
}
SCREENING = {
    "missing_share": marked("缺答过多"),
    "speed": marked("答得过快"),
    "straight_line": marked("全部选同一答案"),
    "attention": marked("注意力检测题未通过"),
    "duplicate": marked("重复提交"),
}
RULE_NAMES = {
    "missing_share": marked("缺答比例"),
    "speed": marked("答题用时"),
    "straight_line": marked("同一答案"),
    "attention": marked("注意力检测题"),
    "duplicate": marked("重复提交"),
}
_GATES = {
    "node": marked("%(code)s 得分 %(op)s %(value)s"),
    "index": marked("%(code)s 指数 %(op)s %(value)s"),
    "every_level1": marked("每个一级指标 %(op)s %(value)s"),
    "scales_alpha": marked("各量表 α %(op)s %(value)s，或已获豁免"),
    "no_open_vetoes": marked("否决事项全部有答复"),
    "within_quota": marked("在本轮名额之内（批准时判定）"),
    "input": marked("%(code)s 的数据 %(op)s %(value)s"),
    "critical_failure": marked("%(code)s 没有关键条款不符合"),
}
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}


def gate_words(gate: Mapping[str, Any]) -> str:
    """Say what a gate asks."""
    facts = {"code": gate["code"], "op": _SIGNS[gate["op"]], "value": gate["value"]}
    sentence = _GATES[gate["kind"]]
    return str(gettext(sentence, **facts))


def rule_words(rule: str) -> str:
    """Say how an indicator is scored."""
    return str(gettext(RULES[rule]))


def scale_state(status: str) -> tuple[str, str]:
    """Return a scale's standing as (kind of status, words)."""
    kind, word = SCALE_STATES[status]
    return kind, str(gettext(word))


def screening_words(rule: str) -> str:
    """Name a rule of invalid answers."""
    return str(gettext(SCREENING[rule]))


def rule_name(rule: str) -> str:
    """Name what a rule of invalid answers looks at."""
    return str(gettext(RULE_NAMES[rule]))


def reason(zh: str, en: str, model: IndicatorModel) -> Said:
    """Say a reason of a grade as a sentence that stands alone, but for its full stop."""
    return _capital(reason_said(zh, en, model=model))


def condition(zh: str, en: str, model: IndicatorModel) -> Said:
    """Say which condition of a grade is not met, as a sentence that stands alone."""
    return _capital(condition_said(zh, en, model=model))


def _capital(said: Said) -> Said:
    return Said(said.zh, f"{said.en[:1].upper()}{said.en[1:]}")


def full_zh(reason: str) -> str:
    """Say a reason as a sentence of its own, with the marks of Chinese print."""
    return f"{reason.replace(',', '，').replace(':', '：')}。"


def full_en(reason: str) -> str:
    """Say a reason as a sentence of its own."""
    return f"{reason[:1].upper()}{reason[1:]}."


def share(value: float | None) -> str:
    """Print a share of 0-1 in percent with one decimal."""
    return "—" if value is None else f"{value * 100:.1f}%"


def chance(value: float) -> str:
    """Print a probability in percent with one decimal; never as sure what draws cannot tell."""
    if value <= 0.0005:
        return "< 0.1%"
    return "> 99.9%" if value >= 0.9995 else share(value)


def spoken_chance(value: float) -> str:
    """Say a probability inside a sentence."""
    if value <= 0.0005:
        return str(gettext("不到 %(p)s", p="0.1%"))
    return str(gettext("%(p)s 以上", p="99.9%")) if value >= 0.9995 else share(value)


def bar(value: float) -> str:
    """Return the width of a probability's bar on 800 units."""
    return f"{value * 800:.2f}"


def four(value: float | None) -> str:
    """Print a statistic with four decimals."""
    return "—" if value is None else f"{value:.4f}"


def two(value: float | None) -> str:
    """Print an index or a threshold with two decimals."""
    return "—" if value is None else f"{float(value):.2f}"


def is_unsure(block: Mapping[str, Any], least: Any) -> bool:
    """Say whether a reliable scale's interval reaches below what counts as reliable."""
    limits = block["alpha_ci_feldt"]
    return block["status"] == "ok" and limits is not None and limits[0] < float(least)


def needed(model: Any, survey: Mapping[str, Any]) -> int:
    """Return how many valid answers a questionnaire needs at least."""
    return max(int(survey["required"] or 0), int(model.survey.min_valid))


def n_unconfirmed(interviews: Mapping[str, Any]) -> int:
    """Return how many interviews do not count because nobody confirmed them."""
    return int(interviews["received"]) - int(interviews["confirmed"])


def run_state(run: Any) -> tuple[str, str]:
    """Return where a run stands as (kind of status, words)."""
    if not run.seal_holds:
        return "bad", gettext("与记录不符")
    if run.approval is not None:
        is_approved = run.approval.decision == "approved"
        return ("good", gettext("已批准")) if is_approved else ("bad", gettext("不批准"))
    if run.is_objected:
        return "bad", gettext("复核有异议")
    if run.grade is None:
        return "wait", gettext("暂不能评定")
    return ("wait", gettext("待批准")) if run.reviews else ("wait", gettext("待复核"))


def run_total(run: Any) -> str:
    """Print a run's total; nothing where the run is not what the log sealed."""
    return hundredths(run.total_hundredths if run.seal_holds else None)


def run_grade(run: Any) -> dict[str, str]:
    """Return a run's grade in both languages; nothing where it is not what the log sealed."""
    result = run.result if run.seal_holds else {}
    return {"zh": result.get("grade_zh") or "—", "en": result.get("grade_en") or "—"}


def doubt_words(doubt: RunDoubt) -> str:
    """Say why a figure is hard to believe."""
    return filled(doubt.message, doubt.facts, gettext)
