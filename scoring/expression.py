"""Reading arithmetic formulas over declared inputs; their values are computed in evaluation.py."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

LONGEST_TEXT: Final = 500
MOST_TOKENS: Final = 200
DEEPEST: Final = 20
MOST_STEPS: Final = 20_000
FUNCTIONS: Final = ("max", "min", "sum")
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<number>[0-9]{1,18}(?:\.[0-9]{1,18})?)|(?P<name>[A-Za-z][A-Za-z0-9_]{0,40})"
    r"|(?P<mark>[-+*/(),]))"
)


class ExpressionFault(ValueError):
    """A formula cannot be read; `position` counts characters from 1."""

    def __init__(self, position: int, zh: str, en: str) -> None:
        super().__init__(f"character {position}: {en}")
        self.position = position
        self.zh = f"第{position}个字符：{zh}"
        self.en = f"character {position}: {en}"


@dataclass(frozen=True, slots=True)
class Number:
    """A written number."""

    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    """An input, or (`in_row`) a column of the list input."""

    name: str
    in_row: bool


@dataclass(frozen=True, slots=True)
class Operation:
    """`+ - * /` on two parts; `neg` on one; `min max sum` on several; `rows` sums over rows."""

    operator: str
    parts: "tuple[Node, ...]"


Node = Number | Name | Operation


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula as written, with its tree."""

    text: str
    tree: Node


@dataclass(slots=True)
class _Reader:
    """The tokens of a formula and how far they have been read."""

    tokens: list[tuple[str, str, int]]
    scalars: frozenset[str]
    columns: frozenset[str]
    at: int = 0
    in_rows: bool = False

    def peek(self) -> str:
        return self.tokens[self.at][1]

    def position(self) -> int:
        return self.tokens[self.at][2]

    def take(self) -> tuple[str, str, int]:
        token = self.tokens[self.at]
        self.at += 1
        return token

    def expect(self, mark: str) -> None:
        if self.peek() != mark:
            raise ExpressionFault(self.position(), f"此处应为“{mark}”", f"expected {mark!r} here")
        self.at += 1


def parse_formula(text: str, *, scalars: Sequence[str], columns: Sequence[str] = ()) -> Formula:
    """Read a formula such as `max(delay - excused, 0) / due`.

    Parameters
    ----------
    text : str
        At most 500 characters: numbers, names, `+ - * /`, brackets, `min`, `max`, `sum`.
    scalars : sequence of str
        Names of inputs that hold one number.
    columns : sequence of str
        Columns of the one list input, written with the ending `_i` inside `sum(...)`.

    Returns
    -------
    Formula

    Raises
    ------
    ExpressionFault
        Anything else, with the position of the first fault.

    Examples
    --------
    >>> parse_formula("done / due * 100", scalars=["done", "due"]).text
    'done / due * 100'
    """
    reader = _Reader(_tokens(text), frozenset(scalars), frozenset(columns))
    tree = _sum(reader, 0)
    if reader.peek():
        raise ExpressionFault(reader.position(), "多余的内容", "nothing is expected here")
    return Formula(" ".join(text.split()), tree)


def _tokens(text: str) -> list[tuple[str, str, int]]:
    if len(text) > LONGEST_TEXT:
        raise ExpressionFault(LONGEST_TEXT + 1, "公式过长", "the formula is too long")
    tokens: list[tuple[str, str, int]] = []
    at = 0
    while text[at:].strip():
        match = _TOKEN.match(text, at)
        if match is None:
            at += len(text[at:]) - len(text[at:].lstrip())
            raise ExpressionFault(at + 1, f"不允许“{text[at]}”", f"{text[at]!r} is not allowed")
        kind = match.lastgroup or ""
        tokens.append((kind, match[kind], match.start(kind) + 1))
        at = match.end()
        if len(tokens) > MOST_TOKENS:
            raise ExpressionFault(at, "公式过长", "the formula is too long")
    tokens.append(("end", "", len(text) + 1))
    return tokens


def _sum(reader: _Reader, depth: int) -> Node:
    if depth > DEEPEST:
        raise ExpressionFault(reader.position(), "括号嵌套过深", "brackets are nested too deeply")
    left = _product(reader, depth)
    while reader.peek() in {"+", "-"}:
        operator = reader.take()[1]
        left = Operation(operator, (left, _product(reader, depth)))
    return left


def _product(reader: _Reader, depth: int) -> Node:
    left = _signed(reader, depth)
    while reader.peek() in {"*", "/"}:
        operator = reader.take()[1]
        left = Operation(operator, (left, _signed(reader, depth)))
    return left


def _signed(reader: _Reader, depth: int) -> Node:
    if reader.peek() == "-":
        reader.take()
        if depth > DEEPEST:
            raise ExpressionFault(reader.position(), "嵌套过深", "nested too deeply")
        return Operation("neg", (_signed(reader, depth + 1),))
    return _atom(reader, depth)


def _atom(reader: _Reader, depth: int) -> Node:
    kind, word, position = reader.take()
    if kind == "number":
        return Number(Fraction(word))
    if kind == "name":
        if reader.peek() == "(":
            return _call(reader, word, position=position, depth=depth)
        return _name(reader, word, position)
    if word == "(":
        inner = _sum(reader, depth + 1)
        reader.expect(")")
        return inner
    raise ExpressionFault(
        position, "此处应为数字、输入名或括号", "expected a number, an input or '('"
    )


def _name(reader: _Reader, word: str, position: int) -> Name:
    if word in reader.scalars:
        return Name(word, in_row=False)
    if word.endswith("_i") and word[:-2] in reader.columns:
        if reader.in_rows:
            return Name(word[:-2], in_row=True)
        raise ExpressionFault(
            position, f"“{word}”只能写在sum(…)内", f"{word!r} belongs inside sum(...)"
        )
    known = sorted(reader.scalars | {f"{column}_i" for column in reader.columns})
    raise ExpressionFault(
        position,
        f"“{word}”不是已声明的输入：{'、'.join(known)}",
        f"{word!r} is no declared input: {', '.join(known)}",
    )


def _call(reader: _Reader, word: str, *, position: int, depth: int) -> Operation:
    if word not in FUNCTIONS:
        raise ExpressionFault(
            position, f"“{word}”不是可用的函数：min、max、sum", f"{word!r} is none of min, max, sum"
        )
    reader.expect("(")
    over_rows = word == "sum" and bool(reader.columns) and not reader.in_rows
    reader.in_rows = reader.in_rows or over_rows
    parts = [_sum(reader, depth + 1)]
    while reader.peek() == ",":
        reader.take()
        parts.append(_sum(reader, depth + 1))
    reader.expect(")")
    if over_rows:
        reader.in_rows = False
        if len(parts) > 1:
            raise ExpressionFault(position, "sum只能有一个参数", "sum over rows takes one argument")
        return Operation("rows", tuple(parts))
    return Operation(word, tuple(parts))
