"""Composites: means, hierarchies, gaps that never raise a score, and properties."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from scoring.composite import (
    MEANS,
    Cohort,
    Composite,
    Indicator,
    Method,
    Node,
    RollUpRules,
    build_composite,
    grow_tree,
    roll_up,
    weighted_mean,
)
from scoring.normalisation import freeze_reference

NAN = float("nan")
LEAVES = [Node("a", "X", 2), Node("b", "X"), Node("c", "Y"), Node("d", "Y", 0), Node("e", "T")]
ABOVE = [Node("T", None), Node("X", "T", 3), Node("Y", "X", 1)]
TREE = grow_tree(LEAVES, ABOVE)
POSTS = (0.0, 10.0)
INDICATORS = tuple(
    Indicator(leaf.code, direction=sign, posts=POSTS)
    for leaf, sign in zip(LEAVES, (1, -1, 1, 1, 1), strict=True)
)
FIGURES = arrays(np.float64, (4, 5), elements=st.integers(0, 40).map(lambda x: x / 4))


def cohort(values: np.ndarray) -> Cohort:
    units = tuple(f"u{at}" for at in range(len(values)))
    return Cohort(units, np.asarray(values, dtype=float), INDICATORS, TREE)


def built(values: np.ndarray, **choices: object) -> Composite:
    return build_composite(cohort(values), Method(**choices))


def test_a_hierarchy_may_have_any_depth_and_indicators_at_any_level() -> None:
    assert TREE.codes == ("a", "b", "c", "d", "e", "Y", "X", "T")
    assert TREE.levels == {"a": 1, "b": 1, "c": 1, "d": 1, "e": 1, "Y": 2, "X": 3, "T": 4}
    found = built([[10, 10, 4, 0, 0]] * 2, normalisation="goalpost").rolled.scores[0]
    below = (2 * 100 + 0 + 40) / 4
    assert found.tolist() == [100, 0, 40, 0, 0, 40, below, 3 * below / 4]


def test_an_aggregate_may_name_its_own_mean() -> None:
    own = [Node("T", None, mean="geometric")]
    tree = grow_tree([Node("a", "T"), Node("b", "T")], own)
    found = roll_up([[20, 80]], tree, rules=RollUpRules())
    assert found.scores[0, 2] == pytest.approx(40)
    values = np.array([[0.0, 1.0], [1.0, 0.0]])
    named = Cohort(("u", "v"), values, (Indicator("a"), Indicator("b")), tree)
    assert build_composite(named, Method()).ends == (1, 100)


def never_above(after: np.ndarray, before: np.ndarray) -> bool:
    """Whether no score rose: a score that is gone has not risen, one out of nothing has."""
    return bool((np.isnan(after) | (after <= before + 1e-9)).all())


@given(
    FIGURES,
    st.lists(st.tuples(st.integers(0, 3), st.integers(0, 4)), max_size=6),
    st.tuples(st.integers(0, 3), st.integers(0, 4)),
    st.sampled_from(["minmax", "zscore", "tscore", "goalpost", "percentile"]),
    st.sampled_from(MEANS),
)
def test_a_missing_figure_never_raises_a_score_of_its_unit(figures, gaps, cell, name, mean) -> None:
    if name in ("zscore", "tscore"):
        mean = "arithmetic"
    for gap in gaps:
        figures[gap] = NAN
    choices = {"normalisation": name, "mean": mean, "least_availability": 0.5}
    before = built(figures, **choices)
    figures[cell] = NAN
    after = built(figures, **choices)
    assert never_above(after.rolled.scores[cell[0]], before.rolled.scores[cell[0]])
    if name == "goalpost":
        assert never_above(after.rolled.scores, before.rolled.scores)


@given(FIGURES, st.tuples(st.integers(0, 3), st.integers(0, 4)), st.sampled_from(MEANS))
def test_against_a_frozen_reference_it_raises_nobodys_score(figures, cell, mean) -> None:
    frozen = freeze_reference(np.array([[0.0] * 5, [10.0] * 5]))
    before = built(figures, reference=frozen, mean=mean)
    figures[cell] = NAN
    after = built(figures, reference=frozen, mean=mean)
    assert never_above(after.rolled.scores, before.rolled.scores)


@settings(max_examples=25)
@given(FIGURES, st.tuples(st.integers(0, 3), st.integers(0, 4)))
def test_with_treatment_and_worst_for_imputed_it_raises_no_score_of_its_unit(figures, cell) -> None:
    spiked = np.vstack([figures, figures + 3, [[500.0] * 5]])
    before = built(spiked, treating="jrc").rolled.scores[cell[0]]
    spiked[cell] = NAN
    after = built(spiked, treating="jrc", imputation="median").with_worst
    assert after is not None
    is_defined = ~np.isnan(before)
    assert never_above(after.scores[cell[0]][is_defined], before[is_defined])


@given(FIGURES, st.permutations(range(4)))
def test_the_order_of_units_does_not_matter(figures, order) -> None:
    one, other = built(figures), built(figures[list(order)])
    np.testing.assert_allclose(other.rolled.scores, one.rolled.scores[list(order)], atol=1e-9)
    np.testing.assert_array_equal(other.ranks, one.ranks[list(order)])


def test_a_score_that_too_little_stands_behind_is_none_with_its_reason() -> None:
    values = [[1, 1, 1, 1, 1], [NAN, NAN, 2, 2, 2], [3, NAN, 3, NAN, 3], [NAN] * 5]
    found = built(values, normalisation="goalpost")
    reasons = [dict(zip(TREE.codes, row, strict=True)) for row in found.rolled.reasons.tolist()]
    assert set(reasons[0].values()) == {""}
    assert (reasons[1]["T"], reasons[1]["Y"]) == ("unavailable", "")
    assert (reasons[2]["T"], reasons[2]["d"]) == ("", "unavailable")
    assert set(reasons[3].values()) == {"unavailable"}
    assert found.rolled.availability[:, -1].tolist() == [1, 0.5, 0.75, 0]
    assert np.isnan(found.ranks[1, -1])
    assert found.ranks[[0, 2], -1].tolist() == [1, 2]


def test_z_scores_have_no_worst_and_leave_no_score() -> None:
    values = [[1, 1, 1, 1, 1], [2, 2, 2, 2, 2], [3, 3, NAN, 3, 3]]
    found = built(values, normalisation="zscore").rolled
    assert (
        found.reasons[2].tolist()
        == ["", "", "unavailable", "", "", "unavailable"] + ["no_worst"] * 2
    )
    null = built(values, missing="null").rolled
    assert null.reasons[2, -1] == "no_worst"


def test_an_indicator_without_spread_leaves_all_above_it_without_a_score() -> None:
    found = built([[1, 5, 1, 7, 1], [2, 5, 2, 7, 2]])
    assert found.normalised.undefined == (None, "no_spread", None, "no_spread", None)
    assert found.rolled.reasons[0].tolist() == ["", "undefined_indicator", "",
        "undefined_indicator", "", "", "undefined_indicator", "undefined_indicator"]  # fmt: skip
    assert np.isnan(found.rolled.scores[:, 5]).tolist() == [False, False]
    lone = built([[1, 5, 1, 7, 1]], normalisation="percentile")
    assert set(lone.normalised.undefined) == {"one_value"}
    none = built([[NAN] * 5] * 2, normalisation="percentile")
    assert set(none.normalised.undefined) == {"no_values"}


def test_only_units_with_enough_figures_are_imputed() -> None:
    values = [[1, 1, 1, 1, 1], [3, 3, 3, 3, NAN], [NAN, NAN, NAN, 2, 2]]
    found = built(values, imputation="mean")
    assert [(c.row, c.value, c.reason) for c in found.imputed.cells] == [
        (1, 1.5, None),
        (2, None, "unavailable"),
        (2, None, "unavailable"),
        (2, None, "unavailable"),
    ]
    assert found.with_worst.scores[1, -1] < found.rolled.scores[1, -1]
    assert built(values[:1], imputation="mean").with_worst is None


def test_sizes_divide_and_logarithms_reach_the_goalposts() -> None:
    tree = grow_tree([Node("a", "T"), Node("b", "T")], [Node("T", None)])
    indicators = (
        Indicator("a", posts=(1, 100), target=100, denominator="n", is_logged=True),
        Indicator("b", posts=(0, 1), target=2),
    )
    values, sizes = np.array([[20.0, 0.5], [2.0, 0.0]]), {"n": np.array([2.0, 2.0])}
    own = Cohort(("u", "v"), values, indicators, tree, sizes)
    found = build_composite(own, Method(normalisation="goalpost"))
    assert found.rolled.scores[0].tolist() == pytest.approx([50, 50, 50])
    undivided = build_composite(own, Method(normalisation="goalpost", is_denominated=False))
    assert undivided.rolled.scores[0, 0] == pytest.approx(100 * math.log(20) / math.log(100))
    towards = build_composite(own, Method(normalisation="target"))
    assert towards.rolled.scores.tolist() == [pytest.approx([50, 25, 37.5]), [0, 0, 0]]
    with pytest.raises(ValueError, match="'n' to divide"):
        build_composite(Cohort(("u", "v"), values, indicators, tree), Method())


def test_logarithms_need_no_goalposts_under_min_max() -> None:
    one = Cohort(("u", "v", "w"), np.array([[1.0], [10], [100]]),
        (Indicator("a", is_logged=True),), BARE)  # fmt: skip
    found = build_composite(one, Method(ends=(0, 10)))
    np.testing.assert_allclose(found.rolled.scores[:, 1], [0, 5, 10])
    assert BARE.tops == ("T",)


def test_treatment_may_be_by_box_cox() -> None:
    values = np.array([[1.5**at] * 5 for at in range(60)])
    found = built(values, treating="boxcox")
    assert {one.how for one in found.treatments} == {"box_cox"}
    assert found.rolled.scores[-1, 0] == 100


def test_a_direction_needs_a_normalisation() -> None:
    with pytest.raises(ValueError, match="'b' cannot have direction -1"):
        built([[1, 2, 3, 4, 5]], normalisation="none")
    tree = grow_tree([Node("a", "T")], [Node("T", None)])
    one = Cohort(("u",), np.array([[7.0]]), (Indicator("a"),), tree)
    found = build_composite(one, Method(normalisation="none", mean="geometric"))
    assert found.rolled.scores.tolist() == [[7, pytest.approx(7)]]


VALUES = np.array([[1.0, 2, 3, 4, 5], [2, 1, 4, 5, 6]])
BARE = grow_tree([Node("a", "T")], [Node("T", None)])
RULES = RollUpRules()


@pytest.mark.parametrize(
    ("refuse", "words"),
    [
        (lambda: grow_tree([], []), "no indicator"),
        (lambda: grow_tree([Node("a", None)], []), "'a' has no parent"),
        (lambda: grow_tree([Node("a", "T"), Node("a", "T")], [Node("T", None)]), "repeated"),
        (lambda: grow_tree([Node("a", "U")], [Node("T", None)]), "'U' of 'a' is not there"),
        (lambda: grow_tree([Node("a", "T"), Node("b", "a")], [Node("T", None)]), "an indicator"),
        (lambda: grow_tree([Node("a", "T")], [Node("T", None), Node("U", "T")]), "no children"),
        (lambda: grow_tree([Node("a", "T", -1)], [Node("T", None)]), "weights below 'T'"),
        (lambda: grow_tree([Node("a", "T", 0)], [Node("T", None)]), "weights below 'T'"),
        (lambda: grow_tree([Node("a", "T")], [Node("T", "U"), Node("U", "T")]), "below itself"),
        (lambda: weighted_mean([1, 2], [1]), "one for each"),
        (lambda: weighted_mean(1, [1]), "one for each"),
        (lambda: weighted_mean([1, 2], [1, -1]), "0 or more, not -1"),
        (lambda: weighted_mean([1, 2], [0, 0]), "all be 0"),
        (lambda: weighted_mean([1, 2], [1, NAN]), "NaN"),
        (lambda: weighted_mean([1, 2], [[1, 1]]), "vector"),
        (lambda: weighted_mean([1, 2], [1, 1], mean="median"), "mean must be"),
        (lambda: weighted_mean([1, 2], [1, 1], zero_policy="skip"), "zero_policy"),
        (lambda: roll_up([[1, 2]], BARE, rules=RULES), "1 columns"),
        (lambda: roll_up([1], BARE, rules=RULES), "1 columns"),
        (lambda: roll_up([[-1]], BARE, rules=RULES), "below the worst"),
        (lambda: roll_up([[1]], BARE, rules=RULES, undefined=[]), "undefined"),
        (lambda: roll_up([[1]], BARE, rules=RollUpRules(least_availability=2)), "availability"),
        (lambda: Cohort(("u",), VALUES, INDICATORS, TREE), "shape"),
        (lambda: Cohort(("u", "v"), VALUES, INDICATORS[::-1], TREE), "leaves"),
        (lambda: built(VALUES, normalisation="rank"), "normalisation"),
        (lambda: built(VALUES, treating="trim"), "treating"),
        (lambda: built(VALUES, missing="mean"), "missing"),
        (lambda: built(VALUES, normalisation="goalpost", treating="jrc"), "not treated before"),
        (lambda: built(VALUES, treating="jrc", reference=freeze_reference(VALUES)), "frozen"),
        (lambda: built(VALUES, reference=freeze_reference(VALUES[:, :2])), "5 indicators"),
        (
            lambda: built(VALUES, normalisation="percentile", reference=freeze_reference(VALUES)),
            "cannot be frozen",
        ),
        (lambda: built(VALUES, normalisation="target"), "no target for a"),
        (
            lambda: build_composite(
                Cohort(("u",), np.array([[1.0]]), (Indicator("a", target=1),), BARE),
                Method(normalisation="target"),
            ),
            "not better",
        ),
        (
            lambda: build_composite(
                Cohort(("u",), np.array([[1.0]]), (Indicator("a"),), BARE),
                Method(normalisation="goalpost"),
            ),
            "no goalposts for 1 indicators",
        ),
    ],
)
def test_what_cannot_be_used_is_named(refuse, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        refuse()
