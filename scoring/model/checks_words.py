"""Checks of what people read and fill in: labels, options, questions; numbers are checked beside.

Scoring needs none of it, yet a model whose questionnaires cannot be put before people is no model:
whoever checks a model finds the same faults.
"""

import re
from collections.abc import Callable, Sequence
from typing import Final

from scoring.faults import Cursor
from scoring.model.read_tree import read_text

MOST_ITEMS: Final = 500
MOST_MINUTES: Final = 240
RESERVED_ITEMS: Final = frozenset({"csrf_token"})
_CODE: Final = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]{0,39}")
_LENGTHS: Final = range(2, 12)


def check_words(root: Cursor) -> None:
    """Add a fault for every part of questionnaires and protocol that could not be shown."""
    for key in ("likert_labels", "satisfaction_labels"):
        _check_labels(root.at(key))
    for entry in root.at("questionnaires").entries():
        _check_questionnaire(entry)
    protocol = root.at("interview_protocol")
    if protocol.value is not None:
        _check_protocol(protocol)
        ids = [entry.at("id").value for entry in root.at("questionnaires").entries()]
        if protocol.at("id").value in ids:
            protocol.at("id").fault("编号已被问卷使用", "the id is that of a questionnaire")


def check_code(cursor: Cursor) -> None:
    """Add a fault for a code that is more or less than letters, digits and `_ . + -`."""
    value = cursor.value
    if not isinstance(value, str) or not _CODE.fullmatch(value):
        cursor.fault(
            "应是1至40个字母、数字或 _ . + -，以字母或数字开头，数字请加引号",
            "must be 1 to 40 letters, digits or _ . + -, starting with a letter or digit;"
            " quote a number",
        )


def _check_labels(cursor: Cursor) -> None:
    values = []
    for entry in cursor.entries():
        read_text(entry)
        if entry.at("value").value is not None:
            values.append(entry.at("value").whole(low=1, high=11))
    if cursor.value and (len(values) not in _LENGTHS or sorted(values) != _counted(values)):
        cursor.fault(
            "选项的值应是1至n的整数(n为2至11)，各一次；“不了解”写 null",
            "values must be 1 to n once each, n from 2 to 11; null stands for don't know",
        )


def _counted(values: Sequence[int]) -> list[int]:
    return list(range(1, len(values) + 1))


def _check_questionnaire(cursor: Cursor) -> None:
    _optional(cursor, ("intro", "consent"), read_text)
    _optional(cursor, ("anonymous", "own_file"), Cursor.flag)
    _check_version(cursor)
    if cursor.at("est_minutes").value is not None:
        cursor.at("est_minutes").whole(low=1, high=MOST_MINUTES)
    for entry in cursor.at("scales").entries():
        check_code(entry.at("id"))
    profile, items = cursor.at("profile").entries(), cursor.at("items").entries()
    for entry in profile:
        check_code(entry.at("id"))
        read_text(entry.at("text"))
        _optional(entry, ("required",), Cursor.flag)
        _check_options(entry.at("options"))
    for entry in items:
        _optional(entry, ("use",), Cursor.text)
        if entry.at("type").value in ("single", "multiple"):
            _check_options(entry.at("options"))
    _check_names([*profile, *items])
    if len(profile) + len(items) > MOST_ITEMS:
        cursor.fault(f"最多{MOST_ITEMS}题", f"at most {MOST_ITEMS} questions")


def _check_names(entries: Sequence[Cursor]) -> None:
    seen: set[object] = set()
    for entry in entries:
        name = entry.at("id").value
        if isinstance(name, str) and name in seen:
            entry.fault(f"编号“{name}”重复", f"id {name!r} is used twice")
        if isinstance(name, str) and name in RESERVED_ITEMS:
            entry.fault(f"编号“{name}”保留不用", f"id {name!r} is reserved: choose another")
        seen.add(name if isinstance(name, str) else None)


def _check_options(cursor: Cursor) -> None:
    """Check options: two or more codes or `{value, zh, en}`, all different, or `[per_task]`."""
    if cursor.value is None:
        return
    entries = cursor.entries()
    codes = [_option_code(entry) for entry in entries]
    if codes == ["per_task"]:
        return
    if len(codes) < 2 or len(set(codes)) < len(codes):
        cursor.fault(
            "至少两个选项且不重复；没有选项可省去 options",
            "needs two or more different options; leave it out where there are none",
        )


def _option_code(cursor: Cursor) -> str:
    value = cursor.value
    if isinstance(value, dict):
        read_text(cursor)
        value = value.get("value", value.get("code"))
        return f"#{cursor.place}" if value is None else str(value)
    if isinstance(value, bool | int):
        return str(value)
    return cursor.text()


def _check_protocol(cursor: Cursor) -> None:
    check_code(cursor.at("id"))
    read_text(cursor.at("title"))
    _check_version(cursor)
    themes = cursor.at("themes").entries()
    if not themes:
        cursor.at("themes").fault("缺少访谈主题", "the protocol has no themes")
    for entry in themes:
        check_code(entry.at("code"))
        _optional(entry, ("scored",), Cursor.flag)
    known = [entry.at("code").value for entry in themes]
    questions = cursor.at("questions").entries()
    for entry in questions:
        check_code(entry.at("id"))
        read_text(entry.at("text"))
        _optional(entry, ("probe",), read_text)
        theme = entry.at("theme")
        if theme.value is not None and theme.value not in known:
            theme.fault(f"访谈主题“{theme.value}”不存在", f"theme {theme.value!r} does not exist")
    _check_names(questions)
    for key in ("rules", "record_fields"):
        for entry in cursor.at(key).entries():
            read_text(entry)


def _check_version(cursor: Cursor) -> None:
    version = cursor.at("version")
    if version.value is not None and not isinstance(version.value, int | float):
        check_code(version)


def _optional(cursor: Cursor, keys: Sequence[str], read: Callable[[Cursor], object]) -> None:
    for key in keys:
        if cursor.at(key).value is not None:
            read(cursor.at(key))
