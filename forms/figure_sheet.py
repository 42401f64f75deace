"""The sheet of figures as a form: one blank a value, told by plain paths; judged elsewhere."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import BooleanField, HiddenField
from wtforms.validators import DataRequired

from forms.typed_fields import OneLine
from forms.typed_text import is_blank

Path = tuple[str | int, ...]
_SEPARATOR = "__"
_ROW = re.compile(r"(?P<head>[^_]+__\w+?)__(?P<row>[0-9]{1,3})__\w+")


@dataclass(frozen=True, slots=True)
class Blank:
    """One value to be filled in.

    Parameters
    ----------
    path : tuple of str and int
        Indicator, input, and for lists row from 0 and column; for checklists the part.
    kind : str
        ``count``, ``number``, ``money`` or ``name``: which keyboard a phone shows.
    value : str
        What stands already, as text; empty for nothing.
    """

    path: Path
    kind: str
    value: str = ""

    @property
    def name(self) -> str:
        """The field's name."""
        return field_name(self.path)


def field_name(path: Path) -> str:
    """Return the name of the field at a path.

    Examples
    --------
    >>> field_name(("A1-1", "objectives", 0, "target"))
    'A1-1__objectives__0__target'
    """
    return _SEPARATOR.join(str(part) for part in path)


def posted_rows(names: Iterable[str]) -> dict[str, int]:
    """Return how many rows of each list a post speaks of.

    Parameters
    ----------
    names : iterable of str
        Names of posted fields.

    Returns
    -------
    dict of str to int
        ``indicator__input`` to the number of rows, at most 1000.

    Examples
    --------
    >>> posted_rows(["A1-1__objectives__0__name", "A1-1__objectives__4__name", "x"])
    {'A1-1__objectives': 5}
    """
    found: dict[str, int] = {}
    for name in names:
        row = _ROW.fullmatch(name)
        if row:
            found[row["head"]] = max(found.get(row["head"], 0), int(row["row"]) + 1)
    return found


class BatchForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF ships no types
    """What is said with every batch of figures: where they come from, and that they are true."""

    source = OneLine(
        _l("数据来源"),
        [DataRequired(_l("请写明数据来源，例如台账或报表名称"))],
        description=_l("台账、报表或系统的名称，例如“2026 年助餐业务台账”"),
    )
    reason = OneLine(
        _l("异常数据的原因"),
        description=_l("只在数据离常理较远、系统要求说明时填写；原因写入日志，评分时一并列出"),
    )
    statement = BooleanField(
        _l("所填数据真实、完整，与原始台账一致，本人对此负责。"),
        [DataRequired(_l("请先确认真实性承诺"))],
    )


def figure_form(blanks: Sequence[Blank], *, seen: int) -> BatchForm:
    """Make the form of some blanks, filled with what stands already or with what was posted.

    Parameters
    ----------
    blanks : sequence of Blank
        The values asked for, in order.
    seen : int
        What changes whenever somebody enters figures; posted back to notice that.

    Returns
    -------
    BatchForm
        With a field of the blank's name for each blank, and the hidden field ``seen``.
    """
    fields: dict[str, Any] = {blank.name: OneLine() for blank in blanks}
    form_class = type("FigureForm", (BatchForm,), {**fields, "seen": HiddenField()})
    form: BatchForm = form_class(data={blank.name: blank.value for blank in blanks})
    if form["seen"].data is None:
        form["seen"].data = str(seen)
    return form


def typed_values(
    form: BatchForm, blanks: Sequence[Blank]
) -> tuple[dict[str, dict[str, object]], dict[Path, str]]:
    """Return the typed values nested by their paths, blank rows of lists left out.

    Parameters
    ----------
    form : BatchForm
        A form of `figure_form`.
    blanks : sequence of Blank
        The blanks it was made from.

    Returns
    -------
    values : dict
        ``{indicator: {input: text | {part: text} | [row, ...]}}``.
    names : dict
        The field of each value's path; rows are counted without the blank ones.
    """
    values: dict[str, dict[str, object]] = {}
    names: dict[Path, str] = {}
    used = _used_rows(form, blanks)
    for blank in blanks:
        entry = values.setdefault(str(blank.path[0]), {})
        name, typed = str(blank.path[1]), form[blank.name].data or ""
        if len(blank.path) == 2:
            entry[name] = typed
        elif len(blank.path) == 3:
            _inner(entry, name)[str(blank.path[2])] = typed
        else:
            place = _place(used, blank.path)
            if place is None:
                entry.setdefault(name, [])
                continue
            _row(entry, name, place)[str(blank.path[3])] = typed
            names[*blank.path[:2], place, blank.path[3]] = blank.name
            continue
        names[blank.path] = blank.name
    return values, names


def _used_rows(form: BatchForm, blanks: Sequence[Blank]) -> Mapping[Path, list[object]]:
    used: dict[Path, list[object]] = {}
    for blank in blanks:
        if len(blank.path) == 4 and not is_blank(form[blank.name].data or ""):
            rows = used.setdefault(blank.path[:2], [])
            if blank.path[2] not in rows:
                rows.append(blank.path[2])
    return used


def _place(used: Mapping[Path, list[object]], path: Path) -> int | None:
    rows = used.get(path[:2], [])
    return rows.index(path[2]) if path[2] in rows else None


def _inner(entry: dict[str, object], name: str) -> dict[str, object]:
    inner = entry.setdefault(name, {})
    return inner if isinstance(inner, dict) else {}


def _row(entry: dict[str, object], name: str, place: int) -> dict[str, object]:
    rows = entry.setdefault(name, [])
    if not isinstance(rows, list):
        return {}
    while len(rows) <= place:
        rows.append({})
    found: dict[str, object] = rows[place]
    return found
