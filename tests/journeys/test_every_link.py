"""A walk along every link of every role's pages: nothing is missing, nothing changes."""

import shutil
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from flask import Flask

from fixtures.app import NOW
from fixtures.client_browser import BASE, ClientBrowser
from fixtures.crowded import Crowded, everybody
from fixtures.journey import Hands, open_rooms
from fixtures.rows import rows_of
from fixtures.web_pages import WebPage

MOST_ALIKE = 3
"""How many addresses of one view a person looks at: 36 indicators look alike."""


def walk(browser: ClientBrowser, app: Flask, starts: Sequence[str]) -> Iterator[WebPage]:
    """Yield every page that links lead to from some first pages, each address once."""
    adapter = app.url_map.bind("127.0.0.1")
    waiting, known, n_seen = list(starts), set(starts), Counter[str]()
    while waiting:
        path = waiting.pop(0)
        endpoint = str(adapter.match(path)[0]) if adapter.test(path, "GET") else path
        n_seen[endpoint] += 1
        if n_seen[endpoint] > MOST_ALIKE:
            continue
        page = browser.get(path)
        yield page
        for link in page.links if page.is_html else []:
            address = urlsplit(link)
            is_ours = f"{address.scheme}://{address.netloc}" == BASE
            if is_ours and address.path not in known and "lang" not in address.query:
                known.add(address.path)
                waiting.append(address.path)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_link_leads_somewhere_and_looking_changes_nothing(
    crowded: Crowded, tmp_path: Path, language: str
) -> None:
    shutil.copytree(crowded.folder, tmp_path / "house")
    database = tmp_path / "house" / "chengxiao.db"
    with open_rooms(tmp_path / "house", Hands(NOW), BASE) as app:
        people = list(everybody(app, crowded))
        before = rows_of(database)
        n_pages, faults = 0, []
        for name, browser, starts in people:
            browser.get(f"/verify/?lang={language}")
            for page in walk(browser, app, starts):
                n_pages += 1
                if page.status != 200:
                    faults.append(f"{name}: {page.status} {page.url}")
                elif page.is_html and f'<html lang="{language}' not in page.html:
                    faults.append(f"{name}: not in {language} {page.url}")
        assert faults == []
        assert n_pages > 150
        assert rows_of(database) == before
