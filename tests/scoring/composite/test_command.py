"""The command `composite`: what it prints, and that its outputs can be frozen."""

import json
import statistics

import pytest

from fixtures.composite_files import DATA, META, Files
from fixtures.reference_sets import SHIPPED
from scoring.cli.commands import run


def test_scores_and_ranks_of_every_level_are_printed_with_the_choices(cohort: Files) -> None:
    found = cohort.found("--normalise goalpost")
    assert found["levels"] == {"1": ["a", "b", "c"], "2": ["X", "Y"], "3": ["T"]}
    assert found["scores"]["p"] == pytest.approx(
        {"a": 20, "b": 90, "c": 50, "Y": 50, "X": 72.5, "T": 61.25}
    )
    assert found["scores"]["q"]["b"] is None
    assert found["scores"]["q"]["X"] is None
    assert found["scores"]["q"]["T"] == pytest.approx((60 / 4 + 70) / 2)
    assert found["ranks"]["p"] == {"a": 2, "b": 1, "c": 2, "Y": 2, "X": 1, "T": 1}
    assert [row["unit"] for row in found["results"]] == ["p", "s", "q", "r"]
    assert found["reasons"]["q"]["X"].startswith("unavailable: too few figures")
    method = found["method"]
    assert (method["range"], method["missing"], method["ties"]) == ([0, 100], "worst", "min")
    assert (method["denominated"], method["unit_column"]) == (True, "uCode")
    assert (method["normalise"], method["aggregate"]) == ("goalpost", "arithmetic")
    assert found["ignored_columns"] == ["kind", "remark"]
    assert "never grow" in found["labels"]["missing"]
    assert any(
        said.startswith("2 missing figures count as the worst") for said in found["warnings"]
    )
    assert found["parameters"]["a"]["denominator"] == "size"


def test_a_unit_with_too_few_figures_comes_last_without_rank(cohort: Files) -> None:
    found = cohort.found("--normalise goalpost", DATA.replace("q,k,1,6,NA,7", "q,k,1,,NA,7"))
    assert found["results"][-1] == {"unit": "q", "rank": None, "score": None}


def test_ties_may_share_the_mean_of_their_places(cohort: Files) -> None:
    data = DATA.replace("s,l,1,1,2,3", "s,l,2,4,1,5")
    found = cohort.found("--ties average", data)
    assert (found["ranks"]["p"]["T"], found["ranks"]["s"]["T"]) == (1.5, 1.5)


def test_geometric_scores_run_from_1_to_100(cohort: Files) -> None:
    found = cohort.found("--aggregate geometric")
    assert found["method"]["range"] == [1, 100]
    assert found["scores"]["r"]["T"] >= 1
    zero = cohort.found("--aggregate harmonic --range 0,1 --zero zero")
    assert zero["scores"]["r"]["T"] == 0
    assert any("makes a geometric" in said for said in zero["warnings"])


def test_imputed_cells_are_listed_and_their_worst_stands_beside(cohort: Files) -> None:
    found = cohort.found("--impute group-mean")
    assert found["method"]["group"] == "kind"
    assert [(one["unit"], one["indicator"], one["value"]) for one in found["imputed"]] == [
        ("q", "b", 1.0),
        ("r", "a", 1.0),
    ]
    assert set(found["scores_with_worst"]) == {"q", "r"}
    assert found["scores_with_worst"]["q"]["T"] < found["scores"]["q"]["T"]
    assert any(said.startswith("2 missing figures are estimates") for said in found["warnings"])
    kept = cohort.found("--impute mean --availability 0.9")
    assert [one["reason"].split(":")[0] for one in kept["imputed"]] == ["unavailable"] * 2
    assert kept["scores_with_worst"] is None
    assert any("not imputed: q, r" in said for said in kept["warnings"])
    assert any("kept: a, b" in said for said in kept["warnings"])
    no_group = DATA.replace("r,l,4", "r,NA,4")
    found = cohort.found("--impute group-mean --group kind", no_group)
    assert found["imputed"][1]["reason"].startswith("no_group")


def test_treated_points_are_listed(cohort: Files) -> None:
    rows = "".join(f"u{at},1,{at},{at % 7},{1.5**at},\n" for at in range(60))
    data = "uCode,size,a,b,c,remark\n" + rows + "v,1,900,3,1,\n"
    found = cohort.found("--treat jrc", data)
    assert found["treated"][0] == {
        "unit": "v", "indicator": "a", "before": 900.0, "after": 59.0, "how": "winsorised_high",
    }  # fmt: skip
    hows = {one["indicator"]: one["how"] for one in found["treatment"]}
    assert hows == {"a": "winsorised", "b": "none", "c": "log"}
    assert "log" in found["labels"]["treat"]
    (cohort.folder / "frozen.json").write_text(json.dumps(found), "utf-8")
    (line,) = cohort.refused(f"--reference {cohort.folder / 'frozen.json'}", data)
    assert "'c' was transformed or divided otherwise" in line


def test_later_figures_are_scored_against_a_frozen_output(cohort: Files) -> None:
    first = cohort.found()
    (cohort.folder / "frozen.json").write_text(json.dumps(first), "utf-8")
    options = f"--reference {cohort.folder / 'frozen.json'}"
    again = cohort.found(options)
    assert again["scores"] == first["scores"]
    assert again["method"]["reference"] == "frozen"
    one = cohort.found(options, "uCode,size,a,b,c\np,2,4,1,5\nt,1,60,9,7\n")
    assert one["scores"]["p"] == first["scores"]["p"]
    assert (one["scores"]["t"]["a"], one["scores"]["t"]["b"]) == (100, 0)
    assert any("2 figures beyond the limits" in said for said in one["warnings"])
    logged = META.replace("8,0,10,\n", "8,0,10,log\n")
    (line,) = cohort.refused(options, DATA, logged)
    assert "'c' was transformed or divided otherwise" in line
    (line,) = cohort.refused(f"{options} --denominate no")
    assert "'a' was transformed or divided otherwise" in line


def test_logarithms_are_scored_against_frozen_logarithms(cohort: Files) -> None:
    meta = META.replace("8,0,10,\n", "8,1,10,log\n")
    first = cohort.found("", DATA, meta)
    (cohort.folder / "frozen.json").write_text(json.dumps(first), "utf-8")
    again = cohort.found(f"--reference {cohort.folder / 'frozen.json'}", DATA, meta)
    assert again["scores"] == first["scores"]


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("{", "not an output"),
        ("[]", "not an output"),
        ('{"parameters": {}}', "not an output"),
        ('{"parameters": {"a": 1, "b": 1, "c": 1}}', "not an output"),
        (None, "contradict"),
    ],
)
def test_a_reference_that_is_none_is_refused(cohort: Files, change: str | None, words: str) -> None:
    document = cohort.found()
    document["parameters"]["a"]["lo"] = 1e9
    (cohort.folder / "frozen.json").write_text(change or json.dumps(document), "utf-8")
    (line,) = cohort.refused(f"--reference {cohort.folder / 'frozen.json'}")
    assert words in line
    (line,) = cohort.refused(f"--reference {cohort.folder / 'nothing.json'}")
    assert "cannot read" in line


def test_a_frozen_indicator_without_spread_stays_without_scores(cohort: Files) -> None:
    data = DATA.replace(",7,y", ",5,y").replace(",2,z", ",5,z").replace(",3,w", ",5,w")
    first = cohort.found("", data)
    assert any("no scores leave" in said or "without scores" in said for said in first["warnings"])
    assert first["reasons"]["p"]["T"].startswith("undefined_indicator")
    (cohort.folder / "frozen.json").write_text(json.dumps(first), "utf-8")
    again = cohort.found(f"--reference {cohort.folder / 'frozen.json'}")
    assert again["scores"]["p"]["c"] is None


def test_figures_without_their_sizes_are_taken_as_divided(cohort: Files) -> None:
    data = "\n".join(",".join(row.split(",")[:2] + row.split(",")[3:]) for row in DATA.split())
    found = cohort.found("", data)
    assert found["method"]["denominated"] is False
    assert any("taken as divided already" in said for said in found["warnings"])
    assert "no column size" in cohort.refused("--denominate yes", data)[0]


def test_what_meta_leaves_unsaid_is_said(cohort: Files) -> None:
    meta = "code,parent,denominator\na,T,size\nb,T,\nc,T,\nT,,\nsize,,\nkind,,\n"
    found = cohort.found("--normalise percentile --impute group-median", meta=meta)
    assert found["levels"] == {"1": ["a", "b", "c"], "2": ["T"]}
    assert found["parameters"]["b"]["direction"] == 1
    assert any("weight, direction, type" in said for said in found["warnings"])


@pytest.mark.parametrize(
    ("name", "column"), [("Unit", "Unit"), ("country", "country"), ("task_id", "task_id")]
)
def test_the_column_of_units_is_found(cohort: Files, name: str, column: str) -> None:
    found = cohort.found("", DATA.replace("uCode", name, 1))
    assert found["method"]["unit_column"] == column


def test_the_target_of_meta_may_be_the_best(cohort: Files) -> None:
    meta = "iCode,Parent,Weight,Direction,Target\nb,T,1,-1,0\nc,T,1,1,8\nT,,,,\n"
    found = cohort.found("--normalise target", meta=meta)
    assert found["scores"]["p"]["b"] == pytest.approx(80)
    assert found["scores"]["p"]["c"] == pytest.approx(50)


def test_the_example_of_the_help_gives_the_published_asem_index(
    capsys: pytest.CaptureFixture[str],
) -> None:
    with pytest.raises(SystemExit):
        run(["composite", "--help"])
    said = capsys.readouterr().out
    (line,) = [one for one in said.splitlines() if one.strip().startswith("composite asem_iData")]
    words = [str(SHIPPED / one) if one.endswith(".csv") else one for one in line.split()]
    assert run(words) == 0
    found = json.loads(capsys.readouterr().out)
    assert round(found["scores"]["CHE"]["Index"], 2) == 68.38
    assert found["ranks"]["CHE"]["Index"] == 1
    assert "68.38" in said


def test_asem_with_gaps_counts_them_as_the_worst(capsys: pytest.CaptureFixture[str]) -> None:
    paths = [str(SHIPPED / "asem_iData.csv"), str(SHIPPED / "asem_iMeta.csv")]
    for options in (["--normalise", "percentile"], ["--aggregate", "harmonic"]):
        assert run(["composite", *paths, *options]) == 0
        found = json.loads(capsys.readouterr().out)
        assert all(one["Index"] is not None for one in found["scores"].values())
        assert found["warnings"][0].startswith("65 missing figures count as the worst")


def test_effective_influence_stands_beside_the_nominal_weight(cohort: Files) -> None:
    rows = "".join(f"u{at},{at},{at % 3},{'NA' if at == 4 else 7 - at % 5}\n" for at in range(12))
    meta = "iCode,Parent,Weight\na,X,3\nb,X,1\nc,T,1\nX,T,1\nT,,\n"
    found = cohort.found("--influence", "uCode,a,b,c\n" + rows, meta)
    assert found["weights"]["a"] == {"siblings": 0.75, "top": 0.375}
    assert found["weights"]["T"] == {"siblings": 1, "top": 1}
    influence = {one["indicator"]: one for one in found["influence"]}
    assert [one["weight"] for one in influence.values()] == [0.375, 0.125, 0.5]
    assert sum(one["share"] for one in influence.values()) == pytest.approx(1)
    scores = {unit: own["T"] for unit, own in found["scores"].items()}
    r = statistics.correlation(list(range(12)), list(scores.values()))
    assert influence["a"]["correlation"] == pytest.approx(r)
    few = cohort.found("--influence", "uCode,a,b,c\nu,1,2,3\nv,2,3,1\nw,3,3,2\n", meta)
    assert few["influence"][0]["ratio"] is None
    assert "few" in few["influence"][0]["reasons"]["ratio"]
    assert cohort.found("--influence", "uCode,a,b,c\nu,1,2,3\n", meta)["influence"] == []
    assert cohort.found("", "uCode,a,b,c\nu,1,2,3\nv,2,1,1\n", meta)["influence"] is None


def test_what_is_no_number_is_null_and_no_zero_is_negative(cohort: Files) -> None:
    meta = "iCode,Parent,Weight,Direction\na,T,1,-1\nT,,,\n"
    found = cohort.found("--normalise zscore", "uCode,a\nu,1\nv,2\nw,3\n", meta)
    assert str(found["scores"]["v"]["a"]) == "0.0"
