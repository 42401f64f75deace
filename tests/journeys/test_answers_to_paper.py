"""Answers posted over HTTP become the number on paper, and one changed answer another number."""

import copy
import io
import json
import re
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from fixtures import journey_steps as steps
from fixtures.desk import default_model, worked_case, worked_figures
from fixtures.journey import MORNING, Hands, House, open_empty_round, open_house
from fixtures.questionnaire import kit_instruments
from scoring.engine import score
from scoring.model import load_model
from surveyapp.cli.demo.case_file import DEFAULT_MODEL
from surveyapp.config import ROOT
from surveyapp.db import reading, session
from surveyapp.models import ScoreRun
from surveyapp.worker import run_pending

WORKED = worked_case()
LAST = "R001"
"""The respondent to QA who answers last: as in the case, and then with one answer changed."""
ONE_CHANGED = {"A01": 1}


@dataclass(frozen=True)
class Gathered:
    """A round in which everything is in but one respondent's answers."""

    folder: Path
    standing: datetime
    task_id: int
    collections: tuple[str, ...]
    last_link: str


def gather(folder: Path) -> Gathered:
    """Enter everything through the pages, over HTTP: answers, talks, figures, sheets, vetoes."""
    hands = Hands(MORNING)
    with open_house(folder, hands) as house:
        task_id = open_empty_round(hands.standing, WORKED["task"])
        pages, last_link = _ask_everybody(house, task_id)
        steps.enter_figures(house.browser("demo-officer"), task_id, worked_figures())
        steps.score_as_experts(house, task_id, WORKED["raw"])
        records = WORKED["interviews"]["records"]
        steps.hold_interviews(house, task_id, records, _themes())
        steps.code_interviews(house, task_id, records)
        steps.answer_vetoes(house, task_id)
        token = last_link.removeprefix(house.url)
    return Gathered(folder, hands.standing, task_id, pages, token)


def _ask_everybody(house: House, task_id: int) -> tuple[tuple[str, ...], str]:
    """Put both questionnaires before everybody; let all but one answer."""
    pages, links = [], {}
    officer = house.browser("demo-officer")
    for code in ("QA", "QB"):
        page, links[code] = steps.put_questionnaire(officer, task_id, code, WORKED["survey"][code])
        pages.append(page)
    for code in ("QA", "QB"):
        for row, link in zip(WORKED["survey"][code]["responses"], links[code], strict=True):
            if (code, row["id"]) != ("QA", LAST):
                steps.answer(house, link, row)
    return tuple(pages), links["QA"][0]


def _themes() -> dict[str, str]:
    return {item.code: item.theme or "" for item in kit_instruments()["IP"].items}


def case_of(answers: Mapping[str, Any]) -> dict[str, Any]:
    """Return the case that was entered, the last respondent answering so."""
    case = {
        "task": WORKED["task"],
        "raw": WORKED["raw"],
        "survey": {
            code: {key: WORKED["survey"][code][key] for key in ("frame", "required", "responses")}
            for code in ("QA", "QB")
        },
        "interviews": {"records": WORKED["interviews"]["records"]},
    }
    entered = copy.deepcopy(case)
    entered["survey"]["QA"]["responses"][0]["answers"] = dict(answers)
    return entered


def evaluate(case: Mapping[str, Any], folder: Path) -> dict[str, Any]:
    """Let the engine's own command score a case, without application or database."""
    file = folder / "case.json"
    file.write_text(json.dumps(case, ensure_ascii=False), "utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "scoring", "evaluate", str(DEFAULT_MODEL), str(file)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    scored: dict[str, Any] = json.loads(ended.stdout)
    return scored


def conclude(house: House, gathered: Gathered) -> tuple[dict[str, Any], dict[str, str]]:
    """Close, run, review, approve, issue, download; return the frozen inputs and the papers."""
    officer = house.browser("demo-officer")
    for page in gathered.collections:
        closed = officer.fill(officer.get(page), to="/close", is_sure="y")
        assert "已停止收集" in closed.html
    house.hands.go_on(hours=1)
    run = officer.fill(officer.get(f"/scores/tasks/{gathered.task_id}"), to="/run")
    run_id = re.findall(r"/scores/runs/(\d+)", run.html)[0]
    reviewer = house.browser("demo-reviewer")
    reviewer.fill(reviewer.get(f"/review/runs/{run_id}"), choice="confirmed")
    approver = house.browser("demo-approver")
    approver.fill(approver.get(f"/approve/runs/{run_id}"), choice="approve")
    issuer = house.browser("demo-issuer")
    issued = issuer.fill(issuer.get(f"/notices/tasks/{gathered.task_id}"), to="/issue")
    run_pending(at=house.hands.standing)
    papers = {
        language: issuer.get(f"{issued.path}/{language}.pdf").content for language in ("zh", "en")
    }
    with reading():
        inputs = session.get_one(ScoreRun, int(run_id)).inputs
    return inputs, {language: text_of(content) for language, content in papers.items()}


def text_of(content: bytes) -> str:
    """Return a paper's text without its spaces."""
    pages = PdfReader(io.BytesIO(content)).pages
    return re.sub(r"\s", "", "".join(page.extract_text() for page in pages))


def reach_paper(
    gathered: Gathered, folder: Path, changes: Mapping[str, int]
) -> tuple[dict[str, Any], dict[str, str]]:
    """Let the last one answer in a copy of what was gathered, and go on to the paper.

    Returns what the engine's command says of the same case, and the papers' texts.
    """
    shutil.copytree(gathered.folder, folder)
    row = WORKED["survey"]["QA"]["responses"][0]
    assert row["id"] == LAST
    answered = {**row, "answers": {**row["answers"], **changes}}
    with open_house(folder, Hands(gathered.standing)) as house:
        steps.answer(house, gathered.last_link, answered)
        inputs, papers = conclude(house, gathered)
    expected = evaluate(case_of(answered["answers"]), folder)
    assert score(load_model(default_model()), inputs)["total"] == expected["total"]
    return expected, papers


def assert_printed(expected: Mapping[str, Any], papers: Mapping[str, str]) -> None:
    for language, grade in (("zh", expected["grade_zh"]), ("en", expected["grade_en"])):
        assert expected["total"] in papers[language]
        assert re.sub(r"\s", "", grade) in papers[language]


@pytest.mark.timeout(900)  # some two thousand requests
def test_answers_posted_over_http_become_the_number_on_paper(
    tmp_path: Path, migrated_sqlite: Path
) -> None:
    start = tmp_path / "gathered"
    start.mkdir()
    shutil.copy(migrated_sqlite, start / "chengxiao.db")
    gathered = gather(start)

    expected, papers = reach_paper(gathered, tmp_path / "as-in-the-case", {})
    assert expected["total"] == WORKED["total"]
    assert_printed(expected, papers)

    changed, other_papers = reach_paper(gathered, tmp_path / "one-answer-changed", ONE_CHANGED)
    assert changed["total"] != expected["total"]
    assert_printed(changed, other_papers)
    assert all(expected["total"] not in text for text in other_papers.values())
