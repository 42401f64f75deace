"""The engine's steps and codes as a page says them: nothing of the program shows through."""

from flask.testing import FlaskClient

from fixtures.app import NOW, csrf_token, sign_in
from fixtures.builders import answer_vetoes, open_stage, put_figures
from fixtures.worked import open_worked_stage
from surveyapp.db import transaction
from surveyapp.operations.score_runs import run_score


def test_no_why_page_shows_the_marks_of_a_program(client: FlaskClient) -> None:
    stage = open_worked_stage()
    with transaction():
        run = run_score(stage.task(), by=stage.actor("officer"), at=NOW)
        run_id, codes = run.id, list(run.result["level3"])
    sign_in(client, "officer")
    pages = {code: client.get(f"/scores/runs/{run_id}/why/{code}").text for code in codes}
    for code, page in pages.items():
        steps = page[page.index("steps-of-score") :].split("</ol>")[0]
        for mark in ("{", "}", "[", "]", "&#39;", "-&gt;", "_"):
            assert mark not in steps, (code, mark)
    assert "实际完成量 352225、计划任务量 365000" in pages["A1-2"]
    assert "原始值 = 实际完成量 / 计划任务量 * 100" in pages["A1-2"]
    assert "IV-01 1.5、IV-02 1、IV-03 0.5" in pages["B2-3"]
    assert "不超过 7 得 80 分" in pages["A2-2"]


def test_a_veto_is_told_with_what_it_is_about(client: FlaskClient) -> None:
    stage = open_stage()
    with transaction():
        put_figures(stage.task(), {"A1-1": {"score": "85"}})
        answer_vetoes(stage.task(), "V1", is_yes=True)
        run_id = run_score(stage.task(), by=stage.actor("officer"), at=NOW).id
    sign_in(client, "officer")
    page = client.get(f"/scores/runs/{run_id}").text
    assert "存在否决事项V1（弄虚作假），评为不合格" in page
    english = client.get(f"/scores/runs/{run_id}?lang=en").text
    assert "Veto V1 (falsified figures) applies, so the grade is Not qualified" in english


def test_the_reviewer_reads_groups_by_their_names(client: FlaskClient) -> None:
    stage = open_worked_stage()
    with transaction():
        run_id = run_score(stage.task(), by=stage.actor("officer"), at=NOW).id
    sign_in(client, "reviewer")
    why = f"/scores/runs/{run_id}/why/E1-1"
    token = csrf_token(client.get(why).text)
    assert client.post(f"{why}/rows/QA", data={"csrf_token": token}).status_code == 302
    page = client.get(why).text
    assert "<td>社会公众</td>" in page
    assert "<td>public</td>" not in page
