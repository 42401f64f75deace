"""The officer's desk: what to do, and each task's questionnaires, figures, experts, requests."""

from surveyapp.web.desk import (
    figures,
    indicators,
    panel,
    questionnaires,
    requesting,
    roster,
    start,
    workbook,
)
from surveyapp.web.desk.door import blueprint

__all__ = [
    "blueprint",
    "figures",
    "indicators",
    "panel",
    "questionnaires",
    "requesting",
    "roster",
    "start",
    "workbook",
]
