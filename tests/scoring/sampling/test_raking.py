"""Raking: margins are met, odds ratios are kept, and what cannot be met is said by name."""

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import optimize

from scoring.sampling import RakingResult, rake
from scoring.sampling.raking import MOST_ROUNDS

SEX = ["f", "f", "m", "m", "m", "f", "m", "f"]
AGE = ["y", "o", "y", "o", "m", "m", "y", "o"]
COLUMNS = {"sex": SEX, "age": AGE}
TARGETS = {"sex": {"f": 52.0, "m": 48.0}, "age": {"y": 30.0, "m": 25.0, "o": 45.0}}


def met(found: RakingResult, tolerance: float) -> bool:
    return all(
        np.allclose(margin.achieved, margin.targets, rtol=tolerance) for margin in found.margins
    )


@given(st.data())
@settings(max_examples=60)
def test_every_margin_is_met_whatever_the_base_weights(data: st.DataObject) -> None:
    n = data.draw(st.integers(12, 40))
    columns = {
        name: [str(at % size) for at in data.draw(st.permutations(range(n)))]
        for name, size in (("a", 2), ("b", 3))
    }
    assume(len(set(zip(*columns.values(), strict=True))) == 6)
    base = data.draw(st.lists(st.floats(0.1, 10), min_size=n, max_size=n))
    targets = {
        name: {str(at): data.draw(st.floats(0.2, 1)) for at in range(size)}
        for name, size in (("a", 2), ("b", 3))
    }
    found = rake(base, columns, targets=targets, total=n)
    assert found.reason is None
    assert met(found, 1e-9)
    assert found.weights.sum() == pytest.approx(n)


def test_weights_are_the_base_times_a_factor_for_each_category() -> None:
    base = np.array([1, 2, 1, 3, 1, 1, 2, 2.0])
    found = rake(base, COLUMNS, targets=TARGETS)
    logs = np.log(found.weights / base)
    design = np.array([[s == "m", a == "y", a == "m", True] for s, a in zip(SEX, AGE, strict=True)])
    _, left, *_ = np.linalg.lstsq(design.astype(float), logs, rcond=None)
    assert left == pytest.approx(0, abs=1e-16)


def test_weights_are_nearest_to_the_base_in_relative_entropy() -> None:
    # An independent way to the same weights: the dual of the entropy problem, by Newton's method.
    base = np.array([1, 2, 1, 3, 1, 1, 2, 2.0])
    design = np.array(
        [[s == "f", s == "m", a == "y", a == "m"] for s, a in zip(SEX, AGE, strict=True)]
    ).astype(float)
    wanted = np.array([52, 48, 30, 25.0])
    dual = optimize.root(lambda b: design.T @ (base * np.exp(design @ b)) - wanted, np.zeros(4))
    found = rake(base, COLUMNS, targets=TARGETS)
    assert found.weights == pytest.approx(base * np.exp(design @ dual.x), rel=1e-8)


def test_the_order_of_rows_and_of_margins_does_not_matter() -> None:
    found = rake(np.ones(8), COLUMNS, targets=TARGETS)
    turned = rake(
        np.ones(8),
        {name: values[::-1] for name, values in COLUMNS.items()},
        targets=dict(reversed(TARGETS.items())),
    )
    assert turned.weights[::-1] == pytest.approx(found.weights, rel=1e-9)


def test_one_margin_is_post_stratification_and_a_second_cycle_confirms_it() -> None:
    found = rake([1, 3, 1], {"g": ["a", "a", "b"]}, targets={"g": {"a": 8, "b": 2}})
    assert (found.weights.tolist(), found.n_cycles) == ([2, 6, 2], 2)
    (margin,) = found.margins
    assert (margin.n.tolist(), margin.base.tolist()) == ([2, 1], [4, 1])


def test_a_target_of_nought_takes_the_weight_of_its_rows() -> None:
    targets = {"sex": {"f": 10.0, "m": 0.0}, "age": {"y": 2.0, "m": 3.0, "o": 5.0, "none": 0.0}}
    found = rake(np.ones(8), COLUMNS, targets=targets)
    assert found.weights[[2, 3, 4, 6]].tolist() == [0] * 4
    assert met(found, 1e-9)


def test_a_category_that_loses_all_its_rows_to_noughts_is_a_clash() -> None:
    columns = {"a": ["x", "x", "y"], "b": ["p", "q", "q"]}
    found = rake(np.ones(3), columns, targets={"a": {"x": 2, "y": 0}, "b": {"p": 0, "q": 2}})
    assert found.reason is None
    found = rake(np.ones(3), columns, targets={"a": {"x": 0, "y": 2}, "b": {"p": 1, "q": 1}})
    assert (found.weights, found.reason) == (None, "margins_clash")


def test_margins_that_no_weights_can_meet_do_not_converge_and_say_so() -> None:
    found = rake(
        np.ones(3),
        {"a": ["x", "x", "y"], "b": ["p", "q", "q"]},
        targets={"a": {"x": 1, "y": 2}, "b": {"p": 2, "q": 1}},
        max_cycles=50,
    )
    assert (found.weights, found.reason, found.n_cycles) == (None, "not_converged", 50)
    assert found.margins[0].achieved.tolist() != [1, 2]


def test_a_stated_total_makes_shares_and_percent_agree() -> None:
    targets = {
        "sex": {"f": 0.52, "m": 0.48},
        "age": {"y": 30.0, "m": 25.0, "o": 45.0},
    }
    found = rake(np.ones(8), COLUMNS, targets=targets, total=100)
    same = rake(np.ones(8), COLUMNS, targets=TARGETS)
    assert found.weights == pytest.approx(same.weights)


SKEWED = {"a": ["x"] * 2 + ["y"] * 18, "b": (["p"] + ["q"] * 4) * 4}
CAPPED = {"a": {"x": 5.0, "y": 15.0}, "b": {"p": 10.0, "q": 10.0}}


def test_trimmed_weights_pass_the_cap_no_more_and_still_meet_the_margins() -> None:
    loose = rake(np.ones(20), SKEWED, targets=CAPPED)
    assert loose.weights.max() > 3
    found = rake(np.ones(20), SKEWED, targets=CAPPED, cap=3)
    assert found.cap == 3
    assert found.weights.max() <= 3 * (1 + 1e-9)
    assert met(found, 1e-9)
    assert found.n_rounds == max(trim.times for trim in found.trims)
    for trim in found.trims:
        assert trim.before > 3 >= trim.after * (1 - 1e-9)
        assert found.weights[trim.row] == trim.after


def test_nothing_is_trimmed_below_the_cap() -> None:
    found = rake(np.ones(20), SKEWED, targets=CAPPED, cap=20)
    assert (found.n_rounds, found.trims) == (0, ())
    assert found.weights.tolist() == rake(np.ones(20), SKEWED, targets=CAPPED).weights.tolist()


def test_a_cap_that_margins_can_bear_one_by_one_but_not_together_is_said() -> None:
    # Three margins over four rows leave one solution: 1.6, .8, .8, .8.
    columns = {"a": list("0011"), "b": list("0101"), "c": list("0110")}
    targets = {name: {"0": 2.4, "1": 1.6} for name in columns}
    loose = rake(np.ones(4), columns, targets=targets)
    assert loose.weights == pytest.approx([1.6, 0.8, 0.8, 0.8])
    found = rake(np.ones(4), columns, targets=targets, cap=1.5)
    assert (found.weights, found.reason, found.trims) == (None, "trim_not_settled", ())
    assert found.n_rounds == MOST_ROUNDS


@pytest.mark.parametrize(
    ("base", "columns", "options", "words"),
    [
        ([], {}, {}, "base must be a list"),
        ([[1.0]], {}, {}, "base must be a list"),
        ([1, 0], {"g": ["a", "b"]}, {}, r"positive, 1e-100 to 1e100, not 0 \(row 2\)"),
        ([1, float("nan")], {"g": ["a", "b"]}, {}, "not nan"),
        ([1, 1], {"g": ["a", "b"]}, {"targets": {}}, "at least one margin"),
        ([1, 1], {}, {}, "columns must give margin 'g'"),
        ([1, 1], {"g": ["a"]}, {}, "columns must give margin 'g'"),
        ([1, 1], {"g": ["a", "c"]}, {}, "have no 'c', which row 2 holds"),
        ([1, 1], {"g": ["a", "a"]}, {}, "no row of margin 'g' is 'b', whose target is 1"),
        ([1, 1], {"g": ["a", "b"]}, {"targets": {"g": {"a": -1, "b": 1}}}, "'a' must be 0 or more"),
        ([1, 1], {"g": ["a", "b"]}, {"targets": {"g": {"a": 0, "b": 0}}}, "must not all be 0"),
        ([1, 1], {"g": ["a", "b"]}, {"targets": {"g": {"a": 0, "b": 1e200}}}, r"not 1e\+200"),
        ([1, 1], {"g": ["a", "b"]}, {"total": 0}, "total must be positive"),
        ([1, 1], {"g": ["a", "b"]}, {"cap": 1}, "cap must be above 1, not 1"),
        ([1, 1], {"g": ["a", "b"]}, {"max_cycles": 0}, "max_cycles must be 1 or more"),
        (
            [1, 1, 1, 1],
            {"g": ["a", "b", "b", "b"]},
            {"cap": 1.5, "targets": {"g": {"a": 2, "b": 2}}},
            "cap 1.5 leaves 'a' of margin 'g' out of reach: 1 rows of at most 1.5 for",
        ),
        (
            [1, 1],
            {"g": ["a", "b"], "h": ["a", "b"]},
            {"targets": {"g": {"a": 1, "b": 1}, "h": {"a": 1, "b": 2}}},
            "targets of margin 'h' sum to 3, those of 'g' to 2",
        ),
    ],
)
def test_what_cannot_be_raked_is_named(
    base: list, columns: dict, options: dict, words: str
) -> None:
    options = {"targets": {"g": {"a": 1.0, "b": 1.0}}} | options
    with pytest.raises(ValueError, match=words):
        rake(base, columns, **options)


def test_raking_keeps_the_cross_product_ratios_of_a_table() -> None:
    # The property by which Deming & Stephan (1940) and its followers define the result.
    table = np.array([[3.0, 6, 1], [2, 4, 9], [5, 1, 2]])
    rows, columns = np.indices(table.shape).reshape(2, -1).astype(str)
    found = rake(
        table.ravel(),
        {"row": rows.tolist(), "column": columns.tolist()},
        targets={"row": {"0": 30, "1": 50, "2": 20}, "column": {"0": 25, "1": 35, "2": 40}},
    )
    fitted = found.weights.reshape(3, 3)
    assert fitted.sum(axis=1) == pytest.approx([30, 50, 20])
    assert fitted.sum(axis=0) == pytest.approx([25, 35, 40])
    ratios = [c[:-1, :-1] * c[1:, 1:] / (c[:-1, 1:] * c[1:, :-1]) for c in (fitted, table)]
    assert ratios[0] == pytest.approx(ratios[1])
