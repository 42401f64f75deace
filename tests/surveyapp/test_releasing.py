"""A closed questionnaire's sheets come out mixed, under new ids, with one event for all of them."""

import random

import numpy as np
import pytest
from sqlalchemy import Engine, func, select

from fixtures.app import NOW
from fixtures.questionnaire import Asked, ask, kit_instruments
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.models import Draft, Receipt, Response, SpooledResponse
from surveyapp.operations.answering import (
    LinkNotValid,
    PageKept,
    begin,
    find_doorway,
    keep_page,
    path_of,
    submit,
)
from surveyapp.operations.collecting import CollectionClosed, SheetCount, count_sheets
from surveyapp.operations.recording import find_events, verify_chain
from surveyapp.operations.releasing import close_collection, find_responses, release_responses


def _answered(database: Engine, n: int) -> tuple[Asked, list[str], list[str]]:
    """Hand in sheets that tell by NPS, once over, who wrote them; return keys and receipts."""
    asked = ask(kit_instruments()["QA"], n_invited=n)
    keys, receipts = [], []
    for index, token in enumerate(asked.tokens):
        with transaction():
            draft = begin(find_doorway(token, at=NOW), language="zh_CN", at=NOW).draft
            for section in path_of(draft).sections:
                answers = {"A01": index % 5 + 1, "A15": index % 11, "A02": "dont_know"}
                keep_page(draft, PageKept(section, answers, (), NOW, is_left=True), at=NOW)
            keys.append(draft.submission_key)
            receipts.append(submit(draft.submission_key, at=NOW))
    return asked, keys, receipts


def _close(asked: Asked, seed: int = 7) -> None:
    with transaction():
        close_collection(asked.collection(), rng=random.Random(seed), by=SYSTEM, at=NOW)


def test_all_sheets_are_released_under_new_ids_and_none_waits(database: Engine) -> None:
    asked, _keys, _receipts = _answered(database, 25)
    with reading():
        waiting = {
            row.id: row.answers for row in session.execute(select(SpooledResponse)).scalars()
        }
    _close(asked)
    with reading():
        released = find_responses(asked.collection())
        assert session.execute(select(func.count(SpooledResponse.id))).scalar_one() == 0
        assert {row.id for row in released}.isdisjoint(waiting)
        assert sorted(str(r.answers) for r in released) == sorted(map(str, waiting.values()))
        assert {row.released_on.isoformat() for row in released} == {"2026-11-20"}
        assert count_sheets(asked.collection()) == SheetCount(25, 0)


def test_the_order_of_rows_tells_nothing_about_the_order_of_arrival(database: Engine) -> None:
    asked, _keys, _receipts = _answered(database, 11)
    _close(asked)
    with reading():
        rows = session.execute(select(Response.answers)).scalars()
        stored = [answers["A15"] for answers in rows]
    assert sorted(stored) == list(range(11))
    assert stored != sorted(stored)


def test_receipts_outlive_the_release_without_a_way_to_a_row(database: Engine) -> None:
    asked, keys, receipts = _answered(database, 5)
    _close(asked)
    with transaction():
        assert [submit(key, at=NOW) for key in keys] == receipts
    with reading():
        assert {row.code for row in session.execute(select(Receipt)).scalars()} == set(receipts)
    assert set(Receipt.__table__.columns.keys()) == {"key_hash", "collection_id", "code"}


def test_one_event_tells_how_many_and_seals_them(database: Engine) -> None:
    asked, _keys, _receipts = _answered(database, 6)
    _close(asked)
    with reading():
        events = find_events("collection", asked.collection_id)
        (released,) = (event for event in events if event.action == "ResponsesReleased")
        assert released.after is not None
        assert released.after["n"] == 6
        assert len(released.after["merkle_root"]) == 64
        assert verify_chain() is None


def test_the_matrix_is_frozen_with_minus_one_where_nothing_is_rated(database: Engine) -> None:
    asked, _keys, _receipts = _answered(database, 8)
    with transaction():
        snapshot = close_collection(asked.collection(), rng=random.Random(1), by=SYSTEM, at=NOW)
    assert snapshot.columns == [f"A{n:02d}" for n in (*range(1, 9), 14, *range(9, 14), 15, 16)]
    matrix = np.frombuffer(snapshot.matrix, dtype=np.int8).reshape(8, len(snapshot.columns))
    assert sorted(matrix[:, 0].tolist()) == [1, 1, 2, 2, 3, 3, 4, 5]
    assert set(matrix[:, 1].tolist()) == {-1}
    assert snapshot.row_ids == sorted(snapshot.row_ids)


def test_a_questionnaire_closes_once_and_then_takes_nothing(database: Engine) -> None:
    asked, _keys, _receipts = _answered(database, 2)
    late = ask(kit_instruments()["QB"], n_invited=1, desk=asked.desk)
    with transaction():
        begin(find_doorway(late.tokens[0], at=NOW), language="zh_CN", at=NOW)
    _close(late)
    with pytest.raises(CollectionClosed):
        _close(late)
    with reading():
        with pytest.raises(LinkNotValid):
            find_doorway(late.tokens[0], at=NOW)
        assert session.execute(select(func.count(Draft.id))).scalar_one() == 0


def test_the_same_seed_gives_the_same_ids_and_order(database: Engine) -> None:
    asked, _keys, _receipts = _answered(database, 4)
    with transaction():
        release_responses(asked.collection(), rng=random.Random(3), by=SYSTEM, at=NOW)
    drawn = random.Random(3)
    drawn.shuffle([0, 1, 2, 3])
    expected = sorted(f"{drawn.getrandbits(128):032x}" for _ in range(4))
    with reading():
        assert [row.id for row in find_responses(asked.collection())] == expected
