"""The door to paper: HTML, styles and pictures in, the bytes of a PDF out; no notice is known here.

This package is the only one that knows WeasyPrint. It fetches nothing: pictures come from the
caller, fonts from `surveyapp/fonts`.
"""

from surveyapp.pdf.door import is_pdf_available, render_pdf
from surveyapp.pdf.failures import (
    GlyphsMissing,
    NoticeNotRendered,
    PdfUnavailable,
    PictureMissing,
    SourceRefused,
    WrongFont,
)
from surveyapp.pdf.label import PaperLabel

__all__ = [
    "GlyphsMissing",
    "NoticeNotRendered",
    "PaperLabel",
    "PdfUnavailable",
    "PictureMissing",
    "SourceRefused",
    "WrongFont",
    "is_pdf_available",
    "render_pdf",
]
