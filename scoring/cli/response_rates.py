"""The command `response-rates`: final dispositions of all cases in, AAPOR outcome rates out."""

import argparse
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from scoring.cli.labelling import cautions_of, labels_of, reasons_of, refused, sentence
from scoring.cli.tables import Table, numbers, read_table
from scoring.sampling import SampleRefused, disposition_of, outcome_rates
from scoring.sampling.dispositions import DISPOSITIONS, EDITION

MOST_NAMED: Final = 5
_EPILOG: Final = "dispositions / 结果代码:\n" + "\n".join(
    f"  {code:<3}{en} | {zh}" for code, (en, zh) in DISPOSITIONS.items()
)


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "response-rates",
        help="compute AAPOR outcome rates and print JSON / 计算AAPOR回收率并输出JSON",
        epilog=_EPILOG + "\nAAPOR numbers such as 1.1 or 2.112 are understood / 也可用 AAPOR 编号",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("file", type=Path, help="CSV: one row a disposition, or one a case")
    parser.add_argument("--disposition", default="disposition", help="column of the codes")
    parser.add_argument("--count", help="column of counts; `count` if there is one, else 1 a row")
    parser.add_argument("--e", type=float, help="share of unknown cases taken as eligible, 0-1")
    parser.set_defaults(act=_response_rates)


def _response_rates(chosen: argparse.Namespace) -> Mapping[str, object]:
    table = read_table(chosen.file)
    counts = _counts(table, chosen)
    try:
        found = outcome_rates(counts, eligibility=chosen.e)
    except SampleRefused as error:
        raise refused(error.zh, error.en) from error
    marked = dict(found.rates) | {"e": found.eligibility}
    return {
        "edition": EDITION,
        "n": sum(found.counts.values()),
        "counts": dict(found.counts),
        "rates": {name: figure.value for name, figure in found.rates.items()},
        "e": found.eligibility.value,
        "warnings": _warnings(found.counts, chosen),
        "labels": labels_of(marked),
        "cautions": cautions_of(marked),
        "reasons": reasons_of(marked),
    }


def _counts(table: Table, chosen: argparse.Namespace) -> dict[str, float]:
    """Add up the cases of each disposition; a code that is none is named with its line."""
    if chosen.disposition not in table.names:
        raise refused(f"没有“{chosen.disposition}”这一列", f"no column {chosen.disposition!r}")
    if not table.rows:
        raise refused("没有数据行", "there are no rows")
    place = table.names.index(chosen.disposition)
    codes = [disposition_of(row[place]) for row in table.rows]
    unknown = [
        f"{row[place][:20]!r} ({line})"
        for row, line, code in zip(table.rows, table.lines, codes, strict=True)
        if code is None
    ]
    if unknown:
        shown = ", ".join(unknown[:MOST_NAMED]) + (" …" if len(unknown) > MOST_NAMED else "")
        raise refused(
            f"不是结果代码（括号内为行号）：{shown}；可用 {'、'.join(DISPOSITIONS)} 或 AAPOR 编号",
            f"no dispositions (line): {shown}; use {', '.join(DISPOSITIONS)} or AAPOR numbers",
        )
    column = chosen.count or ("count" if "count" in table.names else None)
    amounts = np.ones(len(codes)) if column is None else numbers(table, [column])[:, 0]
    unusable = np.isnan(amounts) | (amounts < 0)
    if unusable.any():
        line = table.lines[int(np.argmax(unusable))]
        raise refused(
            f"第 {line} 行的数量空白或为负", f"the count on line {line} is blank or negative"
        )
    counts = dict.fromkeys(DISPOSITIONS, 0.0)
    for code, amount in zip(codes, amounts.tolist(), strict=True):
        counts[str(code)] += amount
    return counts


def _warnings(counts: Mapping[str, float], chosen: argparse.Namespace) -> list[str]:
    is_so = {
        "estimated_eligibility": chosen.e is None and counts["UH"] + counts["UO"] > 0,
        "weighted_counts": any(count != round(count) for count in counts.values()),
    }
    return [sentence(key) for key, holds in is_so.items() if holds]
