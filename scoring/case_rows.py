"""Reading one response of a case, quickly when it is sound and with every fault when it is not."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.case_keys import check_response_names
from scoring.faults import Cursor
from scoring.model.parts import Instrument, Item


@dataclass(frozen=True, slots=True)
class Row:
    """One response: numbers by item, and what is known of it."""

    id: str
    group: str
    seconds: float | int | None
    values: Mapping[str, float]
    token: str | None
    is_duplicate: bool | None


def read_row(cursor: Cursor, instrument: Instrument, groups: Sequence[str]) -> Row:
    """Read a response; null or absent is no rating, text or a value off the scale is a fault."""
    if not isinstance(cursor.value, Mapping):
        cursor.fault("应为一份答卷", "must be a response")
        return Row("", groups[0] if groups else "", None, {}, None, None)
    check_response_names(cursor)
    token, duplicate = cursor.value.get("token"), cursor.value.get("duplicate")
    if token is not None and not isinstance(token, str):
        cursor.at("token").fault("应为文字", "must be text")
    if duplicate is not None:
        cursor.at("duplicate").flag()
    name = cursor.value.get("id")
    return Row(
        name if isinstance(name, str) and name else cursor.at("id").text(),
        _group(cursor, groups),
        _seconds(cursor),
        _values(cursor.at("answers"), instrument),
        token if isinstance(token, str) else None,
        duplicate if isinstance(duplicate, bool) else None,
    )


def _group(cursor: Cursor, groups: Sequence[str]) -> str:
    group = cursor.at("group").value
    if isinstance(group, str) and group in groups:
        return group
    if group is None and len(groups) == 1:
        return groups[0]
    return cursor.at("group").choice(list(groups)) if groups else ""


def _seconds(cursor: Cursor) -> float | int | None:
    seconds = cursor.at("seconds")
    if seconds.value is None:
        return None
    number = seconds.number(low=0)
    return int(number) if number.denominator == 1 else float(number)


def _values(cursor: Cursor, instrument: Instrument) -> dict[str, float]:
    if not isinstance(cursor.value, Mapping):
        cursor.fault("缺少答案", "needs answers: a mapping of items to values")
        return {}
    items = {item.id: item for item in instrument.items}
    values: dict[str, float] = {}
    for name, value in cursor.value.items():
        item = items.get(name)
        if item is None:
            if name not in instrument.profile_ids:
                known = [*items, *instrument.profile_ids]
                cursor.at(str(name)).unknown(
                    f"{instrument.id}没有题目“%s”", f"{instrument.id} has no item %r", known
                )
            elif isinstance(value, Mapping | list):
                cursor.at(str(name)).fault("应为一个回答", "must be one answer")
        elif value is not None and (limits := _limits(instrument, item)) is not None:
            low, high = limits
            if type(value) is int and low <= value <= high:
                values[name] = value
            else:
                values[name] = _odd_value(cursor.at(name), item, low, high)
    return values


def _limits(instrument: Instrument, item: Item) -> tuple[int, int] | None:
    """Return the ends of the scale an item is answered on; None for other kinds of answer."""
    if item.type == "nps":
        return 0, 10
    if item.type == "attention":
        return 1, instrument.attention_points
    return (1, item.points) if item.points else None


def _odd_value(cursor: Cursor, item: Item, low: int, high: int) -> float:
    number = cursor.number(low=low, high=high)
    if number.denominator != 1:
        cursor.fault(f"{item.id}应为{low}至{high}的整数", f"must be a whole number {low}-{high}")
        return math.nan
    return float(number)
