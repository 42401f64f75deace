"""In Chromium: a run is looked into, approved, issued, downloaded, and verified by a stranger."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from fixtures.app import NOW, sign_in_path
from fixtures.browser import PHONE
from fixtures.builders import confirm_run, get_notice_row
from fixtures.worked import open_worked_stage
from surveyapp import worker
from surveyapp.db import reading, transaction
from surveyapp.operations.score_runs import run_score
from surveyapp.pdf import is_pdf_available
from surveyapp.web import guesses

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not is_pdf_available(), reason="no Pango on this machine"),
]
Axe = Callable[[Page], list[str]]


@pytest.fixture(autouse=True)
def _fresh_guesses() -> None:
    guesses.forget_misses()


def _enter(page: Page, live_url: str, login: str) -> None:
    page.goto(live_url + sign_in_path(login))
    page.get_by_role("button", name="登录").click()


def test_from_approval_to_a_strangers_verification(
    live_url: str, visitor: Callable[..., Page], axe: Axe, tmp_path: Path
) -> None:
    stage = open_worked_stage()
    with transaction():
        run_id = run_score(stage.task(), by=stage.actor("officer"), at=NOW).id
    confirm_run(stage, run_id)
    _approve(visitor(), live_url, axe)
    content = _issue(visitor(accept_downloads=True), live_url, axe, tmp_path)
    with reading():
        code = get_notice_row(1).code
    _verify(visitor(**PHONE), live_url, code, axe, content)


def _approve(page: Page, live_url: str, axe: Axe) -> None:
    _enter(page, live_url, "approver")
    page.goto(live_url + "/approve/")
    assert axe(page) == []
    page.get_by_role("link", name="社区养老助餐1").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("审批：社区养老助餐1")
    expect(page.get_by_text("84.59", exact=True)).to_be_visible()
    assert axe(page) == []
    page.get_by_role("button", name="作出决定").click()
    expect(page.get_by_role("alert")).to_be_focused()
    expect(page).to_have_title("错误：审批 · T-2026-001 · 成效")
    assert axe(page) == []
    choice = page.get_by_role("group", name="结论")
    choice.get_by_label("批准", exact=True).check()
    page.get_by_role("button", name="作出决定").click()
    expect(page.get_by_role("status")).to_contain_text("已经批准")


def _issue(page: Page, live_url: str, axe: Axe, folder: Path) -> Path:
    _enter(page, live_url, "issuer")
    page.goto(live_url + "/notices/")
    assert axe(page) == []
    page.get_by_role("link", name="预览并发文").click()
    assert axe(page) == []
    page.get_by_role("button", name="编号发文").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("成效认〔2026〕1号")
    assert worker.run_pending() >= 1
    page.get_by_role("link", name="刷新看看").click()
    assert axe(page) == []
    with page.expect_download() as waiting:
        page.get_by_role("link", name="下载中文版").click()
    path = folder / "notice.pdf"
    waiting.value.save_as(path)
    assert waiting.value.suggested_filename == "成效认〔2026〕1号.pdf"
    return path


def _verify(page: Page, live_url: str, code: str, axe: Axe, content: Path) -> None:
    page.goto(live_url + "/verify/")
    assert axe(page) == []
    field = page.get_by_role("textbox", name="核验码")
    expect(field).to_have_accessible_description("印在通知书末页，20 位字母和数字")
    field.fill(f"{code[:10].lower()} {code[10:]}")
    page.get_by_role("button", name="核验", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("核验结果：生效中")
    expect(page.get_by_text("84.59")).to_have_count(0)
    assert axe(page) == []
    page.get_by_label("通知书 PDF 文件").set_input_files(content)
    page.get_by_role("button", name="比对文件").click()
    expect(page.get_by_role("status")).to_contain_text("文件是原件")
    assert axe(page) == []
    altered = content.with_name("altered.pdf")
    altered.write_bytes(content.read_bytes()[:-1] + b" ")
    page.get_by_label("通知书 PDF 文件").set_input_files(altered)
    page.get_by_role("button", name="比对文件").click()
    expect(page.get_by_role("status")).to_contain_text("您的文件不是真的通知书")
    page.goto(live_url + "/verify/" + "Z" * 20)
    expect(page.get_by_role("heading", level=1)).to_have_text("没有这份通知书")
    assert axe(page) == []


def test_why_goes_down_to_groups_for_the_officer_and_to_a_row_for_the_reviewer(
    live_url: str, visitor: Callable[..., Page], axe: Axe
) -> None:
    stage = open_worked_stage()
    officer, reviewer = visitor(), visitor(**PHONE)
    _enter(officer, live_url, "officer")
    officer.goto(f"{live_url}/scores/tasks/{stage.task_ids[0]}")
    assert axe(officer) == []
    officer.get_by_role("button", name="正式计分").click()
    officer.get_by_text("E 社会影响").first.click()
    officer.locator("summary", has_text="E 社会影响").click()
    officer.get_by_role("link", name="为什么 E1-1").click()
    expect(officer.get_by_role("cell", name="24", exact=True)).to_be_visible()
    expect(officer.get_by_role("cell", name="4.2583")).to_be_visible()
    expect(officer.get_by_role("button", name="查看答卷")).to_have_count(0)
    assert axe(officer) == []
    _enter(reviewer, live_url, "reviewer")
    reviewer.goto(f"{live_url}/scores/runs/1/why/E1-1")
    reviewer.get_by_role("button", name="查看答卷").click()
    expect(reviewer.get_by_text("A01=4").first).to_be_attached()
    assert axe(reviewer) == []
    width = reviewer.evaluate("document.documentElement.scrollWidth")
    assert width <= 360


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_table_of_a_score_is_cut_on_a_phone(
    live_url: str, visitor: Callable[..., Page], axe: Axe, lang: str
) -> None:
    stage = open_worked_stage()
    with transaction():
        run_score(stage.task(), by=stage.actor("officer"), at=NOW)
    page = visitor(**PHONE)
    _enter(page, live_url, "officer")
    for path in ("/scores/", f"/scores/tasks/{stage.task_ids[0]}", "/scores/runs/1"):
        page.goto(f"{live_url}{path}?lang={lang}")
        page.evaluate("document.querySelectorAll('details').forEach(one => { one.open = true })")
        cut = page.eval_on_selector_all(
            ".table-scroll",
            "all => all.filter(one => one.scrollWidth > one.clientWidth).map(one => one.ariaLabel)",
        )
        assert cut == [], path
        assert axe(page) == []
