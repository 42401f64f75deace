"""Score runs: freezing all inputs of a task, computing, and computing again; no conclusion yet."""

from surveyapp.operations.score_runs.explaining import (
    Explanation,
    GroupTable,
    explain,
    get_frozen_evidence,
    scale_tables,
    weakest,
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
    "CollectionStillOpen",
    "Explanation",
    "GroupTable",
    "InputsNotUsable",
    "RowsChanged",
    "Shortage",
    "TooFewAnswers",
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
    "recompute",
    "require_sound",
    "run_score",
    "scale_tables",
    "weakest",
]
