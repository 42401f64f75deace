"""What a run is warned of before it is made or decided on: no evidence, figures hard to believe."""

from flask.testing import FlaskClient
from sqlalchemy import Engine

from fixtures.app import NOW, laying, sign_in
from fixtures.builders import keep_run, open_stage, put_scores
from fixtures.worked import open_worked_stage
from surveyapp.db import reading, transaction
from surveyapp.operations.reporting import enter_figures, hand_in_evidence
from surveyapp.operations.reporting.sheets import active_indicators, rubric_codes
from surveyapp.operations.score_runs import freeze_inputs, run_score, without_evidence


def test_indicators_without_a_file_are_named_before_the_run_and_before_the_decision(
    client: FlaskClient,
) -> None:
    stage = open_stage()
    task = f"/scores/tasks/{stage.task_ids[0]}"
    with laying():
        put_scores(stage.task(), "85", "82")
    sign_in(client, "officer")
    assert "有 2 个指标没有佐证文件" in client.get(task).text
    with transaction():
        by = stage.actor("officer")
        hand_in_evidence(stage.task(), "A1-1", "台账.txt", b"38", by=by, at=NOW)
    run_id = keep_run(stage)
    pages = (
        ("officer", task),
        ("officer", f"/scores/runs/{run_id}"),
        ("reviewer", f"/review/runs/{run_id}"),
        ("approver", f"/approve/runs/{run_id}"),
    )
    for login, path in pages:
        sign_in(client, login)
        page = client.get(path).text
        assert "有 1 个指标没有佐证文件" in page, path
        said = page[page.index("没有佐证文件") :].split("</ul>")[0]
        assert "B1-1" in said, path
        assert "A1-1" not in said, path
    with transaction():
        by = stage.actor("officer")
        hand_in_evidence(stage.task(), "B1-1", "台账.txt", b"39", by=by, at=NOW)
    sign_in(client, "officer")
    assert "没有佐证文件" not in client.get(task).text
    assert "有 1 个指标没有佐证文件" in client.get(f"/scores/runs/{run_id}").text


def test_what_is_left_out_or_only_asked_for_needs_no_file(sqlite_database: Engine) -> None:
    stage = open_worked_stage()
    with reading():
        task = stage.task()
        inputs = dict(freeze_inputs(task))
        missing = {leaf.code for leaf in without_evidence(task, inputs)}
        active = {leaf.code: leaf for _, leaf in active_indicators(task)}
        assert missing == {
            code for code, leaf in active.items() if leaf.inputs or code in rubric_codes(task)
        }
        assert not missing & {"E1-1", "E1-3", "E2-2"}  # answers are their own evidence
        one = min(missing)
        left_out = {**inputs, "not_applicable": [one]}
        assert {leaf.code for leaf in without_evidence(task, left_out)} == missing - {one}


def test_a_run_lists_the_figures_that_are_hard_to_believe_with_the_reason_given(
    client: FlaskClient,
) -> None:
    stage = open_worked_stage()
    with transaction():
        task, officer = stage.task(), stage.actor("officer")
        values = {"A2-2": {"delay_days": 90, "excused_days": 9999, "due": 20}}
        said = {"source": "台账", "statement": "属实", "reason": "不可抗力已备案"}
        enter_figures(task, values, **said, by=officer, at=NOW)
        run_id = run_score(task, by=officer, at=NOW).id
    sign_in(client, "officer")
    page = client.get(f"/scores/runs/{run_id}").text
    assert "有 1 处数据离常理较远" in page
    assert "“经批准扣除天数” 9999 多于被扣的“延误天数合计” 90" in page
    assert "不可抗力已备案" in page
    english = client.get(f"/scores/runs/{run_id}?lang=en").text
    assert "“approved excused days”, 9999, is more than the “total delay days”" in english


def test_a_run_of_honest_figures_lists_none(client: FlaskClient) -> None:
    stage = open_worked_stage()
    with transaction():
        run_id = run_score(stage.task(), by=stage.actor("officer"), at=NOW).id
    sign_in(client, "officer")
    assert "离常理较远" not in client.get(f"/scores/runs/{run_id}").text
