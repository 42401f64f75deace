"""Reading the instruments inside an indicator-model file; the model itself belongs to scoring."""

from collections.abc import Mapping, Sequence
from typing import cast

from forms.checking import find_faults
from forms.cursor import Cursor
from forms.faults import Fault, InstrumentFaults
from forms.instrument import (
    POINTS_OF_KIND,
    Construct,
    Instrument,
    Item,
    ItemKind,
    Option,
    ResponseScale,
    Rules,
    Section,
    Text,
    Theme,
)
from forms.kit_choices import read_choices
from forms.kit_scales import capital, read_scales
from forms.kit_texts import optional_words, version_of, words
from forms.loading import read_valences
from forms.paging import lay_out

TYPED_TYPES = ("open", "text", "number", "date")
"""Types answered in one's own words; the page does not check numbers and dates."""
ITEM_TYPES = (*POINTS_OF_KIND, "nps", "attention", "single", "multiple", *TYPED_TYPES)
USUAL_POINTS = 5
_IN_FILE = "own_file"


def read_kit_instruments(document: Mapping[str, object]) -> dict[str, Instrument]:
    """Make an instrument of every questionnaire and of the interview protocol of a model file.

    Parameters
    ----------
    document : Mapping
        The whole file, of the form of the default model: ``questionnaires``, ``likert_labels``,
        ``satisfaction_labels``, ``respondent_groups``, ``interview_protocol``.

    Returns
    -------
    dict of str to Instrument
        By code, in the order of the file; questionnaires are laid out in pages.

    Raises
    ------
    InstrumentFaults
        With every fault of all of them at once.

    Notes
    -----
    What a file may leave out: labels (common words), ``version`` (the model's), ``profile``,
    ``intro``, ``consent``, ``est_minutes``, options of a choice (then it is asked in words),
    questions of the protocol (one a theme), every English text. A choice of several is asked in
    words, with its options named. Whether a straight line needs an answered reversed item follows
    from whether there is one.
    """
    faults: list[Fault] = []
    cursor = Cursor(document, "", faults)
    scales = read_scales(cursor)
    groups = _read_groups(document, faults)
    version = version_of(document.get("meta"), "1")
    rows = cursor.rows("questionnaires") if document.get("questionnaires") else ()
    found = [_read_questionnaire(row, scales, groups, version) for row in rows]
    protocol = document.get("interview_protocol")
    if isinstance(protocol, Mapping):
        found.append(_read_protocol(Cursor(protocol, "interview_protocol", faults), version))
    if not faults:
        for instrument in found:
            faults.extend(
                Fault(f"{instrument.code}.{fault.place}", fault.message, fault.facts)
                for fault in find_faults(instrument)
            )
    if faults:
        raise InstrumentFaults(faults)
    return {instrument.code: instrument for instrument in found}


def codes_in_files_of_their_own(document: Mapping[str, object]) -> frozenset[str]:
    """Return the questionnaires whose words an instrument file of their own brings (`own_file`)."""
    rows = document.get("questionnaires")
    return frozenset(
        str(row.get("id"))
        for row in (rows if isinstance(rows, list) else ())
        if isinstance(row, Mapping) and row.get(_IN_FILE) is True
    )


def _read_groups(document: Mapping[str, object], faults: list[Fault]) -> tuple[Option, ...]:
    groups = document.get("respondent_groups")
    if not isinstance(groups, Mapping):
        return ()
    rows = Cursor(groups, "respondent_groups", faults).rows("weights")
    return tuple(Option(row.code(), capital(row.as_text())) for row in rows)


def _read_questionnaire(
    cursor: Cursor,
    scales: Mapping[str, ResponseScale],
    groups: tuple[Option, ...],
    version: str,
) -> Instrument:
    profile = [_read_profile(row, groups) for row in cursor.rows("profile")]
    rows = list(cursor.rows("items", is_required=True))
    common = _common_scale(rows, scales)
    items = [_read_item(row, scales, common) for row in rows]
    constructs = tuple(
        Construct(row.code("id"), words(row, "name"), row.optional_string("maps_to"))
        for row in cursor.rows("scales")
    )
    used = {item.response_scale for item in items}
    has_reversed = any(item.is_reversed and item.construct is not None for item in items)
    return Instrument(
        code=cursor.code("id"),
        version=version_of(cursor.values, version),
        mode="survey",
        title=words(cursor, "title"),
        intro=optional_words(cursor, "intro"),
        consent=optional_words(cursor, "consent"),
        minutes=cursor.whole("est_minutes", low=1, high=240),
        is_anonymous=_flag(cursor, "anonymous", default=True),
        rules=Rules(_flag(cursor, "straight_line_needs_reversed", default=has_reversed)),
        response_scales=tuple(scale for scale in scales.values() if scale.code in used),
        constructs=constructs,
        sections=lay_out(profile, items),
    )


def _flag(cursor: Cursor, key: str, *, default: bool = False) -> bool:
    """Read true or false; null is absent here as it is for scoring."""
    return default if cursor.values.get(key) is None else cursor.flag(key)


def _read_profile(cursor: Cursor, groups: tuple[Option, ...]) -> Item:
    """Read one question about the respondent; the one whose options are group codes is marked."""
    choices = read_choices(cursor, groups)
    return Item(
        code=cursor.code("id"),
        kind="single" if choices.is_asked else "open",
        text=words(cursor, "text"),
        options=choices.options,
        options_from=choices.source,
        is_required=_flag(cursor, "required"),
        is_group_question=choices.is_group,
    )


def _common_scale(rows: Sequence[Cursor], scales: Mapping[str, ResponseScale]) -> ResponseScale:
    """Return the scale of attention items: the longest beside them, 5 points where none is."""
    kinds = [str(row.values.get("type")) for row in rows]
    points = max((POINTS_OF_KIND.get(kind, 0) for kind in kinds), default=0) or USUAL_POINTS
    wanted = [row.values.get("expect") for row in rows if row.values.get("type") == "attention"]
    points = max([points, *(one for one in wanted if isinstance(one, int))])
    return scales.get(f"likert{points}", scales[f"likert{USUAL_POINTS}"])


def _read_item(cursor: Cursor, scales: Mapping[str, ResponseScale], common: ResponseScale) -> Item:
    kind = cursor.choice("type", ITEM_TYPES)
    scale = common if kind == "attention" else scales.get(kind)
    text = words(cursor, "text")
    choices = read_choices(cursor, ()) if kind in {"single", "multiple"} else None
    if choices is not None and kind == "multiple":
        text = choices.named_in(text)
    is_single = choices is not None and choices.is_asked and kind == "single"
    is_rated = kind in POINTS_OF_KIND
    own = choices.options if choices is not None and is_single else ()
    construct = cursor.optional_string("scale")
    return Item(
        code=cursor.code("id"),
        kind=cast("ItemKind", kind if scale else "single" if is_single else "open"),
        text=text,
        options=scale.options if scale else own,
        response_scale=scale.code if scale else None,
        options_from=choices.source if choices is not None and is_single else None,
        dont_know=scale.dont_know if scale and kind != "attention" else None,
        is_required=_flag(cursor, "required"),
        is_scored=_flag(cursor, "scored", default=construct is not None),
        is_reversed=_flag(cursor, "reverse") and is_rated,
        construct=construct,
        expected=cursor.whole("expect", low=1, high=11) if kind == "attention" else None,
        maps_to=cursor.optional_string("maps_to"),
        use=cursor.optional_string("use"),
    )


def _read_protocol(cursor: Cursor, version: str) -> Instrument:
    themes = tuple(_read_theme(row) for row in cursor.rows("themes"))
    questions = tuple(_read_question(row) for row in cursor.rows("questions"))
    return Instrument(
        code=cursor.code("id"),
        version=version_of(cursor.values, version),
        mode="interview",
        title=words(cursor, "title"),
        is_anonymous=False,
        sections=(Section("questions", questions or tuple(map(_question_of, themes))),),
        themes=themes,
        valences=read_valences(cursor),
        record_fields=tuple(row.as_text() for row in cursor.rows("record_fields")),
        guidance=tuple(row.as_text() for row in cursor.rows("rules")),
    )


def _read_theme(cursor: Cursor) -> Theme:
    return Theme(
        cursor.code(),
        words(cursor, "name"),
        maps_to=cursor.optional_string("maps_to"),
        is_scored=_flag(cursor, "scored"),
    )


def _question_of(theme: Theme) -> Item:
    """Make a question of a theme for a protocol that has none of its own."""
    name = theme.name
    text = Text(f"请谈谈：{name.zh}", f"Please tell us about: {name.en}" if name.en else "")
    return Item(code=theme.code, kind="question", text=text, theme=theme.code)


def _read_question(cursor: Cursor) -> Item:
    return Item(
        code=cursor.code("id"),
        kind="question",
        text=words(cursor, "text"),
        theme=cursor.optional_string("theme"),
        probe=optional_words(cursor, "probe"),
        maps_to=cursor.optional_string("maps_to"),
    )
