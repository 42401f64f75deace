"""`python -m scoring uncertainty` and `sobol`: JSON out, and one line a fault."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from fixtures.scoring_cases import CASE_FILE, MODEL_FILE, ROOT, given_case, worked_case
from scoring.cli.commands import run

COURSE = ROOT / "examples" / "course-evaluation"
TAI = ROOT / "tests" / "data" / "tai23.csv"


@pytest.fixture
def said(capsys: pytest.CaptureFixture[str]):
    """Return a function that runs a command and reads its JSON."""

    def say(*arguments: object) -> dict[str, Any]:
        assert run([str(one) for one in arguments]) == 0
        return json.loads(capsys.readouterr().out)

    return say


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert run([str(one) for one in arguments]) == 2
    found = capsys.readouterr()
    assert found.out == ""
    assert len(found.err.splitlines()) == 1
    return found.err


def written(path: Path, case: dict) -> Path:
    path.write_text(json.dumps(case), "utf-8")
    return path


def test_uncertainty_of_the_worked_example(said):
    found = said("uncertainty", MODEL_FILE, CASE_FILE, "--draws", 2000)
    assert (found["total"], found["grade"], found["borderline"]) == ("84.59", "good", False)
    assert found["sem"] == pytest.approx(0.443541)
    assert sum(found["grade_probability"].values()) == pytest.approx(1)
    assert set(found["influence"]) == {"respondents", "raters", "interviews", "indicators"}
    assert found["influence"]["respondents"]["n"] == 86
    assert found["next_grade"]["points_short"] == 5.41
    assert [one["source"] for one in found["budget"]] == [
        "survey:QA", "survey:QB", "panel", "interviews",
    ]  # fmt: skip
    assert sum(one["share"] for one in found["budget"]) == pytest.approx(1, abs=1e-5)
    squares = sum(one["uncertainty"] ** 2 for one in found["budget"])
    assert squares == pytest.approx(found["sem"] ** 2, abs=1e-5)
    # A1-3 B2-3 B3-3 C2-3 C3-2 E1-1 E1-2 E1-3 E2-2 E3-2 E3-3 rest on people's words.
    assert found["estimated_share"] == pytest.approx(0.2695)
    assert found["reason"] is None


def test_the_same_seed_prints_the_same_and_another_one_does_not(said):
    one, two, other = (
        said("uncertainty", MODEL_FILE, CASE_FILE, "--draws", 1000, "--seed", seed)
        for seed in (1, 1, 2)
    )
    assert one == two
    assert one["interval"] != other["interval"]


def test_drawn_weights_and_declared_figures_widen_the_interval(said):
    options = ("--weights", 100, "--declare", "A1-2=3", "--list", 0, "--confidence", 0.9)
    found = said("uncertainty", MODEL_FILE, CASE_FILE, "--draws", 1000, *options)
    assert found["sem"] > 0.4436
    assert [one["source"] for one in found["budget"]][-2:] == ["declared", "weights"]
    assert (found["concentration"], found["confidence"]) == (100, 0.9)
    assert found["influence"]["indicators"]["largest"] == []


def test_given_scores_and_a_blocked_case_print_null_with_a_reason(said, tmp_path: Path):
    given = said("uncertainty", MODEL_FILE, written(tmp_path / "given.json", given_case(89.9)))
    assert (given["sem"], given["interval"], given["grade_probability"]) == (None, None, None)
    assert (given["borderline"], given["df"], given["total"]) == (None, None, "89.90")
    assert given["reason"].startswith("nothing behind")
    assert given["reason_zh"]
    assert given["components"][0]["points"] is None
    assert given["next_grade"]["rises"]
    case = worked_case()
    del case["raw"]["A1-2"]
    blocked = said("uncertainty", MODEL_FILE, written(tmp_path / "blocked.json", case))
    assert (blocked["grade"], blocked["total"], blocked["components"]) == (None, None, [])
    assert blocked["reason"] == "an indicator is blocked, so there is no total"
    assert blocked["influence"]["respondents"]["n"] == 0
    assert [one["indicator"] for one in blocked["blocked"]] == ["A1-2"]
    assert given["blocked"] == []


def test_the_help_says_what_every_figure_is(capsys: pytest.CaptureFixture[str]):
    for command, words in (("uncertainty", "grade_probability"), ("sobol", "--formula")):
        with pytest.raises(SystemExit, match="0"):
            run([command, "--help"])
        assert words in capsys.readouterr().out


def test_a_declared_figure_alone_has_no_degrees_of_freedom(said, tmp_path: Path):
    path = written(tmp_path / "given.json", given_case(88))
    found = said("uncertainty", MODEL_FILE, path, "--declare", "A1-2=3", "--draws", 1000)
    assert (found["df"], found["budget"][0]["share"]) == (None, 1)
    none = said("uncertainty", MODEL_FILE, path, "--declare", "A1-2=0", "--draws", 1000)
    assert (none["sem"], none["budget"][0]["share"]) == (0, 0)


def test_uncertainty_of_a_course(said, tmp_path: Path):
    with (COURSE / "turkiye_student_evaluation.csv").open(encoding="utf-8") as file:
        rows = [row for row in csv.DictReader(file) if row["class"] == "1"]
    responses = [
        {
            "id": f"S{at}",
            "group": "student",
            "answers": {f"Q{n}": int(row[f"Q{n}"]) for n in range(1, 29)},
        }
        for at, row in enumerate(rows)
    ]
    survey = {"CE": {"frame": len(rows), "responses": responses}}
    case = written(tmp_path / "case.json", {"task": {"type": "COURSE"}, "survey": survey})
    found = said("uncertainty", COURSE / "model.yaml", case, "--draws", 1000)
    # Everybody in the frame whose answers count answered: what is left is error of measurement
    # and those whose sheets were not valid.
    assert 0 < found["sem"] < 2
    assert sum(found["grade_probability"].values()) == pytest.approx(1)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--draws", "10"], "n_draws"),
        (["--confidence", "2"], "confidence"),
        (["--seed", "-1"], "--seed"),
        (["--list", "-1"], "--list"),
        (["--weights", "0"], "concentration"),
        (["--declare", "A1-2"], "--declare"),
        (["--declare", "A1-2=x"], "--declare"),
        (["--declare", "A1-2=1", "--declare", "A1-2=1"], "each name once"),
        (["--declare", "Z9=1"], "no indicator"),
        (["--declare", "A1-2=-1"], "must be 0 or more"),
        (["--declare", "A1-2=nan"], "must be 0 or more"),
    ],
)
def test_unusable_options_are_one_line(capsys, options: list[str], words: str):
    assert words in refused(capsys, "uncertainty", MODEL_FILE, CASE_FILE, *options)


def test_a_missing_file_is_one_line(capsys, tmp_path: Path):
    assert "cannot read" in refused(capsys, "uncertainty", MODEL_FILE, tmp_path / "none.json")
    assert "cannot read" in refused(capsys, "sobol", "--table", tmp_path / "none.csv")


def test_a_cohort_in_tiny_units_is_the_cohort_in_its_own(said, tmp_path):
    rows = [("x", 1, 2), ("y", 2, 3), ("z", 4, 1)]
    found = []
    for at, unit in enumerate((1.0, 2.0**-1000)):
        path = tmp_path / f"{at}.csv"
        lines = [f"{name},{a * unit!r},{b * unit!r}" for name, a, b in rows]
        path.write_text("\n".join(["unit,a,b", *lines]), "utf-8")
        found.append(said("sobol", "--table", path, "--n", 64))
    assert found[0] == found[1]


def test_sobol_of_a_case(said):
    found = said("sobol", MODEL_FILE, CASE_FILE, "--n", 512, "--weights", 300)
    assert [one["input"] for one in found["indices"]] == [
        "survey:QA", "survey:QB", "panel", "interviews", "weights",
    ]  # fmt: skip
    assert found["n_runs"] == 512 * 7


def test_sobol_of_known_functions_prints_the_exact_indices_beside(said):
    found = said("sobol", "--function", "ishigami")
    assert [one["first"] for one in found["indices"]] == pytest.approx(
        [0.3139051911, 0.4424111448, 0], abs=0.02
    )
    assert found["exact"]["total"] == pytest.approx([0.5575888552, 0.4424111448, 0.2436836641])
    other = said("sobol", "--function", "ishigami", "--parameter", "a=5", "--n", 1024)
    assert other["exact"]["first"][1] != found["exact"]["first"][1]
    g = said("sobol", "--function", "g", "--n", 1024)
    assert len(g["indices"]) == 8
    two = said("sobol", "--function", "g", "--parameter", "a=0,9", "--n", 1024)
    exact = two["exact"]["total"]
    assert [one["total"] for one in two["indices"]] == pytest.approx(exact, abs=0.05)


def test_sobol_of_a_formula(said):
    options = ("--range", "a=0:1", "--range", "b=0:1", "--n", 4096)
    found = said("sobol", "--formula", "3*a + 4*b", *options)
    assert [one["first"] for one in found["indices"]] == pytest.approx([0.36, 0.64], abs=0.01)
    assert found["sum_first"] == pytest.approx(1, abs=0.01)
    flat = said("sobol", "--formula", "2", "--range", "a=0:1", "--n", 64)
    assert (flat["indices"], flat["sum_first"]) == (None, None)
    assert flat["reason"].startswith("no_variance")


def test_sobol_of_a_cohort(said):
    found = said("sobol", "--table", TAI, "--n", 512)
    assert [one["input"] for one in found["indices"]] == [
        "weights", "normalisation", "aggregation",
    ]  # fmt: skip
    assert {one["unit"]: one["rank"] for one in found["ranks"]}["United States"] <= 3
    for one in found["ranks"]:
        assert one["low"] <= one["median"] <= one["high"]
    names = TAI.read_text("utf-8").splitlines()[0].split(",")[1:]
    shares = ",".join(f"{name}=0.125" for name in names)
    options = ("--shares", shares, "--cost", names[0], "--normalise", "minmax")
    other = said("sobol", "--table", TAI, "--n", 512, *options, "--aggregate", "arithmetic")
    assert other["shares"] == dict.fromkeys(names, 0.125)
    assert other["average_shift"] != found["average_shift"]


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "give a model and a case"),
        ([str(MODEL_FILE)], "give a model and a case"),
        (["--function", "g", "--formula", "a"], "give a model and a case"),
        (["--function", "g", "--n", "100"], "power of two"),
        (["--function", "g", "--n", "1"], "power of two"),
        (["--function", "g", "--parameter", "a=-1"], "must not be negative"),
        (["--function", "g", "--parameter", "b=1"], "no parameter"),
        (["--function", "ishigami", "--parameter", "a=1,2"], "one number each"),
        (["--function", "ishigami", "--parameter", "a=x"], "must be a number"),
        (["--function", "ishigami", "--parameter", "a=1e300"], "must be a number"),
        (["--formula", "a"], "no input"),
        (["--formula", "a", "--range", "a=0"], "--range"),
        (["--formula", "a", "--range", "a=1:0"], "low < high"),
        (["--formula", "a", "--range", "a=nan:1"], "low < high"),
        (["--formula", "log(a)", "--range", "a=-1:1"], "finite"),
        (["--formula", "2", "--n", "8"], "at least one input"),
        (["--table", str(TAI), "--cost", "x"], "no indicator"),
        (["--table", str(TAI), "--shares", "x=1"], "every indicator once"),
        (["--table", str(TAI), "--normalise", "best"], "--normalise"),
        (["--table", str(TAI), "--aggregate", "arithmetic,arithmetic"], "--aggregate"),
        (["--table", str(TAI), "--aggregate", ""], "--aggregate"),
        (["--table", str(TAI), "--spread", "2"], "spread"),
        (["--table", str(TAI), "--n", str(2**20)], "n must be"),
    ],
)
def test_what_sobol_cannot_use_is_one_line(capsys, options: list[str], words: str):
    assert words in refused(capsys, "sobol", *options)


def test_too_many_inputs_are_refused(capsys):
    ranges = [part for at in range(101) for part in ("--range", f"x{at}=0:1")]
    assert "at most 100" in refused(capsys, "sobol", "--formula", "x1", *ranges)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("name\nA\nB\n", "needs a column"),
        ("name,x\nA,1\n", "needs a column"),
        ("name,x\nA,1\nB,\n", "finite"),
        ("name,x\nA,1\nB,1\n", "same for all"),
        ("name,x\nA,1\nB,word\n", "no number"),
    ],
)
def test_a_table_that_ranks_nothing_is_refused(capsys, tmp_path: Path, content: str, words: str):
    path = tmp_path / "data.csv"
    path.write_text(content, "utf-8")
    assert words in refused(capsys, "sobol", "--table", path)


@pytest.mark.parametrize(
    ("shares", "words"), [("x=a,y=1", "must be numbers"), ("x=0.5,y=0.6", "sum to 1")]
)
def test_shares_that_are_no_weights_are_refused(capsys, tmp_path: Path, shares: str, words: str):
    path = tmp_path / "data.csv"
    path.write_text("name,x,y\nA,1,2\nB,2,1\n", "utf-8")
    assert words in refused(capsys, "sobol", "--table", path, "--shares", shares)
