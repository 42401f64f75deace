"""Normalisation: figures of any unit become scores; what treats figures before lies elsewhere."""

from scoring.normalisation.goalposts import distance_to_target, goalposts
from scoring.normalisation.ranking import percentile_ranks, ranks, rounded_digits
from scoring.normalisation.ratios import bands_about_mean, ratios_to
from scoring.normalisation.reference import (
    Reference,
    freeze_reference,
    min_max,
    t_scores,
    z_scores,
)
from scoring.normalisation.shapes import best_inside, piecewise, stepped

__all__ = [
    "Reference",
    "bands_about_mean",
    "best_inside",
    "distance_to_target",
    "freeze_reference",
    "goalposts",
    "min_max",
    "percentile_ranks",
    "piecewise",
    "ranks",
    "ratios_to",
    "rounded_digits",
    "stepped",
    "t_scores",
    "z_scores",
]
