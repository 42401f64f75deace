"""Weights that people set: equal, given, and points that several experts spread over indicators."""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.weights.weighting import DOMINANT, Weighting

TOLERANCE: Final = 1e-9

SumPolicy = Literal["refuse", "rescale"]


@dataclass(frozen=True, slots=True)
class BudgetAllocation:
    """Mean shares of several experts, and how far the experts lie apart.

    `shares` shape (n_experts, n_indicators), each row summing to 1; `sd` over the experts (divided
    by n - 1), `low` and `high` the least and the largest share, each of shape (n_indicators,); `sd`
    is None for a single expert.
    """

    weighting: Weighting
    shares: NDArray[np.float64]
    sd: NDArray[np.float64] | None
    low: NDArray[np.float64]
    high: NDArray[np.float64]


def equal_weights(n_indicators: int) -> Weighting:
    """Give every indicator the same weight.

    Parameters
    ----------
    n_indicators : int
        1 or more.

    Returns
    -------
    Weighting

    Raises
    ------
    ValueError
        There is no indicator.

    Notes
    -----
    Equal weights are a judgement too: of two indicators that say the same, both count.

    References
    ----------
    OECD/JRC 2008, p. 31.

    Examples
    --------
    >>> equal_weights(4).weights.tolist()
    [0.25, 0.25, 0.25, 0.25]
    """
    if n_indicators < 1:
        raise ValueError(f"n_indicators must be 1 or more, not {n_indicators}")
    return Weighting("equal weights", np.full(n_indicators, 1 / n_indicators))


def given_weights(weights: ArrayLike, *, sum_policy: SumPolicy, total: float = 1.0) -> Weighting:
    """Take weights as they are given, as shares of 1.

    Parameters
    ----------
    weights : array_like, shape (n_indicators,)
        Not negative; not all 0.
    sum_policy : {'refuse', 'rescale'}
        What to do with weights that do not sum to `total` within 1e-9 of it.
    total : float
        1, 100, or whatever the weights are parts of.

    Returns
    -------
    Weighting

    Raises
    ------
    ValueError
        The policy or the total is not allowed, the weights are none, negative, not finite, all 0,
        or do not sum.

    Notes
    -----
    w / sum(w). Rescaling hides a slip (a weight left out, a 3 for a 30), so it must be asked for,
    and the label of the result says that it was done.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, pp. 31-33 (weights are
    judgements of value).

    Examples
    --------
    >>> given_weights([50, 30, 20], sum_policy="refuse", total=100).weights.tolist()
    [0.5, 0.3, 0.2]
    >>> given_weights([2, 1, 1], sum_policy="rescale").weights.tolist()
    [0.5, 0.25, 0.25]
    """
    _policy_iv(sum_policy, total)
    values = np.asarray(weights, dtype=np.float64)
    if values.ndim != 1 or not values.size:
        raise ValueError(f"weights must be a row of numbers, not of shape {values.shape}")
    label = "given weights" if sum_policy == "refuse" else "given weights, rescaled to sum to 1"
    return Weighting(label, _shares(values, sum_policy, total, of="weights"))


def checked_shares(weights: ArrayLike, n_indicators: int) -> NDArray[np.float64]:
    """Return weights that are shares of 1, one an indicator.

    Parameters
    ----------
    weights : array_like, shape (n_indicators,)
        Not negative, summing to 1 within 1e-9.
    n_indicators : int

    Returns
    -------
    ndarray, shape (n_indicators,)

    Raises
    ------
    ValueError
        Their number differs, or they are negative, not finite, or do not sum to 1.

    Examples
    --------
    >>> checked_shares([0.5, 0.5], 2).tolist()
    [0.5, 0.5]
    """
    values = np.asarray(weights, dtype=np.float64)
    if values.shape != (n_indicators,):
        raise ValueError(f"weights must be {n_indicators}, one an indicator")
    return _shares(values, "refuse", 1.0, of="weights")


def budget_allocation(
    points: ArrayLike, *, sum_policy: SumPolicy, total: float = 100.0
) -> BudgetAllocation:
    """Average the points that experts spread over the indicators (budget allocation process).

    Parameters
    ----------
    points : array_like, shape (n_experts, n_indicators)
        Not negative, each expert's row summing to `total`.
    sum_policy : {'refuse', 'rescale'}
        What to do with an expert whose points do not sum to `total` within 1e-9 of it.
    total : float
        The budget of an expert.

    Returns
    -------
    BudgetAllocation

    Raises
    ------
    ValueError
        As for `given_weights`, naming the expert's row from 1.

    Notes
    -----
    Every expert counts the same: shares are averaged, not points. A gap is refused; an expert who
    gives an indicator nothing writes 0.

    References
    ----------
    OECD/JRC 2008, p. 96.

    Examples
    --------
    >>> found = budget_allocation([[60, 40], [50, 50]], sum_policy="refuse")
    >>> found.weighting.weights.tolist(), found.sd.round(4).tolist()
    ([0.55, 0.45], [0.0707, 0.0707])
    """
    _policy_iv(sum_policy, total)
    values = np.asarray(points, dtype=np.float64)
    if values.ndim != 2 or not values.size:
        raise ValueError(f"points must be a table of experts, not of shape {values.shape}")
    rows = enumerate(values, start=1)
    shares = np.array(
        [_shares(row, sum_policy, total, of=f"points of row {at}") for at, row in rows]
    )
    return BudgetAllocation(
        Weighting("budget allocation, mean of the experts' shares", shares.mean(axis=0)),
        shares,
        shares.std(axis=0, ddof=1) if len(shares) > 1 else None,
        shares.min(axis=0),
        shares.max(axis=0),
    )


def dominant_indicators(weights: ArrayLike) -> tuple[int, ...]:
    """Find the indicators that weigh more than all others together.

    Parameters
    ----------
    weights : array_like, shape (n_indicators,)
        Shares of 1.

    Returns
    -------
    tuple of int
        At most one place, from 0.

    Notes
    -----
    With more than half the weight an indicator decides every outranking by itself (dictator).

    References
    ----------
    Munda 2008, Social Multi-Criteria Evaluation for a Sustainable Economy; OECD/JRC 2008, p. 111.

    Examples
    --------
    >>> dominant_indicators([0.6, 0.4]), dominant_indicators([0.5, 0.5])
    ((0,), ())
    """
    values = np.asarray(weights, dtype=np.float64)
    return tuple(np.flatnonzero(values > DOMINANT + TOLERANCE).tolist())


def _policy_iv(sum_policy: str, total: float) -> None:
    if sum_policy not in {"refuse", "rescale"}:
        raise ValueError(f"sum_policy must be 'refuse' or 'rescale', not {sum_policy!r}")
    if not 0 < total < np.inf:
        raise ValueError(f"total must be a positive number, not {total}")


def _shares(
    values: NDArray[np.float64], sum_policy: str, total: float, *, of: str
) -> NDArray[np.float64]:
    if not np.isfinite(values).all() or (values < 0).any():
        raise ValueError(f"{of} must be finite and not negative")
    found = float(values.sum())
    if found <= 0:
        raise ValueError(f"{of} must not all be 0")
    if sum_policy == "refuse" and abs(found - total) > TOLERANCE * total:
        raise ValueError(f"{of} must sum to {total:g}, not {found:.10g}")
    shares: NDArray[np.float64] = values / found
    return shares
