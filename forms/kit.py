"""Reading the instruments inside an indicator-model file; the model itself belongs to scoring."""

import re
from collections.abc import Mapping
from typing import cast

from forms.checking import find_faults
from forms.cursor import Cursor
from forms.faults import N_, Fault, InstrumentFaults
from forms.instrument import (
    TASK_AREAS,
    Construct,
    Instrument,
    Item,
    ItemKind,
    Option,
    ResponseScale,
    Section,
    Text,
    Theme,
)
from forms.paging import lay_out

NPS_ENDS = (Text("完全不可能", "not at all likely"), Text("非常可能", "extremely likely"))
_RANGE = re.compile(r"(\d+)-(\d+)\Z")
_AT_LEAST = re.compile(r"(\d+)\+\Z")
_WORDS = {"yes": Text("是", "Yes"), "no": Text("否", "No")}


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
    """
    faults: list[Fault] = []
    cursor = Cursor(document, "", faults)
    scales = _read_scales(cursor)
    groups = _read_groups(document, faults)
    found = [_read_questionnaire(row, scales, groups) for row in cursor.rows("questionnaires")]
    protocol = document.get("interview_protocol")
    if isinstance(protocol, Mapping):
        found.append(_read_protocol(Cursor(protocol, "interview_protocol", faults)))
    if not faults:
        for instrument in found:
            faults.extend(
                Fault(f"{instrument.code}.{fault.place}", fault.message, fault.facts)
                for fault in find_faults(instrument)
            )
    if faults:
        raise InstrumentFaults(faults)
    return {instrument.code: instrument for instrument in found}


def _read_groups(document: Mapping[str, object], faults: list[Fault]) -> tuple[Option, ...]:
    groups = document.get("respondent_groups")
    if not isinstance(groups, Mapping):
        return ()
    rows = Cursor(groups, "respondent_groups", faults).rows("weights")
    return tuple(Option(row.code(), _capital(row.as_text())) for row in rows)


def _read_scales(cursor: Cursor) -> dict[str, ResponseScale]:
    nps = tuple(
        Option(value, {0: NPS_ENDS[0], 10: NPS_ENDS[1]}.get(value, Text(str(value), str(value))))
        for value in range(11)
    )
    return {
        "likert5": _read_labels(cursor, "likert_labels", "likert5"),
        "satisfaction5": _read_labels(cursor, "satisfaction_labels", "satisfaction5"),
        "nps": ResponseScale("nps", nps),
    }


def _read_labels(cursor: Cursor, key: str, code: str) -> ResponseScale:
    options: list[Option] = []
    dont_know: Text | None = None
    for row in cursor.rows(key):
        value = row.values.get("value")
        if value is None:
            dont_know = _capital(row.as_text())
        elif isinstance(value, int):
            options.append(Option(value, _capital(row.as_text())))
        else:
            row.note("value", N_("应是整数，“不了解”写 null"))
    return ResponseScale(code, tuple(sorted(options, key=lambda o: int(o.value))), dont_know)


def _capital(text: Text) -> Text:
    return Text(text.zh, text.en[:1].upper() + text.en[1:])


def _read_questionnaire(
    cursor: Cursor, scales: Mapping[str, ResponseScale], groups: tuple[Option, ...]
) -> Instrument:
    profile = [_read_profile(row, groups) for row in cursor.rows("profile")]
    items = [_read_item(row, scales) for row in cursor.rows("items", is_required=True)]
    constructs = tuple(
        Construct(row.code("id"), row.text("name"), row.optional_string("maps_to"))
        for row in cursor.rows("scales")
    )
    used = {item.response_scale for item in items}
    return Instrument(
        code=cursor.code("id"),
        version=cursor.code("version"),
        mode="survey",
        title=cursor.text("title"),
        intro=cursor.optional_text("intro"),
        consent=cursor.optional_text("consent"),
        minutes=cursor.whole("est_minutes", low=1, high=240),
        is_anonymous=cursor.flag("anonymous", default=True),
        response_scales=tuple(scale for scale in scales.values() if scale.code in used),
        constructs=constructs,
        sections=lay_out(profile, items),
    )


def _read_profile(cursor: Cursor, groups: tuple[Option, ...]) -> Item:
    """Read one question about the respondent; the one whose options are group codes is marked."""
    raw = cursor.values.get("options")
    codes = [str(code) for code in raw] if isinstance(raw, list) else []
    by_code = {group.value: group for group in groups}
    is_group = bool(codes) and all(code in by_code for code in codes)
    is_area = codes == ["per_task"]
    named = [] if is_area else codes
    return Item(
        code=cursor.code("id"),
        kind="single",
        text=cursor.text("text"),
        options=tuple(by_code[c] if is_group else Option(c, _label(c)) for c in named),
        options_from=TASK_AREAS if is_area else None,
        is_required=cursor.flag("required"),
        is_group_question=is_group,
    )


def _label(code: str) -> Text:
    """Turn an option code of the file into words: a range, a least number, yes or no."""
    if match := _RANGE.match(code):
        return Text(f"{match[1]}–{match[2]}", f"{match[1]}–{match[2]}")
    if match := _AT_LEAST.match(code):
        return Text(f"{match[1]} 及以上", f"{match[1]} or more")
    return _WORDS.get(code, Text(code, code))


def _read_item(cursor: Cursor, scales: Mapping[str, ResponseScale]) -> Item:
    kind = cursor.choice("type", ("likert5", "satisfaction5", "nps", "attention", "open"))
    scale = scales.get("likert5" if kind == "attention" else kind)
    return Item(
        code=cursor.code("id"),
        kind=cast("ItemKind", kind),
        text=cursor.text("text"),
        options=scale.options if scale else (),
        response_scale=scale.code if scale else None,
        dont_know=scale.dont_know if scale and kind != "attention" else None,
        is_required=cursor.flag("required"),
        is_scored=cursor.flag("scored"),
        is_reversed=cursor.flag("reverse"),
        construct=cursor.optional_string("scale"),
        expected=cursor.whole("expect", low=0, high=10),
        maps_to=cursor.optional_string("maps_to"),
        use=cursor.optional_string("use"),
    )


def _read_protocol(cursor: Cursor) -> Instrument:
    questions = tuple(_read_question(row) for row in cursor.rows("questions", is_required=True))
    return Instrument(
        code=cursor.code("id"),
        version=cursor.code("version"),
        mode="interview",
        title=cursor.text("title"),
        is_anonymous=False,
        sections=(Section("questions", questions),),
        themes=tuple(_read_theme(row) for row in cursor.rows("themes")),
        record_fields=tuple(row.as_text() for row in cursor.rows("record_fields")),
        guidance=tuple(row.as_text() for row in cursor.rows("rules")),
    )


def _read_theme(cursor: Cursor) -> Theme:
    return Theme(
        cursor.code(),
        cursor.text("name"),
        maps_to=cursor.optional_string("maps_to"),
        is_scored=cursor.flag("scored"),
    )


def _read_question(cursor: Cursor) -> Item:
    return Item(
        code=cursor.code("id"),
        kind="question",
        text=cursor.text("text"),
        theme=cursor.optional_string("theme"),
        probe=cursor.optional_text("probe"),
        maps_to=cursor.optional_string("maps_to"),
    )
