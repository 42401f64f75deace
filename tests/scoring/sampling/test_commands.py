"""The commands `sample`, `response-rates` and `estimate`: documents, and refusals on one line."""

import pytest

from fixtures.scoring_shell import Shell


def test_sample_plans_as_the_rule_says(shell: Shell) -> None:
    found = shell.document("sample", "--frame", "12000", "--response-share", "0.6")
    assert (found["n"], found["invitations"], found["margin"]) == (373, 622, 0.05)
    assert (found["margin_source"], found["warnings"]) == ("rule A33 | 规则 A33", [])
    assert set(found["labels"]) == {"z", "n0", "n", "groups"} <= set(found)
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
    assert not any("weighted" in one for one in found["warnings"])
    half = shell.write("half.csv", "disposition,count\nI,1.5\nR,2\n")
    weighted = shell.document("response-rates", half)
    assert weighted["rates"]["RR1"] == pytest.approx(1.5 / 3.5)
    assert any("taken as weights of cases" in one for one in weighted["warnings"])
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


GROUPED = "role,y,yes\n" + "u,4,1\nu,6,0\n" * 3 + "s,1,1\ns,2,1\ns,3,0\ns,2,1\ns,,\n" + "e,9,1\n"
BY_ROLE = ("--group", "role", "--group-weight", "u=50", "--group-weight", "s=30")
BY_ROLE += ("--group-weight", "e=20")


def test_estimate_prints_means_and_shares_with_finite_intervals(shell: Shell) -> None:
    path = shell.write("g.csv", GROUPED)
    found = shell.document(
        "estimate", path, "--mean", "y", "--share", "yes=1", "--population", "40"
    )
    mean, share = found["means"]["y"], found["shares"]["yes=1"]
    assert (mean["n"], mean["n_blank"], mean["mean"]) == (11, 1, pytest.approx(47 / 11))
    assert mean["fpc"] == share["fpc"] == pytest.approx((29 / 40) ** 0.5)
    assert (share["n"], share["share"]) == (11, pytest.approx(7 / 11))
    assert share["wilson"][0] < share["share"] < share["wilson"][1]
    assert share["interval"][1] == 1 or share["interval"][1] > share["share"]


def test_estimate_weights_rows(shell: Shell) -> None:
    path = shell.write("w.csv", "y,w,v\n1,1,a\n4,2,b\n,5,b\n2,1,a\n")
    found = shell.document("estimate", path, "--mean", "y", "--share", "v=b", "--weight", "w")
    assert found["means"]["y"]["mean"] == pytest.approx(11 / 4)
    assert found["means"]["y"]["reasons"].keys() == {"fpc"}
    assert found["shares"]["v=b"]["mean"] == pytest.approx(7 / 9)


def test_estimate_merges_small_groups_and_says_which(shell: Shell) -> None:
    path = shell.write("g.csv", GROUPED)
    found = shell.document("estimate", path, "--mean", "y", *BY_ROLE, "--min-per-group", "4")
    mean = found["means"]["y"]
    assert mean["groups"]["u"] == {"n": 6, "share": 0.625}
    assert mean["groups"]["e"] == {"n": 1, "share": 0}
    assert (mean["merged"], mean["mean"]) == (["e"], pytest.approx(0.625 * 5 + 0.375 * 2))
    frames = ("--frame", "u=6", "--frame", "s=4", "--frame", "e=9")
    whole = shell.document(
        "estimate", path, "--mean", "y", *BY_ROLE, "--min-per-group", "4", *frames
    )
    assert (whole["means"]["y"]["se"], mean["se"] > 0) == (0, True)
    none = shell.document("estimate", path, "--share", "yes=1", *BY_ROLE, "--min-per-group", "9")
    assert none["shares"]["yes=1"]["reasons"]["mean"].startswith("groups_small: ")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ((), "name a column with --mean or --share"),
        (("--mean", "y", "--group", "role"), "--group and --group-weight go together"),
        (("--mean", "y", "--group-weight", "u=1"), "--group and --group-weight go together"),
        (("--mean", "y", *BY_ROLE, "--population", "9"), "with --group give --frame"),
        (("--mean", "y", *BY_ROLE, "--weight", "y"), "with --group give --frame"),
        (("--mean", "y", *BY_ROLE, "--group", "x"), "no column 'x'"),
        (("--mean", "y", *BY_ROLE[:4]), "groups holds 'e'"),
        (("--mean", "y", *BY_ROLE, "--group-weight", "u=1"), "--group-weight must be NAME=NUMBER"),
        (("--mean", "y", *BY_ROLE, "--frame", "u"), "--frame must be NAME=NUMBER"),
        (("--mean", "y", *BY_ROLE, "--frame", "u=z"), "--frame: 'z' is no number"),
        (
            ("--mean", "y", *BY_ROLE, "--frame", "u=2"),
            "group 'u' 2 people, fewer than its 6 answers",
        ),
        (("--mean", "y", *BY_ROLE, "--confidence", "1"), "confidence must lie between 0 and 1"),
        (
            ("--mean", "y", "--group", "role", "--group-weight", "u=-1"),
            "weights must not be negative",
        ),
        (("--share", "yes"), "--share must be COLUMN=VALUE"),
        (("--share", "no=1"), "--share must be COLUMN=VALUE"),
        (("--mean", "y", "--weight", "yes"), "the weight on line 12 is blank or negative"),
        (("--mean", "z"), "no column 'z'"),
        (("--mean", "y", "--population", "3"), "population must be at least the 11 answers"),
    ],
)
def test_estimate_refuses_what_cannot_be_used(
    shell: Shell, arguments: tuple[str, ...], words: str
) -> None:
    line = shell.refusal("estimate", shell.write("g.csv", GROUPED), *arguments)
    assert words in line
    assert " | " in line


def test_estimate_needs_rows_and_answers(shell: Shell) -> None:
    empty = shell.write("empty.csv", "y\n")
    assert "there are no rows" in shell.refusal("estimate", empty, "--mean", "y")
    blank = shell.write("blank.csv", "y,z\n,1\n")
    assert "'y' holds no answer" in shell.refusal("estimate", blank, "--mean", "y")
