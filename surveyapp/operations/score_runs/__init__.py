"""Score runs: freezing all inputs of a task, computing, and computing again; no conclusion yet."""

from surveyapp.operations.score_runs.freezing import freeze_inputs
from surveyapp.operations.score_runs.reading import (
    READERS,
    find_runs,
    get_run,
    newest_run,
)
from surveyapp.operations.score_runs.running import (
    Analysis,
    AnswersMissing,
    CollectionStillOpen,
    InputsNotUsable,
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
    "InputsNotUsable",
    "Shortage",
    "TooFewAnswers",
    "current_code_version",
    "find_runs",
    "freeze_inputs",
    "get_run",
    "is_stale",
    "newest_run",
    "preview",
    "recompute",
    "run_score",
]
