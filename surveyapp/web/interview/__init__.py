"""The interviewer's pages: my sessions, the sheet part by part, the confirmation link."""

from surveyapp.web.interview import sessions, sheet
from surveyapp.web.interview.door import blueprint

__all__ = ["blueprint", "sessions", "sheet"]
