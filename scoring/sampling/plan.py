"""How many responses a survey needs, of whom, and how many invitations that takes."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scipy import stats

from scoring.model.policies import SurveyPolicy
from scoring.sampling.refused import SampleRefused, require_confidence

LARGEST = 10**15


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """The required number of valid responses and what it follows from; None: endless frame."""

    frame: int | None
    margin: Fraction
    z: float
    n0: float
    n: int


def sample_size(
    frame: int | None,
    *,
    margin: Fraction,
    confidence: Fraction,
    p: Fraction,
    deff: Fraction = Fraction(1),
) -> SamplePlan:
    """Compute the sample size for a share.

    Parameters
    ----------
    frame : int or None
        People in the frame, 1 or more; None for an endless one.
    margin, confidence, p : Fraction
        Half-width of the interval, confidence level and expected share, between 0 and 1.
    deff : Fraction
        Expected design effect, above 0 and at most 1000.

    Returns
    -------
    SamplePlan

    Raises
    ------
    SampleRefused
        A number is out of its range.

    Notes
    -----
    n0 = deff z^2 p (1 - p) / e^2, n = ceil(n0 / (1 + (n0 - 1) / N)), z = quantile of the normal
    distribution, not a rounded 1.96 (ruling A33).

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., 4.3-4.4.

    Examples
    --------
    >>> sample_size(12000, margin=Fraction(5, 100), confidence=Fraction(95, 100),
    ...             p=Fraction(1, 2)).n
    373
    """
    if not all(0 < share < 1 for share in (margin, p)):
        raise SampleRefused(
            f"margin and p must lie between 0 and 1, not {float(margin):g} and {float(p):g}",
            f"误差界与预期比例应在 0 与 1 之间，而不是 {float(margin):g} 与 {float(p):g}",
        )
    z = _quantile_iv(frame, confidence, deff)
    return _plan(frame, margin, z=z, n0=z * z * float(deff * p * (1 - p) / margin**2), less=1)


def sample_size_of_mean(
    frame: int | None,
    *,
    margin: Fraction,
    confidence: Fraction,
    sd: Fraction,
    deff: Fraction = Fraction(1),
) -> SamplePlan:
    """Compute the sample size for a mean.

    Parameters
    ----------
    frame : int or None
        People in the frame, 1 or more; None for an endless one.
    margin : Fraction
        Half-width of the interval, above 0, in the unit of the mean.
    confidence : Fraction
        Between 0 and 1.
    sd : Fraction
        Expected standard deviation, above 0, in the unit of the mean.
    deff : Fraction
        Expected design effect, above 0 and at most 1000.

    Returns
    -------
    SamplePlan

    Raises
    ------
    SampleRefused
        A number is out of its range.

    Notes
    -----
    n0 = deff (z sd / e)^2, n = ceil(n0 / (1 + n0 / N)), z the quantile of the normal distribution.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., 4.6.

    Examples
    --------
    >>> sample_size_of_mean(None, margin=Fraction(2), confidence=Fraction(95, 100),
    ...                     sd=Fraction(20)).n
    385
    """
    if not (0 < margin <= LARGEST and 0 < sd <= LARGEST):
        raise SampleRefused(
            f"margin and sd must be positive, not {float(margin):g} and {float(sd):g}",
            f"误差界与标准差应为正数，而不是 {float(margin):g} 与 {float(sd):g}",
        )
    z = _quantile_iv(frame, confidence, deff)
    return _plan(frame, margin, z=z, n0=z * z * float(deff * (sd / margin) ** 2), less=0)


def allocate_sample(n: int, frames: Mapping[str, int], *, min_n: int = 0) -> dict[str, int]:
    """Share out a sample among respondent groups in proportion to their people.

    Parameters
    ----------
    n : int
        Responses needed together, 1 or more, at most all people.
    frames : mapping of str to int
        People of each group, 1 or more.
    min_n : int
        Least responses of a group, 0 or more; a group of fewer people is asked whole.

    Returns
    -------
    dict of str to int
        Responses of each group. They sum to `n`, or to more where groups were raised to `min_n`.

    Raises
    ------
    SampleRefused
        No groups, a group without people, or a number out of its range.

    Notes
    -----
    Shares n N_g / N are floored and what is left goes to the largest remainders, among equal ones
    to the earlier group; then max(share, min(min_n, N_g)). Below 5 answers a group does not count
    in a weighted figure (ruling A3), so plan for more.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., 5.5 (proportional allocation).

    Examples
    --------
    >>> allocate_sample(50, {"users": 300, "staff": 60, "experts": 8}, min_n=5)
    {'users': 41, 'staff': 8, 'experts': 5}
    """
    if not frames or min(frames.values()) < 1:
        raise SampleRefused(
            "frames must give every group at least one person", "每个群体至少要有一人"
        )
    people = sum(frames.values())
    if not 1 <= n <= people or min_n < 0:
        raise SampleRefused(
            f"n must lie between 1 and the {people} people, not {n}, and min_n be 0 or more",
            f"样本量应在 1 与总人数 {people} 之间，而不是 {n}，每组下限不能为负",
        )
    floors = {code: n * size // people for code, size in frames.items()}
    left = n - sum(floors.values())
    order = sorted(frames, key=lambda code: -(n * frames[code] % people))
    for code in order[:left]:
        floors[code] += 1
    return {code: max(floors[code], min(min_n, size)) for code, size in frames.items()}


def _quantile_iv(frame: int | None, confidence: Fraction, deff: Fraction) -> float:
    """Return the normal quantile of a confidence; refuse a frame or a design effect of no use."""
    if frame is not None and not 1 <= frame <= LARGEST:
        raise SampleRefused(
            f"frame must be 1 or more, at most 1e15, not {frame}",
            f"总体人数应为 1 或以上、不超过 1e15，而不是 {frame}",
        )
    require_confidence(confidence)
    if not 0 < deff <= 1000:
        raise SampleRefused(
            f"deff must be positive and at most 1000, not {float(deff):g}",
            f"设计效应应为正数且不超过 1000，而不是 {float(deff):g}",
        )
    return float(stats.norm.ppf(1 - (1 - float(confidence)) / 2))


def _plan(frame: int | None, margin: Fraction, *, z: float, n0: float, less: int) -> SamplePlan:
    """Correct a size for a finite frame and round it up; rounding errors raise nothing."""
    needed = n0 if frame is None else n0 / (1 + (n0 - less) / frame)
    if not needed <= LARGEST:
        raise SampleRefused(
            "margin is so small that more than 1e15 responses were needed",
            "误差界过小，所需答卷超过 1e15",
        )
    return SamplePlan(frame, margin, z, n0, max(math.ceil(needed - 1e-9), 1))


def required_responses(frame: int | None, *, policy: SurveyPolicy) -> SamplePlan:
    """Compute the required responses by a model's policy: a wider margin for a small frame.

    Parameters
    ----------
    frame : int or None
        People in the frame; None for an endless one.
    policy : SurveyPolicy
        Its small-frame margin applies strictly below `small_frame_below`.

    Returns
    -------
    SamplePlan

    Raises
    ------
    SampleRefused
        The frame is below 1 or beyond 1e15, or the policy's numbers are out of their ranges.

    Notes
    -----
    n by `sample_size` for a share of p (the kit's .5 is the least favourable) without a design
    effect, z^2 p (1 - p) / e^2 corrected for the frame; e is the policy's margin, or its
    small-frame margin for a frame that is smaller than its limit. A frame of exactly that limit
    takes the plain margin.

    References
    ----------
    Cochran, W. G. (1977). Sampling Techniques, 3rd ed., 4.3-4.4.

    Examples
    --------
    >>> from types import SimpleNamespace
    >>> policy = SimpleNamespace(margin=Fraction(5, 100), small_frame_margin=Fraction(10, 100),
    ...                          small_frame_below=200, confidence=Fraction(95, 100),
    ...                          p=Fraction(1, 2))
    >>> required_responses(1000, policy=policy).n, required_responses(199, policy=policy).n
    (278, 65)
    """
    is_small = frame is not None and frame < policy.small_frame_below
    margin = policy.small_frame_margin if is_small else policy.margin
    return sample_size(frame, margin=margin, confidence=policy.confidence, p=policy.p)


def required_invitations(n_required: int, *, response_share: Fraction | str) -> int:
    """Compute how many invitations are expected to bring the required responses.

    Parameters
    ----------
    n_required : int
        Valid responses that are needed, 0 or more.
    response_share : Fraction or str
        Expected share of answers, above 0 and at most 1, taken as a decimal.

    Returns
    -------
    int
        ceil(n / share), computed exactly.

    Raises
    ------
    SampleRefused
        The share is out of its range.

    Notes
    -----
    The expected number of answers then reaches n; that they do reach it is about as likely as not.
    Plan with the lowest response rate of comparable rounds.

    References
    ----------
    AAPOR (2023). Standard Definitions, 10th edition (the response rate RR1, on which to plan).

    Examples
    --------
    >>> required_invitations(41, response_share="0.6")
    69
    """
    share = Fraction(response_share)
    if not 0 < share <= 1:
        raise SampleRefused(
            f"response_share must lie above 0 and at most 1, not {share}",
            f"预期回收比例应大于 0 且不超过 1，而不是 {share}",
        )
    return math.ceil(n_required / share)
