"""Reading interview records from a case; theme scores and kappa are computed elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass

from scoring.faults import Cursor
from scoring.model.policies import IndicatorModel


@dataclass(frozen=True, slots=True)
class Segment:
    """A coded segment: two coders and the adjudicated valence; None is not yet coded."""

    theme: str
    first: int | None
    second: int | None
    adjudicated: int | None


@dataclass(frozen=True, slots=True)
class Interview:
    """One interview and whether the interviewee confirmed it."""

    id: str
    is_confirmed: bool
    segments: tuple[Segment, ...]


def read_interviews(model: IndicatorModel, cursor: Cursor) -> tuple[Interview, ...]:
    """Read `interviews.records`; each segment is [theme, first, second, adjudicated]."""
    entries = cursor.at("records").entries()
    if model.protocol is None:
        if entries:
            cursor.fault("模型没有访谈提纲", "the model has no interview protocol")
        return ()
    interviews = [_interview(model, entry) for entry in entries]
    ids = [interview.id for interview in interviews]
    for entry, name in zip(entries, ids, strict=True):
        if ids.count(name) > 1:
            entry.fault(f"访谈编号“{name}”重复", f"interview id {name!r} is used twice")
    return tuple(interviews)


def _interview(model: IndicatorModel, cursor: Cursor) -> Interview:
    if not isinstance(cursor.value, Mapping):
        cursor.fault("应为一份访谈记录", "must be an interview record")
        return Interview("", is_confirmed=False, segments=())
    groups = [group.code for group in model.survey.groups]
    if groups and cursor.at("group").value is not None:
        cursor.at("group").choice(groups)
    else:
        cursor.at("group").text(default="-")
    return Interview(
        cursor.at("id").text(),
        cursor.at("confirmed").flag(default=False),
        tuple(_segment(model, entry) for entry in cursor.at("segments").entries()),
    )


def _segment(model: IndicatorModel, cursor: Cursor) -> Segment:
    parts = cursor.entries()
    protocol = model.protocol
    if len(parts) != 4 or protocol is None:
        cursor.fault(
            "应为[主题, 编码员甲, 编码员乙, 合议值]",
            "must be [theme, first coder, second coder, adjudicated]",
        )
        return Segment("", None, None, None)
    theme = parts[0].choice([code for code, _ in protocol.themes])
    values = [
        None if part.value is None else _valence(part, protocol.low, protocol.high)
        for part in parts[1:]
    ]
    return Segment(theme, values[0], values[1], values[2])


def _valence(cursor: Cursor, low: int, high: int) -> int:
    value = cursor.number(low=low, high=high)
    if value.denominator != 1:
        cursor.fault("倾向值应为整数", "a valence must be a whole number")
    return int(value)
