"""Filling missing figures by an explicit method, each filled cell recorded."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.normalisation.checking import figures_iv

Imputation = Literal["mean", "median", "group-mean", "group-median"]
IMPUTATIONS: Final = get_args(Imputation)


@dataclass(frozen=True, slots=True)
class ImputedCell:
    """A cell that was missing: filled with `value`, or None for a `reason`.

    Reasons: 'no_values' (nothing to take the figure from), 'no_group' (the unit has none).
    """

    row: int
    column: int
    value: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Imputed:
    """Figures of shape (n_units, n_indicators) after imputation, and every cell that was missing.

    What could not be filled is still NaN.
    """

    values: NDArray[np.float64]
    cells: tuple[ImputedCell, ...]


def impute(
    values: ArrayLike, *, method: Imputation, groups: Sequence[str] | None = None
) -> Imputed:
    """Fill missing figures with the mean or median of the cohort or of the unit's group.

    Parameters
    ----------
    values : array_like, shape (n_units, n_indicators)
        Figures in their own unit; NaN is missing.
    method : {'mean', 'median', 'group-mean', 'group-median'}
    groups : sequence of str, length n_units, or None
        Group of each unit, blank for none; needed by the methods of groups.

    Returns
    -------
    Imputed

    Raises
    ------
    ValueError
        `values` is no matrix or holds an infinity; `method` is not allowed; groups are missing or
        not one for each unit.

    Notes
    -----
    A filled cell is an estimate: it can lie above what the missing figure would have been, and so
    raise a score. Official scores take the worst instead; where estimates are used they are
    flagged, carried in the uncertainty, and the score with the worst in their place stands beside.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, pp. 55-62.

    Examples
    --------
    >>> nan = float("nan")
    >>> found = impute([[1.0], [3.0], [nan], [10.0]], method="group-mean", groups="aaab")
    >>> found.values.ravel().tolist(), found.cells[0].value
    ([1.0, 3.0, 2.0, 10.0], 2.0)
    """
    figures = figures_iv(values, "values")
    if figures.ndim != 2:
        raise ValueError(f"values must be a matrix, not of shape {figures.shape}")
    if method not in IMPUTATIONS:
        raise ValueError(f"method must be one of {', '.join(IMPUTATIONS)}, not {method!r}")
    own = ["all"] * len(figures)
    if method.startswith("group"):
        if groups is None or len(groups) != len(figures):
            raise ValueError("groups must name one group for each unit")
        own = [str(group).strip() for group in groups]
    centres = _centres(figures, own, is_median=method.endswith("median"))
    filled = figures.copy()
    cells = []
    for row, column in np.argwhere(np.isnan(figures)).tolist():
        value = float(centres[own[row]][column]) if own[row] else np.nan
        if np.isnan(value):
            reason = "no_values" if own[row] else "no_group"
            cells.append(ImputedCell(row, column, None, reason))
        else:
            filled[row, column] = value
            cells.append(ImputedCell(row, column, value))
    return Imputed(filled, tuple(cells))


def _centres(
    figures: NDArray[np.float64], groups: Sequence[str], *, is_median: bool
) -> dict[str, NDArray[np.float64]]:
    """Return the mean or median of each group in every column, NaN where nothing is there."""
    labels = np.array(groups, dtype=np.str_)
    centre = np.median if is_median else np.mean
    found = {}
    for group in set(groups):
        own = figures[labels == group]
        present = [column[~np.isnan(column)] for column in own.T]
        found[group] = np.array([centre(one) if len(one) else np.nan for one in present])
    return found
