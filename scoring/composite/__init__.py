"""Composites: scores of a hierarchy of indicators for a whole cohort, none official by itself."""

from scoring.composite.building import Composite, build_composite
from scoring.composite.cohort import Cohort, Indicator, Method
from scoring.composite.means import MEANS, Mean, NotPositive, weighted_mean
from scoring.composite.roll_up import RollUp, RollUpRules, roll_up
from scoring.composite.tree import Node, Tree, grow_tree

__all__ = [
    "MEANS",
    "Cohort",
    "Composite",
    "Indicator",
    "Mean",
    "Method",
    "Node",
    "NotPositive",
    "RollUp",
    "RollUpRules",
    "Tree",
    "build_composite",
    "grow_tree",
    "roll_up",
    "weighted_mean",
]
