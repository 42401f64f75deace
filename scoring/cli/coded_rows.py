"""Rows of text kept small: each block of rows as its distinct cells and their places.

A table of answers has few distinct cells: a million rows of twenty take 20 MB so, not 2 GB. Where
nearly all cells differ, as measurements do, it takes what the text of the cells takes.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, count, islice
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

BLOCK_CELLS: Final = 2**18
"""Cells a block: few enough to hold as text for a moment, many enough to share their words."""


class Rows(Protocol):
    """What a table's rows offer: their number, each one, all in order."""

    def __len__(self) -> int: ...
    def __getitem__(self, at: int, /) -> list[str]: ...
    def __iter__(self) -> Iterator[list[str]]: ...


@dataclass(frozen=True, slots=True)
class Block:
    """Distinct cells, without spaces about them, and their places, shape (n_rows, n_columns)."""

    words: tuple[str, ...]
    codes: NDArray[np.unsignedinteger]


class CodedRows:
    """Rows of equally many cells, in blocks of `n_a_block` rows; the last may be shorter."""

    def __init__(self, blocks: Sequence[Block], n_a_block: int) -> None:
        self.blocks = blocks
        self.n_a_block = n_a_block

    def __len__(self) -> int:
        return sum(len(block.codes) for block in self.blocks)

    def __getitem__(self, at: int, /) -> list[str]:
        block, row = divmod(at, self.n_a_block)
        return _worded(self.blocks[block], row)

    def __iter__(self) -> Iterator[list[str]]:
        return (_worded(block, row) for block in self.blocks for row in range(len(block.codes)))


def coded_rows(rows: Iterable[Sequence[str]], width: int) -> CodedRows:
    """Keep rows of `width` cells each, one block after the other."""
    n_a_block = max(BLOCK_CELLS // width, 1)
    waiting = iter(rows)
    blocks = []
    while own := list(islice(waiting, n_a_block)):
        place_of: defaultdict[str, int] = defaultdict(count().__next__)
        places = map(place_of.__getitem__, chain.from_iterable(own))
        codes = np.fromiter(places, dtype=np.uint32, count=len(own) * width)
        kind = np.min_scalar_type(len(place_of) - 1)
        blocks.append(
            Block(
                tuple(cell.strip() for cell in place_of),
                codes.reshape(len(own), width).astype(kind),
            )
        )
    return CodedRows(blocks, n_a_block)


def _worded(block: Block, row: int) -> list[str]:
    return [block.words[code] for code in block.codes[row].tolist()]
