"""Reading what was said: by two coders alone, settled by a third, told as the engine's records."""

from surveyapp.operations.coding.finding import (
    N_CODERS,
    both_codings,
    coding_of,
    find_coded_sessions,
    get_coded_session,
    is_agreed,
    segments_to_code,
    segments_to_settle,
)
from surveyapp.operations.coding.readings import (
    Reading,
    adjudicate,
    adjudicate_session,
    code_segment,
    code_session,
    settle_agreed,
)
from surveyapp.operations.coding.records import records_for_scoring, unfinished
from surveyapp.operations.coding.staffing import READERS, find_readers, name_reader

__all__ = [
    "N_CODERS",
    "READERS",
    "Reading",
    "adjudicate",
    "adjudicate_session",
    "both_codings",
    "code_segment",
    "code_session",
    "coding_of",
    "find_coded_sessions",
    "find_readers",
    "get_coded_session",
    "is_agreed",
    "name_reader",
    "records_for_scoring",
    "segments_to_code",
    "segments_to_settle",
    "settle_agreed",
    "unfinished",
]
