"""`python -m scoring cohort` from the file to the document."""

import pytest

from fixtures.reference_sets import SHIPPED
from fixtures.scoring_desk import Desk

TECHNOLOGY = str(SHIPPED / "tai23.csv")
FOUR = "task,a,b,type,total\nT1,90,80,X,92.00\nT2,60,70,X,91.00\nT3,50,,Y,55.00\nT4,70,40,X,70.00\n"
OPTIONS = ("--total", "total", "--by", "type")


def test_tasks_without_names_are_numbered(desk: Desk) -> None:
    found = desk.found("cohort", desk.path("a,b\n90,80\n60,70\n50,40\n"))
    assert found["tasks"] == ["1", "2", "3"]


def nulls(document: object, key: str = "") -> list[str]:
    """List the keys of everything null in a document."""
    if isinstance(document, dict):
        return [
            one
            for name, part in document.items()
            for one in nulls(part, f"{key}.{name}".strip("."))
        ]
    if isinstance(document, list):
        return [one for part in document for one in nulls(part, key)]
    return [key] if document is None else []


def test_the_technology_index_is_seen_from_every_side(desk: Desk) -> None:
    found = desk.found("cohort", TECHNOLOGY, "--bod-shares", "0.10,0.15")
    assert found["topsis"]["scores"][0] == pytest.approx(0.5170528464, abs=1e-6)
    assert found["topsis"]["ranks"][found["tasks"].index("Japan")] == 1
    assert found["bod"]["scores"][3] == pytest.approx(0.863593329, abs=1e-6)
    assert found["bod"]["n_full"] == 3
    assert found["derived_weights"]["entropy"][0] == pytest.approx(0.4000723212, abs=1e-6)
    assert found["derived_weights"]["critic"][0] == pytest.approx(0.1199488284, abs=1e-6)
    assert sum(found["outranking"]["copeland"]) == 0
    shares = [row["share"] for row in found["influence"]]
    assert sum(shares) == pytest.approx(1)
    # printed ranks of OECD/JRC 2008, table 38: Finland, the United States and Sweden lead
    best = sorted(range(23), key=lambda at: found["bod"]["ranks"][at])[:3]
    assert {found["tasks"][at] for at in best} == {"Finland", "United States", "Sweden"}
    assert set(nulls(found)) == {
        *("derived_weights.pca", "outranking.kemeny.score", "quota", "years"),
        *("distribution.all.grades", "distribution.all.n_without_grade"),
    }
    assert all(key in found["reasons"] for key in nulls(found))


def test_a_task_with_a_gap_has_no_score_anywhere_but_loses_in_outranking(desk: Desk) -> None:
    found = desk.found("cohort", desk.path(FOUR), "--apart", "type,total")
    assert (found["n"], found["n_complete"]) == (4, 3)
    for view in ("totals", "topsis", "bod"):
        assert found[view]["scores"][2] is None
        assert found[view]["ranks"][2] is None
        assert found["reasons"][f"{view}.T3"].startswith("missing_indicator")
    assert found["outranking"]["copeland"] == [3, 0, -3, 0]
    assert found["profiles"]["T3"] is None
    assert any("1 tasks lack an indicator" in one for one in found["warnings"])
    assert any("no --missing was given" in one for one in found["warnings"])


@pytest.mark.parametrize("at", range(3))
def test_a_missing_indicator_never_raises_a_score_in_any_view(desk: Desk, at: int) -> None:
    rows = [["T1", "5", "3", "9"], ["T2", "7", "1", "2"], ["T3", "1", "8", "4"]]
    whole = desk.found("cohort", desk.path("id,a,b,c\n" + "\n".join(map(",".join, rows))))
    rows[1][1 + at] = ""
    holed = desk.found("cohort", desk.path("id,a,b,c\n" + "\n".join(map(",".join, rows))))
    for view, key in (("topsis", "scores"), ("bod", "scores"), ("totals", "scores")):
        assert whole[view][key][1] is not None
        assert holed[view][key][1] is None
    assert holed["outranking"]["copeland"][1] <= whole["outranking"]["copeland"][1]


def test_distribution_and_quota_are_made_within_each_group(desk: Desk) -> None:
    found = desk.found(
        "cohort", desk.path(FOUR), *OPTIONS, "--cuts", "good=90,pass=60,fail=0", "--quota", "40"
    )
    x, y = found["distribution"]["X"], found["distribution"]["Y"]
    assert [(one["grade"], one["n"]) for one in x["grades"]] == [
        ("good", 2),
        ("pass", 1),
        ("fail", 0),
    ]
    assert [one["n"] for one in y["grades"]] == [0, 0, 1]
    assert (x["scores"]["median"], y["scores"]["sd"]) == (91, None)
    assert "distribution.Y.scores.sd" in found["reasons"]
    assert found["quota"]["X"]["excellent"] == ["T1"]
    assert found["quota"]["X"]["over_quota"] == ["T2"]
    assert (found["quota"]["Y"]["quota"], found["quota"]["Y"]["n_results"]) == (0, 1)
    assert found["totals"]["ranks"] == [1, 2, 4, 3]


def test_a_total_is_rounded_as_printed_before_it_is_graded(desk: Desk) -> None:
    path = desk.path("id,a,total\nT1,1,89.995\nT2,2,89.994\nT3,3,\n")
    found = desk.found("cohort", path, "--total", "total", "--cuts", "excellent=90,good=80")
    part = found["distribution"]["all"]
    assert [one["n"] for one in part["grades"]] == [1, 1]
    assert part["n_without_grade"] == 1
    none = desk.found("cohort", path, "--total", "total", "--cuts", "excellent=99")
    assert none["distribution"]["all"]["n_without_grade"] == 3
    assert "distribution.all.grades" in none["reasons"]


def test_grades_come_from_a_column_and_a_full_tie_is_not_decided(desk: Desk) -> None:
    text = "id,a,total,grade,E\n" + "".join(
        f"T{at},{at},92,{grade},{e}\n"
        for at, (grade, e) in enumerate([("excellent", 5), ("excellent", 5), ("good", 9), ("", 1)])
    )
    path = desk.path(text)
    options = ("--total", "total", "--grade", "grade", "--quota", "34", "--apart", "E")
    found = desk.found("cohort", path, *options, "--tie-break", "E")
    held = found["quota"]["all"]
    assert (held["quota"], held["undecided"], held["grade"]) == (1, ["T0", "T1"], "excellent")
    assert any("no machine decides" in one for one in found["warnings"])
    good = desk.found("cohort", path, *options, "--quota-grade", "good")
    assert good["quota"]["all"]["excellent"] == ["T2"]
    assert (
        "is not in --grades" in desk.refused("cohort", path, *options, "--grades", "good,pass")[0]
    )


def test_without_grades_the_quota_is_of_totals_from_90_on(desk: Desk) -> None:
    found = desk.found(
        "cohort", desk.path(FOUR), "--total", "total", "--apart", "type", "--quota", "25"
    )
    assert found["quota"]["all"]["excellent"] == ["T1"]
    assert found["quota"]["all"]["over_quota"] == ["T2"]


def test_goalposts_make_scores_that_other_tasks_cannot_move(desk: Desk) -> None:
    posts = desk.path("indicator,floor,target\nb,100,0\na,0,200\n", "posts.csv")
    options = ("--goalposts", posts, "--cost", "b", "--weights", "75,25")
    found = desk.found("cohort", desk.path("id,a,b\nT1,50,20\nT2,150,60\n"), *options)
    assert found["totals"]["scores"] == pytest.approx([0.75 * 25 + 20, 0.75 * 75 + 10])
    assert found["labels"]["totals.scores"] == "weighted arithmetic mean, goalposts"
    assert found["weights"] == [0.75, 0.25]
    more = desk.found("cohort", desk.path("id,a,b\nT1,50,20\nT2,150,60\nT3,9,9\n"), *options)
    assert more["totals"]["scores"][:2] == found["totals"]["scores"]
    assert any("weighs more than all others" in one for one in found["warnings"])


def test_scores_as_given_need_no_stretching(desk: Desk) -> None:
    found = desk.found("cohort", desk.path(FOUR), "--apart", "type,total", "--scored")
    assert found["totals"]["scores"] == [85, 65, None, 55]
    assert found["labels"]["bod.scores"].endswith("on scores of 0-100 as given")
    assert not any("no official score" in one for one in found["warnings"])
    wide = desk.path("a,b\n1,200\n2,3\n")
    assert "between 0 and 100" in desk.refused("cohort", wide, "--scored")[0]
    assert (
        "between 0 and 100"
        in desk.refused("cohort", desk.path("a,b\n1,20\n"), "--scored", "--cost", "a")[0]
    )


def test_profiles_name_strengths_and_weaknesses_of_one_task_or_all(desk: Desk) -> None:
    text = "id,a,b,c\nT1,90,80,80\nT2,60,70,50\nT3,50,60,70\nT4,70,50,60\n"
    every = desk.found("cohort", desk.path(text), "--scored")
    assert every["profiles"]["T2"]["strengths"] == ["b"]
    assert every["profiles"]["T2"]["weaknesses"] == ["c"]
    one = desk.found("cohort", desk.path(text), "--scored", "--task", "T1", "--margin", "20")
    assert list(one["profiles"]) == ["T1"]
    assert one["profiles"]["T1"]["strengths"] == ["a"]
    assert "no task 'T9'" in desk.refused("cohort", desk.path(text), "--task", "T9")[0]
    two = desk.found("cohort", desk.path("id,a,b\nT1,1,2\nT2,2,1\n"))
    assert two["profiles"]["T1"]["indicators"][0]["standing"] is None
    assert two["reasons"]["profiles.*.standing"].startswith("few_tasks")


def test_a_change_belongs_to_the_task_and_to_its_indicators(desk: Desk) -> None:
    before = desk.path("id,a,b\nT1,10,5\nT2,20,9\nT0,15,7\n", "before.csv")
    after = desk.path("id,b,a\nT1,9,20\nT2,9,15\nT9,5,10\n", "after.csv")
    found = desk.found("cohort", after, "--previous", before)
    first, second, new, gone = found["years"]["tasks"]
    assert (first["before"], first["after"], first["change"]) == (0, 100, 100)
    assert first["parts"] == {"b": 50, "a": 50}
    assert (second["before"], second["after"], second["change"]) == (100, 75, -25)
    assert second["parts"] == {"b": 0, "a": -25}
    assert (new["before"], new["after"], gone["task"], gone["after"]) == (None, 0, "T0", None)
    assert found["reasons"]["years.T9"].startswith("other_year")
    assert found["years"]["goalposts"]["a"] == {"floor": 10, "target": 20}
    assert any("no --goalposts were given" in one for one in found["warnings"])
    posts = desk.path("indicator,floor,target\na,0,40\nb,0,10\n", "posts.csv")
    given = desk.found("cohort", after, "--previous", before, "--goalposts", posts)
    assert given["years"]["tasks"][0]["change"] == pytest.approx(12.5 + 20)


def test_the_best_case_is_empty_where_min_max_gives_no_value(desk: Desk) -> None:
    flat = desk.found("cohort", desk.path("a,b\n2,5\n2,5\n2,5\n"))
    assert flat["bod"]["scores"] == flat["bod"]["ranks"] == [None] * 3
    assert flat["reasons"]["bod"].startswith("all_constant")
    some = desk.path("a,b,c\n2,1,3\n2,2,1\n2,3,2\n", "some.csv")
    free = desk.found("cohort", some)
    assert free["bod"]["scores"] == pytest.approx([1.0, 0.5, 1.0])
    assert [row[0] for row in free["bod"]["shares"]] == [0.0] * 3
    bounded = desk.found("cohort", some, "--bod-shares", "0.2,0.6")
    assert bounded["bod"]["scores"] == [None] * 3
    assert bounded["reasons"]["bod"].startswith("constant_indicator")
    scored = desk.found("cohort", some, "--bod-shares", "0.2,0.6", "--scored")
    assert None not in scored["bod"]["scores"]


def test_constant_indicators_tell_nothing_apart_and_are_named(desk: Desk) -> None:
    found = desk.found("cohort", desk.path("id,a,b\nT1,1,5\nT2,2,5\nT3,4,5\n"))
    assert found["totals"]["scores"] == [None] * 3
    assert found["reasons"]["totals"].startswith("constant_indicator")
    assert found["influence"] is None
    assert found["topsis"]["scores"][2] == 1
    assert [one["indicator"] for one in found["profiles"]["T1"]["indicators"]] == ["a"]
    weightless = desk.found(
        "cohort", desk.path("id,a,b\nT1,1,5\nT2,2,5\nT3,4,5\n"), "--weights", "1,0"
    )
    assert weightless["totals"]["scores"] == pytest.approx([0, 100 / 3, 100])
    flat = desk.found("cohort", desk.path("id,a\nT1,5\nT2,5\n"))
    assert flat["topsis"]["scores"] == [None, None]
    assert flat["bod"]["shares"] is None
    assert {"topsis", "profiles", "totals", "bod", "derived_weights.entropy"} <= set(
        flat["reasons"]
    )


def test_a_cohort_without_a_single_complete_task_says_why(desk: Desk) -> None:
    found = desk.found("cohort", desk.path("id,a,b\nT1,,5\nT2,2,\n"))
    assert found["n_complete"] == 0
    for key in ("topsis", "bod", "influence", "profiles", "derived_weights.pca"):
        assert found["reasons"][key].startswith("few_tasks")
    assert found["outranking"]["copeland"] == [0, 0]


def test_negative_values_have_no_entropy_and_the_rest_all_the_same(desk: Desk) -> None:
    found = desk.found("cohort", desk.path("id,a,b\nT1,-1,5\nT2,2,1\nT3,0,9\n"))
    assert found["derived_weights"]["entropy"] is None
    assert found["reasons"]["derived_weights.entropy"].startswith("negative_values")
    assert found["derived_weights"]["critic"] is not None


def test_an_indicator_that_pulls_against_the_total_is_named(desk: Desk) -> None:
    rows = "".join(f"T{at},{at},{12 - at}\n" for at in range(12))
    found = desk.found("cohort", desk.path("id,a,b\n" + rows), "--weights", "0.9,0.1")
    assert any("pull against the total: b" in one for one in found["warnings"])
    assert found["influence"][1]["correlation"] == pytest.approx(-1)


def test_a_long_cohort_prints_no_matrix_and_a_free_bod_warns(desk: Desk) -> None:
    rows = "".join(f"T{at},{at * 7 % 53},{at * 11 % 53}\n" for at in range(53))
    found = desk.found("cohort", desk.path("id,a,b\n" + rows))
    assert found["outranking"]["matrix"] is None
    assert found["reasons"]["outranking.matrix"].startswith("many_tasks")
    assert any("unbounded benefit of the doubt" in one for one in found["warnings"])
    assert found["bod"]["shares"][0] is None
    assert found["reasons"]["bod.shares.T0"].startswith("all_zero")


def test_weights_may_be_rescaled_when_it_is_asked_for(desk: Desk) -> None:
    path = desk.path("id,a,b\nT1,1,5\nT2,2,1\n")
    assert "must sum to 1, not 3" in desk.refused("cohort", path, "--weights", "1,2")[0]
    found = desk.found("cohort", path, "--weights", "1,2", "--rescale")
    assert found["weights"] == pytest.approx([1 / 3, 2 / 3])
    assert found["labels"]["weights"] == "given weights, rescaled to sum to 1"
