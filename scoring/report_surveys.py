"""Laying out surveys, interviews and the panel as JSON-able blocks; scores are laid out beside."""

from fractions import Fraction

from scoring.exact import plain, rounded_float
from scoring.experts import PanelResult
from scoring.findings import Findings
from scoring.interviews import InterviewResult
from scoring.model.policies import IndicatorModel, SurveyPolicy
from scoring.reliability import AlphaResult
from scoring.report_rows import response_rows
from scoring.rules import plain_rules
from scoring.rules.surveys import ScaleRule, index_of
from scoring.sampling import required_responses
from scoring.scales import GroupFigure
from scoring.survey import ALPHA_REASONS, ScaleResult, SurveyResult

Block = dict[str, object]


def _places(value: float | Fraction | None, places: int = 4) -> float | None:
    return None if value is None else rounded_float(Fraction(value), places)


def survey_block(findings: Findings) -> Block:
    """Lay out every survey, and all scales under `scales`."""
    block: Block = {
        survey.instrument.id: _survey(findings.model.survey, survey) for survey in findings.surveys
    }
    block["scales"] = {
        result.scale.id: _scale(findings.model, result)
        for survey in findings.surveys
        for result in survey.scales
    }
    return block


def _survey(policy: SurveyPolicy, survey: SurveyResult) -> Block:
    frame, screening = survey.answers.frame, survey.screening
    n_received, n_valid = len(survey.answers.ids), int(screening.is_valid.sum())
    required = None if frame is None else required_responses(frame, policy=policy).n
    share = None if frame is None else Fraction(n_received, frame)
    counts = {rule: int(flags.sum()) for rule, flags in screening.failed.items()}
    short = _shortfalls(policy, n_valid=n_valid, required=required)
    return {
        "frame": frame,
        "required": required,
        "received": n_received,
        "valid": n_valid,
        "response_rate": _places(share),
        "response_rate_sufficient": None if share is None else share >= policy.min_response_share,
        "sufficient": not short,
        "insufficient_reasons": [en for en, _ in short],
        "insufficient_reasons_zh": [zh for _, zh in short],
        "counts": counts,
        "not_applied": list(screening.not_applied),
        "one_answer_rows": int(screening.is_one_answer.sum()),
        "uniform_neutral": int(screening.is_uniform_neutral.sum()),
        "alpha_all_items": {
            "received": _places(survey.alpha_received.alpha),
            "valid": _places(survey.alpha_valid.alpha),
        },
        "responses": response_rows(policy, survey),
    }


def _shortfalls(
    policy: SurveyPolicy, *, n_valid: int, required: int | None
) -> list[tuple[str, str]]:
    short = []
    if required is not None and n_valid < required:
        short.append(
            (f"{n_valid} valid < {required} required", f"有效{n_valid}份，少于所需{required}份")
        )
    if n_valid < policy.min_valid:
        least = policy.min_valid
        short.append((f"{n_valid} valid < {least}", f"有效{n_valid}份，少于{least}份"))
    return short


def _scale(model: IndicatorModel, result: ScaleResult) -> Block:
    index = next(
        (
            rule.index
            for leaf in model.indicators
            for rule in plain_rules(leaf.rule)
            if isinstance(rule, ScaleRule) and rule.scale == result.scale.id
        ),
        "pct20" if result.scale.points == 5 else "pct",
    )
    mean, alpha = result.group.weighted, result.alpha
    value = None if mean is None else index_of(mean, index, result.scale.points)
    unweighted, interval = result.mean or (None, None)
    return {
        "items": list(result.items),
        "n_scored": result.n_scored,
        "n_complete": alpha.n,
        **_group(result.group),
        "weighted_mean": _places(mean, 6),
        f"index_{index}": _places(value),
        "index": _places(value),
        **_alpha(result, alpha),
        "unweighted_index_mean": _places(unweighted),
        "ci95_unweighted_t": None if interval is None else [_places(end) for end in interval],
        "status": result.status,
        "reason": None if result.reason is None else result.reason.en,
        "reason_zh": None if result.reason is None else result.reason.zh,
    }


def _group(group: GroupFigure) -> Block:
    return {
        "group_n": dict(group.n),
        "group_mean": {code: _places(mean) for code, mean in group.means.items()},
        "group_weight": {code: _places(share, 6) for code, share in group.weights.items()},
    }


def _alpha(result: ScaleResult, alpha: AlphaResult) -> Block:
    names = result.items
    why = None if alpha.reason is None else ALPHA_REASONS[alpha.reason]
    interval = alpha.interval
    return {
        "alpha": _places(alpha.alpha),
        "alpha_reason": None if why is None else why.en,
        "alpha_reason_zh": None if why is None else why.zh,
        "alpha_ci_feldt": None if interval is None else [_places(end) for end in interval],
        "item_total_corrected": {
            name: _places(r) for name, r in zip(names, alpha.item_total, strict=True)
        },
        "alpha_if_deleted": {
            name: _places(a) for name, a in zip(names, alpha.if_deleted, strict=True)
        },
    }


def nps_blocks(findings: Findings) -> Block:
    """Lay out every net promoter item; one that is not scored says so in its name."""
    blocks: Block = {}
    for survey in findings.surveys:
        for item in survey.instrument.items:
            if item.type == "nps":
                group = survey.nps[item.id]
                blocks[item.id if item.is_scored else f"{item.id}_not_scored"] = {
                    "by_group": {code: _places(mean) for code, mean in group.means.items()},
                    "n": dict(group.n),
                    "weighted": _places(group.weighted),
                }
    return blocks


def interview_block(result: InterviewResult | None) -> Block | None:
    """Lay out the agreement of the coders."""
    if result is None:
        return None
    kappa = result.kappa
    return {
        "kappa": _places(kappa.kappa),
        "agreement": _places(kappa.agreement_share, 6),
        "segments": kappa.n,
        "confirmed": result.n_confirmed,
        "received": result.n_received,
        "sufficient": result.is_sufficient,
        "reason": kappa.reason,
    }


def panel_block(panel: PanelResult) -> Block:
    """Lay out the agreement and the outliers of the expert panel."""
    concordance = panel.concordance
    return {
        "indicators": list(panel.indicators),
        "experts": list(panel.experts),
        "kendall_w": _places(concordance.w),
        "friedman_chi2": _places(concordance.chi2),
        "p": _places(concordance.p),
        "sufficient": panel.is_sufficient,
        "reason": concordance.reason,
        "outliers": [
            {
                "indicator": code,
                "expert": outlier.expert,
                "score": plain(outlier.score),
                "median": plain(outlier.median),
            }
            for code, outlier in panel.outliers
        ],
    }
