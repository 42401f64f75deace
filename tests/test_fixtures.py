"""The instruments of the suite itself: would they notice what they are there to notice?"""

from collections.abc import Callable

import psycopg
import pytest
from playwright.sync_api import Page

from fixtures.absence import absent
from fixtures.browser import Watch

PAGE = "<!doctype html><html lang=zh><title>t</title><main><h1>h</h1>{}</main>"


@pytest.mark.browser
def test_axe_finds_a_picture_without_a_text(phone: Page, axe: Callable[[Page], list[str]]) -> None:
    phone.set_content(PAGE.format("<img src='data:,'>"))
    assert any(line.startswith("image-alt: ") for line in axe(phone))
    phone.set_content(PAGE.format("<p>正文</p>"))
    assert axe(phone) == []


@pytest.mark.browser
def test_a_script_error_and_a_foreign_request_are_noticed(desktop: Page, watch: Watch) -> None:
    desktop.set_content(PAGE.format("<script>console.error('c')</script><script>boo()</script>"))
    desktop.evaluate("fetch('https://chengxiao.invalid/').catch(() => 0)")
    desktop.wait_for_timeout(50)
    assert {fault.split(":")[0] for fault in watch.faults} == {
        "console",
        "script",
        "foreign request",
    }
    watch.faults.clear()


@pytest.mark.browser
def test_two_visitors_share_no_cookies_and_have_the_promised_sizes(
    phone: Page, desktop: Page
) -> None:
    assert phone.viewport_size == {"width": 360, "height": 740}
    assert desktop.viewport_size == {"width": 1280, "height": 800}
    assert phone.context is not desktop.context


@pytest.mark.postgresql
def test_each_database_is_fresh_and_empty(postgres_url: str) -> None:
    with psycopg.connect(postgres_url.replace("+psycopg", "")) as connection:
        n_tables = connection.execute(
            "select count(*) from information_schema.tables where table_schema = 'public'"
        ).fetchone()
    assert n_tables == (0,)


def test_a_missing_program_skips_here_and_fails_in_ci(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CI", "")
    with pytest.raises(pytest.skip.Exception, match="no PostgreSQL"):
        absent("no PostgreSQL")
    monkeypatch.setenv("CI", "true")
    with pytest.raises(pytest.fail.Exception, match="no PostgreSQL"):
        absent("no PostgreSQL")
