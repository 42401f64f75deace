"""Make a PDF, or say plainly that this machine cannot; the engine itself stays behind."""

import contextlib
import io
from collections.abc import Mapping

from surveyapp.pdf.failures import PdfUnavailable
from surveyapp.pdf.label import PaperLabel

# Without Pango or its companions the library prints a page of advice and raises OSError:
# everything but PDF goes on.
with contextlib.redirect_stdout(io.StringIO()):
    try:
        from surveyapp.pdf import engine
    except OSError as failure:
        _MISSING_LIBRARY = str(failure).splitlines()[0]
    else:
        _MISSING_LIBRARY = ""


def is_pdf_available() -> bool:
    """Tell whether this machine has what making a PDF needs."""
    return not _MISSING_LIBRARY


def render_pdf(
    html: str, *, css: str, label: PaperLabel, images: Mapping[str, bytes] | None = None
) -> bytes:
    """Lay out a page and return the bytes of its PDF; `picture:NAME` is the picture of that name.

    Raises `PdfUnavailable`, `GlyphsMissing`, `PictureMissing`, `SourceRefused`, `WrongFont`, or
    their parent `NoticeNotRendered` for anything else that would make the paper differ from the
    page.
    """
    if _MISSING_LIBRARY:
        raise PdfUnavailable(reason=_MISSING_LIBRARY)
    return engine.render(html, css=css, label=label, pictures=images or {})
