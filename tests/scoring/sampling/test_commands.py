"""The commands `rake`, `sample` and `response-rates`: documents, and refusals on one line."""

import json
from pathlib import Path

import pytest

from scoring.cli.commands import run

ROWS = "sex,age,w,y\nf,y,1,4\nf,o,2,5\nm,y,1,1\n\nm,o,1,\nm,y,1,3\nf,o,1,2\n"
MARGINS = ("--margin", "sex=f:52,m:48", "--margin", "age=y:30,o:70")


class Shell:
    """A folder with a file, and what a command prints there."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.folder = folder
        self._capsys = capsys

    def write(self, name: str, text: str) -> str:
        (self.folder / name).write_text(text, "utf-8")
        return str(self.folder / name)

    def document(self, *arguments: str) -> dict:
        assert run(arguments) == 0
        return json.loads(self._capsys.readouterr().out)

    def refusal(self, *arguments: str) -> str:
        try:
            code = run(arguments)
        except SystemExit as ended:  # an option that cannot be read
            code = ended.code
        assert code == 2
        printed = self._capsys.readouterr()
        assert printed.out == ""
        (line,) = printed.err.splitlines()
        return line


@pytest.fixture
def shell(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(tmp_path, capsys)


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
    assert (stated["fpc"], stated["se"], stated["reasons"]["interval"][:7]) == (0, 0, "census:")
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


def test_sample_plans_as_the_rule_says(shell: Shell) -> None:
    found = shell.document("sample", "--frame", "12000", "--response-share", "0.6")
    assert (found["n"], found["invitations"], found["margin"]) == (373, 622, 0.05)
    assert (found["margin_source"], found["warnings"]) == ("rule A33 | 规则 A33", [])
    small = shell.document("sample", "--frame", "199")
    assert (small["margin"], small["invitations"], small["groups"]) == (0.1, None, None)
    assert shell.document("sample")["n"] == 385
    assert shell.document("sample", "--margin", "0.03", "--deff", "1.5")["n"] == 1601
    assert shell.document("sample", "--sd", "20", "--margin", "2")["n"] == 385


def test_sample_shares_out_groups_and_says_where_invitations_do_not_suffice(shell: Shell) -> None:
    groups = ("--group", "users=300", "--group", "staff=60", "--group", "experts=8")
    found = shell.document(
        "sample", *groups, "--min-per-group", "5", "--response-share", "0.3", "--frame", "368"
    )
    assert found["groups"] == {"users": 154, "staff": 31, "experts": 5}
    assert (found["n"], found["n_with_group_minimum"]) == (189, 190)
    assert found["invitations"] == 634
    assert "the frame has 368 people" in found["warnings"][0]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--frame", "x"), "--frame: 'x' is no number"),
        (("--frame", "1.5"), "--frame must be a whole number, not '1.5'"),
        (("--frame", "0"), "frame must be 1 or more"),
        (("--margin", "1e999999999"), "--margin: the number is too large"),
        (("--margin", "nan"), "--margin: must be finite"),
        (("--margin", "2"), "margin and p must lie between 0 and 1, not 2 and 0.5"),
        (("--sd", "3"), "--sd needs --margin"),
        (("--group", "a"), "--group must be NAME=PEOPLE"),
        (("--group", "a=1", "--group", "a=2"), "each name once"),
        (("--group", "a=5", "--frame", "6"), "the groups have 5 people together, --frame says 6"),
        (("--response-share", "0"), "response_share must lie above 0"),
    ],
)
def test_sample_refuses_what_cannot_be(
    shell: Shell, arguments: tuple[str, ...], words: str
) -> None:
    line = shell.refusal("sample", *arguments)
    assert words in line
    assert " | " in line


def test_response_rates_add_up_a_table_or_count_cases(shell: Shell) -> None:
    table = shell.write("t.csv", "disposition,count\nI,3\n1.1,1\nP,2\n2.1,1\nUO,2\n4.1,3\n")
    found = shell.document("response-rates", table)
    assert found["counts"] == {"I": 4, "P": 2, "R": 1, "NC": 0, "O": 0, "UH": 0, "UO": 2, "NE": 3}
    assert (found["n"], found["rates"]["RR1"]) == (12, pytest.approx(4 / 9))
    assert found["e"] == 0.7
    assert "an e estimated" in found["warnings"][0]
    assert "10th edition" in found["edition"]
    stated = shell.document("response-rates", table, "--e", "1")
    assert (stated["rates"]["RR3"], stated["warnings"]) == (found["rates"]["RR1"], [])
    cases = shell.write("c.csv", "code,n\ni,2\nI,1\nnc,4\n")
    options = ("response-rates", cases, "--disposition", "code")
    assert shell.document(*options)["rates"]["RR1"] == pytest.approx(2 / 3)
    assert shell.document(*options, "--count", "n")["rates"]["RR1"] == pytest.approx(3 / 7)


def test_rates_without_cases_are_null_with_a_reason(shell: Shell) -> None:
    found = shell.document("response-rates", shell.write("t.csv", "disposition\nNE\n"))
    assert set(found["rates"].values()) == {None}
    assert found["reasons"]["RR1"].startswith("no_cases: ")


@pytest.mark.parametrize(
    ("text", "arguments", "words"),
    [
        ("code\nI\n", (), "no column 'disposition'"),
        ("disposition\n", (), "there are no rows"),
        ("disposition\nI\nyes\n\n", (), "no dispositions (line): 'yes' (3); use I, P, R,"),
        ("disposition\n" + "x\n" * 7, (), "'x' (6) …"),
        ("disposition,count\nI,-1\n", (), "the count on line 2 is blank or negative"),
        ("disposition,count\nI,\n", (), "the count on line 2 is blank or negative"),
        ("disposition,count\nI,0\n", (), "at least one case"),
        ("disposition\nI\n", ("--e", "2"), "eligibility must lie between 0 and 1"),
        ("disposition\nI\n", ("--count", "n"), "no column 'n'"),
    ],
)
def test_response_rates_refuse_what_cannot_be_used(
    shell: Shell, text: str, arguments: tuple[str, ...], words: str
) -> None:
    line = shell.refusal("response-rates", shell.write("t.csv", text), *arguments)
    assert words in line
    assert " | " in line
