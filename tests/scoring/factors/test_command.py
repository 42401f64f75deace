"""`python -m scoring factor`: what it says of items, and why where it says nothing."""

import json
from pathlib import Path

import numpy as np
import pytest

from scoring.cli.commands import run
from scoring.cli.labelling import row_numbers

NAMES = [f"q{at}" for at in range(1, 10)]


def answers(n: int = 200) -> np.ndarray:
    """Draw nine items of three constructs that have a common part."""
    rng = np.random.default_rng(6)
    general = rng.normal(size=(n, 1))
    groups = np.repeat(0.7 * general + rng.normal(size=(n, 3)), 3, axis=1)
    return np.round(3 + groups + rng.normal(size=(n, 9)), 2)


def written(rows: np.ndarray, names: list[str] = NAMES) -> str:
    lines = [",".join("" if np.isnan(x) else repr(float(x)) for x in row) for row in rows]
    return "\n".join([",".join(names[: rows.shape[1]]), *lines]) + "\n"


@pytest.fixture
def factor(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Run the command on a table, and return its document or the lines of its faults."""

    def act(content: str, *options: str) -> dict | list[str]:
        path = tmp_path / "answers.csv"
        path.write_text(content, "utf-8")
        code = run(["factor", str(path), "--draws", "100", *options])
        printed = capsys.readouterr()
        if code:
            assert (code, printed.out) == (2, "")
            return printed.err.splitlines()
        found = json.loads(printed.out, parse_constant=pytest.fail)
        assert unexplained(found, "") == []
        return found

    def unexplained(part: object, place: str, told: tuple[str, ...] = ()) -> list[str]:
        if isinstance(part, dict):
            told = told or tuple(part["reasons"])
            return [
                null
                for key, inner in part.items()
                for null in unexplained(inner, f"{place}.{key}".lstrip("."), told)
            ]
        return [place] if part is None and not place.startswith(told) else []

    return act


CONSTRUCTS = ["--construct", "A=q1,q2,q3", "--construct", "B=q4,q5,q6", "--construct", "C=q7,q8,q9"]


def test_the_document_says_adequacy_dimensions_and_reliability_with_labels(factor) -> None:
    found = factor(written(answers()), *CONSTRUCTS)
    assert (found["n"], found["k"], found["parallel"]["n_components"]) == (200, 9, 3)
    assert 0.6 < found["kmo"]["overall"] < 1
    assert set(found["kmo"]["items"]) == set(NAMES)
    assert (found["bartlett"]["df"], found["bartlett"]["p"] < 1e-6) == (36, True)
    assert sum(found["pca"]["eigenvalues"]) == pytest.approx(9)
    assert found["pca"]["n_rotated"] == 3
    turned = found["pca"]["varimax_sums_of_squares"]
    assert sum(turned["optimum"]) == pytest.approx(sum(found["pca"]["eigenvalues"][:3]))
    assert [len(sums) for sums in turned.values()] == [3, 3]
    assert 0 < found["omega_h"] < found["omega_total_schmid_leiman"] <= found["glb"] + 0.05
    assert set(found["schmid_leiman"]["q1"]) == {"general", "group"}
    for key in ("cr", "ave"):
        assert {0 < one["standardised"] < 1 for one in found[key].values()} == {True}
    assert set(found["htmt"]) == set(found["htmt2"]) == {"A-B", "A-C", "B-C"}
    assert found["cfa"]["fit"]["df"] == 24
    assert len(found["cfa"]["loadings_standardised"]["B"]) == 3
    for key in ("kmo.overall", "omega_h", "cr.A.points", "ave.C.standardised", "htmt2.A-B", "glb"):
        assert found["labels"][key]
    assert found["labels"]["parallel"].startswith("parallel analysis, eigenvalues of the corr")
    assert set(found["reasons"]) == {"parallel.n_factors"}
    assert (found["missing"]["policy"], found["warnings"]) == ("listwise", [])


def test_a_correlation_matrix_gives_what_its_rows_give(factor) -> None:
    rows = answers()
    matrix = np.corrcoef(rows.T)
    one = factor(written(rows), "--seed", "4")
    other = factor(written(matrix), "--input", "correlation", "--n", "200", "--seed", "4")
    for key in ("kmo", "bartlett", "parallel", "omega_h", "cr"):
        parts = json.dumps(one[key]), json.dumps(other[key])
        if key == "cr":
            assert one[key]["all"]["standardised"] == pytest.approx(
                other[key]["all"]["standardised"], abs=1e-6
            )
        else:
            values = [json.loads(part, parse_float=lambda x: round(float(x), 6)) for part in parts]
            assert values[0] == values[1]
    part = factor(written(matrix), "--input", "correlation", "--n", "200", "--items", "q3,q1,q2,q4")
    assert part["items"] == ["q3", "q1", "q2", "q4"]
    straight = factor(written(rows), "--items", "q3,q1,q2,q4")
    assert part["kmo"]["overall"] == pytest.approx(straight["kmo"]["overall"])


def test_rows_of_a_correlation_matrix_may_be_named_as_r_and_pandas_write_them(factor) -> None:
    matrix = np.corrcoef(answers()[:, :4].T)
    options = ["--input", "correlation", "--n", "200"]
    header, *bare = written(matrix).split()
    plain = factor(written(matrix), *options)
    for first, labels in (("", NAMES), ("item", NAMES), ('""', "1234"), ("", "0123")):
        rows = [f"{label},{row}" for label, row in zip(labels, bare, strict=False)]
        assert factor("\n".join([f"{first},{header}", *rows]), *options) == plain
    rows = [f"{label},{row}" for label, row in zip(NAMES, bare, strict=False)]
    assert factor("\n".join([f",{header}", *reversed(rows)]), *options) == plain
    part = factor("\n".join([f",{header}", *rows]), *options, "--items", "q2,q1,q4")
    assert part["items"] == ["q2", "q1", "q4"]
    (fault,) = factor("\n".join([f",{header}", *rows[:3], f"x,{bare[3]}"]), *options)
    assert "the rows are not named as the columns are" in fault
    (fault,) = factor("\n".join([f",{header}", *rows[:3]]), *options)
    assert "the rows are not named as the columns are" in fault


def test_turned_items_are_suspected_and_turned_back(factor) -> None:
    rows = answers()
    rows[:, 0] *= -1
    found = factor(written(rows))
    assert any("seem reversed" in one and one.endswith("q1") for one in found["warnings"])
    back = factor(written(rows), "--reverse", "q1")
    straight = factor(written(answers()))
    assert back["omega_h"] == pytest.approx(straight["omega_h"], abs=1e-6)
    assert back["omega_total"] == pytest.approx(straight["omega_total"], abs=1e-6)
    assert back["warnings"] == []


def test_two_group_factors_and_the_factor_variant_say_their_cautions(factor) -> None:
    found = factor(written(answers()), "--group-factors", "2", "--parallel", "factors")
    assert found["cautions"]["omega_h"].startswith("two_factors_equal")
    assert found["parallel"]["n_factors"] == 3
    assert found["parallel"]["n_components"] is None


def test_a_close_eigenvalue_asks_for_more_draws(factor) -> None:
    noise = np.random.default_rng(7).normal(size=(300, 6))
    found = factor(written(noise))
    assert any("close to its limit" in one for one in found["warnings"])


@pytest.mark.parametrize(
    ("n", "k", "least"), [(99, 9, 100), (100, 9, None), (199, 40, 200), (200, 40, None)]
)
def test_few_rows_for_the_items_are_warned_of_by_the_rule_of_gorsuch_1983(
    factor, n: int, k: int, least: int | None
) -> None:
    # Factor Analysis, 2nd ed., p. 332: five rows an item, and never fewer than 100
    rows = np.random.default_rng(8).normal(size=(n, k)) + np.arange(float(n))[:, None] % 7
    warnings = factor(written(rows, [f"q{at}" for at in range(k)]))["warnings"]
    said = [one for one in warnings if "rows for" in one]
    assert len(said) == (least is not None)
    assert all(f"{n} rows for {k} items" in one and f" = {least} " in one for one in said)


def test_gaps_are_handled_by_the_named_policy_and_told(factor) -> None:
    rows = answers()
    rows[:5, 0] = np.nan
    silent = factor(written(rows))
    assert any("5 rows left out" in one for one in silent["warnings"])
    assert silent["n"] == 195
    pairwise = factor(written(rows), "--missing", "pairwise")
    assert (pairwise["missing"]["policy"], pairwise["warnings"]) == ("pairwise", [])
    assert 195 < pairwise["n"] < 200
    assert pairwise["missing"]["pair_rows"] == [195, 200]
    assert "pairwise.complete.obs" in pairwise["missing"]["variant"]
    given = rows[5:]
    expected = np.corrcoef(np.nan_to_num(rows).T)
    expected[0, 1:] = expected[1:, 0] = np.corrcoef(given.T)[0, 1:]
    observed = np.linalg.eigvalsh(expected)[::-1]
    assert pairwise["pca"]["eigenvalues"] == pytest.approx(observed, abs=1e-12)
    half = factor(written(rows), "--missing", "half")
    assert (half["n"], half["missing"]["n_imputed"]) == (200, 5)


def test_pairs_that_vary_nowhere_or_contradict_each_other_are_told(factor) -> None:
    rows = answers()[:, :4]
    rows[:, 3] = 2.0
    rows[0, 0] = np.nan
    flat = factor(written(rows), "--missing", "pairwise")
    assert flat["reasons"]["pca.loadings"].startswith("zero_variance_item")
    rows = answers()[:, :3]
    rows[:150, 0], rows[150:, 1] = 4.0, np.nan
    (fault,) = factor(written(rows), "--missing", "pairwise")
    assert "does not vary over the rows that it shares" in fault
    rows = answers()[:, :4]
    for start, (blank, one, other, sign) in enumerate([(0, 1, 2, 1), (1, 0, 2, 1), (2, 0, 1, -1)]):
        rows[start::3, blank] = np.nan
        rows[start::3, other] = sign * rows[start::3, one]
    found = factor(written(rows), "--missing", "pairwise")
    assert any("the matrix is indefinite" in one for one in found["warnings"])
    for key in ("pca.eigenvalues", "kmo.overall", "parallel", "omega_total", "glb", "bartlett.p"):
        assert found["reasons"][key].startswith("indefinite: ")
    six = np.hstack([rows, answers()[:, 4:6]])
    more = factor(written(six), "--missing", "pairwise", "--group-factors", "2")
    assert more["reasons"]["omega_h"].startswith("indefinite: ")


@pytest.mark.parametrize(
    ("rows", "reasons"),
    [
        (answers()[:, :1], {"kmo.overall": "one_item", "glb": "one_item", "parallel": "one_item"}),
        (answers()[:, :2], {"omega_total": "two_items", "cfa": "not_identified"}),
        (answers()[:5], {"kmo.overall": "singular", "parallel": "few_rows", "cfa": "singular"}),
        (
            np.column_stack([answers()[:, :3], np.full(200, 3.0)]),
            {"pca.loadings": "zero_variance_item", "kmo.items.q4": "zero_variance_item"},
        ),
        (
            np.column_stack([answers()[:, :3], answers()[:, 0]]),
            {"parallel": "singular", "omega_h": "not_identified", "bartlett.chi2": "singular"},
        ),
        (
            np.column_stack([answers()[:, :8], answers()[:, 0]]),
            {"omega_h": "singular", "schmid_leiman": "singular"},
        ),
    ],
)
def test_what_is_undefined_is_null_with_its_reason(factor, rows, reasons: dict[str, str]) -> None:
    found = factor(written(rows))
    told = found["reasons"] | found["cautions"]
    assert {key: told[key].split(":")[0] for key in reasons} == reasons
    assert not found["reasons"].keys() & found["cautions"].keys()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--items", "q1,q1"], "names an item twice"),
        (["--items", "x"], "no column 'x'"),
        (["--reverse", "x"], "no item 'x' to reverse"),
        (["--seed", "-1"], "--seed must be 0 or more, not -1"),
        (["--draws", "99"], "--draws must lie between 100 and 100000, not 99"),
        (["--draws", "100001"], "--draws must lie between 100 and 100000, not 100001"),
        (["--group-factors", "1"], "--group-factors must be at least 2"),
        (["--components", "10"], "--components must lie between 0 and the 9 items, not 10"),
        (["--components", "-1"], "--components must lie between 0 and the 9 items, not -1"),
        (["--construct", "A"], "--construct must be NAME=item,item"),
        (["--construct", "A=q1,q2", "--construct", "A=q3"], "each name once"),
        (["--construct", "A=q1,x"], "item 'x' is unknown or used twice"),
        (["--construct", "A=q1", "--construct", "B=q1"], "item 'q1' is unknown or used twice"),
        (["--input", "correlation"], "needs --n"),
        (["--input", "correlation", "--n", "1"], "needs --n"),
        (["--input", "correlation", "--n", "9"], "must be square"),
    ],
)
def test_what_cannot_be_used_is_said_in_one_line(factor, options: list[str], words: str) -> None:
    (fault,) = factor(written(answers()), *options)
    assert words in fault


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("a,b\n1,0.5\n0.5,2\n", "not a correlation matrix"),
        ("a,b\n1,1.5\n1.5,1\n", "not a correlation matrix"),
        ("a,b\n1,0.5\n,1\n", "must not have blank cells"),
        ("a,b\n1,0.5\n0.4,1\n", "must be symmetric"),
    ],
)
def test_what_is_no_correlation_matrix_is_refused(factor, content: str, words: str) -> None:
    (fault,) = factor(content, "--input", "correlation", "--n", "50")
    assert words in fault


def test_correlations_of_two_rows_are_the_least_that_are_read(factor) -> None:
    found = factor("a,b\n1,0.5\n0.5,1\n", "--input", "correlation", "--n", "2")
    assert (found["n"], found["parallel"]["n_components"]) == (2, None)


def test_few_rows_and_many_items_are_refused(factor) -> None:
    (fault,) = factor(written(answers(1)))
    assert "fewer than two rows" in fault
    gaps = np.array([[1.0, np.nan], [np.nan, 2.0], [3.0, 1.0]])
    (fault,) = factor(written(gaps), "--missing", "pairwise")
    assert "two items share fewer than two rows" in fault
    names = [f"q{at}" for at in range(201)]
    (fault,) = factor(written(np.ones((3, 201)), names))
    assert "at most 200 items" in fault
    faults = factor("id,a\nx,1\ny,2\n")
    assert len(faults) == 1
    assert "column 'id' holds no number" in faults[0]


def test_numbers_of_rows_are_no_answers() -> None:
    counted = np.column_stack([np.arange(30.0), np.ones(30)])
    assert row_numbers(counted, ["id", "a"]) == ["id"]
    assert row_numbers(counted[:20], ["id", "a"]) == []
