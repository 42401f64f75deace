"""Notices: numbering a confirmed result, keeping its bytes, voiding it; computes no result."""

from surveyapp.operations.notices.changing import add_change, void_notice
from surveyapp.operations.notices.facts import last_day_of_appeal
from surveyapp.operations.notices.finding import (
    FileNotMade,
    Issuable,
    fetch_file,
    find_issuable,
    find_notices,
    find_rendering,
    find_standing,
    get_notice,
    is_issuer,
    issuable_of,
    issuables_of,
)
from surveyapp.operations.notices.issuing import (
    AlreadyIssued,
    NothingToIssue,
    Press,
    issue_notice,
    preview_notice,
    print_notice,
)
from surveyapp.operations.notices.rendering import RenderingDiffers, prepare_files

__all__ = [
    "AlreadyIssued",
    "FileNotMade",
    "Issuable",
    "NothingToIssue",
    "Press",
    "RenderingDiffers",
    "add_change",
    "fetch_file",
    "find_issuable",
    "find_notices",
    "find_rendering",
    "find_standing",
    "get_notice",
    "is_issuer",
    "issuable_of",
    "issuables_of",
    "issue_notice",
    "last_day_of_appeal",
    "prepare_files",
    "preview_notice",
    "print_notice",
    "void_notice",
]
