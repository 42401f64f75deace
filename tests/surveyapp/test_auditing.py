"""What was changed behind the log is found and named, whichever table or file it was in."""

from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import Engine

from fixtures.app import NOW, sign_in_path
from fixtures.client_browser import BASE, ClientBrowser
from fixtures.journey import Hands, open_rooms
from fixtures.tampered import by_hand, found
from fixtures.worked import open_worked_stage
from surveyapp.access import SYSTEM
from surveyapp.cli import main
from surveyapp.db import reading, session, transaction
from surveyapp.models import Base, Organisation
from surveyapp.operations.auditing import find_mismatches
from surveyapp.operations.rounds import NewOrganisation, add_organisation
from surveyapp.operations.score_runs import run_score
from surveyapp.operations.sealing import NotOnRecord, is_sealed

MAY_BE_EMPTY = {"calendar_day", "evidence_item"}
"""Tables in which the crowded house has nothing."""
SLIPPED_IN = (
    "INSERT INTO response SELECT 'new', collection_id, instrument_version_id, group_code, "
    "channel, language, answers, seconds, released_on, is_duplicate FROM response LIMIT 1"
)
SPOOLED_IN = (
    "INSERT INTO spool SELECT 'new', collection_id, group_code, channel, language, answers, "
    "seconds, 'new', 'NEW' FROM spool WHERE channel = 'invited' LIMIT 1"
)
SEALED = sorted(name for name in Base.metadata.tables if is_sealed(name))


def _verify(folder: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.delenv("SURVEYAPP_DATABASE_URL", raising=False)
    return main(["audit", "verify", "--data", str(folder)])


def test_the_worked_case_holds_on_both_databases(database: Engine) -> None:
    stage = open_worked_stage()
    with transaction():
        run_score(stage.task(), by=stage.actor("officer"), at=NOW)
    with reading():
        assert list(find_mismatches()) == []


def test_an_act_that_leaves_no_event_is_not_committed(sqlite_database: Engine) -> None:
    with transaction():
        add_organisation(NewOrganisation("某区", None), by=SYSTEM, at=NOW)
    with pytest.raises(NotOnRecord, match="organisation:1"), transaction():
        session.get_one(Organisation, 1).name_zh = "别的区"
    with reading():
        assert session.get_one(Organisation, 1).name_zh == "某区"


@dataclass(frozen=True)
class Target:
    """A row to tamper with: its table, the text of its keys, and a column to write over."""

    table: str
    where: str
    column: str
    name: str


def _targets(folder: Path) -> list[Target]:
    """Choose one row of every sealed table."""
    found = []
    for table in SEALED:
        columns = Base.metadata.tables[table].columns
        keys = [column.name for column in columns if column.primary_key]
        others = [column for column in columns if not column.primary_key]
        texts = [column for column in others if column.type.python_type is str]
        column = (texts or others or list(columns))[0].name
        with by_hand(folder) as cursor:
            row = cursor.execute(f"SELECT {', '.join(keys)} FROM {table}").fetchone()
        if row is None:
            assert table in MAY_BE_EMPTY
            continue
        where = " AND ".join(f"{key} = '{value}'" for key, value in zip(keys, row, strict=True))
        found.append(Target(table, where, column, f"{table}:{':'.join(map(str, row))}"))
    return found


def test_in_every_table_a_changed_a_removed_and_a_slipped_in_row_is_named(house: Path) -> None:
    targets = _targets(house)
    with by_hand(house) as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        for one in targets:
            cursor.execute(f"CREATE TABLE kept_{one.table} AS SELECT * FROM {one.table}")
            cursor.execute(f"UPDATE {one.table} SET {one.column} = '9' WHERE {one.where}")
    assert {one.name for one in targets} <= set(found(house))
    with by_hand(house) as cursor:
        for one in targets:
            cursor.execute(f"DELETE FROM {one.table}")
            cursor.execute(
                f"INSERT INTO {one.table} SELECT * FROM kept_{one.table} WHERE NOT ({one.where})"
            )
    assert {one.name for one in targets} <= set(found(house))
    with by_hand(house) as cursor:
        for one in targets:
            cursor.execute(
                f"INSERT INTO {one.table} SELECT * FROM kept_{one.table} WHERE {one.where}"
            )
    assert found(house) == []
    with by_hand(house) as cursor:
        cursor.execute("UPDATE event SET seals = NULL")
    assert {one.name for one in targets} <= set(found(house))


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE response SET answers = replace(answers, ':4', ':5')",
        "UPDATE response SET group_code = 'public'",
        "UPDATE response SET answers = '{'",
        "UPDATE snapshot SET columns = 'zz'",
        "UPDATE snapshot SET row_ids = 'zz'",
        "DELETE FROM response WHERE id = (SELECT min(id) FROM response)",
        SLIPPED_IN,
    ],
)
def test_changed_sheets_are_named_by_their_questionnaire(house: Path, statement: str) -> None:
    with by_hand(house) as cursor:
        cursor.execute(statement)
    assert any(place.startswith("response of collection:") for place in found(house))


@pytest.mark.parametrize(
    "statement",
    [
        "INSERT INTO receipt SELECT 'forged', collection_id, 'FORGED' FROM receipt LIMIT 1",
        "INSERT INTO receipt SELECT 'forged', min(id), 'FORGED' FROM collection",
        "INSERT INTO receipt VALUES ('forged', 9999, 'FORGED')",
        "DELETE FROM receipt WHERE key_hash = (SELECT min(key_hash) FROM receipt)",
    ],
)
def test_receipts_that_no_release_gave_or_that_went_are_named(house: Path, statement: str) -> None:
    with by_hand(house) as cursor:
        cursor.execute(statement)
        assert cursor.rowcount == 1
    (place,) = found(house)
    assert place.startswith("receipt of collection:")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE receipt SET code = 'X' || code WHERE code = (SELECT min(code) FROM receipt)",
        "UPDATE receipt SET key_hash = 'x' || key_hash",
    ],
)
def test_receipts_rewritten_after_their_release_are_named(house: Path, statement: str) -> None:
    with by_hand(house) as cursor:
        cursor.execute(statement)
    places = found(house)
    assert places
    assert all(place.startswith("receipt of collection:") for place in places)


def test_releases_that_sealed_no_root_over_receipts_still_hold(house: Path) -> None:
    with by_hand(house) as cursor:
        cursor.execute(
            "UPDATE event SET after = json_remove(after, '$.receipts_root') "
            "WHERE action = 'ResponsesReleased' AND after LIKE '%receipts_root%'"
        )
        assert cursor.rowcount > 0
    assert found(house) == []


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE invitation SET is_used = 0",
        "UPDATE invitation SET is_used = 0 WHERE id = (SELECT min(id) FROM invitation)",
        "UPDATE invitation SET is_used = 1 WHERE NOT is_used",
        "DELETE FROM invitation WHERE id = (SELECT max(id) FROM invitation WHERE NOT is_used)",
        "INSERT INTO invitation SELECT 9999, min(invitee_id), 'forged', 0 FROM invitation",
        "DELETE FROM spool WHERE channel = 'invited'",
        "UPDATE spool SET channel = 'open' WHERE channel = 'invited'",
        SPOOLED_IN,
    ],
)
def test_sheets_and_links_that_do_not_go_together_are_named(house: Path, statement: str) -> None:
    with by_hand(house) as cursor:
        cursor.execute(statement)
        assert cursor.rowcount > 0
    places = found(house)
    assert places
    assert all(place.startswith("invitation of collection:") for place in places)


def test_a_stored_file_with_one_byte_changed_or_gone_is_named(house: Path) -> None:
    with by_hand(house) as cursor:
        file_id, sha256 = cursor.execute("SELECT id, sha256 FROM notice_file").fetchone()
    path = house / "files" / sha256[:2] / sha256
    content = path.read_bytes()
    path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))
    assert found(house) == [f"notice_file:{file_id}"]
    path.unlink()
    assert found(house) == [f"notice_file:{file_id}"]


def test_the_command_says_what_holds_and_what_does_not(
    house: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    assert _verify(house, monkeypatch) == 0
    with by_hand(house) as cursor:
        seq, head = cursor.execute("SELECT seq, hash FROM chain_head").fetchone()
    assert f"末条 {seq}，哈希 {head}" in capfd.readouterr().out
    with by_hand(house) as cursor:
        cursor.execute("UPDATE score_run SET grade = 'excellent' WHERE id = 1")
    assert _verify(house, monkeypatch) == 1
    assert "score_run:1: its content is not what the log sealed" in capfd.readouterr().out
    with by_hand(house) as cursor:
        cursor.execute("UPDATE event SET seals = '{' WHERE seq = 7")
    assert _verify(house, monkeypatch) == 1
    assert "link 7: it cannot be read" in capfd.readouterr().out


def test_a_database_without_a_log_is_unreadable(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert _verify(tmp_path, monkeypatch) == 3
    (tmp_path / "chengxiao.db").write_bytes(b"no database at all" * 999)
    assert _verify(tmp_path, monkeypatch) == 3


def test_a_log_cut_short_is_found_by_the_rows_its_end_wrote(
    house: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    with by_hand(house) as cursor:
        cursor.execute("DELETE FROM event WHERE seq > (SELECT max(seq) - 10 FROM event)")
        cursor.execute(
            "UPDATE chain_head SET seq = seq - 10, hash = (SELECT hash FROM event"
            " ORDER BY seq DESC LIMIT 1)"
        )
    assert _verify(house, monkeypatch) == 1
    assert "no event wrote this row" in capfd.readouterr().out


def test_nothing_is_built_on_a_result_that_was_changed_behind_the_log(
    house: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with by_hand(house) as cursor:
        cursor.execute(
            "UPDATE score_run SET grade = 'excellent', result_hash = inputs_hash, "
            'result = replace(result, \'"grade":"good"\', \'"grade":"excellent"\')'
        )
        cursor.execute("UPDATE notice SET facts = replace(facts, '良好', '优秀')")
        (code,) = cursor.execute("SELECT code FROM notice").fetchone()
    with open_rooms(house, Hands(NOW), url=BASE) as app:
        officer, approver, issuer = (
            _browser(app, login) for login in ("demo-officer", "demo-approver", "demo-issuer")
        )
        page = officer.get("/scores/tasks/1")
        assert (page.status, "与日志封存的不一致" in page.html, "84.59" in page.html) == (
            200,
            True,
            False,
        )
        assert officer.get("/scores/runs/1").status == 409
        assert approver.get("/approve/runs/1").status == 409
        assert issuer.get("/notices/tasks/1/preview-zh.pdf").status == 409
        assert ClientBrowser(app).get(f"/verify/{code}").status == 409
        again = officer.fill(page, "/scores/tasks/1/run")
        assert "84.59" in again.html


def _browser(app: Flask, login: str) -> ClientBrowser:
    browser = ClientBrowser(app)
    browser.fill(browser.get(sign_in_path(login, at=NOW)))
    return browser
