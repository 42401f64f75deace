"""The demo: a case played through the acts gives the worked example's numbers, and its rows."""

import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from fixtures.commands import Ended, command
from fixtures.desk import worked_case
from fixtures.small_models import seven_points
from surveyapp.cli import main
from surveyapp.cli.demo.case_file import DEFAULT_CASE
from surveyapp.db import open_database, reading, session
from surveyapp.models import (
    Approval,
    EvidenceItem,
    ExpertSheet,
    Figure,
    InterviewSession,
    Invitation,
    Notice,
    Response,
    ScoreRun,
    SpooledResponse,
    TruthStatement,
    VetoAnswer,
)
from surveyapp.operations.recording import verify_chain

WORKED = worked_case()


@pytest.fixture(scope="session")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Ended]:
    """The demo, played once by the command."""
    folder = tmp_path_factory.mktemp("demo") / "out"
    return folder, command("demo", "--out", folder, "--json")


@pytest.fixture
def document(played: tuple[Path, Ended]) -> dict[str, Any]:
    """What the command printed."""
    assert played[1].code == 0, played[1].err
    printed: dict[str, Any] = json.loads(played[1].out)
    return printed


@pytest.fixture
def demo_database(played: tuple[Path, Ended]) -> Iterator[Path]:
    """The database that the command left, opened."""
    engine = open_database(f"sqlite:///{played[0] / 'chengxiao.db'}")
    yield played[0]
    session.remove()
    engine.dispose()


def assert_holds(found: Any, expected: Any, place: str = "") -> None:
    """Everything expected stands in what was found, with the very same values."""
    if isinstance(expected, Mapping):
        for key, value in expected.items():
            assert_holds(found[key], value, f"{place}/{key}")
    else:
        assert found == expected, place


@pytest.mark.parametrize("part", ["total", "grade", "level1", "level2", "level3"])
def test_the_demo_gives_the_worked_example(document: dict[str, Any], part: str) -> None:
    # kit/worked_example.json: two independent computations agree on every string.
    assert_holds(document[part], WORKED[part])


def test_every_statistic_of_every_scale_is_the_worked_example_s(document: dict[str, Any]) -> None:
    assert_holds(document["scales"], WORKED["survey"]["scales"])


def test_agreement_and_counts_are_the_worked_example_s(document: dict[str, Any]) -> None:
    assert document["kappa"] == 0.7901
    assert document["kendall_w"] == 0.8292
    assert document["received"] == {"QA": 52, "QB": 40}
    assert document["valid"] == {"QA": 48, "QB": 38}
    assert document["reason"] is None


def test_the_demo_case_holds_inputs_only() -> None:
    case = json.loads(DEFAULT_CASE.read_text("utf-8"))
    assert case["raw"] == WORKED["raw"]
    assert case["interviews"]["records"] == WORKED["interviews"]["records"]
    for code in ("QA", "QB"):
        kept = {"id", "group", "seconds", "answers"}
        expected = [{key: row[key] for key in kept} for row in WORKED["survey"][code]["responses"]]
        assert case["survey"][code]["responses"] == expected
    assert set(case) <= {
        "about", "task", "raw", "survey", "interviews", "vetoes", "not_applicable",
    }  # fmt: skip


def test_the_database_holds_what_the_pages_show(demo_database: Path) -> None:
    with reading():
        n_rows = {
            kind: session.execute(select(func.count()).select_from(kind)).scalar_one()
            for kind in (
                Response,
                SpooledResponse,
                InterviewSession,
                ExpertSheet,
                TruthStatement,
                VetoAnswer,
                ScoreRun,
                Approval,
                Notice,
            )
        }
        used = select(func.count()).select_from(Invitation).where(Invitation.is_used)
        assert session.execute(used).scalar_one() == 92
        assert len({row.indicator_code for row in session.execute(select(Figure)).scalars()}) == 36
        marks = session.execute(select(EvidenceItem.note)).scalars()
        assert set(marks) == {"演示"}
    assert n_rows == {
        Response: 92, SpooledResponse: 0, InterviewSession: 7, ExpertSheet: 5, TruthStatement: 1,
        VetoAnswer: 4, ScoreRun: 1, Approval: 1, Notice: 1,
    }  # fmt: skip


def test_the_chain_of_events_holds_after_the_demo(demo_database: Path) -> None:
    with reading():
        assert verify_chain() is None
    ended = command("audit", "verify", "--data", demo_database)
    assert ended.code == 0
    assert "日志完整" in ended.out


def test_the_notice_s_paper_bears_its_number_total_and_grade(document: dict[str, Any]) -> None:
    notice = document["notice"]
    paper = "".join(page.extract_text() for page in PdfReader(notice["pdf"]).pages).replace(" ", "")
    for words in ("84.59", "良好", notice["number"]):
        assert words in paper
    assert len(notice["code"]) == 20


def test_the_same_seed_gives_the_same_document(document: dict[str, Any], tmp_path: Path) -> None:
    again = json.loads(command("demo", "--out", tmp_path / "again", "--json", "--seed", "1").out)
    assert without_paper(again) == without_paper(document)


def without_paper(document: Mapping[str, Any]) -> dict[str, Any]:
    """Leave out the verification code and the paths: those are random, or the caller's."""
    number = {"number": document["notice"]["number"]}
    return {**document, "notice": number}


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("{", "不是有效的JSON"),
        ("[1]", "顶层应为键值对"),
        ('{"task": {"type": "SVC"}, "raw": {"A1-2": {"actual": NaN}}}', "不接受 NaN"),
        ('{"task": {"type": "SVC"}, "task": {"type": "ENG"}}', "键“task”重复"),
        ('{"task": {"type": "ZZZ"}, "raw": {"Z9": {"a": 1}}}', "处需要修改"),
    ],
)
def test_an_unusable_case_file_ends_with_two_and_one_line(
    content: str, expected: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "case.json"
    path.write_text(content, "utf-8")
    assert main(["demo", "--out", str(tmp_path / "out"), "--case", str(path)]) == 2
    assert expected in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_a_case_that_ends_without_a_notice_leaves_no_work_undone(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # Closed questionnaires leave earlier states of their rows in the log until it is cut off.
    document, case = seven_points()
    case["survey"]["Q"]["responses"] = case["survey"]["Q"]["responses"][:4]
    for name, content in (("model.yaml", document), ("case.json", case)):
        (tmp_path / name).write_text(json.dumps(content), "utf-8")
    files = ["--model", str(tmp_path / "model.yaml"), "--case", str(tmp_path / "case.json")]
    assert main(["demo", "--out", str(tmp_path / "out"), "--json", *files]) == 0
    printed = json.loads(capsys.readouterr().out)
    assert (printed["notice"], printed["received"]) == (None, {"Q": 4})
    with closing(sqlite3.connect(tmp_path / "out" / "chengxiao.db")) as kept:
        (undone,) = kept.execute("SELECT count(*) FROM job WHERE finished_at IS NULL").fetchone()
    assert undone == 0


def test_a_folder_that_is_not_empty_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "something").write_text("here")
    assert main(["demo", "--out", str(tmp_path), "--json"]) == 2
    printed = capsys.readouterr()
    assert "不是空文件夹" in printed.err
    assert printed.out == ""
