"""Working days: the kit's four cases, and the readings that it leaves open."""

import json
from datetime import date
from pathlib import Path

import pytest

from surveyapp.working_days import WorkCalendar, day_after_working_days

EXAMPLE = Path(__file__).parents[1] / "data" / "worked_example.json"
CASES = json.loads(EXAMPLE.read_text("utf-8"))["working_day_examples"]["cases"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["start"])
def test_the_worked_examples_days_are_met(case: dict) -> None:
    calendar = WorkCalendar(
        off=frozenset(map(date.fromisoformat, case["off"])),
        on=frozenset(map(date.fromisoformat, case["on"])),
    )
    day = day_after_working_days(date.fromisoformat(case["start"]), case["n"], calendar)
    assert day.isoformat() == case["due"]


def test_a_make_up_day_counts_even_if_it_is_listed_as_a_holiday() -> None:
    saturday = date(2026, 11, 21)
    calendar = WorkCalendar(off=frozenset({saturday}), on=frozenset({saturday}))
    assert day_after_working_days(date(2026, 11, 20), 1, calendar) == saturday


def test_a_term_of_no_days_ends_on_the_start_day_even_on_a_sunday() -> None:
    sunday = date(2026, 11, 22)
    assert day_after_working_days(sunday, 0, WorkCalendar()) == sunday


def test_suspended_days_do_not_count_from_suspension_up_to_resumption() -> None:
    monday = date(2026, 11, 23)
    suspension = (date(2026, 11, 24), date(2026, 11, 26))
    due = day_after_working_days(monday, 2, WorkCalendar(), suspensions=[suspension])
    assert due == date(2026, 11, 27)


def test_a_negative_term_and_a_calendar_without_working_days_are_refused() -> None:
    with pytest.raises(ValueError, match="-1 days"):
        day_after_working_days(date(2026, 11, 23), -1, WorkCalendar())
    forever = (date(2000, 1, 1), date(2100, 1, 1))
    with pytest.raises(ValueError, match="ten years"):
        day_after_working_days(date(2026, 11, 23), 1, WorkCalendar(), suspensions=[forever])
