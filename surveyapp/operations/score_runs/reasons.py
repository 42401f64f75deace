"""The reasons of a grade as an official would sign them; the engine's own words stay stored."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from forms.typesetting import full_width
from scoring.exact import plain

if TYPE_CHECKING:
    from collections.abc import Mapping

    from scoring.model import IndicatorModel
    from scoring.model.parts import Text
    from scoring.model.policies import Grade

_CODE = re.compile(r"[A-Za-z][\w-]*", re.ASCII)
_CONDITIONS = (
    (re.compile(r"level-1 \[(.*)\] (.*)"), "level-1 {codes} {are} {rest}"),
    (re.compile(r"scales \[(.*)\] alpha (.*)"), "the alpha of {codes} is {rest}"),
    (re.compile(r"unresolved \[(.*)\]()"), "{codes} {have} not been answered"),
    (re.compile(r"(\S+) (not applicable)"), "{codes} is {rest}"),
    (re.compile(r"(\S+) (\S+ .*)"), "{codes} is {rest}"),
)
"""What the engine says of a condition that is not met, and the sentence for it."""


class Said(NamedTuple):
    """One sentence in both languages, without capital letter and full stop."""

    zh: str
    en: str


def reason_said(zh: str, en: str, *, model: IndicatorModel) -> Said:
    """Say a reason of a grade in a sentence; what another engine wrote stands as it is."""
    head, _arrow, code = en.rpartition(" -> ")
    grade = next((one for one in model.grades if one.code == code), None)
    kind, _blank, rest = head.partition(" ")
    if grade is None:
        return Said(zh, en)
    if kind == "band":
        return _band(rest.removeprefix("of "), grade, model)
    if kind == "gate:":
        return _gate(condition_said(zh.rpartition(" -> ")[0], head, model=model), grade, model)
    if kind in ("veto", "cap"):
        return _veto(kind, rest, grade, model)
    quota = model.quota
    return _quota(quota.grade, grade, model) if quota is not None else Said(zh, en)


def condition_said(zh: str, en: str, *, model: IndicatorModel) -> Said:
    """Say in a sentence which condition of a grade is not met."""
    text = en.removeprefix("gate: ")
    is_veto = text.startswith("unresolved ")
    names = _veto_names(model) if is_veto else _names(model)
    chinese = zh.removeprefix("门槛：")
    chinese = _CODE.sub(lambda found: _chinese_name(found[0], names), chinese)
    return Said(f"否决事项{chinese}" if is_veto else chinese, _english_condition(text, names))


def band_said(grade: Grade, model: IndicatorModel) -> Said:
    """Say from which total to which a grade reaches."""
    above = next((one for one in reversed(model.grades) if one.min > grade.min), None)
    least, limit = plain(grade.min), plain(above.min) if above is not None else ""
    if above is None:
        return Said(f"{least}分及以上", f"{least} or more")
    if grade.min > 0:
        return Said(f"{least}分及以上、不足{limit}分", f"{least} to below {limit}")
    return Said(f"不足{limit}分", f"below {limit}")


def _band(total: str, grade: Grade, model: IndicatorModel) -> Said:
    band, name = band_said(grade, model), _grade(grade)
    return Said(
        f"总分{total}分，在{name.zh}等次的分数段内（{band.zh}）",
        f"the total of {total} lies in the band of grade {name.en} ({band.en})",
    )


def _gate(condition: Said, grade: Grade, model: IndicatorModel) -> Said:
    above, name = _grade(model.grades[model.grades.index(grade) - 1]), _grade(grade)
    return Said(
        f"{condition.zh}，不符合{above.zh}等次的条件，评为{name.zh}",
        f"{condition.en}, so grade {above.en} cannot be given and the grade is {name.en}",
    )


def _veto(kind: str, code: str, grade: Grade, model: IndicatorModel) -> Said:
    text, name = _veto_names(model).get(code, Said("", "")), _grade(grade)
    named = Said(
        f"{code}（{text.zh}）" if text.zh else code, f"{code} ({text.en})" if text.en else code
    )
    if kind == "cap":
        return Said(
            f"触发等次上限{named.zh}，等次不高于{name.zh}",
            f"cap {named.en} applies, so the grade is no higher than {name.en}",
        )
    return Said(
        f"存在否决事项{named.zh}，评为{name.zh}",
        f"veto {named.en} applies, so the grade is {name.en}",
    )


def _quota(full: str, grade: Grade, model: IndicatorModel) -> Said:
    of, name = next(_grade(one) for one in model.grades if one.code == full), _grade(grade)
    return Said(
        f"{of.zh}等次的名额已满，评为{name.zh}",
        f"the quota of grade {of.en} is used up, so the grade is {name.en}",
    )


def _english_condition(text: str, names: Mapping[str, Said]) -> str:
    for form, sentence in _CONDITIONS:
        found = form.fullmatch(text)
        if found is not None:
            codes = _CODE.findall(found[1])
            return sentence.format(
                codes=" and ".join(_english_name(code, names) for code in codes),
                are="is" if len(codes) == 1 else "are",
                have="has" if len(codes) == 1 else "have",
                rest=re.sub(r"^([\d.]+) ", r"\1, ", found[2]),
            )
    return text


def _chinese_name(code: str, names: Mapping[str, Said]) -> str:
    return f"{code}“{names[code].zh}”" if code in names else code


def _english_name(code: str, names: Mapping[str, Said]) -> str:
    return f"{code} ({names[code].en})" if code in names else code


def _names(model: IndicatorModel) -> dict[str, Said]:
    scales = {scale.id: _said(scale.name) for one in model.instruments for scale in one.scales}
    return {**scales, **{code: _said(node.name) for code, node in model.nodes.items()}}


def _veto_names(model: IndicatorModel) -> dict[str, Said]:
    return {one.code: _said(one.text) for one in model.vetoes}


def _grade(grade: Grade) -> Said:
    return _said(grade.text)


def _said(text: Text) -> Said:
    return Said(full_width(text.zh), text.en or text.zh)
