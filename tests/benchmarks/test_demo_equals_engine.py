"""The demo says what the engine says, or refuses in words: a few varied cases of several models."""

import json
import random
from pathlib import Path
from typing import Any

import pytest

from benchmarks import case_variations as change
from benchmarks.case_variations import Case, varied
from benchmarks.demo_equals_engine import (
    BOTH_REFUSE,
    EQUAL,
    MODEL,
    ONLY_DEMO,
    compare,
    differences,
    main,
)
from fixtures.desk import worked_case
from fixtures.small_models import SMALL
from surveyapp.config import ROOT

COURSES = ROOT / "examples" / "course-evaluation"


@pytest.fixture(autouse=True)
def without_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("SURVEYAPP_DATA", "SURVEYAPP_DATABASE_URL", "SURVEYAPP_BASE_URL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("seed", "changes"),
    [
        (1, (change.other_type, change.more_responses, change.other_answers)),
        (2, (change.repeated_tokens, change.small_group, change.no_interviews)),
        (3, (change.vetoes, change.other_frame, change.other_times, change.free_words)),
    ],
)
def test_a_varied_worked_example_is_played_to_the_engine_s_numbers(
    seed: int, changes: tuple[change.Change, ...], tmp_path: Path
) -> None:
    case = varied(worked_case(), random.Random(seed), changes)
    assert case != worked_case()
    verdict = compare(case, model=MODEL, folder=tmp_path)
    assert verdict.kind == EQUAL, verdict.words


def _courses() -> Case:
    header, *lines = (COURSES / "turkiye_student_evaluation.csv").read_text("utf-8").split("\n")
    names = header.split(",")
    rows = [dict(zip(names, line.split(","), strict=True)) for line in lines if line]
    responses = [
        {"id": f"r{n}", "answers": {name: int(row[name]) for name in names if name[0] == "Q"}}
        for n, row in enumerate(rows)
        if row["class"] == "2"
    ]
    survey = {"CE": {"frame": len(responses), "responses": responses}}
    return {"task": {"type": "COURSE"}, "survey": survey}


def test_a_case_of_real_answers_and_another_model_is_played_to_the_engine_s_numbers(
    tmp_path: Path,
) -> None:
    verdict = compare(_courses(), model=COURSES / "model.yaml", folder=tmp_path)
    assert verdict.kind == EQUAL, verdict.words


def test_a_model_of_three_dimensions_is_played_to_the_engine_s_numbers(tmp_path: Path) -> None:
    document, case = SMALL["three_dimensions"]()
    model = tmp_path / "model.yaml"
    model.write_text(json.dumps(document), "utf-8")
    folder = tmp_path / "play"
    folder.mkdir()
    verdict = compare(case, model=model, folder=folder)
    assert verdict.kind == EQUAL, verdict.words


def _put(case: Case, path: str, value: Any) -> Case:
    """Put a value at a place of a copy; the places of lists are numbers."""
    found: Any = json.loads(json.dumps(case))
    *way, last = (int(key) if key.isdigit() else key for key in path.split("/"))
    at = found
    for key in way:
        at = at[key]
    at[last] = value
    return found


@pytest.mark.parametrize(
    ("path", "value", "kind"),
    [
        ("raw/A1-2/actual", "5", BOTH_REFUSE),
        ("raw/A1-2/actual", float("nan"), BOTH_REFUSE),
        ("raw/A1-2/actual", 1e30, BOTH_REFUSE),
        ("raw/B3-1/hours", -1, BOTH_REFUSE),
        ("raw/A1-2", [], BOTH_REFUSE),
        ("raw/A1-2/acutal", 5, BOTH_REFUSE),
        ("survey/QA/responses/0/answers/A01", 4.5, BOTH_REFUSE),
        ("survey/QA/responses/0/answers", 7, BOTH_REFUSE),
        ("survey/QA/note", float("inf"), BOTH_REFUSE),
        ("interviews/records", "none", BOTH_REFUSE),
        ("not_applicable", ["Z9"], BOTH_REFUSE),
        ("task", "SVC", BOTH_REFUSE),
        ("raw/A1-2", 88, ONLY_DEMO),
        ("raw/A1-2/actual", 0.123456789012, ONLY_DEMO),
        ("raw/A1-3/experts/E5", None, ONLY_DEMO),
    ],
)
def test_what_cannot_be_played_is_refused_with_two_in_both_languages(
    path: str, value: Any, kind: str, tmp_path: Path
) -> None:
    verdict = compare(_put(worked_case(), path, value), model=MODEL, folder=tmp_path)
    assert verdict.kind == kind, verdict.words


def test_a_difference_is_found_where_it_is() -> None:
    block = dict.fromkeys(("total_exact", "grade", "grade_zh", "grade_reasons", "level1"))
    block |= dict.fromkeys(("level2", "scales", "nps", "blocked", "caps"))
    computed: dict[str, Any] = {**block, "total": "1.00", "level3": {"A": {"score": "2.00"}}}
    played = {**computed, "level3": {"A": {"score": "2.01"}, "B": 1}, "received": {}, "valid": {}}
    played |= {"kappa": 0.5, "kendall_w": 1}
    computed |= {"survey": {}, "interviews": None, "expert_agreement": {"kendall_w": 1.0}}
    assert differences(computed, played) == [
        "/level3/A/score: 2.00 is played 2.01",
        "/level3/B: None is played 1",
        "/kappa: None is played 0.5",
        "/kendall_w: 1.0 is played 1",
    ]


def test_the_benchmark_counts_its_verdicts(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--n", "2", "--seed", "9", "--all", "--only", "given_scores"]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == "only the demo refuses 2"
