"""A collection closes only when each invited sheet has its used link, and each person one link."""

import random

import pytest
from sqlalchemy import Engine, text

from fixtures.app import NOW
from fixtures.questionnaire import Asked, ask, kit_instruments, receive
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.operations.answering import PageKept, begin, find_doorway, keep_page, path_of, submit
from surveyapp.operations.auditing import find_mismatches
from surveyapp.operations.inviting import find_roster, renew_invitation
from surveyapp.operations.releasing import close_collection
from surveyapp.operations.tallying import TallyUneven
from surveyapp.seal import sha256_hex


def _hand_in(token: str) -> None:
    with transaction():
        draft = begin(find_doorway(token, at=NOW), language="zh_CN", at=NOW).draft
        for section in path_of(draft).sections:
            keep_page(draft, PageKept(section, {"A01": 4}, (), NOW, is_left=True), at=NOW)
        submit(draft.submission_key, at=NOW)


def _answered(n_invited: int, n_answered: int) -> Asked:
    asked = ask(kit_instruments()["QA"], n_invited=n_invited)
    for token in asked.tokens[:n_answered]:
        _hand_in(token)
    return asked


def _close(asked: Asked) -> int:
    with transaction():
        return close_collection(asked.collection(), rng=random.Random(7), by=SYSTEM, at=NOW).n_rows


def _places() -> list[str]:
    with reading():
        return [one.place for one in find_mismatches()]


def _tamper(statement: str, **values: object) -> None:
    with transaction():
        session.execute(text(statement), values)


def test_links_reset_behind_the_log_and_answered_again_stop_the_close(database: Engine) -> None:
    asked = _answered(4, 3)
    for n, token in enumerate(asked.tokens[:3]):
        old, new = sha256_hex(token), sha256_hex(f"evil{n}")
        _tamper(
            "UPDATE invitation SET is_used = false, token_hash = :new WHERE token_hash = :old",
            new=new,
            old=old,
        )
        _hand_in(f"evil{n}")
    with pytest.raises(TallyUneven) as caught:
        _close(asked)
    assert "“beneficiary”群体：受邀答卷 6 份，用过的链接 3 个" in str(caught.value)
    with reading():
        assert asked.collection().closed_at is None
    assert _places() == [f"invitation of collection:{asked.collection_id}"]


def test_a_second_link_slipped_in_for_one_person_stops_the_close(database: Engine) -> None:
    asked = _answered(3, 1)
    _tamper(
        "INSERT INTO invitation (id, invitee_id, token_hash, is_used) "
        "SELECT 9999, min(invitee_id), :forged, false FROM invitation",
        forged=sha256_hex("forged"),
    )
    with pytest.raises(TallyUneven, match="名册上 3 人，其中 1 人的链接不是正好一个"):
        _close(asked)


def test_sheets_of_one_group_do_not_make_up_for_anothers(database: Engine) -> None:
    asked = _answered(3, 2)
    _tamper("UPDATE spool SET group_code = 'staff' WHERE id = (SELECT min(id) FROM spool)")
    with pytest.raises(TallyUneven) as caught:
        _close(asked)
    assert "“staff”群体：受邀答卷 1 份，用过的链接 0 个" in str(caught.value)
    assert "“beneficiary”群体：受邀答卷 1 份，用过的链接 2 个" in str(caught.value)


def test_an_invited_sheet_without_a_group_is_not_overlooked(database: Engine) -> None:
    asked = _answered(2, 2)
    _tamper("UPDATE spool SET group_code = NULL")
    with pytest.raises(TallyUneven, match="“—”群体：受邀答卷 2 份，用过的链接 0 个"):
        _close(asked)


def test_while_people_answer_and_after_the_close_all_is_even(database: Engine) -> None:
    asked = _answered(5, 3)
    with transaction():
        receive(asked.collection(), 4, channel="open")
        receive(asked.collection(), 2, channel="imported")
        begin(find_doorway(asked.tokens[3], at=NOW), language="zh_CN", at=NOW)
        last = find_roster(asked.collection())[-1]
        renew_invitation(last, by=SYSTEM, at=NOW)
    assert _places() == []
    assert _close(asked) == 9
    assert _places() == []
