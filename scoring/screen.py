"""Judging raw answers by the invalid-answer rules, before reversing; nothing is scored here."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from scoring.model.policies import ScreeningRule

Flags = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Screening:
    """The verdict on each response; every array has shape (n_respondents,).

    `failed` holds, by rule and in the order of the rules, who failed it; `not_applied` the rules
    for which the answers lack what they need; `is_one_answer` rows with one answer to all answered
    items; `is_uniform_neutral` those whose one answer is the neutral one (flagged, still valid).
    """

    is_valid: Flags
    failed: Mapping[str, Flags]
    not_applied: tuple[str, ...]
    is_one_answer: Flags
    is_uniform_neutral: Flags
    n_missing: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class ScreeningPolicy:
    """The rules and what they must know of the items.

    `is_reversed` and `neutral` have shape (n_items,); a neutral answer of NaN means none.
    """

    rules: tuple[ScreeningRule, ...]
    is_reversed: Flags
    neutral: NDArray[np.float64]
    needs_reversed: bool


@dataclass(frozen=True, slots=True)
class Circumstances:
    """What is known of each response beside its answers; None: nothing is known of any.

    `seconds` may hold NaN for single responses; `attention_passed` is False for a wrong or empty
    answer; `is_duplicate` marks every copy after the first.
    """

    seconds: NDArray[np.float64] | None = None
    attention_passed: Flags | None = None
    is_duplicate: Flags | None = None


def screen_responses(
    answers: ArrayLike, *, policy: ScreeningPolicy, circumstances: Circumstances
) -> Screening:
    """Screen raw answers to the items of an instrument's scales.

    Parameters
    ----------
    answers : array_like, shape (n_respondents, n_items)
        Points on the response scale as given, not reversed; NaN is no rating.
    policy : ScreeningPolicy
        The rules of `invalid_if`, in order.
    circumstances : Circumstances
        Seconds, attention check and duplicates.

    Returns
    -------
    Screening

    Raises
    ------
    ValueError
        `answers` is no matrix with the items of the policy.

    Notes
    -----
    missing_share: n_missing / n_items > limit; speed: seconds < limit x n_items; both strict, over
    the scale items only (rulings A5, A6). A straight line is one answer to all answered items;
    where the instrument asks for it, one of them reversed; the neutral answer only flags (A7).
    All reasons are kept, in the order of the rules (A10).

    Examples
    --------
    >>> policy = ScreeningPolicy((ScreeningRule("straight_line", None),),
    ...     np.array([False, False]), np.array([3.0, 3.0]), needs_reversed=False)
    >>> verdict = screen_responses([[4, 4], [3, 3], [4, 5]], policy=policy,
    ...                            circumstances=Circumstances())
    >>> verdict.is_valid.tolist(), verdict.is_uniform_neutral.tolist()
    ([False, True, True], [False, True, False])
    """
    matrix = np.asarray(answers, dtype=np.float64)
    if matrix.ndim != 2 or matrix.shape[1] != len(policy.is_reversed):
        raise ValueError(f"answers must have shape (n, {len(policy.is_reversed)})")
    is_missing = np.isnan(matrix)
    one_answer = _one_answer(matrix, is_missing)
    neutral = one_answer & np.all(is_missing | (matrix == policy.neutral), axis=1)
    counted = one_answer
    if policy.needs_reversed:
        counted = one_answer & np.any(~is_missing & policy.is_reversed, axis=1)
    n_missing = is_missing.sum(axis=1).astype(np.int64)
    failed: dict[str, Flags] = {}
    not_applied: list[str] = []
    for rule in policy.rules:
        verdict = _verdict(rule, n_missing, matrix.shape[1], circumstances)
        if rule.rule == "straight_line" and matrix.shape[1] > 1:
            verdict = counted & ~neutral
        if verdict is None:
            not_applied.append(rule.rule)
        else:
            failed[rule.rule] = verdict
    n_failed = sum((flags.astype(np.int64) for flags in failed.values()), np.zeros(len(matrix)))
    return Screening(
        np.asarray(n_failed == 0), failed, tuple(not_applied), one_answer, counted & neutral,
        n_missing,
    )  # fmt: skip


def _one_answer(matrix: NDArray[np.float64], is_missing: Flags) -> Flags:
    """Tell which rows give one answer to all items that they answer, and answer any."""
    highest = np.where(is_missing, -np.inf, matrix).max(axis=1, initial=-np.inf)
    lowest = np.where(is_missing, np.inf, matrix).min(axis=1, initial=np.inf)
    return np.asarray(highest == lowest)


def _verdict(
    rule: ScreeningRule, n_missing: NDArray[np.int64], n_items: int, around: Circumstances
) -> Flags | None:
    """Judge a rule other than the straight line; None where it cannot be applied."""
    if rule.rule == "missing_share" and rule.limit is not None and n_items:
        over = n_missing * rule.limit.denominator > n_items * rule.limit.numerator
        return np.asarray(over)
    if rule.rule == "speed" and rule.limit is not None and around.seconds is not None:
        with np.errstate(invalid="ignore"):
            return np.asarray(around.seconds < float(rule.limit * n_items))
    if rule.rule == "attention" and around.attention_passed is not None:
        return ~around.attention_passed
    if rule.rule == "duplicate":
        return around.is_duplicate
    return None
