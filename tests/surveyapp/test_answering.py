"""Answers are kept page by page and handed in once; nothing about a person stays with them."""

from datetime import UTC, datetime, timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import Engine, func, select

from fixtures.app import NOW
from fixtures.questionnaire import LONG_AGO, Asked, ask, kit_instruments
from surveyapp.db import reading, session, transaction
from surveyapp.models import Draft, Event, Invitation, SpooledResponse
from surveyapp.operations import answering
from surveyapp.operations.answering import (
    AnswersIncomplete,
    Begun,
    LinkNotValid,
    PageKept,
    begin,
    find_doorway,
    find_open_doorway,
    keep_page,
    lock_draft,
    page_to_go_on,
    path_of,
    submit,
)
from surveyapp.operations.collecting import CollectionClosed


@pytest.fixture
def asked(database: Engine) -> Asked:
    return ask(kit_instruments()["QA"])


def _begin(token: str, at: datetime = NOW) -> Begun:
    with transaction():
        return begin(find_doorway(token, at=at), language="zh_CN", at=at)


def _keep(draft_id: str, number: int, answers: dict[str, object], **changes: object) -> None:
    values = {"cleared": (), "served_at": NOW, "is_left": False, "at": NOW, **changes}
    at = values.pop("at")
    assert isinstance(at, datetime)
    with transaction():
        draft = lock_draft(draft_id)
        assert draft is not None
        section = path_of(draft).sections[number - 1]
        kept = PageKept(section, answers, **values)  # type: ignore[arg-type]
        keep_page(draft, kept, at=at)


def _fill(draft_id: str) -> str:
    """Leave every page of a draft, with one answer given, and return its submission key."""
    with reading():
        draft = session.get_one(Draft, draft_id)
        n_pages = len(path_of(draft).sections)
        key = draft.submission_key
    for number in range(1, n_pages + 1):
        _keep(draft_id, number, {"A01": 4} if number == 2 else {}, is_left=True)
    return key


def test_looking_at_a_link_uses_nothing_up(asked: Asked) -> None:
    with reading():
        for _ in range(3):
            doorway = find_doorway(asked.tokens[0], at=NOW)
        assert (doorway.channel, doorway.group_code, doorway.draft) == (
            "invited",
            "beneficiary",
            None,
        )
        assert session.execute(select(func.count(Draft.id))).scalar_one() == 0


def test_the_same_link_leads_back_to_the_same_draft(asked: Asked) -> None:
    assert _begin(asked.tokens[0]).draft.id == _begin(asked.tokens[0]).draft.id


def test_an_open_sheet_gets_a_link_of_its_own(asked: Asked) -> None:
    with transaction():
        begun = begin(find_open_doorway(asked.open_code, at=NOW), language="en", at=NOW)
    assert begun.key is not None
    assert _begin(begun.key).draft.id == begun.draft.id
    assert begun.draft.group_code is None


@pytest.mark.parametrize("token", ["", "x", "\x00", "用户", "A" * 10_000, "None"])
def test_what_is_no_token_leads_nowhere(asked: Asked, token: str) -> None:
    with reading(), pytest.raises(LinkNotValid):
        find_doorway(token, at=NOW)


def test_a_token_is_exact(asked: Asked) -> None:
    for near in (asked.tokens[0].swapcase(), asked.tokens[0] + " ", asked.tokens[0][:-1]):
        with reading(), pytest.raises(LinkNotValid):
            find_doorway(near, at=NOW)


def test_an_expired_questionnaire_has_no_valid_link(database: Engine) -> None:
    asked = ask(kit_instruments()["QA"], closes_on=LONG_AGO)
    with reading():
        for find, link in ((find_doorway, asked.tokens[0]), (find_open_doorway, asked.open_code)):
            with pytest.raises(LinkNotValid):
                find(link, at=NOW)


def test_the_last_day_ends_at_midnight_of_the_organisation(database: Engine) -> None:
    asked = ask(kit_instruments()["QA"], closes_on=NOW.date())
    last_second = datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC)  # 23:59:59 in Shanghai
    draft = _begin(asked.tokens[0], last_second).draft
    _keep(draft.id, 1, {"P2": "1-2"}, at=last_second)
    with pytest.raises(CollectionClosed):
        _keep(draft.id, 1, {"P2": "0"}, at=last_second + timedelta(seconds=1))
    with reading():
        assert session.get_one(Draft, draft.id).answers == {"P2": "1-2"}


def test_pages_add_up_and_one_goes_on_at_the_first_unanswered(asked: Asked) -> None:
    draft_id = _begin(asked.tokens[0]).draft.id
    _keep(draft_id, 1, {"P2": "1-2"})
    _keep(draft_id, 2, {"A01": 4, "A02": "dont_know"})
    with reading():
        draft = session.get_one(Draft, draft_id)
        assert draft.answers == {"P2": "1-2", "A01": 4, "A02": "dont_know"}
        section = page_to_go_on(draft)
        assert section is not None
        assert section.code == "page-1"


def test_a_cleared_text_goes_and_the_rest_stays(asked: Asked) -> None:
    draft_id = _begin(asked.tokens[0]).draft.id
    _keep(draft_id, 5, {"A15": 9, "A17": "早一点"})
    _keep(draft_id, 5, {"A15": 8}, cleared=("A17",))
    with reading():
        assert session.get_one(Draft, draft_id).answers == {"A15": 8}


def test_seconds_are_the_server_s_and_a_phone_laid_aside_does_not_read(asked: Asked) -> None:
    draft_id = _begin(asked.tokens[0]).draft.id
    served = NOW
    _keep(draft_id, 1, {}, served_at=served, at=NOW + timedelta(seconds=20))
    _keep(draft_id, 1, {}, served_at=served, at=NOW + timedelta(seconds=25))
    with reading():
        assert session.get_one(Draft, draft_id).seconds == 25
    _keep(draft_id, 2, {}, served_at=NOW, at=NOW + timedelta(hours=9))
    with reading():
        assert session.get_one(Draft, draft_id).seconds == 25 + answering.MOST_SECONDS_A_PAGE


def test_a_sheet_is_handed_in_once_and_the_same_key_finds_the_same_receipt(asked: Asked) -> None:
    key = _fill(_begin(asked.tokens[0]).draft.id)
    with transaction():
        first = submit(key, at=NOW)
    with transaction():
        assert submit(key, at=NOW) == first
    with reading():
        assert session.execute(select(func.count(SpooledResponse.id))).scalar_one() == 1
        assert session.execute(select(func.count(Draft.id))).scalar_one() == 0
        with pytest.raises(LinkNotValid):
            find_doorway(asked.tokens[0], at=NOW)


def test_eight_presses_at_once_make_one_row(asked: Asked) -> None:
    key = _fill(_begin(asked.tokens[0]).draft.id)
    receipts: list[str] = []
    barrier = Barrier(8)

    def press() -> None:
        barrier.wait()
        with transaction():
            receipts.append(submit(key, at=NOW))

    presses = [Thread(target=press) for _ in range(8)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert len(receipts) == 8
    assert len(set(receipts)) == 1
    with reading():
        assert session.execute(select(func.count(SpooledResponse.id))).scalar_one() == 1


def test_two_phones_beginning_at_once_share_one_draft(asked: Asked) -> None:
    drafts: list[str] = []
    barrier = Barrier(4)

    def press() -> None:
        barrier.wait()
        drafts.append(_begin(asked.tokens[1]).draft.id)

    presses = [Thread(target=press) for _ in range(4)]
    for one in presses:
        one.start()
    for one in presses:
        one.join()
    assert len(drafts) == 4
    assert len(set(drafts)) == 1


def test_pages_cannot_be_skipped(asked: Asked) -> None:
    begun = _begin(asked.tokens[0])
    with pytest.raises(AnswersIncomplete), transaction():
        submit(begun.draft.submission_key, at=NOW)


def test_a_key_nobody_made_submits_nothing(asked: Asked) -> None:
    with pytest.raises(LinkNotValid), transaction():
        submit("made up", at=NOW)


def test_an_invited_sheet_bears_the_roster_s_group_and_a_forged_answer_does_not_count(
    asked: Asked,
) -> None:
    draft_id = _begin(asked.tokens[0]).draft.id
    _keep(draft_id, 1, {"P1": "staff", "P2": "0"})
    with transaction():
        submit(_fill(draft_id), at=NOW)
    with reading():
        row = session.execute(select(SpooledResponse)).scalar_one()
        assert (row.group_code, row.channel) == ("beneficiary", "invited")
        assert "P1" not in row.answers


def test_an_open_sheet_takes_its_group_from_the_answer(asked: Asked) -> None:
    with transaction():
        begun = begin(find_open_doorway(asked.open_code, at=NOW), language="en", at=NOW)
    key = _fill(begun.draft.id)
    _keep(begun.draft.id, 1, {"P1": "public"}, is_left=True)
    with transaction():
        submit(key, at=NOW)
    with reading():
        row = session.execute(select(SpooledResponse)).scalar_one()
        assert (row.group_code, row.channel, row.language) == ("public", "open", "en")
        assert row.answers == {"A01": 4}


def test_answering_writes_no_event_and_marks_the_link_without_a_time(asked: Asked) -> None:
    with reading():
        before = session.execute(select(func.count(Event.seq))).scalar_one()
    key = _fill(_begin(asked.tokens[0]).draft.id)
    with transaction():
        submit(key, at=NOW)
    with reading():
        assert session.execute(select(func.count(Event.seq))).scalar_one() == before
        used = session.execute(select(Invitation.is_used).order_by(Invitation.id)).scalars().all()
        assert used == [True, False, False]
