"""The lead's desk: what the house needs before its officers can begin."""

from surveyapp.web.lead import definitions, duties, organisation, people, planning, start
from surveyapp.web.lead.door import blueprint

__all__ = [
    "blueprint",
    "definitions",
    "duties",
    "organisation",
    "people",
    "planning",
    "start",
]
