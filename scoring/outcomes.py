"""Applying the rule of every indicator that counts to its sources; aggregation comes after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.aggregate import GIVEN
from scoring.case import Case
from scoring.interviews import InterviewResult
from scoring.model.parts import Indicator
from scoring.model.policies import IndicatorModel
from scoring.rules import apply_rule
from scoring.rules.outcome import (
    NpsFigure,
    Outcome,
    ScaleFigure,
    Sources,
    Step,
    ThemeFigure,
)
from scoring.survey import SurveyResult, nps_figure

NO_ANSWERS = Step("no responses", "没有答卷")
NO_INTERVIEWS = Step("no interviews", "没有访谈记录")


@dataclass(frozen=True, slots=True)
class Figures:
    """What surveys and interviews offer to the rules, by scale, item and theme."""

    scales: Mapping[str, ScaleFigure]
    nps: Mapping[str, NpsFigure]
    themes: Mapping[str, ThemeFigure]


def gather_figures(
    model: IndicatorModel, surveys: Sequence[SurveyResult], interviews: InterviewResult | None
) -> Figures:
    """Gather the figures of all scales, net promoter items and themes; absent ones are blocked.

    Parameters
    ----------
    model : IndicatorModel
    surveys : sequence of SurveyResult
    interviews : InterviewResult or None

    Returns
    -------
    Figures
        By the names that rules read; what is absent is blocked, with the reason.
    """
    scales = {
        scale.id: ScaleFigure(None, scale.points, None, NO_ANSWERS)
        for one in model.instruments
        for scale in one.scales
    }
    nps = {
        item.id: NpsFigure(None, (), NO_ANSWERS)
        for one in model.instruments
        for item in one.items
        if item.type == "nps"
    }
    for survey in surveys:
        scales |= {result.scale.id: result.figure() for result in survey.scales}
        nps |= {item: nps_figure(group) for item, group in survey.nps.items()}
    protocol = model.protocol
    themes: dict[str, ThemeFigure] = {}
    if interviews is not None:
        themes = interviews.themes
    elif protocol is not None:
        absent = ThemeFigure((), protocol.low, protocol.high, NO_INTERVIEWS)
        themes = {code: absent for code, _ in protocol.themes}
    return Figures(scales, nps, themes)


def apply_rules(
    model: IndicatorModel, case: Case, active: Sequence[Indicator], figures: Figures
) -> dict[str, Outcome]:
    """Score every indicator that counts: a given score as it is, the others by their rule.

    Parameters
    ----------
    model : IndicatorModel
    case : Case
        Checked against the model.
    active : sequence of Indicator
        Those that count for the task's type.
    figures : Figures
        Of surveys and interviews, as `gather_figures` returns them.

    Returns
    -------
    dict of str to Outcome
        By the indicator's code, in the order given.
    """
    outcomes: dict[str, Outcome] = {}
    for leaf in active:
        if leaf.code in case.given:
            outcomes[leaf.code] = Outcome(case.given[leaf.code], None, (GIVEN,))
            continue
        sources = Sources(
            case.records.get(leaf.code),
            leaf.formula,
            tuple(one.name for one in leaf.inputs),
            model.experts.min_panel,
            model.experts.trim_from,
            figures.scales,
            figures.nps,
            figures.themes,
        )
        outcomes[leaf.code] = apply_rule(leaf.rule, sources)
    return outcomes
