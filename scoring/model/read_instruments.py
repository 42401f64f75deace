"""Reading questionnaires and the interview protocol, as far as scoring needs them."""

import re
from fractions import Fraction
from typing import Final

from scoring.faults import Cursor
from scoring.model.parts import Instrument, Item, Protocol, Scale
from scoring.model.read_tree import read_code, read_text

_FIXED_TYPES: Final = ("attention", "nps", "single", "multiple", "number", "date", "open", "text")
_KAPPA_MIN: Final = Fraction(3, 5)
_LIKERT: Final = re.compile(r"(?:likert|satisfaction)([2-9]|1[01])")


def read_instruments(root: Cursor) -> tuple[Instrument, ...]:
    """Read all questionnaires."""
    return tuple(_instrument(entry) for entry in root.at("questionnaires").entries())


def _instrument(cursor: Cursor) -> Instrument:
    items = tuple(_item(entry) for entry in cursor.at("items").entries())
    if not items:
        cursor.fault("问卷没有题目", "the questionnaire has no items")
    _unique(cursor.at("items"))
    _unique(cursor.at("scales"))
    scales = tuple(_scale(entry, items) for entry in cursor.at("scales").entries())
    for item in items:
        if item.scale is not None and item.scale not in {scale.id for scale in scales}:
            cursor.at("items").at(item.id).fault(
                f"量表“{item.scale}”不存在", f"scale {item.scale!r} does not exist"
            )
    return Instrument(
        read_code(cursor.at("id")),
        read_text(cursor.at("title")),
        items,
        scales,
        tuple(entry.at("id").text() for entry in cursor.at("profile").entries()),
        _needs_reversed(cursor.at("straight_line_needs_reversed"), items),
    )


def _needs_reversed(cursor: Cursor, items: tuple[Item, ...]) -> bool:
    """Read whether a straight line needs an answered reversed item (ruling A7)."""
    has_reversed = any(item.is_reversed and item.scale is not None for item in items)
    needs = cursor.flag(default=has_reversed)
    if needs and not has_reversed:
        cursor.fault(
            "各量表没有反向题，应为 false", "its scales have no reversed item: write false"
        )
    return needs


def _unique(cursor: Cursor, *, key: str = "id") -> None:
    seen: set[str] = set()
    for entry in cursor.entries():
        name = entry.at(key).value
        if isinstance(name, str) and name in seen:
            entry.fault(f"编号“{name}”重复", f"id {name!r} is used twice")
        seen.add(str(name))


def _item(cursor: Cursor) -> Item:
    kind = cursor.at("type").text()
    likert = _LIKERT.fullmatch(kind)
    if likert is None and kind and kind not in _FIXED_TYPES:
        cursor.at("type").fault(
            f"未知题型“{kind}”", f"unknown type {kind!r}: use likert5, {', '.join(_FIXED_TYPES)}"
        )
    scale, expect, maps_to = cursor.at("scale"), cursor.at("expect"), cursor.at("maps_to")
    if scale.value is not None and likert is None:
        scale.fault("量表题应为likert题型", "an item of a scale must be of a likert type")
    return Item(
        read_code(cursor.at("id")),
        kind,
        read_text(cursor.at("text")),
        None if scale.value is None else scale.text(),
        cursor.at("reverse").flag(default=False),
        cursor.at("scored").flag(default=scale.value is not None),
        cursor.at("required").flag(default=False),
        int(likert[1]) if likert else 0,
        expect.whole(low=1, high=11) if kind == "attention" else None,
        None if maps_to.value is None else maps_to.text(),
    )


def _scale(cursor: Cursor, items: tuple[Item, ...]) -> Scale:
    name, maps_to = cursor.at("id").text(), cursor.at("maps_to")
    own = tuple(item for item in items if item.scale == name)
    if not own:
        cursor.fault("量表没有题目", "no item belongs to this scale")
    if len({item.points for item in own}) > 1:
        cursor.fault("同一量表的题目应有相同的级数", "its items must share one response scale")
    return Scale(
        name,
        read_text(cursor.at("name")),
        None if maps_to.value is None else maps_to.text(),
        own,
    )


def read_protocol(cursor: Cursor) -> Protocol | None:
    """Read the interview protocol, if there is one."""
    if cursor.value is None:
        return None
    ends = [entry.whole(low=-2, high=2) for entry in cursor.at("valence").entries()] or [-2, 2]
    if len(ends) != 2 or ends[0] >= ends[1]:
        cursor.at("valence").fault("倾向值应为[最低, 最高]", "valence must be [lowest, highest]")
        ends = [-2, 2]
    _unique(cursor.at("themes"), key="code")
    return Protocol(
        cursor.at("id").text(),
        tuple(
            (entry.at("code").text(), read_text(entry.at("name")))
            for entry in cursor.at("themes").entries()
        ),
        ends[0],
        ends[1],
        cursor.at("kappa_min").number(low=0, high=1, default=_KAPPA_MIN),
    )
