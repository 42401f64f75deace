"""Changing weights before a task starts: the core factor; weights in force live in the model."""

from collections.abc import Sequence
from fractions import Fraction


def boost_core(
    weights: Sequence[int | Fraction], is_core: Sequence[bool], *, factor: Fraction
) -> list[int]:
    """Multiply the core weights of siblings and bring the sum back to 100 in whole numbers.

    Parameters
    ----------
    weights : sequence of int or Fraction
        Level-3 siblings for one task type in the order of the model, summing to 100.
    is_core : sequence of bool
        Which of them are core.
    factor : Fraction
        The core factor, 1 or more (1.0-1.5 in the kit).

    Returns
    -------
    list of int
        Summing to 100.

    Raises
    ------
    ValueError
        The lengths differ, the weights do not sum to 100, or the factor is below 1.

    Notes
    -----
    Shares w_i f_i / sum(w_j f_j) of 100 are floored; what is left goes to the largest remainders,
    among equal ones to the larger share, then in the order of the model (ruling A32).

    Examples
    --------
    >>> boost_core([45, 35, 10, 10], [True, False, False, False], factor=Fraction(3, 2))
    [55, 29, 8, 8]
    """
    if len(weights) != len(is_core) or sum(weights) != 100 or factor < 1:
        raise ValueError("weights must sum to 100, one core mark each, factor 1 or more")
    raised = [
        Fraction(weight) * (factor if core else 1)
        for weight, core in zip(weights, is_core, strict=True)
    ]
    total = sum(raised)
    shares = [weight * 100 / total for weight in raised]
    whole = [int(share) for share in shares]
    order = sorted(range(len(shares)), key=lambda at: (-(shares[at] - whole[at]), -shares[at], at))
    for at in order[: 100 - sum(whole)]:
        whole[at] += 1
    return whole
