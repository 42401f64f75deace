"""How the engine's steps are said on a page: its lists in words, its codes by their names."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from forms.typesetting import full_width

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring.model import IndicatorModel
    from scoring.model.parts import Indicator

_PAIRS = re.compile(r"\{('[^{}]*)\}")
_PAIR = re.compile(r"'([^']+)': ([^,}]+)")
_LIST = re.compile(r"\[([^\[\]]*)\]")
_THEME = re.compile(r"(theme |主题)(\w+)(?=:)")
_SUM = re.compile(r"^((?:part \d+ |第\d+部分 )?(?:raw|原始值) = )(.*)$")
_BANDS = {
    "zh": {"max": "不超过 {}", "min": "不低于 {}", "otherwise": "其余", "score": "得 {} 分"},
    "en": {"max": "up to {}", "min": "from {}", "otherwise": "all others", "score": "{} points"},
}
"""How a band of a step rule is said; the engine writes both languages of a step itself."""
_COMMA = {"zh": "、", "en": ", "}


def step_words(step: str, lang: str, *, model: IndicatorModel, leaf: Indicator) -> str:
    """Say one step of an indicator's score in `zh` or `en`; its numbers stay as they are."""
    names = {one.name: _name(one.text, lang) for one in leaf.inputs}
    sum_ = _SUM.match(step)
    if sum_ is not None:
        step = sum_[1] + _named(sum_[2], names)
    step = _PAIRS.sub(lambda found: _pairs(found[1], lang), step)
    step = _LIST.sub(lambda found: _COMMA[lang].join(found[1].split(", ")), step)
    step = _THEME.sub(lambda found: found[1] + theme_name(model, found[2], lang), step)
    if lang == "zh":  # the words only: a formula's brackets and commas are no Chinese print
        step = step.replace(":", "：").replace(";", "；").replace(",其中", "，其中")
    return step.replace(" -> ", " → ")


def blocked_words(reason: str, lang: str, *, leaf: Indicator) -> str:
    """Say why an indicator has no score, its missing figures by their names."""
    head, colon, rest = reason.partition(":")
    return head + colon + _named(rest, {one.name: _name(one.text, lang) for one in leaf.inputs})


def theme_name(model: IndicatorModel, code: str, lang: str) -> str:
    """Return an interview theme's name; the code where the model has no such theme."""
    themes = dict(model.protocol.themes) if model.protocol is not None else {}
    return _name(themes[code], lang) if code in themes else code


def group_name(model: IndicatorModel, code: str, lang: str) -> str:
    """Return a stakeholder group's name; the code where the model has no such group."""
    groups: Mapping[str, object] = {one.code: one.text for one in model.survey.groups}
    return _name(groups[code], lang) if code in groups else code


def veto_name(model: IndicatorModel, code: str, lang: str) -> str:
    """Return a veto or cap with what it is about: `V2（…）`."""
    texts = {one.code: _name(one.text, lang) for one in model.vetoes}
    if code not in texts:
        return code
    return f"{code}（{texts[code]}）" if lang == "zh" else f"{code} ({texts[code]})"


def grade_name(model: IndicatorModel, code: str, lang: str) -> str:
    """Return a grade's name."""
    return next((_name(one.text, lang) for one in model.grades if one.code == code), code)


def _name(text: object, lang: str) -> str:
    english = getattr(text, "en", None) if lang == "en" else None
    return str(english or full_width(getattr(text, "zh", None) or str(text)))


def _named(text: str, names: Mapping[str, str]) -> str:
    """Put names for the words of a formula, and of the list that says what they are."""
    return re.sub(r"\w+", lambda found: names.get(found[0], found[0]), text, flags=re.ASCII)


def _pairs(text: str, lang: str) -> str:
    pairs = _PAIR.findall(text)
    bands = _BANDS[lang]
    if pairs and all(name in bands for name, _value in pairs):
        said = [bands[name].format(value) for name, value in pairs]
        if pairs[0][0] == "otherwise":
            said.append(bands["score"].format(pairs[0][1]))
        return " ".join(said) if lang == "zh" else ": ".join(said)
    return _COMMA[lang].join(f"{name} {_whole(value)}" for name, value in pairs)


def _whole(value: str) -> str:
    """Write -2.0 as -2: a mean that happens to be whole."""
    return value.removesuffix(".0")
