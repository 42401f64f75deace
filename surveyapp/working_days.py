"""Counting working days over a calendar of exceptions; what a deadline is for is decided elsewhere.

A make-up day counts even where it is also listed as a holiday or falls on a weekend; the start
day never counts; days from a suspension's start (included) to its end (not included) do not count.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

MOST_DAYS = 3660
"""Ten years: a calendar in which a deadline lies further away is wrong."""


@dataclass(frozen=True)
class WorkCalendar:
    """The days that break the week's rule: holidays (`off`) and make-up working days (`on`)."""

    off: frozenset[date] = frozenset()
    on: frozenset[date] = frozenset()

    def is_working_day(self, day: date) -> bool:
        """Say whether a day is worked."""
        return day in self.on or (day.weekday() < 5 and day not in self.off)


def day_after_working_days(
    start_on: date,
    n_days: int,
    calendar: WorkCalendar,
    *,
    suspensions: Sequence[tuple[date, date]] = (),
) -> date:
    """Return the last day of a term of `n_days` working days; no days is the start day itself.

    Raises ValueError for a negative term, or when no such day comes within ten years.
    """
    if n_days < 0:
        raise ValueError(f"a term cannot have {n_days} days")
    day, n_left = start_on, n_days
    while n_left:
        day += timedelta(days=1)
        if (day - start_on).days > MOST_DAYS:
            raise ValueError("the calendar has no such day within ten years")
        is_suspended = any(since <= day < until for since, until in suspensions)
        n_left -= int(calendar.is_working_day(day) and not is_suspended)
    return day
