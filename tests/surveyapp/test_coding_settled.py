"""What is settled: against two who agree only with a reason, and again only beside the first."""

from datetime import timedelta

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import DBAPIError

from fixtures.app import NOW
from fixtures.interview import Field, open_field
from surveyapp.db import reading, session, transaction
from surveyapp.errors import InputRefused
from surveyapp.models import Segment
from surveyapp.operations.coding import Reading, adjudicate, adjudicate_session
from surveyapp.operations.recording import verify_chain

LATER = NOW + timedelta(hours=1)
SAID = {"I03": ["人手够，钱不够。"], "I10": ["明年区里接着管。"]}


def _segments(field: Field) -> list[Segment]:
    return session.query(Segment).order_by(Segment.id).all()


def test_a_reading_unlike_that_of_two_who_agree_needs_a_reason(sqlite_database: Engine) -> None:
    field = open_field()
    with transaction():
        field.held(SAID)
        first, second = _segments(field)
        field.read(first, "RC", 1, 1)
        field.read(second, "LT", 2, 2)
        by = field.actor("third")
        for chosen in (Reading("RC", 2), Reading("LT", 1)):
            with pytest.raises(InputRefused) as refused:
                adjudicate(first, chosen, by=by, at=NOW)
            assert "与两人一致的读法不同" in str(refused.value.faults[0])
        chosen_ones = {first.id: (Reading("RC", 1), ""), second.id: (Reading("LT", -2), " ")}
        with pytest.raises(InputRefused):
            adjudicate_session(first.session, chosen_ones, by=by, at=NOW)
        assert first.adjudication is None
        adjudicate(first, Reading("RC", 2), reason="原话说的是全年", by=by, at=NOW)


def test_settling_again_needs_a_reason_and_keeps_what_was_settled_before(database: Engine) -> None:
    field = open_field()
    with transaction():
        field.held(SAID)
        first = _segments(field)[0]
        field.read(first, "RC", 1, 1)
        by = field.actor("third")
        adjudicate(first, Reading("RC", 1), by=by, at=NOW)
        for chosen in (Reading("RC", 1), Reading("RC", 2)):
            with pytest.raises(InputRefused) as refused:
                adjudicate(first, chosen, by=by, at=NOW)
            assert "已经合议过" in str(refused.value.faults[0])
        adjudicate(first, Reading("RC", 2), reason="听了录音", by=by, at=LATER)
        adjudicate(first, Reading("RC", -1), reason="被访人更正", by=by, at=LATER)
    with reading():
        first = _segments(field)[0]
        assert first.adjudication is not None
        assert (first.adjudication.valence, first.adjudication.reason) == (-1, "被访人更正")
        assert [
            (one.revision, one.valence, one.reason, one.adjudicated_at)
            for one in first.earlier_adjudications
        ] == [(1, 1, None, NOW), (2, 2, "听了录音", LATER)]
        assert verify_chain() is None


def test_the_database_keeps_an_earlier_settlement_as_it_was(database: Engine) -> None:
    field = open_field()
    with transaction():
        field.held(SAID)
        first = _segments(field)[0]
        field.read(first, "RC", 1, 1)
        by = field.actor("third")
        adjudicate(first, Reading("RC", 1), by=by, at=NOW)
        adjudicate(first, Reading("RC", 2), reason="听了录音", by=by, at=NOW)
    with transaction():
        _segments(field)[0].earlier_adjudications[0].valence = 2
        with pytest.raises(DBAPIError, match="never changed"):
            session.flush()
        session.rollback()
