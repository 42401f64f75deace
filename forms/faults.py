"""What is wrong with a definition, where, and what to do: facts only, no page, no file format."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field


def N_(message: str) -> str:  # noqa: N802 - the name that message extractors know
    """Mark a message for the catalogues; it is translated where it is shown.

    Parameters
    ----------
    message : str
        Chinese message with named placeholders, e.g. ``%(code)s``.

    Returns
    -------
    str
        The same message.
    """
    return message


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault of a definition.

    Parameters
    ----------
    place : str
        Path to the faulty value, e.g. ``sections[2].items[0].kind``; empty for the whole document.
    message : str
        Chinese message that says what to do, with named placeholders.
    facts : Mapping[str, object]
        Values of the placeholders.
    """

    place: str
    message: str
    facts: Mapping[str, object] = field(default_factory=dict)

    def __str__(self) -> str:
        """Return the Chinese sentence with its place."""
        sentence = self.message % self.facts
        return f"{self.place}：{sentence}" if self.place else sentence


class InstrumentFaults(ValueError):
    """A definition that cannot become an instrument; ``faults`` lists all of them at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))
