"""The command `weights ahp`: pairwise judgements in; weights and their consistency out."""

import argparse
from collections.abc import Mapping, Sequence
from typing import Final, cast

import numpy as np
from numpy.typing import NDArray

from scoring.cli.labelling import cautions_of, labels_of, reasons_of, refused, said_reasons
from scoring.cli.pairwise_files import PairwiseFile, read_pairwise
from scoring.cli.weights_words import said
from scoring.figure import Figure
from scoring.weights.ahp import RANDOM_INDEX, AhpResult, RandomIndex, ahp_weights
from scoring.weights.ahp_group import GroupAhpResult, group_ahp
from scoring.weights.pairwise import SignPolicy

SIGNS: Final[Mapping[str, SignPolicy]] = {
    "left-negative": "left_negative",
    "left-positive": "left_positive",
    "ratio": "ratio",
}
_WEIGHTS: Final = "principal eigenvector of the pairwise matrix"
_ROWS: Final = "row geometric means"


def ahp_document(chosen: argparse.Namespace) -> Mapping[str, object]:
    """Return what the judgements of one expert or of a group say."""
    policy = SIGNS[chosen.sign] if chosen.sign else None
    read = [read_pairwise(path, sign_policy=policy) for path in chosen.files]
    whole = _joined(read)
    facts = {"n_experts": len(whole.experts), "form": whole.form, "criteria": list(whole.criteria)}
    if len(whole.matrices) == 1:
        found = ahp_weights(whole.matrices[0])
        warnings = [*whole.warnings, *_contradictions(found, whole.criteria, chosen.random_index)]
        return facts | _one(found, whole.criteria) | {"warnings": warnings}
    group = group_ahp(
        whole.matrices,
        inconsistent_policy=chosen.inconsistent,
        random_index=chosen.random_index,
    )
    return facts | _group(group, whole, chosen)


def _joined(read: Sequence[PairwiseFile]) -> PairwiseFile:
    """Put several files of the same criteria together, each file in the first one's order."""
    first = read[0]
    if len(read) == 1:
        return first
    experts: list[str] = []
    matrices: list[NDArray[np.float64]] = []
    warnings: list[str] = []
    for one in read:
        if set(one.criteria) != set(first.criteria):
            raise refused(
                "各文件的准则不同",
                "the files must name the same criteria: " + ", ".join(one.criteria),
            )
        order = [one.criteria.index(name) for name in first.criteria]
        experts += one.experts
        matrices += [matrix[np.ix_(order, order)] for matrix in one.matrices]
        warnings += one.warnings
    if len(set(experts)) < len(experts):
        raise refused("各文件的专家编号重复", "an expert is named twice in the files")
    return PairwiseFile(
        first.criteria, tuple(experts), tuple(matrices), first.form, tuple(dict.fromkeys(warnings))
    )


def _one(found: AhpResult | None, criteria: Sequence[str]) -> dict[str, object]:
    """Return the keys that one matrix has, all null where nobody is kept."""
    if found is None:
        keys = ("weights", "by_name", "row_geometric_mean", "lambda_max", "ci", "gci")
        unsaid = dict.fromkeys((*keys, "cr"), "nobody_kept")
        nothing: dict[str, object] = dict.fromkeys(keys)
        blank = {"cr": dict.fromkeys(RANDOM_INDEX), "is_consistent": dict.fromkeys(RANDOM_INDEX)}
        return nothing | blank | {"labels": {}, "cautions": {}, "reasons": said_reasons(unsaid)}
    marked: dict[str, Figure] = {f"cr.{table}": figure for table, figure in found.cr.items()}
    marked["gci"] = found.gci
    return {
        "weights": found.weights.tolist(),
        "by_name": _named(criteria, found.weights),
        "row_geometric_mean": found.geometric.tolist(),
        "lambda_max": found.lambda_max,
        "ci": found.ci,
        "cr": {table: figure.value for table, figure in found.cr.items()},
        "cr_limit": found.cr_limit,
        "gci": found.gci.value,
        "gci_limit": found.gci_limit,
        "is_consistent": {table: found.is_consistent(table) for table in RANDOM_INDEX},
        "farthest": _farthest(found, criteria),
        "labels": labels_of(marked) | {"weights": _WEIGHTS, "row_geometric_mean": _ROWS},
        "cautions": cautions_of(marked),
        "reasons": reasons_of(marked) | _unsaid(found),
    }


def _named(criteria: Sequence[str], weights: NDArray[np.float64]) -> dict[str, float]:
    return dict(zip(criteria, weights.tolist(), strict=True))


def _farthest(found: AhpResult, criteria: Sequence[str]) -> dict[str, object] | None:
    one = found.farthest
    if one is None:
        return None
    return {
        "left": criteria[one.row],
        "right": criteria[one.column],
        "given": one.given,
        "implied": one.implied,
    }


def _unsaid(found: AhpResult) -> dict[str, str]:
    """Say why a verdict or the farthest judgement is null."""
    verdicts: dict[str, str | None] = {
        f"is_consistent.{table}": figure.reason
        for table, figure in found.cr.items()
        if figure.value is None
    }
    return said_reasons(verdicts | {"farthest": None if found.farthest else "perfectly_consistent"})


def _contradictions(found: AhpResult, criteria: Sequence[str], table: RandomIndex) -> list[str]:
    verdicts = {name: found.is_consistent(name) for name in RANDOM_INDEX}
    ratio = found.cr[table].value
    words = []
    if verdicts[table] is False and ratio is not None and found.farthest is not None:
        pair = f"{criteria[found.farthest.row]} / {criteria[found.farthest.column]}"
        words.append(said("inconsistent", cr=ratio, table=table, limit=found.cr_limit, cells=pair))
    if len(set(verdicts.values())) > 1:
        words.append(said("tables_differ", table=next(name for name in verdicts if verdicts[name])))
    return words


def _group(
    found: GroupAhpResult, whole: PairwiseFile, chosen: argparse.Namespace
) -> dict[str, object]:
    table = cast(RandomIndex, chosen.random_index)
    document = _one(found.aij, whole.criteria)
    named = [whole.experts[at] for at in found.returned]
    warnings = list(whole.warnings)
    if named:
        listed = ", ".join(named[:20]) + (" …" if len(named) > 20 else "")
        key = "experts_left_out" if chosen.inconsistent == "return" else "experts_still_counted"
        warnings.append(said(key, n=len(named), items=listed))
    if found.aij is not None:
        warnings += _contradictions(found.aij, whole.criteria, table)
    mean = {"group.mean_cr": found.mean_cr}
    labels = cast(dict[str, str], document["labels"]) | labels_of(mean) | _group_labels()
    cautions = cast(dict[str, str], document["cautions"]) | cautions_of(mean)
    reasons = cast(dict[str, str], document["reasons"]) | reasons_of(mean)
    if found.aij is None:
        keys = ("group.aip_geometric", "group.aip_arithmetic")
        reasons |= said_reasons(dict.fromkeys(keys, found.reason))
    return document | {
        "group": _group_document(found, whole, table),
        "warnings": warnings,
        "labels": labels,
        "cautions": cautions,
        "reasons": reasons,
    }


def _group_labels() -> dict[str, str]:
    return {
        "weights": f"AIJ: {_WEIGHTS} of the geometric means of the experts' judgements",
        "row_geometric_mean": f"AIJ: {_ROWS}",
        "group.aip_geometric": "AIP: geometric mean of the experts' weights, rescaled to sum to 1",
        "group.aip_arithmetic": "AIP: arithmetic mean of the experts' weights",
    }


def _group_document(
    found: GroupAhpResult, whole: PairwiseFile, table: RandomIndex
) -> dict[str, object]:
    geometric, arithmetic = found.aip_geometric, found.aip_arithmetic
    return {
        "n_experts": len(found.experts),
        "n_kept": len(found.kept),
        "n_consistent": sum(one.is_consistent(table) is True for one in found.experts),
        "returned": [whole.experts[at] for at in found.returned],
        "random_index": table,
        "mean_cr": found.mean_cr.value,
        "aij": None if found.aij is None else found.aij.weights.tolist(),
        "aip_geometric": None if geometric is None else geometric.tolist(),
        "aip_arithmetic": None if arithmetic is None else arithmetic.tolist(),
        "experts": [
            {
                "expert": name,
                "weights": one.weights.tolist(),
                "cr": {key: figure.value for key, figure in one.cr.items()},
                "is_consistent": one.is_consistent(table),
                "is_kept": at in found.kept,
                "farthest": _farthest(one, whole.criteria),
            }
            for at, (name, one) in enumerate(zip(whole.experts, found.experts, strict=True))
        ],
    }
