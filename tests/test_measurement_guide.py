"""The guide to measurement is complete and true: commands, packages, names, pages, limits, runs."""

import argparse
import importlib
import json
import re
import shlex
from pathlib import Path

import pytest

from scoring.cli import commands
from scoring.model import load_model, read_model_yaml

ROOT = Path(__file__).resolve().parents[1]
GUIDE = (ROOT / "docs" / "measurement.md").read_text("utf-8")
SECTIONS = {part.splitlines()[0]: part for part in GUIDE.split("\n## ")[1:]}
EXAMPLES = [
    line
    for block in re.findall(r"```\n(.*?)```", GUIDE, flags=re.DOTALL)
    for line in block.splitlines()
]
NOT_STATISTICS = {"cli", "model"}


def command_names() -> set[str]:
    """List the commands of `python -m scoring`."""
    parsers = argparse.ArgumentParser().add_subparsers()
    for command in commands._COMMANDS:
        command.add_to(parsers)
    return set(parsers.choices)


def packages() -> set[str]:
    """List the packages of statistics."""
    found = {path.parent.name for path in (ROOT / "scoring").glob("*/__init__.py")}
    return found - NOT_STATISTICS


def test_every_command_stands_in_the_table_and_in_a_section() -> None:
    first = SECTIONS["先读这一节 · Read this first"]
    rest = GUIDE.replace(first, "")
    table = "\n".join(line for line in first.splitlines() if line.startswith("|"))
    for name in command_names():
        assert f"`{name}`" in table
        assert re.search(rf"`{name}[ `]", rest)


def test_the_guide_names_no_command_that_is_none() -> None:
    lines = [line for line in GUIDE.splitlines() if line.startswith(("| `", "- 命令"))]
    table = [line.split("|")[1] for line in lines if line.startswith("|")]
    stated = [line.partition("页面")[0].partition("函数")[0] for line in lines if line[0] == "-"]
    named = {name.split()[0] for line in table + stated for name in re.findall(r"`([^`]+)`", line)}
    assert named - command_names() == set()


def test_every_package_of_statistics_is_named() -> None:
    assert {name for name in packages() if f"`scoring.{name}" not in GUIDE} == set()


@pytest.mark.parametrize("name", sorted(set(re.findall(r"`(scoring\.[\w.]+)`", GUIDE))))
def test_every_function_and_package_named_exists(name: str) -> None:
    head, _, last = name.rpartition(".")
    try:
        importlib.import_module(name)
    except ModuleNotFoundError:
        assert callable(getattr(importlib.import_module(head), last))


@pytest.mark.parametrize("title", [title for title in SECTIONS if re.match(r"\d", title)])
def test_every_section_speaks_chinese_first_and_english_beside(title: str) -> None:
    part = SECTIONS[title]
    assert " · " in title
    assert 0 < part.index("**中文** ") < part.index("**English** ")


def test_every_page_named_is_a_page() -> None:
    shown = "\n".join(p.read_text("utf-8") for p in (ROOT / "templates").rglob("*.html"))
    places = [line.partition("函数")[0] for line in GUIDE.splitlines() if "页面 · page" in line]
    places.append(GUIDE.split("网页上，")[1].splitlines()[0])
    names = {name for line in places for name in re.findall("「([^」]+)」", line)}
    assert len(names) > 10
    assert {name for name in names if f"'{name}" not in shown and name not in shown} == set()
    assert "/runs/<int:run_id>" in (ROOT / "surveyapp" / "web" / "scores.py").read_text("utf-8")


def section(number: int) -> str:
    """Return a section by its number."""
    return next(part for title, part in SECTIONS.items() if title.startswith(f"{number}. "))


def test_the_limits_told_are_those_of_the_default_model() -> None:
    model = load_model(read_model_yaml(ROOT / "surveyapp" / "defaults" / "default_model.yaml"))
    survey, experts = model.survey, model.experts
    told = [
        (1, [f"{float(limit):.2f}"[1:] for limit in (survey.alpha_ok, survey.alpha_caution)]),
        (3, ["W 低于 " + f"{float(experts.agreement_min):.2f}"[1:]]),
        (3, [f"超过 {int(experts.outlier_over)} 分", f"than {int(experts.outlier_over)} points"]),
        (8, [f"默认 {int(survey.margin * 100)} 个百分点", f"不足 {survey.small_frame_below} 人"]),
        (
            8,
            [f"{int(survey.small_frame_margin * 100)} 个百分点", f"至少 {survey.min_valid} 份有效"],
        ),
        (9, [f"少于 {survey.min_n_per_group} 份", f"fewer than {survey.min_n_per_group} answers"]),
    ]
    for number, phrases in told:
        assert [phrase for phrase in phrases if phrase not in section(number)] == []
    assert float(survey.min_response_share) == 0.5  # told as half


@pytest.mark.parametrize("example", EXAMPLES)
def test_every_example_runs(
    example: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    program, *arguments = shlex.split(example.removeprefix("python3 -m scoring "))
    assert example.startswith("python3 -m scoring ")
    monkeypatch.chdir(ROOT)
    assert commands.run([program, *arguments]) == 0
    printed = capsys.readouterr()
    assert printed.err == ""
    if program != "check":
        assert isinstance(json.loads(printed.out), dict)
