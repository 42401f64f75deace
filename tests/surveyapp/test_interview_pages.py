"""The interviewer's pages: one sheet, part by part, that forgives and forgets nothing."""

import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient

from fixtures.app import NOW, csrf_token
from fixtures.interview import CONSENTED, Field, confirm, link_of, post
from surveyapp.db import reading, transaction
from surveyapp.operations.interviewing import (
    QuestionNotes,
    notes_of,
    save_sheet,
    start_session,
)

SAID = {"I03": ["人手够，钱不够。"], "I10": ["明年区里接着管。"]}


def _started(field: Field) -> int:
    with transaction():
        row = field.assign()
        start_session(row, by=field.actor("ivone"), at=NOW)
        save_sheet(row, CONSENTED, by=field.actor("ivone"), at=NOW)
        return row.id


def test_a_session_goes_from_the_list_to_the_interviewees_word(
    field: Field, interviewer: FlaskClient, people: Any
) -> None:
    with transaction():
        session_id = field.assign().id
    base = f"/interviews/{session_id}"
    assert "待开始" in interviewer.get("/interviews/").text
    assert post(interviewer, base, f"{base}/start").location == f"{base}/circumstances"
    assert interviewer.get(f"{base}/questions/I01").location == f"{base}/circumstances"
    values = {"has_consent": "y", "held_on": "2026-11-18", "place": "社区会议室"}
    assert post(interviewer, f"{base}/circumstances", **values).location == f"{base}/questions/I01"
    said = {"quotes-0": "人手够，", "quotes-1": " ", "quotes-2": "钱不够。", "points": "缺钱"}
    answer = post(interviewer, f"{base}/questions/I03", **said, go="next")
    assert answer.location == f"{base}/questions/I04"
    answer = post(interviewer, f"{base}/questions/I11", go="next")
    assert answer.location == f"{base}/closing"
    answer = post(interviewer, f"{base}/closing", evidence_mentioned="台账", go="next")
    assert answer.location == base
    assert re.search(r"已保存 \d\d:\d\d", interviewer.get(f"{base}/closing").text)
    assert post(interviewer, base, f"{base}/complete").location == base
    page = interviewer.get(base).text
    assert 'src="data:image/svg+xml' in page
    assert 'alt="二维码' in page
    person = people(None)
    record = person.get(link_of(page)).text
    assert "人手够，" in record
    assert "缺钱" in record
    assert "台账" in record
    assert post(person, link_of(page), f"{link_of(page)}/confirm").location == "/i/thanks/confirmed"
    assert "已确认" in interviewer.get(base).text
    assert person.get(link_of(page)).status_code == 404


def test_completing_too_early_names_what_is_missing(field: Field, interviewer: FlaskClient) -> None:
    with transaction():
        row = field.assign()
        start_session(row, by=field.actor("ivone"), at=NOW)
        session_id = row.id
    base = f"/interviews/{session_id}"
    answer = post(interviewer, base, f"{base}/complete")
    assert answer.status_code == 400
    assert "<title>错误" in answer.text
    for words in ("知情同意", "访谈日期", "地点", "一条原话"):
        assert words in answer.text


@pytest.mark.parametrize(
    ("part", "values", "words"),
    [
        ("circumstances", {"held_on": "2126-01-01", "place": "别处"}, "日期不能晚于今天"),
        ("circumstances", {"held_on": "18/11/2026", "place": "别处"}, "2026-11-20 的样子"),
        ("circumstances", {"began": "25:99", "place": "别处"}, "14:30 的样子"),
        ("circumstances", {"began": "09:00", "place": "别处"}, "都填写，或都留空"),
        ("circumstances", {"place": "别处\x00"}, "含不可用字符"),
        ("circumstances", {"place": "别处" * 101}, "最多 200 字，现在是 202 字"),
        ("questions/I03", {"quotes-0": "别处" * 2_001}, "最多 4000 字，现在是 4002 字"),
        ("questions/I03", {"quotes-0": "好", "quotes-1": "别处\x00"}, "含不可用字符"),
        ("questions/I03", {f"quotes-{n}": f"别处{n}" for n in range(21)}, "最多记 20 条原话"),
        ("questions/I03", {"points": ["别处", "二"]}, "不止一个内容"),
        ("closing", {"to_verify": "别处\x1b[0m"}, "含不可用字符"),
    ],
)
def test_what_cannot_be_kept_comes_back_as_typed_with_what_to_do(
    field: Field, interviewer: FlaskClient, part: str, values: dict[str, Any], words: str
) -> None:
    page = f"/interviews/{_started(field)}/{part}"
    values.setdefault("has_consent", "y")
    answer = post(interviewer, page, **values)
    assert answer.status_code == 400
    text = unescape(answer.text)
    assert words in text
    assert "别处" in text
    assert "<title>错误" in text
    assert 'role="alert"' in text
    assert "\x00" not in text


def test_an_edit_over_a_colleagues_newer_one_shows_both(
    field: Field, interviewer: FlaskClient, people: Any
) -> None:
    session_id = _started(field)
    page = f"/interviews/{session_id}/questions/I03"
    html = interviewer.get(page).text
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]+)"', html)
    assert seen
    post(people("ivtwo"), page, points="记录人写的")
    late = {"csrf_token": csrf_token(html), "seen": seen[1], "points": "访谈人写的"}
    answer = interviewer.post(page, data=late)
    assert answer.status_code == 409
    assert "记录人写的" in answer.text
    assert "访谈人写的" in answer.text
    fresh = re.search(r'name="seen"[^>]*value="([0-9a-f]+)"', answer.text)
    assert fresh
    merged = {**late, "seen": fresh[1], "points": "合起来的"}
    assert interviewer.post(page, data=merged).status_code == 302
    with reading():
        assert notes_of(field.session(session_id), "I03").points == "合起来的"


def test_the_page_saves_in_passing_and_a_lost_answer_does_no_harm(
    field: Field, interviewer: FlaskClient
) -> None:
    page = f"/interviews/{_started(field)}/questions/I03"
    html = interviewer.get(page).text
    seen = re.search(r'name="seen"[^>]*value="([0-9a-f]+)"', html)
    assert seen
    data = {"csrf_token": csrf_token(html), "seen": seen[1], "quotes-0": "好。"}
    headers = {"Accept": "application/json"}
    first = interviewer.post(page, data=data, headers=headers)
    again = interviewer.post(page, data=data, headers=headers)  # the first answer was lost
    assert re.match(r"已保存 \d\d:\d\d", first.json["words"])
    assert first.json == again.json
    more = {**data, "seen": again.json["seen"], "points": "x\x00"}
    refused = interviewer.post(page, data=more, headers=headers)
    assert (refused.status_code, list(refused.json)) == (400, ["words"])
    stale = interviewer.post(page, data={**data, "points": "新"}, headers=headers)
    assert stale.status_code == 409


def test_only_the_role_enters_and_only_the_staff_find_the_session(
    field: Field, people: Any
) -> None:
    with transaction():
        session_id, _token = field.held(SAID)
    paths = [
        f"/interviews/{session_id}",
        f"/interviews/{session_id}/circumstances",
        f"/interviews/{session_id}/questions/I03",
        f"/interviews/{session_id}/closing",
        f"/coding/sessions/{session_id}",
        f"/coding/sessions/{session_id}/settling",
    ]
    posts = [f"/interviews/{session_id}/{act}" for act in ("start", "complete", "link", "reopen")]
    posts += [*paths[1:], "/coding/tasks/1/agreed"]
    stranger, officer = people("stranger"), people("officer")
    tokens = {one: csrf_token(one.get("/signed-in").text) for one in (stranger, officer)}
    for path in paths:
        assert stranger.get(path).status_code == 404, path
        assert officer.get(path).status_code == 403, path
        assert people(None).get(path).location.startswith("/sign-in")
    for path in posts:
        data = {"csrf_token": tokens[stranger]}
        assert stranger.post(path, data=data).status_code == 404, path
        assert officer.post(path, data={"csrf_token": tokens[officer]}).status_code == 403, path
    assert people("ivone").get(f"/interviews/{session_id}/questions/I99").status_code == 404
    assert people("ivone").post(paths[0] + "/complete").status_code == 400  # no token


def test_every_page_speaks_english_and_marks_what_it_cannot_translate(
    field: Field, interviewer: FlaskClient
) -> None:
    session_id = _started(field)
    page = interviewer.get(f"/interviews/{session_id}/questions/I03?lang=en").text
    assert '<html lang="en">' in page
    assert "Were people, funds and equipment enough" in page
    home = interviewer.get("/interviews/?lang=en").text
    assert '<span lang="zh-CN">社区养老助餐</span>' in home


def test_a_locked_sheets_parts_lead_to_its_overview(field: Field, interviewer: FlaskClient) -> None:
    with transaction():
        session_id, token = field.held(SAID)
        confirm(token)
    base = f"/interviews/{session_id}"
    for part in ("circumstances", "questions/I03", "closing"):
        assert interviewer.get(f"{base}/{part}").location == base
    csrf = csrf_token(interviewer.get("/signed-in").text)
    for part in ("circumstances", "questions/I03", "closing"):
        data = {"csrf_token": csrf, "points": "改", "to_verify": "改", "has_consent": "y"}
        assert interviewer.post(f"{base}/{part}", data=data).status_code == 409
    with reading():
        assert notes_of(field.session(session_id), "I03") == QuestionNotes(
            "I03", "要点", ("人手够，钱不够。",)
        )


def test_going_on_without_consent_says_why_it_stays_and_keeps_what_was_typed(
    field: Field, interviewer: FlaskClient
) -> None:
    with transaction():
        row = field.assign()
        start_session(row, by=field.actor("ivone"), at=NOW)
        session_id = row.id
    page = f"/interviews/{session_id}/circumstances"
    answer = post(interviewer, page, held_on="2026-11-18", place="社区会议室", go="next")
    assert answer.status_code == 400
    assert answer.text.count("已保存，但还不能到下一步") == 2  # in the summary and at the field
    assert '<a href="#has_consent">' in answer.text
    assert 'id="has_consent-error"' in answer.text
    assert 'value="社区会议室"' in interviewer.get(page).text
    stay = post(interviewer, page, held_on="2026-11-18", place="社区会议室", go="stay")
    assert stay.location == page
