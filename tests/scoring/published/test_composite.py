"""Published composite indices by the general functions; each test is named for its source."""

import csv
import json
import math
from collections import Counter
from pathlib import Path

import numpy as np
import pytest

from fixtures.reference_sets import SHIPPED, read_columns
from scoring.cli.commands import run
from scoring.composite import (
    Cohort,
    Indicator,
    Method,
    Node,
    build_composite,
    grow_tree,
    weighted_mean,
)
from scoring.normalisation import goalposts, ranks
from scoring.treatment import logged
from scoring.uncertainty.classification import grades_of

NAMES = ["PATENTS", "ROYALTIES", "INTERNET", "EXPORTS"]
NAMES += ["TELEPHONES", "ELECTRICITY", "SCHOOLING", "UNIVERSITY"]
TAI_SCORES = {
    "Finland": 0.7449033405, "United States": 0.7328861453, "Sweden": 0.703809813,
    "Japan": 0.6984054633, "Korea, Rep. of": 0.6659459157, "Netherlands": 0.6303585211,
    "United Kingdom": 0.6064827244, "Canada": 0.5895013841, "Australia": 0.5880412253,
    "Singapore": 0.5972614875, "Germany": 0.5830130715, "Norway": 0.5804478499,
    "Ireland": 0.5666556821, "Belgium": 0.5530470499, "New Zealand": 0.5488112454,
    "Austria": 0.5446167746, "France": 0.5362028567, "Israel": 0.5151163651,
    "Spain": 0.4814845722, "Italy": 0.4722170766, "Czech Republic": 0.4662442399,
    "Hungary": 0.4647395562, "Slovenia": 0.459414504,
}  # fmt: skip
TAI_BAP_SCORES = {
    "Finland": 0.7422953498, "United States": 0.7176759084, "Sweden": 0.6879044343,
    "Japan": 0.6810528517, "Korea, Rep. of": 0.6826243683, "Netherlands": 0.5950918547,
    "United Kingdom": 0.5982567712, "Canada": 0.5757269215, "Australia": 0.5722475796,
    "Singapore": 0.6150529158, "Germany": 0.5808210969, "Norway": 0.5353588996,
    "Ireland": 0.5503514142, "Belgium": 0.5330429222, "New Zealand": 0.5088779724,
    "Austria": 0.5256608274, "France": 0.5211573177, "Israel": 0.4937276315,
    "Spain": 0.4777093374, "Italy": 0.4595305157, "Czech Republic": 0.4508805004,
    "Hungary": 0.4615349009, "Slovenia": 0.4396423924,
}  # fmt: skip


def rows_of(name: str) -> list[dict[str, str]]:
    with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def hdr(*columns: str) -> np.ndarray:
    return read_columns("hdr_2021.csv", *columns)


def three_places(values: np.ndarray) -> list[float]:
    return [math.floor(value * 1000 + 0.5) / 1000 for value in values.tolist()]


def dimensions_of_hdi() -> np.ndarray:
    """Health, education and income of technical note 1, 0-1."""
    life, expected, mean, income = hdr("le", "eys", "mys", "gnipc").T
    health = goalposts(life, (20, 85), ends=(0, 1))
    schooling = goalposts(np.column_stack([expected, mean]), (0, (18, 15)), ends=(0, 1))
    wealth = goalposts(logged(income), (logged(100), logged(75_000)), ends=(0, 1))
    return np.column_stack([health, weighted_mean(schooling, [1, 1]), wealth])


def test_hdi_of_191_countries_is_that_of_undp_2022_technical_note_1() -> None:
    found = weighted_mean(dimensions_of_hdi(), [1, 1, 1], mean="geometric")
    rows = rows_of("hdr_2021.csv")
    published = [float(row["hdi"]) for row in rows]
    assert three_places(found) == published
    by_code = dict(zip([row["iso3"] for row in rows], found.tolist(), strict=True))
    assert by_code["SLV"] == pytest.approx(0.6750489018, abs=1e-9)
    assert by_code["CRI"] == pytest.approx(0.808565238, abs=1e-9)
    names = ["Low", "Medium", "High", "Very High"]
    grades = [names[at] for at in grades_of(found, cut_points=[0.55, 0.7, 0.8], places=3).tolist()]
    assert grades == [row["hdicode"] for row in rows]
    assert Counter(grades) == {"Very High": 66, "High": 49, "Medium": 44, "Low": 32}


def test_hdi_of_undp_2022_comes_from_the_command_and_a_file_that_describes_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    meta = [
        "iCode,Parent,Weight,Direction,Type,Goalpost_lower,Goalpost_upper,Transform,Aggregation",
        "le,health,1,1,Indicator,20,85,,",
        "eys,education,1,1,Indicator,0,18,,",
        "mys,education,1,1,Indicator,0,15,,",
        "gnipc,income,1,1,Indicator,100,75000,log,",
        "health,HDI,1,,Aggregate,,,,arithmetic",
        "education,HDI,1,,Aggregate,,,,arithmetic",
        "income,HDI,1,,Aggregate,,,,arithmetic",
        "HDI,,,,Aggregate,,,,",
    ]
    (tmp_path / "meta.csv").write_text("\n".join(meta), "utf-8")
    given = ["composite", str(SHIPPED / "hdr_2021.csv"), str(tmp_path / "meta.csv")]
    given += ["--normalise", "goalpost", "--aggregate", "geometric", "--range", "0,1"]
    assert run([*given, "--unit", "iso3"]) == 0
    document = json.loads(capsys.readouterr().out)
    found = np.array([row["HDI"] for row in document["scores"].values()])
    assert three_places(found) == hdr("hdi")[:, 0].tolist()
    assert document["results"][0]["unit"] == "CHE"


def test_ihdi_of_156_countries_is_that_of_undp_2022_technical_note_2() -> None:
    losses = hdr("ineq_le", "ineq_edu", "ineq_inc") / 100
    found = weighted_mean(dimensions_of_hdi() * (1 - losses), [1, 1, 1], mean="geometric")
    published = hdr("ihdi")[:, 0]
    is_there = ~np.isnan(found)
    assert is_there.sum() == 156
    assert three_places(found[is_there]) == published[is_there].tolist()


def test_gii_of_170_countries_is_that_of_undp_2022_technical_note_4() -> None:
    deaths, births, *rest = hdr("mmr", "abr", "se_f", "se_m", "pr_f", "pr_m", "lfpr_f", "lfpr_m").T
    school_f, school_m, seats_f, seats_m, work_f, work_m = rest
    health = weighted_mean(
        np.column_stack([10 / np.clip(deaths, 10, 1000), 1 / births]), [1, 1], mean="geometric"
    )
    seats_f = np.where(seats_f == 0, 0.1, seats_f)
    power = np.stack([np.column_stack(one) for one in ((seats_f, school_f), (seats_m, school_m))])
    power_f, power_m = weighted_mean(power, [1, 1], mean="geometric", zero_policy="zero")
    ones = np.ones(len(health))
    women, men = (
        weighted_mean(np.column_stack(own), [1, 1, 1], mean="geometric", zero_policy="zero")
        for own in ((health, power_f, work_f), (ones, power_m, work_m))
    )
    across = weighted_mean(
        np.column_stack([women, men]), [1, 1], mean="harmonic", zero_policy="zero"
    )
    standard = weighted_mean(
        np.column_stack([(health + 1) / 2, (power_f + power_m) / 2, (work_f + work_m) / 2]),
        [1, 1, 1],
        mean="geometric",
    )
    found = 1 - across / standard
    is_there = ~np.isnan(found)
    assert is_there.sum() == 170
    assert three_places(found[is_there]) == hdr("gii")[is_there, 0].tolist()
    assert found[is_there].mean() == pytest.approx(0.3443764706, abs=5e-5)


def tai(weights: list[float]) -> dict[str, float]:
    """Compute TAI with goalposts of UNDP 2001; weights of indicators add up in dimensions."""
    posts = [(0, 994), (0, 272.6), (0, 232.4), (0, 80.8)]
    posts += [(1, 901), (22, 6969), (0.8, 12), (0.1, 27.4)]
    raw = read_columns("tai23.csv", *NAMES)
    raw[:, 4:6] = 10 ** raw[:, 4:6]  # the table prints logarithms to base 10
    parents = ["creation", "recent", "old", "skills"]
    indicators = tuple(
        Indicator(name, posts=post, is_logged=name in NAMES[4:6])
        for name, post in zip(NAMES, posts, strict=True)
    )
    leaves = [
        Node(name, parents[at // 2], weight)
        for at, (name, weight) in enumerate(zip(NAMES, weights, strict=True))
    ]
    pairs = zip(parents, range(0, 8, 2), strict=True)
    dimensions = [Node(name, "TAI", weights[at] + weights[at + 1]) for name, at in pairs]
    units = tuple(row["country"] for row in rows_of("tai23.csv"))
    tree = grow_tree(leaves, [*dimensions, Node("TAI", None)])
    method = Method(normalisation="goalpost", ends=(0, 1))
    found = build_composite(Cohort(units, raw, indicators, tree), method)
    return dict(zip(units, found.rolled.scores[:, -1].tolist(), strict=True))


def places(scores: dict[str, float]) -> list[int]:
    return ranks(list(scores.values())).astype(int).tolist()


def test_tai_and_its_ranks_are_those_of_oecd_jrc_2008_table_23() -> None:
    found = tai([1 / 8] * 8)
    assert found == pytest.approx(TAI_SCORES, abs=1e-9)
    published = read_columns("tai_published_ranks.csv", "EW_LIN")[:, 0].tolist()
    order = [row["country"] for row in rows_of("tai_published_ranks.csv")]
    assert places({name: found[name] for name in order}) == published


def test_tai_under_budget_allocation_ranks_as_oecd_jrc_2008_table_23() -> None:
    found = tai(read_columns("tai_weights_table22.csv", "BAP")[:, 0].tolist())
    assert found == pytest.approx(TAI_BAP_SCORES, abs=1e-9)
    published = read_columns("tai_published_ranks.csv", "BAP_LIN")[:, 0].tolist()
    order = [row["country"] for row in rows_of("tai_published_ranks.csv")]
    assert places({name: found[name] for name in order}) == published


def test_tai_by_geometric_means_ranks_as_oecd_jrc_2008_table_38() -> None:
    raw = read_columns("tai23.csv", *NAMES)
    found = ranks(weighted_mean(raw, [1] * 8, mean="geometric"))
    units = [row["country"] for row in rows_of("tai23.csv")]
    assert dict(zip(units, found.tolist(), strict=True)) == {
        "Finland": 2, "United States": 1, "Sweden": 3, "Japan": 4, "Korea, Rep. of": 16,
        "Netherlands": 5, "United Kingdom": 6, "Canada": 13, "Australia": 14, "Singapore": 18,
        "Germany": 8, "Norway": 11, "Ireland": 7, "Belgium": 9, "New Zealand": 17, "Austria": 12,
        "France": 10, "Israel": 15, "Spain": 19, "Italy": 21, "Czech Republic": 23, "Hungary": 22,
        "Slovenia": 20,
    }  # fmt: skip


def test_asem_has_the_scores_and_ranks_of_coinr_1_1_14_at_every_level(
    capsys: pytest.CaptureFixture[str],
) -> None:
    # R: build_example_coin(): denominate, impute, treat, min-max 0-100, arithmetic
    files = [str(SHIPPED / "asem_iData.csv"), str(SHIPPED / "asem_iMeta.csv")]
    chosen = ["--normalise", "minmax", "--aggregate", "arithmetic", "--treat", "jrc"]
    chosen += ["--impute", "group-mean", "--group", "EurAsia_group"]
    assert run(["composite", *files, *chosen]) == 0
    found = json.loads(capsys.readouterr().out)
    for row in rows_of("asem_ref_aggregated.csv"):
        unit = row.pop("uCode")
        expected = {code: float(value) for code, value in row.items()}
        assert found["scores"][unit] == pytest.approx(expected, abs=1e-9)
    ranked = {row["uCode"]: int(row["Rank"]) for row in rows_of("asem_ref_results.csv")}
    assert {unit: own["Index"] for unit, own in found["ranks"].items()} == ranked
    assert {level: len(codes) for level, codes in found["levels"].items()} == {
        "1": 49, "2": 8, "3": 2, "4": 1,
    }  # fmt: skip
    assert (len(found["imputed"]), len(found["treated"])) == (65, 35)
