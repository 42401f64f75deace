"""Everything found out about one task, before it is laid out as a result."""

from dataclasses import dataclass

from scoring.aggregate import Tree
from scoring.case import Case
from scoring.experts import PanelResult
from scoring.grade import GradeDecision
from scoring.interviews import InterviewResult
from scoring.model.policies import IndicatorModel
from scoring.survey import SurveyResult


@dataclass(frozen=True, slots=True)
class Findings:
    """The parts of a result."""

    model: IndicatorModel
    case: Case
    surveys: tuple[SurveyResult, ...]
    interviews: InterviewResult | None
    panel: PanelResult
    tree: Tree
    caps: tuple[str, ...]
    decision: GradeDecision
