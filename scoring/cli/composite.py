"""The command `composite`: figures and a hierarchy in; scores and ranks at every level out."""

import argparse
import math
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

from scoring.cli.composite_data import CohortChoices, CohortRead, read_cohort, read_reference
from scoring.cli.composite_document import composite_document
from scoring.cli.composite_influence import influence_document, weights_document
from scoring.cli.composite_meta import Meta, read_meta
from scoring.cli.labelling import refused
from scoring.cli.refusals import in_chinese
from scoring.composite.building import Composite, build_composite
from scoring.composite.cohort import MISSINGS, NORMALISATIONS, TREATINGS, Method
from scoring.composite.means import MEANS, ZERO_POLICIES
from scoring.normalisation.checking import Ends
from scoring.normalisation.ranking import TIES
from scoring.treatment.availability import LEAST_AVAILABILITY
from scoring.treatment.imputation import IMPUTATIONS

_EXAMPLE: Final = """\
example / 例
  The published ASEM index (Switzerland first with 68.38) from the two files of COINr:
    composite asem_iData.csv asem_iMeta.csv --impute group-mean --group EurAsia_group --treat jrc
  divide by the sizes (--denominate auto), fill gaps with the mean of the group, treat outliers by
  the rule of the JRC, min-max to 0-100, arithmetic means at every level.
  先除以规模，以组均值填补，按 JRC 规则处理异常值，再作极差归一，各级算术平均。"""


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "composite",
        help="score and rank a cohort and print JSON / 合成指数并输出JSON",
        epilog=_EXAMPLE,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("data", type=Path, help="CSV: one row a unit, one column an indicator")
    parser.add_argument("meta", type=Path, help="CSV: iCode, Parent, Weight, Direction, Type, ...")
    parser.add_argument("--normalise", choices=NORMALISATIONS, default="minmax")
    parser.add_argument("--aggregate", choices=MEANS, default="arithmetic")
    parser.add_argument(
        "--range", help="LOW,HIGH of scores; otherwise 0,100, or 1,100 unless all is arithmetic"
    )
    parser.add_argument("--unit", help="column that names the units; otherwise uCode and the like")
    parser.add_argument(
        "--denominate",
        choices=("auto", "yes", "no"),
        default="auto",
        help="divide by the Denominator of META; auto: unless DATA has none of them",
    )
    parser.add_argument("--impute", choices=("none", *IMPUTATIONS), default="none")
    parser.add_argument("--group", help="column of groups; otherwise the only Group of META")
    parser.add_argument(
        "--treat", choices=TREATINGS, default="none", help="outliers; not for pass or fail evidence"
    )
    parser.add_argument(
        "--availability",
        type=float,
        default=LEAST_AVAILABILITY,
        help="least share of figures for a score and for imputation",
    )
    parser.add_argument(
        "--missing",
        choices=MISSINGS,
        default="worst",
        help="a gap counts as the worst score, or leaves null; never re-weighted",
    )
    parser.add_argument("--ties", choices=TIES, default="min")
    parser.add_argument("--zero", choices=ZERO_POLICIES, default="refuse")
    parser.add_argument("--reference", type=Path, help="earlier output whose parameters are kept")
    parser.add_argument(
        "--influence", action="store_true", help="add the effective influence of each indicator"
    )
    parser.set_defaults(act=_composite)


def _composite(chosen: argparse.Namespace) -> Mapping[str, object]:
    if not 0 <= chosen.availability <= 1:
        raise refused("--availability 应为 0 到 1", "--availability must lie between 0 and 1")
    meta = read_meta(chosen.meta)
    imputation = None if chosen.impute == "none" else chosen.impute
    choices = CohortChoices(chosen.unit, chosen.group, imputation, chosen.denominate)
    read = read_cohort(chosen.data, meta, choices)
    method = Method(
        normalisation=chosen.normalise,
        mean=chosen.aggregate,
        ends=_ends(chosen, meta),
        is_denominated=read.is_denominated,
        imputation=imputation,
        treating=chosen.treat,
        missing=chosen.missing,
        least_availability=chosen.availability,
        ties=chosen.ties,
        zero_policy=chosen.zero,
        reference=None if chosen.reference is None else read_reference(chosen.reference, read),
    )
    found = _built(read, method)
    document = composite_document(found, read, meta=meta, method=method)
    influence = influence_document(found, meta.tree) if chosen.influence else None
    return document | {"weights": weights_document(meta.tree), "influence": influence}


def _ends(chosen: argparse.Namespace, meta: Meta) -> Ends | None:
    """Return the ends of scores, None for the usual ones; check what they are good for."""
    means = {chosen.aggregate, *(one.mean for one in meta.tree.order)} - {None, "arithmetic"}
    if means and chosen.normalise in ("zscore", "tscore"):
        mean = min(means)
        raise refused(
            f"{chosen.normalise} 可为负，不能用于 {mean} 平均",
            f"{chosen.normalise} may be negative and cannot enter a {mean} mean",
        )
    if chosen.range is None:
        return None
    try:
        low, high = (float(part) for part in chosen.range.split(","))
    except ValueError:
        low = high = math.nan
    if not (-1e100 <= low < high <= 1e100):
        raise refused("--range 应为递增的两个数", "--range must be two numbers that rise: LOW,HIGH")
    return low, high


def _built(read: CohortRead, method: Method) -> Composite:
    try:
        return build_composite(read.cohort, method)
    except ValueError as error:
        raise refused(in_chinese(error), str(error)) from error
