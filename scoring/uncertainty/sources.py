"""The uncertain figures behind a task's scores, and how far and how jointly each may err."""

import math
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from scoring.findings import Findings
from scoring.uncertainty.panel_rows import interview_rows, panel_rows
from scoring.uncertainty.survey_rows import SurveyRows, survey_rows

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Stratum:
    """Figures that err together: `covariance` of their errors, in products of their units.

    `family` names where the errors come from (a questionnaire, the panel, the interviews);
    `free` are the degrees of freedom of each variance (infinite: declared; 0: one source, which
    says nothing of its error), `counts` the sources of each figure.
    """

    family: str
    keys: tuple[str, ...]
    covariance: Values
    free: tuple[float, ...]
    counts: tuple[int, ...]

    def df(self, slopes: Values) -> float:
        """Return the degrees of freedom of the combined error, infinite where there is none.

        The harmonic mean of those of the figures, weighted with their variances: figures of one
        stratum rest on the same sources, so their degrees of freedom do not add up.
        """
        variances = slopes**2 * np.diag(self.covariance)
        known = variances > 0
        if not known.any():
            return math.inf
        inverse = float((variances[known] / np.array(self.free)[known]).sum())
        return float(variances.sum()) / inverse if inverse else math.inf


@dataclass(frozen=True, slots=True)
class Sources:
    """The uncertain figures of a task by key, and the strata of their errors.

    Keys: `scale:SA1`, `nps:A15`, `theme:RC`, `panel:A1-3` and `declared:A2-1`.
    """

    values: Mapping[str, float]
    strata: tuple[Stratum, ...]

    def uncertainty(self, key: str) -> float:
        """Return a figure's standard uncertainty."""
        return float(
            sum(
                one.covariance[one.keys.index(key), one.keys.index(key)]
                for one in self.strata
                if key in one.keys
            )
            ** 0.5
        )

    def n_sources(self, key: str) -> int:
        """Return how many people, raters or interviews a figure rests on."""
        return sum(one.counts[one.keys.index(key)] for one in self.strata if key in one.keys)

    def is_estimated(self, key: str) -> bool:
        """Say whether the sources of a figure say anything of its error."""
        return any(one.free[one.keys.index(key)] > 0 for one in self.strata if key in one.keys)


def gather_sources(findings: Findings, declared: Mapping[str, float]) -> Sources:
    """Gather the uncertain figures behind the indicators that count.

    Parameters
    ----------
    findings : Findings
    declared : mapping of str to float
        Standard uncertainty in points, 0 or more, of level-3 scores whose figures carry one.

    Returns
    -------
    Sources

    Raises
    ------
    ValueError
        A declared code is no indicator that counts, or its uncertainty is negative or not finite.

    Notes
    -----
    Surveys: for each respondent group g, with its official share w_g, n_g respondents and the
    share f of the frame that answered (0 where the case states no frame),
    w_g^2 [(1 - f) rho s_g^2 / n_g + (1 - rho) s_g^2 / n_g], rho the scale's alpha: a frame that
    answers as a whole ends the sampling of persons, not their error of measurement. Net promoter
    items: the multinomial variance, rho taken as 0. Errors of different scales of a questionnaire
    go together as far as the same people answered both. Panels: the raters' covariance over m.
    Themes: the covariance of the interview means over their number.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., 5.6 (stratified means), 2.6 (finite
    populations). JCGM 100:2008, 4.2.3 and 5.2.
    """
    _declared_iv(findings, declared)
    values: dict[str, float] = {}
    strata: list[Stratum] = []
    for survey in findings.surveys:
        rows = survey_rows(findings.model, survey)
        values |= {key: column.value for key, column in rows.columns.items()}
        strata += _survey_strata(rows)
    for family, found in (
        ("panel", panel_rows(findings)),
        ("interviews", interview_rows(findings)),
    ):
        values |= found.values
        strata += _plain_stratum(family, found.keys, found.matrix)
    for code, uncertainty in declared.items():
        key = f"declared:{code}"
        values[key] = 0.0
        strata.append(Stratum("declared", (key,), np.array([[uncertainty**2]]), (np.inf,), (1,)))
    return Sources(values, tuple(strata))


def _survey_strata(rows: SurveyRows) -> list[Stratum]:
    """Build a stratum for each group whose mean enters a figure."""
    strata = []
    for group in rows.groups:
        keys = tuple(key for key, one in rows.columns.items() if group in one.shares)
        if not keys:
            continue
        own = rows.labels == group
        scaled = np.array([rows.columns[key].deviations(group, own) for key in keys])
        raw = scaled @ scaled.T
        reliability = np.array([rows.columns[key].reliability for key in keys])
        covariance = (1 - rows.fraction) * raw
        covariance += rows.fraction * np.diag((1 - reliability) * np.diag(raw))
        alone = [rows.columns[key].lone_variance(group, rows.labels) for key in keys]
        covariance += np.diag([variance for variance, _ in alone])
        counts = [int((own & rows.columns[key].is_scored).sum()) for key in keys]
        free = [pooled or n - 1 for n, (_, pooled) in zip(counts, alone, strict=True)]
        family = f"survey:{rows.instrument}"
        strata.append(Stratum(family, keys, covariance, tuple(free), tuple(counts)))
    return strata


def _plain_stratum(family: str, keys: tuple[str, ...], matrix: Values) -> list[Stratum]:
    """Build the stratum of raters or interviews; rows are sources, NaN is no figure."""
    if not keys:
        return []
    n_each = (~np.isnan(matrix)).sum(axis=0)
    factor = np.sqrt(n_each / np.maximum(n_each - 1, 1)) / n_each
    deviations = np.nan_to_num(matrix - np.nanmean(matrix, axis=0)) * factor
    covariance = deviations.T @ deviations
    counts = tuple(n_each.tolist())
    return [Stratum(family, keys, covariance, tuple(n - 1 for n in counts), counts)]


def _declared_iv(findings: Findings, declared: Mapping[str, float]) -> None:
    for code, uncertainty in declared.items():
        if code not in findings.tree.leaves:
            raise ValueError(f"{code!r} is no indicator that counts in this task")
        if not (uncertainty >= 0 and np.isfinite(uncertainty)):
            raise ValueError(f"the uncertainty of {code} must be 0 or more, not {uncertainty!r}")
