"""What time it is, for those who may ask: pages and commands; acts are told with `at=`."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def now() -> datetime:
    """Return this instant, aware, in UTC, whole seconds."""
    return datetime.now(UTC).replace(microsecond=0)


def local_date(at: datetime, time_zone: str) -> date:
    """Return the calendar day that `at` falls on in an organisation's time zone."""
    return at.astimezone(ZoneInfo(time_zone)).date()


def day_ends_at(day: date, time_zone: str) -> datetime:
    """Return the instant at which a calendar day of an organisation is over."""
    return datetime.combine(day + timedelta(days=1), time(), tzinfo=ZoneInfo(time_zone))


def local_time(at: datetime, time_zone: str) -> datetime:
    """Return `at` as a wall-clock time in an organisation's time zone."""
    return at.astimezone(ZoneInfo(time_zone))
