"""The panel as a whole: agreement over the rubric indicators, and scores far from the median."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.agreement import ConcordanceResult, Outlier, find_outliers, kendall_w
from scoring.model.policies import IndicatorModel
from scoring.rules import plain_rules
from scoring.rules.judgement import RubricRule
from scoring.rules.outcome import Record

TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True)
class PanelResult:
    """Agreement of the experts who scored every rubric indicator, and all outliers."""

    indicators: tuple[str, ...]
    experts: tuple[str, ...]
    concordance: ConcordanceResult
    outliers: tuple[tuple[str, Outlier], ...]
    is_sufficient: bool


def evaluate_panel(model: IndicatorModel, records: Mapping[str, Record]) -> PanelResult:
    """Compute Kendall's W and the outliers of the panel.

    Parameters
    ----------
    model : IndicatorModel
    records : mapping of str to Record
        Raw records of the indicators that count.

    Returns
    -------
    PanelResult

    Notes
    -----
    Only experts who scored every rubric indicator enter W (ruling A19); an outlier lies more than
    the policy's points from the median of all scores of its indicator and still counts (A20).
    """
    sheets = {
        leaf.code: records[leaf.code].experts or {}
        for leaf in model.indicators
        if leaf.code in records
        and records[leaf.code].experts
        and any(isinstance(rule, RubricRule) for rule in plain_rules(leaf.rule))
    }
    names = sorted({name for sheet in sheets.values() for name in sheet})
    complete = [name for name in names if all(name in sheet for sheet in sheets.values())]
    if complete:
        matrix = [[float(sheet[name]) for sheet in sheets.values()] for name in complete]
        concordance = kendall_w(matrix)
    else:
        concordance = ConcordanceResult(None, None, None, "few_raters", 0, len(sheets))
    outliers = tuple(
        (code, outlier)
        for code, sheet in sheets.items()
        for outlier in find_outliers(sheet, over=model.experts.outlier_over)
    )
    w = concordance.w
    is_sufficient = w is not None and w >= float(model.experts.agreement_min) - TOLERANCE
    return PanelResult(tuple(sheets), tuple(complete), concordance, outliers, is_sufficient)
