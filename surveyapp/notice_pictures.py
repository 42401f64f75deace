"""The pictures of a notice: bars on a line from 0 to 100, and the QR code of its address."""

import io
from collections.abc import Iterable
from decimal import Decimal, InvalidOperation

import segno
from jinja2 import Environment

from surveyapp.notice_facts import NoticeFacts

SCALE_WIDTH = Decimal(200)
"""Width of the line from 0 to 100 in the units of the drawing."""


def pictures_of(facts: NoticeFacts, *, env: Environment) -> dict[str, bytes]:
    """Draw what the page names: `axis`, `total`, `bar-1` and on for the dimensions, and `qr`."""
    lines = [place for cut in facts.cut_points if (place := _place(cut.least)) is not None]
    labels = [
        (text, place)
        for text in _axis_texts(cut.least for cut in facts.cut_points)
        if (place := _place(text)) is not None
    ]
    drawn = {"axis": env.get_template("notices/axis.svg").render(lines=lines, labels=labels)}
    bar = env.get_template("notices/bar.svg")
    scores = {f"bar-{n}": row.score for n, row in enumerate(facts.dimensions, start=1)}
    scores["total"] = facts.total
    for name, score in scores.items():
        drawn[name] = bar.render(lines=lines, length=_place(score), is_total=name == "total")
    return {name: svg.encode() for name, svg in drawn.items()} | {"qr": qr_code(facts.verify_url)}


def qr_code(url: str) -> bytes:
    """Draw the QR code of an address as PNG, quiet zone included; the mask is fixed for speed."""
    file = io.BytesIO()
    segno.make(url, error="m", micro=False, boost_error=False, mask=4).save(
        file, kind="png", scale=6, border=4
    )
    return file.getvalue()


def _axis_texts(least: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(["0", *least, "100"]))


def _place(text: str) -> Decimal | None:
    """Return where a printed score lies on the drawing, or None if it is no score of 0–100."""
    try:
        score = Decimal(text)
    except InvalidOperation:
        return None
    return score * SCALE_WIDTH / 100 if 0 <= score <= 100 else None
