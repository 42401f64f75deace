"""Faults of a document and the cursor that finds them all at once; no rule of scoring is here."""

import difflib
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from scoring.exact import NumberRefused, exact

LONGEST_TEXT: Final = 2_000
_CONTROL: Final = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault: where it is, on which line if known, and what to do, in both languages."""

    place: str
    line: int | None
    zh: str
    en: str

    def sentence(self) -> str:
        """Say the fault on one line, English first."""
        where = f"{self.place} (line {self.line})" if self.line else self.place
        return f"{where}: {self.en} | {self.zh}"


class _DocumentFaults(ValueError):
    """A document cannot be used; `faults` lists everything that is wrong with it."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__("; ".join(fault.sentence() for fault in faults[:5]))
        self.faults = tuple(faults)


class ModelFaults(_DocumentFaults):
    """An indicator model cannot be used."""


class CaseFaults(_DocumentFaults):
    """The inputs of a task cannot be scored."""


def element_segments(elements: Sequence[object]) -> list[str]:
    """Name the elements of a list in a place: by code or id where they have one, else by number.

    Examples
    --------
    >>> element_segments([{"code": "A"}, {"id": "Q1"}, 7, {"code": "A"}])
    ['A', 'Q1', '3', 'A#2']
    """
    segments: list[str] = []
    seen: dict[str, int] = {}
    for number, element in enumerate(elements, start=1):
        name: object = None
        if isinstance(element, Mapping):
            name = element.get("code", element.get("id"))
        segment = name if isinstance(name, str) and name else str(number)
        seen[segment] = seen.get(segment, 0) + 1
        segments.append(segment if seen[segment] == 1 else f"{segment}#{seen[segment]}")
    return segments


def child_place(place: str, key: str) -> str:
    """Name the place of a mapping's entry; `children` is left out of a place."""
    if key == "children":
        return place
    return f"{place}/{key}" if place else key


def shown(value: object) -> str:
    """Return a value as a fault quotes it: short."""
    words = repr(value)
    return words if len(words) <= 40 else words[:37] + "..."


@dataclass(frozen=True, slots=True)
class Cursor:
    """A value of a document, its place, and the list that gathers faults; None means absent."""

    value: object
    place: str
    found: list[Fault]
    lines: Mapping[str, int]

    def fault(self, zh: str, en: str) -> None:
        """Add a fault at this place, with the line of the nearest known place."""
        place, line = self.place, self.lines.get(self.place)
        while line is None and "/" in place:
            place = place.rpartition("/")[0]
            line = self.lines.get(place)
        self.found.append(Fault(self.place, line, zh, en))

    def at(self, key: str) -> "Cursor":
        """Go to an entry of a mapping; an absent one has the value None."""
        value = self.value.get(key) if isinstance(self.value, Mapping) else None
        return Cursor(value, child_place(self.place, key), self.found, self.lines)

    def pairs(self) -> "list[tuple[str, Cursor]]":
        """Return the entries of a mapping; anything else is a fault, absent is empty."""
        if self.value is None:
            return []
        if not isinstance(self.value, Mapping):
            self.fault(
                f"应为键值对，现为 {shown(self.value)}", "must be a mapping of names to values"
            )
            return []
        pairs = []
        for key in self.value:
            if isinstance(key, str):
                pairs.append((key, self.at(key)))
            else:
                self.fault(
                    f"键 {shown(key)} 应为文字，请加引号",
                    f"key {shown(key)} must be text: quote it",
                )
        return pairs

    def entries(self) -> "list[Cursor]":
        """Return the elements of a list; anything else is a fault, absent is empty."""
        if self.value is None:
            return []
        if not isinstance(self.value, list | tuple):
            self.fault(f"应为列表，现为 {shown(self.value)}", "must be a list")
            return []
        names = element_segments(self.value)
        return [
            Cursor(element, child_place(self.place, name), self.found, self.lines)
            for name, element in zip(names, self.value, strict=True)
        ]

    def closed(self, allowed: Collection[str]) -> None:
        """Add a fault for each entry whose name is not allowed, with the nearest that is."""
        for key, entry in self.pairs():
            if key not in allowed:
                entry.unknown("未知字段“%s”", "unknown field %r", allowed)

    def unknown(self, zh: str, en: str, known: Collection[str]) -> None:
        """Add a fault in words with a blank for the last name of this place, and what is near."""
        name = self.place.rpartition("/")[2]
        zh, en = zh % name, en % name
        near = difflib.get_close_matches(name, list(known), n=1, cutoff=0.5)
        if near:
            self.fault(
                f"{zh}，是否想写“{near[0]}”？",
                f"{en}, did you mean {near[0]!r}?",
            )
        else:
            names = ", ".join(sorted(known))
            self.fault(f"{zh}，可用：{names}", f"{en}; use {names}")

    def text(self, *, default: str | None = None) -> str:
        """Return a text that is not empty; absent falls back to the default, else is a fault."""
        if self.value is None and default is not None:
            return default
        if isinstance(self.value, str) and self.value.strip():
            if len(self.value) > LONGEST_TEXT:
                self.fault(f"最多{LONGEST_TEXT}字", f"at most {LONGEST_TEXT} characters")
            elif _CONTROL.search(self.value):
                self.fault("含不可用字符（控制字符）", "holds control characters: remove them")
            return self.value
        self.fault(
            f"应为文字，现为 {shown(self.value)}，请加引号", "must be text: write or quote it"
        )
        return default or ""

    def number(
        self,
        *,
        low: int | Fraction | None = None,
        high: int | Fraction | None = None,
        default: int | Fraction | None = None,
    ) -> Fraction:
        """Return a finite number between `low` and `high`, both included."""
        if self.value is None and default is not None:
            return Fraction(default)
        try:
            number = exact(self.value)
        except NumberRefused as refused:
            self.fault(
                f"{refused.zh}，现为 {shown(self.value)}", f"{refused.en}, not {shown(self.value)}"
            )
            return Fraction(default or low or 0)
        if (low is not None and number < low) or (high is not None and number > high):
            span = f"[{low if low is not None else '-∞'}, {high if high is not None else '∞'}]"
            self.fault(
                f"{shown(self.value)} 超出范围 {span}", f"{shown(self.value)} is outside {span}"
            )
            return Fraction(default or low or 0)
        return number

    def whole(self, *, low: int = 0, high: int | None = None, default: int | None = None) -> int:
        """Return a whole number between `low` and `high`, both included."""
        number = self.number(low=low, high=high, default=default)
        if number.denominator != 1:
            self.fault(f"应为整数，现为 {shown(self.value)}", "must be a whole number")
            return default or low
        return int(number)

    def flag(self, *, default: bool | None = None) -> bool:
        """Return true or false."""
        if self.value is None and default is not None:
            return default
        if isinstance(self.value, bool):
            return self.value
        self.fault(f"应为 true 或 false，现为 {shown(self.value)}", "must be true or false")
        return bool(default)

    def choice(self, options: Sequence[str], *, default: str | None = None) -> str:
        """Return one of the given words."""
        if self.value is None and default is not None:
            return default
        if isinstance(self.value, str) and self.value in options:
            return self.value
        words = ", ".join(options)
        self.fault(
            f"{shown(self.value)} 不在可选值之内：{words}",
            f"{shown(self.value)} is none of {words}",
        )
        return default or options[0]
