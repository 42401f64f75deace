"""The officer's desk through its pages: workbooks, evidence, requests and experts."""

import io
import re

import pytest
from flask.testing import FlaskClient
from openpyxl import load_workbook

from fixtures.app import NOW
from fixtures.desk import Desk, post
from surveyapp.db import reading, session, transaction
from surveyapp.models import Event
from surveyapp.operations.reporting import decide_exemption, find_evidence, find_exemptions
from surveyapp.operations.reporting.decisions import find_reliability_decisions
from surveyapp.operations.reporting.figures import latest_figures

PDF = b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog >>\nendobj\ntrailer << /Root 1 0 R >>\n%%EOF\n"
SAID = {"source": "业务台账", "statement": "y"}
A12 = {"A1-2__actual": "352,225", "A1-2__planned": "365000"}


def _figures(desk: Desk) -> dict[str, object]:
    with reading():
        return {code: row.values for code, row in latest_figures(desk.task()).items()}


def test_the_workbook_goes_out_and_comes_back(officer: FlaskClient, desk: Desk) -> None:
    base = f"/desk/tasks/{desk.task_id}/figures"
    sent = officer.get(f"{base}.xlsx")
    assert "attachment" in sent.headers["Content-Disposition"]
    book = load_workbook(io.BytesIO(sent.data))
    sheet = book.worksheets[1]
    sheet["G2"], sheet["G3"] = 352225, 365000
    filled = io.BytesIO()
    book.save(filled)
    file = (io.BytesIO(filled.getvalue()), "填好.xlsx")
    answer = post(officer, f"{base}/import", base, **SAID, file=file)
    assert answer.location == base
    assert "1 个指标有更新" in officer.get(base).text
    sheet["G2"], sheet["G3"] = "<script>alert(1)</script>", -1
    broken = io.BytesIO()
    book.save(broken)
    file = (io.BytesIO(broken.getvalue()), "填好.xlsx")
    answer = post(officer, f"{base}/import", base, **SAID, file=file)
    assert answer.status_code == 400
    assert "G2" in answer.text
    assert "&lt;script&gt;" in answer.text
    assert "<script>alert" not in answer.text
    assert _figures(desk)["A1-2"] == {"actual": "352225", "planned": "365000"}


def test_an_import_without_a_file_or_of_something_else_says_so(
    officer: FlaskClient, desk: Desk
) -> None:
    base = f"/desk/tasks/{desk.task_id}/figures"
    assert post(officer, f"{base}/import", base, **SAID).status_code == 400
    file = (io.BytesIO(b"a,b"), "a.xlsx")
    answer = post(officer, f"{base}/import", base, **SAID, file=file)
    assert answer.status_code == 400
    assert "这不是 .xlsx 文件" in answer.text


def test_evidence_is_taken_in_and_sent_only_to_be_saved(officer: FlaskClient, desk: Desk) -> None:
    page = f"/desk/tasks/{desk.task_id}/indicators/A1-2"
    file = (io.BytesIO(PDF), "../<b>台账</b>.pdf")
    answer = post(officer, f"{page}/evidence", page, file=file, note="全年")
    assert answer.location == page
    with reading():
        (row,) = find_evidence(desk.task())
        evidence_id = row.id
        assert row.name == "b>.pdf"
    assert "全年" in officer.get(page).text
    sent = officer.get(f"/desk/tasks/{desk.task_id}/evidence/{evidence_id}")
    assert sent.data == PDF
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert sent.headers["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in sent.headers["Content-Security-Policy"]
    other = f"/desk/tasks/{desk.other_task_id}/evidence/{evidence_id}"
    assert officer.get(other).status_code == 404


@pytest.mark.parametrize("content", [b"", b"<html></html>"])
def test_evidence_that_cannot_be_kept_is_refused_with_its_reason(
    officer: FlaskClient, desk: Desk, content: bytes
) -> None:
    page = f"/desk/tasks/{desk.task_id}/indicators/A1-2"
    answer = post(officer, f"{page}/evidence", page, file=(io.BytesIO(content), "台账.pdf"))
    assert answer.status_code == 400
    assert 'id="file-error"' in answer.text
    assert post(officer, f"{page}/evidence", page).status_code == 400


def test_an_exemption_is_asked_for_on_both_pages(officer: FlaskClient, desk: Desk) -> None:
    page = f"/desk/tasks/{desk.task_id}/indicators/B1-3"
    assert post(officer, f"{page}/exemption", page, reason=" ").status_code == 400
    assert post(officer, f"{page}/exemption", page, reason="上级已取消报送").location == page
    assert "等复核员决定" in officer.get(page).text
    requests = f"/desk/tasks/{desk.task_id}/requests"
    assert post(officer, requests, code="C3", reason="不涉及创新").status_code == 302
    assert post(officer, requests, code="C3", reason="再来一次").status_code == 409
    assert post(officer, requests, code="A", reason="整个维度").status_code == 400
    with reading():
        assert [row.code for row in find_exemptions(desk.task())] == ["B1-3", "C3"]


def _offered(officer: FlaskClient, path: str) -> list[str]:
    page = officer.get(path).text
    return re.findall(r'<option[^>]*value="([^"]*)"', page[page.index('id="code"') :])


def test_what_is_asked_or_approved_is_not_offered_again(officer: FlaskClient, desk: Desk) -> None:
    requests = f"/desk/tasks/{desk.task_id}/requests"
    assert {"B1", "B1-1", "C3", "C3-1"} <= set(_offered(officer, requests))
    for code in ("B1-3", "C3"):
        assert post(officer, requests, code=code, reason="不涉及").status_code == 302
    offered = set(_offered(officer, requests))
    assert offered.isdisjoint({"B1-3", "C3", "C3-1", "C3-3"})
    assert {"B1", "B1-1"} <= offered
    with transaction():
        pending, whole = find_exemptions(desk.task())
        by = desk.actor("reviewer")
        decide_exemption(whole, is_approved=True, reason="属实", by=by, at=NOW)
        decide_exemption(pending, is_approved=False, reason="仍须报送", by=by, at=NOW)
    offered = set(_offered(officer, requests))
    assert offered.isdisjoint({"C3", "C3-1", "C3-3"})
    assert "B1-3" in offered
    assert "（上次未批准，可补充理由再申请）" in officer.get(requests).text


def test_a_way_out_of_low_reliability_is_asked_for(officer: FlaskClient, desk: Desk) -> None:
    path = f"/desk/tasks/{desk.task_id}/requests/SA1"
    wrong = post(officer, path, action="drop_item", reason="拉低信度")
    assert wrong.status_code == 400
    assert post(officer, path, action="x", reason="拉低信度").status_code == 400
    answer = post(officer, path, action="drop_item", items=["A04"], reason="拉低信度")
    assert answer.status_code == 302
    with reading():
        (row,) = find_reliability_decisions(desk.task())
        assert (row.construct, row.items) == ("SA1", ["A04"])


def test_experts_are_invited_by_label(officer: FlaskClient, desk: Desk) -> None:
    path = f"/desk/tasks/{desk.task_id}/experts"
    expert, reviewer = desk.person_ids["expert1"], desk.person_ids["reviewer"]
    assert 'value="E1"' in officer.get(path).text
    assert post(officer, path, person=str(reviewer), label="E1").status_code == 400
    assert post(officer, path, person=str(expert), label="").status_code == 400
    assert post(officer, path, person=str(expert), label="E1").status_code == 302
    page = officer.get(path).text
    assert "未提交" in page
    assert 'value="E2"' in page


def test_looking_at_the_desk_changes_nothing(officer: FlaskClient, desk: Desk) -> None:
    with reading():
        n_before = session.query(Event).count()
    for path in ("", "/figures", "/figures.xlsx", "/experts", "/requests", "/questionnaires"):
        assert officer.get(f"/desk/tasks/{desk.task_id}{path}").status_code == 200
    with reading():
        assert session.query(Event).count() == n_before
