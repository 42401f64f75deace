"""Tasks as people paste them from a sheet: one a line; which of them may be added is elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from forms.typed_text import is_blank, normalise_text

COLUMNS = ("no", "name", "type_code", "unit_code", "unit_name", "importance", "name_en")
_HEADS = frozenset({"任务编号", "编号", "no", "no.", "task no", "task"})
_DELIMITERS = "\t;,"
_WIDE = str.maketrans({"，": ",", "；": ";"})


@dataclass(frozen=True, slots=True)
class TaskLine:
    """One pasted line: where it stood, and its columns; types and importance as codes if known."""

    number: int
    no: str
    name: str
    type_code: str
    unit_code: str
    unit_name: str
    importance: str
    name_en: str


def read_task_lines(text: str, known: Mapping[str, str]) -> list[TaskLine]:
    r"""Read pasted tasks.

    Parameters
    ----------
    text : str
        Lines of number, name, type, unit code, unit name, importance, English name; the last
        three may be missing. Tabs, semicolons or commas of either width; a heading is known.
    known : mapping of str to str
        What people may write for a type or an importance, in lower case, to its code.

    Returns
    -------
    list of TaskLine
        The lines that are not blank. A word that is not known stays as it was typed; no
        importance is ``general``.

    Examples
    --------
    >>> (line,) = read_task_lines("任务编号，名称\nT1，助餐，服务类，U1", {"服务类": "SVC"})
    >>> line.number, line.no, line.name, line.type_code, line.unit_code, line.importance
    (2, 'T1', '助餐', 'SVC', 'U1', 'general')
    """
    plain = normalise_text(text).lstrip("\ufeff")
    if "\t" not in plain:
        plain = plain.translate(_WIDE)
    delimiter = max(_DELIMITERS, key=plain.count)
    lines: list[TaskLine] = []
    for number, line in enumerate(plain.split("\n"), start=1):
        cells = [cell.strip().strip('"').strip() for cell in line.split(delimiter)]
        if is_blank("".join(cells)) or (not lines and cells[0].lower() in _HEADS):
            continue
        row = dict(zip(COLUMNS, [*cells, *[""] * len(COLUMNS)], strict=False))
        row["type_code"] = known.get(row["type_code"].lower(), row["type_code"])
        row["importance"] = known.get(row["importance"].lower(), row["importance"]) or "general"
        lines.append(TaskLine(number, **row))
    return lines
