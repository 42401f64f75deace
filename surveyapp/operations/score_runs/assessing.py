"""Computing a score with its uncertainty beside it; the official part is the engine's alone."""

from collections.abc import Mapping
from typing import Any, Final, cast

import numpy as np

from scoring.case import read_case
from scoring.engine import find
from scoring.model import IndicatorModel
from scoring.report import report
from scoring.uncertainty.block import uncertainty_block
from scoring.uncertainty.case_uncertainty import UncertaintyOptions
from surveyapp.seal import hash_of

UNCERTAINTY: Final = "uncertainty"
MOST_LISTED: Final = 5
_SAID_ELSEWHERE: Final = ("total", "grade", "concentration")


def assess(model: IndicatorModel, inputs: Mapping[str, Any]) -> dict[str, Any]:
    """Score a case and say how sure its total and grade are; raises CaseFaults.

    The seed of the draws comes from the inputs, so that the same inputs give the same bits.
    Nothing is told of one respondent, and nothing at all of a group that is too small to publish.
    """
    findings = find(model, read_case(model, inputs))
    seed = int(hash_of(inputs)[:16], 16)
    block = uncertainty_block(
        findings,
        options=UncertaintyOptions(),
        rng=np.random.default_rng(seed),
        most_listed=MOST_LISTED,
        least_group=model.survey.publish_min_cell,
    )
    kept = {name: value for name, value in block.items() if name not in _SAID_ELSEWHERE}
    estimated = [
        {name: value for name, value in one.items() if name != "figures"}
        for one in cast("list[dict[str, Any]]", block["components"])
        if one["uncertainty"] is not None
    ]
    uncertainty = {**kept, "components": estimated, "seed": f"{seed:016x}"}
    return {**report(findings), UNCERTAINTY: uncertainty}


def official_part(result: Mapping[str, Any]) -> dict[str, Any]:
    """Return what decides: all of a result but its uncertainty."""
    return {name: value for name, value in result.items() if name != UNCERTAINTY}
