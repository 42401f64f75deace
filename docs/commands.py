"""Every command of `python -m scoring` with its options, as the page docs/commands.md keeps them.

python docs/commands.py > docs/commands.md
"""

import argparse
import sys
from collections.abc import Iterator
from pathlib import Path

if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from scoring.cli.commands import build_parser

HEAD = """\
# 命令与选项 · Commands and options

由 `python docs/commands.py > docs/commands.md` 写成，测试核对；各命令的 --help 另有例子和说明。\
Written by that command and checked by a test; --help of each command has examples and more.
"""


def page() -> str:
    """Write the page."""
    (commands,) = [one for one in build_parser()._actions if one.dest == "command"]
    parts = [HEAD]
    said = {one.dest: one.help for one in commands._choices_actions}
    for name, parser in commands.choices.items():
        parts.append("\n".join([f"## {name}\n", *lines(parser, said.get(name))]) + "\n")
    return "\n".join(parts)


def lines(parser: argparse.ArgumentParser, said: str | None) -> Iterator[str]:
    """Say what a command does, then its options and commands of its own."""
    if said:
        yield f"{said}\n"
    for one in parser._actions:
        if isinstance(one, argparse._SubParsersAction):
            own = {each.dest: each.help for each in one._choices_actions}
            for name, inner in one.choices.items():
                yield f"\n### {name}\n"
                yield from lines(inner, own.get(name))
        elif not isinstance(one, argparse._HelpAction):
            yield option(one)


def option(one: argparse.Action) -> str:
    """Say an option on one line: its name, what it takes, what holds without it, what it is for."""
    name = " ".join(one.option_strings) or str(one.dest).upper()
    takes = "|".join(map(str, one.choices)) if one.choices else one.metavar or ""
    taken = f" `{takes}`" if takes and one.nargs != 0 else ""
    marks = ["必需 required"] if one.required and one.option_strings else []
    if one.default not in (None, False, [], argparse.SUPPRESS):
        marks.append(f"默认 default `{one.default}`")
    if one.nargs in ("*", "+", "?") or isinstance(one, argparse._AppendAction):
        many = {"?": "可省 optional", "*": "零个或多个 any number", "+": "一个或多个 one or more"}
        marks.append(many.get(str(one.nargs), "可重复 may be repeated"))
    words = "; ".join([*marks, *([one.help.replace("%%", "%")] if one.help else [])])
    return f"- `{name}`{taken}" + (f": {words}" if words else "")


if __name__ == "__main__":
    print(page(), end="")
