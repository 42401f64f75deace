"""Interviews: assigned, held, written down part by part, and confirmed by the interviewee."""

from surveyapp.models import InterviewSession, Person, Task
from surveyapp.operations.interviewing.assigning import (
    NewSession,
    assign_session,
    has_duty,
    start_session,
)
from surveyapp.operations.interviewing.completing import (
    INTERVIEWEE,
    LINK_LIFE,
    complete_session,
    confirm_session,
    content_hash,
    find_by_confirmation,
    find_missing,
    object_to_session,
    renew_link,
    reopen_session,
)
from surveyapp.operations.interviewing.parts import (
    Circumstances,
    Closing,
    Part,
    QuestionNotes,
    circumstances_of,
    closing_of,
    fingerprint,
    notes_of,
)
from surveyapp.operations.interviewing.sessions import (
    find_overlaps,
    find_sessions,
    find_task_sessions,
    get_session,
    groups_of,
    protocol_of,
    time_zone_of,
)
from surveyapp.operations.interviewing.sheet import ChangedElsewhere, save_sheet
from surveyapp.operations.interviewing.staffing import find_interviewers, find_protocol

__all__ = [
    "INTERVIEWEE",
    "LINK_LIFE",
    "ChangedElsewhere",
    "Circumstances",
    "Closing",
    "InterviewSession",
    "NewSession",
    "Part",
    "Person",
    "QuestionNotes",
    "Task",
    "assign_session",
    "circumstances_of",
    "closing_of",
    "complete_session",
    "confirm_session",
    "content_hash",
    "find_by_confirmation",
    "find_interviewers",
    "find_missing",
    "find_overlaps",
    "find_protocol",
    "find_sessions",
    "find_task_sessions",
    "fingerprint",
    "get_session",
    "groups_of",
    "has_duty",
    "notes_of",
    "object_to_session",
    "protocol_of",
    "renew_link",
    "reopen_session",
    "save_sheet",
    "start_session",
    "time_zone_of",
]
