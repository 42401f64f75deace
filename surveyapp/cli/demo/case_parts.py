"""The parts of a checked case as the acts take them; what no act can carry is a fault."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from scoring.case import Case
from scoring.exact import LARGEST_EXPONENT
from scoring.faults import Fault, child_place, element_segments, shown
from scoring.model.parts import Indicator
from scoring.model.policies import IndicatorModel
from scoring.rules import plain_rules
from scoring.rules.judgement import RubricRule
from surveyapp.cli.voice import in_english
from surveyapp.operations.judging import NO_LABEL, is_label
from surveyapp.operations.reporting.numbers import NumberRefused, read_hundredths
from surveyapp.operations.reporting.sheets import sheets_of
from surveyapp.operations.reporting.values import LONGEST_NAME, has_hidden_signs, read_values

LARGEST = 10**LARGEST_EXPONENT


@dataclass(frozen=True)
class Questionnaire:
    """The responses of a case to one questionnaire, with its frame and required number."""

    frame: int
    required: int | None
    responses: Sequence[Mapping[str, Any]]


@dataclass(frozen=True)
class Reading:
    """A checked case beside its model, and the faults found so far."""

    model: IndicatorModel
    checked: Case
    faults: list[Fault]

    def fault(self, place: str, zh: str, en: str) -> None:
        """Note that no act can carry what stands at a place."""
        self.faults.append(Fault(place, None, zh, en))

    @property
    def leaves(self) -> list[Indicator]:
        """The level-3 indicators that count for the type of task."""
        points = self.model.points(self.checked.task_type)
        return [leaf for leaf in self.model.indicators if points[leaf.code]]


def plain_numbers(value: Any) -> Any:
    """Return a document with whole decimals as whole numbers, as the acts keep them."""
    if isinstance(value, Mapping):
        return {key: plain_numbers(part) for key, part in value.items()}
    if isinstance(value, list):
        return [plain_numbers(part) for part in value]
    if isinstance(value, Decimal) and abs(value) < LARGEST and value == int(value):
        return int(value)
    return value


def read_figures(reading: Reading, raw: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the records of figures; what the acts would not keep of them is a fault."""
    found: dict[str, dict[str, Any]] = {}
    for leaf in reading.leaves:
        if leaf.inputs and leaf.code in reading.checked.records:
            record = raw[leaf.code]
            found[leaf.code] = {one.name: _input(record.get(one.name)) for one in leaf.inputs}
    sheets = [one for one in sheets_of(reading.model, reading.checked.task_type) if one.inputs]
    for fault in read_values(sheets, found)[1]:
        place = "raw/" + "/".join(str(n + 1) if isinstance(n, int) else n for n in fault.path)
        words = in_english(fault.message, fault.facts)
        reading.fault(place, fault.message % fault.facts, words)
    return found


def _input(value: Any) -> Any:
    return _rows(value) if isinstance(value, list) else value


def _rows(rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Give each row of a list a name of its own; names never count."""
    seen: set[str] = set()
    found = []
    for number, row in enumerate(rows, start=1):
        name = re.sub(r"\s+", " ", str(row.get("name") or "")).strip()[:LONGEST_NAME]
        if not name or name in seen or has_hidden_signs(name):
            name = f"{name[: LONGEST_NAME - 12]}（第 {number} 项）"
        seen.add(name)
        found.append({**row, "name": name})
    return found


def read_sheets(reading: Reading, raw: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Turn scores by indicator and label into sheets by label; a sheet is handed in whole."""
    codes = [
        leaf.code
        for leaf in reading.leaves
        if any(isinstance(rule, RubricRule) for rule in plain_rules(leaf.rule))
    ]
    records = {code: raw[code] for code in codes if code in reading.checked.records}
    scored = {code: records.get(code, {}).get("experts") or {} for code in codes}
    labels = sorted({label for scores in scored.values() for label in scores})
    sheets: dict[str, dict[str, Any]] = {}
    for label in labels:
        if label != label.strip() or not is_label(label):
            place = f"raw/{codes[0]}/experts/{shown(label)}"
            reading.fault(place, NO_LABEL, in_english(NO_LABEL, {}))
            continue
        sheets[label] = {code: scored[code].get(label) for code in codes}
        for code, score in sheets[label].items():
            _check_score(reading, f"raw/{code}/experts/{label}", score)
    return sheets


def _check_score(reading: Reading, place: str, score: Any) -> None:
    if score is None:
        reading.fault(
            place,
            "评分表须填完才能提交，这里没有评分",
            "a sheet is handed in whole, this score is missing",
        )
        return
    try:
        read_hundredths(score)
    except NumberRefused as refused:
        reading.fault(place, refused.message, in_english(refused.message, {}))


def read_questionnaires(reading: Reading, survey: Mapping[str, Any]) -> dict[str, Questionnaire]:
    """Return what came in to each questionnaire of the case, none included."""
    found: dict[str, Questionnaire] = {}
    for code in reading.checked.answers:
        part = survey[code]
        rows = part.get("responses") or []
        place = f"survey/{code}/responses"
        for name, row in zip(element_segments(rows), rows, strict=True):
            if not isinstance(row.get("seconds"), int | None):
                zh, en = "用时应为整秒", "the acts keep whole seconds"
                reading.fault(f"{child_place(place, name)}/seconds", zh, en)
        if rows and rows[0].get("duplicate"):
            zh, en = "第一份答卷不可能是重复的", "the first response repeats none"
            reading.fault(f"{place}/{element_segments(rows)[0]}/duplicate", zh, en)
        frame = part.get("frame") or max(len(rows), 1)
        found[code] = Questionnaire(frame, part.get("required"), rows)
    return found


def read_talks(reading: Reading, records: Sequence[Mapping[str, Any]]) -> Sequence[Any]:
    """Return the interviews; a settled value needs both coders before it."""
    for record in records:
        segments = record.get("segments") or []
        for name, (_theme, first, second, settled) in zip(
            element_segments(segments), segments, strict=True
        ):
            if settled is not None and (first is None or second is None):
                reading.fault(
                    f"interviews/records/{record['id']}/segments/{name}",
                    "两人都编码之后才能合议",
                    "a value is settled only after both coders",
                )
    return records


def read_decisions(reading: Reading, rows: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return the decisions that an act takes; to resample is to collect again, not a decision."""
    used = {
        getattr(rule, "scale", None) for leaf in reading.leaves for rule in plain_rules(leaf.rule)
    }
    found = []
    for row in rows:
        if row["action"] == "resample" or row["scale"] not in used:
            continue
        is_drop, is_fallback = row["action"] == "drop_item", row["action"] == "fallback"
        score = row.get("score") if is_fallback else None
        if is_fallback:
            _check_score(reading, "survey/reliability_decisions", score)
        items = list(dict.fromkeys(row.get("items") or ())) if is_drop else []
        found.append({**row, "items": items, "score": score})
    return found


def refuse_given(reading: Reading) -> None:
    """Note every official score that stands in place of a raw record."""
    for code in reading.checked.given:
        reading.fault(
            f"raw/{code}",
            "直接给出了得分，不能经办成；只有原始数据才能演示",
            "an official score is given; only raw inputs can be played, use scoring evaluate",
        )
