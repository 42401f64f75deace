"""`python -m scoring weights ahp` from the file to the document."""

import pytest

from fixtures.reference_sets import SHIPPED
from fixtures.scoring_desk import Desk
from scoring.cli.judgement_cells import read_judgement
from scoring.cli.pairwise_columns import pair_places

SMALL = [0.6483290138, 0.2296507941, 0.1220201921]
PLAIN = "1,3,5\n1/3,1,2\n1/5,1/2,1\n"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (PLAIN, ["1", "2", "3"]),
        ("a,b,c\n" + PLAIN, ["a", "b", "c"]),
        ("a,1,3,5\nb,1/3,1,2\nc,1/5,1/2,1\n", ["a", "b", "c"]),
        (",a,b,c\na,1,3,5\nb,0.3333333333,1,2\nc,0.2,0.5,1\n", ["a", "b", "c"]),
        (",0,1,2\n0,1,3,5\n1,1/3,1,2\n2,1/5,1/2,1\n", ["0", "1", "2"]),
        ("id,a,b,c\na,1,3,5\nb,,1,2\nc,,,1\n", ["a", "b", "c"]),
        ("a,b,c\n,3,5\n,,2\n,,\n", ["a", "b", "c"]),
        ("a,b,c\n1,3,5\n.33,1,2\n0.20,0.5,1\n", ["a", "b", "c"]),
        ("a_b,a_c,b_c\n-3,-5,-2\n", ["a", "b", "c"]),
    ],
)
def test_a_matrix_is_read_in_every_form_it_is_written(desk: Desk, text: str, names: list) -> None:
    found = desk.found("weights", "ahp", desk.path(text))
    assert found["weights"] == pytest.approx(SMALL, abs=1e-9)
    assert found["criteria"] == names
    assert found["by_name"] == dict(zip(names, found["weights"], strict=True))


def test_the_drinks_of_saaty_2008_come_out_as_printed(desk: Desk) -> None:
    found = desk.found("weights", "ahp", str(SHIPPED / "ahp_saaty2008_drinks.csv"))
    assert [round(one, 3) for one in found["weights"]] == [
        *[0.177, 0.019, 0.042, 0.116, 0.19, 0.129, 0.327]
    ]
    assert round(found["cr"]["saaty1980"], 3) == round(found["cr"]["saaty2008"], 3) == 0.022
    assert found["lambda_max"] == pytest.approx(7.176629039, abs=1e-6)
    assert (found["ci"], found["gci"]) == pytest.approx((0.0294381732, 0.0803634405), abs=1e-6)
    assert found["reasons"] == {}


def test_one_expert_of_ahpsurvey_judges_as_saaty_2005(desk: Desk) -> None:
    long = desk.found("weights", "ahp", str(SHIPPED / "ahpsurvey_city1.csv"))
    square = desk.found("weights", "ahp", str(SHIPPED / "ahp_saaty2005_city.csv"))
    assert long["weights"] == pytest.approx(square["weights"], abs=1e-9)
    assert long["warnings"][0].startswith("no --sign was given")


def test_a_sign_that_is_stated_warns_of_nothing_and_turns_the_weights(desk: Desk) -> None:
    path = desk.path("a_b\n-4\n")
    left = desk.found("weights", "ahp", path, "--sign", "left-negative")
    right = desk.found("weights", "ahp", path, "--sign", "left-positive")
    assert left["weights"] == pytest.approx([0.8, 0.2])
    assert right["weights"] == pytest.approx([0.2, 0.8])
    ratio = desk.found("weights", "ahp", desk.path("a_b\n1/4\n"), "--sign", "ratio")
    assert ratio["weights"] == pytest.approx([0.2, 0.8])
    assert left["warnings"] == []


def test_blank_and_rounded_cells_are_counted(desk: Desk) -> None:
    blank = desk.found("weights", "ahp", desk.path("a,b\n1,3\n,1\n"))
    assert blank["warnings"][0].startswith("1 blank cells were filled")
    rounded = desk.found("weights", "ahp", desk.path("a,b\n1,3\n0.33,1\n"))
    assert rounded["warnings"][0].startswith("1 cells were read as the rounded reciprocal")
    assert rounded["weights"] == [0.75, 0.25]


def test_one_or_two_criteria_have_a_ratio_of_zero_and_no_gci(desk: Desk) -> None:
    for text in ("1\n", "a\n1\n", "1,9\n1/9,1\n"):
        found = desk.found("weights", "ahp", desk.path(text))
        assert (found["ci"], set(found["cr"].values()), found["gci"]) == (0, {0.0}, None)
        assert found["reasons"]["gci"].startswith("always_consistent")
        assert found["reasons"]["farthest"].startswith("perfectly_consistent")


def test_beyond_the_tables_the_ratio_is_null_with_a_reason(desk: Desk) -> None:
    row = ",".join("1" * 16)
    found = desk.found("weights", "ahp", desk.path("\n".join([row] * 16)))
    assert found["cr"] == {"saaty1980": None, "saaty2008": None}
    assert found["is_consistent"] == {"saaty1980": None, "saaty2008": None}
    assert found["reasons"]["is_consistent.saaty2008"].startswith("no_random_index")


def test_an_inconsistent_matrix_is_a_warning_and_not_a_fault(desk: Desk) -> None:
    found = desk.found("weights", "ahp", desk.path("1,9,1/9\n1/9,1,9\n9,1/9,1\n"))
    assert "exceeds 0.05" in found["warnings"][0]
    assert found["is_consistent"] == {"saaty1980": False, "saaty2008": False}
    assert found["cr_limit"] == 0.05
    # a circle: by the weights all three are equal
    farthest = {"left": "1", "right": "2", "given": 9, "implied": pytest.approx(1)}
    assert {key: found["farthest"][key] for key in farthest} == farthest


def test_tables_that_disagree_are_named(desk: Desk) -> None:
    # CI .0281 lies between .05 times .52 and .05 times .58: consistent by the table of 1980 only
    path = desk.path("1,3,2.95\n,1,2\n,,1\n")
    found = desk.found("weights", "ahp", path)
    assert found["is_consistent"] == {"saaty1980": True, "saaty2008": False}
    assert any("consistent by saaty1980 only" in one for one in found["warnings"])
    other = desk.found("weights", "ahp", path, "--random-index", "saaty2008")
    assert any("(saaty2008) exceeds 0.05" in one for one in other["warnings"])


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("a,b\n1,3\n0.4,1\n", "'a' against 'b' is not the reciprocal"),
        ("a,b\n1,3\n0.3,1\n", "not the reciprocal"),
        ("a,b\n1,0\n1,1\n", "'a' against 'b' is not above 0"),
        ("a,b\n1,-3\n-1/3,1\n", "is not above 0"),
        ("a,b\n2,3\n1/3,1\n", "must be 1: a criterion beside itself"),
        ("a,b\n1,\n,1\n", "is blank, and so is its mirror image"),
        ("a,b,c\n1,3,5\n1/3,1,2\n", "must be square, not 2 rows and 3 columns"),
        ("a,b\n", "must be square, not 0 rows"),
        ("a,b\n1,x\n1,1\n", "'x' is no number and no fraction"),
        ("a,b\n1,1/0\n1,1\n", "no number and no fraction"),
        ("a,b\n1,inf\n1,1\n", "no number and no fraction"),
        ("a,b\n1,3,4\n1/3,1\n", "3 cells, not 2"),
        ("a,a\n1,3\n1/3,1\n", "named twice"),
        (",a,b\na,1,3\nc,1/3,1\n", "same criteria in one order"),
        ("a_b,a_c,b_c\n1,2\n", "2 cells, not 3"),
        ("a_b,a_c,b_c\n1,0,2\n", "'0' for 'a' and 'c': a judgement must be at least 1"),
        ("a_b,a_c,b_c\n1,,2\n", "'' for 'a' and 'c'"),
        ("a_b,a_c,b_c\n1,x,2\n", "'x' for 'a' and 'c'"),
        ("id,a_b\nE1,2\nE1,3\n", "an expert is named twice"),
        (",".join(f"c{n}" for n in range(3000)) + "\n", "3000 columns"),
    ],
)
def test_judgements_that_cannot_be_used_are_named_on_one_line(
    desk: Desk, text: str, words: str
) -> None:
    lines = desk.refused("weights", "ahp", desk.path(text))
    assert any(words in line for line in lines)
    assert all(" | " in line for line in lines)


def test_a_group_of_ahpsurvey_in_one_file_or_in_many_says_the_same(desk: Desk) -> None:
    lines = (SHIPPED / "ahpsurvey_city200.csv").read_text("utf-8").splitlines()
    whole = desk.found("weights", "ahp", desk.path("\n".join(lines[:101])))
    assert whole["group"]["n_consistent"] == 66
    assert whole["group"]["mean_cr"] == pytest.approx(0.09017531955, abs=1e-6)
    assert whole["weights"] == whole["group"]["aij"]
    assert len(whole["group"]["experts"]) == 100
    files = [
        desk.path("\n".join(["expert," + lines[0], f"E{at}," + lines[at]]), f"e{at}.csv")
        for at in (1, 2, 3)
    ]
    many = desk.found("weights", "ahp", *files)
    one = desk.found("weights", "ahp", desk.path("\n".join(lines[:4])))
    assert many["weights"] == pytest.approx(one["weights"])
    assert [row["expert"] for row in many["group"]["experts"]] == ["E1", "E2", "E3"]


def test_contradicting_experts_are_returned_or_still_counted(desk: Desk) -> None:
    text = "id,a_b,a_c,b_c\nE1,-2,-4,-2\nE2,-9,9,-9\n"
    kept = desk.found("weights", "ahp", desk.path(text))
    assert (kept["group"]["n_kept"], kept["group"]["returned"]) == (2, ["E2"])
    assert any("they still count" in one and "E2" in one for one in kept["warnings"])
    left = desk.found("weights", "ahp", desk.path(text), "--inconsistent", "return")
    assert left["weights"] == pytest.approx([4 / 7, 2 / 7, 1 / 7])
    assert any("they do not count" in one and "E2" in one for one in left["warnings"])
    alone = "id,a_b,a_c,b_c\nE1,-9,9,-9\nE2,-9,9,-9\n"
    nobody = desk.found("weights", "ahp", desk.path(alone), "--inconsistent", "return")
    assert (nobody["weights"], nobody["group"]["aip_geometric"]) == (None, None)
    for key in ("weights", "lambda_max", "group.aip_arithmetic"):
        assert nobody["reasons"][key].startswith("nobody_kept")


def test_files_of_other_criteria_or_the_same_expert_do_not_go_together(desk: Desk) -> None:
    one, two = desk.path("b,a\n1,3\n,1\n", "one.csv"), desk.path("a,b\n1,3\n,1\n", "two.csv")
    found = desk.found("weights", "ahp", one, two)
    assert found["by_name"] == pytest.approx({"b": 0.5, "a": 0.5})
    other = desk.path("a,c\n1,3\n,1\n", "other.csv")
    assert "same criteria" in desk.refused("weights", "ahp", one, other)[0]
    assert "named twice" in desk.refused("weights", "ahp", one, one)[0]


def test_columns_of_pairs_are_told_from_other_columns() -> None:
    names, places = pair_places(["cost_time", "cost_risk", "time_risk"])
    assert (names, places) == (("cost", "time", "risk"), [(0, 1), (0, 2), (1, 2)])
    mixed = pair_places(["on_time_cost", "risk_on_time", "cost_risk"])
    assert mixed == (("on_time", "cost", "risk"), [(0, 1), (2, 0), (1, 2)])
    for columns in (["a_b", "a_c"], ["a_b", "a_c", "a_b"], ["a_b", "c", "b_c"], [], ["_a"]):
        assert pair_places(columns) is None


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("3", 3),
        ("1/4", 0.25),
        (".5", 0.5),
        ("1e1", 10),
        ("+2.", 2),
        ("0.5 / 2", 0.25),
        ("１／４", 0.25),
    ],
)
def test_a_judgement_may_be_a_number_or_a_fraction(cell: str, value: float) -> None:
    assert read_judgement(cell).value == value


@pytest.mark.parametrize("cell", ["x", "1/0", "1e999", "1/2/3", "inf", "9" * 100, "1_0", "/3"])
def test_a_judgement_must_be_a_number_or_a_fraction(cell: str) -> None:
    assert read_judgement(cell) is None
