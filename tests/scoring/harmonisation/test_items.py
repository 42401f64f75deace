"""Harmonisation: items of different response scales become points of 0-100."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.harmonisation import ItemRule, declared_rule, harmonise_items, respondent_points
from scoring.recode import reverse_keys
from scoring.rules.surveys import index_of

NAN = float("nan")
SCALES = ["5-point", "7-point", "10-point", "11-point", "yes/no"]


@pytest.mark.parametrize("method", ["pct", "pomp"])
@pytest.mark.parametrize("scale", SCALES)
def test_the_best_answer_earns_100_on_every_response_scale(scale: str, method: str) -> None:
    rule = declared_rule(scale, method=method)
    found = harmonise_items([[rule.low], [rule.high], [NAN]], [rule])[:, 0]
    assert found[1] == 100
    assert found[0] == (0 if method == "pomp" else 100 * rule.low / rule.high)
    assert np.isnan(found[2])


def test_the_top_box_holds_the_declared_answers() -> None:
    rules = [declared_rule(scale, method="top_box") for scale in ("5-point", "11-point", "yes/no")]
    answers = [[3, 8, 0], [4, 9, 1], [5, 10, NAN]]
    expected = [[0, 0, 0], [100, 100, 100], [100, 100, NAN]]
    np.testing.assert_array_equal(harmonise_items(answers, rules), expected)
    top_three = ItemRule(1, 7, "top_box", n_top=3)
    assert harmonise_items([[4], [5]], [top_three]).ravel().tolist() == [0, 100]


@pytest.mark.parametrize("method", ["pct", "pomp"])
@given(x=st.integers(1, 5))
def test_points_are_those_of_the_exact_rule(method: str, x: int) -> None:
    (found,) = harmonise_items([[x]], [declared_rule("5-point", method=method)])[0]
    assert found == pytest.approx(float(index_of(Fraction(x), method, 5)))


@given(st.lists(st.integers(1, 7), min_size=1, max_size=9))
def test_mirroring_twice_is_no_change_and_once_is_that_of_the_recoding(answers: list[int]) -> None:
    column = np.array(answers, dtype=float)[:, None]
    rule = declared_rule("7-point", method="pomp")
    mirrored = declared_rule("7-point", method="pomp", is_reversed=True)
    keyed = reverse_keys(column, keys=[-1], n_points=7)
    once = harmonise_items(column, [mirrored])
    np.testing.assert_allclose(once, harmonise_items(keyed, [rule]))
    np.testing.assert_allclose(harmonise_items(keyed, [mirrored]), harmonise_items(column, [rule]))
    np.testing.assert_allclose(once, 100 - harmonise_items(column, [rule]))


def test_respondents_are_averaged_over_what_they_answered_if_that_is_enough() -> None:
    points = [[100, 50, 0], [100, 50, NAN], [100, NAN, NAN], [NAN, NAN, NAN]]
    found = respondent_points(points, least_answered=2 / 3)
    np.testing.assert_allclose(found, [50, 75, NAN, NAN])
    weighted = respondent_points(points, least_answered=0, weights=[1, 1, 2])
    np.testing.assert_allclose(weighted, [37.5, 75, 100, NAN])


def test_no_items_give_no_points() -> None:
    assert harmonise_items(np.empty((3, 0)), []).shape == (3, 0)


@pytest.mark.parametrize(
    ("refuse", "words"),
    [
        (lambda: ItemRule(5, 5, "pct"), "low"),
        (lambda: ItemRule(1, 5, "mean"), "method"),
        (lambda: ItemRule(-2, 2, "pct"), "0 or more"),
        (lambda: ItemRule(1, 5, "top_box", n_top=5), "n_top"),
        (lambda: declared_rule("6-point", method="pct"), "response_scale"),
        (lambda: harmonise_items([[1, 2]], [ItemRule(1, 5, "pct")]), "columns"),
        (lambda: harmonise_items([[6]], [ItemRule(1, 5, "pct")]), "item 1"),
        (lambda: harmonise_items([[0]], [ItemRule(1, 5, "pct")]), "item 1"),
        (lambda: harmonise_items([[1.5]], [ItemRule(1, 5, "pct")]), "whole"),
        (lambda: respondent_points([1], least_answered=0), "matrix"),
        (lambda: respondent_points([[101]], least_answered=0), "between 0 and 100"),
        (lambda: respondent_points([[-1]], least_answered=0), "between 0 and 100"),
        (lambda: respondent_points([[1]], least_answered=2), "least_answered"),
        (lambda: respondent_points([[1]], least_answered=0, weights=[0]), "weights"),
        (lambda: respondent_points([[1]], least_answered=0, weights=[1, 1]), "weights"),
    ],
)
def test_what_cannot_be_used_is_named(refuse, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        refuse()
