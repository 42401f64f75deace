"""The command line: plain sentences, exit codes, and a site that starts and ends cleanly."""

import re
import socket
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, text

from surveyapp.cli import main
from surveyapp.cli.demo.cast import PARTS, demo_parts
from surveyapp.config import ROOT
from surveyapp.db import open_database, reading, session, transaction
from surveyapp.models import Organisation, Response, SignInLink
from surveyapp.operations.signing_in import sign_in

Run = Callable[..., tuple[int, str, str]]
FIRST = ("--login", "chen", "--name-zh", "陈立", "--roles", "OFF,REV", "--organisation", "某局")


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run a command on an installation of its own; returns code, output and errors."""
    monkeypatch.delenv("SURVEYAPP_DATABASE_URL", raising=False)
    monkeypatch.setenv("SURVEYAPP_DATA", str(tmp_path / "var"))

    def call(*arguments: str) -> tuple[int, str, str]:
        code = main(arguments)
        printed = capsys.readouterr()
        return code, printed.out, printed.err

    return call


@pytest.fixture
def rows(tmp_path: Path) -> Iterator[Path]:
    """The installation's database, opened for a look after the command."""
    path = tmp_path / "var" / "chengxiao.db"
    engine = open_database(f"sqlite:///{path}")
    yield path
    session.remove()
    engine.dispose()


def test_the_first_account_is_made_with_the_organisation(run: Run, rows: Path) -> None:
    code, out, _err = run("person", "add", *FIRST)
    assert code == 0
    token = re.search(r"http://127\.0\.0\.1:8000/sign-in/(\S+)", out)
    assert token is not None
    with transaction():
        link = session.execute(select(SignInLink)).scalar_one()
        stay, _secret = sign_in(token[1], at=link.expires_at - timedelta(hours=1))
        assert stay.account.person.name_zh == "陈立"
        assert session.execute(select(Organisation.name_zh)).scalars().all() == ["某局"]


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (FIRST[:6], "--organisation"),
        ((*FIRST[:5], "BOSS", *FIRST[6:]), "没有角色 BOSS"),
        ((*FIRST[:5], ",", *FIRST[6:]), "没有角色"),
        (FIRST[2:], "不能理解"),
        ((*FIRST[:5], "OFF,LEAD", *FIRST[6:]), "不能同时采集、评分、复核或审批"),
        ((*FIRST[:3], "李\x07主", *FIRST[4:]), "含有不可用的字符"),
        ((*FIRST[:3], "\u200b", *FIRST[4:]), "是空的"),
        ((*FIRST[:7], " "), "是空的"),
    ],
)
def test_a_person_that_cannot_be_added_ends_with_two(
    run: Run, arguments: tuple[str, ...], expected: str
) -> None:
    code, out, err = run("person", "add", *arguments)
    assert (code, out) == (2, "")
    assert expected in err
    assert len(err.strip().splitlines()) == 1


def test_whoever_adds_a_person_is_told_to_which_organisation_and_database(
    run: Run, rows: Path
) -> None:
    _code, out, _err = run("person", "add", *FIRST)
    assert f"陈立 已加入“某局”，数据库 sqlite:///{rows.resolve()}" in out
    other = ("--login", "li", "--name-zh", "李主任", "--roles", "LEAD")
    code, out, err = run("person", "add", *other, "--organisation", "别的局")
    assert (code, out) == (2, "")
    assert "这个数据库属于“某局”，不是“别的局”" in err
    assert run("person", "add", *other, "--organisation", "某局")[0] == 0
    assert run("person", "add", "--login", "wu", *other[2:])[0] == 0


def test_a_login_is_taken_once(run: Run) -> None:
    run("person", "add", *FIRST)
    code, _out, err = run("person", "add", *FIRST)
    assert code == 2
    assert "已有人使用" in err


def test_a_new_link_is_made_for_a_known_login_only(run: Run) -> None:
    run("person", "add", *FIRST)
    code, out, _err = run("link", "chen")
    assert code == 0
    assert "/sign-in/" in out
    code, out, err = run("link", "nobody")
    assert (code, out) == (2, "")
    assert "没有登录名“nobody”" in err


def test_an_empty_database_is_named_before_it_is_used(run: Run) -> None:
    code, _out, err = run("link", "chen")
    assert code == 2
    assert "migrate" in err


def test_the_schema_goes_up_and_down(run: Run) -> None:
    assert run("migrate")[0] == 0
    assert run("migrate", "--to", "base")[0] == 0
    assert run("audit", "verify")[0] == 3
    code, _out, err = run("migrate", "--to", "9999")
    assert code == 2
    assert "9999" in err


def test_the_chain_is_verified_and_a_changed_row_is_named(run: Run, rows: Path) -> None:
    run("person", "add", *FIRST)
    code, out, _err = run("audit", "verify")
    assert code == 0
    assert "日志完整" in out
    engine = open_database(f"sqlite:///{rows}")
    with engine.begin() as connection:  # as someone with the file in hand would
        triggers = connection.execute(
            text("SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'event'")
        ).scalars()
        for name in list(triggers):
            connection.execute(text(f"DROP TRIGGER {name}"))
        connection.execute(text("UPDATE event SET person_name = '别人' WHERE seq = 2"))
    engine.dispose()
    code, out, _err = run("audit", "verify")
    assert code == 1
    assert "第 2 条" in out


@pytest.mark.parametrize(
    "arguments",
    [(), ("fly",), ("run", "--port", "70000"), ("run", "--port", "x"), ("demo",), ("check",)],
)
def test_a_command_line_that_cannot_be_read_ends_with_one_line(
    run: Run, arguments: tuple[str, ...]
) -> None:
    code, out, err = run(*arguments)
    assert (code, out) == (2, "")
    assert "命令行不能理解" in err
    assert len(err.strip().splitlines()) == 1


def test_a_definition_is_checked_and_every_fault_is_listed(run: Run, tmp_path: Path) -> None:
    folder = ROOT / "examples" / "course-evaluation"
    for name in ("model.yaml", "instrument.yaml"):
        code, out, _err = run("check", str(folder / name))
        assert code == 0
        assert "没有问题" in out
    broken = tmp_path / "model.yaml"
    words = (folder / "model.yaml").read_text("utf-8")
    broken.write_text(words.replace("COURSE: 50}", "COURSE: 40}").replace("min: 80", "min: 81"))
    code, out, _err = run("check", str(broken))
    assert code == 2
    assert "合计80，应为100" in out
    assert "第 " in out
    code, _out, err = run("check", str(tmp_path / "absent.yaml"))
    assert code == 2
    assert "absent.yaml" in err


def test_the_default_model_has_no_faults(run: Run) -> None:
    code, out, _err = run("check", str(ROOT / "surveyapp" / "defaults" / "default_model.yaml"))
    assert (code, "没有问题" in out) == (0, True)


def test_responses_are_imported_by_an_officer_s_login(run: Run, rows: Path, tmp_path: Path) -> None:
    run("demo-round")
    codes = [f"A{n:02d}" for n in range(1, 16)]
    mapping = tmp_path / "mapping.yaml"
    answers = ", ".join(f"{code}: {code}" for code in codes)
    mapping.write_text(
        f"instrument: QA\ngroup: {{column: role}}\nanswers: {{{answers}}}\n", "utf-8"
    )
    file = tmp_path / "answers.csv"
    row = ",".join(["beneficiary", *["4"] * 13, "4", "9"])
    file.write_text("\n".join([",".join(["role", *codes]), row, row, ""]), "utf-8")
    with reading():
        year = session.execute(text("SELECT code FROM round")).scalar_one()
    arguments = ("import-responses", str(file), "--mapping", str(mapping), "--round", year)
    task = ("--task", "T-2026-SVC-001-2", "--login", "demo-officer")
    code, out, _err = run(*arguments, *task)
    assert code == 0, _err
    assert "导入 2 份" in out
    with reading():
        imported = select(func.count(Response.id)).where(Response.channel == "imported")
        assert session.execute(imported).scalar_one() == 2
    code, _out, err = run(*arguments, *task)
    assert (code, "已导入过" in err) == (2, True)
    code, _out, err = run(*arguments, "--task", "T-0", "--login", "demo-officer")
    assert (code, "没有找到" in err) == (2, True)
    code, _out, err = run(*arguments, "--task", "T-2026-SVC-001-2", "--login", "demo-expert-1")
    assert (code, "您的角色不能做这一步" in err) == (2, True)


def test_the_demo_round_goes_into_an_empty_database_only(run: Run) -> None:
    run("person", "add", *FIRST)
    code, _out, err = run("demo-round")
    assert (code, "数据库不是空的" in err) == (2, True)


def test_links_are_printed_for_people_of_the_demo_only() -> None:
    assert [part.key for part in demo_parts({"demo-lead", "chen"})] == ["lead"]
    assert all(part.login.startswith("demo-") for part in PARTS)


def test_queued_work_is_done_once_and_the_command_ends(run: Run) -> None:
    run("migrate")
    assert run("work", "--once")[0] == 0


def test_a_port_in_use_is_said_plainly(run: Run, tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, out, err = run("run", "--no-demo", "--port", str(port))
    assert (code, out) == (1, "")
    assert f"端口 {port} 不能使用" in err
    assert not (tmp_path / "var").exists()
