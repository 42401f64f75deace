"""What a paper says about itself in its file properties; nothing here is printed."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PaperLabel:
    """The properties of one file; the same label and text give the same bytes."""

    title: str
    lang: str
    identifier: str
    created_on: date
