"""The command `agreement`: every form of input, and what it refuses."""

import pytest

from fixtures.agreement_tables import THREE, TWO, lines
from fixtures.reference_sets import SHIPPED


def test_rows_may_be_raters_and_the_header_may_say_so(agreement) -> None:
    text = (SHIPPED / "krippendorff_2011_C.csv").read_text("utf-8")
    for options in ([], ["--rows", "raters"]):
        found = agreement(text, *options, level="interval")
        assert found["krippendorff_alpha"] == pytest.approx(0.8491071429, abs=1e-9)
        assert (found["n_units"], found["raters"]) == (12, ["A", "B", "C", "D"])
    assert sum("rows were read as raters" in one for one in agreement(text)["warnings"]) == 1
    turned = agreement(lines("1,2,3", "1,2,3", "1,2,1"), "--rows", "raters")
    assert (turned["n_units"], turned["raters"]) == (3, ["1", "2"])
    kept = agreement(text, "--rows", "units")
    assert (kept["n_units"], kept["n_raters"]) == (4, 12)


def test_a_first_column_that_names_the_rows_is_no_rater(agreement) -> None:
    for name, cells in (("target", "123456"), ("task name", "uvwxyz")):
        rows = [f"{cell},{row}" for cell, row in zip(cells, THREE.split()[1:], strict=True)]
        found = agreement(lines(f"{name},a,b,c", *rows))
        assert found["raters"] == ["a", "b", "c"]
        assert any("only names the rows" in one for one in found["warnings"])
    chosen = agreement(lines("target,a,b,c", *rows), "--names", "target")
    assert not any("only names the rows" in one for one in chosen["warnings"])
    columns = agreement(lines("target,a,b", "1,1,1", "1,2,2", "2,2,1"), "--columns", "a,b")
    assert columns["raters"] == ["a", "b"]
    repeated = agreement(lines("expert,peer", "1,1", "1,2", "2,2"))
    assert repeated["raters"] == ["expert", "peer"]


SLIPS = ("x", "0x10", "True", "9" * 400, '"1,200"', "四", "1_0", "inf", "1e300")


@pytest.mark.parametrize("level", ["nominal", "ordinal", "interval", "ratio"])
@pytest.mark.parametrize("slip", SLIPS)
def test_one_slip_in_the_first_column_drops_no_rater(refusal, level: str, slip: str) -> None:
    text = lines("a,b,c", "1,1,2", "3,3,3", f"{slip},4,4", "5,5,4", "2,2,3")
    said = refusal(text, level=level).splitlines()
    assert f"(line 4): {slip[:40].strip(chr(34))!r} in 'a' is no number" in said[0]
    assert ("list all of them with --categories" in said[-1]) == (level in ("nominal", "ordinal"))


def test_a_first_column_of_words_with_a_number_among_them_is_a_rater_too(
    refusal, agreement
) -> None:
    said = refusal(lines("who,a,b", "ann,1,2", "7,3,3", "cy,4,4"), level="interval")
    assert "'ann' in 'who' is no number" in said
    assert "'cy' in 'who' is no number" in said
    apart = lines("a,b", '"1,200",3', '"2,000",4', '"1,000",5')
    assert "column 'a' holds no number (here '1,200')" in refusal(apart, level="interval")
    meant = agreement(lines("a,b", "1,1", "2,x", "2,2"), "--categories", "1,2,x", level="nominal")
    assert (meant["raters"], meant["categories"]) == (["a", "b"], ["1", "2", "x"])


def test_one_rating_a_row_is_read_with_and_without_being_told(agreement) -> None:
    rows = [
        f"{unit},{rater},{value}"
        for unit, row in enumerate(THREE.split()[1:])
        for rater, value in zip("xyz", row.split(","), strict=True)
    ]
    expected = agreement(THREE)["krippendorff_alpha"]
    told = agreement(lines("wine,who,points", *rows), "--input", "pairs")
    found = agreement(lines("Wine,Judge,Scores", *rows))
    turned = [",".join([*row.split(",")[1::-1], row.split(",")[2]]) for row in rows]
    swapped = agreement(lines("judge,wine,points", *turned), "--input", "pairs")
    for one in (told, found, swapped):
        assert one["krippendorff_alpha"] == pytest.approx(expected, abs=1e-12)
        assert one["raters"] == ["x", "y", "z"]
        assert any("one rating a row was read" in word for word in one["warnings"])
    assert "unit 'wine', rater 'judge'" in " ".join(swapped["warnings"])


def test_a_gap_in_the_long_form_is_a_missing_rating(agreement) -> None:
    text = lines("unit,rater,value", "1,a,1", "1,b,1", "2,a,2", "2,b,", "3,a,3")
    found = agreement(text, "--input", "pairs")
    assert (found["n_units"], found["n_ratings"]) == (3, 4)


@pytest.mark.parametrize(
    "text",
    [
        lines("a,b", "1,1", "2,3"),
        lines("x,a,b", "u,1,1", "v,2,3"),
        lines("a,b,n", "1,1,1", "2,3,1"),
        lines("unit,rater,value", "u,a,1", "u,b,1", "v,a,2", "v,b,3"),
    ],
)
def test_every_form_of_pairs_counts_categories_that_nobody_used(agreement, text: str) -> None:
    # Gwet 2008: by chance 1 / (q - 1) * sum of p (1 - p), with q of the code book
    for book, chance in (("1,2,3", 0.625 / 2), ("1,2,3,4", 0.625 / 3)):
        found = agreement(text, "--input", "pairs", "--categories", book, level="nominal")
        assert (found["categories"], found["n_units"]) == (book.split(","), 2)
        assert found["gwet"]["ac1"] == pytest.approx((0.5 - chance) / (1 - chance))


def test_pairs_may_have_a_count_or_a_name(agreement) -> None:
    whole = agreement(TWO)["cohen_kappa"]
    assert agreement(TWO, "--input", "pairs")["cohen_kappa"] == whole
    named = [f"s{at},{row}" for at, row in enumerate(TWO.split()[1:])]
    assert agreement(lines("x,a,b", *named), "--input", "pairs")["cohen_kappa"] == whole
    counted = lines("a,b,count", "1,1,2", "2,2,2", "3,3,2", "3,2,1", "1,2,1", "2,1,1", "3,1,0")
    found = agreement(counted, "--input", "pairs")
    assert found["cohen_kappa"] == pytest.approx(whole, abs=1e-12)
    assert found["n_units"] == 9


def test_counts_by_category_have_what_needs_no_raters_by_name(agreement) -> None:
    counts = [",".join(str(row.split(",").count(c)) for c in "321") for row in THREE.split()[1:]]
    found = agreement(
        lines("subject,3,2,1", *[f"{at},{row}" for at, row in enumerate(counts)]),
        "--input",
        "counts",
        level="interval",
    )
    expected = agreement(THREE, level="interval")
    for key in ("krippendorff_alpha", "fleiss_kappa"):
        assert found[key] == pytest.approx(expected[key], abs=1e-12)
    assert found["gwet"] == pytest.approx(expected["gwet"], abs=1e-12)
    assert found["icc"]["ICC1"] == pytest.approx(expected["icc"]["ICC1"], abs=1e-9)
    assert found["reasons"]["icc.ICC2"].startswith("raters_unnamed: ")
    assert found["reasons"]["kendall_w.value"].startswith("raters_unnamed: ")
    assert found["reasons"]["cohen_kappa"].startswith("raters_unnamed: ")
    assert (found["categories"], found["categories_from"]) == (["1", "2", "3"], "header")
    assert (found["raters"], found["n_raters"]) == (None, None)


def test_counts_take_the_order_of_words_from_the_header_or_the_code_book(agreement) -> None:
    text = lines("low,mid,high", "2,1,0", "0,2,1", "0,0,3", "3,0,0")
    found = agreement(text, "--input", "counts")
    assert found["categories"] == ["low", "mid", "high"]
    other = agreement(text, "--input", "counts", "--categories", "low,high,mid")
    assert (other["categories"], other["categories_from"]) == (["low", "high", "mid"], "code book")
    assert other["krippendorff_alpha"] != found["krippendorff_alpha"]


FCE = (SHIPPED / "cohen_fce1969_props.csv").read_text("utf-8")
GIVEN = ["--input", "proportions", "--disagreement", "0,1,3;1,0,6;3,6,0"]


def test_shares_give_kappas_and_the_number_of_units_gives_the_rest(agreement) -> None:
    found = agreement(FCE, *GIVEN, level="nominal")
    assert found["cohen_kappa"] == pytest.approx(0.4915254237, abs=1e-9)
    assert found["weighted_kappa"]["given"] == pytest.approx(0.347826087, abs=1e-9)
    assert found["reasons"]["krippendorff_alpha"].startswith("no_n: ")
    assert found["reasons"]["cohen_kappa.ci"].startswith("no_n: ")
    assert (found["n_units"], found["benchmark"]) == (None, {})
    more = agreement(FCE, *GIVEN, "--n", "200")
    assert more["se"]["cohen_kappa"] == pytest.approx(0.0510, abs=1e-4)
    assert (more["n_units"], more["n_ratings"]) == (200, 400)
    assert more["krippendorff_alpha"] is not None
    odd = agreement(FCE, *GIVEN, "--n", "37")
    assert odd["krippendorff_alpha"] is None
    assert odd["se"]["cohen_kappa"] > more["se"]["cohen_kappa"]


def test_shares_alone_give_every_coefficient_that_depends_on_shares_only(agreement) -> None:
    bare = lines("1,2", ".5,.2", ".2,.1")
    found = agreement(bare, "--input", "proportions")
    assert found["gwet"]["ac1"] == pytest.approx(0.310345, abs=5e-7)
    assert found["fleiss_kappa"] == pytest.approx(0.047619, abs=5e-7)
    assert found["fleiss_generalised"] == found["fleiss_kappa"]
    for key in ("gwet.ac1.ci", "fleiss_generalised.ci", "krippendorff_alpha", "icc.ICC1"):
        assert found["reasons"][key].startswith("no_n: ")
    assert found["labels"]["fleiss_kappa"] == "Fleiss' kappa"
    whole = agreement(FCE, "--input", "proportions", "--n", "200")
    parts = agreement(FCE, "--input", "proportions")
    odd = agreement(FCE, "--input", "proportions", "--n", "37")
    for one in (parts, odd):
        assert one["gwet"] == pytest.approx(whole["gwet"], abs=1e-12)
        assert one["fleiss_kappa"] == pytest.approx(whole["fleiss_kappa"], abs=1e-12)
    assert odd["se"]["gwet.ac1"] / whole["se"]["gwet.ac1"] == pytest.approx((199 / 36) ** 0.5)
    nominal = agreement(FCE, "--input", "proportions", level="nominal")
    assert nominal["gwet"]["ac1"] == pytest.approx(whole["gwet"]["ac1"], abs=1e-12)
    assert nominal["reasons"]["gwet.ac2_linear"].startswith("nominal_level: ")


def test_a_square_table_may_hold_counts_and_its_rows_may_stand_in_any_order(agreement) -> None:
    header, *rows = FCE.split()
    cells = [
        [row.split(",")[0], *(str(round(200 * float(c))) for c in row.split(",")[1:])]
        for row in rows
    ]
    counts = lines(header, *(",".join(row) for row in reversed(cells)))
    found = agreement(counts, "--input", "proportions")
    expected = agreement(FCE, "--input", "proportions", "--n", "200")
    assert found["cohen_kappa"] == pytest.approx(expected["cohen_kappa"], abs=1e-12)
    assert any("counts of 200 units" in one for one in found["warnings"])
    bare = agreement(lines("1,2", "30,10", "5,55"), "--input", "proportions", level="interval")
    assert bare["icc"]["ICC1"]["value"] is not None
    rounded = agreement(lines("1,2", "0.33,0.33", "0.33,0"), "--input", "proportions")
    assert any("add up to 0.99" in one for one in rounded["warnings"])


def test_words_have_their_order_from_numbers_letters_or_the_code_book(agreement) -> None:
    grades = agreement(lines("a,b", "2nd,2nd", "10th,2nd", "10th,10th", "1st,1st"))
    assert grades["categories"] == ["1st", "2nd", "10th"]
    assert any("order of the categories was read" in one for one in grades["warnings"])
    letters = agreement(lines("x,y", "A,A", "B,C", "C,C", "A,B"))
    assert letters["categories"] == ["A", "B", "C"]
    options = ["--categories", 'low,"fair, or so",high']
    words = lines("x,y", "low,low", 'high,"fair, or so"', "high,high")
    given = agreement(words, *options)
    assert given["categories"] == ["low", "fair, or so", "high"]
    assert given["categories_from"] == "code book"
    assert given["reasons"]["icc.ICC2"].startswith("text_ratings: ")
    assert given["kendall_w"]["value"] is not None
    nominal = agreement(lines("x,y", "Neurosis,Neurosis", "Other,3"), level="nominal")
    assert nominal["categories"] == ["3", "Neurosis", "Other"]


COUNTS, SHARES, PAIRS = (["--input", form] for form in ("counts", "proportions", "pairs"))


@pytest.mark.parametrize(
    ("text", "level", "options", "words"),
    [
        ("a,b\n1,x\n", "interval", [], "'x' in 'b' is no number"),
        ("a,b\n1,inf\n", "ratio", [], "'inf' in 'b' is no number"),
        ("a,b\nlow,high\n", "ordinal", [], "give them in order with --categories"),
        ("a,b\n", "ordinal", [], "there are no rows"),
        ("a,b\n1,1\n2\n", "ordinal", [], "1 cells, not 2"),
        (TWO, "ordinal", ["--columns", "a,z"], "no column 'z'"),
        (TWO, "ordinal", ["--columns", "a,a"], "names a column twice"),
        (TWO, "ordinal", ["--names", "z"], "no column 'z' for --names"),
        ("a\n1\n", "ordinal", ["--names", "a"], "no column of ratings is left"),
        ("unit,a,b\n1,1,1\n1,2,2\n", "ordinal", [], "repeats a name or lacks one"),
        (TWO, "ordinal", ["--categories", "1,2"], "'3' in 'a' is none of --categories"),
        (TWO, "ordinal", ["--categories", "1"], "two or more, all different"),
        (TWO, "ordinal", ["--categories", ""], "two or more, all different"),
        (TWO, "ordinal", ["--categories", "1,3,2"], "must be in order"),
        (TWO, "ordinal", ["--categories", "1,1.0"], "a number is given twice"),
        (TWO, "interval", ["--categories", "x,y"], "must be numbers at this level"),
        (TWO, "ordinal", ["--categories", "x,y"], "'1' in 'a' is none of --categories"),
        (TWO, "ordinal", ["--confidence", "1"], "--confidence must lie"),
        (TWO, "ordinal", ["--draws", "99"], "--draws must lie between 100 and 100000"),
        (TWO, "ordinal", ["--seed", "-1"], "--seed must be 0 or more, not -1"),
        (TWO, "ordinal", ["--n", "5"], "goes with --input proportions"),
        (TWO, "ordinal", ["--disagreement", "0,1;1"], "--disagreement"),
        (TWO, "ordinal", ["--disagreement", "0,x;1,0"], "--disagreement"),
        (TWO, "ordinal", ["--disagreement", "0,1;1,0"], "needs 3 rows, not 2"),
        ("1,2\n1,0.5\n", "ordinal", COUNTS, "counts must be whole numbers"),
        ("1,2\n1,\n", "ordinal", COUNTS, "counts must be whole numbers"),
        ("1,2\n0,0\n", "ordinal", COUNTS, "not all 0"),
        ("1,2\n1,99999999\n", "ordinal", COUNTS, "the counts are too large"),
        ("x,y\n1,2\n", "interval", COUNTS, "categories in the header must be numbers"),
        ("x,y\n1,2\n", "nominal", [*COUNTS, "--categories", "x,z"], "not those of the header"),
        ("x,y\n1,2\n", "nominal", [*COUNTS, "--rows", "raters"], "--rows goes with --input raw"),
        ("x,y,z\n.5,.5,0\n", "nominal", SHARES, "must be square, not 1 rows of 3"),
        ("x,y\n.5,.4\n.4,.5\n", "nominal", SHARES, "the shares add up to 1.8, not 1"),
        ("x,y\n.5,-.5\n.5,.5\n", "nominal", SHARES, "shares must be 0 or more"),
        ("x,y\n.5,\n.5,0\n", "nominal", SHARES, "shares must be 0 or more"),
        ("r,x,y\nx,.5,0\nz,0,.5\n", "nominal", SHARES, "not named as the columns are"),
        ("x,y\n5,0\n1,5\n", "nominal", [*SHARES, "--n", "9"], "--n is not the sum of counts 11"),
        ("x,y\n5,0\n1,5\n", "nominal", [*SHARES, "--n", "0"], "--n must be above 0"),
        ("a\n1\n", "nominal", PAIRS, "needs two or three columns"),
        (TWO, "nominal", [*PAIRS, "--columns", "a,z"], "no column 'z'"),
        ("a,b,n\n1,1,-2\n", "nominal", PAIRS, "counts must be whole numbers"),
        ("a,b,n\n1,1,30000000\n", "nominal", PAIRS, "the counts are too large"),
        ("u,r,v\n1,a,1\n1,a,2\n", "nominal", PAIRS, "line 3: rater 'a' has rated '1' before"),
        ("u,r,v\n1,a,1\n1,,2\n", "nominal", PAIRS, "a unit or a rater has no name"),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(
    refusal, text: str, level: str, options: list[str], words: str
) -> None:
    said = refusal(text, *options, level=level)
    assert words in said
    assert all(" | " in line for line in said.splitlines())


def test_too_many_units_and_raters_are_refused(refusal, monkeypatch) -> None:
    monkeypatch.setattr("scoring.cli.agreement_tallies.MOST_CELLS", 3)
    text = lines("u,r,v", "1,a,1", "1,b,1", "2,a,1")
    assert "too many units and raters" in refusal(text, "--input", "pairs")


def test_only_the_first_strangers_are_listed(refusal) -> None:
    said = refusal(lines("a,b", *["8,9"] * 15), "--categories", "1,2")
    assert len(said.splitlines()) == 20
