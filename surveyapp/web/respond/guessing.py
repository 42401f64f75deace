"""Slowing down those who guess links: misses counted per address in this process, no more."""

from collections import deque
from threading import Lock
from time import monotonic

from surveyapp.errors import DomainError, marked

MOST_MISSES = 30
WINDOW_SECONDS = 60.0
MOST_ADDRESSES = 10_000

_misses: dict[str, deque[float]] = {}
_lock = Lock()


class TooManyGuesses(DomainError):
    """One address asked for too many links that do not exist."""

    sentence = marked("操作太频繁，请稍后再试。")


def note_miss(address: str | None, *, at: float | None = None) -> None:
    """Count a link that did not hold."""
    moment = monotonic() if at is None else at
    with _lock:
        if len(_misses) >= MOST_ADDRESSES:
            _misses.clear()
        seen = _misses.setdefault(address or "", deque(maxlen=MOST_MISSES))
        seen.append(moment)


def require_patience(address: str | None, *, at: float | None = None) -> None:
    """Stop an address that missed too often within the last minute; raises TooManyGuesses."""
    moment = monotonic() if at is None else at
    with _lock:
        seen = _misses.get(address or "")
        if seen and len(seen) == MOST_MISSES and moment - seen[0] < WINDOW_SECONDS:
            raise TooManyGuesses


def forget_misses() -> None:
    """Start counting anew."""
    with _lock:
        _misses.clear()
