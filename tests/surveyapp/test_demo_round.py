"""The demo round: one task ready for its notice, one with work for everybody, on both databases."""

import random
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from fixtures.app import fresh_database
from surveyapp.cli.demo.case_file import read_play
from surveyapp.cli.demo.cast import PARTS
from surveyapp.cli.demo.clockwork import FIRST_DAY
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
    Task,
    VetoAnswer,
)
from surveyapp.operations.recording import verify_chain

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
def test_everyone_of_the_cast_has_an_account_and_a_marked_name() -> None:
    with reading():
        logins = set(session.execute(select(Account.login)).scalars())
    assert {part.login for part in PARTS} < logins
    assert all("演示" in part.name_zh for part in PARTS)
