"""The document that says which column of a file is which item; the file itself is not read here."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from forms.cursor import Cursor
from forms.faults import N_, Fault, InstrumentFaults
from forms.instrument import DONT_KNOW, Text
from forms.strict_yaml import read_yaml
from surveyapp.errors import InputRefused
from surveyapp.operations.importing.csv_text import DELIMITERS

_KEYS = (
    "instrument", "delimiter", "language", "task", "group", "answers", "seconds", "id", "token",
    "no_answer", "dont_know", "ignore",
)  # fmt: skip
_LANGUAGES = ("zh_CN", "en")


@dataclass(frozen=True)
class TaskColumn:
    """The column that says to which task a row belongs, and the task of each of its values."""

    column: str
    values: Mapping[str, tuple[str, Text]]


@dataclass(frozen=True)
class GroupSource:
    """Where a row's respondent group comes from: one for all rows, or a column and its values."""

    constant: str | None = None
    column: str | None = None
    values: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ResponseMapping:
    """How a file of responses is read into one instrument."""

    instrument: str
    answers: Mapping[str, str]
    group: GroupSource
    task: TaskColumn | None = None
    delimiter: str | None = None
    language: str = "zh_CN"
    seconds: str | None = None
    id: str | None = None
    token: str | None = None
    no_answer: frozenset[str] = frozenset({""})
    dont_know: frozenset[str] = frozenset({DONT_KNOW})
    ignore: frozenset[str] = frozenset()

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns that must be in the file."""
        single = (self.task.column if self.task else None, self.group.column)
        named = (*single, self.seconds, self.id, self.token)
        return tuple(dict.fromkeys([*(name for name in named if name), *self.answers]))


def read_mapping(source: str | bytes) -> ResponseMapping:
    """Read a mapping from YAML; raises InputRefused with every fault and its place."""
    faults: list[Fault] = []
    try:
        document = read_yaml(source)
    except InstrumentFaults as refused:
        raise InputRefused(refused.faults) from None
    if not isinstance(document, Mapping):
        raise InputRefused([Fault("", N_("文件应是一组字段"))])
    mapping = _read(Cursor(document, "", faults))
    if faults:
        raise InputRefused(faults)
    return mapping


def _read(cursor: Cursor) -> ResponseMapping:
    cursor.refuse_others(_KEYS)
    delimiter = cursor.values.get("delimiter")
    if delimiter is not None and delimiter not in DELIMITERS:
        cursor.note("delimiter", N_('分隔符只能是 ","、";" 或 "\\t"（制表符）'))
    return ResponseMapping(
        instrument=cursor.code("instrument"),
        answers=_pairs(cursor, "answers", is_required=True),
        group=_group(cursor),
        task=_task(cursor),
        delimiter=str(delimiter) if delimiter else None,
        language=cursor.choice("language", _LANGUAGES, default="zh_CN"),
        seconds=cursor.optional_string("seconds"),
        id=cursor.optional_string("id"),
        token=cursor.optional_string("token"),
        no_answer=_words(cursor, "no_answer", default=("",)),
        dont_know=_words(cursor, "dont_know", default=(DONT_KNOW,)),
        ignore=_words(cursor, "ignore", default=()),
    )


def _inner(cursor: Cursor, key: str) -> Cursor | None:
    value = cursor.values.get(key)
    if value is None:
        return None
    if not isinstance(value, Mapping):
        cursor.note(key, N_("应是一组字段"))
        return None
    return Cursor(value, cursor.at(key), cursor.faults)


def _pairs(cursor: Cursor, key: str, *, is_required: bool = False) -> dict[str, str]:
    """Read pairs of texts: a column and an item, or a value and a code."""
    inner = _inner(cursor, key)
    if inner is None or not inner.values:
        if is_required:
            cursor.note(key, N_("不能为空"))
        return {}
    found = {str(name): inner.string(name) for name in inner.values}
    for code in {code for code in found.values() if list(found.values()).count(code) > 1}:
        if is_required and code:
            cursor.note(key, N_("“%(code)s”对应了不止一列"), code=code)
    return found


def _words(cursor: Cursor, key: str, *, default: tuple[str, ...]) -> frozenset[str]:
    value = cursor.values.get(key, list(default))
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        cursor.note(key, N_("应是文字的列表，请加引号"))
        return frozenset(default)
    return frozenset(value)


def _group(cursor: Cursor) -> GroupSource:
    inner = _inner(cursor, "group")
    if inner is None:
        cursor.note("group", N_("请写 constant（同一群体）或 column（按列）"))
        return GroupSource()
    inner.refuse_others(("constant", "column", "values"))
    constant, column = inner.optional_string("constant"), inner.optional_string("column")
    if (constant is None) == (column is None):
        cursor.note("group", N_("请写 constant（同一群体）或 column（按列）"))
    return GroupSource(constant, column, _pairs(inner, "values"))


def _task(cursor: Cursor) -> TaskColumn | None:
    inner = _inner(cursor, "task")
    if inner is None:
        return None
    inner.refuse_others(("column", "values"))
    values = _inner(inner, "values")
    if values is None or not values.values:
        inner.note("values", N_("不能为空"))
        return TaskColumn(inner.string("column"), {})
    found: dict[str, tuple[str, Text]] = {}
    for name in values.values:
        row = _inner(values, str(name))
        if row is not None:
            row.refuse_others(("code", "zh", "en"))
            found[str(name)] = (row.code(), row.as_text())
    return TaskColumn(inner.string("column"), found)
