"""The response scales of a model file's questionnaires: its own labels, or common ones."""

from collections.abc import Mapping

from forms.cursor import Cursor
from forms.faults import N_
from forms.instrument import POINTS_OF_KIND, Option, ResponseScale, Text

NPS_ENDS = (Text("完全不可能", "not at all likely"), Text("非常可能", "extremely likely"))
DONT_KNOW_WORDS = Text("不了解", "Don't know")

_AGREEMENT = {
    "--": Text("非常不同意", "Strongly disagree"),
    "-": Text("不同意", "Disagree"),
    "(-)": Text("有些不同意", "Somewhat disagree"),
    "0": Text("一般", "Neutral"),
    "(+)": Text("有些同意", "Somewhat agree"),
    "+": Text("同意", "Agree"),
    "++": Text("非常同意", "Strongly agree"),
}
_SATISFACTION = {
    "--": Text("非常不满意", "Very dissatisfied"),
    "-": Text("不满意", "Dissatisfied"),
    "(-)": Text("有些不满意", "Somewhat dissatisfied"),
    "0": Text("一般", "Neutral"),
    "(+)": Text("有些满意", "Somewhat satisfied"),
    "+": Text("满意", "Satisfied"),
    "++": Text("非常满意", "Very satisfied"),
}
_MARKS = {
    2: ("-", "+"),
    3: ("-", "0", "+"),
    4: ("--", "-", "+", "++"),
    5: ("--", "-", "0", "+", "++"),
    6: ("--", "-", "(-)", "(+)", "+", "++"),
    7: ("--", "-", "(-)", "0", "(+)", "+", "++"),
}
"""Which of the words stand for how many points; longer scales bear numbers, the ends words too."""


def read_scales(cursor: Cursor) -> dict[str, ResponseScale]:
    """Read the labels of a model file and fill in common ones where it has none.

    Parameters
    ----------
    cursor : Cursor
        At the whole file; ``likert_labels`` and ``satisfaction_labels`` are lists of
        ``{value, zh, en}`` for 1 to n and, with the value null, "don't know".

    Returns
    -------
    dict of str to ResponseScale
        For every kind from ``likert2`` to ``satisfaction11``, and ``nps``. Labels of the file
        serve the length that they have; other lengths get the common words. "Don't know" is
        offered as the file's likert labels say, and without them on agreement scales.
    """
    scales: dict[str, ResponseScale] = {}
    for family, words, dont_know in (
        ("likert", _AGREEMENT, DONT_KNOW_WORDS),
        ("satisfaction", _SATISFACTION, None),
    ):
        options: tuple[Option, ...] = ()
        apart: Text | None = dont_know
        if cursor.values.get(f"{family}_labels"):
            options, apart = _read_labels(cursor, f"{family}_labels")
        for kind, points in POINTS_OF_KIND.items():
            if kind.startswith(family):
                own = options if len(options) == points else _common(words, points)
                scales[kind] = ResponseScale(kind, own, apart)
    return {**scales, "nps": _nps()}


def _nps() -> ResponseScale:
    ends = {0: NPS_ENDS[0], 10: NPS_ENDS[1]}
    options = (Option(value, ends.get(value, Text(str(value), str(value)))) for value in range(11))
    return ResponseScale("nps", tuple(options))


def _read_labels(cursor: Cursor, key: str) -> tuple[tuple[Option, ...], Text | None]:
    options: list[Option] = []
    dont_know: Text | None = None
    for row in cursor.rows(key):
        value = row.values.get("value")
        if value is None:
            dont_know = capital(row.as_text())
        elif isinstance(value, int):
            options.append(Option(value, capital(row.as_text())))
        else:
            row.note("value", N_("应是整数，“不了解”写 null"))
    return tuple(sorted(options, key=lambda o: int(o.value))), dont_know


def _common(words: Mapping[str, Text], points: int) -> tuple[Option, ...]:
    marks = _MARKS.get(points)
    if marks is not None:
        return tuple(Option(value, words[mark]) for value, mark in enumerate(marks, start=1))
    ends = {1: words["--"], points: words["++"]}
    return tuple(Option(value, _numbered(value, ends.get(value))) for value in range(1, points + 1))


def _numbered(value: int, end: Text | None) -> Text:
    if end is None:
        return Text(str(value), str(value))
    return Text(f"{value}（{end.zh}）", f"{value} ({end.en})")


def capital(text: Text) -> Text:
    """Return a label with a capital letter in English."""
    return Text(text.zh, text.en[:1].upper() + text.en[1:])
