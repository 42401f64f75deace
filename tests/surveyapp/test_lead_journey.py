"""In a real browser: a lead sets a new organisation up until its officer can ask people."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from fixtures.app import NOW, sign_in_path
from fixtures.browser import PHONE
from surveyapp.access import SYSTEM, Role
from surveyapp.db import transaction
from surveyapp.operations.rounds import NewOrganisation, add_organisation
from surveyapp.operations.signing_in import NewPerson, add_person

pytestmark = pytest.mark.browser
Look = Callable[[Page], list[str]]
STAFF = (
    ("陈立", "chenli", "认定专员", "认定专员"),
    ("吴桐", "wutong", "认定专员", "发文专员"),
    ("沈核", "shenhe", "复核员", "复核员"),
    ("高原", "gaoyuan", "审批人", "审批人"),
    ("严正", "yanzheng", "审计/纪检", "审计/纪检"),
)
"""Name, login, role and duty."""


@pytest.fixture
def lead(live_url: str, visitor: Callable[..., Page]) -> Callable[..., Page]:
    """Give a function that opens the browser of the only person of a new organisation."""
    with transaction():
        organisation = add_organisation(NewOrganisation("某区绩效办", None), by=SYSTEM, at=NOW)
        new = NewPerson("lead", "周敏", "Zhou Min", frozenset({Role.LEAD}))
        add_person(organisation, new, by=SYSTEM, at=NOW)

    def enter(**options: object) -> Page:
        page = visitor(**options)
        page.goto(live_url + sign_in_path("lead"))
        page.get_by_role("button", name="登录").click()
        return page

    return enter


def _press(page: Page, name: str) -> None:
    page.get_by_role("button", name=name, exact=True).click()


def _follow(page: Page, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).click()


def _go(page: Page, name: str) -> None:
    page.get_by_role("navigation", name="主导航").get_by_role("link", name=name).click()


def _publish_and_open(page: Page, axe: Look) -> None:
    _follow(page, "发布指标模型")
    assert axe(page) == []
    _press(page, "发布自带的通用模型")
    expect(page.get_by_role("status")).to_contain_text("已发布 4 份定义")
    assert axe(page) == []
    _go(page, "轮次与任务")
    page.get_by_label("编号").fill("2026")
    page.get_by_label("中文名称").fill("2026年度")
    page.get_by_label("开始日期").fill("2026-12-31")
    page.get_by_label("结束日期").fill("2026-01-01")
    _press(page, "开一轮")
    expect(page).to_have_title(re.compile("^错误"))
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page.get_by_label("中文名称")).to_have_value("2026年度")
    assert axe(page) == []
    page.get_by_label("开始日期").fill("2026-01-01")
    page.get_by_label("结束日期").fill("2026-12-31")
    _press(page, "开一轮")


def _paste_tasks(page: Page, axe: Look) -> None:
    assert axe(page) == []
    _follow(page, "粘贴任务清单")
    lines = "T-1，社区养老助餐，公共服务类，U1，民政中心\nT-2，老旧小区改造，工程建设类，U2，住建局"
    page.get_by_label("任务清单").fill(lines)
    assert axe(page) == []
    _press(page, "添加这些任务")
    expect(page.get_by_role("status")).to_contain_text("已加上 2 项任务、2 个单位")
    assert axe(page) == []


def _add_people(page: Page, axe: Look) -> str:
    """Add everyone, and return the first one's link."""
    link = ""
    for name, login, role, _duty in STAFF:
        _go(page, "人员")
        page.get_by_label("姓名", exact=True).fill(name)
        page.get_by_label("登录名").fill(login)
        page.get_by_role("group", name="角色").get_by_role("checkbox", name=role).check()
        _press(page, "添加")
        if not link:
            assert axe(page) == []
            link = page.get_by_label("登录链接", exact=True).input_value()
            _follow(page, "已经交给本人")
            assert axe(page) == []
    _go(page, "人员")
    assert axe(page) == []
    return link


def _give_duties(page: Page, axe: Look) -> None:
    _go(page, "轮次与任务")
    _follow(page, "2026 2026年度")
    _follow(page, "T-1 社区养老助餐")
    assert axe(page) == []
    reviewing = page.get_by_role("form", name="复核员")
    reviewing.get_by_role("button").click()
    expect(page.get_by_role("alert")).to_contain_text("请选择人员")
    for name, _login, _role, duty in STAFF:
        form = page.get_by_role("form", name=duty)
        form.get_by_label("人员").select_option(name)
        form.get_by_role("button").click()
        expect(page.get_by_role("status")).to_contain_text(f"{name} 已是{duty}")


@pytest.mark.parametrize("size", [{}, PHONE], ids=["desktop", "phone"])
def test_a_lead_sets_a_new_organisation_up(
    size: dict[str, object],
    lead: Callable[..., Page],
    live_url: str,
    visitor: Callable[..., Page],
    axe: Look,
) -> None:
    page = lead(**size)
    expect(page.get_by_role("heading", level=1)).to_have_text("某区绩效办")
    assert axe(page) == []
    _publish_and_open(page, axe)
    _paste_tasks(page, axe)
    link = _add_people(page, axe)
    _give_duties(page, axe)
    _go(page, "准备工作")
    assert axe(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")

    officer = visitor()
    officer.goto(live_url + link[link.index("/sign-in/") :])
    _press(officer, "登录")
    expect(officer.get_by_text("社区养老助餐").first).to_be_visible()
    expect(officer.get_by_text("问卷 QA 还没有发放")).to_be_visible()
