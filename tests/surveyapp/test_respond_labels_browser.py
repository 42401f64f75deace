"""Where a phone prints the words of the point that was tapped."""

from collections.abc import Callable

import pytest
from flask import Flask
from playwright.sync_api import Locator, Page

from fixtures.browser import PHONE
from fixtures.questionnaire import Asked, ask, kit_instruments
from surveyapp.web.respond.guessing import forget_misses

pytestmark = pytest.mark.browser


@pytest.fixture
def asked(sqlite_app: Flask) -> Asked:
    forget_misses()
    return ask(kit_instruments()["QA"])


def _box(one: Locator) -> dict[str, float]:
    box = one.bounding_box()
    assert box is not None
    return dict(box)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_words_of_the_tapped_point_stand_under_it_and_over_no_others(
    live_url: str, visitor: Callable[..., Page], asked: Asked, language: str
) -> None:
    page = visitor(**PHONE)
    page.goto(f"{live_url}/q/{asked.tokens[0]}?lang={language}")
    page.locator("input[name=consent]").check()
    page.locator("main .button--primary").click()
    page.locator("fieldset").first.get_by_role("radio").first.check()
    page.locator("main .button--primary").click()
    row = page.locator("fieldset.rating").first
    for place in (1, 2, 3):
        point = row.locator(".point").nth(place)
        point.locator("input").check()
        circle, words = _box(point.locator("input")), _box(point.locator("span"))
        middle = circle["x"] + circle["width"] / 2
        assert abs(words["x"] + words["width"] / 2 - middle) < 2
        for end in (0, 4):
            other = _box(row.locator(".point span").nth(end))
            assert words["y"] >= other["y"] + other["height"] - 1
