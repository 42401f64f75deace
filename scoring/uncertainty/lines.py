"""How each level-3 score moves with the uncertain figures behind it, before rounding."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.findings import Findings
from scoring.model.parts import Indicator
from scoring.rules import plain_rules
from scoring.rules.anchors import BASELINE_POINTS, Anchors
from scoring.rules.blend import BlendRule, PlainRule
from scoring.rules.judgement import RubricRule, ThemeRule
from scoring.rules.surveys import NpsRule, ScaleRule
from scoring.uncertainty.sources import Sources

Values = NDArray[np.float64]
Knots = tuple[tuple[float, ...], tuple[float, ...]]


@dataclass(frozen=True, slots=True)
class Piece:
    """A share (0-1) of a score that runs over `knots` of one figure: linear between, flat beyond.

    `knots` are figures, rising, and the points for each.
    """

    key: str
    share: float
    knots: Knots

    def points(self, figures: Values) -> Values:
        """Return the share of the score for figures."""
        return np.asarray(self.share * np.interp(figures, *self.knots))


@dataclass(frozen=True, slots=True)
class Line:
    """A level-3 score as a constant and pieces; what no piece covers is certain."""

    code: str
    constant: float
    pieces: tuple[Piece, ...]

    def scores(self, figures: Mapping[str, Values], n_runs: int) -> Values:
        """Return the score for each run of figures, 0-100."""
        found = np.full(n_runs, self.constant)
        for piece in self.pieces:
            found += piece.points(figures[piece.key])
        declared = figures.get(f"declared:{self.code}")
        if declared is not None:
            found += declared
        return np.asarray(np.clip(found, 0, 100), dtype=np.float64)


def lines_of(findings: Findings, sources: Sources) -> tuple[Line, ...]:
    """Lay out every level-3 score that counts as a line over its uncertain figures.

    Parameters
    ----------
    findings : Findings
        Without blocked indicators.
    sources : Sources

    Returns
    -------
    tuple of Line

    Notes
    -----
    At the figures of the case a line gives the score before guards and rounding. A figure that is
    no source (a statistic, a count, a given or fallback score) stays what it is.
    """
    return tuple(_line(findings, code, sources) for code in findings.tree.leaves)


def _line(findings: Findings, code: str, sources: Sources) -> Line:
    leaf = findings.tree.leaves[code]
    score = float(leaf.outcome.score or 0)
    if code in findings.case.given:
        return Line(code, score, ())
    pieces = tuple(
        piece for piece in _pieces(findings, leaf.indicator) if piece.key in sources.values
    )
    covered = sum(float(piece.points(np.array(sources.values[piece.key]))) for piece in pieces)
    return Line(code, score - covered, pieces)


def _pieces(findings: Findings, leaf: Indicator) -> list[Piece]:
    shares = [1.0]
    if isinstance(leaf.rule, BlendRule):
        shares = [float(part.share / 100) for part in leaf.rule.parts]
    pieces = []
    for share, rule in zip(shares, plain_rules(leaf.rule), strict=True):
        found = _key_and_knots(findings, leaf.code, rule)
        if found is not None:
            pieces.append(Piece(found[0], share, found[1]))
    return pieces


def _key_and_knots(findings: Findings, code: str, rule: PlainRule) -> tuple[str, Knots] | None:
    if isinstance(rule, ScaleRule):
        figures, points = anchor_knots(rule.anchors)
        n_points = next(
            scale.points
            for one in findings.model.instruments
            for scale in one.scales
            if scale.id == rule.scale
        )
        means = tuple(_mean_of(figure, rule.index, n_points) for figure in figures)
        return f"scale:{rule.scale}", (means, points)
    if isinstance(rule, NpsRule):
        return f"nps:{rule.item}", anchor_knots(rule.anchors)
    if isinstance(rule, RubricRule):
        return f"panel:{code}", ((0.0, 100.0), (0.0, 100.0))
    if isinstance(rule, ThemeRule) and findings.model.protocol is not None:
        protocol = findings.model.protocol
        return f"theme:{rule.theme}", ((float(protocol.low), float(protocol.high)), (0.0, 100.0))
    return None


def anchor_knots(anchors: Anchors) -> Knots:
    """Return floor, baseline (if any) and target with their points, figures rising.

    Parameters
    ----------
    anchors : Anchors
        In the indicator's unit; floor above target where less is better.

    Returns
    -------
    figures, points : tuple of float
        Equally long, `figures` strictly rising; points 0 (floor), 60 (baseline) and 100 (target).

    Examples
    --------
    >>> from fractions import Fraction
    >>> anchor_knots(Anchors(Fraction(90), Fraction(75), Fraction(50)))
    ((50.0, 75.0, 90.0), (100.0, 60.0, 0.0))
    """
    knots = [(float(anchors.floor), 0.0), (float(anchors.target), 100.0)]
    if anchors.baseline is not None:
        knots.append((float(anchors.baseline), float(BASELINE_POINTS)))
    figures, points = zip(*sorted(knots), strict=True)
    return figures, points


def index_from_mean(means: Values, index: str, n_points: int) -> Values:
    """Turn weighted means into an index, as `rules.surveys.index_of` does exactly.

    Parameters
    ----------
    means : ndarray, any shape
        On the response scale, 1 to `n_points`.
    index : {'pomp', 'pct', 'pct20'}
        'pomp' is 100 (m - 1) / (n_points - 1), the others 100 m / n_points.
    n_points : int
        2 or more.

    Returns
    -------
    ndarray, shape of `means`
        0-100, not rounded.

    Examples
    --------
    >>> index_from_mean(np.array([4.0]), "pomp", 5), index_from_mean(np.array([4.0]), "pct", 5)
    (array([75.]), array([80.]))
    """
    if index == "pomp":
        return (means - 1) / (n_points - 1) * 100
    return means * 100 / n_points


def _mean_of(figure: float, index: str, n_points: int) -> float:
    """Turn an index back into the mean it stands for."""
    if index == "pomp":
        return figure / 100 * (n_points - 1) + 1
    return figure / 100 * n_points
