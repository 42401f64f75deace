"""The command `composite`: what it refuses, in one line a fault."""

import pytest

from fixtures.composite_files import DATA, META, Files


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ("--normalise zscore --aggregate geometric", "zscore may be negative"),
        ("--normalise tscore --aggregate harmonic", "tscore may be negative"),
        ("--range 5", "two numbers"),
        ("--range 5,1", "two numbers"),
        ("--range nan,1", "two numbers"),
        ("--range x,1", "two numbers"),
        ("--availability 2", "--availability must"),
        ("--availability nan", "--availability must"),
        ("--unit nobody", "no column 'nobody'"),
        ("--group nobody", "no column 'nobody'"),
        ("--normalise target", "no target for a"),
        ("--normalise none", "direction -1"),
        ("--aggregate geometric --range 0,1", "above 0 for a geometric mean"),
        ("--aggregate geometric --range=-5,1", "above 0 for a geometric mean"),
        ("--normalise goalpost --treat jrc", "not treated before"),
    ],
)
def test_options_that_cannot_be_used_are_refused_in_one_line(
    cohort: Files, options: str, words: str
) -> None:
    (line,) = cohort.refused(options)
    assert words in line


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("uCode,kind,size,a", "a,kind,size,x", ["no column 'a'", "unit"]),
        ("p,k,2,4", "q,k,2,4", ["unit 'q' is repeated"]),
        ("p,k,2,4", ",k,2,4", ["line 2 names no unit"]),
        ("p,k,2,4", "p,k,0,4", ["line 2: size must be above 0"]),
        ("p,k,2,4", "p,k,-1,4", ["line 2: size must be above 0"]),
        ("p,k,2,4", "p,k,2,four", ["'four' in 'a' is no number"]),
        ("p,k,2,4", "p,k,2,inf", ["'inf' in 'a'"]),
        ("p,k,2,4", "p,k,2", ["cells, not 7"]),
        ("a,b,c,remark", "a,b,b,remark", ["repeated"]),
    ],
)
def test_figures_that_cannot_be_used_are_refused(
    cohort: Files, old: str, new: str, words: list[str]
) -> None:
    assert old in DATA
    lines = cohort.refused("", DATA.replace(old, new))
    assert any(word in "\n".join(lines) for word in words)


def test_groups_to_impute_by_must_be_named_where_there_are_several(cohort: Files) -> None:
    meta = META + ",remark,,,,Group,,,,,\n"
    assert "name the --group: kind, remark" in cohort.refused("--impute group-mean", meta=meta)[0]
    bare = META.replace(",kind,,,,Group,,,,,\n", "")
    assert "name the --group: -" in cohort.refused("--impute group-mean", meta=bare)[0]


def test_units_that_no_column_names_are_asked_for(cohort: Files) -> None:
    (line,) = cohort.refused("", DATA.replace("uCode,kind,size,a", "kind,uKind,size,a"))
    assert "--unit" in line


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("iCode", "name", "no column iCode"),
        ("Parent", "above", "no column Parent"),
        ("1,a,1,1,X,Indicator", "1,a,0,1,X,Indicator", "direction of 'a'"),
        ("1,a,1,1,X,Indicator", "1,a,,1,X,Indicator", "direction of 'a'"),
        ("1,a,1,1,X,Indicator", "1,a,1,,X,Indicator", "'a' has no weight"),
        ("1,a,1,1,X,Indicator", "1,a,1,-1,X,Indicator", "weights below 'X'"),
        ("1,a,1,1,X,Indicator", "1,a,1,much,X,Indicator", "'much' in weight"),
        ("1,a,1,1,X,Indicator", "1,a,1,1_0,X,Indicator", "'1_0' in weight"),
        ("1,a,1,1,X,Indicator", "1,a,1,inf,X,Indicator", "'inf' in weight"),
        ("1,a,1,1,X,Indicator", "1,a,1,1,X,Index", "unknown type 'Index'"),
        ("1,a,1,1,X,Indicator", "1,a,1,1,W,Indicator", "parent 'W' of 'a' is not there"),
        ("1,a,1,1,X,Indicator", "1,b,1,1,X,Indicator", "code 'b' is repeated"),
        ("1,a,1,1,X,Indicator", "1,,1,1,X,Indicator", "no code"),
        ("1,a,1,1,X,Indicator", "2,a,1,1,X,Indicator", "level of 'a' is not below"),
        ("1,a,1,1,X,Indicator", "0,a,1,1,X,Indicator", "whole number"),
        ("size,,0,10,", "size,,10,0,", "goalposts of 'a'"),
        ("size,,0,10,", "size,,0,,", "goalposts of 'a'"),
        ("size,,0,10,", "size,,0,10,root", "unknown transform 'root'"),
        ("Transform", "Aggregation", "unknown aggregation 'sum'"),
        ("3,T,,,,Aggregate", "3,T,,,X,Aggregate", "level of 'T'"),
    ],
)
def test_a_meta_that_cannot_be_used_is_refused(
    cohort: Files, old: str, new: str, words: str
) -> None:
    assert old in META
    meta = META.replace(old, new, 1)
    if new == "Aggregation":
        meta = meta.replace("Aggregate,,,,,", "Aggregate,,,,,sum", 1)
    if words == "level of 'T'":
        meta = (
            meta.replace("2,X,,1,T", "3,X,,1,")
            .replace("2,Y,,1,T", "2,Y,,1,X")
            .replace("3,T,,,X,Aggregate", "4,T,,1,X,Aggregate")
            .replace("1,c,1,1,Y", "1,c,1,1,T")
        )
        meta = meta.replace("2,Y,,1,X,Aggregate,,,,,\n", "").replace("3,X,,1,,", "3,X,,,,")
    lines = cohort.refused("", meta=meta)
    assert any(words in line for line in lines)
