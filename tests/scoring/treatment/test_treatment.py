"""Treatment: outliers, gaps, sizes and logarithms; every change is recorded."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.treatment import (
    box_cox,
    denominate,
    impute,
    logged,
    screen_availability,
    shifted_log,
    skewness_and_kurtosis,
    treat_outliers,
)

NAN = float("nan")
FIGURE = st.one_of(st.floats(-1e3, 1e3).map(lambda x: round(x, 2)), st.just(NAN), st.just(1e6))
COLUMN = st.lists(FIGURE, min_size=1, max_size=40)
SPIKES = [1.5**power for power in range(60)]


def test_a_low_tail_is_winsorised_from_below() -> None:
    column = [-500, -40, *range(20)]
    found = treat_outliers(column)
    assert (found.how, found.n_winsorised, found.is_settled) == ("winsorised", 2, True)
    assert [(p.row, p.before, p.after, p.how) for p in found.points] == [
        (0, -500.0, 0.0, "winsorised_low"),
        (1, -40.0, 0.0, "winsorised_low"),
    ]
    assert found.skewness[0] < -2 < found.skewness[1]


@pytest.mark.parametrize("sign", [1, -1])
def test_where_five_points_do_not_do_the_whole_column_is_logged(sign: int) -> None:
    column = sign * np.array([*SPIKES, NAN])
    found = treat_outliers(column)
    assert (found.how, found.n_winsorised, len(found.points)) == ("log", 0, len(SPIKES))
    present = column[:-1]
    expected = shifted_log(present, is_mirrored=sign < 0)
    np.testing.assert_allclose(found.values[:-1], expected)
    assert math.isnan(found.values[-1])
    assert (np.diff(sign * found.values[:-1]) > 0).all()
    assert abs(found.skewness[1]) < abs(found.skewness[0])


def test_box_cox_may_stand_for_the_logarithm() -> None:
    found = treat_outliers(SPIKES, transform="box_cox")
    assert (found.how, found.points[0].how) == ("box_cox", "box_cox")
    expected, power = box_cox(np.array(SPIKES))
    assert found.power == pytest.approx(power)
    np.testing.assert_allclose(found.values, expected)


def test_a_step_that_would_move_a_sixth_point_is_not_made() -> None:
    column = [*range(30), 100, *[1e4] * 6]
    assert treat_outliers(column, limits=(0.5, 0.0)).how == "log"
    tied = [*range(60), *[1e4] * 3]
    assert treat_outliers(tied).n_winsorised == 3
    assert treat_outliers(tied, most_points=2).how == "log"


def test_an_unsettled_column_says_so() -> None:
    found = treat_outliers([0.0] * 60 + [1.0, 2.0, 3.0])
    assert (found.how, found.is_settled) == ("log", False)


@pytest.mark.parametrize("column", [[0] * 50 + [1], [1, 2, 3], [5.0] * 9, [NAN] * 4, [NAN]])
def test_columns_of_few_values_are_left_alone(column: list[float]) -> None:
    found = treat_outliers(column)
    np.testing.assert_array_equal(found.values, column)
    assert (found.how, found.points, found.reason) == ("none", (), "few_values")
    assert found.skewness == (None, None)


def test_a_column_within_the_limits_is_left_alone() -> None:
    found = treat_outliers(range(10))
    assert (found.how, found.points, found.reason) == ("none", (), None)
    assert found.skewness[0] == found.skewness[1]


@given(COLUMN)
def test_treatment_ends_keeps_the_order_and_records_every_point(column: list[float]) -> None:
    raw = np.array(column)
    found = treat_outliers(raw)
    is_there = ~np.isnan(raw)
    np.testing.assert_array_equal(np.isnan(found.values), ~is_there)
    order = np.argsort(raw[is_there], kind="stable")
    assert (np.diff(found.values[is_there][order]) >= 0).all()
    changed = {at for at in np.flatnonzero(is_there).tolist() if found.values[at] != raw[at]}
    recorded = {point.row: point for point in found.points}
    assert changed <= set(recorded)
    assert all(found.values[row] == point.after for row, point in recorded.items())
    assert all(raw[row] == point.before for row, point in recorded.items())
    if found.how == "winsorised":
        assert changed == set(recorded)
        assert len(recorded) == found.n_winsorised <= 5


def test_group_means_fill_gaps_and_say_what_they_could_not() -> None:
    raw = [[1, NAN], [3, NAN], [NAN, NAN], [NAN, 5], [9, NAN]]
    found = impute(raw, method="group-mean", groups=["a", "a", "a", "", "b"])
    assert found.values[2, 0] == 2
    reasons = {(cell.row, cell.column): cell.reason for cell in found.cells}
    assert reasons[2, 0] is None
    assert reasons[3, 0] == "no_group"
    assert {reasons[0, 1], reasons[2, 1], reasons[4, 1]} == {"no_values"}
    assert np.isnan(found.values[3, 0])


def test_means_and_medians_of_the_cohort_and_of_groups() -> None:
    raw = [[1.0], [2.0], [9.0], [NAN]]
    assert impute(raw, method="mean").values[3, 0] == 4
    assert impute(raw, method="median").values[3, 0] == 2
    assert impute(raw, method="group-median", groups="aaba").values[3, 0] == 1.5


def test_a_logarithm_leaves_gaps() -> None:
    np.testing.assert_allclose(logged([[1, 100], [NAN, 10]]), np.log([[1, 100], [NAN, 10]]))


def test_availability_counts_units_and_indicators() -> None:
    found = screen_availability([[1, NAN, 1], [1, NAN, NAN]], least=2 / 3)
    assert found.has_enough_unit.tolist() == [True, False]
    assert found.has_enough_indicator.tolist() == [True, False, False]


def test_skewness_and_kurtosis_do_not_depend_on_the_unit() -> None:
    small = skewness_and_kurtosis([1, 2, 3, 9, 4])
    assert skewness_and_kurtosis(1e80 * np.array([1, 2, 3, 9, 4])) == pytest.approx(small)


@pytest.mark.parametrize(
    ("refuse", "words"),
    [
        (lambda: treat_outliers([[1]]), "vector"),
        (lambda: treat_outliers([1, math.inf]), "finite"),
        (lambda: treat_outliers([1], transform="root"), "transform"),
        (lambda: treat_outliers([1], most_points=-1), "most_points"),
        (lambda: logged([1, 0]), "above 0"),
        (lambda: logged([-1], "income"), "income"),
        (lambda: impute([1], method="mean"), "matrix"),
        (lambda: impute([[1]], method="mode"), "method"),
        (lambda: impute([[1]], method="group-mean"), "groups"),
        (lambda: impute([[1]], method="group-mean", groups=["a", "b"]), "groups"),
        (lambda: screen_availability([1]), "matrix"),
        (lambda: screen_availability(np.empty((0, 2))), "matrix"),
        (lambda: screen_availability([[1]], least=2), "least"),
        (lambda: denominate([1], [0]), "above 0"),
        (lambda: denominate([1], [-2]), "above 0"),
        (lambda: denominate([1, 2], [1]), "shape"),
        (lambda: denominate([1e90], [1e-90]), "ratios"),
        (lambda: denominate([1e100], [1e-300]), "ratios"),
    ],
)
def test_what_cannot_be_used_is_named(refuse, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        refuse()


@pytest.mark.parametrize("transform", [shifted_log, box_cox])
@pytest.mark.parametrize("values", [[3.0, 3.0], [], [1.0, np.nan], [1.0, np.inf], [[1.0, 2.0]]])
def test_figures_without_a_range_cannot_be_transformed(transform, values) -> None:
    with pytest.raises(ValueError, match="values must"):
        transform(np.array(values))
