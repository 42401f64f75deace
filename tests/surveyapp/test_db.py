"""The database door: nothing is lost, nothing is changed by looking, every act is chained."""

from threading import Thread

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import DBAPIError

from fixtures.app import NOW, laying
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.models import NoticeCounter, Organisation
from surveyapp.operations.recording import record, verify_chain
from surveyapp.operations.rounds import NewOrganisation, add_organisation


def _organisation() -> int:
    with transaction():
        return add_organisation(NewOrganisation("某区", None), by=SYSTEM, at=NOW).id


def test_concurrent_read_then_write_loses_no_update(database: Engine) -> None:
    organisation_id = _organisation()
    with laying():
        session.add(NoticeCounter(organisation_id=organisation_id, year=2026, last_number=0))

    def add_fifty() -> None:
        for _ in range(50):
            with laying():
                row = session.get_one(NoticeCounter, (organisation_id, 2026), with_for_update=True)
                row.last_number += 1

    threads = [Thread(target=add_fifty) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with reading():
        assert session.get_one(NoticeCounter, (organisation_id, 2026)).last_number == 200


def test_the_database_refuses_writes_while_reading(database: Engine) -> None:
    organisation_id = _organisation()
    with reading(), pytest.raises(DBAPIError):
        session.get_one(Organisation, organisation_id).name_zh = "别的名字"
        session.flush()


def test_a_written_event_cannot_be_changed_even_by_sql(database: Engine) -> None:
    _organisation()
    for statement in ("UPDATE event SET person_name = 'x'", "DELETE FROM event"):
        with pytest.raises(DBAPIError), transaction():
            session.execute(text(statement))


def test_the_chain_holds_after_acts_and_names_a_changed_row(sqlite_database: Engine) -> None:
    _organisation()
    with transaction():
        record("Tried", ("thing", 1), by=SYSTEM, at=NOW, after={"n": 1})
        record("Tried", ("thing", 2), by=SYSTEM, at=NOW, after={"n": 2})
    with reading():
        assert verify_chain() is None
    with transaction():
        session.execute(text("DROP TRIGGER keep_event_update"))
        session.execute(text("UPDATE event SET person_name = '别人' WHERE seq = 2"))
    with reading():
        fault = verify_chain()
    assert fault is not None
    assert (fault.seq, fault.why) == (2, "its content was changed")


@pytest.mark.parametrize(
    ("statement", "seq"),
    [
        ("DELETE FROM event WHERE seq = 2", 2),
        ("DELETE FROM event WHERE seq = 3", 3),
    ],
)
def test_a_removed_event_is_found(sqlite_database: Engine, statement: str, seq: int) -> None:
    _organisation()
    with transaction():
        record("Tried", ("thing", 1), by=SYSTEM, at=NOW)
        record("Tried", ("thing", 2), by=SYSTEM, at=NOW)
    with transaction():
        session.execute(text("DROP TRIGGER keep_event_delete"))
        session.execute(text(statement))
    with reading():
        fault = verify_chain()
    assert fault is not None
    assert fault.seq == seq


def test_a_failed_act_leaves_nothing(database: Engine) -> None:
    with pytest.raises(RuntimeError), transaction():
        add_organisation(NewOrganisation("某区", None), by=SYSTEM, at=NOW)
        raise RuntimeError
    with reading():
        assert session.query(Organisation).count() == 0
        assert verify_chain() is None
