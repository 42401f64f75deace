"""Reading survey responses and reliability decisions from a case; screening lies elsewhere."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from scoring.case_keys import LARGEST_COUNT
from scoring.case_rows import Row, read_row
from scoring.faults import Cursor
from scoring.model.parts import Instrument
from scoring.model.policies import IndicatorModel
from scoring.screen import Circumstances

_ACTIONS = ("exempt", "drop_item", "fallback", "resample")


@dataclass(frozen=True, slots=True)
class Answers:
    """The responses to one questionnaire as arrays; row i is the i-th response received.

    `scale_answers` has shape (n_respondents, n_scale_items), `nps` an array of length
    n_respondents by item; NaN is no answer.
    """

    frame: int | None
    ids: tuple[str, ...]
    groups: tuple[str, ...]
    scale_answers: NDArray[np.float64]
    nps: Mapping[str, NDArray[np.float64]]
    circumstances: Circumstances
    seconds: tuple[float | int | None, ...]


@dataclass(frozen=True, slots=True)
class Decision:
    """An approved decision on the reliability of a scale."""

    scale: str
    action: str
    items: tuple[str, ...]
    score: Fraction | None
    reason: str


def read_answers(model: IndicatorModel, cursor: Cursor) -> dict[str, Answers]:
    """Read `survey.<questionnaire>`; its names are checked in `case_keys`."""
    answers: dict[str, Answers] = {}
    for name, entry in cursor.pairs():
        instrument = model.find_instrument(name)
        if instrument is not None and isinstance(entry.value, Mapping):
            answers[name] = _answers(model, instrument, entry)
    return answers


def _answers(model: IndicatorModel, instrument: Instrument, cursor: Cursor) -> Answers:
    frame = cursor.at("frame")
    size = None if frame.value is None else frame.whole(low=1, high=LARGEST_COUNT)
    if cursor.at("required").value is not None:
        cursor.at("required").whole(low=0, high=LARGEST_COUNT)
    groups = [group.code for group in model.survey.groups]
    rows = [read_row(entry, instrument, groups) for entry in cursor.at("responses").entries()]
    seen: set[str] = set()
    for row in rows:
        if row.id in seen:
            cursor.at("responses").fault(
                f"答卷编号“{row.id}”重复", f"response id {row.id!r} is used twice"
            )
        seen.add(row.id)
    scale_ids = [item.id for item in instrument.scale_items]
    matrix = np.array([[row.values.get(i, math.nan) for i in scale_ids] for row in rows])
    nps = {
        item.id: np.array([row.values.get(item.id, math.nan) for row in rows], dtype=np.float64)
        for item in instrument.items
        if item.type == "nps"
    }
    return Answers(
        size,
        tuple(row.id for row in rows),
        tuple(row.group for row in rows),
        matrix.reshape(len(rows), len(scale_ids)).astype(np.float64),
        nps,
        _circumstances(instrument, rows),
        tuple(row.seconds for row in rows),
    )


def _circumstances(instrument: Instrument, rows: Sequence[Row]) -> Circumstances:
    seconds = duplicate = None
    if any(row.seconds is not None for row in rows):
        seconds = np.array([math.nan if r.seconds is None else r.seconds for r in rows], float)
    if any(row.token is not None or row.is_duplicate is not None for row in rows):
        duplicate = np.array(_duplicates(rows), dtype=np.bool_)
    checks = [(item.id, item.expect) for item in instrument.items if item.type == "attention"]
    passed = None
    if checks:
        passed = np.array(
            [all(row.values.get(name) == expect for name, expect in checks) for row in rows],
            dtype=np.bool_,
        )
    return Circumstances(seconds, passed, duplicate)


def _duplicates(rows: Sequence[Row]) -> list[bool]:
    """Mark every copy of a token after the first received, valid or not (ruling A9)."""
    seen: set[str] = set()
    marks = []
    for row in rows:
        marks.append(bool(row.is_duplicate) or (row.token is not None and row.token in seen))
        if row.token is not None:
            seen.add(row.token)
    return marks


def read_decisions(model: IndicatorModel, cursor: Cursor) -> tuple[Decision, ...]:
    """Read `survey.reliability_decisions`; one that is not approved has no effect."""
    decisions = []
    scales = {scale.id: scale for one in model.instruments for scale in one.scales}
    for entry in cursor.entries():
        if not isinstance(entry.value, Mapping):
            entry.fault("应为一项决定", "must be a decision")
            continue
        entry.closed({"scale", "action", "items", "score", "reason", "approved"})
        scale = entry.at("scale").choice(tuple(scales))
        action = entry.at("action").choice(_ACTIONS)
        is_approved = entry.at("approved").flag(default=False)
        items = tuple(item.text() for item in entry.at("items").entries())
        score = None
        if action == "drop_item":
            _check_dropped(entry, items, [item.id for item in scales[scale].items])
        elif action == "fallback":
            score = entry.at("score").number(low=0, high=100)
        if is_approved:
            reason = entry.at("reason").text()
            decisions.append(Decision(scale, action, items, score, reason))
    _check_left(cursor, decisions, {name: len(scale.items) for name, scale in scales.items()})
    return tuple(decisions)


def _check_dropped(entry: Cursor, items: Sequence[str], own: Sequence[str]) -> None:
    foreign = [item for item in items if item not in own]
    if foreign or not items:
        entry.at("items").fault(
            f"应列出本量表的题目：{'、'.join(own)}",
            f"must list items of the scale: {', '.join(own)}",
        )


def _check_left(cursor: Cursor, decisions: Sequence[Decision], sizes: Mapping[str, int]) -> None:
    """Refuse to drop so many items of a scale that fewer than three are left (ruling A13)."""
    for scale in dict.fromkeys(one.scale for one in decisions if one.action == "drop_item"):
        dropped = {item for one in decisions if one.scale == scale for item in one.items}
        if sizes[scale] - len(dropped) < 3:
            cursor.fault(f"{scale}剔除后少于3题", f"fewer than 3 items of {scale} would be left")
