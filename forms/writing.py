"""From an instrument to the product's own document and its hash; reading belongs to loading."""

import hashlib
import json
import unicodedata

from forms.instrument import (
    WIDEST_VALENCES,
    Instrument,
    Item,
    Option,
    ResponseScale,
    Section,
    Text,
)

Document = dict[str, object]


def instrument_document(instrument: Instrument) -> Document:
    """Write an instrument as a document that `forms.loading.load_instrument` reads back equal.

    Parameters
    ----------
    instrument : Instrument
        A checked instrument.

    Returns
    -------
    dict
        Plain mappings, lists, texts, whole numbers and booleans; fields at their default are left
        out, so adding a field to the form later does not change older documents' hashes.
    """
    document: Document = {
        "code": instrument.code,
        "version": instrument.version,
        "mode": instrument.mode,
        "title": _text(instrument.title),
        "intro": _optional(instrument.intro),
        "consent": _optional(instrument.consent),
        "minutes": instrument.minutes,
        "anonymous": instrument.is_anonymous,
        "rules": {
            "straight_line_needs_reversed": instrument.rules.straight_line_needs_reversed,
        },
        "response_scales": [_scale(scale) for scale in instrument.response_scales],
        "constructs": [
            _filled({"code": c.code, "name": _text(c.name), "maps_to": c.maps_to})
            for c in instrument.constructs
        ],
        "themes": [
            _filled(
                {"code": t.code, "name": _text(t.name), "maps_to": t.maps_to, "scored": t.is_scored}
            )
            for t in instrument.themes
        ],
        "valence": None if instrument.valences == WIDEST_VALENCES else [*instrument.valences],
        "record_fields": [_text(words) for words in instrument.record_fields],
        "guidance": [_text(words) for words in instrument.guidance],
        "sections": [_section(section, instrument) for section in instrument.sections],
    }
    return _filled(document, keep=("anonymous", "rules"))


def content_hash(instrument: Instrument) -> str:
    """Return the SHA-256 of an instrument's canonical document.

    Parameters
    ----------
    instrument : Instrument
        A checked instrument.

    Returns
    -------
    str
        64 hexadecimal digits over sorted keys, no spaces, UTF-8 in normal form C.
    """
    text = json.dumps(
        instrument_document(instrument), ensure_ascii=False, sort_keys=True, separators=(",", ":")
    )
    return hashlib.sha256(unicodedata.normalize("NFC", text).encode()).hexdigest()


def _filled(document: Document, *, keep: tuple[str, ...] = ()) -> Document:
    """Leave out what is empty or false, except some keys."""
    return {
        key: value
        for key, value in document.items()
        if key in keep or (value is not None and value is not False and value != [] and value != {})
    }


def _text(text: Text) -> Document:
    return {"zh": text.zh, "en": text.en} if text.en else {"zh": text.zh}


def _optional(text: Text | None) -> Document | None:
    return None if text is None else _text(text)


def _option(option: Option) -> Document:
    return {"value": option.value, **_text(option.text)}


def _scale(scale: ResponseScale) -> Document:
    options: list[object] = [_option(option) for option in scale.options]
    return _filled(
        {"code": scale.code, "options": options, "dont_know": _optional(scale.dont_know)}
    )


def _section(section: Section, instrument: Instrument) -> Document:
    scales = {scale.code: scale for scale in instrument.response_scales}
    items: list[object] = [
        _item(item, scales.get(item.response_scale or "")) for item in section.items
    ]
    return _filled({"code": section.code, "title": _optional(section.title), "items": items})


def _item(item: Item, scale: ResponseScale | None) -> Document:
    shared = scale.dont_know if scale else None
    return _filled(
        {
            "code": item.code,
            "kind": item.kind,
            "text": _text(item.text),
            "response_scale": item.response_scale,
            "options": [] if scale else [_option(option) for option in item.options],
            "options_from": item.options_from,
            "dont_know": None if item.dont_know == shared else _optional(item.dont_know),
            "required": item.is_required,
            "scored": item.is_scored,
            "reverse": item.is_reversed,
            "group_question": item.is_group_question,
            "construct": item.construct,
            "expected": item.expected,
            "maps_to": item.maps_to,
            "use": item.use,
            "theme": item.theme,
            "probe": _optional(item.probe),
        }
    )
