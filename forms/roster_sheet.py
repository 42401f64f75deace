"""A roster as people paste it: a stakeholder and a group a line; who may be asked is elsewhere."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass

from forms.typed_text import is_blank, normalise_text

_HEADS = frozenset({"名称", "姓名", "单位", "label", "name", "称呼"})
_DELIMITERS = "\t;,"
_WIDE = str.maketrans({"，": ",", "；": ";"})


@dataclass(frozen=True, slots=True)
class RosterLine:
    """One line of a roster: where it stood, who it names and the group's code or words as typed.

    `is_open`: a quote opens on it and never closes; then the label is the whole line.
    """

    number: int
    label: str
    group: str
    is_open: bool = False


def read_roster(text: str, groups: Mapping[str, str]) -> list[RosterLine]:
    r"""Read a pasted or uploaded roster.

    Parameters
    ----------
    text : str
        Lines of ``label,group``; commas of either width, semicolons or tabs; a heading is known.
        A cell in quotes may hold the sign that divides the others; no cell goes over a line's end.
    groups : mapping of str to str
        What people may write for a group, in lower case, to its code.

    Returns
    -------
    list of RosterLine
        The lines that are not blank. A group that is not known stays as it was typed.

    Examples
    --------
    >>> read_roster("名称，群体\n王阿姨，服务对象\n", {"服务对象": "beneficiary"})
    [RosterLine(number=2, label='王阿姨', group='beneficiary', is_open=False)]
    """
    plain = normalise_text(text).lstrip("\ufeff").translate(_WIDE)
    delimiter = max(_DELIMITERS, key=plain.count)
    lines: list[RosterLine] = []
    for number, line in enumerate(plain.split("\n"), start=1):
        cells = _cells(line, delimiter)
        if cells is None:
            lines.append(RosterLine(number, line.strip(), "", is_open=True))
            continue
        label, group = cells
        if is_blank(label + group) or (not lines and label.lower() in _HEADS):
            continue
        lines.append(RosterLine(number, label, groups.get(group.lower(), group)))
    return lines


def _cells(line: str, delimiter: str) -> tuple[str, str] | None:
    """Return the first two cells of a line; None where a quote is left open."""
    try:
        cells = next(csv.reader([line], delimiter=delimiter, strict=True), [])
    except csv.Error:
        return None
    label, group = [*(cell.strip().strip('"') for cell in cells), "", ""][:2]
    return label, group
