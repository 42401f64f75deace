"""A roster names who is asked; of their links only hashes stay."""

import pytest
from sqlalchemy import Engine, select

from fixtures.app import NOW
from fixtures.questionnaire import Asked, ask, kit_instruments, receive
from surveyapp.access import SYSTEM
from surveyapp.db import reading, session, transaction
from surveyapp.errors import InputRefused, NotAllowed
from surveyapp.models import Draft, Invitation, SpooledResponse
from surveyapp.operations.answering import LinkNotValid, begin, find_doorway
from surveyapp.operations.inviting import (
    NewInvitee,
    RosterEmpty,
    RosterFrozen,
    close_link,
    count_progress,
    find_roster,
    freeze_roster,
    issue_invitations,
    open_link,
    renew_invitation,
)
from surveyapp.operations.recording import find_events, verify_chain
from surveyapp.seal import sha256_hex


@pytest.fixture
def asked(database: Engine) -> Asked:
    return ask(kit_instruments()["QA"])


def test_only_the_hash_of_a_token_is_kept(asked: Asked) -> None:
    with reading():
        kept = set(session.execute(select(Invitation.token_hash)).scalars())
        assert kept == {sha256_hex(token) for token in asked.tokens}
        events = find_events("collection", asked.collection_id)
        written = " ".join(str([event.before, event.after]) for event in events)
        assert not any(token in written for token in asked.tokens)
        assert verify_chain() is None


def test_tokens_are_long_and_all_different(database: Engine) -> None:
    asked = ask(kit_instruments()["QA"], n_invited=200)
    assert len(set(asked.tokens)) == 200
    assert min(len(token) for token in asked.tokens) >= 27


def test_every_faulty_line_of_a_roster_is_named_at_once(asked: Asked) -> None:
    lines = [
        NewInvitee("第1户", "beneficiary"),
        NewInvitee("  ", "beneficiary"),
        NewInvitee("第9户", "friends"),
        NewInvitee("第8户\x07", "staff"),
        NewInvitee("第7户", "staff"),
        NewInvitee("第7户", "staff"),
    ]
    with pytest.raises(InputRefused) as caught, transaction():
        issue_invitations(asked.collection(), lines, by=SYSTEM, at=NOW)
    assert [str(fault) for fault in caught.value.faults] == [
        "第 1 行：名称与前面的重复",
        "第 2 行：名称应是 1 至 100 个可见字符",
        "第 3 行：没有这个群体代码",
        "第 4 行：名称应是 1 至 100 个可见字符",
        "第 6 行：名称与前面的重复",
    ]
    with reading():
        assert len(find_roster(asked.collection())) == 3


def test_a_frozen_roster_takes_nobody_and_its_hash_is_in_the_log(asked: Asked) -> None:
    with transaction():
        sealed = freeze_roster(asked.collection(), by=SYSTEM, at=NOW)
        assert freeze_roster(asked.collection(), by=SYSTEM, at=NOW) == sealed
    with pytest.raises(RosterFrozen), transaction():
        new = [NewInvitee("后来的人", "staff")]
        issue_invitations(asked.collection(), new, by=SYSTEM, at=NOW)
    with reading():
        (event,) = (
            e for e in find_events("collection", asked.collection_id) if e.action == "RosterFrozen"
        )
        assert event.after == {"roster_hash": sealed, "n_invited": 3}


def test_open_answers_leave_the_roster_open_and_the_first_invited_answer_settles_it(
    asked: Asked,
) -> None:
    new = [NewInvitee("后来的人", "staff")]
    with transaction():
        receive(asked.collection(), 2, channel="open")
        issue_invitations(asked.collection(), new, by=SYSTEM, at=NOW)
    with transaction():
        (row,) = session.query(Invitation).filter_by(token_hash=sha256_hex(asked.tokens[0]))
        row.is_used = True
        # Released sheets have left the spool; the roster stays settled.
        assert session.query(SpooledResponse).filter_by(channel="invited").count() == 0
    with pytest.raises(RosterFrozen), transaction():
        late = [NewInvitee("更晚的人", "staff")]
        issue_invitations(asked.collection(), late, by=SYSTEM, at=NOW)


def test_an_empty_roster_cannot_be_frozen(database: Engine) -> None:
    asked = ask(kit_instruments()["QA"], n_invited=0)
    with pytest.raises(RosterEmpty), transaction():
        freeze_roster(asked.collection(), by=SYSTEM, at=NOW)


def test_a_renewed_link_stops_the_old_one_and_its_draft(asked: Asked) -> None:
    with transaction():
        begin(find_doorway(asked.tokens[0], at=NOW), language="zh_CN", at=NOW)
    with transaction():
        invitee = find_roster(asked.collection())[0]
        fresh = renew_invitation(invitee, by=SYSTEM, at=NOW)
    with reading():
        assert session.execute(select(Draft)).first() is None
        assert find_doorway(fresh.token, at=NOW).group_code == "beneficiary"
        with pytest.raises(LinkNotValid):
            find_doorway(asked.tokens[0], at=NOW)


def test_the_open_link_opens_once_and_closes(asked: Asked) -> None:
    with transaction():
        assert open_link(asked.collection(), by=SYSTEM, at=NOW) == asked.open_code
        close_link(asked.collection(), by=SYSTEM, at=NOW)
        close_link(asked.collection(), by=SYSTEM, at=NOW)
    with reading():
        assert asked.collection().open_code is None
        actions = [event.action for event in find_events("collection", asked.collection_id)]
        assert actions.count("OpenLinkClosed") == 1


def test_progress_counts_the_asked_and_the_answered_of_each_group(asked: Asked) -> None:
    with transaction():
        more = [NewInvitee(f"干部{n}", "staff") for n in range(2)]
        issue_invitations(asked.collection(), more, by=SYSTEM, at=NOW)
    with reading():
        progress = [
            (p.group_code, p.n_invited, p.n_answered) for p in count_progress(asked.collection())
        ]
    assert progress == [("beneficiary", 3, 0), ("staff", 2, 0)]


def test_only_an_officer_invites(asked: Asked) -> None:
    with pytest.raises(NotAllowed), transaction():
        reviewer = asked.desk.actor("reviewer")
        issue_invitations(asked.collection(), [], by=reviewer, at=NOW)
