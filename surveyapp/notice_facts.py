"""The facts a result notice prints, each already a text or a date; nothing is worked out here."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Words:
    """One text in Chinese, and in English where there is one."""

    zh: str
    en: str = ""


@dataclass(frozen=True)
class DimensionFact:
    """One level-1 indicator as printed: its code, its name, '25%' and '89.92'."""

    code: str
    name: Words
    weight: str
    score: str


@dataclass(frozen=True)
class CutPoint:
    """The least printed score of a grade, as '80', and the grade it opens."""

    least: str
    grade: Words


@dataclass(frozen=True)
class NoticeFacts:
    """Everything a result notice says; the same facts give the same paper."""

    organisation: Words
    number_zh: str
    number_en: str
    year: int
    sequence: int
    addressee: Words
    task_no: str
    task_name: Words
    task_type: Words
    period: Words
    basis: Words
    dimensions: tuple[DimensionFact, ...]
    total: str
    grade: Words
    grade_reasons: tuple[Words, ...]
    grade_bands: Words
    cut_points: tuple[CutPoint, ...]
    appeal_last_day: date
    appeal_channel: Words
    issued_on: date
    verification_code: str
    verify_url: str
    score_run_id: str
    result_hash: str
    attachments: tuple[Words, ...] = ()
    copies_to: tuple[Words, ...] = ()
    is_demo: bool = False


def document_of(facts: NoticeFacts) -> dict[str, Any]:
    """Turn facts into a JSON document to store with the notice."""
    document = asdict(facts)
    for key, value in document.items():
        if isinstance(value, date):
            document[key] = value.isoformat()
        elif isinstance(value, tuple):
            document[key] = list(value)
    return document


def facts_of(document: Mapping[str, Any]) -> NoticeFacts:
    """Turn a stored document back into the same facts; raises `KeyError` for a missing one."""
    readers: dict[str, Callable[[Any], object]] = {
        "dimensions": _dimensions,
        "cut_points": _cut_points,
        "grade_reasons": _many_words,
        "attachments": _many_words,
        "copies_to": _many_words,
        "appeal_last_day": date.fromisoformat,
        "issued_on": date.fromisoformat,
    }
    values: dict[str, Any] = {}
    for field in fields(NoticeFacts):
        value = document[field.name]
        if field.name in readers:
            values[field.name] = readers[field.name](value)
        else:
            values[field.name] = Words(**value) if isinstance(value, Mapping) else value
    return NoticeFacts(**values)


def _many_words(values: list[dict[str, str]]) -> tuple[Words, ...]:
    return tuple(Words(**value) for value in values)


def _dimensions(values: list[dict[str, Any]]) -> tuple[DimensionFact, ...]:
    return tuple(DimensionFact(**{**value, "name": Words(**value["name"])}) for value in values)


def _cut_points(values: list[dict[str, Any]]) -> tuple[CutPoint, ...]:
    return tuple(CutPoint(value["least"], Words(**value["grade"])) for value in values)
