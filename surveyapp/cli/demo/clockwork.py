"""The injected clock of a demonstration: it goes on only when it is told to."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

Tick = Callable[..., datetime]
"""Goes on by `days=`, `hours=`, `minutes=`, `seconds=` (5 minutes unless told) and returns when."""

FIRST_DAY = datetime(2026, 11, 2, 1, 0, tzinfo=UTC)
"""When a played case begins: a Monday, 9 o'clock in Shanghai."""


def clock_from(start: datetime) -> Tick:
    """Return a clock that stands at `start`."""
    standing = [start]

    def tick(**step: float) -> datetime:
        standing[0] += timedelta(**(step or {"minutes": 5}))
        return standing[0]

    return tick
