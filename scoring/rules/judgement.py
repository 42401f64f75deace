"""Rules on people's judgement: expert rubrics and interview themes."""

from dataclasses import dataclass
from fractions import Fraction

from scoring.exact import plain, rounded_float
from scoring.faults import Cursor
from scoring.rules.outcome import Outcome, Sources, Step, no_record


@dataclass(frozen=True, slots=True)
class RubricRule:
    """Experts give 0-100 by the named anchors; the trimmed mean is the score."""

    anchors: str
    type: str = "rubric"


@dataclass(frozen=True, slots=True)
class ThemeRule:
    """The mean of the interview means of the adjudicated valence on one theme."""

    protocol: str
    theme: str
    type: str = "theme"


def read_rubric(cursor: Cursor) -> RubricRule:
    """Read a rubric rule."""
    cursor.closed({"type", "family", "anchors", "aggregate"})
    cursor.at("aggregate").choice(("trimmed_mean",), default="trimmed_mean")
    return RubricRule(cursor.at("anchors").text())


def read_theme(cursor: Cursor) -> ThemeRule:
    """Read an interview theme rule."""
    cursor.closed({"type", "family", "protocol", "theme"})
    return ThemeRule(cursor.at("protocol").text(), cursor.at("theme").text())


def apply_rubric(rule: RubricRule, sources: Sources) -> Outcome:
    """Score by an expert panel (kit rule `rubric`).

    Parameters
    ----------
    rule : RubricRule
    sources : Sources

    Returns
    -------
    Outcome
        Score 0-100, not rounded; blocked where there are no scores, or fewer than the panel needs.

    Notes
    -----
    From `trim_from` scores on (five in the kit) exactly one highest and one lowest are dropped,
    even if tied (ruling A20); from `min_panel` on the plain mean; below that: blocked.
    """
    record = sources.record
    if record is None or record.experts is None:
        return no_record()
    scores = sorted(record.experts.values())
    if len(scores) < sources.min_panel:
        n, least = len(scores), sources.min_panel
        return Outcome(
            None, blocked=Step(f"{n} expert scores < {least}", f"专家评分{n}份，少于{least}份")
        )
    listed = _listed(scores)
    if len(scores) >= sources.trim_from:
        kept = scores[1:-1]
        mean = sum(kept, Fraction(0)) / len(kept)
        en = f"drop one low and one high, mean of {_listed(kept)} = {plain(mean)}"
        zh = f"去掉一个最低和一个最高，{_listed(kept)}的平均 = {plain(mean)}"
    else:
        mean = sum(scores, Fraction(0)) / len(scores)
        en, zh = f"mean = {plain(mean)}", f"平均 = {plain(mean)}"
    step = Step(f"rubric: sorted {listed} -> {en}", f"专家评判：排序 {listed} -> {zh}")
    return Outcome(mean, mean, (step,))


def _listed(scores: list[Fraction]) -> str:
    return f"[{', '.join(plain(score) for score in scores)}]"


def apply_theme(rule: ThemeRule, sources: Sources) -> Outcome:
    """Score the valence of an interview theme (kit rule `theme`).

    Parameters
    ----------
    rule : ThemeRule
    sources : Sources

    Returns
    -------
    Outcome
        Score 0-100, not rounded; blocked where no confirmed interview speaks of the theme.

    Notes
    -----
    `score = (mean - low) / (high - low) * 100`, here -2 to 2. Interviews without the theme are
    left out; with no confirmed one left the indicator is blocked (ruling A18).
    """
    figure = sources.themes[rule.theme]
    if figure.blocked is not None:
        return Outcome(None, blocked=figure.blocked)
    mean = sum((value for _, value in figure.means), Fraction(0)) / len(figure.means)
    span = figure.high - figure.low
    score = (mean - figure.low) / span * 100
    shown = ", ".join(f"'{name}': {rounded_float(value, 4)}" for name, value in figure.means)
    en = f"theme {rule.theme}: interview means {{{shown}}}, mean {plain(mean)}"
    zh = f"访谈主题{rule.theme}：各次访谈均值 {{{shown}}}，平均 {plain(mean)}"
    shift = f"+{-figure.low}" if figure.low <= 0 else f"-{figure.low}"
    made = f"({plain(mean)}{shift})/{span}*100 = {plain(score)}"
    return Outcome(
        score,
        mean,
        (Step(f"{en}; {made}", f"{zh};{made}"),),
        part=Step(f"{en} -> {plain(score)}", f"{zh} -> {plain(score)}"),
    )
