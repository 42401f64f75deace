"""What indicators really weigh in a composite, beside their nominal weights, as JSON holds it."""

import math

import numpy as np

from scoring.cli.labelling import said_reasons
from scoring.composite.building import Composite
from scoring.composite.tree import Tree, nominal_weights
from scoring.weights.influence import effective_influence


def weights_document(tree: Tree) -> dict[str, dict[str, float]]:
    """Return the nominal weight of every node: among its siblings, and of the top."""
    return {
        code: {"siblings": share, "top": whole}
        for code, (share, whole) in nominal_weights(tree).items()
    }


def influence_document(found: Composite, tree: Tree) -> list[dict[str, object]]:
    """Return the effective influence of each indicator on the last top of the hierarchy.

    Over the units that have a score there; gaps count as they do in it.
    """
    codes = [leaf.code for leaf in tree.leaves]
    scores = found.rolled.scores[:, found.rolled.codes.index(tree.tops[-1])]
    is_scored = ~np.isnan(scores)
    worst = math.nan if found.normalised.worst is None else found.normalised.worst
    values = np.where(np.isnan(found.normalised.scores), worst, found.normalised.scores)
    is_known = np.asarray(~np.isnan(values[is_scored]).any(axis=0))
    if is_scored.sum() < 2 or not is_known.any():
        return []
    known = [code for code, one in zip(codes, is_known.tolist(), strict=True) if one]
    nominal = nominal_weights(tree)
    influences = effective_influence(
        values[is_scored][:, is_known],
        scores[is_scored],
        weights=[nominal[code][1] for code in known],
    )
    return [
        {
            "indicator": code,
            "weight": one.weight,
            "correlation": one.correlation.value,
            "linear": one.linear.value,
            "ratio": one.ratio.value,
            "share": one.share.value,
            "reasons": said_reasons(
                {key: getattr(one, key).reason for key in ("correlation", "ratio", "share")}
            ),
        }
        for code, one in zip(known, influences, strict=True)
    ]
