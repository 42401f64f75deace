"""Many runs of a task's tree at once: level-3 scores in, level 2, level 1 and the total out."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from scoring.model.parts import Condition, Guard, Indicator
from scoring.model.policies import IndicatorModel

Values = NDArray[np.float64]
Hundredths = NDArray[np.int64]
TIE = 1e-7
"""In hundredths: a double this near under a tie is the tie."""


@dataclass(frozen=True, slots=True)
class TreeRuns:
    """The scores of every run: `scores` by code of all levels, `total`; each of shape (n_runs,)."""

    scores: Mapping[str, Values]
    total: Values


def hundredths(values: Values) -> Hundredths:
    """Round half-up to two decimals and return hundredths.

    Parameters
    ----------
    values : ndarray, any shape
        Points, 0 or more.

    Returns
    -------
    ndarray of int64, shape of `values`

    Notes
    -----
    floor(100 x + .5 + a tie's tolerance): a half that floating point holds a little low still goes
    up, as the exact arithmetic of the official score has it.

    Examples
    --------
    >>> hundredths(np.array([89.995, 59.9949])).tolist()
    [9000, 5999]
    """
    return np.floor(values * 100 + 0.5 + TIE).astype(np.int64)


def holds(condition: Condition, printed: Hundredths) -> NDArray[np.bool_]:
    """Compare printed figures, in hundredths, with a condition's value.

    Parameters
    ----------
    condition : Condition
        Its operator and its value, in points.
    printed : ndarray of int64, shape (n_runs,)
        Printed figures in hundredths.

    Returns
    -------
    ndarray of bool, shape (n_runs,)
    """
    value = float(condition.value * 100)
    return np.asarray(
        {
            "<": printed < value,
            "<=": printed <= value,
            ">": printed > value,
            ">=": printed >= value,
        }[condition.op]
    )


class _Runs:
    """Scores computed on demand, so that a guard may ask for a node that is not its ancestor."""

    def __init__(
        self,
        model: IndicatorModel,
        scores: Mapping[str, Values],
        shares: Mapping[str, Values | Fraction],
    ) -> None:
        self.parts = model.nodes
        self.given = scores
        self.shares = {
            code: share if isinstance(share, np.ndarray) else float(share)
            for code, share in shares.items()
        }
        self.found: dict[str, Values] = {}

    def score(self, code: str, *, is_rounded: bool) -> Values:
        """Return a node's score in every run."""
        if code not in self.found:
            part = self.parts[code]
            if isinstance(part, Indicator):
                found = self._leaf(part, is_rounded=is_rounded)
            else:
                children = [one.code for one in part.children if one.code in self.shares]
                found = sum(
                    (
                        self.shares[child] * self.score(child, is_rounded=is_rounded)
                        for child in children
                    ),
                    np.zeros(1),
                )
            self.found[code] = found
        return self.found[code]

    def _leaf(self, part: Indicator, *, is_rounded: bool) -> Values:
        found = self.given[part.code]
        if part.guard is not None:
            found = self._guarded(found, part.guard, is_rounded=is_rounded)
        return hundredths(found) / 100 if is_rounded else found

    def _guarded(self, found: Values, guard: Guard, *, is_rounded: bool) -> Values:
        if guard.condition.code not in self.shares:
            return found
        asked = hundredths(self.score(guard.condition.code, is_rounded=is_rounded))
        limited = np.minimum(found, float(guard.cap))
        return np.where(holds(guard.condition, asked), limited, found)


def run_tree(
    model: IndicatorModel,
    scores: Mapping[str, Values],
    shares: Mapping[str, Values | Fraction],
    *,
    is_rounded: bool = True,
) -> TreeRuns:
    """Aggregate many runs of level-3 scores.

    Parameters
    ----------
    model : IndicatorModel
    scores : mapping of str to ndarray, each of shape (n_runs,)
        Level-3 scores before guards and rounding, 0-100, of every indicator that counts.
    shares : mapping of str to Fraction or ndarray of shape (n_runs,)
        The share of every node that counts among its siblings (`aggregate.spread_weights`), the
        same in all runs or one a run.
    is_rounded : bool
        Round level-3 scores half-up to two decimals, as official ones are; False shows how scores
        move without steps.

    Returns
    -------
    TreeRuns

    Notes
    -----
    The same order as `aggregate.aggregate`: guards, rounding, then weights.
    """
    runs = _Runs(model, scores, shares)
    total = np.zeros(1)
    for top in model.dimensions:
        if top.code in runs.shares:
            total = total + runs.shares[top.code] * runs.score(top.code, is_rounded=is_rounded)
    return TreeRuns(runs.found, total)
