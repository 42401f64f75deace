"""What was changed behind the log is marked wherever it would be shown, and never issued."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, event, text

from fixtures.app import NOW, sign_in
from fixtures.builders import Stage, keep_approval, keep_notice, keep_run, open_stage
from surveyapp.db import reading, session, transaction
from surveyapp.models import ScoreRun
from surveyapp.operations.confirming import quota_standing
from surveyapp.operations.confirming.quota import ResultsChanged
from surveyapp.operations.notices import find_issuable, find_notices
from surveyapp.operations.recording import NotAsSealed
from surveyapp.operations.reviewing import review_run
from surveyapp.operations.score_runs import newest_runs

MARK = "与记录不符"


def _forge(*statements: str) -> None:
    """Write over rows as whoever has the database in hand could."""
    with transaction():
        for table in ("score_run", "approval", "notice"):
            session.execute(text(f"DROP TRIGGER IF EXISTS keep_{table}_update"))
        for statement in statements:
            session.connection().exec_driver_sql(statement)


BETTER_RUNS = (
    "UPDATE score_run SET grade = 'excellent', total_hundredths = 9559, result = "
    "replace(replace(result, '\"83.80\"', '\"95.59\"'), '\"良好\"', '\"优秀\"')"
)
BETTER_NOTICES = (
    "UPDATE notice SET facts = replace(replace(facts, '83.80', '95.59'), '良好', '优秀')"
)


@pytest.fixture
def stage(sqlite_database: Engine) -> Stage:
    """A run that waits, one that was approved, and one whose notice is out."""
    found = open_stage(3)
    keep_run(found, 0)
    keep_approval(found, 1)
    keep_notice(found, 2)
    return found


def test_a_forged_score_is_marked_on_every_list_and_page_and_offered_to_no_issuer(
    client: FlaskClient,
) -> None:
    stage = open_stage(3)
    keep_run(stage, 0)
    keep_approval(stage, 1)
    notice_id = keep_notice(stage, 2)
    _forge(BETTER_RUNS, BETTER_NOTICES)
    waiting, approved, issued = stage.task_ids
    pages = {
        "approver": ["/approve/"],
        "reviewer": ["/review/"],
        "officer": ["/scores/", f"/scores/tasks/{waiting}", f"/desk/tasks/{waiting}"],
        "issuer": [
            "/notices/",
            f"/notices/tasks/{approved}",
            f"/notices/tasks/{issued}",
            f"/notices/{notice_id}",
        ],
    }
    for login, paths in pages.items():
        sign_in(client, login)
        for path in paths:
            page = client.get(path)
            assert page.status_code == 200, path
            assert MARK in page.text, path
            for forged in ("95.59", "优秀", "编号发文</button>", "预览并发文"):
                assert forged not in page.text, (path, forged)
    for login, path in (
        ("reviewer", "/review/runs/1"),
        ("approver", "/approve/runs/1"),
        ("officer", "/scores/runs/1"),
        ("issuer", f"/notices/{notice_id}/zh.pdf"),
    ):
        sign_in(client, login)
        assert client.get(path).status_code == 409, path


def test_a_forged_approval_is_as_little_offered(client: FlaskClient) -> None:
    stage = open_stage()
    keep_approval(stage)
    _forge("UPDATE approval SET grade = 'excellent'")
    sign_in(client, "issuer")
    page = client.get(f"/notices/tasks/{stage.task_ids[0]}").text
    assert MARK in page
    assert "优秀" not in page
    assert "编号发文</button>" not in page
    sign_in(client, "officer")
    assert MARK in client.get("/scores/").text


def test_what_nobody_touched_carries_no_mark(client: FlaskClient) -> None:
    stage = open_stage()
    keep_notice(stage)
    for login, path in (
        ("approver", "/approve/"),
        ("reviewer", "/review/"),
        ("officer", "/scores/"),
        ("issuer", "/notices/"),
        ("issuer", "/notices/1"),
    ):
        sign_in(client, login)
        page = client.get(path).text
        assert MARK not in page, path
        assert "良好" in page, path


def test_a_forged_run_is_not_reviewed(stage: Stage) -> None:
    _forge(BETTER_RUNS)
    with pytest.raises(NotAsSealed), transaction():
        run = session.get_one(ScoreRun, 1)
        review_run(run, "confirmed", note=None, by=stage.actor("reviewer"), at=NOW)


def test_no_quota_is_decided_beside_a_forged_result(sqlite_database: Engine) -> None:
    stage = open_stage(3)
    for at in range(3):
        keep_run(stage, at, a="95", b="95" if at else "94")
    _forge("UPDATE score_run SET total_hundredths = 9999 WHERE id = 2")
    with reading():
        standing = quota_standing(session.get_one(ScoreRun, 1))
        assert standing is not None
        assert isinstance(standing.undecided, ResultsChanged)
        assert "T-2026-002" in str(standing.undecided)


def test_a_list_asks_for_its_seals_once_however_long_it_is(
    stage: Stage, sqlite_database: Engine
) -> None:
    asked: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if "FROM event" in statement:
            asked.append(statement)

    event.listen(sqlite_database, "before_cursor_execute", note)
    with reading():
        by = stage.actor("issuer")
        assert len(newest_runs([stage.task(at) for at in range(3)])) == 3
        assert len(asked) == 1
        assert len(find_notices(by)) == 1
        assert len(asked) == 2
        assert len(find_issuable(by)) == 3
        assert len(asked) == 4
