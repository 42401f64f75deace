"""The command line as it is typed: names, options, words; what a command does is in its room."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

from surveyapp.cli.voice import CommandStopped

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["Parser"]


class Parser(argparse.ArgumentParser):
    """A parser whose refusals are the house's own sentences."""

    def error(self, message: str) -> NoReturn:
        """Stop with one line instead of argparse's English usage; raises CommandStopped."""
        raise CommandStopped(f"命令行不能理解，请看 {self.prog} --help", message)


TESTS = "另有 test：运行全部测试 · and test: run the whole suite"


def read_arguments(argv: Sequence[str]) -> argparse.Namespace:
    """Read what was typed; `room` of the answer names the function that carries it out."""
    parser = Parser(prog="python3 -m surveyapp", description="成效 Chengxiao", epilog=TESTS)
    commands = parser.add_subparsers(metavar="命令 · command", required=True)
    for declare in (_declare_run, _declare_people, _declare_demo, _declare_files, _declare_upkeep):
        declare(commands)
    return parser.parse_args(list(argv))


def _port(text: str) -> int:
    number = int(text)
    if not 0 <= number <= 65535:
        raise ValueError(text)
    return number


def _add_data(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--data", type=Path, metavar="DIR", help="数据文件夹，默认 var/ · data folder, default var/"
    )


def _declare_run(commands: "Commands") -> None:
    run = commands.add_parser("run", help="准备好一切并启动网站 · make ready and serve the site")
    run.add_argument("--port", type=_port, default=8000, help="端口 · port (0: 任选 · any)")
    run.add_argument("--no-demo", action="store_true", help="不要演示轮次 · no demo round")
    _add_data(run)
    run.set_defaults(room="surveyapp.cli.run:run_command")
    work = commands.add_parser("work", help="只做排队的工作 · only do the work that is queued")
    work.add_argument("--once", action="store_true", help="做完到期的就结束 · end when none is due")
    _add_data(work)
    work.set_defaults(room="surveyapp.cli.working:work_command")


def _declare_people(commands: "Commands") -> None:
    person = commands.add_parser("person", help="人员与账号 · persons and accounts")
    add = person.add_subparsers(metavar="add", required=True).add_parser(
        "add", help="添加一个人 · add a person"
    )
    add.add_argument("--login", required=True, help="登录名 · login name")
    add.add_argument("--name-zh", required=True, help="中文姓名 · Chinese name")
    add.add_argument("--name-en", help="英文姓名 · English name")
    add.add_argument("--roles", required=True, help="如 OFF,REV · role codes, comma-separated")
    add.add_argument("--organisation", help="主管部门名称（首次必填） · organisation, first time")
    add.add_argument("--organisation-en", help="主管部门英文名称 · its English name")
    _add_data(add)
    add.set_defaults(room="surveyapp.cli.accounts:add_person_command")
    link = commands.add_parser("link", help="新的一次性登录链接 · a new one-time sign-in link")
    link.add_argument("login", help="登录名 · login name")
    _add_data(link)
    link.set_defaults(room="surveyapp.cli.accounts:link_command")


def _declare_demo(commands: "Commands") -> None:
    demo = commands.add_parser("demo", help="演示一个案例 · play a case")
    demo.add_argument(
        "--out", type=Path, required=True, metavar="DIR", help="空文件夹 · new folder"
    )
    demo.add_argument("--json", action="store_true", help="只输出一个 JSON · print one JSON object")
    demo.add_argument("--seed", type=int, default=1, help="随机数种子 · seed of what is random")
    demo.add_argument("--case", type=Path, metavar="FILE", help="案例 JSON · a case")
    demo.add_argument("--model", type=Path, metavar="FILE", help="指标模型 YAML · indicator model")
    demo.add_argument(
        *("--instrument", "-i"),
        type=Path,
        action="append",
        default=[],
        metavar="FILE",
        help="模型之外的问卷 YAML，可多次 · an instrument beside the model, repeatable",
    )
    demo.add_argument(
        "--example", choices=("course-evaluation",), help="真实数据示例 · example on real data"
    )
    demo.add_argument("--data", type=Path, metavar="FILE", help="示例用的其他数据 · other data")
    demo.set_defaults(room="surveyapp.cli.demo_command:demo_command")
    ready = commands.add_parser("demo-round", help="放入演示轮次 · put the demo round in")
    _add_data(ready)
    ready.set_defaults(room="surveyapp.cli.demo_round:demo_round_command")


def _declare_files(commands: "Commands") -> None:
    check = commands.add_parser("check", help="检查定义文件 · check a definition file")
    check.add_argument("file", type=Path, help="指标模型或问卷 YAML · model or instrument")
    check.set_defaults(room="surveyapp.cli.definitions:check_command")
    take = commands.add_parser("import-responses", help="导入答卷 · import responses")
    take.add_argument("file", type=Path, help="CSV")
    take.add_argument("--mapping", type=Path, required=True, help="导入对应表 YAML · mapping")
    take.add_argument("--round", required=True, metavar="CODE", help="轮次代码 · round code")
    take.add_argument("--task", metavar="NO", help="任务编号（对应表无任务列时） · task number")
    take.add_argument("--login", required=True, help="经办专员的登录名 · the officer's login")
    _add_data(take)
    take.set_defaults(room="surveyapp.cli.importing:import_command")


def _declare_upkeep(commands: "Commands") -> None:
    move = commands.add_parser("migrate", help="更新数据库结构 · bring the schema up to date")
    move.add_argument("--to", default="head", metavar="REVISION", help="head, base …")
    _add_data(move)
    move.set_defaults(room="surveyapp.cli.upkeep:migrate_command")
    audit = commands.add_parser("audit", help="操作日志 · the log of acts")
    verify = audit.add_subparsers(metavar="verify", required=True).add_parser(
        "verify", help="核对日志、数据与文件 · hold log, rows and files against each other"
    )
    _add_data(verify)
    verify.set_defaults(room="surveyapp.cli.upkeep:audit_verify_command")
