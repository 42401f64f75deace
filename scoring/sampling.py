"""How many responses a survey needs and how many invitations that takes."""

import math
from dataclasses import dataclass
from fractions import Fraction

from scipy import stats

from scoring.model.policies import SurveyPolicy


@dataclass(frozen=True, slots=True)
class SamplePlan:
    """The required number of valid responses and what it follows from; None: endless frame."""

    frame: int | None
    margin: Fraction
    z: float
    n0: float
    n: int


def sample_size(
    frame: int | None, *, margin: Fraction, confidence: Fraction, p: Fraction
) -> SamplePlan:
    """Compute the sample size for a share.

    Parameters
    ----------
    frame : int or None
        People in the frame, 1 or more; None for an endless one.
    margin, confidence, p : Fraction
        Half-width of the interval, confidence level and expected share, between 0 and 1.

    Returns
    -------
    SamplePlan

    Raises
    ------
    ValueError
        A number is out of its range.

    Notes
    -----
    n0 = z^2 p (1 - p) / e^2, n = ceil(n0 / (1 + (n0 - 1) / N)), z = quantile of the normal
    distribution, not a rounded 1.96 (ruling A33).

    References
    ----------
    Cochran 1977, Sampling Techniques, 4.3-4.4.

    Examples
    --------
    >>> sample_size(12000, margin=Fraction(5, 100), confidence=Fraction(95, 100),
    ...             p=Fraction(1, 2)).n
    373
    """
    if frame is not None and frame < 1:
        raise ValueError(f"frame must be 1 or more, not {frame}")
    if not all(0 < share < 1 for share in (margin, confidence, p)):
        raise ValueError("margin, confidence and p must lie between 0 and 1")
    z = float(stats.norm.ppf(1 - (1 - float(confidence)) / 2))
    n0 = z * z * float(p * (1 - p)) / float(margin) ** 2
    needed = n0 if frame is None else n0 / (1 + (n0 - 1) / frame)
    return SamplePlan(frame, margin, z, n0, math.ceil(needed - 1e-9))


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
    """
    is_small = frame is not None and frame < policy.small_frame_below
    margin = policy.small_frame_margin if is_small else policy.margin
    return sample_size(frame, margin=margin, confidence=policy.confidence, p=policy.p)


def required_invitations(n_required: int, *, response_share: Fraction | str) -> int:
    """Compute how many invitations are expected to bring the required responses.

    Parameters
    ----------
    n_required : int
    response_share : Fraction or str
        Expected share of answers, above 0 and at most 1, taken as a decimal.

    Returns
    -------
    int
        ceil(n / share), computed exactly.

    Raises
    ------
    ValueError
        The share is out of its range.

    Examples
    --------
    >>> required_invitations(41, response_share="0.6")
    69
    """
    share = Fraction(response_share)
    if not 0 < share <= 1:
        raise ValueError(f"response_share must lie above 0 and at most 1, not {share}")
    return math.ceil(n_required / share)
