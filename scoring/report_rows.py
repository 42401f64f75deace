"""Writing the verdict on each response in words; the verdicts are made in screen.py."""

from collections.abc import Callable
from fractions import Fraction
from typing import Final

from scoring.exact import plain
from scoring.model.policies import SurveyPolicy
from scoring.rules.outcome import Step
from scoring.survey import SurveyResult

Words = Callable[[int], Step]
UNIFORM_NEUTRAL: Final = Step("uniform neutral", "全部选中立")


def response_rows(policy: SurveyPolicy, survey: SurveyResult) -> list[dict[str, object]]:
    """List every response with its validity, reasons in the order of the rules, and flags."""
    screening, answers = survey.screening, survey.answers
    words = _words(policy, survey)
    reasons: list[list[tuple[str, Step]]] = [[] for _ in answers.ids]
    for rule, failed in screening.failed.items():
        for at in failed.nonzero()[0].tolist():
            reasons[at].append((rule, words[rule](at)))
    neutral = screening.is_uniform_neutral.tolist()
    return [
        {
            "id": answers.ids[at],
            "group": answers.groups[at],
            "valid": not why,
            "invalid_reasons": [step.en for _, step in why],
            "invalid_reasons_zh": [step.zh for _, step in why],
            "invalid_rules": [rule for rule, _ in why],
            "flags": [UNIFORM_NEUTRAL.en] if neutral[at] else [],
        }
        for at, why in enumerate(reasons)
    ]


def _words(policy: SurveyPolicy, survey: SurveyResult) -> dict[str, Words]:
    n_items = survey.answers.scale_answers.shape[1]
    limits = {rule.rule: rule.limit or Fraction(0) for rule in policy.screening}
    n_missing = survey.screening.n_missing
    share = f"{plain(limits.get('missing_share', Fraction(0)) * 100)}%"
    least = plain(limits.get("speed", Fraction(0)) * n_items)
    crossing = " across reversed items" if survey.instrument.needs_reversed else ""

    def missing(at: int) -> Step:
        count = f"{n_missing[at]}/{n_items} > {share}"
        return Step(f"missing {count}", f"缺答 {count}")

    def speed(at: int) -> Step:
        seconds = plain(Fraction(survey.answers.seconds[at] or 0))
        return Step(f"{seconds} s < {least} s", f"用时{seconds}秒，少于{least}秒")

    return {
        "missing_share": missing,
        "speed": speed,
        "straight_line": lambda _: Step(f"straight line{crossing}", "全部题目选同一答案"),
        "attention": lambda _: Step("attention check failed", "注意力检测题未通过"),
        "duplicate": lambda _: Step("duplicate token", "重复提交"),
    }
