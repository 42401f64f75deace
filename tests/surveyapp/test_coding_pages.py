"""The coders' and adjudicators' pages: blind readings, settled by a third."""

import re
from typing import Any

import pytest

from fixtures.app import NOW
from fixtures.interview import Field, confirm, post
from surveyapp.access import SYSTEM
from surveyapp.db import reading, transaction
from surveyapp.operations.coding import Reading, adjudicate, code_segment, records_for_scoring
from surveyapp.operations.rounds import give_duty

SAID = {"I03": ["人手够，钱不够。"], "I10": ["明年区里接着管。"]}


def _segment_ids(field: Field, session_id: int) -> list[int]:
    with reading():
        return [one.id for one in field.session(session_id).segments]


def test_coders_and_adjudicator_make_the_records_through_the_pages(
    field: Field, people: Any
) -> None:
    with transaction():
        session_id, token = field.held(SAID)
        confirm(token)
    first, second = _segment_ids(field, session_id)
    page = f"/coding/sessions/{session_id}"
    a, b, third = people("coder_a"), people("coder_b"), people("third")
    alike = {f"theme_{first}": "RC", f"valence_{first}": "1"}
    unlike = {f"theme_{second}": "LT"}
    assert post(a, page, **alike, **unlike, **{f"valence_{second}": "2"}).location == "/coding/"
    assert "等编码" in third.get("/coding/").text
    assert post(b, page, **alike).status_code == 302
    assert "待编码 1 条" in b.get("/coding/").text
    assert post(b, page, **alike, **unlike, **{f"valence_{second}": "-1"}).status_code == 302
    home = third.get("/coding/").text
    assert "1 条两人读法一致" in home
    assert "待合议 2 条" in home
    assert post(third, "/coding/", "/coding/tasks/1/agreed").location == "/coding/"
    settling = f"{page}/settling"
    html = third.get(settling).text
    assert "两人不同" in html
    assert "+2 明显正面" in html
    assert "−1 偏负面" in html
    choice = {f"theme_{second}": "LT", f"valence_{second}": "1"}
    without = post(third, settling, **choice)
    assert without.status_code == 400
    assert "请写一句理由" in without.text
    assert post(third, settling, **choice, **{f"reason_{second}": "语气平"}).status_code == 302
    with reading():
        records = records_for_scoring(field.desk.task())
    assert records[0]["segments"] == [["RC", 1, 1, 1], ["LT", 2, -1, 1]]
    assert "都已合议" in a.get(page).text


def test_no_page_tells_a_coder_the_others_reading(field: Field, people: Any) -> None:
    with transaction():
        session_id, _ = field.held(SAID)
        for login in ("coder_a", "coder_b"):
            give_duty(
                field.desk.task(), field.desk.person(login), kind="interviewer", by=SYSTEM, at=NOW
            )
    b = people("coder_b")
    pages = ["/coding/", f"/coding/sessions/{session_id}", "/interviews/", "/signed-in"]
    before = [_without_token(b.get(page).text) for page in pages]
    with transaction():
        for segment in field.session(session_id).segments:
            code_segment(segment, Reading("NE", -2), by=field.actor("coder_a"), at=NOW)
    assert [_without_token(b.get(page).text) for page in pages] == before
    assert b.get(f"/coding/sessions/{session_id}/settling").status_code == 404
    with transaction():
        for segment in field.session(session_id).segments:
            code_segment(segment, Reading("RC", 1), by=field.actor("coder_b"), at=NOW)
    own = _without_token(b.get(f"/coding/sessions/{session_id}").text)
    with transaction():
        for segment in field.session(session_id).segments:
            code_segment(segment, Reading("GO", 2), by=field.actor("coder_a"), at=NOW)
    assert _without_token(b.get(f"/coding/sessions/{session_id}").text) == own
    with transaction():
        for segment in field.session(session_id).segments:
            adjudicate(
                segment, Reading("GO", 2), reason="理由在此", by=field.actor("third"), at=NOW
            )
    for page in pages:
        assert "理由在此" not in b.get(page).text


def _without_token(html: str) -> str:
    return re.sub(r'(name="csrf_token"[^>]*value=")[^"]*', r"\1", html)


@pytest.mark.parametrize(
    ("theme", "valence", "words"),
    [
        ("RC", "3", "请选择一个倾向值"),
        ("XX", "1", "请选择一个主题"),
        ("RC", "", "请选择一个倾向值"),
        ("", "1", "请选择一个主题"),
        ("RC", ["1", "2"], "只能选一个"),
    ],
)
def test_a_coder_who_sends_what_is_no_reading_is_told_which_row(
    field: Field, people: Any, theme: str, valence: Any, words: str
) -> None:
    with transaction():
        session_id, _ = field.held(SAID)
    first, second = _segment_ids(field, session_id)
    page = f"/coding/sessions/{session_id}"
    values = {f"theme_{first}": theme, f"valence_{first}": valence, f"theme_{second}": "LT"}
    answer = post(people("coder_a"), page, **values, **{f"valence_{second}": "2"})
    assert answer.status_code == 400
    assert words in answer.text
    assert '<option selected value="LT">' in answer.text
    assert re.search(rf'checked id="valence_{second}-4"', answer.text)
    with reading():
        assert not any(one.codings for one in field.session(session_id).segments)


def test_the_summary_names_the_row_of_each_fault_and_the_page_numbers_its_rows(
    field: Field, people: Any
) -> None:
    with transaction():
        session_id, _ = field.held({"I03": ["人手够，钱不够。", "缺车。"], "I10": ["区里接着管。"]})
        one, two, three = field.session(session_id).segments
        field.read(one, "RC", 1, 1)
        field.read(two, "RC", 1, 2)
        field.read(three, "LT", 1, -1)
        adjudicate(one, Reading("RC", 1), by=field.actor("third"), at=NOW)
    _one, second, third = _segment_ids(field, session_id)
    values = {f"theme_{second}": "RC", f"valence_{second}": "1"}
    values |= {f"theme_{third}": "LT", f"valence_{third}": "1"}
    page = post(people("third"), f"/coding/sessions/{session_id}/settling", **values).text
    summary = page[page.index("error-summary") : page.index("<h1>")]
    assert "第 2 条的理由：两人读法不同" in summary
    assert "第 3 条的理由：两人读法不同" in summary
    assert [f">第 {n} 条<" in page for n in (1, 2, 3)] == [True, True, True]


def test_what_was_settled_before_stands_beside_what_counts(field: Field, people: Any) -> None:
    with transaction():
        session_id, _ = field.held(SAID)
        first = field.session(session_id).segments[0]
        field.read(first, "RC", 1, 1)
        by = field.actor("third")
        adjudicate(first, Reading("RC", 1), by=by, at=NOW)
        adjudicate(first, Reading("RC", 2), reason="听了录音", by=by, at=NOW)
    page = people("third").get(f"/coding/sessions/{session_id}/settling").text
    assert "以前的合议" in page
    assert "听了录音" in page
