"""Weights of a group of experts by AHP: who counts, and how judgements or weights are joined."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.figure import Figure
from scoring.weights.ahp import RANDOM_INDEX, AhpResult, RandomIndex, ahp_weights
from scoring.weights.pairwise import checked_pairwise

InconsistentPolicy = Literal["keep", "return"]


@dataclass(frozen=True, slots=True)
class GroupAhpResult:
    """What a group of experts says, and which of them should be asked again.

    `experts` in the order given; `returned` are the places of those whose CR exceeds its limit,
    `kept` of those who count. `aij` joins the judgements, `aip_geometric` and `aip_arithmetic`,
    shape (k,), the experts' eigenvector weights; None each, with the `reason`, if nobody is kept.
    """

    experts: tuple[AhpResult, ...]
    kept: tuple[int, ...]
    returned: tuple[int, ...]
    mean_cr: Figure
    aij: AhpResult | None
    aip_geometric: NDArray[np.float64] | None
    aip_arithmetic: NDArray[np.float64] | None
    reason: str | None


def group_ahp(
    matrices: Sequence[ArrayLike],
    *,
    inconsistent_policy: InconsistentPolicy,
    random_index: RandomIndex = "saaty1980",
) -> GroupAhpResult:
    """Join the pairwise comparisons of several experts.

    Parameters
    ----------
    matrices : sequence of array_like, each of shape (k, k)
        One pairwise matrix an expert, of the same criteria in the same order.
    inconsistent_policy : {'keep', 'return'}
        Whether experts whose CR exceeds its limit count until they have answered again ('keep') or
        do not ('return'). They are named either way.
    random_index : {'saaty1980', 'saaty2008'}
        The table by which CR is judged and averaged.

    Returns
    -------
    GroupAhpResult

    Raises
    ------
    ValueError
        A policy is not allowed, there is no expert, a matrix is not square, positive and
        reciprocal (its expert is named, from 1), or the sizes differ.

    Notes
    -----
    AIJ: the geometric mean of the experts' judgements, then one eigenvector; it alone keeps the
    group matrix reciprocal. AIP: the geometric mean of the experts' weights, brought back to a sum
    of 1, or their arithmetic mean. Every expert counts the same. Beyond 15 criteria no CR exists
    and nobody is returned.

    References
    ----------
    Aczél & Saaty 1983, J. Math. Psychol. 27, pp. 93-102; Forman & Peniwati 1998, EJOR 108,
    pp. 165-169.

    Examples
    --------
    >>> found = group_ahp([[[1, 2], [1/2, 1]], [[1, 8], [1/8, 1]]], inconsistent_policy="keep")
    >>> found.aij.weights.round(4).tolist(), found.aip_arithmetic.round(4).tolist()
    ([0.8, 0.2], [0.7778, 0.2222])
    """
    if inconsistent_policy not in {"keep", "return"}:
        raise ValueError(f"inconsistent_policy must not be {inconsistent_policy!r}")
    if random_index not in RANDOM_INDEX:
        raise ValueError(f"random_index must not be {random_index!r}")
    values = _matrices_iv(matrices)
    experts = tuple(ahp_weights(one) for one in values)
    returned = tuple(
        at for at, one in enumerate(experts) if one.is_consistent(random_index) is False
    )
    leaves_out = inconsistent_policy == "return"
    kept = tuple(at for at in range(len(experts)) if not leaves_out or at not in returned)
    mean_cr = _mean_ratio(experts, random_index)
    if not kept:
        return GroupAhpResult(experts, (), returned, mean_cr, None, None, None, "nobody_kept")
    joined = np.exp(np.log(np.stack([values[at] for at in kept])).mean(axis=0))
    priorities = np.stack([experts[at].weights for at in kept])
    geometric = np.exp(np.log(priorities).mean(axis=0))
    return GroupAhpResult(
        experts,
        kept,
        returned,
        mean_cr,
        ahp_weights(joined),
        geometric / geometric.sum(),
        priorities.mean(axis=0),
        None,
    )


def _matrices_iv(matrices: Sequence[ArrayLike]) -> list[NDArray[np.float64]]:
    if not len(matrices):
        raise ValueError("matrices must hold at least one expert")
    values = []
    for at, matrix in enumerate(matrices, start=1):
        try:
            values.append(checked_pairwise(matrix))
        except ValueError as error:
            raise ValueError(f"expert {at}: {error}") from error
        if len(values[-1]) != len(values[0]):
            raise ValueError(f"expert {at} has {len(values[-1])} criteria, not {len(values[0])}")
    return values


def _mean_ratio(experts: Sequence[AhpResult], table: RandomIndex) -> Figure:
    label = f"mean consistency ratio of all experts, random index {table}"
    found = [one.cr[table] for one in experts]
    values = [one.value for one in found if one.value is not None]
    if not values:
        return Figure(label, None, found[0].reason)
    return Figure(label, sum(values) / len(values), found[0].reason)
