"""Harmonisation: answers of 5-, 7-, 10-, 11-point and yes/no items become points of 0-100."""

from scoring.harmonisation.items import (
    ItemRule,
    declared_rule,
    harmonise_items,
    respondent_points,
)

__all__ = ["ItemRule", "declared_rule", "harmonise_items", "respondent_points"]
