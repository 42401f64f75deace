"""A survey's answers respondent by respondent, for each figure that a rule reads from it."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from scoring.model.policies import IndicatorModel
from scoring.scales import GroupFigure, respondent_means
from scoring.survey import ScaleResult, SurveyResult, recoded_answers

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Column:
    """One figure: its weighted `value`, and each valid respondent's part in it.

    `rows` in the unit of the figure (scale means in points, 100, 0 or -100 for a promoter item),
    NaN for a respondent who does not enter; `shares` 0-1 of the groups kept; `reliability` 0-1.
    """

    value: float
    rows: Values
    shares: Mapping[str, float]
    reliability: float

    @property
    def is_scored(self) -> NDArray[np.bool_]:
        """Who enters the figure."""
        return ~np.isnan(self.rows)

    def deviations(self, group: str, own: NDArray[np.bool_]) -> Values:
        """Return each row's part in the error of the figure through a group, 0 for others.

        The sum of their squares is w^2 s^2 / n.
        """
        entering = own & self.is_scored
        n = int(entering.sum())
        if n < 2:
            return np.zeros(len(self.rows))
        centred = np.where(entering, self.rows - self.rows[entering].mean(), 0.0)
        return np.asarray(centred * self.shares[group] / n * (n / (n - 1)) ** 0.5)

    def lone_variance(self, group: str, labels: NDArray[np.str_]) -> tuple[float, int]:
        """Return the error variance through a group of one respondent, and what it rests on.

        The variance is that within the other groups, pooled, with their degrees of freedom
        (Cochran 1977, 5A.12); (0, 0) for a larger group, and where no group has two respondents.
        """
        if int((self.is_scored & (labels == group)).sum()) != 1:
            return 0.0, 0
        squares, n_free = 0.0, 0
        for other in self.shares:
            rows = self.rows[self.is_scored & (labels == other)]
            squares += float(((rows - rows.mean()) ** 2).sum())
            n_free += len(rows) - 1
        return (self.shares[group] ** 2 * squares / n_free, n_free) if n_free else (0.0, 0)


@dataclass(frozen=True, slots=True)
class SurveyRows:
    """The valid responses of a questionnaire: `labels` their groups, `fraction` of the frame."""

    instrument: str
    labels: NDArray[np.str_]
    groups: tuple[str, ...]
    fraction: float
    columns: Mapping[str, Column]


def survey_rows(model: IndicatorModel, survey: SurveyResult) -> SurveyRows:
    """Lay out a survey's valid responses by figure.

    Parameters
    ----------
    model : IndicatorModel
    survey : SurveyResult

    Returns
    -------
    SurveyRows
        Only figures that could be computed; those replaced by a fallback score are left out.

    Notes
    -----
    `fraction` is valid responses over the frame, at most 1, and 0 where the case states no frame:
    the case knows the frame as a whole only, so every group is taken to be reached alike.
    """
    valid = survey.screening.is_valid
    answers = recoded_answers(survey.answers.scale_answers, survey.instrument)[valid]
    labels = np.asarray(survey.answers.groups, dtype=np.str_)[valid]
    columns: dict[str, Column] = {}
    for result in survey.scales:
        if result.fallback is None and result.group.weighted is not None:
            rows = _scale_rows(model, survey, result, answers)
            columns[f"scale:{result.scale.id}"] = _column(
                result.group, rows, reliability=_within(result.alpha.alpha)
            )
    for item, group in survey.nps.items():
        if group.weighted is not None:
            given = survey.answers.nps[item][valid]
            rows = np.where(given >= 9, 100.0, np.where(given <= 6, -100.0, 0.0))
            rows[np.isnan(given)] = np.nan
            columns[f"nps:{item}"] = _column(group, rows, reliability=0.0)
    frame, n = survey.answers.frame, int(valid.sum())
    groups = tuple(group.code for group in model.survey.groups)
    return SurveyRows(
        survey.instrument.id, labels, groups, min(1.0, n / frame) if frame else 0.0, columns
    )


def _scale_rows(
    model: IndicatorModel, survey: SurveyResult, result: ScaleResult, answers: Values
) -> Values:
    ids = [item.id for item in survey.instrument.scale_items]
    own = answers[:, [ids.index(item) for item in result.items]]
    found = respondent_means(own, min_answered_share=model.survey.min_answered_share)
    return np.where(found.is_scored, found.sums / np.maximum(found.n_answered, 1), np.nan)


def _column(group: GroupFigure, rows: Values, *, reliability: float) -> Column:
    shares = {code: float(share) for code, share in group.weights.items()}
    return Column(float(group.weighted or Fraction(0)), rows, shares, reliability)


def _within(alpha: float | None) -> float:
    """Take an alpha as a reliability: an undefined or negative one counts as none at all."""
    return 0.0 if alpha is None else min(max(alpha, 0.0), 1.0)
