"""`python -m scoring reliability`: every figure has a label, and a value or a reason."""

import json
from pathlib import Path

import numpy as np
import pytest

from scoring.cli.commands import run

GOOD = np.clip(
    np.rint(
        3
        + np.random.default_rng(1).normal(size=(60, 1))
        + np.random.default_rng(2).normal(size=(60, 5))
    ),
    1,
    5,
)
KEYS = ("n", "k", "alpha", "alpha_standardised", "alpha_ci", "items", "split_half", "lambda2")
KEYS += ("lambda6", "omega_total", "reversed_suspects", "warnings", "labels", "reasons", "missing")


def written(rows: object, names: str = "") -> str:
    """Write a table as text, blank where a number is missing."""
    matrix = np.asarray(rows, dtype=float)
    header = names or ",".join(f"q{at + 1}" for at in range(matrix.shape[1]))
    lines = [",".join("" if np.isnan(x) else repr(float(x)) for x in row) for row in matrix]
    return "\n".join([header, *lines]) + "\n"


@pytest.fixture
def analyse(tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    """Run the command on a table, and return its document or the lines of its faults."""

    def act(content: str | bytes, *options: str) -> dict | list[str]:
        path = tmp_path / "answers.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        code = run(["reliability", str(path), *options])
        printed = capsys.readouterr()
        if code:
            assert (code, printed.out) == (2, "")
            return printed.err.splitlines()
        assert printed.err == ""
        found = json.loads(printed.out, parse_constant=pytest.fail)  # neither NaN nor Infinity
        assert unexplained(found) == []
        return found

    return act


def unexplained(found: dict) -> list[str]:
    """Name every null that has no reason."""
    nulls = []

    def walk(part: object, place: str) -> None:
        if isinstance(part, dict):
            for key, inner in part.items():
                walk(inner, f"{place}.{key}" if place else key)
        elif part is None:
            nulls.append(place)

    walk({key: part for key, part in found.items() if key != "items"}, "")
    for item in found["items"]:
        nulls += [f"items.{item['item']}.{key}" for key, value in item.items() if value is None]
    told = set(found["reasons"])
    return [
        null
        for null in nulls
        if null not in told and f"items[].{null.rsplit('.', 1)[-1]}" not in told
    ]


def test_the_document_has_the_keys_of_its_contract_and_a_label_for_each_figure(analyse) -> None:
    found = analyse(written(GOOD), "--min", "1", "--max", "5", "--draws", "200", "--seed", "3")
    assert set(KEYS) <= set(found)
    assert (found["n"], found["k"]) == (60, 5)
    assert {"feldt", "asymptotic", "bonett", "bootstrap", "bootstrap_bca"} == set(found["alpha_ci"])
    for low, high in found["alpha_ci"].values():
        assert low < found["alpha"] < high
    assert set(found["split_half"]) == {"r", "spearman_brown", "lambda4"}
    items = {"item", "n", "mean", "sd", "r_drop", "alpha_if_deleted", "floor_share"}
    assert items | {"ceiling_share"} == set(found["items"][0])
    assert found["items"][0]["mean"] == pytest.approx(GOOD[:, 0].mean())
    assert found["items"][0]["sd"] == pytest.approx(GOOD[:, 0].std(ddof=1))
    assert found["items"][1]["floor_share"] == (GOOD[:, 1] == 1).mean()
    labelled = {"alpha", "alpha_standardised", "kr20", "lambda2", "lambda6", "omega_total"}
    labelled |= {f"alpha_ci.{key}" for key in found["alpha_ci"]}
    labelled |= {"split_half.r", "split_half.spearman_brown", "split_half.lambda4"}
    assert labelled <= set(found["labels"])
    assert "raw (covariance)" in found["labels"]["alpha"]
    drawn = found["bootstrap"]
    assert (drawn["seed"], drawn["draws"], drawn["dropped"]) == (3, 200, 0)
    assert set(found["reasons"]) == {"kr20"}


def test_the_same_seed_prints_the_same_document(analyse) -> None:
    one, other = (analyse(written(GOOD), "--draws", "100", "--seed", "9") for _ in range(2))
    assert one == other


def test_reversed_items_are_suspected_and_mirrored_about_the_scale(analyse) -> None:
    turned = GOOD.copy()
    turned[:, 2] = 6 - turned[:, 2]
    found = analyse(written(turned), "--draws", "100")
    assert found["reversed_suspects"] == ["q3"]
    assert any("seem reversed" in one and one.endswith("q3") for one in found["warnings"])
    mirrored = analyse(written(turned), "--reverse", "q3", "--min", "1", "--max", "5")
    straight = analyse(written(GOOD), "--min", "1", "--max", "5")
    assert mirrored["alpha"] == pytest.approx(straight["alpha"], abs=1e-12)
    assert mirrored["items"] == straight["items"]


@pytest.mark.parametrize(
    ("rows", "options", "reasons"),
    [
        (GOOD[:, :1], [], {"alpha": "one_item", "items.q1.r_drop": "one_item"}),
        (GOOD[:1], [], {"alpha": "few_rows", "items.q1.sd": "few_rows"}),
        (GOOD[:1], ["--missing", "pairwise"], {"alpha": "few_rows", "bootstrap.se": "few_rows"}),
        (np.full((5, 2), np.nan), [], {"alpha": "few_rows", "items.q1.mean": "few_rows"}),
        (
            np.full((5, 2), np.nan),
            ["--missing", "pairwise", "--min", "1", "--max", "5"],
            {"items.q1.mean": "no_answers", "items.q2.floor_share": "no_answers"},
        ),
        (np.full((5, 3), 2.0), [], {"alpha": "no_variance", "omega_total": "zero_variance_item"}),
        (
            [[1, 3, 1], [2, 3, 3], [5, 3, 4]],
            [],
            {"alpha_standardised": "zero_variance_item", "items.q2.r_drop": "zero_variance_item"},
        ),
        (
            [[1, 5, 3], [5, 1, 2], [3, 3, 4]],
            [],
            {"items.q3.r_drop": "no_variance", "items.q3.alpha_if_deleted": "no_variance"},
        ),
        (np.repeat(GOOD[:, :1], 3, axis=1), [], {"lambda6": "singular", "omega_total": "singular"}),
        (GOOD[:, :2], [], {"items.q1.alpha_if_deleted": "two_items", "omega_total": "two_items"}),
        (GOOD * 1e90, [], {"kr20": "not_binary"}),
        (GOOD * 1e-90, [], {"kr20": "not_binary"}),
    ],
)
def test_what_is_undefined_is_null_with_its_reason(
    analyse, rows: object, options: list[str], reasons: dict[str, str]
) -> None:
    found = analyse(written(rows), "--draws", "100", *options)
    told = found["reasons"] | found["cautions"]
    assert {key: told[key].split(":")[0] for key in reasons} == reasons
    assert not found["reasons"].keys() & found["cautions"].keys()


def test_units_change_nothing_but_means_and_spreads(analyse) -> None:
    one = analyse(written(GOOD), "--draws", "100")
    for unit in (1e-90, 1e-9, 1e9, 1e90):
        other = analyse(written(GOOD * unit), "--draws", "100")
        for key in ("alpha", "lambda2", "lambda6", "omega_total", "split_half"):
            assert other[key] == pytest.approx(one[key], abs=1e-7)
        for key, limits in one["alpha_ci"].items():
            assert other["alpha_ci"][key] == pytest.approx(limits, abs=1e-7)


@pytest.mark.parametrize(
    ("content", "options", "words"),
    [
        (written(GOOD), ["--items", "q1,q9"], ["no column 'q9'"]),
        (written(GOOD), ["--items", "q1,q1"], ["names an item twice"]),
        (written(GOOD), ["--reverse", "q1"], ["--reverse needs --min and --max"]),
        (written(GOOD), ["--reverse", "q9"], ["no item 'q9' to reverse"]),
        (written(GOOD), ["--min", "1"], ["--min and --max go together"]),
        (written(GOOD), ["--min", "5", "--max", "1"], ["--min must be below --max"]),
        (written(GOOD), ["--min", "nan", "--max", "1"], ["--min must be below --max"]),
        (written(GOOD), ["--min", "1", "--max", "1e300"], ["--min must be below --max"]),
        (written(GOOD), ["--seed", "-1"], ["--seed must be 0 or more, not -1"]),
        (written(GOOD), ["--draws", "99"], ["--draws must lie between 100 and 100000, not 99"]),
        (written(GOOD), ["--confidence", "1"], ["confidence must lie"]),
        (written(GOOD), ["--confidence", "nan"], ["confidence must lie"]),
        (
            "a,b\n1,6\n2,7\n0,1\n",
            ["--min", "1", "--max", "5"],
            ["(line 4): 0 in 'a' lies outside", "(line 2): 6 in 'b' lies outside"],
        ),
        ("a,b\n1,1e300\n2,1\n", [], ["'1e300' in 'b' is no number up to 1e100"]),
        ("a,b\n1e-200,1\n3e-200,2\n", [], ["numbers below 1e-100"]),
        ("id,a\nx1,1\nx2,2\n", [], ["column 'id' holds no number"]),
        ("a,b\n1\n1,2,3\n", [], ["1 cells", "3 cells"]),
        ("", [], ["the file is empty"]),
    ],
)
def test_what_cannot_be_used_is_said_in_a_line_each(
    analyse, content: str, options: list[str], words: list[str]
) -> None:
    faults = analyse(content, *options)
    assert len(faults) == len(words)
    for fault, word in zip(faults, words, strict=True):
        assert word in fault


def test_warnings_say_what_a_reader_must_know(analyse) -> None:
    gaps = GOOD.copy()
    gaps[:4, 0] = np.nan
    few = analyse(written(gaps[:25]), "--draws", "100")
    assert "fewer than 30 rows (21)" in few["warnings"][0]
    assert "4 rows left out" in few["warnings"][1]
    assert few["missing"] == {
        "policy": "listwise",
        "is_stated": False,
        "n_given": 25,
        "n_dropped": 4,
        "n_imputed": 0,
    }
    half = analyse(written(gaps), "--missing", "half", "--draws", "100")
    assert any("gaps were filled" in one for one in half["warnings"])
    pairwise = analyse(written(gaps), "--missing", "pairwise", "--draws", "100")
    assert any("harmonic mean" in one for one in pairwise["warnings"])
    assert pairwise["alpha_ci"]["bootstrap"][0] < pairwise["alpha"]
    assert pairwise["missing"]["pair_rows"] == [56, 60]
    assert pairwise["missing"]["n_is"].startswith("harmonic mean of the rows")
    assert pairwise["missing"]["variant"] == "pairwise covariances"
    assert (pairwise["items"][0]["n"], pairwise["items"][1]["n"]) == (56, 60)
    numbered = np.column_stack([np.arange(1, 61), GOOD])
    counted = analyse(written(numbered), "--draws", "100")
    assert any("only number the rows" in one and "q1" in one for one in counted["warnings"])
    unanswered = GOOD.copy()
    unanswered[:, 1] = np.nan
    nobody = analyse(written(unanswered), "--draws", "100")
    assert any(one.startswith("nobody answered") and "q2" in one for one in nobody["warnings"])
    negative = analyse("a,b\n1,5\n2,3\n4,2\n5,2\n", "--draws", "100")
    assert any("alpha is negative" in one for one in negative["warnings"])


def test_an_impossible_pairwise_matrix_gives_nulls_and_says_why(analyse) -> None:
    rng, nan = np.random.default_rng(6), np.nan
    rows = np.full((30, 4), nan)
    rows[:, 3] = rng.normal(size=30)
    for start, (one, other, sign) in enumerate([(0, 1, 1), (1, 2, 1), (0, 2, -1)]):
        place = slice(10 * start, 10 * start + 10)
        rows[place, one] = rng.normal(size=10)
        rows[place, other] = sign * rows[place, one]
    found = analyse(written(rows), "--missing", "pairwise", "--draws", "100")
    assert any("the matrix is indefinite" in one for one in found["warnings"])
    assert set(found["split_half"].values()) == {None}
    for key in ("split_half.r", "split_half.lambda4", "lambda2", "lambda6", "omega_total"):
        assert found["reasons"][key].startswith("indefinite: ")
    assert found["cautions"]["alpha"].startswith("indefinite: ")
    nulls = [
        f"items.{item['item']}.{key}"
        for item in found["items"]
        for key in ("r_drop", "alpha_if_deleted")
        if item[key] is None
    ]
    assert nulls
    assert all(found["reasons"][key].startswith("indefinite: ") for key in nulls)


def test_lines_may_end_as_on_any_system_and_begin_with_a_mark(analyse) -> None:
    plain = analyse(written(GOOD), "--draws", "100")
    for same in (
        written(GOOD).replace("\n", "\r\n"),
        b"\xef\xbb\xbf" + written(GOOD).encode(),
        written(GOOD, '"q1","q2",q3,q4,"q5"'),
    ):
        assert analyse(same, "--draws", "100") == plain
