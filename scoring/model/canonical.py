"""Turning a model document of any accepted form into the product's own, structured form."""

import json
from collections.abc import Mapping
from typing import Final

from scoring.exact import NumberRefused, exact, json_number
from scoring.faults import Cursor, Fault
from scoring.model import phrases
from scoring.model.phrases import PhraseReader

_SCREENING: Final = {
    "missing_share_over": "missing_share",
    "seconds_per_item_below": "speed",
    "straight_line": "straight_line",
    "attention_failed": "attention",
    "duplicate_token": "duplicate",
}
MOST_LEVELS: Final = 40


def canonical_document(
    document: Mapping[str, object], found: list[Fault], lines: Mapping[str, int]
) -> Cursor:
    """Copy a document into canonical form: phrases structured, numbers plain, derived fields out.

    Parameters
    ----------
    document : mapping
        The kit's form, the product's own form, or a mixture.
    found : list of Fault
        Receives a fault for each phrase that is not known and each value JSON cannot hold.
    lines : mapping of str to int
        Line numbers by place.

    Returns
    -------
    Cursor
        At the root of the copy. A phrase that was not known has become None.
    """
    root = Cursor(dict(document), "", found, lines)
    copy = _plain_copy(root, 0)
    root = Cursor(copy if isinstance(copy, dict) else {}, "", found, lines)
    _grades(root)
    _vetoes(root)
    _survey_policy(root)
    _replace(root.at("respondent_groups"), "small_group", phrases.read_small_group)
    _replace(root.at("expert_policy"), "outlier", phrases.read_outlier)
    _replace(root.at("missing_data"), "not_applicable", phrases.read_not_applicable)
    for top in root.at("indicators").entries():
        for middle in top.at("children").entries():
            for leaf in middle.at("children").entries():
                _replace(leaf.at("guard"), "if", phrases.read_guard_condition)
    return root


def canonical_text(document: object) -> str:
    """Write a document as canonical JSON: sorted keys, no spaces, the text that is hashed."""
    return json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def _plain_copy(cursor: Cursor, level: int) -> object:
    value = cursor.value
    if level > MOST_LEVELS:
        cursor.fault("嵌套过深", "too many levels")
        return None
    if isinstance(value, Mapping):
        return {key: _plain_copy(entry, level + 1) for key, entry in cursor.pairs()}
    if isinstance(value, list | tuple):
        return [_plain_copy(entry, level + 1) for entry in cursor.entries()]
    if value is None or isinstance(value, str | bool):
        return value
    try:
        return json_number(exact(value))
    except NumberRefused as refused:
        cursor.fault(refused.zh, refused.en)
        return None


def _replace(cursor: Cursor, key: str, read: PhraseReader) -> None:
    """Replace a phrase by its structured form in place; an unknown one is a named fault."""
    entry = cursor.at(key)
    if not isinstance(cursor.value, dict) or not isinstance(entry.value, str):
        return
    form = read(entry.value)
    if form is None:
        _unknown(entry)
    cursor.value[key] = form


def _unknown(entry: Cursor) -> None:
    entry.fault(
        f"无法识别的语句“{entry.value}”，请改用已知语句或结构化字段",
        f"unknown phrase {entry.value!r}: use a known phrase or structured fields",
    )


def _grades(root: Cursor) -> None:
    for grade in root.at("grades").entries():
        gates = grade.at("gates")
        if not isinstance(grade.value, dict) or not isinstance(gates.value, list):
            continue
        grade.value["gates"] = [_gate(entry) for entry in gates.entries()]
    policy = root.at("grade_policy")
    _replace(policy, "quota_rounding", phrases.read_quota_rounding)
    _replace(policy, "over_quota", phrases.read_over_quota)


def _gate(entry: Cursor) -> object:
    if not isinstance(entry.value, str):
        return entry.value
    form = phrases.read_gate(entry.value)
    if form is None:
        _unknown(entry)
    return form


def _vetoes(root: Cursor) -> None:
    for veto in root.at("vetoes").entries():
        _replace(veto, "effect", phrases.read_effect)
        _replace(veto, "auto", phrases.read_trigger)


def _survey_policy(root: Cursor) -> None:
    policy = root.at("survey_policy")
    _replace(policy, "sample_formula", phrases.read_sample_formula)
    _replace(policy.at("reliability"), "below", phrases.read_below)
    screening = policy.at("invalid_if")
    if not isinstance(policy.value, dict) or not isinstance(screening.value, dict):
        return
    _replace(screening, "straight_line", phrases.read_straight_line)
    rules: list[object] = []
    for key, entry in screening.pairs():
        if key not in _SCREENING:
            entry.fault(
                f"未知的无效规则“{key}”", f"unknown rule {key!r}: use {', '.join(_SCREENING)}"
            )
        elif entry.value is not False and entry.value is not None:
            rules.append(_screening_rule(_SCREENING[key], entry.value))
    policy.value["invalid_if"] = rules


def _screening_rule(rule: str, value: object) -> dict[str, object]:
    if isinstance(value, dict):
        return {"rule": rule, **value}
    return {"rule": rule} if value is True else {"rule": rule, "limit": value}
