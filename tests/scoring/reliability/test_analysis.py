"""A whole scale at once: policies, properties and edges."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.figure import REASONS
from scoring.reliability import (
    analyse_moments,
    analyse_reliability,
    cronbach_alpha,
    gathered_moments,
    moments_of,
)
from scoring.reliability.analysis import as_points
from scoring.reliability.glb import greatest_lower_bound
from scoring.reliability.intervals import (
    alpha_intervals,
    asymptotic_se,
    bonett_limits,
    feldt_limits,
)
from scoring.reliability.missing import settle_missing
from scoring.reliability.reversal import reversed_suspects
from scoring.reliability.statement import from_covariance
from scoring.reliability.statement_pairwise import without_indefinite

SEEDS = st.integers(0, 2**32 - 1)


def scale(seed: int, n: int = 40, k: int = 5) -> np.ndarray:
    """Draw answers 1-7 with a common part."""
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1))
    return np.clip(np.rint(4 + common + rng.normal(size=(n, k))), 1, 7)


@given(seed=SEEDS, k=st.integers(2, 6))
def test_the_order_of_rows_and_items_changes_nothing(seed: int, k: int) -> None:
    rows = scale(seed, k=k)
    rng = np.random.default_rng(seed)
    turned = rows[rng.permutation(len(rows))][:, rng.permutation(k)]
    keys = ("alpha", "alpha_standardised", "lambda2", "lambda2_covariance", "lambda6")
    one, other = (analyse_reliability(r, missing_policy="refuse").figures for r in (rows, turned))
    for key in keys:
        assert one[key].value == pytest.approx(other[key].value, abs=1e-10)


@given(seed=SEEDS, k=st.integers(2, 6))
def test_the_bounds_stand_in_their_order(seed: int, k: int) -> None:
    rows = scale(seed, k=k)
    covariance = np.cov(rows.T)
    found = analyse_reliability(rows, missing_policy="refuse")
    alpha, lambda2 = (found.figures[key].value for key in ("alpha", "lambda2_covariance"))
    glb = greatest_lower_bound(covariance).figure.value
    assert alpha <= 1 + 1e-12
    assert alpha <= lambda2 + 1e-12
    assert max(lambda2, found.figures["lambda4"].value) <= glb + 1e-8
    assert glb <= 1 + 1e-12
    for interval in found.intervals.values():
        assert interval.limits[0] <= alpha <= interval.limits[1]


@given(seed=SEEDS)
def test_reversing_twice_and_rescaling_change_nothing(seed: int) -> None:
    rows = scale(seed)
    alpha = analyse_reliability(rows, missing_policy="refuse").figures["alpha"].value
    for same in (8 - (8 - rows), 8 - rows, rows * 1e-7, rows * 1e7 + 5):
        again = analyse_reliability(same, missing_policy="refuse").figures["alpha"].value
        assert again == pytest.approx(alpha, abs=1e-9)


@given(seed=SEEDS)
def test_standardised_alpha_does_not_know_the_units_of_items(seed: int) -> None:
    rows, rng = scale(seed), np.random.default_rng(seed)
    recoded = rows * 10.0 ** rng.uniform(-6, 6, 5) + rng.uniform(-10, 10, 5)
    keys = ("alpha_standardised", "lambda2", "lambda6")
    one, other = (analyse_reliability(r, missing_policy="refuse").figures for r in (rows, recoded))
    for key in keys:
        assert other[key].value == pytest.approx(one[key].value, abs=1e-7)


@given(seed=SEEDS, flips=st.sets(st.integers(0, 4), min_size=1, max_size=2))
def test_mirrored_items_of_a_clear_scale_are_suspected(seed: int, flips: set[int]) -> None:
    rng = np.random.default_rng(seed)
    rows = rng.normal(size=(200, 1)) + 0.4 * rng.normal(size=(200, 5))
    rows[:, sorted(flips)] *= -1
    assert set(reversed_suspects(np.cov(rows.T))) == flips


def test_two_items_that_contradict_each_other_accuse_the_second() -> None:
    assert reversed_suspects(np.array([[1.0, -0.5], [-0.5, 1.0]])) == (1,)
    assert reversed_suspects(np.zeros((2, 2))) == ()
    assert reversed_suspects(np.diag([1.0, 0.0])) == ()
    # of two equal camps the one that loads more counts as forward
    r = np.array(
        [[1, 0.9, -0.3, -0.2], [0.9, 1, -0.3, -0.2], [-0.3, -0.3, 1, 0.3], [-0.2, -0.2, 0.3, 1]]
    )
    assert reversed_suspects(r) == (2, 3)


@given(seed=SEEDS)
def test_streamed_sums_give_the_same_figures(seed: int) -> None:
    rows = scale(seed, n=50)
    whole = analyse_reliability(rows, missing_policy="refuse", limits=(1, 7))
    chunks = [rows[:20].astype(np.uint8), rows[20:].astype(np.int64)]
    streamed = analyse_moments(gathered_moments(chunks), limits=(1, 7))
    assert streamed.bootstrap.percentile.reason == "not_asked"
    for key, figure in whole.figures.items():
        if figure.value is not None:
            assert streamed.figures[key].value == pytest.approx(figure.value, abs=1e-7), key
    assert streamed.items[0].mean == pytest.approx(whole.items[0].mean)
    shares = [(item.floor_share, item.ceiling_share) for item in streamed.items]
    assert shares == [((row == 1).mean(), (row == 7).mean()) for row in rows.T]


def test_the_half_rule_fills_gaps_and_says_so() -> None:
    rows = scale(3)
    rows[0, :2] = np.nan
    rows[1, :3] = np.nan
    found = analyse_reliability(rows, missing_policy="half").settled
    assert (found.n_dropped, found.n_imputed, found.n_given) == (1, 2, 40)
    assert found.rows[0, 0] == rows[0, 2:].mean()


def test_pairwise_takes_the_harmonic_n_and_resamples_rows_with_their_gaps() -> None:
    rows = scale(3)
    rows[0, 0] = rows[1, 0] = np.nan
    found = analyse_reliability(
        rows, missing_policy="pairwise", rng=np.random.default_rng(1), limits=(1, 7)
    )
    assert 38 < found.n < 40
    assert (found.items[0].n, found.items[1].n) == (38, 40)
    low, high = found.bootstrap.percentile.limits
    assert low < found.figures["alpha"].value < high
    assert found.figures["alpha"].variant.endswith("Cronbach alpha, pairwise covariances")
    for key in ("alpha_standardised", "lambda2", "lambda6"):
        assert found.figures[key].variant.endswith("cov2cor of pairwise covariances")
    complete = analyse_reliability(
        rows[2:], missing_policy="pairwise", rng=np.random.default_rng(1), n_draws=100
    )
    same = analyse_reliability(rows[2:], missing_policy="refuse")
    assert complete.bootstrap.percentile.limits is not None
    assert complete.figures["alpha"].value == pytest.approx(same.figures["alpha"].value)


def test_an_indefinite_pairwise_covariance_is_told() -> None:
    nan = np.nan
    rows = [[1, 1, nan], [2, 2, nan], [3, 3, nan], [1, nan, 3], [2, nan, 2], [3, nan, 1]]
    rows += [[nan, 1, 1], [nan, 2, 2], [nan, 3, 3]]
    found = analyse_reliability(rows, missing_policy="pairwise")
    assert found.is_indefinite
    for key in ("split_half_r", "spearman_brown", "lambda4", "lambda2", "lambda6", "omega_total"):
        assert (found.figures[key].value, found.figures[key].reason) == (None, "indefinite")
    # C = [[.8, 1, -1], [1, .8, 1], [-1, 1, .8]]: alpha = 3/2 (1 - 2.4/4.4); 2 against the rest: 2
    assert found.figures["alpha"].value == pytest.approx(1.5 * (1 - 2.4 / 4.4))
    assert {found.figures[key].reason for key in ("alpha", "alpha_standardised")} == {"indefinite"}
    assert found.intervals["asymptotic"].limits is None
    assert found.intervals["feldt"].limits is not None
    assert {one.reason for one in found.intervals.values()} == {"indefinite"}
    assert [one.r_drop for one in found.items] == [0.0, None, 0.0]


def test_an_alpha_beyond_1_of_an_indefinite_matrix_is_taken_back() -> None:
    matrix = np.array([[1.0, 2.0], [2.0, 1.0]])
    found = without_indefinite(from_covariance(matrix, k=2, n=30, confidence=0.95, is_binary=False))
    assert (found.figures["alpha"].value, found.figures["alpha"].reason) == (None, "indefinite")
    assert {one.limits for one in found.intervals.values()} == {None}
    assert [one.r_drop for one in found.items] == [None, None]
    matrix = np.array([[1, 0.9, -0.9], [0.9, 1, 0.9], [-0.9, 0.9, 1]])
    assert greatest_lower_bound(matrix).figure.reason == "indefinite"


@pytest.mark.parametrize("policy", ["listwise", "pairwise", "half"])
@pytest.mark.parametrize("rows", [np.full((4, 3), np.nan), np.empty((0, 3)), [[1.0, 2.0, 3.0]]])
def test_without_rows_every_figure_has_a_reason(rows: object, policy: str) -> None:
    found = analyse_reliability(
        rows, missing_policy=policy, rng=np.random.default_rng(1), limits=(1, 5)
    )
    for figure in found.figures.values():
        assert (figure.value, figure.reason) == (None, "few_rows")
    assert {i.reason for i in found.intervals.values()} == {"few_rows"}
    assert found.bootstrap.se is None


def test_one_item_a_flat_item_and_a_flat_sum_have_their_reasons() -> None:
    one = analyse_reliability([[1], [2], [3]], missing_policy="refuse").figures
    assert {figure.reason for figure in one.values()} >= {"one_item"}
    assert all(figure.value is None for figure in one.values())
    flat = analyse_reliability([[1, 3, 1], [2, 3, 2], [4, 3, 5]], missing_policy="refuse")
    assert flat.flat == (1,)
    assert flat.figures["alpha"].value is not None
    keys = ("alpha_standardised", "lambda6", "omega_total")
    assert {flat.figures[key].reason for key in keys} == {"zero_variance_item"}
    sums = analyse_reliability([[1, 5], [5, 1], [3, 3]], missing_policy="refuse")
    assert sums.figures["alpha"].reason == "no_variance"
    assert sums.figures["lambda2"].reason == "no_variance"
    assert sums.figures["spearman_brown"].reason == "negative_r"
    assert sums.intervals["feldt"].reason == "alpha_undefined"
    still = analyse_reliability([[3, 3], [3, 3]], missing_policy="refuse")
    assert still.figures["split_half_r"].reason == "no_variance"
    assert still.figures["lambda2_covariance"].reason == "no_variance"


def test_identical_items_are_singular_but_have_a_lambda6() -> None:
    rows = np.repeat(np.arange(1.0, 8.0)[:, None], 3, axis=1)
    found = analyse_reliability(rows, missing_policy="refuse")
    assert (found.figures["alpha"].value, found.figures["lambda6"].value) == pytest.approx((1, 1))
    assert found.figures["lambda6"].reason == "singular"
    assert found.intervals["bonett"].reason == "alpha_is_one"
    assert found.figures["omega_total"].reason == "singular"


def test_two_rows_are_too_few_for_bonett() -> None:
    found = alpha_intervals(0.5, np.eye(2) + 0.3, n=2)
    assert (found["bonett"].reason, found["feldt"].reason) == ("few_rows", None)


def test_binary_answers_are_labelled_kr20_in_rows_and_in_sums() -> None:
    rows = (scale(8) > 4).astype(float)
    found = analyse_reliability(rows, missing_policy="refuse").figures
    assert found["kr20"].value == found["alpha"].value
    rows[0, 0] = np.nan
    assert analyse_reliability(rows, missing_policy="pairwise").figures["kr20"].value is not None
    with_more = analyse_reliability(scale(8), missing_policy="refuse").figures["kr20"]
    assert (with_more.value, with_more.reason) == (None, "not_binary")


@pytest.mark.parametrize("rows", [[[-1.0, 2.0]], [[300.0, 1.0]], [[1.5, 2.0]], np.empty((0, 2))])
def test_only_whole_answers_are_counted(rows: object) -> None:
    points = np.array(rows, dtype=float)
    assert (as_points(points).dtype == np.uint8) == (points.size == 0)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"missing_policy": "mean"}, "missing_policy"),
        ({"missing_policy": "refuse"}, "NaN"),
        ({"limits": (5, 1)}, "limits must rise"),
        ({"limits": (2, 5)}, "answers from 1 to 5 do not lie within the limits 2 to 5"),
        ({"confidence": 1.5}, "confidence"),
    ],
)
def test_unusable_arguments_are_refused(changes: dict, words: str) -> None:
    rows = [[1, 2], [3, np.nan], [5, 4], [2, 2]]
    with pytest.raises(ValueError, match=words):
        analyse_reliability(rows, **({"missing_policy": "listwise"} | changes))


def test_shares_at_the_ends_need_answers_that_were_counted() -> None:
    with pytest.raises(ValueError, match="limits need answers that were counted"):
        analyse_moments(moments_of([[1.5, 2], [2, 3]]), limits=(1, 5))
    with pytest.raises(ValueError, match="do not lie within the limits 2 to 5"):
        analyse_moments(moments_of([[1, 2], [2, 3]]), limits=(2, 5))
    with pytest.raises(ValueError, match="limits must rise"):
        analyse_moments(moments_of([[1, 2], [2, 3]]), limits=(5, 5))
    real = analyse_reliability([[1.5, 1], [2, 5]], missing_policy="refuse", limits=(1, 5))
    assert [item.ceiling_share for item in real.items] == [0.0, 0.5]
    beyond = analyse_reliability([[1, 0], [2, 999]], missing_policy="refuse", limits=(0, 999))
    assert [item.ceiling_share for item in beyond.items] == [0.0, 0.5]


@pytest.mark.parametrize("matrix", [[1, 2], np.empty((2, 0)), [[1, np.inf]]])
def test_unusable_matrices_are_refused(matrix: object) -> None:
    with pytest.raises(ValueError, match="matrix"):
        settle_missing(matrix, missing_policy="listwise")


def test_closed_intervals_refuse_what_they_cannot_use() -> None:
    for call in (
        lambda: feldt_limits(0.5, n=1, k=2),
        lambda: feldt_limits(0.5, n=5, k=1),
        lambda: bonett_limits(1.0, n=5, k=2),
        lambda: bonett_limits(0.5, n=2, k=2),
        lambda: bonett_limits(0.5, n=5, k=1),
        lambda: asymptotic_se(np.zeros((2, 2)), n=5),
        lambda: asymptotic_se(np.eye(2), n=0),
    ):
        with pytest.raises(ValueError, match="must"):
            call()


def test_alpha_of_streamed_whole_answers_equals_alpha_of_rows() -> None:
    rows = scale(11)
    streamed = analyse_moments(moments_of(rows.astype(np.uint8))).figures["alpha"].value
    assert streamed == pytest.approx(cronbach_alpha(rows, missing_policy="refuse").alpha, abs=1e-13)


def test_every_reason_is_said_in_both_languages() -> None:
    assert all(len(words) == 2 and all(words) for words in REASONS.values())
