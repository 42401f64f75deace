"""The command `agreement`: ratings of several people in, every coefficient that applies out."""

import argparse
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.agreement import weights_of_disagreement
from scoring.cli.agreement_codes import given_labels
from scoring.cli.agreement_document import document_of
from scoring.cli.agreement_figures import Wanted, compute
from scoring.cli.agreement_raw import Asked, Reading, is_long, read_raw
from scoring.cli.agreement_tallies import read_counts, read_long, read_pairs, read_shares
from scoring.cli.labelling import joined, refused, require_draws
from scoring.cli.refusals import in_chinese
from scoring.cli.tables import read_table

DEFAULT_SEED: Final = 1
_FORMS: Final = """\
forms of FILE (CSV with a header line; blank or NA is a missing rating) / 输入形式
  --input raw          one row a unit, one column a rater; --rows raters: one row a rater,
                       one column a unit. A first column is taken as the rows' names, not as
                       ratings, if its cells all differ and either its own name says so (unit,
                       id, subject, target, rater, observer, 编号, 评委 ...) or its cells are words
                       while all the others are numbers; if it names raters, rows are raters.
                       A table unit, rater, value with one rating a row is recognised too.
  --input counts       one row a unit, one column a category: how many raters chose it
  --input proportions  square table of two raters: shares that add up to 1 (give --n for
                       standard errors) or whole numbers, which are counts of units
  --input pairs        two columns: the codes of two coders, one pair a row;
                       with a third column count (n, freq, 次数): how often the pair came up;
                       three columns of which the first names each row: name, coder, coder;
                       otherwise one rating a row: unit, rater, value
categories / 类别
  Categories that are all numbers are taken as numbers, otherwise as words; at levels interval and
  ratio words are refused. At level ordinal words need --categories in order, unless they begin
  with different numbers or are single letters. Without --categories they come from the ratings.
  Weights (weighted kappa, AC2) count places of the list at level ordinal, values at interval and
  ratio; at level nominal codes are names, whatever they look like, and have none.
output / 输出
  reasons says why a figure is null, cautions what to beware of in one that is not."""


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "agreement",
        help="agreement of raters as JSON / 评分人一致性，输出JSON",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=_FORMS,
    )
    parser.add_argument("file", type=Path, help="CSV with a header line")
    parser.add_argument(
        "--level", required=True, choices=("nominal", "ordinal", "interval", "ratio")
    )
    parser.add_argument("--input", choices=tuple(_READERS), default="raw")
    parser.add_argument("--rows", choices=("units", "raters"), help="what a row of raw is")
    parser.add_argument("--columns", help="columns with ratings, joined by commas; otherwise all")
    parser.add_argument("--names", help="column that only names the rows")
    parser.add_argument("--categories", help="the code book in order, joined by commas")
    parser.add_argument(
        "--disagreement",
        help="weights of disagreement for kappa, a row a category: '0,1,3;1,0,6;3,6,0'",
    )
    parser.add_argument("--n", type=float, help="units behind a table of proportions")
    parser.add_argument(
        "--missing",
        choices=("listwise", "refuse"),
        default="listwise",
        help="gaps for ICC, Kendall's W and two raters; the others use all ratings",
    )
    parser.add_argument("--confidence", type=float, default=0.95)
    parser.add_argument("--draws", type=int, default=2_000, help="bootstrap draws, 100 to 100,000")
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.set_defaults(act=_agreement)


def _agreement(chosen: argparse.Namespace) -> Mapping[str, object]:
    _require_options(chosen)
    asked = Asked(
        chosen.level,
        chosen.rows,
        joined(chosen.columns),
        chosen.names,
        given_labels(chosen.categories),
        chosen.n,
    )
    table = read_table(chosen.file)
    is_found_long = chosen.input == "raw" and not (chosen.rows or asked.columns) and is_long(table)
    reading = (
        read_long(table, table.names, asked)
        if is_found_long
        else _READERS[chosen.input](table, asked)
    )
    reading, empty_raters = _without_empty(reading)
    wanted = Wanted(
        chosen.level,
        chosen.missing,
        chosen.confidence,
        chosen.draws,
        chosen.seed,
        _disagreement(chosen.disagreement, len(reading.book.labels)),
    )
    try:
        found = compute(reading, wanted)
    except ValueError as error:
        raise refused(in_chinese(error), str(error)) from error
    return document_of(reading, found, wanted, empty_raters)


_READERS: Final = {
    "raw": read_raw,
    "counts": read_counts,
    "proportions": read_shares,
    "pairs": read_pairs,
}


def _require_options(chosen: argparse.Namespace) -> None:
    if not 0 < chosen.confidence < 1:
        raise refused("--confidence 须在 0 与 1 之间", "--confidence must lie between 0 and 1")
    require_draws(chosen)
    if chosen.n is not None and (chosen.input != "proportions" or not 0 < chosen.n < np.inf):
        raise refused(
            "--n 须为正数，且只用于 --input proportions",
            "--n must be above 0 and goes with --input proportions",
        )
    if chosen.rows is not None and chosen.input != "raw":
        raise refused("--rows 只用于 --input raw", "--rows goes with --input raw")


def _without_empty(reading: Reading) -> tuple[Reading, tuple[str, ...]]:
    """Leave out raters who gave no rating, and name them; one of several at least is kept."""
    if reading.ratings is None or reading.raters is None:
        return reading, ()
    n_given = np.count_nonzero(~np.isnan(reading.ratings), axis=0).tolist()
    if all(n_given) or not any(n_given):
        return reading, ()
    kept = [place for place, n in enumerate(n_given) if n]
    names = tuple(reading.raters[place] for place in kept)
    empty = tuple(name for name, n in zip(reading.raters, n_given, strict=True) if not n)
    return replace(reading, ratings=reading.ratings[:, kept], raters=names), empty


def _disagreement(option: str | None, q: int) -> NDArray[np.float64] | None:
    if option is None:
        return None
    try:
        rows = [[float(cell) for cell in row.split(",")] for row in option.split(";")]
        weights = np.array(rows)
        weights_of_disagreement(weights)
    except ValueError as error:
        raise refused(
            "--disagreement 须为对角线为零的非负方阵，如 0,1;1,0",
            f"--disagreement: {error}",
        ) from error
    if len(weights) != q:
        raise refused(
            f"--disagreement 应有 {q} 行，与类别数相同",
            f"--disagreement needs {q} rows, not {len(weights)}",
        )
    return weights
