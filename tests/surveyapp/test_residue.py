"""What a thief of the database's files finds after a close: no way from a link to a row."""

import random
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from sqlalchemy import Engine, func, select, text

from fixtures.app import NOW
from fixtures.questionnaire import Asked, ask, kit_instruments
from surveyapp.access import SYSTEM
from surveyapp.db import ResidueInUse, clean_residue, reading, session, transaction
from surveyapp.models import Draft
from surveyapp.operations.answering import PageKept, begin, find_doorway, keep_page, path_of, submit
from surveyapp.operations.recording import find_events, record
from surveyapp.operations.releasing import close_collection
from surveyapp.worker import run_pending

N_INVITED = 30


def _mark(index: int) -> str:
    """Return words that only one respondent writes."""
    return f"mark-{index * 7919 % 10_007:05d}-of-one"


def _write(token: str, index: int) -> str:
    draft = begin(find_doorway(token, at=NOW), language="zh_CN", at=NOW).draft
    for section in path_of(draft).sections:
        words = {"A01": index % 5 + 1, "A17": _mark(index)}
        keep_page(draft, PageKept(section, words, (), NOW, is_left=True), at=NOW)
    return draft.submission_key


def _answered() -> Asked:
    """Have all but the last person of a roster hand in; the last one stops on the way."""
    asked = ask(kit_instruments()["QA"], n_invited=N_INVITED)
    for index, token in enumerate(asked.tokens):
        with transaction():
            key = _write(token, index)
        if index < N_INVITED - 1:
            with transaction():
                submit(key, at=NOW)
    return asked


def _close(asked: Asked) -> None:
    with transaction():
        close_collection(asked.collection(), rng=random.Random(5), by=SYSTEM, at=NOW)


def _bytes_of(database: Engine) -> tuple[bytes, bytes]:
    main = Path(str(database.url.database))
    log = main.with_name(main.name + "-wal")
    return main.read_bytes(), log.read_bytes() if log.exists() else b""


def test_the_files_hold_each_sheet_once_and_nothing_of_its_way(sqlite_database: Engine) -> None:
    asked = _answered()
    _close(asked)
    marks = [_mark(index).encode() for index in range(N_INVITED)]
    _main, log = _bytes_of(sqlite_database)
    assert all(mark in log for mark in marks), "without the cleaning a thief finds them all"
    assert run_pending(at=NOW) == 1
    main, log = _bytes_of(sqlite_database)
    assert not any(mark in log for mark in marks)
    assert [main.count(mark) for mark in marks] == [1] * (N_INVITED - 1) + [0]


@pytest.mark.postgresql
@pytest.mark.usefixtures("postgresql_database")
def test_postgresql_keeps_no_dead_row_and_one_stamp_for_all_used_links() -> None:
    asked = _answered()
    stamps = text("SELECT count(DISTINCT xmin::text) FROM invitation WHERE is_used")
    with reading():
        assert session.execute(stamps).scalar_one() == N_INVITED - 1
    _close(asked)
    assert run_pending(at=NOW) == 1
    with reading():
        assert session.execute(stamps).scalar_one() == 1
        for table in ("spool", "draft"):
            size = select(func.pg_relation_size(table))
            assert session.execute(size).scalar_one() == 0


@pytest.mark.usefixtures("database")
def test_a_sheet_that_was_not_handed_in_goes_at_the_close() -> None:
    asked = _answered()
    with reading():
        assert session.execute(select(func.count(Draft.id))).scalar_one() == 1
    _close(asked)
    with reading():
        assert session.execute(select(func.count(Draft.id))).scalar_one() == 0
        closed = find_events("collection", asked.collection_id)[-1]
        assert closed.after is not None
        assert closed.after["n_drafts_dropped"] == 1


def test_cleaning_while_somebody_reads_is_tried_again(sqlite_database: Engine) -> None:
    asked = _answered()
    _close(asked)
    with closing(sqlite3.connect(str(sqlite_database.url.database))) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM response").fetchone()
        with transaction():
            record("Tried", ("thing", 1), by=SYSTEM, at=NOW)
        with pytest.raises(ResidueInUse):
            clean_residue()
    clean_residue()
    assert _bytes_of(sqlite_database)[1] == b""
