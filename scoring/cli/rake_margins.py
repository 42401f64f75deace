"""Reading the margins of the command `rake`: from options, or from a JSON or CSV file."""

import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from scoring.cli.labelling import refused
from scoring.cli.tables import numbers, read_table

MOST_BYTES: Final = 10_000_000
COLUMNS: Final = ("margin", "category", "target")

Targets = dict[str, dict[str, float]]


def read_margins(options: Sequence[str], path: Path | None) -> Targets:
    """Read margins as NAME=CATEGORY:TARGET,... options and from a file; each margin once.

    Raises CaseFaults: no margin at all, one that is given twice, a category that is, no number.
    """
    found: Targets = {}
    for name, targets in [*_from_file(path), *map(_from_option, options)]:
        if name in found:
            raise refused(f"边际“{name}”给出了两次", f"margin {name!r} is given twice")
        found[name] = targets
    if not found:
        raise refused(
            "没有给出边际：请用 --margin 列名=类别:目标,类别:目标 或 --margins 文件",
            "no margin was given: use --margin COLUMN=CATEGORY:TARGET,... or --margins FILE",
        )
    return found


def _from_option(given: str) -> tuple[str, dict[str, float]]:
    name, _, listed = given.partition("=")
    pairs = [pair.rpartition(":") for pair in listed.split(",") if pair.strip()]
    if not name.strip() or not pairs or not all(category.strip() for category, _, _ in pairs):
        raise refused(
            f"--margin 应为 列名=类别:目标,类别:目标，而不是“{given[:60]}”",
            f"--margin must be COLUMN=CATEGORY:TARGET,CATEGORY:TARGET, not {given[:60]!r}",
        )
    name = name.strip()
    return name, _targets(name, [(category.strip(), target) for category, _, target in pairs])


def _targets(name: str, pairs: Sequence[tuple[str, object]]) -> dict[str, float]:
    targets: dict[str, float] = {}
    for category, written in pairs:
        if category in targets:
            raise refused(
                f"边际“{name}”的类别“{category[:40]}”给出了两次",
                f"category {category[:40]!r} of margin {name!r} is given twice",
            )
        value = _number(written)
        if value is None:
            shown = str(written)[:40]
            raise refused(
                f"边际“{name}”中“{category[:40]}”的目标“{shown}”不是数",
                f"the target {shown!r} of {category[:40]!r} in margin {name!r} is no number",
            )
        targets[category] = value
    return targets


def _number(written: object) -> float | None:
    """Return a finite number from text or from JSON, where true and false are none."""
    if isinstance(written, bool) or not isinstance(written, str | int | float):
        return None
    try:
        value = float(written)
    except (ValueError, OverflowError):
        return None
    return value if math.isfinite(value) else None


def _from_file(path: Path | None) -> list[tuple[str, dict[str, float]]]:
    if path is None:
        return []
    return _from_json(path) if path.suffix.lower() == ".json" else _from_table(path)


def _from_table(path: Path) -> list[tuple[str, dict[str, float]]]:
    table = read_table(path)
    if set(COLUMNS) - set(table.names):
        raise refused(
            f"边际文件的列名应为 {'、'.join(COLUMNS)}",
            f"a file of margins must have the columns {', '.join(COLUMNS)}",
        )
    at = [table.names.index(column) for column in COLUMNS]
    values = numbers(table, ["target"])[:, 0]
    pairs: dict[str, list[tuple[str, object]]] = {}
    for row, value in zip(table.rows, values.tolist(), strict=True):
        pairs.setdefault(row[at[0]], []).append((row[at[1]], value))
    return [(name, _targets(name, listed)) for name, listed in pairs.items()]


def _from_json(path: Path) -> list[tuple[str, dict[str, float]]]:
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
    except OSError as error:
        raise refused(f"无法读取文件 {path}", f"cannot read {path}") from error
    if len(content) > MOST_BYTES:
        raise refused("边际文件过大", "the file of margins is too large")
    try:
        written = json.loads(content.decode("utf-8-sig"), object_pairs_hook=_Pairs)
    except (ValueError, RecursionError) as error:
        raise refused(
            f"边际文件不是有效的 JSON：{error}", f"the file of margins is not valid JSON: {error}"
        ) from error
    margins = [(name, of) for name, of in _pairs(written) if isinstance(of, _Pairs)]
    if not margins or len(margins) < len(_pairs(written)):
        raise refused(
            '边际文件应为 {"列名": {"类别": 目标}}',
            'a file of margins must be {"COLUMN": {"CATEGORY": TARGET}}',
        )
    return [(name, _targets(name, targets)) for name, targets in margins]


def _pairs(written: object) -> list[tuple[str, object]]:
    return written if isinstance(written, _Pairs) else []


class _Pairs(list[tuple[str, object]]):
    """An object of JSON as the pairs that were written, so that a repeated key is seen."""
