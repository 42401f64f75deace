"""Check pictures before they reach the page; WeasyPrint would leave a broken one out in silence."""

import io
from collections.abc import Mapping
from xml.etree.ElementTree import ParseError

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image

from surveyapp.pdf.failures import PictureMissing
from surveyapp.pdf.typefaces import require_printable

PNG = b"\x89PNG\r\n\x1a\n"


def media_type(picture: bytes) -> str:
    """Name the kind of a picture: PNG by its first bytes, otherwise SVG."""
    return "image/png" if picture.startswith(PNG) else "image/svg+xml"


def readable_pictures(pictures: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the pictures; raises `PictureMissing` for one that is neither whole PNG nor SVG."""
    for name, picture in pictures.items():
        try:
            _read(picture)
        except (OSError, SyntaxError, ValueError, DefusedXmlException) as failure:
            raise PictureMissing(name=name) from failure
    return dict(pictures)


def _read(picture: bytes) -> None:
    if picture.startswith(PNG):
        with Image.open(io.BytesIO(picture)) as image:
            image.verify()
        return
    root = fromstring(picture)
    if not root.tag.endswith("svg"):
        raise ParseError(root.tag)
    require_printable(root.itertext())
