"""Normalisation: worked values, what is undefined, bad input, and properties."""

import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.normalisation import (
    bands_about_mean,
    best_inside,
    distance_to_target,
    freeze_reference,
    goalposts,
    min_max,
    percentile_ranks,
    piecewise,
    ranks,
    ratios_to,
    rounded_digits,
    stepped,
    t_scores,
    z_scores,
)
from scoring.rules.anchors import Anchors, anchored_score

NAN = float("nan")
FIGURE = st.floats(-1e6, 1e6).map(lambda x: round(x, 3))
COLUMN = st.lists(FIGURE, min_size=2, max_size=20)


def test_later_figures_are_scored_against_the_frozen_reference() -> None:
    frozen = freeze_reference([[10.0, 4.0], [20.0, 2.0]])
    later = [[25.0, 1.0], [15.0, 3.0]]
    assert min_max(later, frozen, direction=[1, -1]).tolist() == [[150, 150], [50, 50]]
    assert min_max(later, frozen, direction=[1, -1], is_capped=True).tolist()[0] == [100, 100]
    assert z_scores([[15.0, 3.0]], frozen).tolist() == [[0, 0]]
    assert t_scores([[20.0, 3.0]], frozen)[0, 0] == pytest.approx(50 + 10 / math.sqrt(2))


def test_an_indicator_without_spread_has_no_scores_and_says_why() -> None:
    raw = [[1, 0.3, NAN, 7], [2, 0.1 + 0.2, NAN, NAN]]
    frozen = freeze_reference(raw)
    assert frozen.reasons == (None, "no_spread", "no_values", "one_value")
    assert frozen.n.tolist() == [2, 2, 0, 1]
    for scores in (min_max(raw, frozen), z_scores(raw, frozen)):
        assert np.isnan(scores).tolist() == [[False, True, True, True]] * 2


@pytest.mark.parametrize("unit", [2.0**-1000, 2.0**300])
def test_a_tiny_or_a_huge_unit_changes_no_z_score(unit: float) -> None:
    column = np.array([[1.0], [2.0], [4.0]])
    plain, other = freeze_reference(column), freeze_reference(column * unit)
    assert other.sd.tolist() == (plain.sd * unit).tolist()
    assert np.array_equal(z_scores(column * unit, other), z_scores(column, plain))


def test_goalposts_of_a_target_below_the_worst_figure_are_mirrored() -> None:
    assert distance_to_target([12, 10, 5, 0, -3], 0, worst=10).tolist() == [0, 0, 50, 100, 100]
    assert distance_to_target([12], 0, worst=10, is_capped=False).round(9).tolist() == [-20]


def test_ranks_name_their_ties_and_leave_gaps_out() -> None:
    scores = [3, 1, 3, NAN, 2]
    found = {ties: ranks(scores, ties=ties).tolist() for ties in ("min", "average", "max", "dense")}
    assert found["min"][:3] == [1, 4, 1]
    assert found["average"][:3] == [1.5, 4, 1.5]
    assert found["max"][:3] == [2, 4, 2]
    assert found["dense"][:3] == [1, 3, 1]
    assert math.isnan(found["min"][3])


def test_the_last_digit_moves_no_rank() -> None:
    assert ranks([0.1 + 0.2, 0.3, 0.2]).tolist() == [1, 1, 3]
    assert ranks([1.0, 1e-17, -1e-17]).tolist() == [1, 2, 2]
    assert ranks([1.0, 1 + 1e-9]).tolist() == [2, 1]
    assert percentile_ranks([0.1 + 0.2, 0.3, 0.2]).tolist() == [50, 50, 0]


def test_percentiles_need_two_figures() -> None:
    assert np.isnan(percentile_ranks([5, NAN])).all()


def test_ratios_need_a_reference_above_zero() -> None:
    frozen = freeze_reference([[-1.0, 2.0], [1.0, 4.0]])
    assert np.isnan(ratios_to([[1.0, 2.0]], frozen, to="mean")).tolist() == [[True, False]]
    assert ratios_to([[1.0, 3.0]], frozen, to="best", direction=-1)[0, 1] == 1.5
    assert ratios_to([[1.0, 3.0]], frozen, to="worst", direction=-1)[0, 1] == 0.75
    assert np.isnan(bands_about_mean([[1.0, NAN]], frozen)).all()


@given(st.integers(-50, 200))
def test_piecewise_knots_give_the_points_of_the_exact_rule(raw: int) -> None:
    anchors = Anchors(Fraction(60), Fraction(90), Fraction(100))
    exact, _ = anchored_score(Fraction(raw), anchors, "anchored", "")
    assert piecewise([raw], [60, 90, 100], [0, 60, 100])[0] == pytest.approx(float(exact))


@pytest.mark.parametrize("values", [[NAN], [[NAN, 1.0]]])
def test_a_gap_stays_a_gap(values: list) -> None:
    for scores in (
        goalposts(values, (0, 1)),
        best_inside(values, (0, 1, 2, 3)),
        stepped(values, [1], [100, 0], side="at_least"),
        piecewise(values, [0, 1], [0, 100]),
    ):
        np.testing.assert_array_equal(np.isnan(scores), np.isnan(values))


FROZEN = freeze_reference([[1.0], [2.0]])


@pytest.mark.parametrize(
    ("refuse", "words"),
    [
        (lambda: goalposts([math.inf], (0, 1)), "finite"),
        (lambda: goalposts(["x"], (0, 1)), "values must be numbers"),
        (lambda: goalposts([1], (1, 1)), "lower goalpost"),
        (lambda: goalposts([1], (2, 1)), "lower goalpost"),
        (lambda: goalposts([1], (0, NAN)), "posts must not be NaN"),
        (lambda: goalposts([1], (0, 1), direction=0), "direction must be"),
        (lambda: goalposts([1], (0, 1), ends=(1, 1)), "ends must rise"),
        (lambda: distance_to_target([1], 3, worst=3), "lower goalpost"),
        (lambda: freeze_reference([1, 2]), "matrix"),
        (lambda: rounded_digits([1], digits=0), "digits"),
        (lambda: ranks([[1]]), "vector"),
        (lambda: ranks([1], ties="first"), "ties"),
        (lambda: percentile_ranks([1, 2], variant="mid"), "variant"),
        (lambda: best_inside([1], (0, 2, 1, 3)), "points"),
        (lambda: stepped([1], [1], [1, 0], side="up"), "side"),
        (lambda: stepped([1], [1], [1], side="at_least"), "one more"),
        (lambda: stepped([1], [1, 2], [2, 1, 0], side="at_least"), "best band"),
        (lambda: stepped([1], [1], [0, 1], side="at_most"), "best band"),
        (lambda: piecewise([1], [1], [1]), "two or more"),
        (lambda: piecewise([1], [1, 3, 2], [1, 2, 3]), "strictly"),
        (lambda: ratios_to([[1]], FROZEN, to="median"), "to must be"),
        (lambda: bands_about_mean([[1]], FROZEN, share=2), "share"),
    ],
)
def test_what_cannot_be_used_is_named(refuse, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        refuse()


def is_spread(column: list[float]) -> bool:
    return max(column) - min(column) > 1e-6


@given(COLUMN.filter(is_spread), st.sampled_from([1, -1]))
def test_min_max_spans_its_ends_and_keeps_the_order(column: list[float], sign: int) -> None:
    raw = np.array(column)[:, None]
    found = min_max(raw, freeze_reference(raw), direction=sign, ends=(1, 100))[:, 0]
    assert found.min() == pytest.approx(1)
    assert found.max() == pytest.approx(100)
    order = np.argsort(sign * raw[:, 0], kind="stable")
    assert (np.diff(found[order]) >= 0).all()


@given(COLUMN.filter(is_spread))
def test_turning_the_direction_twice_changes_nothing(column: list[float]) -> None:
    raw = np.array(column)[:, None]
    once = min_max(raw, freeze_reference(raw), direction=-1)
    twice = min_max(once, freeze_reference(once), direction=-1)
    np.testing.assert_allclose(twice, min_max(raw, freeze_reference(raw)), atol=1e-9)


@given(COLUMN.filter(is_spread), st.randoms(use_true_random=False))
def test_the_order_of_units_does_not_matter(column: list[float], random) -> None:
    order = list(range(len(column)))
    random.shuffle(order)
    raw = np.array(column)
    for score in (
        lambda x: min_max(x[:, None], freeze_reference(x[:, None]))[:, 0],
        lambda x: z_scores(x[:, None], freeze_reference(x[:, None]))[:, 0],
        percentile_ranks,
        ranks,
    ):
        np.testing.assert_allclose(score(raw[order]), score(raw)[order], atol=1e-9)


@given(COLUMN.filter(is_spread))
def test_z_scores_have_mean_0_and_standard_deviation_1(column: list[float]) -> None:
    raw = np.array(column)[:, None]
    found = z_scores(raw, freeze_reference(raw))
    assert found.mean() == pytest.approx(0, abs=1e-6)
    assert found.std(ddof=1) == pytest.approx(1)


@given(arrays(np.float64, 8, elements=st.floats(-50, 150)))
def test_more_is_never_worse_where_more_is_better(values: np.ndarray) -> None:
    raw = np.sort(values)
    for found in (
        goalposts(raw, (0, 100)),
        stepped(raw, [90, 60], [100, 60, 0], side="at_least"),
        piecewise(raw, [0, 60, 100], [0, 20, 100]),
        -goalposts(raw, (0, 100), direction=-1),
        -stepped(raw, [10, 20], [100, 60, 0], side="at_most"),
    ):
        assert (np.diff(found) >= 0).all()
        assert (np.abs(found) <= 100).all()
