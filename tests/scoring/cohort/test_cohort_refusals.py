"""What `python -m scoring cohort` refuses, on one line each."""

import pytest

from fixtures.scoring_desk import Desk


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (("--weights", "1,x"), "must be numbers"),
        (("--weights", "1"), "there are 2 indicators"),
        (("--weights", "1.5,-0.5"), "not negative"),
        (("--bod-shares", "0.1"), "LOW,HIGH"),
        (("--bod-shares", "0.6,0.9"), "no 2 shares"),
        (("--bod-shares", "nan,0.9"), "bounds must keep"),
        (("--cuts", "good"), "GRADE=LOWEST"),
        (("--cuts", "good=nan"), "GRADE=LOWEST"),
        (("--cuts", ""), "must fall from the best"),
        (("--cuts", "pass=60,good=80"), "must fall from the best"),
        (("--cuts", "good=80,good=60"), "named twice"),
        (("--quota", "101"), "between 0 and 100"),
        (("--quota", "nan"), "between 0 and 100"),
        (("--quota", "20", "--cuts", "good=80", "--quota-grade", "best"), "is no grade"),
        (("--quota", "20", "--tie-break", "z"), "no column 'z'"),
        (("--by", "z"), "no column 'z'"),
        (("--grade", "z"), "no column 'z'"),
        (("--total", "z"), "no column 'z'"),
        (("--margin", "-1"), "margin must be"),
        (("--cost", "z"), "no indicator"),
        (("--previous", "nothing.csv"), "cannot read nothing.csv"),
    ],
)
def test_options_that_cannot_be_used_are_refused_on_one_line(
    desk: Desk, options: tuple[str, ...], words: str
) -> None:
    assert (
        words in desk.refused("cohort", desk.path("id,a,b\nT1,1,5\nT2,2,1\nT3,9,1\n"), *options)[0]
    )


@pytest.mark.parametrize(
    ("posts", "words"),
    [
        ("indicator,low,high\na,0,1\n", "must have the columns"),
        ("indicator,floor,target\na,0,1\n", "must name indicator 'b' once"),
        ("indicator,floor,target\na,0,1\nb,0,1\nb,0,2\n", "must name indicator 'b' once"),
        ("indicator,floor,target\na,0,1\nb,3,3\n", "must lie below"),
        ("indicator,floor,target\na,0,1\nb,,3\n", "NaN"),
        ("indicator,floor,target\na,0,1\nb,x,3\n", "is no number"),
    ],
)
def test_goalposts_that_cannot_be_used_are_refused(desk: Desk, posts: str, words: str) -> None:
    path = desk.path("id,a,b\nT1,1,5\nT2,2,1\n")
    assert words in desk.refused("cohort", path, "--goalposts", desk.path(posts, "posts.csv"))[0]


def test_a_cost_must_fall_towards_its_target(desk: Desk) -> None:
    posts = desk.path("indicator,floor,target\na,0,1\nb,0,1\n", "posts.csv")
    path = desk.path("id,a,b\nT1,1,5\nT2,2,1\n")
    assert "is a --cost" in desk.refused("cohort", path, "--goalposts", posts, "--cost", "b")[0]


def test_too_many_tasks_are_refused(desk: Desk) -> None:
    rows = "".join(f"T{at},{at}\n" for at in range(2_001))
    assert "at most 2000 tasks" in desk.refused("cohort", desk.path("id,a\n" + rows))[0]


def test_a_first_column_of_numbers_with_their_thousands_apart_names_no_task(desk: Desk) -> None:
    path = desk.path('a,b\n"1,200",3\n"2,000",4\n"1,000",5\n')
    assert "column 'a' holds no number (here '1,200')" in desk.refused("cohort", path)[0]
