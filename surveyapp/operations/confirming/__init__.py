"""Confirming: the approver's decision on a score run, and the quota of its round and type."""

from surveyapp.operations.confirming.deciding import (
    InputsChanged,
    NotComputable,
    NotReviewed,
    RecomputationDiffers,
    ReviewerObjected,
    VetoQuestionsOpen,
    approve,
    people_behind,
    refuse,
)
from surveyapp.operations.confirming.quota import (
    FullTie,
    PlacesTaken,
    QuotaUndecided,
    ResultsPending,
    Standing,
    close_results,
    quota_standing,
)

__all__ = [
    "FullTie",
    "InputsChanged",
    "NotComputable",
    "NotReviewed",
    "PlacesTaken",
    "QuotaUndecided",
    "RecomputationDiffers",
    "ResultsPending",
    "ReviewerObjected",
    "Standing",
    "VetoQuestionsOpen",
    "approve",
    "close_results",
    "people_behind",
    "quota_standing",
    "refuse",
]
