import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.uncertainty.classification import (
    classification_accuracy,
    classify,
    grade_probabilities,
    grades_of,
)
from scoring.uncertainty.guard_band import guard_factor_of

CUTS = [60, 80, 90]
SCORE = st.floats(0, 100)


def test_rounding_comes_before_grading():
    assert grades_of([59.994, 59.995, 89.995, 90], cut_points=CUTS, places=2).tolist() == [
        0,
        1,
        3,
        3,
    ]
    assert grades_of([89.995], cut_points=CUTS).tolist() == [2]


def test_without_uncertainty_the_grade_is_certain():
    rows = grade_probabilities([59, 60, 80, 95], 0, cut_points=CUTS)
    assert rows.tolist() == [[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]


def test_few_degrees_of_freedom_make_a_grade_less_sure():
    normal = grade_probabilities(82, 1, cut_points=[80])[0, 1]
    student = grade_probabilities(82, 1, cut_points=[80], df=3)[0, 1]
    # R: pnorm(2), pt(2, 3)
    assert normal == pytest.approx(0.9772499, abs=1e-6)
    assert student == pytest.approx(0.9303370, abs=1e-6)


def test_a_guard_band_holds_back_a_score_just_over_a_cut():
    found = classify(81.9, 1, cut_points=CUTS)
    assert (found.grade, found.guarded_grade, found.guard_band) == (2, 1, 2)
    assert classify(81.9, 1, cut_points=CUTS, guard_factor=1.645).guarded_grade == 2
    assert not classify(85, 1, cut_points=CUTS).is_borderline
    assert classify(80.5, 1, cut_points=CUTS).is_borderline


@pytest.mark.parametrize("df", [1, 2.06, 5, 30, None])
def test_a_false_pass_over_the_guard_band_has_a_chance_below_the_25_per_mille(df) -> None:
    band = classify(80, 1, cut_points=CUTS, df=df).guard_band
    found = classify(80 + 1e-9 + band, 1, cut_points=CUTS, df=df)
    assert found.guarded_grade == 2
    assert sum(found.probabilities[:2]) == pytest.approx(0.02275, abs=1e-5)
    assert found.guard_factor == found.guard_band
    assert classify(80 - 1e-9 + band, 1, cut_points=CUTS, df=df).guarded_grade == 1


def test_the_guard_factor_is_the_coverage_factor_of_the_guide_table_g2() -> None:
    # JCGM 100:2008, table G.2, column 95.45 %
    printed = {1: 13.97, 2: 4.53, 3: 3.31, 5: 2.65, 10: 2.28, 20: 2.13, 50: 2.05, 100: 2.025}
    found = {df: guard_factor_of(df) for df in printed}
    assert found == pytest.approx(printed, abs=5e-3)
    assert guard_factor_of(float("inf")) == guard_factor_of(None) == 2
    for unusable in (0, -1, float("nan")):
        with pytest.raises(ValueError, match="df must be above 0"):
            guard_factor_of(unusable)


@given(SCORE, st.floats(1e-3, 40))
def test_a_grade_is_borderline_exactly_where_no_grade_reaches_95_percent(score, sem) -> None:
    found = classify(score, sem, cut_points=CUTS, places=2)
    assert found.is_borderline == (found.probability < 0.95)
    assert found.is_borderline == (max(found.probabilities) < 0.95)
    counted = classification_accuracy([score], sem, cut_points=CUTS, places=2)
    assert found.is_borderline == counted.n_borderline


def test_borderlines_of_a_cohort_are_counted():
    found = classification_accuracy([70, 80.5], [1, 1], cut_points=CUTS)
    assert found.n_borderline == 1
    assert found.least_probability == pytest.approx(0.6914625, abs=1e-6)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"scores": [float("nan")]}, "scores"),
        ({"scores": [[1]]}, "scores"),
        ({"uncertainties": -1}, "uncertainties"),
        ({"uncertainties": float("inf")}, "uncertainties"),
        ({"cut_points": [80, 60]}, "cut_points"),
        ({"cut_points": [float("nan")]}, "cut_points"),
        ({"cut_points": [[60]]}, "cut_points"),
        ({"places": 13}, "places"),
        ({"df": 0}, "df"),
    ],
)
def test_unusable_scores_are_refused(change, word):
    known = {"scores": [70], "uncertainties": 1, "cut_points": CUTS} | change
    scores, uncertainties = known.pop("scores"), known.pop("uncertainties")
    with pytest.raises(ValueError, match=word):
        grade_probabilities(scores, uncertainties, **known)


def test_a_negative_guard_and_an_empty_cohort_are_refused():
    with pytest.raises(ValueError, match="guard_factor"):
        classify(70, 1, cut_points=CUTS, guard_factor=-1)
    with pytest.raises(ValueError, match="at least one"):
        classification_accuracy([], 1, cut_points=CUTS)


@given(SCORE, st.floats(0, 20))
def test_probabilities_of_all_grades_sum_to_one(score, uncertainty):
    row = grade_probabilities(score, uncertainty, cut_points=CUTS, places=2)[0]
    assert row.sum() == pytest.approx(1)
    assert (row >= 0).all()


@given(SCORE, SCORE, st.floats(0.01, 20))
def test_a_higher_score_never_has_a_lower_chance_of_reaching_a_grade(one, other, uncertainty):
    low, high = sorted((one, other))
    rows = grade_probabilities([low, high], uncertainty, cut_points=CUTS)
    reached = np.cumsum(rows[:, ::-1], axis=1)
    assert (reached[1] >= reached[0] - 1e-12).all()
    assert grades_of(low, cut_points=CUTS)[0] <= grades_of(high, cut_points=CUTS)[0]
