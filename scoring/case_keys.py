"""The names that a case may use; what stands under each is read elsewhere.

A case that carries results, as the worked example does, is read for its inputs: known names of
results are left alone, every other name is a fault.
"""

from typing import Final

from scoring.faults import Cursor
from scoring.model.policies import IndicatorModel

CASE_INPUTS: Final = (
    "task", "raw", "survey", "interviews", "vetoes", "open_vetoes", "caps", "not_applicable",
    "over_quota",
)  # fmt: skip
_CASE_RESULTS: Final = (
    "about", "note", "notes", "comment", "sources", "expert_agreement", "level3", "level2",
    "level1", "total_step", "total_exact", "total_6dp", "total", "task_type", "grade", "grade_zh",
    "grade_en", "grade_reasons", "reasons", "reasons_zh", "provisional", "blocked", "gates",
    "scales", "nps", "variants", "rounding_boundaries", "quota_example", "working_day_examples",
)  # fmt: skip
_TASK: Final = ("no", "name", "type", "unit", "note")
_SURVEY_RESULTS: Final = ("scales", "nps", "sample_plan", "reliability_edge_cases")
_COLLECTION: Final = (
    "frame", "required", "responses", "note", "n_open_unscored", "received", "valid",
    "response_rate", "response_rate_sufficient", "sufficient", "insufficient_reasons",
    "insufficient_reasons_zh", "counts", "not_applied", "one_answer_rows", "uniform_neutral",
    "alpha_all_items",
)  # fmt: skip
_RESPONSE: Final = frozenset({
    "id", "group", "seconds", "answers", "token", "duplicate", "valid", "flags",
    "invalid_reasons", "invalid_reasons_zh", "flags_zh", "n_missing", "note",
})  # fmt: skip
_INTERVIEWS: Final = (
    "records", "columns", "note", "kappa", "agreement", "segments", "confirmed", "received",
    "sufficient", "reason",
)  # fmt: skip
_RECORD: Final = ("id", "group", "confirmed", "segments", "note")
LARGEST_COUNT: Final = 1_000_000_000
"""More people than any frame holds; what is counted in a database must fit it."""


def check_names(model: IndicatorModel, root: Cursor) -> None:
    """Add a fault for every name of a case that nobody reads, with the nearest known one."""
    root.closed((*CASE_INPUTS, *_CASE_RESULTS))
    _check_task(root.at("task"))
    survey, interviews = root.at("survey"), root.at("interviews")
    ids = [one.id for one in model.instruments]
    for name, entry in survey.pairs():
        if name not in {*ids, "reliability_decisions", *_SURVEY_RESULTS}:
            words = "问卷“%s”不存在", "questionnaire %r does not exist"
            entry.unknown(*words, (*ids, "reliability_decisions"))
    for name in ids:
        survey.at(name).closed(_COLLECTION)
    interviews.closed(_INTERVIEWS)
    if isinstance(interviews.at("records").value, list):
        for entry in interviews.at("records").entries():
            if isinstance(entry.value, dict):
                entry.closed(_RECORD)


def check_response_names(cursor: Cursor) -> None:
    """Add a fault for every name of one response that nobody reads."""
    if isinstance(cursor.value, dict) and not _RESPONSE.issuperset(cursor.value):
        cursor.closed(_RESPONSE)


def _check_task(cursor: Cursor) -> None:
    if not isinstance(cursor.value, dict):
        cursor.fault("应为{no, name, type, unit}", "must be {no, name, type, unit}")
        return
    cursor.closed(_TASK)
    no = cursor.at("no")
    if no.value is not None and type(no.value) is not int:
        no.text()
    for key in ("name", "unit"):
        _check_name(cursor.at(key))


def _check_name(cursor: Cursor) -> None:
    """Check a name: a text, or one in Chinese and English, either of which may be absent."""
    if not isinstance(cursor.value, dict):
        cursor.text(default="-")
        return
    cursor.closed(("zh", "en"))
    for language in ("zh", "en"):
        cursor.at(language).text(default="-")
