"""What is wrong with a file of responses, on which line, and what to do; not how it is shown."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from surveyapp.errors import InputRefused, marked

MOST_FAULTS = 1000
"""So many are listed; a file with more is wrong as a whole, and the rest is counted."""
_LONGEST_VALUE = 40


@dataclass(frozen=True)
class RowFault:
    """One fault: line (from 1, None for the whole file), column, value, rule and remedy."""

    rule: str
    fix: str
    line: int | None = None
    column: str | None = None
    value: str | None = None
    facts: Mapping[str, object] = field(default_factory=dict)

    @property
    def sentence(self) -> str:
        """The marked sentence for the place at hand; rule and remedy come after it."""
        if self.line is None:
            return marked("文件")
        if self.column is None:
            return marked("第 %(line)d 行")
        return marked("第 %(line)d 行“%(column)s”列的值“%(value)s”")

    @property
    def place(self) -> dict[str, object]:
        """What fills the sentence for the place."""
        return {"line": self.line, "column": self.column, "value": shown(self.value or "")}

    @property
    def parts(self) -> tuple[tuple[str, Mapping[str, object]], ...]:
        """Where, what and what to do, each a marked sentence with what fills it."""
        return ((self.sentence, self.place), (self.rule, self.facts), (self.fix, self.facts))

    def __str__(self) -> str:
        """Return the Chinese sentence with its place, rule and remedy."""
        where, rule, fix = (words % facts for words, facts in self.parts)
        return f"{where}：{rule}；{fix}"


def shown(value: str) -> str:
    """Return a value as it can be shown on one line: short, without control characters."""
    clean = "".join(sign if sign.isprintable() else "�" for sign in value[: _LONGEST_VALUE + 1])
    return clean if len(value) <= _LONGEST_VALUE else clean[:_LONGEST_VALUE] + "…"


def refuse(faults: list[RowFault]) -> None:
    """Stop with all faults at once, if there are any; raises InputRefused."""
    if len(faults) > MOST_FAULTS:
        more = RowFault(
            marked("还有 %(count)d 处没有列出"),
            marked("先改上面的，再导入一次"),
            facts={"count": len(faults) - MOST_FAULTS},
        )
        faults = [*faults[:MOST_FAULTS], more]
    if faults:
        raise InputRefused(faults)
