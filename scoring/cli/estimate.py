"""The command `estimate`: answers in; means and shares with finite-population intervals out."""

import argparse
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.cli.labelling import cautions_of, labels_of, limits_of, reasons_of, refused
from scoring.cli.sample import number_of, whole_of
from scoring.cli.tables import BLANK, Table, numbers, read_table
from scoring.figure import Figure, Interval
from scoring.sampling import (
    SampleRefused,
    estimate_group_mean,
    estimate_mean,
    estimate_share,
)

Values = NDArray[np.float64]
_EPILOG: Final = """\
groups / 群体:
  --group role --group-weight users=50 --group-weight staff=30 [--frame users=300 --frame staff=60]
Without --group each row counts by --weight, or once. A group of fewer than --min-per-group answers
does not count, and its weight is merged into the others.
人数不足的群体不计，权重并入其他群体。
"""


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "estimate",
        help="estimate means and shares of a sample and print JSON / 估计均值与比例并输出JSON",
        epilog=_EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, help="CSV: one row a respondent")
    parser.add_argument("--mean", action="append", default=[], help="column to take the mean of")
    parser.add_argument(
        "--share", action="append", default=[], help="COLUMN=VALUE: share of rows with that value"
    )
    parser.add_argument("--weight", help="column of weights; otherwise each row counts once")
    parser.add_argument("--population", type=float, help="people in the population")
    parser.add_argument("--group", help="column of respondent groups")
    parser.add_argument("--group-weight", action="append", default=[], help="NAME=WEIGHT")
    parser.add_argument("--frame", action="append", default=[], help="NAME=PEOPLE of each group")
    parser.add_argument("--min-per-group", type=int, default=5, help="5 by ruling A3")
    parser.add_argument("--confidence", type=float, default=0.95)
    parser.set_defaults(act=_estimate)


def _estimate(chosen: argparse.Namespace) -> Mapping[str, object]:
    if not chosen.mean and not chosen.share:
        raise refused(
            "请用 --mean 或 --share 指明要估计的列", "name a column with --mean or --share"
        )
    if (chosen.group is None) != (not chosen.group_weight):
        raise refused(
            "--group 与 --group-weight 须同时给出", "--group and --group-weight go together"
        )
    if chosen.group is not None and (chosen.weight or chosen.population is not None):
        raise refused(
            "有 --group 时请用 --frame 代替 --population，且不能用 --weight",
            "with --group give --frame, not --population, and no --weight",
        )
    table = read_table(chosen.file)
    if not table.rows:
        raise refused("没有数据行", "there are no rows")
    asked = {name: numbers(table, [name])[:, 0] for name in chosen.mean}
    asked |= {written: _indicator(table, written) for written in chosen.share}
    try:
        found = {name: _found(table, values, name, chosen) for name, values in asked.items()}
    except SampleRefused as error:
        raise refused(error.zh, error.en) from error
    return {
        "n": len(table.rows),
        "confidence": chosen.confidence,
        "means": {name: found[name] for name in chosen.mean},
        "shares": {name: found[name] for name in chosen.share},
    }


def _indicator(table: Table, written: str) -> Values:
    """Return 1 where a column holds the value, 0 where another, NaN where it is blank."""
    column, equals, value = written.partition("=")
    if not equals or column not in table.names:
        raise refused(
            f"--share 应为 列名=取值，列名须存在，而不是“{written[:60]}”",
            f"--share must be COLUMN=VALUE with a column of the file, not {written[:60]!r}",
        )
    place = table.names.index(column)
    cells = [row[place] for row in table.rows]
    return np.array([np.nan if cell in BLANK else float(cell == value) for cell in cells])


def _found(
    table: Table, values: Values, name: str, chosen: argparse.Namespace
) -> dict[str, object]:
    has_value = ~np.isnan(values)
    if not has_value.any():
        raise refused(f"“{name}”没有一个可用的回答", f"{name!r} holds no answer that can be used")
    counted: dict[str, object] = {
        "n": int(has_value.sum()),
        "n_blank": int((~has_value).sum()),
    }
    if chosen.group is not None:
        return counted | _by_group(table, values, has_value, chosen)
    if name in chosen.share and chosen.weight is None:
        return counted | _plain_share(values[has_value], chosen)
    weights = None if chosen.weight is None else _weights(table, chosen.weight)[has_value]
    estimate = estimate_mean(
        values[has_value],
        weights=weights,
        population=chosen.population,
        confidence=chosen.confidence,
    )
    keys = ("mean", "sd", "se", "se_linearised", "deff", "n_eff", "fpc", "interval")
    return counted | _document({key: getattr(estimate, key) for key in keys})


def _plain_share(values: Values, chosen: argparse.Namespace) -> dict[str, object]:
    share = estimate_share(
        int(values.sum()),
        len(values),
        population=chosen.population,
        confidence=chosen.confidence,
    )
    keys = ("share", "se", "fpc", "interval", "wilson")
    return _document({key: getattr(share, key) for key in keys})


def _by_group(
    table: Table, values: Values, has_value: NDArray[np.bool_], chosen: argparse.Namespace
) -> dict[str, object]:
    if chosen.group not in table.names:
        raise refused(f"没有“{chosen.group}”这一列", f"no column {chosen.group!r}")
    place = table.names.index(chosen.group)
    weights = {
        name: number_of("--group-weight", written)
        for name, written in _named("--group-weight", chosen.group_weight).items()
    }
    frames = {
        name: whole_of("--frame", written)
        for name, written in _named("--frame", chosen.frame).items()
    }
    groups = [row[place] for row, kept in zip(table.rows, has_value, strict=True) if kept]
    estimate = estimate_group_mean(
        values[has_value],
        groups,
        weights=weights,
        min_n=chosen.min_per_group,
        frames=frames or None,
        confidence=chosen.confidence,
    )
    keys = ("mean", "se", "interval")
    return _document({key: getattr(estimate, key) for key in keys}) | {
        "df": estimate.df,
        "groups": {
            name: {"n": n, "share": float(estimate.weights.shares.get(name, 0))}
            for name, n in estimate.weights.n.items()
        },
        "merged": list(estimate.weights.small),
    }


def _weights(table: Table, name: str) -> Values:
    weights = numbers(table, [name])[:, 0]
    unusable = np.isnan(weights) | (weights < 0)
    if unusable.any():
        line = table.lines[int(np.argmax(unusable))]
        raise refused(
            f"第 {line} 行的权重空白或为负", f"the weight on line {line} is blank or negative"
        )
    return weights


def _named(option: str, given: Sequence[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for one in given:
        name, equals, written = one.rpartition("=")
        if not equals or not name.strip() or name.strip() in found:
            raise refused(
                f"{option} 应为 名称=数，每组一次，而不是“{one[:60]}”",
                f"{option} must be NAME=NUMBER, each name once, not {one[:60]!r}",
            )
        found[name.strip()] = written
    return found


def _document(marked: Mapping[str, Figure | Interval]) -> dict[str, object]:
    return {
        key: limits_of(one) if isinstance(one, Interval) else one.value
        for key, one in marked.items()
    } | {
        "labels": labels_of(marked),
        "cautions": cautions_of(marked),
        "reasons": reasons_of(marked),
    }
