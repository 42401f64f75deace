"""The officer's page of interviews: who talks with whom, and who reads."""

from typing import Any

from fixtures.app import csrf_token
from fixtures.interview import Field, post


def test_an_officer_assigns_interviews_and_names_the_readers(field: Field, people: Any) -> None:
    officer, page = people("officer"), f"/desk/tasks/{field.desk.task_id}/interviews"
    ids = field.desk.person_ids
    whole = {
        "interviewee_code": "P-07",
        "group_code": "partner",
        "mode": "video",
        "interviewer": str(ids["ivone"]),
        "recorder": str(ids["ivtwo"]),
    }
    assert "还没有访谈" in officer.get(page).text
    assert post(officer, page, **whole).status_code == 302
    assert "P-07" in people("ivtwo").get("/interviews/").text
    for wrong, words in (
        ({"recorder": str(ids["ivone"])}, "必须是两个人"),
        ({"group_code": "martians"}, "请从列表里选一项"),
        ({"interviewer": str(ids["officer"])}, "请从列表里选一项"),
        ({"mode": ""}, "请从列表里选一项"),
        ({"interviewee_code": "P\x00"}, "含不可用字符"),
        ({"interviewee_code": " "}, "请填写被访人代码"),
    ):
        answer = post(officer, page, **{**whole, "post": "某街道", **wrong})
        assert answer.status_code == 400
        assert words in answer.text
        assert "某街道" in answer.text
    for login, kind, status in (
        ("stranger", "coder", 302),
        ("stranger", "coder", 400),
        ("stranger", "adjudicator", 400),
        ("ivtwo", "judge", 400),
        ("ivtwo", "adjudicator", 302),
    ):
        values = {"person": str(ids[login]), "kind": kind}
        assert post(officer, page, f"{page}/readers", **values).status_code == status
    assert "合议人 · 访谈员乙" in officer.get(page).text


def test_the_officers_page_is_for_the_tasks_officer(field: Field, people: Any) -> None:
    page = f"/desk/tasks/{field.desk.task_id}/interviews"
    foreign = f"/desk/tasks/{field.desk.other_task_id}/interviews"
    assert people("officer").get(foreign).status_code == 404
    assert people("second_officer").get(page).status_code == 404
    assert people("ivone").get(page).status_code == 403
    other = people("second_officer")
    data = {"csrf_token": csrf_token(other.get("/signed-in").text)}
    for path in (page, f"{page}/readers"):
        assert other.post(path, data=data).status_code == 404
