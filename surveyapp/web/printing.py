"""How templates print: two-language texts, official numbers, instants; no arithmetic."""

from collections.abc import Mapping
from datetime import date, datetime

from flask import Flask, g
from flask_babel import format_date, format_datetime, gettext, lazy_gettext
from markupsafe import Markup, escape

from forms.typesetting import full_width
from surveyapp.access import Role
from surveyapp.errors import marked
from surveyapp.web.language import LANGUAGES, address_in, as_registered, in_language, language

ROLE_NAMES = {
    Role.LEAD: marked("主管部门"),
    Role.OFF: marked("认定专员"),
    Role.INT: marked("访谈员"),
    Role.EXP: marked("专家"),
    Role.SUP: marked("审计/纪检"),
    Role.REV: marked("复核员"),
    Role.APP: marked("审批人"),
    Role.UNIT: marked("认定对象单位"),
    Role.STAT: marked("统计部门"),
    Role.FIN: marked("财务部门"),
    Role.ARC: marked("档案员"),
    Role.TP: marked("第三方评估机构"),
    Role.PUB: marked("公众"),
    Role.RESP: marked("答卷人"),
    Role.SYS: marked("系统管理员"),
}
ROLE_WORDS = {role: lazy_gettext(name) for role, name in ROLE_NAMES.items()}

MEASURES = (
    marked("万元"), marked("元"), marked("分"), marked("百分制"), marked("比值"),
    marked("天"), marked("小时"), marked("次"), marked("件"), marked("项"), marked("个"),
)  # fmt: skip
"""Units of measure that indicator models use; a model's own others stand as they are."""


def register_printing(app: Flask) -> None:
    """Give the templates their filters and the few names that every page needs."""
    app.jinja_env.filters.update(
        t=two_language,
        registered=registered,
        full_width=full_width,
        hundredths=hundredths,
        moment=moment,
        measure=measure,
    )
    app.context_processor(
        lambda: {
            "lang": language(),
            "locale": LANGUAGES[language()],
            "current_person": getattr(g, "person", None),
            "role_names": ROLE_WORDS,
            "address_in": address_in,
        }
    )


def two_language(texts: object, field: str = "name") -> Markup:
    """Print a row's or mapping's text in the page's language, marked when it must be Chinese."""
    return _marked_up(*in_language(texts, field))


def registered(names: Mapping[str, str | None]) -> Markup:
    """Print a name that a notice copied, sign for sign as on the paper."""
    return _marked_up(*as_registered(names.get("zh"), names.get("en")))


def _marked_up(text: str, spoken: str) -> Markup:
    if spoken == language():
        return escape(text)
    return Markup('<span lang="zh-CN">{}</span>').format(text)


def measure(unit: str | None) -> Markup:
    """Print a unit of measure, marked as Chinese where there is no word for it."""
    words = gettext(unit) if unit else ""
    if language() == "zh" or words != unit or words.isascii():
        return escape(words)
    return Markup('<span lang="zh-CN">{}</span>').format(words)


def hundredths(value: int | None) -> str:
    """Print an official score kept in hundredths with its two decimals."""
    return "—" if value is None else f"{value // 100}.{value % 100:02d}"


def moment(at: datetime | None) -> str:
    """Print an instant in the reader's language and the organisation's time zone."""
    return "—" if at is None else str(format_datetime(at, "yyyy-MM-dd HH:mm"))


def day(on: date) -> str:
    """Print a day as people write it: 2026年12月7日, or 7 December 2026."""
    return str(format_date(on, "d MMMM y" if language() == "en" else "long"))
