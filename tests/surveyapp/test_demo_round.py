"""The demo round: one task ready for its notice, one with work for everybody, on both databases."""

import random
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from fixtures.app import fresh_database
from surveyapp.access import Actor
from surveyapp.cli.demo.answers import Arrival, answer
from surveyapp.cli.demo.case_file import read_play
from surveyapp.cli.demo.cast import PARTS
from surveyapp.cli.demo.clockwork import FIRST_DAY, clock_from
from surveyapp.cli.demo.round import play_demo_round
from surveyapp.db import reading, session, transaction
from surveyapp.models import (
    Account,
    Collection,
    Exemption,
    ExpertSheet,
    InterviewSession,
    Notice,
    ScoreRun,
    SpooledResponse,
    Task,
    VetoAnswer,
)
from surveyapp.operations.collecting import find_collections
from surveyapp.operations.inviting import find_roster, renew_invitation
from surveyapp.operations.overview import standing_of
from surveyapp.operations.recording import verify_chain
from surveyapp.operations.releasing import close_collection
from surveyapp.operations.reporting.figures import latest_figures
from surveyapp.operations.score_runs import preview

KINDS = ["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)]


@pytest.fixture(scope="module", params=KINDS)
def demo_round(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """The demo round, played once into a fresh database of each kind."""
    folder: Path = tmp_path_factory.mktemp("round")
    with fresh_database(request.param, request, folder):
        definitions, _case, taken = read_play(None, None)
        with transaction():
            play_demo_round(definitions, taken, rng=random.Random(1), at=FIRST_DAY)
        session.remove()
        yield


@pytest.mark.usefixtures("demo_round")
def test_the_demo_round_leaves_one_task_ready_for_its_notice() -> None:
    with reading():
        first = session.execute(select(Task).order_by(Task.id)).scalars().first()
        assert first is not None
        assert first.round.is_demo
        (run,) = session.execute(select(ScoreRun)).scalars()
        assert (run.task_id, run.approval.grade) == (first.id, "good")
        assert session.execute(select(Notice)).first() is None
        assert verify_chain() is None


@pytest.mark.usefixtures("demo_round")
def test_the_demo_round_leaves_work_for_everybody_on_the_second_task() -> None:
    with reading():
        _first, second = session.execute(select(Task).order_by(Task.id)).scalars()
        links = session.execute(select(Collection).where(Collection.task_id == second.id))
        assert all(row.open_code and row.closed_at is None for row in links.scalars())
        sheets = session.execute(select(ExpertSheet).where(ExpertSheet.task_id == second.id))
        assert [row.submitted_at for row in sheets.scalars()] == [None] * 5
        talks = select(InterviewSession).where(InterviewSession.task_id == second.id)
        assert {row.state for row in session.execute(talks).scalars()} == {"assigned"}
        asked = session.execute(select(Exemption).where(Exemption.task_id == second.id)).scalars()
        assert [row.decided_at for row in asked] == [None]
        answered = select(VetoAnswer).where(VetoAnswer.task_id == second.id)
        assert session.execute(answered).first() is None


@pytest.mark.usefixtures("demo_round")
def test_the_second_task_tells_of_itself_within_the_days_of_its_round() -> None:
    with reading():
        _first, second = session.execute(select(Task).order_by(Task.id)).scalars()
        row, year = second.round, FIRST_DAY.year
        assert (row.starts_on, row.ends_on) == (date(year, 1, 1), date(year, 12, 31))
        for one in find_collections(second):
            assert row.starts_on <= one.opens_on < one.closes_on <= row.ends_on
        names = [one["name"] for one in latest_figures(second)["A1-1"].values["objectives"]]
        assert names == [
            "新建社区图书角（个） / new reading corners",
            "月均借阅（人次） / loans per month",
            "按公示时间开放的天数（%） / days open as announced",
        ]


@pytest.mark.usefixtures("demo_round")
def test_everyone_of_the_cast_has_an_account_and_a_marked_name() -> None:
    with reading():
        logins = set(session.execute(select(Account.login)).scalars())
    assert {part.login for part in PARTS} < logins
    assert all("演示" in part.name_zh for part in PARTS)


@pytest.mark.usefixtures("demo_round")
def test_two_links_bring_each_questionnaire_of_the_second_task_to_a_score() -> None:
    # It changes the round that the tests above look at, so it stands last.
    rng = random.Random(7)
    with transaction():
        _first, second = session.execute(select(Task).order_by(Task.id)).scalars()
        account = session.execute(select(Account).where(Account.login == "demo-officer"))
        by = account.scalar_one().person.as_actor()
        for row in find_collections(second):
            standing = standing_of(row)
            assert (standing.n_missing, standing.n_open) == (2, 0)
            _answer_twice(row, by=by)
            assert standing_of(row).n_missing == 0
            close_collection(row, rng=rng, by=by, at=FIRST_DAY)
        found = preview(second)
        assert (found.shortages, found.still_open, found.not_opened) == ((), (), ())


def _answer_twice(row: Collection, *, by: Actor) -> None:
    """Renew two links of people who have not answered, and answer by them as somebody else did."""
    waiting = select(SpooledResponse).where(SpooledResponse.collection_id == row.id)
    like = session.execute(waiting.order_by(SpooledResponse.id)).scalars().first()
    assert like is not None
    sheet = {"answers": like.answers, "seconds": like.seconds}
    silent = [one for one in find_roster(row) if one.label.startswith("演示待访人")]
    assert len(silent) == 12
    for invitee in silent[:2]:
        token = renew_invitation(invitee, by=by, at=FIRST_DAY).token
        answer(token, sheet, Arrival(clock_from(FIRST_DAY), timedelta()))
