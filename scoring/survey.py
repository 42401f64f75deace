"""The figures of one survey: screening, scales and net promoter scores, ready for the rules."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from scoring.case_surveys import Answers, Decision
from scoring.exact import rounded_float
from scoring.model.parts import Instrument, Item, Scale
from scoring.model.policies import IndicatorModel, SurveyPolicy
from scoring.recode import reverse_keys
from scoring.reliability import AlphaResult, cronbach_alpha
from scoring.rules.outcome import NpsFigure, ScaleFigure, Step
from scoring.scales import (
    GroupFigure,
    group_sums,
    mean_interval,
    promoter_sums,
    respondent_means,
    weight_groups,
)
from scoring.screen import Screening, ScreeningPolicy, screen_responses

TOLERANCE = 1e-9

ALPHA_REASONS = {
    "one_item": Step("fewer than two items", "题目少于两个"),
    "few_rows": Step("fewer than two complete responses", "完整答卷少于两份"),
    "no_variance": Step("no variance of the sum", "总分没有变异"),
}


@dataclass(frozen=True, slots=True)
class ScaleResult:
    """Everything computed of one scale, with its standing.

    `status`: ok, caution, blocked, not_computable or exempt; `is_reliable` is what the alpha gate
    asks.
    """

    scale: Scale
    items: tuple[str, ...]
    group: GroupFigure
    n_scored: int
    alpha: AlphaResult
    mean: tuple[float, tuple[float, float] | None] | None
    status: str
    reason: Step | None
    is_reliable: bool
    fallback: Fraction | None

    def figure(self) -> ScaleFigure:
        """Return what the scale rule reads."""
        blocked = None
        if self.status in {"blocked", "not_computable"} or self.group.weighted is None:
            blocked = self.reason or Step("every group is too small", "各受访群体人数均不足")
        return ScaleFigure(
            self.group.weighted, self.scale.points, self.alpha.alpha, blocked, self.fallback
        )


@dataclass(frozen=True, slots=True)
class SurveyResult:
    """Everything computed of one survey."""

    instrument: Instrument
    answers: Answers
    screening: Screening
    scales: tuple[ScaleResult, ...]
    nps: Mapping[str, GroupFigure]
    alpha_received: AlphaResult
    alpha_valid: AlphaResult


def screening_policy(policy: SurveyPolicy, instrument: Instrument) -> ScreeningPolicy:
    """Join the invalid-answer rules of a model with the items of an instrument."""
    items = instrument.scale_items
    stated = next((r.limit for r in policy.screening if r.rule == "straight_line"), None)
    neutral = [_neutral(item, stated) for item in items]
    return ScreeningPolicy(
        policy.screening,
        np.array([item.is_reversed for item in items], dtype=np.bool_),
        np.array(neutral, dtype=np.float64),
        instrument.needs_reversed,
    )


def _neutral(item: Item, stated: Fraction | None) -> float:
    """Return the neutral answer: the stated one on five points, else the midpoint if any."""
    if stated is not None and item.points == 5:
        return float(stated)
    return (item.points + 1) / 2 if item.points % 2 else float("nan")


def evaluate_survey(
    model: IndicatorModel,
    instrument: Instrument,
    *,
    answers: Answers,
    weights: Mapping[str, Fraction],
    decisions: Sequence[Decision],
) -> SurveyResult:
    """Screen the responses of a survey and compute its scales and net promoter scores.

    Parameters
    ----------
    model, instrument
    answers : Answers
        Responses in order of receipt.
    weights : mapping of str to Fraction
        Weight of each respondent group for the task type.
    decisions : sequence of Decision
        Approved decisions on reliability.

    Returns
    -------
    SurveyResult

    Notes
    -----
    Screening on raw answers, then reversing, then statistics on the valid rows.
    """
    policy = model.survey
    screening = screen_responses(
        answers.scale_answers,
        policy=screening_policy(policy, instrument),
        circumstances=answers.circumstances,
    )
    recoded = recoded_answers(answers.scale_answers, instrument)
    valid = screening.is_valid
    groups = [g for g, is_valid in zip(answers.groups, valid, strict=True) if is_valid]
    scales = [
        _scale(
            scale,
            _columns(recoded[valid], instrument, scale),
            groups=groups,
            weights=weights,
            policy=policy,
            decisions=[one for one in decisions if one.scale == scale.id],
        )
        for scale in instrument.scales
    ]
    nps = {
        item: weight_groups(
            promoter_sums(values[valid], groups), weights, min_n=policy.min_n_per_group
        )
        for item, values in answers.nps.items()
    }
    alphas = [_alpha(rows, policy) for rows in (recoded, recoded[valid])]
    return SurveyResult(instrument, answers, screening, tuple(scales), nps, *alphas)


def recoded_answers(answers: NDArray[np.float64], instrument: Instrument) -> NDArray[np.float64]:
    """Mirror the reversed items of a questionnaire's scale answers, one row a respondent.

    Parameters
    ----------
    answers : ndarray, shape (n_respondents, n_items)
        On the response scale, 1 to the item's points; NaN is no answer and stays NaN.
    instrument : Instrument
        Its scale items, in the order of the columns.

    Returns
    -------
    ndarray, shape (n_respondents, n_items)
        points + 1 - x for reversed items, the others as they are.
    """
    recoded = answers.copy()
    for column, item in enumerate(instrument.scale_items):
        if item.is_reversed:
            recoded[:, [column]] = reverse_keys(
                answers[:, [column]], keys=[-1], n_points=item.points
            )
    return recoded


def _columns(
    recoded: NDArray[np.float64], instrument: Instrument, scale: Scale
) -> NDArray[np.float64]:
    own = [at for at, item in enumerate(instrument.scale_items) if item.scale == scale.id]
    return recoded[:, own]


def _alpha(rows: NDArray[np.float64], policy: SurveyPolicy) -> AlphaResult:
    return cronbach_alpha(rows, missing_policy="listwise", confidence=float(policy.confidence))


def _scale(
    scale: Scale,
    rows: NDArray[np.float64],
    *,
    groups: Sequence[str],
    weights: Mapping[str, Fraction],
    policy: SurveyPolicy,
    decisions: Sequence[Decision],
) -> ScaleResult:
    dropped = {item for one in decisions if one.action == "drop_item" for item in one.items}
    kept = [at for at, item in enumerate(scale.items) if item.id not in dropped]
    rows = rows[:, kept]
    respondents = respondent_means(rows, min_answered_share=policy.min_answered_share)
    group = weight_groups(group_sums(respondents, groups), weights, min_n=policy.min_n_per_group)
    alpha = _alpha(rows, policy)
    fallback = next((one.score for one in decisions if one.action == "fallback"), None)
    is_exempt = fallback is not None or any(one.action == "exempt" for one in decisions)
    status, reason = _standing(
        alpha, policy, is_exempt=is_exempt, has_fallback=fallback is not None
    )
    scored = respondents.is_scored
    means = respondents.sums[scored] / respondents.n_answered[scored] * 100 / scale.points
    return ScaleResult(
        scale,
        tuple(scale.items[at].id for at in kept),
        group,
        int(scored.sum()),
        alpha,
        mean_interval(means, confidence=float(policy.confidence)),
        status,
        reason,
        status in {"ok", "exempt"},
        fallback,
    )


def _standing(
    alpha: AlphaResult, policy: SurveyPolicy, *, is_exempt: bool, has_fallback: bool
) -> tuple[str, Step | None]:
    """Judge a scale; exemption lifts `not computable` and the gate, not a low alpha (A12, A14)."""
    if alpha.alpha is None:
        words = ALPHA_REASONS[alpha.reason or "few_rows"]
        reason = Step(f"alpha not computable: {words.en}", f"α不可计算：{words.zh}")
        return ("exempt" if is_exempt else "not_computable"), reason
    if alpha.alpha >= float(policy.alpha_ok) - TOLERANCE:
        return "ok", None
    shown = rounded_float(Fraction(alpha.alpha), 4)
    if alpha.alpha >= float(policy.alpha_caution) - TOLERANCE:
        ok = float(policy.alpha_ok)
        reason = Step(f"alpha {shown} below {ok:.2f}", f"α为{shown}，低于{ok:.2f}")
        return ("exempt" if is_exempt else "caution"), reason
    least = float(policy.alpha_caution)
    reason = Step(f"alpha {shown} below {least:.2f}", f"α为{shown}，低于{least:.2f}")
    return ("exempt" if has_fallback else "blocked"), reason


def nps_figure(group: GroupFigure) -> NpsFigure:
    """Return what the net promoter rule reads.

    Parameters
    ----------
    group : GroupFigure
        Weighted over respondent groups.

    Returns
    -------
    NpsFigure
        -100 to 100 with its terms, or None with the reason that blocks it.
    """
    if group.weighted is None:
        return NpsFigure(None, (), Step("every group is too small", "各受访群体人数均不足"))
    terms = tuple(
        (share, group.means[code] or Fraction(0)) for code, share in group.weights.items()
    )
    return NpsFigure(group.weighted, terms, None)
