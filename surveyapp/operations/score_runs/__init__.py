"""Score runs: freezing all inputs of a task, computing, and computing again; no conclusion yet."""

from surveyapp.operations.score_runs.appealed import AppealUndecided, require_no_open_appeal
from surveyapp.operations.score_runs.explaining import (
    Explanation,
    GroupTable,
    explain,
    get_frozen_evidence,
    scale_tables,
    weakest,
    without_evidence,
)
from surveyapp.operations.score_runs.freezing import freeze_inputs
from surveyapp.operations.score_runs.reading import (
    READERS,
    find_runs,
    get_run,
    is_sound,
    newest_run,
    newest_runs,
    require_sound,
)
from surveyapp.operations.score_runs.reasons import Said, band_said, condition_said, reason_said
from surveyapp.operations.score_runs.running import (
    Analysis,
    AnswersMissing,
    CollectionStillOpen,
    InputsNotUsable,
    RowsChanged,
    Shortage,
    TooFewAnswers,
    current_code_version,
    is_stale,
    preview,
    recompute,
    run_score,
)

__all__ = [
    "READERS",
    "Analysis",
    "AnswersMissing",
    "AppealUndecided",
    "CollectionStillOpen",
    "Explanation",
    "GroupTable",
    "InputsNotUsable",
    "RowsChanged",
    "Said",
    "Shortage",
    "TooFewAnswers",
    "band_said",
    "condition_said",
    "current_code_version",
    "explain",
    "find_runs",
    "freeze_inputs",
    "get_frozen_evidence",
    "get_run",
    "is_sound",
    "is_stale",
    "newest_run",
    "newest_runs",
    "preview",
    "reason_said",
    "recompute",
    "require_no_open_appeal",
    "require_sound",
    "run_score",
    "scale_tables",
    "weakest",
    "without_evidence",
]
