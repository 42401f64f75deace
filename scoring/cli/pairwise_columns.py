"""Columns that name pairs of criteria, such as cost_time; their judgements are read elsewhere."""

from collections import Counter
from collections.abc import Sequence
from itertools import combinations
from math import isqrt
from typing import Final

BETWEEN: Final = "_"


def pair_places(columns: Sequence[str]) -> tuple[tuple[str, ...], list[tuple[int, int]]] | None:
    """Find the criteria behind columns and the pair that each column compares.

    Returns None where the columns are not all pairs of some criteria, each pair once. Criteria are
    in the order in which they first appear; a pair's first place is its left criterion. A name may
    hold the separator itself if only one way of parting the columns makes the pairs complete.
    """
    k = (1 + isqrt(1 + 8 * len(columns))) // 2
    if not columns or k * (k - 1) // 2 != len(columns):
        return None
    splits = [_splits(column) for column in columns]
    counts = Counter(name for halves in splits for pair in halves for name in set(pair))
    chosen = [
        max(halves, key=lambda pair: min(counts[pair[0]], counts[pair[1]]), default=None)
        for halves in splits
    ]
    pairs = [pair for pair in chosen if pair is not None]
    names = tuple(dict.fromkeys(name for pair in pairs for name in pair))
    wanted = {frozenset(pair) for pair in combinations(names, 2)}
    if (
        len(pairs) < len(columns)
        or len(names) != k
        or {frozenset(pair) for pair in pairs} != wanted
    ):
        return None
    return names, [(names.index(left), names.index(right)) for left, right in pairs]


def _splits(column: str) -> list[tuple[str, str]]:
    """List the ways to part a column's name in two."""
    places = [at for at, sign in enumerate(column) if sign == BETWEEN]
    halves = [(column[:at], column[at + 1 :]) for at in places]
    return [(left, right) for left, right in halves if left and right]
