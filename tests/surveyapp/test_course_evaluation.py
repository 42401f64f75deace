"""Real answers, another instrument, another model, the same engine: the course example."""

import json
import random
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import Engine, func, select

from fixtures.commands import command
from surveyapp.cli import main
from surveyapp.cli.demo.clockwork import FIRST_DAY, clock_from
from surveyapp.cli.demo.course import Cohort, read_example, score_courses
from surveyapp.cli.demo.course_report import course_report, course_table
from surveyapp.cli.demo_command import EXAMPLES
from surveyapp.db import reading, session
from surveyapp.models import Event, Response, ScoreRun

FOLDER = EXAMPLES / "course-evaluation"
DATA = FOLDER / "turkiye_student_evaluation.csv"


@pytest.fixture(scope="session")
def report(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the command prints for the published file, notices issued."""
    folder = tmp_path_factory.mktemp("course") / "out"
    ended = command("demo", "--example", "course-evaluation", "--out", folder, "--json")
    assert ended.code == 0, ended.err
    printed: dict[str, Any] = json.loads(ended.out)
    return printed


def scored(data: Path | None) -> Cohort:
    """Import and score a file without issuing notices, into the open database."""
    return score_courses(
        read_example(FOLDER, data), rng=random.Random(3), tick=clock_from(FIRST_DAY)
    )


def test_the_counts_of_the_real_answers(report: dict[str, Any]) -> None:
    # Counted from the file by hand: 2,985 rows with one answer, 916 of them all 3.
    assert report["received"] == 5820
    assert report["one_answer_rows"] == 2985
    assert report["invalid"] == 2069
    assert report["flagged"] == 916
    assert report["valid"] == 3751


def test_alpha_over_all_items_before_and_after_screening(report: dict[str, Any]) -> None:
    assert f"{report['alpha_before']:.4f}" == "0.9920"
    assert f"{report['alpha_after']:.4f}" == "0.9751"


def test_the_report_names_the_rules_that_could_not_be_applied(report: dict[str, Any]) -> None:
    rules = {one["rule"]: one["reason_zh"] for one in report["rules_not_applied"]}
    assert set(rules) == {"speed", "attention", "duplicate"}
    assert all(rules.values())


def test_twelve_courses_get_a_notice_and_one_is_not_assessable(report: dict[str, Any]) -> None:
    assert (report["n_tasks"], report["n_graded"], report["n_notices"]) == (13, 12, 12)
    (left,) = (task for task in report["tasks"] if not task["assessable"])
    assert (left["no"], left["n_valid"]) == ("C12", 23)
    assert left["notice"] is left["total"] is left["grade"] is None
    assert "23/30" in left["reason_zh"]
    assert "23/30" in left["reason"]


def test_course_one_to_the_last_digit(report: dict[str, Any]) -> None:
    task = report["tasks"][0]
    assert task["n_valid"] == 181
    assert [task["scales"][code]["index_pct20"] for code in ("COURSE", "TEACHING")] == [
        63.2413,
        68.1975,
    ]
    assert task["level3"] == {"CRS-1-1": "63.24", "INS-1-1": "68.20"}
    assert (task["total"], task["grade"], task["grade_zh"]) == ("65.72", "pass", "合格")


def test_each_paper_bears_its_own_course_s_total_and_grade(report: dict[str, Any]) -> None:
    numbers = set()
    for task in report["tasks"]:
        if task["notice"] is None:
            continue
        pages = PdfReader(task["notice"]["pdf"]).pages
        paper = "".join(page.extract_text() for page in pages).replace(" ", "")
        assert task["total"] in paper
        assert task["grade_zh"] in paper
        assert task["no"] in paper
        numbers.add(task["notice"]["number"])
    assert len(numbers) == 12


def test_leaving_a_thousand_rows_out_changes_counts_and_totals(
    report: dict[str, Any], tmp_path: Path, sqlite_database: Engine
) -> None:
    lines = DATA.read_text("utf-8").splitlines(keepends=True)
    fewer = tmp_path / "fewer.csv"
    fewer.write_text("".join([lines[0], *lines[1001:]]), "utf-8")
    cohort = scored(fewer)
    changed = course_report(cohort.courses, cohort.survey, code=cohort.code)
    assert changed["received"] == 4820
    assert changed["valid"] != report["valid"]
    totals = {task["no"]: task["total"] for task in report["tasks"]}
    assert any(task["total"] != totals[task["no"]] for task in changed["tasks"])


def test_the_answers_come_through_the_importer_in_one_event(sqlite_database: Engine) -> None:
    cohort = scored(None)
    with reading():
        assert session.execute(select(func.count(Response.id))).scalar_one() == 5820
        channels = set(session.execute(select(Response.channel)).scalars())
        events = session.execute(select(Event).where(Event.action == "ResponsesImported"))
        assert len(list(events.scalars())) == 1
        assert session.execute(select(func.count(ScoreRun.id))).scalar_one() == 12
    assert channels == {"imported"}
    table = course_table(course_report(cohort.courses, cohort.survey, code=cohort.code))
    assert "收到 5820 份，同一回答 2985 份" in table
    assert "筛查前 0.9920，筛查后 0.9751" in table
    assert "不予评定" in table


def test_a_file_with_faults_lists_them_and_leaves_nothing(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = DATA.read_text("utf-8").splitlines()[:40]
    lines[7] = lines[7].replace(",3", ",7", 1)
    lines[9] += ",1"
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("\n".join(lines), "utf-8")
    arguments = ["demo", "--example", "course-evaluation", "--out", str(tmp_path / "out")]
    assert main([*arguments, "--data", str(wrong)]) == 2
    printed = capsys.readouterr()
    assert "第 10 行" in printed.err
    assert printed.out == ""
    assert list((tmp_path / "out").iterdir()) == []


@pytest.mark.parametrize("value", ["99", "", "一班"])
def test_a_file_of_unknown_courses_only_lists_its_rows(
    value: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    header, *lines = DATA.read_text("utf-8").splitlines()[:4]
    cells = [line.split(",") for line in lines]
    rows = [",".join([row[0], value, *row[2:]]) for row in cells]
    unknown = tmp_path / "unknown.csv"
    unknown.write_text("\n".join([header, *rows, rows[0] + ",1"]), "utf-8")
    arguments = ["demo", "--example", "course-evaluation", "--out", str(tmp_path / "out")]
    assert main([*arguments, "--data", str(unknown)]) == 2
    told = capsys.readouterr().err
    assert told.count("没有对应的任务") == 3
    assert "第 5 行：有 34 格，表头有 33 列" in told
    assert list((tmp_path / "out").iterdir()) == []


def test_the_example_takes_no_other_model(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = ["demo", "--example", "course-evaluation", "--out", str(tmp_path / "out")]
    assert main([*arguments, "--case", "x.json"]) == 2
    assert "--example" in capsys.readouterr().err
    assert main(["demo", "--out", str(tmp_path / "out"), "--data", "x.csv"]) == 2
    assert "--example" in capsys.readouterr().err
