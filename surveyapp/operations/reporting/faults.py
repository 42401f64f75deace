"""What is wrong with handed-in values, where, and what to do; how it is shown lies elsewhere."""

from collections.abc import Mapping
from dataclasses import dataclass, field

Path = tuple[str | int, ...]
"""Where a value stands: indicator, input, row from 0, column; or the name of a form's field."""


@dataclass(frozen=True)
class EntryFault:
    """One fault: its place as a person knows it, its path, and a marked sentence with its facts."""

    place: str
    path: Path
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the Chinese sentence with its place."""
        sentence = self.message % self.facts
        return f"{self.place}：{sentence}" if self.place else sentence


def path_text(path: Path) -> str:
    """Name a path for people: `A1-1 · objectives · 2 · target`, rows counted from 1."""
    return " · ".join(str(part + 1) if isinstance(part, int) else part for part in path)


def fault_at(path: Path, message: str, **facts: object) -> EntryFault:
    """Make a fault whose place is its path."""
    return EntryFault(path_text(path), path, message, facts)
