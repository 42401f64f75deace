"""`python -m scoring weights …` on tables of tasks and of budgets."""

import pytest

from fixtures.reference_sets import SHIPPED
from fixtures.scoring_desk import Desk

TECHNOLOGY = str(SHIPPED / "tai23.csv")


def test_weights_of_the_technology_index_come_from_its_file(desk: Desk) -> None:
    entropy = desk.found("weights", "entropy", TECHNOLOGY)
    assert (entropy["n"], entropy["id"]) == (23, "country")
    assert entropy["by_name"]["PATENTS"] == pytest.approx(0.4000723212, abs=1e-6)
    critic = desk.found("weights", "critic", TECHNOLOGY, "--cost", "PATENTS")
    plain = desk.found("weights", "critic", TECHNOLOGY)
    assert plain["weights"][0] == pytest.approx(0.1199488284, abs=1e-6)
    assert critic["weights"][0] != pytest.approx(plain["weights"][0], abs=1e-3)
    pca = desk.found("weights", "pca", TECHNOLOGY)
    assert (pca["weights"], pca["n_kept"]) == (None, 4)
    assert pca["reasons"]["weights"].startswith("low_kmo")
    assert any("see weights_unadvised" in one for one in pca["warnings"])
    assert pca["eigenvalues"][0] == pytest.approx(3.354361207, abs=1e-6)
    assert pca["varimax_sums_of_squares"]["r"][0] == pytest.approx(2.633167845, abs=1e-6)
    passed = desk.found("weights", "pca", TECHNOLOGY, "--least-kmo", "0", "--components", "2")
    assert sum(passed["weights"]) == pytest.approx(1)
    assert passed["n_kept"] == 2


def test_what_is_undefined_is_null_with_a_reason(desk: Desk) -> None:
    found = desk.found("weights", "pca", desk.path("a,b\n1,5\n2,5\n3,5\n"))
    keys = ("weights", "kmo", "eigenvalues", "component", "varimax_sums_of_squares")
    assert all(found[key] is None and key in found["reasons"] for key in keys)
    assert found["constant"] == ["b"]
    single = desk.found("weights", "critic", desk.path("a,b\n1,2\n"))
    assert single["reasons"]["weights"].startswith("one_task")


def test_gaps_constant_columns_and_few_tasks_are_said(desk: Desk) -> None:
    path = desk.path(",a,b,c\nT1,1,5,2\nT2,,5,3\nT3,4,5,9\nT4,8,5,1\n")
    found = desk.found("weights", "entropy", path)
    assert (found["n"], found["missing"]["n_dropped"], found["constant"]) == (3, 1, ["b"])
    said = " ".join(found["warnings"])
    for words in ("no --missing was given", "fewer than ten tasks (3)", "do not vary: b"):
        assert words in said
    stated = desk.found("weights", "entropy", path, "--missing", "listwise")
    assert not any("--missing" in one for one in stated["warnings"])
    assert (
        "'T2' lacks an indicator"
        in desk.refused("weights", "entropy", path, "--missing", "refuse")[0]
    )


def test_a_column_that_numbers_the_rows_is_warned_of(desk: Desk) -> None:
    rows = "\n".join(f"{at},{at % 5}" for at in range(1, 31))
    found = desk.found("weights", "entropy", desk.path("no,a\n" + rows))
    assert any("only number the rows" in one for one in found["warnings"])


@pytest.mark.parametrize(
    ("text", "more", "words"),
    [
        ("a,b\n1,2\n3,-4\n", [], "negative"),
        ("a,b\n1,2\n3,x\n", [], "'x' in 'b' is no number"),
        ("a,b\n,2\n3,\n", [], "no task has all indicators"),
        ("a\nx\ny\n", [], "no column of an indicator"),
        ("a,b\n1,2\n", ["--cost", "c"], "'c' is no indicator"),
        ("a,b\n1,2\n", ["--indicators", "a,a"], "names a column twice"),
        ("a,b\n1,2\n", ["--id", "a", "--indicators", "a,b"], "one that is no indicator"),
        ("a,b\n1,2\n", ["--id", "z"], "no column 'z'"),
        ("id,b\nT,2\nT,3\n", [], "task 'T' is named twice"),
        ("id,b\nT,2\n,3\n", [], "a task has no name"),
        ("a,b\n", [], "there are no rows"),
    ],
)
def test_tables_that_cannot_be_weighed_are_refused(
    desk: Desk, text: str, more: list, words: str
) -> None:
    assert words in desk.refused("weights", "entropy", desk.path(text), *more)[0]


def test_options_out_of_range_are_refused(desk: Desk) -> None:
    assert "n_components" in desk.refused("weights", "pca", TECHNOLOGY, "--components", "9")[0]
    assert "least_kmo" in desk.refused("weights", "pca", TECHNOLOGY, "--least-kmo", "2")[0]


def test_a_budget_is_averaged_and_its_spread_stands_beside(desk: Desk) -> None:
    path = desk.path("expert,a,b\nE1,80,20\nE2,60,40\n")
    found = desk.found("weights", "budget", path)
    assert found["by_name"] == pytest.approx({"a": 0.7, "b": 0.3})
    assert (found["experts"], found["high"]) == (["E1", "E2"], [0.8, 0.4])
    assert any("weighs more than all others" in one for one in found["warnings"])
    single = desk.found("weights", "budget", desk.path("a\n10\n"), "--total", "10")
    assert (single["weights"], single["sd"], single["experts"]) == ([1.0], None, None)
    assert single["reasons"].keys() == {"sd", "experts"}
    off = desk.path("a,b\n50,40\n")
    assert "must sum to 100, not 90" in desk.refused("weights", "budget", off)[0]
    scaled = desk.found("weights", "budget", off, "--rescale")
    assert scaled["weights"] == pytest.approx([5 / 9, 4 / 9])
    twice = desk.refused("weights", "budget", off, "--indicators", "a,a")
    assert "named twice" in twice[0]
    assert "no column 'x'" in desk.refused("weights", "budget", off, "--id", "x")[0]
