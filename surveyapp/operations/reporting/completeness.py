"""What a task still lacks of figures, exemptions counted; one sentence's worth of facts."""

from dataclasses import dataclass

from surveyapp.models import Task
from surveyapp.operations.reporting.exemptions import approved_exemptions, exempted_leaves
from surveyapp.operations.reporting.figures import latest_figures
from surveyapp.operations.reporting.sheets import dimension_sheets, figure_sheets


@dataclass(frozen=True)
class DimensionProgress:
    """How many of a dimension's indicators need figures, and how many have them."""

    code: str
    words: object
    n_needed: int
    n_entered: int

    @property
    def is_complete(self) -> bool:
        """Whether nothing is missing."""
        return self.n_entered >= self.n_needed


def missing_figures(task: Task) -> list[str]:
    """Return the active, not exempted indicators without figures, in the model's order."""
    left_out = exempted_leaves(task, approved_exemptions(task))
    entered = latest_figures(task)
    return [
        sheet.code
        for sheet in figure_sheets(task)
        if sheet.code not in entered and sheet.code not in left_out
    ]


def figure_progress(task: Task) -> list[DimensionProgress]:
    """Return how far each dimension is, those without any figures left out."""
    left_out = exempted_leaves(task, approved_exemptions(task))
    entered = latest_figures(task)
    needed = [sheet for sheet in figure_sheets(task) if sheet.code not in left_out]
    found = []
    for dimension in dimension_sheets(task):
        codes = [sheet.code for sheet in needed if sheet.dimension == dimension.code]
        if codes:
            n_entered = sum(code in entered for code in codes)
            found.append(DimensionProgress(dimension.code, dimension.words, len(codes), n_entered))
    return found
