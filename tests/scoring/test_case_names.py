"""Names and types of a case: what nobody reads is a fault with what is near, never a traceback."""

import copy
import json
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from fixtures.scoring_cases import CASE_FILE, KIT, MODEL_FILE, WORKED, worked_case
from scoring.case import read_case
from scoring.cli.commands import run
from scoring.faults import CaseFaults

WRONG = (
    None, [], {}, [1], {"x": 1}, "甲", "", 7, -1, 0.5, True, float("nan"), float("inf"),
    Decimal("1e400"), 10**60, "\x00", [None, [], {}],
)  # fmt: skip


def _faults(case: Any) -> dict[str, str]:
    try:
        read_case(KIT, case)
    except CaseFaults as refused:
        return {fault.place: fault.en for fault in refused.faults}
    return {}


def _small_case() -> dict:
    """Return the worked example with two responses a survey and one interview."""
    case = worked_case(vetoes=["V1"], caps=["C1"], not_applicable=["A1-2"], over_quota=False)
    for code in ("QA", "QB"):
        del case["survey"][code]["responses"][2:]
    case["survey"]["QA"]["responses"][0] |= {"token": "t", "duplicate": False}
    decision = {"scale": "SA3", "action": "drop_item", "items": ["A12"], "reason": "x"}
    case["survey"]["reliability_decisions"] = [decision | {"approved": True}]
    del case["interviews"]["records"][1:]
    return case


def _paths(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if not isinstance(node, dict | list):
        return
    for key, child in node.items() if isinstance(node, dict) else enumerate(node):
        yield (*path, key)
        yield from _paths(child, (*path, key))


def _with(case: dict, path: tuple[Any, ...], value: object) -> dict:
    at: Any = case
    for key in path[:-1]:
        at = at[key]
    before, at[path[-1]] = at[path[-1]], value
    return {"at": at, "key": path[-1], "before": before}


@pytest.mark.parametrize("wrong", WRONG, ids=repr)
def test_no_wrong_type_anywhere_is_more_than_a_fault(wrong: object) -> None:
    case = _small_case()
    for path in list(_paths(case)):
        undo = _with(case, path, wrong)
        for place, words in _faults(case).items():
            assert place
            assert "\n" not in words
        undo["at"][undo["key"]] = undo["before"]
    assert _faults(case) == {}


@pytest.mark.parametrize(
    ("path", "name", "near"),
    [
        ((), "vetos", "vetoes"),
        ((), "interview", "interviews"),
        (("survey",), "QC", "QA"),
        (("survey", "QA"), "response", "responses"),
        (("survey", "QA", "responses", 0), "answer", "answers"),
        (("survey", "QA", "responses", 0, "answers"), "A20", "A10"),
        (("interviews",), "record", "records"),
        (("interviews", "records", 0), "confirm", "confirmed"),
        (("task",), "typ", "type"),
        (("task", "name"), "eng", "en"),
        (("raw",), "A1-9", "A1-1"),
        (("raw", "A1-2"), "plan", "planned"),
        (("raw", "A1-1", "objectives", 0), "targets", "target"),
        (("raw", "A3-1", "items"), "pass", "passed"),
        (("survey", "reliability_decisions", 0), "item", "items"),
    ],
)
def test_an_unknown_name_is_a_fault_at_its_place_with_the_nearest_known_one(
    path: tuple[Any, ...], name: str, near: str
) -> None:
    case = _small_case()
    at: Any = case
    for key in path:
        at = at[key]
    at[name] = None if path else []
    ((place, words),) = _faults(case).items()
    assert place.rpartition("/")[2] == name
    assert "did you mean" in words
    assert near[:1] in words


def test_the_worked_example_with_its_results_is_read_as_it_stands() -> None:
    assert _faults(copy.deepcopy(WORKED)) == {}


def test_all_faults_come_at_once_one_a_line_with_exit_code_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    case = json.loads(CASE_FILE.read_text("utf-8"))
    case["vetos"] = ["V1"]
    case["raw"]["A1-2"]["actual"] = "viele"
    case["survey"]["QB"]["responses"] = {}
    case["interviews"]["records"][0]["confirmed"] = 1
    file = tmp_path / "case.json"
    file.write_text(json.dumps(case), "utf-8")
    assert run(["evaluate", str(MODEL_FILE), str(file)]) == 2
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 4
    file.write_text(json.dumps(case).replace('"viele"', "1e400").replace("[2, ", "[NaN, "), "utf-8")
    assert run(["evaluate", str(MODEL_FILE), str(file)]) == 2
