"""A notice's facts laid on its page, in Chinese or in English; it copies and works out nothing."""

import re
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from surveyapp.config import ROOT
from surveyapp.notice_facts import NoticeFacts, Words
from surveyapp.notice_pictures import pictures_of
from surveyapp.pdf import PaperLabel, render_pdf

Language = Literal["zh", "en"]

BETWEEN_TAGS = re.compile(r">\s+<")


@dataclass(frozen=True)
class NoticePage:
    """One page ready for the press: text, styles and pictures."""

    html: str
    css: str
    images: dict[str, bytes]
    label: PaperLabel


def notice_page(facts: NoticeFacts, *, lang: Language) -> NoticePage:
    """Lay the facts on the page of one language."""
    env = _environment()
    page = env.get_template(f"notices/result_{lang}.html").render(
        facts=facts, mark_class=_mark_class(facts.organisation, lang=lang)
    )
    css = (ROOT / "templates" / "notices" / "notice.css").read_text("utf-8")
    return NoticePage(page, css, pictures_of(facts, env=env), _label(facts, lang=lang))


def render_notice(facts: NoticeFacts, *, lang: Language) -> bytes:
    """Return the bytes of the notice's PDF; a trial is the same call with a dummy number.

    Raises `NoticeNotRendered` or one of its children.
    """
    page = notice_page(facts, lang=lang)
    return render_pdf(page.html, css=page.css, label=page.label, images=page.images)


def _label(facts: NoticeFacts, *, lang: Language) -> PaperLabel:
    if lang == "zh":
        title = f"{facts.number_zh} 任务执行成效认定结果通知书"
    else:
        title = f"{facts.number_en} Notice of Task Result Recognition"
    return PaperLabel(
        title=title,
        lang={"zh": "zh-CN", "en": "en"}[lang],
        identifier=f"{facts.number_zh} {facts.verification_code} {lang}",
        created_on=facts.issued_on,
    )


def _mark_class(organisation: Words, *, lang: Language) -> str:
    """Choose the size of the red mark by the length of the name, so that it keeps to one line."""
    if lang == "en":
        return "mark-short" if len(organisation.en or organisation.zh) <= 40 else "mark-long"
    for most, name in ((8, "mark-8"), (10, "mark-10"), (12, "mark-12"), (15, "mark-15")):
        if len(organisation.zh) <= most:
            return name
    return "mark-20" if len(organisation.zh) <= 20 else "mark-more"


def _chinese_day(day: date) -> str:
    return format_date(day, "y年M月d日", locale="zh")


def _english_day(day: date) -> str:
    return format_date(day, "d MMMM y", locale="en")


def _tight(markup: str) -> Markup:
    """Take the white space between tags away; it would print as empty lines in a footnote."""
    return Markup(BETWEEN_TAGS.sub("><", markup))  # noqa: S704 - escaped by the template before


@cache
def _environment() -> Environment:
    env = Environment(
        loader=FileSystemLoader(ROOT / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    env.filters["chinese_day"] = _chinese_day
    env.filters["english_day"] = _english_day
    env.filters["tight"] = _tight
    return env
