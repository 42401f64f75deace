"""In a real browser: an interviewer logs a session on a tablet, the interviewee confirms it."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
import zxingcpp
from PIL import Image
from playwright.sync_api import Page, expect

from fixtures.app import NOW, sign_in_path
from fixtures.browser import PHONE
from fixtures.interview import CONSENTED, Field
from surveyapp.db import reading, transaction
from surveyapp.operations.interviewing import notes_of, save_sheet, start_session

pytestmark = pytest.mark.browser
TABLET = {"viewport": {"width": 820, "height": 1180}, "is_mobile": True, "has_touch": True}
SAVED = re.compile(r"已保存 \d\d:\d\d")


def _sign_in(page: Page, live_url: str, login: str) -> None:
    page.goto(live_url + sign_in_path(login))
    page.get_by_role("button", name="登录").click()


def _started(field: Field) -> int:
    with transaction():
        row = field.assign()
        start_session(row, by=field.actor("ivone"), at=NOW)
        save_sheet(row, CONSENTED, by=field.actor("ivone"), at=NOW)
        return row.id


def _read_code(page: Page) -> str:
    """Photograph the QR code and read it, as a phone does."""
    picture = Image.open(BytesIO(page.get_by_role("img", name="二维码").screenshot()))
    found = zxingcpp.read_barcodes(picture)
    assert len(found) == 1
    return found[0].text


def _record_consent(page: Page) -> None:
    consent = page.get_by_role("group", name="知情同意")
    consent.get_by_role("checkbox", name="被访人已了解访谈目的，同意接受访谈").check()
    page.get_by_label("访谈日期").fill("2026-11-18")
    page.get_by_label("地点").fill("社区会议室")


def _confirm(phone: Page, address: str, axe: Callable[[Page], list[str]]) -> None:
    """Read the record and confirm it; the link is used up."""
    phone.goto(address)
    expect(phone.get_by_text("后来老人愿意来。")).to_be_visible()
    assert axe(phone) == []
    phone.get_by_role("button", name="记录属实，确认").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("谢谢您")
    assert axe(phone) == []
    phone.goto(address)
    expect(phone.get_by_role("heading", level=1)).to_have_text("这个链接现在不能用")


def test_an_interviewer_logs_a_session_and_the_interviewee_confirms(
    field: Field, live_url: str, visitor: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    with transaction():
        session_id = field.assign().id
    page = visitor(**TABLET)
    _sign_in(page, live_url, "ivone")
    page.goto(f"{live_url}/interviews/")
    assert axe(page) == []
    page.get_by_role("link", name="打开 IV-01").click()
    page.get_by_role("button", name="开始访谈").click()

    _record_consent(page)
    assert axe(page) == []
    page.get_by_role("button", name="保存，到下一步").click()

    expect(page.get_by_role("heading", level=1)).to_contain_text("任务目标是什么")
    quotes = page.get_by_role("group", name="被访人的原话")
    quotes.get_by_label("第 1 条").fill("一天两百份，刚开始都觉得高了。")
    page.get_by_role("button", name="再加一条原话").click()
    expect(quotes.get_by_label("第 2 条")).to_be_focused()
    quotes.get_by_label("第 2 条").fill("后来老人愿意来。")
    page.get_by_label("要点").fill("目标清楚，觉得偏高")
    assert axe(page) == []
    page.get_by_role("button", name="保存，到下一步").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("成果现在是否在用")
    expect(page.get_by_role("status")).to_have_text(SAVED)
    page.get_by_role("link", name="IV-01").click()
    assert axe(page) == []
    page.get_by_role("button", name="完成记录，请被访人确认").click()
    assert axe(page) == []

    address = live_url + _read_code(page).removeprefix("http://127.0.0.1:8000")
    _confirm(visitor(**PHONE), address, axe)
    page.reload()
    expect(page.get_by_text("被访人已确认")).to_be_visible()
    with reading():
        assert field.session(session_id).state == "confirmed"


def test_the_sheet_saves_itself_and_without_a_network_later(
    field: Field, live_url: str, visitor: Callable[..., Page]
) -> None:
    session_id = _started(field)
    page = visitor(**TABLET)
    _sign_in(page, live_url, "ivone")
    page.goto(f"{live_url}/interviews/{session_id}/questions/I03")
    said = page.get_by_label("第 1 条")
    said.fill("人手够。")
    saved = page.get_by_role("status")
    expect(saved).to_have_class("saved saved--done")
    expect(saved).to_have_text(SAVED)
    page.context.set_offline(True)
    said.fill("人手够，钱不够。")
    expect(saved).to_have_text("没有网络，还没有保存；连上后自动保存")
    page.context.set_offline(False)
    expect(saved).to_have_class("saved saved--done", timeout=15_000)
    page.reload()
    expect(page.get_by_label("第 1 条")).to_have_value("人手够，钱不够。")
    page.get_by_label("要点").fill("缺钱")
    page.get_by_role("button", name="只保存").click()  # while the page may be saving by itself
    expect(page.get_by_label("要点")).to_have_value("缺钱")
    with reading():
        notes = notes_of(field.session(session_id), "I03")
    assert (notes.points, notes.quotes) == ("缺钱", ("人手够，钱不够。",))


def test_the_sheet_works_without_scripts(
    field: Field, live_url: str, visitor: Callable[..., Page]
) -> None:
    session_id = _started(field)
    page = visitor(**PHONE, java_script_enabled=False)
    _sign_in(page, live_url, "ivtwo")
    page.goto(f"{live_url}/interviews/{session_id}/questions/I03")
    page.get_by_label("第 1 条").fill("人手够。")
    page.get_by_role("button", name="再加一条原话").click()
    page.get_by_label("第 2 条").fill("钱不够。")
    page.get_by_role("button", name="只保存").click()
    expect(page.get_by_label("第 2 条")).to_have_value("钱不够。")


def test_a_fault_gets_the_focus_and_stands_beside_its_field(
    field: Field, live_url: str, phone: Page, axe: Callable[[Page], list[str]]
) -> None:
    session_id = _started(field)
    _sign_in(phone, live_url, "ivone")
    phone.goto(f"{live_url}/interviews/{session_id}/circumstances")
    phone.get_by_label("访谈日期").fill("2126-01-01")
    phone.get_by_role("button", name="只保存").click()
    expect(phone.get_by_role("alert")).to_be_focused()
    expect(phone).to_have_title(re.compile("^错误"))
    words = "日期不能晚于今天，请改成访谈当天"
    phone.get_by_role("link", name=words).click()
    date_field = phone.get_by_label("访谈日期")
    expect(date_field).to_be_focused()
    expect(date_field).to_have_accessible_description(re.compile(words))
    assert axe(phone) == []


def test_two_code_blindly_and_a_third_settles_on_the_desk(
    field: Field, live_url: str, visitor: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    with transaction():
        session_id, _token = field.held({"I03": ["人手够，钱不够。"]})
    for login, word in (("coder_a", "+1 偏正面"), ("coder_b", "+2 明显正面")):
        page = visitor(**PHONE)
        _sign_in(page, live_url, login)
        page.goto(f"{live_url}/coding/")
        page.get_by_role("link", name="编码 IV-01").click()
        page.get_by_label("第 1 条的主题").select_option("资源与协同")
        page.get_by_role("group", name="第 1 条的倾向").get_by_role("radio", name=word).check()
        assert axe(page) == []
        page.get_by_role("button", name="保存编码").click()
        expect(page.get_by_text("已编完")).to_be_visible()
    desk = visitor()
    _sign_in(desk, live_url, "third")
    desk.goto(f"{live_url}/coding/")
    desk.get_by_role("link", name="合议 IV-01").click()
    assert desk.get_by_role("cell").all_inner_texts() == [
        "资源与协同\n+1 偏正面",
        "资源与协同\n+2 明显正面",
    ]
    assert axe(desk) == []
    desk.get_by_label("第 1 条的主题").select_option("资源与协同")
    desk.get_by_role("radio", name="+1 偏正面").check()
    desk.get_by_role("button", name="保存合议").click()
    expect(desk.get_by_role("alert")).to_be_focused()
    assert axe(desk) == []
    desk.get_by_label("第 1 条的理由").fill("原话说钱不够")
    desk.get_by_role("button", name="保存合议").click()
    expect(desk.get_by_text("已合议", exact=True)).to_be_visible()
    with reading():
        settled = field.session(session_id).segments[0].adjudication
        assert settled is not None
        assert (settled.valence, settled.reason) == (1, "原话说钱不够")


def test_the_officers_page_is_clean_on_desk_and_phone(
    field: Field, live_url: str, visitor: Callable[..., Page], axe: Callable[[Page], list[str]]
) -> None:
    with transaction():
        field.held({"I03": ["人手够，钱不够。"]})
    for options in (PHONE, {}):
        page = visitor(**options)
        _sign_in(page, live_url, "officer")
        page.goto(f"{live_url}/desk/tasks/{field.desk.task_id}/interviews")
        assert axe(page) == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
