"""What a demonstration says at its end: one JSON object, the strings copied from the result."""

from collections.abc import Mapping
from typing import Any

from surveyapp.cli.demo.conclusion import Conclusion
from surveyapp.cli.demo.issuing import IssuedNotice
from surveyapp.cli.voice import in_english
from surveyapp.errors import DomainError


def outcome_document(
    conclusion: Conclusion, notice: IssuedNotice | DomainError | None
) -> dict[str, Any]:
    """Lay out a played case; numbers and their texts are the score run's own."""
    result = conclusion.result or {}
    surveys = {
        code: block
        for code, block in result.get("survey", {}).items()
        if isinstance(block, Mapping) and "received" in block
    }
    reason = notice if isinstance(notice, DomainError) else conclusion.stopped
    return {
        **{key: result.get(key) for key in ("total", "total_exact", "grade", "grade_zh")},
        "grade_reasons": result.get("reasons"),
        "confirmed_grade": conclusion.grade,
        **{key: result.get(key) for key in ("level1", "level2", "level3", "scales", "nps")},
        "kappa": _one(result, "interviews", "kappa"),
        "kendall_w": _one(result, "expert_agreement", "kendall_w"),
        "received": {code: block["received"] for code, block in surveys.items()},
        "valid": {code: block["valid"] for code, block in surveys.items()},
        "blocked": result.get("blocked"),
        "caps": result.get("caps"),
        "notice": notice_block(notice if isinstance(notice, IssuedNotice) else None),
        "reason": None if reason is None else in_english(reason.sentence, reason.facts),
        "reason_zh": None if reason is None else str(reason),
    }


def notice_block(notice: IssuedNotice | None) -> dict[str, str] | None:
    """Lay out a notice: its number, its verification code and where its files are."""
    if notice is None:
        return None
    return {
        "number": notice.number,
        "code": notice.code,
        "pdf": str(notice.pdf),
        "pdf_en": str(notice.pdf_en),
    }


def _one(result: Mapping[str, Any], block: str, key: str) -> object:
    found = result.get(block)
    return found.get(key) if isinstance(found, Mapping) else None
