"""Take the pictures of the site's pages anew, from a demo of their own.

Run it by hand: `.venv/bin/python docs/pictures/take.py`.
"""

import re
import subprocess
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from time import sleep

from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent.parent
HERE = Path(__file__).resolve().parent
PORT = 8431
BASE = f"http://127.0.0.1:{PORT}"
PHONE = {"width": 360, "height": 740}
DESKTOP = {"width": 1280, "height": 800}
TALLEST = 2600
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]

STAFF_PAGES = {
    "陈立": [
        ("desk-start", "/desk/"),
        ("desk-task", "/desk/tasks/2"),
        ("desk-questionnaires", "/desk/tasks/2/questionnaires"),
        ("desk-roster", "/desk/tasks/1/questionnaires/1/roster"),
        ("desk-collection", "/desk/tasks/1/questionnaires/1"),
        ("desk-collection-open", "/desk/tasks/2/questionnaires/3"),
        ("desk-figures", "/desk/tasks/2/figures"),
        ("desk-dimension", "/desk/tasks/2/figures/A"),
        ("desk-indicator", "/desk/tasks/1/indicators/A1-1"),
        ("desk-experts", "/desk/tasks/1/experts"),
        ("desk-requests", "/desk/tasks/2/requests"),
        ("desk-reliability", "/desk/tasks/2/requests/SA1"),
        ("desk-interviews", "/desk/tasks/1/interviews"),
        ("scores-start", "/scores/"),
        ("scores-task", "/scores/tasks/1"),
        ("scores-preview", "/scores/tasks/2"),
        ("scores-run", "/scores/runs/1"),
        ("scores-why", "/scores/runs/1/why/E1-1"),
        ("scores-why-figures", "/scores/runs/1/why/A1-1"),
        ("scores-why-experts", "/scores/runs/1/why/E3-2"),
    ],
    "林岚": [
        ("interview-mine", "/interviews/"),
        ("interview-session", "/interviews/8"),
        ("coding-mine", "/coding/"),
        ("coding-session", "/coding/sessions/1"),
    ],
    "孟真": [("coding-settling", "/coding/sessions/1/settling")],
    "赵一": [("expert-start", "/expert/"), ("expert-sheet", "/expert/sheets/6")],
    "严正": [
        ("supervise-start", "/supervise/"),
        ("supervise-task", "/supervise/tasks/2"),
        ("supervise-question", "/supervise/tasks/2/V1"),
    ],
    "沈核": [
        ("review-start", "/review/"),
        ("review-run", "/review/runs/1"),
        ("review-exemption", "/review/tasks/2/exemptions/1"),
    ],
    "高原": [("approve-start", "/approve/"), ("approve-run", "/approve/runs/1")],
    "吴桐": [("notices-start", "/notices/"), ("notices-task", "/notices/tasks/1")],
    "周敏": [
        ("lead-start", "/lead/"),
        ("lead-definitions", "/lead/definitions"),
        ("lead-organisation", "/lead/organisation"),
        ("lead-people", "/lead/people"),
        ("lead-person", "/lead/people/2"),
        ("lead-rounds", "/lead/rounds"),
        ("lead-round", "/lead/rounds/1"),
        ("lead-new-task", "/lead/rounds/1/tasks/new"),
        ("lead-paste", "/lead/rounds/1/tasks/paste"),
        ("lead-task", "/lead/tasks/2"),
        ("lead-units", "/lead/units"),
    ],
}


def main() -> int:
    """Start a demo, walk its pages, keep their pictures small."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log"
        with log.open("w") as out:
            server = subprocess.Popen(
                [sys.executable, "-m", "surveyapp.cli", "run", "--port", str(PORT)]
                + ["--data", folder],
                cwd=ROOT,
                stdout=out,
            )
        try:
            walk(said_at_the_start(log))
        finally:
            server.terminate()
            server.wait(timeout=30)
    return 0


def said_at_the_start(log: Path) -> str:
    """Wait until the site says that it has started, two minutes at most, and return its words."""
    for _ in range(240):
        said = log.read_text("utf-8")
        if "已启动" in said and said.endswith("\n"):
            return said
        sleep(0.5)
    raise SystemExit("the site did not start")


def walk(log: str) -> None:
    """Take every page in both languages, on a phone and on a desk."""
    links = dict(re.findall(r"(\S+)（演示[^\n]*\n\s+(http\S+)", log))
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
        for name in ("吴桐", "陈立"):
            page = sign_in(browser.new_context(viewport=DESKTOP), links.pop(name))
            staff(page, STAFF_PAGES[name])
            if name == "吴桐":
                strangers(browser, issue(page))
            else:
                respondent(browser, page)
        for name in STAFF_PAGES.keys() & links.keys():
            page = sign_in(browser.new_context(viewport=DESKTOP), links[name])
            staff(page, STAFF_PAGES[name])
            if name == "林岚":
                interview(page)
        browser.close()


def staff(page: Page, pages: list[tuple[str, str]]) -> None:
    """Take the pages of one signed-in person."""
    for name, path in pages:
        take(page, name, path)


def sign_in(context: BrowserContext, link: str) -> Page:
    """Press the button behind a one-time link."""
    page = context.new_page()
    page.goto(link)
    page.click("main button[type=submit]")
    page.wait_for_load_state()
    return page


def take(page: Page, name: str, path: str) -> None:
    """Take one page: desktop and phone, Chinese and English."""
    for kind, size in (("desktop", DESKTOP), ("phone", PHONE)):
        page.set_viewport_size(size)
        for language in ("zh", "en"):
            answer = page.goto(f"{BASE}{path}?lang={language}")
            status = answer.status if answer else 0
            print(f"{status} {name}-{kind}-{language}")
            keep(page.screenshot(full_page=True), f"{name}-{kind}-{language}")


def keep(picture: bytes, name: str) -> None:
    """Keep a picture small: no taller than it must be, few colours."""
    image = Image.open(BytesIO(picture)).convert("RGB")
    image = image.crop((0, 0, image.width, min(image.height, TALLEST)))
    if image.width > 1000:
        image = image.resize(
            (image.width * 5 // 8, image.height * 5 // 8), Image.Resampling.LANCZOS
        )
    image.quantize(24).save(HERE / f"{name}.png", optimize=True)


def issue(page: Page) -> str:
    """Issue the waiting notice by the page's own button and return its verification path."""
    page.goto(f"{BASE}/notices/tasks/1?lang=zh")
    page.click("form[action$='/issue'] button[type=submit]")
    page.wait_for_load_state()
    take(page, "notices-notice", page.url.removeprefix(BASE))
    found = re.search(r"/verify/[0-9A-Z-]{16,}", page.content())
    return found.group() if found else "/verify/"


def interview(page: Page) -> None:
    """Begin an interview by the page's own button and take the sheets that it is written on."""
    page.goto(f"{BASE}/interviews/8?lang=zh")
    page.click("form[action$='/start'] button[type=submit]")
    page.wait_for_load_state()
    page.goto(f"{BASE}/interviews/8")
    sheets = page.eval_on_selector_all(
        "main a[href*='/questions/']", "all => all.map(one => one.getAttribute('href'))"
    )
    take(page, "interview-overview", "/interviews/8")
    take(page, "interview-consent", "/interviews/8/circumstances")
    page.goto(f"{BASE}/interviews/8/circumstances")
    page.locator("main input[type=checkbox]").first.check()
    page.locator("main input[type=date]").fill(
        page.evaluate("new Date().toISOString().slice(0, 10)")
    )
    page.locator("main button[type=submit].button--primary").click()
    page.wait_for_load_state()
    take(page, "interview-question", sheets[0].split("?")[0])
    take(page, "interview-closing", "/interviews/8/closing")


def strangers(browser: Browser, verify_path: str) -> None:
    """Take what anyone may see."""
    context = browser.new_context(viewport=DESKTOP)
    page = context.new_page()
    for name, path in (("front", "/"), ("sign-in", "/sign-in"), ("verify", "/verify/")):
        take(page, name, path)
    take(page, "verify-notice", verify_path)
    take(page, "verify-unknown", "/verify/AAAAAAAAAAAAAAAAAAAA")
    context.close()


def respondent(browser: Browser, page: Page) -> None:
    """Answer a questionnaire on a phone and on a desk, in both languages, taking each page."""
    page.goto(f"{BASE}/desk/tasks/2/questionnaires/3")
    found = re.search(r"/o/[0-9A-Z]{6,}", page.content())
    if found is None:
        raise SystemExit("the demo's open link is gone")
    for kind, size in (("desktop", DESKTOP), ("phone", PHONE)):
        for language in ("zh", "en"):
            context = browser.new_context(viewport=size)
            answer_all(context.new_page(), f"{BASE}{found.group()}?lang={language}", kind, language)
            context.close()


def answer_all(page: Page, address: str, kind: str, language: str) -> None:
    """Answer page by page with the second option of everything."""
    page.goto(address)
    keep(page.screenshot(full_page=True), f"respond-start-{kind}-{language}")
    page.check("main input[type=checkbox]")
    page.click("main button[type=submit].button--primary")
    number = 0
    while page.locator("main input[type=radio], main textarea").count():
        number += 1
        names = page.eval_on_selector_all(
            "main input[type=radio]", "all => [...new Set(all.map(one => one.name))]"
        )
        for name in names:
            page.locator(f"input[name='{name}']").nth(1).check(force=True)
        keep(page.screenshot(full_page=True), f"respond-page{number}-{kind}-{language}")
        page.click("main button[type=submit].button--primary")
        page.wait_for_load_state()
    keep(page.screenshot(full_page=True), f"respond-review-{kind}-{language}")
    page.click("main button[type=submit].button--primary")
    page.wait_for_load_state()
    keep(page.screenshot(full_page=True), f"respond-thanks-{kind}-{language}")


if __name__ == "__main__":
    sys.exit(main())
