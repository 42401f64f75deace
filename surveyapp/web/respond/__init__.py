"""The respondent's pages: from a link to a receipt, without an account; no desk of any role."""

from surveyapp.web.respond import ending, links, pages
from surveyapp.web.respond.door import blueprint

__all__ = ["blueprint", "ending", "links", "pages"]
