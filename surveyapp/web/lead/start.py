"""The lead's first page: what is set up in plain words, and the one next step."""

from __future__ import annotations

from dataclasses import dataclass

from flask import render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from surveyapp.operations.groundwork import Groundwork, look_at_groundwork
from surveyapp.web.lead.door import blueprint, here
from surveyapp.web.printing import ROLE_NAMES


@dataclass(frozen=True)
class Step:
    """One step of the groundwork as the page says it."""

    name: str
    title: str
    sentence: str
    button: str
    url: str
    is_done: bool


@blueprint.get("/")
def start() -> ResponseReturnValue:
    """Show how far the groundwork is."""
    organisation = here()
    found = look_at_groundwork(organisation)
    return render_template(
        "lead/start.html", organisation=organisation, found=found, steps=_steps(found)
    )


def _steps(found: Groundwork) -> list[Step]:
    round_url = _round_url(found)
    pages = {
        "model": (_("指标模型与问卷"), _("发布指标模型"), url_for(".definitions")),
        "round": (_("轮次"), _("开一轮"), url_for(".rounds")),
        "tasks": (_("单位与任务"), _("添加任务"), round_url),
        "people": (_("人员与角色"), _("添加人员"), url_for(".people")),
        "duties": (_("每项任务的职责"), _("分派职责"), _duty_url(found, round_url)),
    }
    sentences = {
        "model": _about_models(found),
        "round": _about_rounds(found),
        "tasks": _about_tasks(found),
        "people": _about_people(found),
        "duties": _about_duties(found),
    }
    return [
        Step(name, title, sentences[name], button, url, name not in found.missing)
        for name, (title, button, url) in pages.items()
    ]


def _about_rounds(found: Groundwork) -> str:
    if found.rounds:
        return str(_("已开 %(n)d 轮。", n=len(found.rounds)))
    return str(_("还没有轮次。一轮定下用哪个指标模型、从哪天到哪天。"))


def _about_tasks(found: Groundwork) -> str:
    if found.n_tasks:
        facts = {"units": found.n_units, "tasks": found.n_tasks}
        return str(_("%(units)d 个单位，%(tasks)d 项任务。", **facts))
    return str(_("还没有任务。一项任务属于一个单位，可以逐项添加，也可以整表粘贴。"))


def _about_models(found: Groundwork) -> str:
    if not found.models:
        return str(_("还没有指标模型。可以一键发布自带的通用模型，也可以上传自己的。"))
    if found.unpublished:
        codes = "、".join(found.unpublished)
        return str(_("最新的指标模型还缺 %(codes)s，请上传。", codes=codes))
    return str(_("已发布 %(n)d 个版本。", n=len(found.models)))


def _about_people(found: Groundwork) -> str:
    if not found.missing_roles:
        return str(_("%(n)d 人，各种角色都有人。", n=found.n_people))
    roles = _("、").join(_(ROLE_NAMES[role]) for role in found.missing_roles)
    return str(_("%(n)d 人；还没有 %(roles)s。", n=found.n_people, roles=roles))


def _about_duties(found: Groundwork) -> str:
    if not found.n_tasks:
        return str(_("有了任务和人员以后，在这里分工。"))
    if found.understaffed:
        return str(_("还有 %(n)d 项任务没有分派齐。", n=len(found.understaffed)))
    return str(_("每项任务的职责都有人。"))


def _round_url(found: Groundwork) -> str:
    if not found.rounds:
        return url_for(".rounds")
    return url_for(".round_page", round_id=found.rounds[0].id)


def _duty_url(found: Groundwork, otherwise: str) -> str:
    if not found.understaffed:
        return otherwise
    return url_for(".task", task_id=found.understaffed[0].id)
