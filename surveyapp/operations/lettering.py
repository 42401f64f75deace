"""Names that stand on a notice one day: what no typeface of ours has is refused as it is typed."""

from collections.abc import Iterator, Mapping

from forms.faults import Fault
from surveyapp.errors import InputRefused, marked
from surveyapp.pdf.failures import GlyphsMissing
from surveyapp.pdf.typefaces import require_printable

NOT_PRINTABLE = marked("通知书印不出这些字符：%(characters)s；请换成别的字")


def unprintable(text: str | None) -> str:
    """Name the characters of a text that no notice can print; empty where there are none."""
    try:
        require_printable([text or ""])
    except GlyphsMissing as missing:
        return str(missing.facts["characters"])
    return ""


def require_lettering(names: Mapping[str, str | None]) -> None:
    """Raise InputRefused for each field whose text no notice can print."""
    faults = list(_faults(names))
    if faults:
        raise InputRefused(faults)


def _faults(names: Mapping[str, str | None]) -> Iterator[Fault]:
    for field, text in names.items():
        if characters := unprintable(text):
            yield Fault(field, NOT_PRINTABLE, {"characters": characters})
