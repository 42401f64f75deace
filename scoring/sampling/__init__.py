"""Samples of respondents: how many, how each is weighted, how well a figure of them is known."""

from scoring.sampling.dispositions import OutcomeRates, disposition_of, outcome_rates
from scoring.sampling.estimates import (
    MeanEstimate,
    ShareEstimate,
    design_effect,
    estimate_mean,
    estimate_share,
)
from scoring.sampling.groups import (
    GroupMean,
    GroupWeights,
    estimate_group_mean,
    group_weights,
    merged_shares,
)
from scoring.sampling.plan import (
    SamplePlan,
    allocate_sample,
    required_invitations,
    required_responses,
    sample_size,
    sample_size_of_mean,
)
from scoring.sampling.raking import RakingResult, Trim, rake
from scoring.sampling.refused import SampleRefused

__all__ = [
    "GroupMean",
    "GroupWeights",
    "MeanEstimate",
    "OutcomeRates",
    "RakingResult",
    "SamplePlan",
    "SampleRefused",
    "ShareEstimate",
    "Trim",
    "allocate_sample",
    "design_effect",
    "disposition_of",
    "estimate_group_mean",
    "estimate_mean",
    "estimate_share",
    "group_weights",
    "merged_shares",
    "outcome_rates",
    "rake",
    "required_invitations",
    "required_responses",
    "sample_size",
    "sample_size_of_mean",
]
