"""In a real browser: an officer brings figures in, an expert scores, supervision answers."""

import re
from collections.abc import Callable
from datetime import date
from io import BytesIO
from pathlib import Path

import pytest
import zxingcpp
from flask import Flask
from PIL import Image
from playwright.sync_api import Page, expect

from fixtures.app import NOW, sign_in_path
from fixtures.desk import Desk, open_desk, worked_case, worked_figures
from fixtures.questionnaire import kit_instruments
from fixtures.workbooks import filled
from surveyapp.access import SYSTEM
from surveyapp.db import reading, transaction
from surveyapp.operations.collecting import CollectionPlan, open_collection
from surveyapp.operations.judging import expert_scores, invite_expert, raw_for_scoring
from surveyapp.operations.measures import publish_instrument
from surveyapp.operations.overview import offered_instruments
from surveyapp.operations.vetoes import vetoes_for_scoring

pytestmark = pytest.mark.browser
Axe = Callable[[Page], list[str]]


@pytest.fixture
def desk(sqlite_app: Flask) -> Desk:
    desk = open_desk()
    with transaction():
        person, by = desk.person("expert1"), desk.actor("officer")
        invite_expert(desk.task(), person, "E1", by=by, at=NOW)
    return desk


def _sign_in(page: Page, live_url: str, login: str) -> None:
    page.goto(live_url + sign_in_path(login))
    page.get_by_role("main").get_by_role("button").click()
    page.goto(live_url)


def test_an_officer_brings_the_figures_in_by_workbook(
    desktop: Page, live_url: str, desk: Desk, axe: Axe, tmp_path: Path
) -> None:
    _sign_in(desktop, live_url, "officer")
    expect(desktop.get_by_role("heading", level=1)).to_have_text("待办")
    assert axe(desktop) == []
    desktop.get_by_role("link", name="社区养老助餐").first.click()
    assert axe(desktop) == []
    desktop.get_by_role("link", name="填写数据").first.click()
    with desktop.expect_download() as download:
        desktop.get_by_role("link", name="下载填报表").click()
    template = Path(download.value.path()).read_bytes()
    broken, whole = tmp_path / "有错.xlsx", tmp_path / "填好.xlsx"
    raw = worked_figures()
    broken.write_bytes(filled(template, {**raw, "A1-2": {"actual": "很多", "planned": -1}}))
    whole.write_bytes(filled(template, raw))

    desktop.get_by_label("数据来源").fill("2026 年助餐业务台账")
    desktop.get_by_label("填好的模板").set_input_files(broken)
    desktop.get_by_label("所填数据真实、完整").check()
    desktop.get_by_role("button", name="导入").click()
    summary = desktop.get_by_role("alert")
    expect(summary).to_be_focused()
    expect(desktop).to_have_title("错误：数据与佐证 · 成效")
    faults = desktop.get_by_role("region", name="文件里要修改的地方")
    expect(faults).to_contain_text("是文字“很多”")
    expect(desktop.get_by_label("数据来源")).to_have_value("2026 年助餐业务台账")
    assert axe(desktop) == []

    desktop.get_by_label("填好的模板").set_input_files(whole)
    desktop.get_by_label("所填数据真实、完整").check()
    desktop.get_by_role("button", name="导入").click()
    expect(desktop.get_by_role("status")).to_contain_text("36 个指标有更新")
    with reading():
        assert raw_for_scoring(desk.task()) == raw


def test_figures_are_typed_on_a_phone_and_faults_lead_to_their_fields(
    phone: Page, live_url: str, desk: Desk, axe: Axe
) -> None:
    _sign_in(phone, live_url, "officer")
    phone.goto(f"{live_url}/desk/tasks/{desk.task_id}/figures/A")
    assert axe(phone) == []
    box = phone.get_by_role("group", name="A1-2 计划任务量完成率")
    box.get_by_label("实际完成量").fill("很多")
    box.get_by_label("计划任务量").fill("365000")
    phone.get_by_label("数据来源").fill("业务台账")
    phone.get_by_label("所填数据真实、完整").check()
    phone.get_by_role("button", name="保存", exact=True).click()
    expect(phone.get_by_role("alert")).to_be_focused()
    assert axe(phone) == []
    phone.get_by_role("alert").get_by_role("link").first.click()
    field = box.get_by_label("实际完成量")
    expect(field).to_be_focused()
    expect(field).to_have_attribute("aria-invalid", "true")
    expect(field).to_have_accessible_description(re.compile("错误：.*不是有效数字"))
    field.fill("352,225")
    phone.get_by_role("button", name="保存", exact=True).click()
    expect(phone.get_by_role("status")).to_contain_text("已保存 1 个指标")
    expect(box).to_contain_text("折算值 96.5 %")
    assert phone.evaluate("document.documentElement.scrollWidth") <= 360


def test_an_expert_scores_blind_and_hands_in_once(
    phone: Page, live_url: str, desk: Desk, axe: Axe
) -> None:
    _sign_in(phone, live_url, "expert1")
    phone.get_by_role("link", name="开始评分").click()
    assert axe(phone) == []
    raw = worked_case()["raw"]
    for code in ("A1-3", "C2-3", "C3-2"):
        sheet = phone.get_by_role("group", name=code)
        sheet.get_by_label("评分 （分）").fill(str(raw[code]["experts"]["E1"]))
    phone.get_by_role("button", name="先保存").click()
    expect(phone.get_by_role("status")).to_contain_text("已保存 3 项评分")
    phone.get_by_role("button", name="提交评分表").click()
    alert = phone.get_by_role("alert")
    expect(alert).to_be_focused()
    expect(alert.get_by_role("link", name="E3-2 · 还没有评分")).to_have_count(1)
    assert axe(phone) == []
    last = phone.get_by_role("group", name="E3-2")
    last.get_by_label("评分 （分）").fill(str(raw["E3-2"]["experts"]["E1"]))
    phone.get_by_label("我没有以上任何一种情形").check()
    phone.get_by_role("button", name="提交评分表").click()
    expect(phone.get_by_role("main")).to_contain_text("不能再改")
    assert axe(phone) == []
    with reading():
        assert expert_scores(desk.task())["E3-2"] == {"E1": "82"}


def test_supervision_answers_a_question(desktop: Page, live_url: str, desk: Desk, axe: Axe) -> None:
    _sign_in(desktop, live_url, "supervisor")
    assert axe(desktop) == []
    desktop.get_by_role("link", name="逐条答复").click()
    assert axe(desktop) == []
    desktop.get_by_role("link", name="答复 V1").click()
    group = desktop.get_by_role("group", name="是否发生")
    group.get_by_label("否，没有发生").check()
    desktop.get_by_role("button", name="记录答复").click()
    assert axe(desktop) == []
    desktop.get_by_label("依据").fill("查询安全生产事故系统，无记录")
    desktop.get_by_role("button", name="记录答复").click()
    expect(desktop.get_by_role("status")).to_contain_text("已记录 V1 的回答")
    with reading():
        assert "V1" not in vetoes_for_scoring(desk.task())["open_vetoes"]


def test_the_codes_of_link_and_letter_lead_where_they_say(
    desktop: Page, live_url: str, desk: Desk, axe: Axe
) -> None:
    with transaction():
        for instrument in kit_instruments().values():
            publish_instrument(instrument, by=SYSTEM, at=NOW)
        offered, by = offered_instruments(desk.task()), desk.actor("officer")
        # The page asks the machine's clock.
        desk.task().round.ends_on = date(2099, 12, 31)
        plan = CollectionPlan(70, date(2026, 1, 1), date(2099, 12, 31))
        number = open_collection(desk.task(), offered["QA"], plan, by=by, at=NOW).id
    _sign_in(desktop, live_url, "officer")
    desktop.goto(f"{live_url}/desk/tasks/{desk.task_id}/questionnaires/{number}")
    desktop.get_by_role("button", name="开通公开链接").click()
    assert axe(desktop) == []
    shown = desktop.locator(".share .code").inner_text()
    assert _photograph(desktop, "公开链接的二维码") == shown
    desktop.get_by_role("link", name="名册与邀请信").click()
    desktop.get_by_label("名册").fill("王阿姨，服务/受益对象\n朝阳居委会，partner")
    desktop.get_by_role("button", name="生成邀请信").click()
    assert axe(desktop) == []
    letter = desktop.get_by_role("listitem").filter(has_text="王阿姨")
    link = letter.locator(".code").inner_text()
    assert _photograph(desktop, "给“王阿姨”的二维码") == link
    desktop.goto(link.replace("http://127.0.0.1:8000", live_url))
    expect(desktop.get_by_role("button", name="开始填写")).to_be_visible()


def _photograph(page: Page, name: str) -> str:
    """Read a QR code as a phone does."""
    picture = Image.open(BytesIO(page.get_by_role("img", name=name).screenshot()))
    (found,) = zxingcpp.read_barcodes(picture)
    return str(found.text)
