"""The command `rake`: documents, and refusals on one line."""

import pytest

from fixtures.scoring_shell import Shell

ROWS = "sex,age,w,y\nf,y,1,4\nf,o,2,5\nm,y,1,1\n\nm,o,1,\nm,y,1,3\nf,o,1,2\n"
MARGINS = ("--margin", "sex=f:52,m:48", "--margin", "age=y:30,o:70")


@pytest.fixture
def rows(shell: Shell) -> str:
    return shell.write("rows.csv", ROWS)


def test_rake_prints_weights_margins_cells_and_what_they_cost(shell: Shell, rows: str) -> None:
    found = shell.document("rake", rows, *MARGINS, "--weight", "w", "--mean", "y")
    assert (found["n"], found["converged"], found["reasons"]) == (6, True, {})
    assert sum(found["weights"]) == pytest.approx(100)
    assert found["total"] == pytest.approx(100)
    women = found["margins"]["sex"]["f"]
    assert (women["n"], women["base"], women["target"]) == (3, 4, 52)
    assert women["achieved"] == pytest.approx(52, rel=1e-9)
    assert [cell["categories"] for cell in found["cells"]] == [
        {"sex": sex, "age": age} for sex in "fm" for age in "yo"
    ]
    assert found["cells"][1]["lowest"] * 2 == pytest.approx(found["cells"][1]["highest"])
    assert sum(cell["sum"] for cell in found["cells"]) == pytest.approx(100)
    assert found["n_eff"] == pytest.approx(6 / found["deff"])
    assert (found["cap"], found["trimmed"], found["iterations"] > 1) == (None, [], True)
    mean = found["mean"]["y"]
    weighted = [w * y for w, y in zip(found["weights"], [4, 5, 1, 0, 3, 2], strict=True)]
    kept = sum(found["weights"]) - found["weights"][3]
    assert mean["mean"] == pytest.approx(sum(weighted) / kept)
    assert (mean["n"], mean["n_blank"], mean["fpc"]) == (5, 1, None)
    assert mean["reasons"]["fpc"].startswith("population_unknown: ")
    assert mean["labels"]["deff"].startswith("Kish")


def test_margins_come_from_json_from_a_table_and_from_options_alike(
    shell: Shell, rows: str
) -> None:
    as_json = shell.write("m.json", '{"sex": {"f": 52, "m": "48"}, "age": {"y": 30, "o": 70}}')
    as_table = shell.write(
        "m.csv", "category,target,margin\nf,52,sex\ny,30,age\nm,48,sex\no,70,age"
    )
    expected = shell.document("rake", rows, *MARGINS)["weights"]
    assert shell.document("rake", rows, "--margins", as_json)["weights"] == expected
    assert shell.document("rake", rows, "--margins", as_table)["weights"] == expected
    half = shell.write("half.json", '{"sex": {"f": 52, "m": 48}}')
    assert shell.document("rake", rows, "--margins", half, *MARGINS[2:])["weights"] == expected


def test_the_population_is_stated_or_the_sum_of_targets_that_are_people(
    shell: Shell, rows: str
) -> None:
    people = ("--margin", "sex=f:60,m:40", "--total", "1000", "--mean", "y")
    mean = shell.document("rake", rows, *people)["mean"]["y"]
    assert (mean["population"], mean["fpc"]) == (1000, pytest.approx((1 - 5 / 1000) ** 0.5))
    assert mean["population_source"].startswith("sum of the targets")
    stated = shell.document("rake", rows, *people, "--population", "5")["mean"]["y"]
    assert (stated["fpc"], stated["se"], stated["cautions"]["interval"][:7]) == (0, 0, "census:")
    few = shell.document("rake", rows, "--margin", "sex=f:2,m:1", "--mean", "y")["mean"]["y"]
    assert few["population"] is None


def test_trimming_logs_each_row_by_its_line_and_warns(shell: Shell) -> None:
    lines = ["a,b"] + ["x,p"] + ["x,q"] * 9 + ["y,p"] * 3 + ["y,q"] * 27
    path = shell.write("skewed.csv", "\n".join(lines))
    margins = ("--margin", "a=x:10,y:30", "--margin", "b=p:16,q:24")
    loose = shell.document("rake", path, *margins)
    assert (loose["warnings"], loose["trim_rounds"]) == ([], 0)
    skewed = ("--margin", "a=x:20,y:20", "--margin", "b=p:24,q:16")
    found = shell.document("rake", path, *skewed)
    assert "consider --trim" in found["warnings"][-1]
    assert "请考虑 --trim" in found["warnings"][-1]
    assert found["deff"] > 2
    assert "merge categories" in found["warnings"][0]
    cut = shell.document("rake", path, *skewed, "--trim", "6.5")
    assert cut["cap"] == pytest.approx(6.5)
    assert cut["trimmed"][0]["line"] == cut["trimmed"][0]["row"] + 1
    assert cut["trimmed"][0]["before"] > 6.5
    assert max(cut["weights"]) <= 6.5 * (1 + 1e-9)
    assert "cut to the cap" in cut["warnings"][-1]


def test_margins_that_cannot_be_met_are_null_with_a_reason(shell: Shell) -> None:
    path = shell.write("clash.csv", "a,b,y\nx,p,1\nx,q,2\ny,q,3\n")
    margins = ("--margin", "a=x:1,y:2", "--margin", "b=p:2,q:1")
    found = shell.document("rake", path, *margins, "--mean", "y", "--max-cycles", "20")
    assert (found["converged"], found["weights"], found["total"]) == (False, None, None)
    assert (found["cells"], found["deff"], found["n_eff"]) == (None, None, None)
    assert found["reasons"]["weights"].startswith("not_converged: ")
    assert found["mean"]["y"] == {"n": 3, "mean": None, "reason": "not_converged"}
    assert found["margins"]["a"]["x"]["achieved"] != 1


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "no margin was given"),
        (("--margin", "sex"), "--margin must be COLUMN=CATEGORY:TARGET"),
        (("--margin", "sex="), "--margin must be COLUMN"),
        (("--margin", "=f:1"), "--margin must be COLUMN"),
        (("--margin", "sex=:1"), "--margin must be COLUMN"),
        (("--margin", "sex=f:1,f:2"), "category 'f' of margin 'sex' is given twice"),
        (("--margin", "sex=f:one,m:1"), "the target 'one' of 'f' in margin 'sex' is no number"),
        (("--margin", "sex=f:inf,m:1"), "the target 'inf'"),
        (("--margin", "sex=f:1,m:1", "--margin", "sex=f:1,m:1"), "margin 'sex' is given twice"),
        (("--margin", "height=a:1"), "no column 'height'"),
        (("--margin", "sex=f:1"), "targets of margin 'sex' have no 'm', which row 3 holds"),
        ((*MARGINS, "--weight", "y"), "the base weight on line 6 is no positive number"),
        ((*MARGINS, "--mean", "nothing"), "no column 'nothing'"),
        ((*MARGINS, "--max-cycles", "0"), "--max-cycles must be 1 to 1000000"),
        ((*MARGINS, "--max-cycles", "1000001"), "--max-cycles must be 1 to 1000000"),
        ((*MARGINS, "--trim", "x"), "argument --trim: invalid float value: 'x'"),
        ((*MARGINS, "--mean", "y", "--population", "2"), "population must be at least the 5"),
    ],
)
def test_rake_refuses_what_cannot_be_used(
    shell: Shell, rows: str, arguments: tuple[str, ...], words: str
) -> None:
    line = shell.refusal("rake", rows, *arguments)
    assert words in line
    assert " | " in line


@pytest.mark.parametrize(
    ("name", "text", "words"),
    [
        ("m.json", "{", "not valid JSON"),
        ("m.json", "[1]", "must be {"),
        ("m.json", "{}", "must be {"),
        ("m.json", '{"sex": 1}', "must be {"),
        ("m.json", '{"sex": {"f": 1, "f": 2}}', "is given twice"),
        ("m.json", '{"sex": {"f": true}}', "the target 'True' of 'f'"),
        ("m.json", '{"sex": {"f": 1' + "0" * 400 + "}}", "is no number"),
        ("m.json", '{"sex": {"f": 1}, "sex": {"f": 1}}', "margin 'sex' is given twice"),
        ("m.json", "[" * 100_000, "not valid JSON"),
        ("m.json", " " * 10_000_001, "too large"),
        ("m.csv", "margin,category\nsex,f\n", "must have the columns margin, category, target"),
        ("m.csv", "margin,category,target\nsex,f,\n", "is no number"),
    ],
)
def test_margins_in_a_file_are_refused_by_name(
    shell: Shell, rows: str, name: str, text: str, words: str
) -> None:
    path = shell.write(name, text)
    assert words in shell.refusal("rake", rows, "--margins", path)


def test_a_missing_file_of_margins_is_named(shell: Shell, rows: str) -> None:
    assert "cannot read" in shell.refusal("rake", rows, "--margins", str(shell.folder / "x.json"))


def test_rows_that_cannot_be_raked_are_named(shell: Shell) -> None:
    blank = shell.write("blank.csv", "sex,y\nf,1\n,2\n" + ",3\n" * 30)
    line = shell.refusal("rake", blank, "--margin", "sex=f:1")
    assert "31 rows have no 'sex' (lines 3, 4, " in line
    assert "…" in line
    one = shell.write("one.csv", "sex,y\nf,\n,2\n")
    assert "1 rows have no 'sex' (lines 3)" in shell.refusal("rake", one, "--margin", "sex=f:1")
    empty = shell.write("empty.csv", "sex\n")
    assert "no rows" in shell.refusal("rake", empty, "--margin", "sex=f:1")
    bare = shell.write("bare.csv", "sex,y\nf,\n")
    mean = ("--margin", "sex=f:1", "--mean", "y")
    assert "column 'y' holds no number" in shell.refusal("rake", bare, *mean)
    nought = shell.write("nought.csv", "sex,y\nf,\nm,1\n")
    mean = ("--margin", "sex=f:1,m:0", "--mean", "y")
    assert "all rows with a number in 'y'" in shell.refusal("rake", nought, *mean)
