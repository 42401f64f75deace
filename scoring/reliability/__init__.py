"""Reliability of a response scale: alpha and its relatives, their intervals and item statistics."""

from scoring.reliability.alpha import AlphaResult, MissingPolicy, cronbach_alpha

__all__ = ["AlphaResult", "MissingPolicy", "cronbach_alpha"]
