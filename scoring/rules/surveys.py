"""Rules on questionnaire figures: scale indices and net promoter scores."""

from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from scoring.exact import half_up, plain
from scoring.faults import Cursor
from scoring.rules.anchors import Anchors, anchored_score, read_anchors
from scoring.rules.outcome import Outcome, Sources, Step

INDICES: Final = ("pct20", "pct", "pomp")


@dataclass(frozen=True, slots=True)
class ScaleRule:
    """The index of a scale, scored on anchors (the baseline may be left out)."""

    questionnaire: str
    scale: str
    index: str
    anchors: Anchors
    type: str = "scale"


@dataclass(frozen=True, slots=True)
class NpsRule:
    """The net promoter score of an item, scored on anchors."""

    questionnaire: str
    item: str
    anchors: Anchors
    type: str = "nps"


def read_scale(cursor: Cursor) -> ScaleRule:
    """Read a scale rule."""
    names = {"questionnaire", "scale", "index", "floor", "baseline", "target"}
    cursor.closed({"type", "family", *names})
    return ScaleRule(
        cursor.at("questionnaire").text(),
        cursor.at("scale").text(),
        cursor.at("index").choice(INDICES, default="pct20"),
        read_anchors(cursor, needs_baseline=False),
    )


def read_nps(cursor: Cursor) -> NpsRule:
    """Read a net promoter rule."""
    cursor.closed({"type", "family", "questionnaire", "item", "floor", "baseline", "target"})
    return NpsRule(
        cursor.at("questionnaire").text(),
        cursor.at("item").text(),
        read_anchors(cursor, needs_baseline=False),
    )


def apply_scale(rule: ScaleRule, sources: Sources) -> Outcome:
    """Score a scale index (kit rule `scale`); an approved fallback score replaces it.

    Parameters
    ----------
    rule : ScaleRule
    sources : Sources

    Returns
    -------
    Outcome
        Score 0-100, not rounded; blocked where the scale has no figure that may be used.

    Notes
    -----
    The index of the weighted mean by `index_of`, then the anchors as `anchored_score` takes them.
    """
    figure = sources.scales[rule.scale]
    if figure.fallback is not None:
        words = plain(figure.fallback)
        step = Step(
            f"fallback: interview and rubric, given score {words}",
            f"替代评定：以访谈和专家评判的给定得分 {words} 代替量表",
        )
        return Outcome(figure.fallback, None, (step,))
    if figure.blocked is not None or figure.weighted_mean is None:
        return Outcome(None, blocked=figure.blocked)
    index = index_of(figure.weighted_mean, rule.index, figure.points)
    made = f"{_shown_transform(rule.index, figure.points)} = "
    made += _shown_transform(rule.index, figure.points, plain(figure.weighted_mean, 5))
    made += f" = {plain(index)}; alpha = "
    alpha = ("not computable", "不可计算") if figure.alpha is None else (_shown(figure.alpha),) * 2
    mean = "sum(group weight * group mean)"
    en = f"index = {made.replace('mean', mean, 1)}{alpha[0]}"
    zh = f"指数 = {made.replace('mean', 'Σ(群体权重×群体均值)', 1)}{alpha[1]}"
    score, anchored = anchored_score(index, rule.anchors, "scale", "量表赋分")
    return Outcome(score, index, (Step(en, zh.replace("; alpha", ";α")), anchored))


def index_of(mean: Fraction, index: str, points: int) -> Fraction:
    """Turn a weighted mean into an index.

    Parameters
    ----------
    mean : Fraction
        In points on the response scale, 1 to `points`.
    index : {'pct20', 'pct', 'pomp'}
        mean x 20 (five points), mean / points x 100, or (mean - 1) / (points - 1) x 100.
    points : int
        Points of the response scale.

    Returns
    -------
    Fraction
        0-100.

    Examples
    --------
    >>> [int(index_of(Fraction(4), index, 5)) for index in INDICES]
    [80, 80, 75]
    """
    if index == "pomp":
        return (mean - 1) / (points - 1) * 100
    return mean * 100 / points


def _shown_transform(index: str, points: int, mean: str = "mean") -> str:
    if index == "pomp":
        return f"({mean} - 1) / {points - 1} * 100"
    return f"{mean} * {plain(Fraction(100, points))}"


def _shown(alpha: float) -> str:
    return plain(Fraction(half_up(Fraction(repr(alpha)), 4)))


def apply_nps(rule: NpsRule, sources: Sources) -> Outcome:
    """Score a net promoter score (kit rule `nps`).

    Parameters
    ----------
    rule : NpsRule
    sources : Sources

    Returns
    -------
    Outcome
        Score 0-100, not rounded; blocked where no group has answers enough.

    Notes
    -----
    sum(w_g NPS_g), -100 to 100, NPS_g = promoters less detractors in percent; then the anchors.
    """
    figure = sources.nps[rule.item]
    if figure.blocked is not None or figure.weighted is None:
        return Outcome(None, blocked=figure.blocked)
    terms = " + ".join(f"{plain(weight)}*{plain(value)}" for weight, value in figure.terms)
    words = f"NPS = {terms} = {plain(figure.weighted)}"
    score, anchored = anchored_score(figure.weighted, rule.anchors, "nps", "净推荐值赋分")
    return Outcome(score, figure.weighted, (Step(words, words), anchored))
