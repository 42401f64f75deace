"""From a raw document to an instrument, all faults at once; other file forms belong elsewhere."""

from collections.abc import Mapping
from typing import cast, get_args

from forms.checking import find_faults
from forms.cursor import Cursor
from forms.faults import N_, Fault, InstrumentFaults
from forms.instrument import (
    WIDEST_VALENCES,
    Construct,
    Instrument,
    Item,
    ItemKind,
    Mode,
    Option,
    ResponseScale,
    Rules,
    Section,
    Text,
    Theme,
)
from forms.strict_yaml import read_yaml
from forms.writing import content_hash, instrument_document

__all__ = ["content_hash", "instrument_document", "load_instrument", "read_instrument"]

_INSTRUMENT_KEYS = (
    "code", "version", "mode", "title", "intro", "consent", "minutes", "anonymous", "rules",
    "response_scales", "constructs", "themes", "valence",
    "record_fields", "guidance", "sections",
)  # fmt: skip
_ITEM_KEYS = (
    "code", "kind", "text", "required", "options", "options_from", "response_scale", "dont_know",
    "construct", "reverse", "scored", "group_question", "expected", "maps_to", "use", "theme",
    "probe",
)  # fmt: skip


def read_instrument(source: str | bytes) -> Instrument:
    """Read an instrument from YAML text in the product's own form.

    Parameters
    ----------
    source : str or bytes
        The file's content.

    Returns
    -------
    Instrument
        The checked instrument.

    Raises
    ------
    InstrumentFaults
        With every fault and its line or place.
    """
    document = read_yaml(source)
    if not isinstance(document, Mapping):
        raise InstrumentFaults([Fault("", N_("文件应是一组字段"))])
    return load_instrument(document)


def load_instrument(document: Mapping[str, object]) -> Instrument:
    """Make an instrument from a raw document in the product's own form.

    Parameters
    ----------
    document : Mapping
        As `instrument_document` writes it; mappings, lists, texts, whole numbers and booleans.

    Returns
    -------
    Instrument
        The checked instrument.

    Raises
    ------
    InstrumentFaults
        With every fault of form and of meaning at once.

    Examples
    --------
    >>> load_instrument({"code": "Q"})
    Traceback (most recent call last):
    ...
    forms.faults.InstrumentFaults: version：应是 1 至 40 个字母、数字或 _ . + -，以字母或数字开头
    mode：“None”不在可选之列：survey、interview
    title：不能为空，请写 zh（中文）和 en（英文）
    sections：应是至少有一项的列表
    """
    faults: list[Fault] = []
    cursor = Cursor(document, "", faults)
    cursor.refuse_others(_INSTRUMENT_KEYS)
    instrument = _read_instrument(cursor)
    if not faults:
        faults.extend(find_faults(instrument))
    if faults:
        raise InstrumentFaults(faults)
    return instrument


def _read_instrument(cursor: Cursor) -> Instrument:
    scales = tuple(_read_scale(row) for row in cursor.rows("response_scales"))
    by_code = {scale.code: scale for scale in scales}
    return Instrument(
        code=cursor.code(),
        version=cursor.code("version"),
        mode=cast("Mode", cursor.choice("mode", get_args(Mode))),
        title=cursor.text("title"),
        intro=cursor.optional_text("intro"),
        consent=cursor.optional_text("consent"),
        minutes=cursor.whole("minutes", low=1, high=240),
        is_anonymous=cursor.flag("anonymous", default=True),
        rules=_read_rules(cursor),
        response_scales=scales,
        constructs=tuple(_read_construct(row) for row in cursor.rows("constructs")),
        themes=tuple(_read_theme(row) for row in cursor.rows("themes")),
        valences=read_valences(cursor),
        record_fields=tuple(_read_words(row) for row in cursor.rows("record_fields")),
        guidance=tuple(_read_words(row) for row in cursor.rows("guidance")),
        sections=tuple(
            _read_section(row, by_code) for row in cursor.rows("sections", is_required=True)
        ),
    )


def _read_rules(cursor: Cursor) -> Rules:
    value = cursor.values.get("rules", {})
    if not isinstance(value, Mapping):
        cursor.note("rules", N_("应是一组字段"))
        return Rules()
    inner = Cursor(value, cursor.at("rules"), cursor.faults)
    inner.refuse_others(("straight_line_needs_reversed",))
    return Rules(inner.flag("straight_line_needs_reversed", default=True))


def read_valences(cursor: Cursor) -> tuple[int, int]:
    """Read ``valence``, the lowest and the highest: whole numbers from -2 to 2."""
    value = cursor.values.get("valence")
    if value is None or value == []:
        return WIDEST_VALENCES
    ends = value if isinstance(value, list) else []
    whole = [end for end in ends if isinstance(end, int) and not isinstance(end, bool)]
    if len(whole) != 2 or len(ends) != 2 or not -2 <= whole[0] < whole[1] <= 2:
        cursor.note("valence", N_("应是[最低, 最高]，各为 -2 至 2 的整数"))
        return WIDEST_VALENCES
    return whole[0], whole[1]


def _read_words(cursor: Cursor) -> Text:
    cursor.refuse_others(("zh", "en"))
    return cursor.as_text()


def _read_scale(cursor: Cursor) -> ResponseScale:
    cursor.refuse_others(("code", "options", "dont_know"))
    return ResponseScale(
        code=cursor.code(),
        options=tuple(_read_option(row) for row in cursor.rows("options", is_required=True)),
        dont_know=cursor.optional_text("dont_know"),
    )


def _read_option(cursor: Cursor) -> Option:
    cursor.refuse_others(("value", "zh", "en"))
    value = cursor.values.get("value")
    if isinstance(value, int) and not isinstance(value, bool):
        return Option(value, cursor.as_text())
    return Option(cursor.code("value"), cursor.as_text())


def _read_construct(cursor: Cursor) -> Construct:
    cursor.refuse_others(("code", "name", "maps_to"))
    return Construct(cursor.code(), cursor.text("name"), cursor.optional_string("maps_to"))


def _read_theme(cursor: Cursor) -> Theme:
    cursor.refuse_others(("code", "name", "maps_to", "scored"))
    return Theme(
        cursor.code(),
        cursor.text("name"),
        maps_to=cursor.optional_string("maps_to"),
        is_scored=cursor.flag("scored"),
    )


def _read_section(cursor: Cursor, scales: Mapping[str, ResponseScale]) -> Section:
    cursor.refuse_others(("code", "title", "items"))
    return Section(
        code=cursor.code(),
        title=cursor.optional_text("title"),
        items=tuple(_read_item(row, scales) for row in cursor.rows("items", is_required=True)),
    )


def _read_item(cursor: Cursor, scales: Mapping[str, ResponseScale]) -> Item:
    cursor.refuse_others(_ITEM_KEYS)
    scale = _scale_of(cursor, scales)
    own = tuple(_read_option(row) for row in cursor.rows("options"))
    kind = cursor.choice("kind", get_args(ItemKind))
    # An attention item sits among its neighbours' options, yet "don't know" is no right answer.
    shared = scale.dont_know if scale and kind != "attention" else None
    return Item(
        code=cursor.code(),
        kind=cast("ItemKind", kind),
        text=cursor.text("text"),
        options=scale.options if scale else own,
        response_scale=scale.code if scale else None,
        dont_know=cursor.optional_text("dont_know") or shared,
        options_from=cursor.optional_string("options_from"),
        is_required=cursor.flag("required"),
        is_scored=cursor.flag("scored"),
        is_reversed=cursor.flag("reverse"),
        is_group_question=cursor.flag("group_question"),
        construct=cursor.optional_string("construct"),
        expected=cursor.whole("expected", low=0, high=11),
        maps_to=cursor.optional_string("maps_to"),
        use=cursor.optional_string("use"),
        theme=cursor.optional_string("theme"),
        probe=cursor.optional_text("probe"),
    )


def _scale_of(cursor: Cursor, scales: Mapping[str, ResponseScale]) -> ResponseScale | None:
    code = cursor.optional_string("response_scale")
    if code is not None and code not in scales:
        cursor.note("response_scale", N_("没有名为“%(code)s”的选项组"), code=code)
    elif code is not None and "options" in cursor.values:
        cursor.note("options", N_("已用选项组“%(code)s”，请删去其一"), code=code)
    return scales.get(code) if code is not None else None
