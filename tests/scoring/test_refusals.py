"""What a command refuses is said in Chinese too: no English sentence hides in the Chinese half."""

import re
from pathlib import Path

import pytest

from fixtures.scoring_cases import CASE_FILE, MODEL_FILE, ROOT
from fixtures.scoring_shell import Shell
from scoring.cli.refusals import in_chinese

EXAMPLES = ROOT / "examples" / "measurement"
CASE = ("uncertainty", str(MODEL_FILE), str(CASE_FILE))
COHORT = ("composite", str(EXAMPLES / "cohort.csv"))
PLAIN = (*COHORT, str(EXAMPLES / "hierarchy.csv"))
TABLE = ("sobol", "--table", str(EXAMPLES / "cohort.csv"))
SHARES = "attainment=0.5,timeliness=0.25,satisfaction=0.25,cost_overrun=0.25"
GAPS = "a,b\n1,2\n2,\n3,3\n"
TINY = "a,b\n1e-200,2\n2e-200,1\n3e-200,2\n"
WRITTEN = [
    (GAPS, "agreement", "--level", "nominal", "--missing", "refuse"),
    (TINY, "reliability"),
    (TINY, "factor"),
]
REFUSED = [
    (*CASE, "--draws", "3"),
    (*CASE, "--confidence", "3"),
    (*CASE, "--weights", "-3"),
    (*CASE, "--declare", "A1-1=-1"),
    (*CASE, "--declare", "zz=1"),
    (*CASE, "--declare", "zz"),
    (*CASE, "--seed", "-1"),
    ("sobol",),
    ("sobol", "--formula", "a+"),
    ("sobol", "--formula", "a+b", "--range", "a=0:1"),
    ("sobol", "--formula", "a", "--range", "a=1:0"),
    ("sobol", "--formula", "log(a)", "--range", "a=-1:1", "--n", "64"),
    ("sobol", "--formula", "a+" * 40_000 + "a", "--range", "a=0:1"),
    ("sobol", "--formula", "(" * 150 + "a" + ")" * 150, "--range", "a=0"),
    ("sobol", "--function", "ishigami", "--n", "100"),
    (*TABLE, "--spread", "4"),
    (*TABLE, "--shares", "attainment=0.4,b=2"),
    (*TABLE, "--shares", SHARES),
    (*TABLE, "--cost", "zz"),
    (*PLAIN, "--normalise", "target"),
    (*PLAIN, "--normalise", "none"),
    (*PLAIN, "--normalise", "goalpost", "--treat", "jrc"),
    (*PLAIN, "--range", "0,100", "--aggregate", "geometric"),
    (*PLAIN, "--range", "3"),
    (*PLAIN, "--availability", "7"),
    ("weights", "pca", str(EXAMPLES / "cohort.csv"), "--components", "9"),
    ("weights", "pca", str(EXAMPLES / "cohort.csv"), "--least-kmo", "9"),
    ("weights", "entropy", str(EXAMPLES / "coders.csv")),
    ("cohort", str(EXAMPLES / "cohort.csv"), "--bod-shares", "0.4,0.5"),
    ("cohort", str(EXAMPLES / "cohort.csv"), "--bod-shares", "0.6,0.5"),
    ("cohort", str(EXAMPLES / "cohort.csv"), "--weights", "1,2,3,4"),
    ("cohort", str(EXAMPLES / "cohort.csv"), "--weights=-50,50,50,50"),
    ("cohort", str(EXAMPLES / "cohort.csv"), "--weights", "50,50"),
    ("cohort", str(EXAMPLES / "cohort.csv"), "--margin", "-1"),
    ("agreement", str(EXAMPLES / "panel.csv"), "--level", "interval", "--confidence", "3"),
    ("factor", str(EXAMPLES / "respondents.csv"), "--items", "q1,q2", "--group-factors", "1"),
    ("reliability", str(EXAMPLES / "respondents.csv"), "--items", "q1,q2", "--confidence", "3"),
]
HIERARCHY = "iCode,Parent,Weight,Direction,Type,Level\n"
HIERARCHIES = [
    "attainment,results,-6,1,Indicator,1\nresults,,1,1,Aggregate,2\n",
    "attainment,nowhere,6,1,Indicator,1\nresults,,1,1,Aggregate,2\n",
    "attainment,a,6,1,Indicator,1\na,b,1,1,Aggregate,2\nb,a,1,1,Aggregate,3\n",
    "attainment,results,6,1,Indicator,1\nresults,,1,1,Aggregate,2\nx,results,1,1,Aggregate,2\n",
]


def chinese_half(line: str) -> str:
    """Return the Chinese half of a refusal without what it quotes."""
    _, _, chinese = line.partition(" | ")
    return re.sub(r"“[^”]*”|'[^']*'|\"[^\"]*\"", "", chinese)


def check(line: str) -> None:
    chinese = chinese_half(line)
    assert re.search(r"[\u4e00-\u9fff]{2}", chinese)
    assert re.search(r"\b[a-z]+ [a-z]+ [a-z]+\b", chinese) is None


@pytest.mark.parametrize(
    "arguments", REFUSED, ids=lambda one: " ".join(Path(word).name for word in one)[-40:]
)
def test_the_chinese_half_is_chinese(shell: Shell, arguments: tuple[str, ...]) -> None:
    check(shell.refusal(*arguments))


@pytest.mark.parametrize(("text", "command", "options"), [(t, c, o) for t, c, *o in WRITTEN])
def test_a_table_is_refused_in_chinese_too(
    shell: Shell, text: str, command: str, options: list[str]
) -> None:
    said = shell.refusal(command, shell.write("given.csv", text), *options)
    assert "无法使用" not in said
    check(said)


@pytest.mark.parametrize("rows", HIERARCHIES)
def test_a_hierarchy_that_is_none_is_refused_in_chinese(shell: Shell, rows: str) -> None:
    path = shell.write("meta.csv", HIERARCHY + rows)
    check(shell.refusal(*COHORT, path))


def test_a_name_of_hundreds_of_signs_is_cut(shell: Shell) -> None:
    path, name = shell.write("rows.csv", "sex,q\nf,1\nm,2\n"), "9" * 400
    for arguments in (
        ("--margin", f"{name}=f:1"),
        ("--margin", f"sex=f:1,m:1,{name}:1"),
        ("--margin", "sex=f:1,m:1", "--mean", name),
        ("--margin", "sex=f:1,m:1", "--max-cycles", name + "x"),
    ):
        said = shell.refusal("rake", path, *arguments)
        assert "9" * 40 + "…" in said
        assert len(said) < 300
        assert " | " in said


def test_options_that_would_do_nothing_are_refused(shell: Shell) -> None:
    cohort, path = str(EXAMPLES / "cohort.csv"), shell.write("rows.csv", "sex,q\nf,1\nm,2\n")
    for option in ("--tie-break", "--quota-grade"):
        assert "go with --quota" in shell.refusal("cohort", cohort, option, "zz")
    rake = ("rake", path, "--margin", "sex=f:1,m:1", "--population", "2")
    assert "--population goes with --mean" in shell.refusal(*rake)


def test_what_is_not_known_is_quoted() -> None:
    assert in_chinese(ValueError("the moon is full")) == "无法使用：the moon is full"


def test_names_of_arguments_are_said_as_options() -> None:
    said = in_chinese(ValueError("n_draws must be at least 100, not 3"))
    assert said == "--draws 抽样次数应至少为 100，而不是 3"


def test_every_option_named_is_an_option_of_some_command() -> None:
    text = (Path(in_chinese.__code__.co_filename)).read_text("utf-8")
    options = set(re.findall(r"--[a-z][a-z-]+", text))
    commands = "\n".join(p.read_text("utf-8") for p in (ROOT / "scoring" / "cli").glob("*.py"))
    assert {one for one in options if f'"{one}"' not in commands} == set()
