"""Cronbach's alpha: the kit's edge cases and published values."""

import csv
import math
from pathlib import Path

import numpy as np
import pytest

from fixtures.reference_sets import read_columns
from fixtures.scoring_cases import WORKED, worked_case
from scoring.recode import reverse_keys
from scoring.reliability import cronbach_alpha

EDGE = WORKED["survey"]["reliability_edge_cases"]


@pytest.mark.parametrize("case", EDGE[:2], ids=lambda case: case["status"])
def test_the_edge_cases_of_the_kit(case: dict) -> None:
    found = cronbach_alpha(case["matrix"], missing_policy="refuse")
    assert (None if found.alpha is None else round(found.alpha, 4)) == case["alpha"]


def test_alpha_collapses_if_a_reversed_item_is_not_mirrored() -> None:
    rows = [
        [one["answers"][item] for item in ("A01", "A02", "A03", "A04", "A05")]
        for one in worked_case()["survey"]["QA"]["responses"][:48]
    ]
    raw = np.array([[math.nan if v is None else v for v in row] for row in rows])
    wrong = cronbach_alpha(raw, missing_policy="listwise").alpha
    mirrored = reverse_keys(raw, keys=[1, 1, 1, -1, 1], n_points=5)
    right = cronbach_alpha(mirrored, missing_policy="listwise").alpha
    assert (round(wrong, 4), round(right, 4)) == (EDGE[2]["alpha_wrong"], EDGE[2]["alpha_right"])


@pytest.mark.parametrize(
    ("matrix", "reason"),
    [
        ([[1], [2], [3]], "one_item"),
        ([[1, 2, 3]], "few_rows"),
        ([[1, math.nan], [math.nan, 2]], "few_rows"),
        ([[1, 5], [5, 1], [3, 3]], "no_variance"),
        (np.empty((0, 3)), "few_rows"),
    ],
)
def test_what_is_not_computable_is_none_with_a_reason(matrix: object, reason: str) -> None:
    found = cronbach_alpha(matrix, missing_policy="listwise")
    assert (found.alpha, found.interval, found.reason) == (None, None, reason)
    assert set(found.item_total) | set(found.if_deleted) <= {None}


def test_an_item_without_variance_has_no_item_total_and_two_items_no_deletion() -> None:
    found = cronbach_alpha([[1, 3, 1], [2, 3, 2], [4, 3, 5]], missing_policy="refuse")
    assert found.item_total[1] is None
    assert found.if_deleted[1] is not None
    pair = cronbach_alpha([[1, 1], [2, 3], [4, 4]], missing_policy="refuse")
    assert pair.if_deleted == (None, None)


def test_item_statistics_equal_their_definitions() -> None:
    rng = np.random.default_rng(7)
    rows = rng.integers(1, 6, size=(40, 5)) + rng.integers(0, 3, size=(40, 1))
    found = cronbach_alpha(rows, missing_policy="refuse")
    for at in range(5):
        rest = np.delete(rows, at, axis=1)
        r = np.corrcoef(rows[:, at], rest.sum(axis=1))[0, 1]
        assert found.item_total[at] == pytest.approx(r, abs=1e-12)
        alone = cronbach_alpha(rest, missing_policy="refuse").alpha
        assert found.if_deleted[at] == pytest.approx(alone, abs=1e-12)


def test_missing_rows_count_only_if_the_policy_says_so() -> None:
    rows = [[1, 2], [2, 3], [math.nan, 3], [4, 5]]
    found = cronbach_alpha(rows, missing_policy="listwise")
    assert (found.n, found.k) == (3, 2)
    with pytest.raises(ValueError, match="NaN"):
        cronbach_alpha(rows, missing_policy="refuse")


@pytest.mark.parametrize(
    ("matrix", "changes", "words"),
    [
        ([1, 2], {}, "two dimensions"),
        ([[1, math.inf]], {}, "infinity"),
        ([[1, 2]], {"missing_policy": "pairwise"}, "missing_policy"),
        ([[1, 2]], {"confidence": 1}, "confidence"),
    ],
)
def test_unusable_arguments_are_refused(matrix: object, changes: dict, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        cronbach_alpha(matrix, **({"missing_policy": "refuse"} | changes))


def test_alpha_of_5820_course_evaluations_is_9920_and_9751_without_straight_lines() -> None:
    # Gunduz & Fokoue 2013, UCI Machine Learning Repository (CC BY 4.0)
    root = Path(__file__).resolve().parents[3]
    path = root / "examples" / "course-evaluation" / "turkiye_student_evaluation.csv"
    if not path.exists():
        pytest.skip("the course evaluations are not in this checkout")
    with path.open(encoding="utf-8", newline="") as file:
        rows = np.array([[int(r[f"Q{q}"]) for q in range(1, 29)] for r in csv.DictReader(file)])
    is_line = (rows == rows[:, :1]).all(axis=1)
    kept = rows[~is_line | (rows[:, 0] == 3)]
    alphas = [cronbach_alpha(part, missing_policy="refuse").alpha for part in (rows, kept)]
    assert (len(rows), int(is_line.sum()), len(kept)) == (5820, 2985, 3751)
    assert [round(alpha, 4) for alpha in alphas] == [0.9920, 0.9751]


def test_listwise_alpha_and_feldt_interval_match_psych() -> None:
    # pingouin documentation .801694915; limits with n = 9: R psych 2.2.9, alpha(x)$feldt
    rows = read_columns("pingouin_cronbach_wide_missing.csv")
    found = cronbach_alpha(rows, missing_policy="listwise")
    assert found.n == 9
    assert found.alpha == pytest.approx(0.8016949153, abs=1e-9)
    assert found.interval == pytest.approx((0.5330031999, 0.9472079673), abs=1e-9)


def test_complete_alpha_and_feldt_interval_match_feldt_woodruff_and_salih() -> None:
    # Feldt, Woodruff & Salih 1987; pingouin prints .592 [.195, .840]
    long = read_columns("pingouin_cronbach_alpha_long.csv", "Subj", "Scores")
    n = len(np.unique(long[:, 0]))
    found = cronbach_alpha(long[:, 1].reshape(-1, n).T, missing_policy="refuse")
    assert (found.alpha, *found.interval) == pytest.approx(
        (0.5917188486, 0.1949213907, 0.8398208146), abs=1e-9
    )


def test_a_negative_alpha_is_returned_as_it_is() -> None:
    # definition; bfi A1 and A2, not reversed (R psychTools)
    found = cronbach_alpha(read_columns("bfi.csv", "A1", "A2"), missing_policy="listwise")
    assert found.alpha == pytest.approx(-1.005940164, abs=1e-6)
