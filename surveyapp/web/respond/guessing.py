"""Slowing down those who guess links: misses counted per address in this process, no more.

A link that holds is never held up: behind one address there may be a whole village.
"""

from collections import deque
from threading import Lock
from time import monotonic

MOST_MISSES = 30
WINDOW_SECONDS = 60.0
MOST_ADDRESSES = 10_000

_misses: dict[str, deque[float]] = {}
_lock = Lock()


def is_guessing(address: str | None, *, at: float | None = None) -> bool:
    """Count a link that did not hold, and say whether this address had too many in a minute."""
    moment = monotonic() if at is None else at
    with _lock:
        if len(_misses) >= MOST_ADDRESSES:
            _misses.clear()
        seen = _misses.setdefault(address or "", deque(maxlen=MOST_MISSES))
        has_too_many = len(seen) == MOST_MISSES and moment - seen[0] < WINDOW_SECONDS
        if not has_too_many:
            seen.append(moment)
        return has_too_many


def forget_misses() -> None:
    """Start counting anew."""
    with _lock:
        _misses.clear()
