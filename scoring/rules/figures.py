"""Rules that score one raw figure: ratio, anchored, range and step; lists and sheets lie beside."""

from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction

from scoring.evaluation import NotComputable, evaluate, written_with_rows
from scoring.exact import plain
from scoring.faults import Cursor
from scoring.rules.anchors import Anchors, anchored_score, read_anchors
from scoring.rules.outcome import Outcome, Sources, Step, missing_inputs, no_record


@dataclass(frozen=True, slots=True)
class RatioRule:
    """`score = clip(raw, 0, cap)`; a raw figure above `over_flag` is flagged."""

    cap: Fraction
    over_flag: Fraction | None
    type: str = "ratio"


@dataclass(frozen=True, slots=True)
class AnchoredRule:
    """Piecewise linear between floor (0), baseline (60) and target (100)."""

    anchors: Anchors
    type: str = "anchored"


@dataclass(frozen=True, slots=True)
class RangeRule:
    """0 at both ends, 100 inside the full range, linear between."""

    lo_zero: Fraction
    lo_full: Fraction
    hi_full: Fraction
    hi_zero: Fraction
    type: str = "range"


@dataclass(frozen=True, slots=True)
class Band:
    """One band of a step rule; `limit` is None for the last, otherwise-band."""

    limit: Fraction | None
    score: Fraction


@dataclass(frozen=True, slots=True)
class StepRule:
    """The first band that holds the raw figure gives its score."""

    is_down: bool
    bands: tuple[Band, ...]
    type: str = "step"


def read_ratio(cursor: Cursor) -> RatioRule:
    """Read a ratio rule."""
    cursor.closed({"type", "family", "cap", "over_flag"})
    over = cursor.at("over_flag")
    return RatioRule(
        cursor.at("cap").number(low=1, high=100, default=100),
        None if over.value is None else over.number(low=100),
    )


def read_anchored(cursor: Cursor) -> AnchoredRule:
    """Read an anchored rule."""
    cursor.closed({"type", "family", "floor", "baseline", "target"})
    return AnchoredRule(read_anchors(cursor, needs_baseline=True))


def read_range(cursor: Cursor) -> RangeRule:
    """Read a range rule; its four points must rise."""
    names = ("lo_zero", "lo_full", "hi_full", "hi_zero")
    cursor.closed({"type", "family", *names})
    points = [cursor.at(name).number() for name in names]
    lo_zero, lo_full, hi_full, hi_zero = points
    if not lo_zero < lo_full <= hi_full < hi_zero:
        cursor.fault(
            "应满足 lo_zero < lo_full <= hi_full < hi_zero",
            "needs lo_zero < lo_full <= hi_full < hi_zero",
        )
    return RangeRule(lo_zero, lo_full, hi_full, hi_zero)


def read_step(cursor: Cursor) -> StepRule:
    """Read a step rule; bands go from best to worst and the last one takes the rest."""
    cursor.closed({"type", "family", "direction", "bands"})
    is_down = cursor.at("direction").choice(("down", "up")) == "down"
    key = "max" if is_down else "min"
    entries = cursor.at("bands").entries()
    bands = [_band(entry, key, is_last=entry is entries[-1]) for entry in entries]
    limits = [band.limit for band in bands if band.limit is not None]
    scores = [band.score for band in bands]
    if not bands:
        cursor.fault("至少需要一档", "needs at least one band")
    if limits != sorted(set(limits), reverse=not is_down):
        cursor.at("bands").fault("各档界限应依次排列", "the limits of the bands must be in order")
    if scores != sorted(scores, reverse=True):
        cursor.at("bands").fault("各档得分应由高到低", "the scores of the bands must fall")
    return StepRule(is_down, tuple(bands))


def _band(entry: Cursor, key: str, *, is_last: bool) -> Band:
    if is_last:
        entry.closed({"otherwise"})
        return Band(None, entry.at("otherwise").number(low=0, high=100))
    entry.closed({key, "score"})
    return Band(entry.at(key).number(), entry.at("score").number(low=0, high=100))


def raw_points(rule: object) -> tuple[Fraction, ...]:
    """Return the raw figures that a rule names; none for a rule that reads no raw figure."""
    match rule:
        case RatioRule(cap, over_flag):
            return (Fraction(0), cap if over_flag is None else over_flag)
        case AnchoredRule(anchors):
            points = (anchors.floor, anchors.baseline, anchors.target)
            return tuple(point for point in points if point is not None)
        case RangeRule():
            return (rule.lo_zero, rule.lo_full, rule.hi_full, rule.hi_zero)
        case StepRule():
            return tuple(band.limit for band in rule.bands if band.limit is not None)
    return ()


def raw_figure(sources: Sources) -> Outcome:
    """Compute the raw figure of an indicator by its formula; blocked if it has none.

    Parameters
    ----------
    sources : Sources

    Returns
    -------
    Outcome
        The raw figure, exact and in the formula's own unit, and the step that shows it.
    """
    record, formula = sources.record, sources.formula
    if record is None or formula is None:
        return no_record()
    if record.missing:
        return missing_inputs(record.missing)
    try:
        raw = evaluate(formula, record.scalars, record.rows)
    except NotComputable as problem:
        return Outcome(None, blocked=_not_computable(problem))
    if record.rows:
        text = written_with_rows(formula, record.scalars, record.rows)
    else:
        shown = ", ".join(f"'{name}': {plain(record.scalars[name], 12)}" for name in sources.inputs)
        text = f"{formula.text} with {{{shown}}}"
    zh = text.replace(" with {", ",其中 {")
    return Outcome(
        raw, raw, (Step(f"raw = {text} = {plain(raw)}", f"原始值 = {zh} = {plain(raw)}"),)
    )


def _not_computable(problem: NotComputable) -> Step:
    if problem.kind == "empty":
        return Step("the list is empty", "清单为空")
    return Step(
        f"denominator is {problem.kind}: {problem.divisor}", f"分母不为正：{problem.divisor}"
    )


def _on_raw(sources: Sources, score_of: Callable[[Fraction], tuple[Fraction, Step]]) -> Outcome:
    figure = raw_figure(sources)
    if figure.raw is None:
        return figure
    score, step = score_of(figure.raw)
    return Outcome(score, figure.raw, (*figure.steps, step))


def apply_ratio(rule: RatioRule, sources: Sources) -> Outcome:
    """Score a completion ratio (kit rule `ratio`).

    Parameters
    ----------
    rule : RatioRule
    sources : Sources

    Returns
    -------
    Outcome
        Score 0-100, not rounded; blocked where there is no raw figure.

    Notes
    -----
    On a list of objectives the flag asks whether any single objective exceeds the limit, since
    the capped mean never can (ruling A27); the flag never changes the score.
    """

    def clip(raw: Fraction) -> tuple[Fraction, Step]:
        score = max(Fraction(0), min(raw, rule.cap))
        cap = plain(rule.cap)
        return score, Step(
            f"ratio: clip(raw, 0, {cap}) = {plain(score)}",
            f"完成比例：限制在0至{cap}之间 = {plain(score)}",
        )

    outcome = _on_raw(sources, clip)
    if outcome.raw is None or rule.over_flag is None or sources.record is None:
        return outcome
    rows = [row for row in sources.record.rows if "actual" in row and "target" in row]
    parts = [row["actual"] / row["target"] * 100 for row in rows] or [outcome.raw]
    flags = ("target_too_low",) if max(parts) > rule.over_flag else ()
    return Outcome(outcome.score, outcome.raw, outcome.steps, flags=flags)


def apply_anchored(rule: AnchoredRule, sources: Sources) -> Outcome:
    """Score a figure against floor, baseline and target (kit rule `anchored`).

    Parameters
    ----------
    rule : AnchoredRule
    sources : Sources

    Returns
    -------
    Outcome
        Score 0-100, not rounded; blocked where there is no raw figure.

    Notes
    -----
    0 at the floor, 60 at the baseline, 100 at the target, straight lines between, capped outside.
    """
    return _on_raw(sources, lambda raw: anchored_score(raw, rule.anchors, "anchored", "基准锚定"))


def apply_range(rule: RangeRule, sources: Sources) -> Outcome:
    """Score a figure that is best inside a range (kit rule `range`).

    Parameters
    ----------
    rule : RangeRule
    sources : Sources

    Returns
    -------
    Outcome
        Score 0-100, not rounded; blocked where there is no raw figure.

    Notes
    -----
    100 inside the range, straight lines to 0 at its outer limits, 0 beyond; exact.
    """

    def inside(raw: Fraction) -> tuple[Fraction, Step]:
        if raw < rule.lo_full:
            share = (raw - rule.lo_zero) / (rule.lo_full - rule.lo_zero)
        elif raw > rule.hi_full:
            share = (rule.hi_zero - raw) / (rule.hi_zero - rule.hi_full)
        else:
            share = Fraction(1)
        score = max(Fraction(0), share) * 100
        points = (rule.lo_zero, rule.lo_full, rule.hi_full, rule.hi_zero)
        words = f"[{', '.join(plain(point) for point in points)}] -> {plain(score)}"
        return score, Step(f"range {words}", f"适度区间 {words}")

    return _on_raw(sources, inside)


def apply_step(rule: StepRule, sources: Sources) -> Outcome:
    """Score a figure by the first band that holds it (kit rule `step`).

    Parameters
    ----------
    rule : StepRule
    sources : Sources

    Returns
    -------
    Outcome
        Score 0-100, not rounded; blocked where there is no raw figure.

    Notes
    -----
    Bands from best to worst; a limit belongs to its band.
    """
    key = "max" if rule.is_down else "min"

    def holds(band: Band, raw: Fraction) -> bool:
        return band.limit is None or (raw <= band.limit if rule.is_down else raw >= band.limit)

    def band_of(raw: Fraction) -> tuple[Fraction, Step]:
        band = next(one for one in rule.bands if holds(one, raw))  # the last one takes the rest
        if band.limit is None:
            words = f"{{'otherwise': {plain(band.score)}}}"
        else:
            words = f"{{'{key}': {plain(band.limit)}, 'score': {plain(band.score)}}}"
        words = f"{words} -> {plain(band.score)}"
        return band.score, Step(f"step: band {words}", f"分档：{words}")

    return _on_raw(sources, band_of)
