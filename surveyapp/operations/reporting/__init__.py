"""Reporting: a task's figures, evidence, exemptions and reliability decisions; no judging."""

from surveyapp.operations.reporting.completeness import missing_figures
from surveyapp.operations.reporting.decisions import (
    ReliabilityRequest,
    decide_reliability,
    find_reliability_decisions,
    reliability_decisions,
    request_reliability_decision,
)
from surveyapp.operations.reporting.evidence import (
    evidence_by_indicator,
    find_evidence,
    hand_in_evidence,
)
from surveyapp.operations.reporting.exemptions import (
    approved_exemptions,
    decide_exemption,
    find_exemptions,
    request_exemption,
)
from surveyapp.operations.reporting.figures import (
    STATEMENT,
    EnteredFigures,
    enter_figures,
)
from surveyapp.operations.reporting.xlsx_import import import_figures
from surveyapp.operations.reporting.xlsx_template import figures_template

__all__ = [
    "STATEMENT",
    "EnteredFigures",
    "ReliabilityRequest",
    "approved_exemptions",
    "decide_exemption",
    "decide_reliability",
    "enter_figures",
    "evidence_by_indicator",
    "figures_template",
    "find_evidence",
    "find_exemptions",
    "find_reliability_decisions",
    "hand_in_evidence",
    "import_figures",
    "missing_figures",
    "reliability_decisions",
    "request_exemption",
    "request_reliability_decision",
]
