"""Pages show a definition's Chinese with full-width marks, however its author typed it."""

import re
from html import unescape

import pytest
from flask import Flask
from flask.testing import FlaskClient

from fixtures.app import NOW, laying, sign_in
from fixtures.interview import CONSENTED, Field
from fixtures.questionnaire import ask, begin, controls_of, kit_instruments
from surveyapp.db import transaction
from surveyapp.operations.interviewing import save_sheet, start_session
from surveyapp.operations.measures import get_instrument

HALF_WIDTH = re.compile(r"[\u4e00-\u9fff“”] ?[,;:?!(]|[,;:?!)] ?[\u4e00-\u9fff]")


def _said(html: str) -> str:
    """Return the words of a page's main part, one piece of text a line."""
    main = html[html.index("<main") : html.index("</main>")]
    return unescape(re.sub(r"<[^>]*>", "\n", main))


def _half_width(html: str) -> list[str]:
    return [line.strip() for line in _said(html).splitlines() if HALF_WIDTH.search(line)]


@pytest.mark.parametrize("code", ["QA", "QB"])
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_no_page_of_a_questionnaire_shows_half_width_marks(
    sqlite_app: Flask, client: FlaskClient, code: str, lang: str
) -> None:
    asked = ask(kit_instruments()[code])
    path = f"/o/{asked.open_code}"
    assert "不记名，只作统计汇总" in client.get(path).text
    address = begin(client, path)
    while not address.endswith("/review"):
        page = client.get(f"{address}?lang={lang}").text
        assert _half_width(page) == [], address
        offered = controls_of(page).radios
        values = {name: answers[0] for name, answers in offered.items()}
        hidden = controls_of(page).hidden
        address = client.post(address, data={**hidden, **values}).location
    assert _half_width(client.get(f"{address}?lang={lang}").text) == []


def test_no_page_of_an_interview_shows_half_width_marks(
    field: Field, interviewer: FlaskClient
) -> None:
    with transaction():
        row = field.assign()
        start_session(row, by=field.actor("ivone"), at=NOW)
        save_sheet(row, CONSENTED, by=field.actor("ivone"), at=NOW)
        base = f"/interviews/{row.id}"
        codes = [item.code for item in get_instrument(row.protocol_version).items]
    pages = [base, f"{base}/circumstances", f"{base}/closing"]
    pages += [f"{base}/questions/{code}" for code in codes]
    for path in pages:
        assert _half_width(interviewer.get(path).text) == [], path
    assert "定得高还是低？" in interviewer.get(f"{base}/questions/{codes[0]}").text


def test_no_page_of_the_desk_shows_half_width_marks(field: Field, client: FlaskClient) -> None:
    sign_in(client, "officer")
    base = f"/desk/tasks/{field.desk.task_id}"
    for path in ("", *(f"/figures/{code}" for code in "ABCDE"), "/requests", "/experts"):
        assert _half_width(client.get(base + path).text) == [], path
    assert "（实际周期-计划周期）/计划周期" in client.get(f"{base}/figures/B").text


def test_names_stand_as_they_were_registered(client: FlaskClient, field: Field) -> None:
    sign_in(client, "officer")
    with laying():
        field.desk.task().name_zh = "社区养老(二期)"
    assert "社区养老(二期)" in client.get(f"/desk/tasks/{field.desk.task_id}").text
