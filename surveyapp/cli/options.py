"""Options that several commands share, and the parser they are declared on."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from surveyapp.cli.voice import CommandStopped

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]


class Parser(argparse.ArgumentParser):
    """A parser whose refusals are the house's own sentences."""

    def error(self, message: str) -> NoReturn:
        """Stop with one line instead of argparse's English usage; raises CommandStopped."""
        raise CommandStopped(f"命令行不能理解,请看 {self.prog} --help", message)


def port_number(text: str) -> int:
    """Read a port; 0 lets the system choose a free one."""
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError(text)
    return number


def add_data_option(parser: argparse.ArgumentParser) -> None:
    """Let a command be told where the installation keeps its things."""
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="数据文件夹,默认 var/ · data folder, default var/"
    )
