"""A walk along every link of every role's pages: nothing is missing, nothing changes."""

import shutil
from pathlib import Path

import pytest

from fixtures.app import NOW
from fixtures.client_browser import BASE
from fixtures.crowded import Crowded, everybody
from fixtures.journey import Hands, open_rooms
from fixtures.rows import rows_of
from fixtures.walking import walk
from fixtures.web_pages import WebPage


def speaks(page: WebPage, language: str) -> bool:
    """Say whether a page speaks a language; a sheet speaks the one it was begun in."""
    is_sheet = page.path.startswith("/answer/")
    return not page.is_html or is_sheet or f'<html lang="{language}' in page.html


@pytest.mark.parametrize(("language", "most_alike"), [("zh", 3), ("en", 1)])
def test_every_link_leads_somewhere_and_looking_changes_nothing(
    crowded: Crowded, tmp_path: Path, language: str, most_alike: int
) -> None:
    """`most_alike` is how many addresses of one view are looked at: indicators look alike."""
    shutil.copytree(crowded.folder, tmp_path / "house")
    database = tmp_path / "house" / "chengxiao.db"
    with open_rooms(tmp_path / "house", Hands(NOW), url=BASE) as app:
        people = list(everybody(app, crowded))
        before = rows_of(database)
        n_pages, faults = 0, []
        for name, browser, starts in people:
            browser.get(f"/verify/?lang={language}")
            for page in walk(browser, app, starts, most_alike=most_alike):
                n_pages += 1
                if page.status != 200:
                    faults.append(f"{name}: {page.status} {page.url}")
                elif not speaks(page, language):
                    faults.append(f"{name}: not in {language} {page.url}")
        assert faults == []
        assert n_pages > 100
        assert rows_of(database) == before
