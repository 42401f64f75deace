"""The figures of the interviews: theme means, and the two coders' agreement."""

from dataclasses import dataclass
from fractions import Fraction

from scoring.agreement import KappaResult, cohen_kappa
from scoring.case_interviews import Interview
from scoring.model.parts import Protocol
from scoring.rules.outcome import Step, ThemeFigure


@dataclass(frozen=True, slots=True)
class InterviewResult:
    """Theme figures and agreement over the confirmed interviews."""

    themes: dict[str, ThemeFigure]
    kappa: KappaResult
    n_confirmed: int
    n_received: int
    is_sufficient: bool


def evaluate_interviews(protocol: Protocol, interviews: tuple[Interview, ...]) -> InterviewResult:
    """Compute theme figures and kappa over the confirmed interviews.

    Parameters
    ----------
    protocol : Protocol
    interviews : tuple of Interview
        All records; those not confirmed do not count.

    Returns
    -------
    InterviewResult

    Notes
    -----
    Kappa is unweighted, over all themes and the five categories of the code book (ruling A18);
    segments that lack one coder's value are left out of it.
    """
    confirmed = [one for one in interviews if one.is_confirmed]
    pairs = [
        (segment.first, segment.second)
        for interview in confirmed
        for segment in interview.segments
        if segment.first is not None and segment.second is not None
    ]
    kappa = cohen_kappa(pairs, categories=range(protocol.low, protocol.high + 1))
    themes = {code: _theme(protocol, code, confirmed) for code, _ in protocol.themes}
    is_sufficient = kappa.kappa is not None and kappa.kappa >= protocol.kappa_min
    return InterviewResult(themes, kappa, len(confirmed), len(interviews), is_sufficient)


def _theme(protocol: Protocol, code: str, confirmed: list[Interview]) -> ThemeFigure:
    means: list[tuple[str, Fraction]] = []
    blocked = None
    for interview in confirmed:
        values = [one.adjudicated for one in interview.segments if one.theme == code]
        coded = [value for value in values if value is not None]
        if len(coded) < len(values):
            blocked = Step(
                f"theme {code}: {interview.id} has a segment not adjudicated",
                f"主题{code}:{interview.id}有片段尚未合议",
            )
        elif coded:
            means.append((interview.id, Fraction(sum(coded), len(coded))))
    if blocked is None and not means:
        blocked = Step(
            f"theme {code}: no confirmed interview speaks of it",
            f"主题{code}：没有经确认的访谈涉及",
        )
    return ThemeFigure(tuple(means), protocol.low, protocol.high, blocked)
