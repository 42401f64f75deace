"""How many wrong codes one address has tried in the last minute; kept in this process only."""

from collections import OrderedDict
from datetime import datetime, timedelta
from threading import Lock

MOST_MISSES = 60
WINDOW = timedelta(minutes=1)
MOST_ADDRESSES = 10_000

_misses: OrderedDict[str, list[datetime]] = OrderedDict()
_lock = Lock()


def is_guessing(address: str, *, at: datetime) -> bool:
    """Say whether an address has tried too many wrong codes; right ones do not clear it."""
    with _lock:
        recent = [moment for moment in _misses.get(address, []) if at - moment < WINDOW]
        if recent:
            _misses[address] = recent
        else:
            _misses.pop(address, None)
        return len(recent) >= MOST_MISSES


def count_miss(address: str, *, at: datetime) -> None:
    """Note one wrong code of an address; the longest silent addresses are forgotten first."""
    with _lock:
        _misses.setdefault(address, []).append(at)
        _misses.move_to_end(address)
        while len(_misses) > MOST_ADDRESSES:
            _misses.popitem(last=False)


def forget_misses() -> None:
    """Forget all addresses, as a new process would."""
    with _lock:
        _misses.clear()
