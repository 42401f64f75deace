"""WeasyPrint on a short lead: our fonts, no fetching, the same bytes for the same input."""

import contextlib
import hashlib
import io
import logging
import os
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib.resources import files
from threading import Lock
from typing import Any

from surveyapp.pdf.failures import NoticeNotRendered, WrongFont
from surveyapp.pdf.label import PaperLabel
from surveyapp.pdf.pictures import readable_pictures
from surveyapp.pdf.typefaces import FONT_FILES, FONT_FOLDER, require_printable


@contextlib.contextmanager
def _our_fontconfig() -> Iterator[None]:
    """Let Fontconfig read our folder alone; programs started later do not inherit that."""
    before = os.environ.get("FONTCONFIG_FILE")
    os.environ["FONTCONFIG_FILE"] = str(FONT_FOLDER / "fonts.conf")
    try:
        yield
    finally:
        if before is None:
            del os.environ["FONTCONFIG_FILE"]
        else:
            os.environ["FONTCONFIG_FILE"] = before


with _our_fontconfig():
    from weasyprint import CSS, HTML
    from weasyprint.css import ColorProfile
    from weasyprint.text.ffi import ffi, fontconfig, harfbuzz_subset
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import FatalURLFetchingError

    from surveyapp.pdf.fetching import OnlyGivenPictures, failure_of

    # Pango asks for the current configuration in a thread of its own: have it made now, as ours.
    fontconfig.FcConfigGetFonts(ffi.NULL, fontconfig.FcSetSystem)
    _FONTS = FontConfiguration()

if harfbuzz_subset is None:
    # The stand-in for it is thirty times slower and gives other bytes.
    raise OSError("cannot load library 'libharfbuzz-subset0'")

# Pango's font map is shared and not made for threads; Python could not lay out two at once anyway.
_ONE_AT_A_TIME = Lock()
_LOGGER = logging.getLogger("weasyprint")
_LOGGER.setLevel(logging.WARNING)
_VARIANT = "pdf/a-3a"
_SCREEN_PROFILE = (files("weasyprint.pdf") / "sRGB2014.icc").read_bytes()
# ISO 14289-1 (accessible) is declared beside ISO 19005-3 (archival) with its schema spelled out.
_ACCESSIBLE = (FONT_FOLDER.parent / "pdf" / "accessible.xml").read_bytes()


class _Complaints(logging.Handler):
    """Collect what WeasyPrint only logs: for a notice every warning is a failure."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(record.getMessage())


@contextlib.contextmanager
def _nothing_to_complain() -> Iterator[None]:
    complaints = _Complaints()
    _LOGGER.addHandler(complaints)
    try:
        yield
    finally:
        _LOGGER.removeHandler(complaints)
    if complaints.messages:
        raise NoticeNotRendered(reason=complaints.messages[0][:300])


@lru_cache(maxsize=8)
def _stylesheet(css: str) -> Any:
    require_printable([css])
    return CSS(string=css, font_config=_FONTS, url_fetcher=OnlyGivenPictures({}))


def render(html: str, *, css: str, label: PaperLabel, pictures: Mapping[str, bytes]) -> bytes:
    """Return the bytes of one paper, or raise a `NoticeNotRendered`."""
    require_printable([html, label.title])
    given = readable_pictures(pictures)
    with _ONE_AT_A_TIME, _nothing_to_complain():
        try:
            return _laid_out(html, css=css, label=label, fetcher=OnlyGivenPictures(given))
        except FatalURLFetchingError as failure:  # a BaseException: only its name catches it
            raise failure_of(failure) from failure


def _laid_out(html: str, *, css: str, label: PaperLabel, fetcher: Any) -> bytes:
    page = HTML(string=html, url_fetcher=fetcher)
    require_printable([" ".join(page.etree_element.itertext())])
    document = page.render(
        font_config=_FONTS,
        color_profiles={"srgb": _screen_colours()},
        stylesheets=[_stylesheet(css)],
        pdf_variant=_VARIANT,
    )
    metadata = document.metadata
    metadata.title, metadata.lang = label.title, label.lang
    metadata.created = metadata.modified = f"{label.created_on.isoformat()}T00:00:00Z"
    bytes_ = document.write_pdf(
        pdf_variant=_VARIANT,
        output_intent="given",  # by any other name "srgb" would be opened again and left open
        pdf_identifier=hashlib.sha256(label.identifier.encode()).digest()[:16],
        finisher=_declare_accessible,
    )
    _require_our_fonts(document)
    return bytes(bytes_)


def _screen_colours() -> Any:
    """Return the sRGB profile that an archival file must carry."""
    return ColorProfile(
        io.BytesIO(_SCREEN_PROFILE), "sRGB2014.icc", "relative-colorimetric", (["r"], ["g"], ["b"])
    )


def _declare_accessible(_document: Any, pdf: Any) -> None:
    """Add the accessibility declaration to the one metadata stream of the file."""
    number = int(pdf.catalog["Metadata"].split()[0])
    stream = pdf.objects[number].stream
    stream[0] = stream[0].replace(b"</rdf:RDF>", _ACCESSIBLE + b"</rdf:RDF>", 1)


def _require_our_fonts(document: Any) -> None:
    """Raise `WrongFont` unless every embedded font is one of ours, TrueType, with all glyphs."""
    wrong = sorted(
        font.family
        for font in document.fonts.values()
        if font.family not in FONT_FILES or font.type != "ttf" or font.missing
    )
    if wrong:
        raise WrongFont(fonts=", ".join(wrong))
