"""Every page of everybody in Chromium: axe finds nothing, and nothing runs out of the screen."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Page

from fixtures.app import NOW
from fixtures.browser import DESKTOP, PHONE
from fixtures.client_browser import ClientBrowser
from fixtures.crowded import Crowded, everybody
from fixtures.journey import Hands, House, open_house
from fixtures.walking import walk

pytestmark = [pytest.mark.browser, pytest.mark.timeout(300)]
Axe = Callable[[Page], list[str]]


@pytest.mark.parametrize(
    ("device", "language"), [(PHONE, "zh"), (DESKTOP, "en")], ids=["phone-zh", "desktop-en"]
)
def test_every_page_suits_every_reader_and_its_screen(
    crowded: Crowded,
    tmp_path: Path,
    visitor: Callable[..., Page],
    axe: Axe,
    device: dict[str, Any],
    language: str,
) -> None:
    shutil.copytree(crowded.folder, tmp_path / "house")
    width = device["viewport"]["width"]
    seen: set[str] = set()
    faults: list[str] = []
    with open_house(tmp_path / "house", Hands(NOW)) as house:
        for name, browser, starts in everybody(house.app, crowded):
            page = visitor(**device)
            for path in _new_pages(house, browser, starts, seen):
                page.context.add_cookies(_cookies(browser, house.url))
                page.goto(f"{house.url}{path}?lang={language}")
                faults += [f"{name} {path}: {fault}" for fault in axe(page)]
                if page.evaluate("document.documentElement.scrollWidth") > width:
                    faults.append(f"{name} {path}: runs out of the screen")
            page.context.close()
    assert faults == []
    assert len(seen) > 50


def _new_pages(
    house: House, browser: ClientBrowser, starts: tuple[str, ...], seen: set[str]
) -> Iterator[str]:
    """Yield the path of one page of each view that nobody has looked at yet."""
    adapter = house.app.url_map.bind("127.0.0.1")
    for page in walk(browser, house.app, starts, most_alike=1):
        path = urlsplit(page.url).path
        endpoint = str(adapter.match(path)[0])
        if page.is_html and endpoint not in seen:
            seen.add(endpoint)
            yield path


def _cookies(browser: ClientBrowser, url: str) -> list[dict[str, str]]:
    return [{"name": c.name, "value": c.value or "", "url": url} for c in browser.cookies]
