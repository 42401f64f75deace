"""Reliability of a response scale: alpha and its relatives, their intervals and item statistics."""

from scoring.reliability.alpha import AlphaResult, MissingPolicy, cronbach_alpha
from scoring.reliability.analysis import analyse_moments, analyse_reliability
from scoring.reliability.missing import GapPolicy
from scoring.reliability.moments import Moments, gathered_moments, merged_moments, moments_of
from scoring.reliability.snapshot import snapshot_moments
from scoring.reliability.statement import ItemResult, ReliabilityResult

__all__ = [
    "AlphaResult",
    "GapPolicy",
    "ItemResult",
    "MissingPolicy",
    "Moments",
    "ReliabilityResult",
    "analyse_moments",
    "analyse_reliability",
    "cronbach_alpha",
    "gathered_moments",
    "merged_moments",
    "moments_of",
    "snapshot_moments",
]
