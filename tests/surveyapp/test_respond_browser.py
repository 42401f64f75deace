"""The questionnaire as people meet it: a phone, a thumb, a screen reader, a network that fails."""

import re
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise

import pytest
from flask import Flask
from playwright.sync_api import Page, Response, expect

from fixtures.browser import PHONE
from fixtures.questionnaire import Asked, ask, kit_instruments
from forms.instrument import Construct, Instrument, Item, Text
from forms.paging import lay_out
from surveyapp.web.respond.guessing import forget_misses

pytestmark = pytest.mark.browser
Visitor = Callable[..., Page]
Axe = Callable[[Page], list[str]]


@pytest.fixture
def asked(sqlite_app: Flask) -> Asked:
    forget_misses()
    return ask(kit_instruments()["QA"], n_invited=4)


def _begin(page: Page, address: str) -> None:
    page.set_default_timeout(10_000)
    page.goto(address)
    page.locator("input[name=consent]").check()
    page.locator("main .button--primary").click()
    page.wait_for_load_state()


def _tap(page: Page, label: str = "同意") -> None:
    """Answer every item of a page by its words, as a thumb does."""
    for group in page.locator("fieldset").all():
        point = group.get_by_role("radio", name=label, exact=True)
        (point if point.count() else group.get_by_role("radio").nth(2)).check()


def _next(page: Page) -> None:
    page.locator("button[value=next]").click()
    page.wait_for_load_state()


def test_a_stakeholder_answers_closes_the_tab_goes_on_elsewhere_and_gets_a_receipt(
    live_url: str, asked: Asked, visitor: Visitor, axe: Axe
) -> None:
    link = f"{live_url}/q/{asked.tokens[0]}"
    phone = visitor(**PHONE)
    phone.goto(link)
    assert axe(phone) == []
    _begin(phone, link)
    for _ in range(2):
        assert axe(phone) == []
        _tap(phone)
        _next(phone)
    expect(phone.locator("main")).to_contain_text("第 3 页，共 5 页")
    phone.locator("fieldset").first.get_by_role("radio", name="不了解").check()
    expect(phone.locator("#saved")).to_contain_text("已保存")
    phone.context.close()

    other = visitor(**PHONE)
    other.goto(link)
    expect(other.locator("main")).to_contain_text("接着填")
    other.get_by_role("button", name="继续填写").click()
    assert other.url.endswith("/3")
    expect(other.locator("fieldset").first.get_by_role("radio", name="不了解")).to_be_checked()
    other.get_by_role("button", name="English").click()
    expect(other.locator("fieldset").first).to_contain_text("I know whom to contact")
    expect(other.get_by_role("radio", name="Don't know").first).to_be_checked()
    for _ in range(3):
        _tap(other, "Agree")
        assert axe(other) == []
        _next(other)
    assert other.url.endswith("/review")
    assert axe(other) == []
    other.locator("main .button--primary").click()
    other.wait_for_url("**/thanks")
    expect(other.locator(".receipt .code")).to_have_text(re.compile(r"^\w{4}-\w{4}-\w{4}$"))
    assert axe(other) == []
    other.goto(link)
    expect(other.locator("h1")).to_have_text("这个链接不能使用")
    assert axe(other) == []


def test_without_scripts_the_whole_way_works(live_url: str, asked: Asked, visitor: Visitor) -> None:
    page = visitor(java_script_enabled=False, **PHONE)
    _begin(page, f"{live_url}/q/{asked.tokens[0]}")
    while not page.url.endswith("/review"):
        _tap(page)
        _next(page)
    page.locator("main .button--primary").click()
    expect(page.locator(".receipt .code")).to_be_visible()


def test_a_missing_answer_moves_the_focus_to_a_summary_that_leads_to_it(
    live_url: str, asked: Asked, phone: Page, axe: Axe
) -> None:
    _begin(phone, f"{live_url}/q/{asked.tokens[0]}")
    _tap(phone)
    _next(phone)
    _next(phone)
    summary = phone.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(summary).to_contain_text("再按一次“下一页”就可以跳过")
    assert phone.title().startswith("错误：")
    assert axe(phone) == []
    group = phone.get_by_role("group", name="2. 任务成果达到了我的预期")
    expect(group).to_have_accessible_description(re.compile("错误： ?第 2 题还没有选"))
    summary.get_by_role("link", name="第 2 题还没有选").click()
    expect(group.get_by_role("radio").first).to_be_focused()
    _next(phone)
    assert phone.url.endswith("/3")


def test_each_item_is_a_group_named_by_its_statement_with_plain_radios(
    live_url: str, asked: Asked, phone: Page
) -> None:
    _begin(phone, f"{live_url}/q/{asked.tokens[0]}")
    _tap(phone)
    _next(phone)
    group = phone.get_by_role("group", name="4. 成果或服务方便我使用")
    names = ["非常不同意", "不同意", "一般", "同意", "非常同意", "不了解"]
    for name in names:
        expect(group.get_by_role("radio", name=name, exact=True)).to_have_count(1)
    expect(group.get_by_role("radio")).to_have_count(6)
    expect(group.get_by_text("非常不同意")).to_be_visible()
    expect(group.get_by_text("非常同意", exact=True)).to_be_visible()
    group.get_by_role("radio", name="同意", exact=True).check()
    expect(group.get_by_text("同意", exact=True)).to_have_css("opacity", "1")


def test_the_keyboard_is_enough_and_enter_goes_on_in_the_same_language(
    live_url: str, asked: Asked, desktop: Page
) -> None:
    _begin(desktop, f"{live_url}/q/{asked.tokens[0]}")
    desktop.get_by_role("radio").first.focus()
    desktop.keyboard.press("Space")
    desktop.keyboard.press("ArrowDown")
    expect(desktop.get_by_role("radio").nth(1)).to_be_checked()
    desktop.keyboard.press("Enter")
    desktop.wait_for_url("**/2")
    expect(desktop.locator("html")).to_have_attribute("lang", "zh-CN")


def _sizes(page: Page, selector: str) -> list[tuple[float, float]]:
    boxes = [control.bounding_box() for control in page.locator(selector).all()]
    return [(box["width"], box["height"]) for box in boxes if box]


@pytest.mark.parametrize("width", [320, 360])
def test_every_target_suits_a_thumb_and_nothing_runs_out_of_the_screen(
    live_url: str, asked: Asked, visitor: Visitor, width: int
) -> None:
    page = visitor(**{**PHONE, "viewport": {"width": width, "height": 740}})
    _begin(page, f"{live_url}/o/{asked.open_code}")
    while not page.url.endswith("/review"):
        assert page.evaluate("document.documentElement.scrollWidth") == width
        radios = _sizes(page, ".rating input, .nps-point, .plain-choice")
        assert min(min(size) for size in radios) >= 44
        assert min(height for _, height in _sizes(page, "main .button")) >= 44
        _tap(page)
        _next(page)
    assert page.evaluate("document.documentElement.scrollWidth") == width


def _twenty() -> Instrument:
    qa = kit_instruments()["QA"]
    statements = [item for item in qa.items if item.kind == "likert5"]
    items: list[Item] = [
        replace(statements[n % len(statements)], code=f"T{n:02d}", construct="S") for n in range(20)
    ]
    return replace(
        qa,
        code="T20",
        sections=lay_out([], items),
        constructs=(Construct("S", Text("满意")),),
    )


@pytest.mark.parametrize("language", ["zh_CN", "en"])
def test_twenty_five_point_items_fill_at_most_five_screens(
    live_url: str, asked: Asked, visitor: Visitor, language: str
) -> None:
    twenty = ask(_twenty(), n_invited=1, desk=asked.desk)
    page = visitor(**PHONE)
    _begin(page, f"{live_url}/q/{twenty.tokens[0]}?lang={language}")
    heights = []
    while not page.url.endswith("/review"):
        heights.append(page.evaluate("document.documentElement.scrollHeight"))
        _tap(page)
        _next(page)
    assert len(heights) == 4
    assert sum(heights) <= 5 * 740


def test_the_first_page_is_light(live_url: str, asked: Asked, phone: Page) -> None:
    seen: list[Response] = []
    phone.on("response", lambda response: seen.append(response))
    phone.goto(f"{live_url}/q/{asked.tokens[0]}", wait_until="networkidle")
    assert len(seen) <= 6
    assert sum(len(response.body()) for response in seen) <= 60 * 1024


def test_with_room_the_same_items_become_a_table_whose_head_stays_in_sight(
    live_url: str, asked: Asked, desktop: Page
) -> None:
    _begin(desktop, f"{live_url}/q/{asked.tokens[0]}")
    _tap(desktop)
    _next(desktop)
    head = desktop.locator(".battery-head")
    expect(head).to_be_visible()
    expect(head).to_have_css("position", "sticky")
    rows = [box["y"] for box in (r.bounding_box() for r in desktop.locator(".rating").all()) if box]
    assert max(b - a for a, b in pairwise(rows)) < 70
    desktop.set_viewport_size({"width": 600, "height": 800})
    expect(head).to_be_hidden()


def test_taps_survive_a_reload_and_a_network_that_fails(
    live_url: str, asked: Asked, phone: Page
) -> None:
    _begin(phone, f"{live_url}/q/{asked.tokens[0]}")
    phone.get_by_role("radio").nth(1).check()
    expect(phone.locator("#saved")).to_contain_text("已保存")
    phone.reload()
    expect(phone.get_by_role("radio").nth(1)).to_be_checked()
    phone.context.set_offline(True)
    phone.get_by_role("radio").nth(2).check()
    expect(phone.locator("#saved")).to_contain_text("没有网络")
    _next(phone)
    expect(phone.get_by_role("radio").nth(2)).to_be_checked()
    phone.context.set_offline(False)
    expect(phone.locator("#saved")).to_contain_text("已保存")
    phone.reload()
    expect(phone.get_by_role("radio").nth(2)).to_be_checked()
    _next(phone)
    assert phone.url.endswith("/2")


def test_a_double_tap_on_the_last_button_makes_one_receipt(
    live_url: str, asked: Asked, phone: Page
) -> None:
    _begin(phone, f"{live_url}/q/{asked.tokens[0]}")
    while not phone.url.endswith("/review"):
        _tap(phone)
        _next(phone)
    phone.locator("main .button--primary").dblclick()
    expect(phone.locator(".receipt .code")).to_be_visible()
    receipt = phone.locator(".receipt .code").inner_text()
    phone.go_back()
    expect(phone.locator(".receipt .code")).to_have_text(receipt)


def test_dark_mode_and_forced_colours_have_no_fault_of_contrast(
    live_url: str, asked: Asked, visitor: Visitor, axe: Axe
) -> None:
    for options in ({"color_scheme": "dark"}, {"forced_colors": "active"}):
        page = visitor(**PHONE, **options)
        _begin(page, f"{live_url}/o/{asked.open_code}")
        _next(page)
        assert axe(page) == []
        _tap(page)
        _next(page)
        _tap(page)
        assert axe(page) == []
