"""Intraclass correlations: the oracle, other ways to the same numbers, and the edges."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from scoring.agreement import intraclass_correlations
from scoring.agreement.icc import ICC_NAMES

NAN = float("nan")


def draw(seed: int, *, n: int = 12, k: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, 1)) + rng.normal(size=(1, k)) + rng.normal(size=(n, k))


def values(ratings: object, **options: object) -> dict[str, float | None]:
    found = intraclass_correlations(ratings, missing_policy="refuse", **options)
    return {key: figure.value for key, figure in found.figures.items()}


@pytest.fixture(scope="module")
def oracle():
    """Return pingouin, version 0.6.1 of the extra `oracles`."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return pytest.importorskip("pingouin"), pytest.importorskip("pandas")


@pytest.mark.parametrize("seed", range(3))
def test_six_forms_equal_pingouin_0_6_1_which_rounds_limits(seed: int, oracle) -> None:
    pingouin, pandas = oracle
    ratings = draw(seed)
    n, k = ratings.shape
    long = pandas.DataFrame(
        {
            "unit": np.repeat(np.arange(n), k),
            "rater": np.tile(np.arange(k), n),
            "value": ratings.ravel(),
        }
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of pandas, about how pingouin calls it
        table = pingouin.intraclass_corr(long, targets="unit", raters="rater", ratings="value")
    found = intraclass_correlations(ratings, missing_policy="refuse")
    assert list(values(ratings).values()) == pytest.approx(table["ICC"].tolist(), abs=1e-9)
    limits = np.array([one.limits for one in found.intervals.values()])
    np.testing.assert_allclose(limits, np.array(table["CI95"].tolist()), atol=0.0051)


def test_single_forms_are_shares_of_variance_components() -> None:
    ratings = draw(5, n=20, k=4)
    n, k = ratings.shape
    within = ratings.var(axis=1, ddof=1).mean()
    between = ratings.mean(axis=1).var(ddof=1) * k
    raters = ratings.mean(axis=0).var(ddof=1) * n
    rest = ratings - ratings.mean(axis=1, keepdims=True) - ratings.mean(axis=0) + ratings.mean()
    error = (rest**2).sum() / ((n - 1) * (k - 1))
    unit, rater = (between - error) / k, (raters - error) / n
    found = values(ratings)
    one_way = (between - within) / k
    assert found["ICC1"] == pytest.approx(one_way / (one_way + within), abs=1e-12)
    assert found["ICC2"] == pytest.approx(unit / (unit + rater + error), abs=1e-12)
    assert found["ICC3"] == pytest.approx(unit / (unit + error), abs=1e-12)
    assert found["ICC2k"] == pytest.approx(unit / (unit + (rater + error) / k), abs=1e-12)
    # the mean's consistency is Cronbach's alpha of the raters
    covariance = np.cov(ratings.T)
    cronbach = k / (k - 1) * (1 - np.trace(covariance) / covariance.sum())
    assert found["ICC3k"] == pytest.approx(cronbach, abs=1e-12)


def test_limits_of_f_and_satterthwaite_equal_scipy_stats() -> None:
    ratings = draw(6)
    found = intraclass_correlations(ratings, missing_policy="refuse", confidence=0.9)
    s, n, k = found.squares, found.n_units, found.n_raters
    f = s.between / s.within
    low = f / stats.f.ppf(0.95, n - 1, n * (k - 1))
    high = f * stats.f.ppf(0.95, n * (k - 1), n - 1)
    expected = [(low - 1) / (low + k - 1), (high - 1) / (high + k - 1)]
    assert found.intervals["ICC1"].limits == pytest.approx(expected, abs=1e-9)
    assert found.intervals["ICC1k"].limits == pytest.approx([1 - 1 / low, 1 - 1 / high], abs=1e-9)
    icc, j = found.figures["ICC2"].value, s.raters / s.error
    above = (k - 1) * (n - 1) * (k * icc * j + n * (1 + (k - 1) * icc) - k * icc) ** 2
    below = (n - 1) * (k * icc * j) ** 2 + (n * (1 + (k - 1) * icc) - k * icc) ** 2
    upper = stats.f.ppf(0.95, n - 1, above / below)
    rest = k * s.raters + (k * n - k - n) * s.error
    expected = n * (s.between - upper * s.error) / (upper * rest + n * s.between)
    assert found.intervals["ICC2"].limits[0] == pytest.approx(expected, abs=1e-9)
    assert found.intervals["ICC2k"].variant == (
        "90 % interval of ICC2k, Satterthwaite degrees of freedom, stepped up by Spearman-Brown"
    )


def test_ninety_five_percent_intervals_cover_the_truth() -> None:
    rng = np.random.default_rng(4)
    hits = np.zeros(2)
    for _ in range(1_000):
        unit, rater = rng.normal(size=(25, 1)), rng.normal(size=(1, 4)) * 0.5
        ratings = unit + rater + rng.normal(size=(25, 4))
        found = intraclass_correlations(ratings, missing_policy="refuse").intervals
        truths = {"ICC2": 1 / 2.25, "ICC3": 0.5}
        hits += [low <= truths[key] <= high for key in truths for low, high in [found[key].limits]]
    assert hits / 1_000 == pytest.approx(0.95, abs=0.02)


MATRICES = st.integers(2, 4).flatmap(
    lambda k: st.lists(
        st.lists(st.integers(1, 5).map(float), min_size=k, max_size=k), min_size=2, max_size=8
    )
)


@settings(max_examples=80)
@given(MATRICES, st.randoms(use_true_random=False))
def test_the_order_of_units_and_raters_changes_nothing(rows: list, random) -> None:
    ratings = np.array(rows)
    rows_in, columns_in = (list(range(size)) for size in ratings.shape)
    random.shuffle(rows_in)
    random.shuffle(columns_in)
    first, second = values(ratings), values(ratings[rows_in][:, columns_in])
    for key, value in first.items():
        assert (value is None) == (second[key] is None)
        assert value is None or second[key] == pytest.approx(value, rel=1e-9, abs=1e-9)


@settings(max_examples=80)
@given(MATRICES)
def test_no_form_exceeds_one_and_limits_enclose_it(rows: list) -> None:
    found = intraclass_correlations(rows, missing_policy="refuse")
    for key, figure in found.figures.items():
        interval = found.intervals[key]
        assert (figure.value is None) == (figure.reason is not None)
        assert (interval.limits is None) == (interval.reason is not None)
        assert figure.value is None or figure.value <= 1 + 1e-12
        if figure.value is not None and interval.limits is not None:
            low, high = interval.limits
            assert low - 1e-9 <= figure.value <= high + 1e-9
            assert high <= 1 + 1e-12


def test_origin_and_unit_change_nothing() -> None:
    ratings = draw(8)
    expected = list(values(ratings).values())
    assert list(values(1e6 + 3 * ratings).values()) == pytest.approx(expected, abs=1e-8)
    for unit in (1e90, 1e-90):
        found = intraclass_correlations(unit * ratings, missing_policy="refuse")
        assert found.figures["ICC2k"].value == pytest.approx(expected[4], abs=1e-12)
        assert found.intervals["ICC2k"].limits is not None


def test_raters_who_do_not_differ_have_one_and_no_limits() -> None:
    found = intraclass_correlations([[1, 1], [2, 2], [5, 5]], missing_policy="refuse")
    assert {figure.value for figure in found.figures.values()} == {1.0}
    assert {one.reason for one in found.intervals.values()} == {"no_error"}


def test_raters_who_differ_by_a_constant_are_consistent_but_do_not_agree() -> None:
    found = intraclass_correlations([[1, 2], [2, 3], [5, 6]], missing_policy="refuse")
    assert found.figures["ICC3"].value == found.figures["ICC3k"].value == 1.0
    assert found.intervals["ICC3"].reason == found.intervals["ICC3k"].reason == "no_error"
    assert found.figures["ICC2"].value < 1
    low, high = found.intervals["ICC2"].limits
    assert low < found.figures["ICC2"].value < high


def test_units_that_do_not_differ_leave_no_mean_to_rely_on() -> None:
    found = intraclass_correlations([[1, 3], [3, 1], [2, 2]], missing_policy="refuse")
    assert found.figures["ICC1"].value == found.figures["ICC3"].value == -1.0
    assert found.figures["ICC1k"].value is None
    assert found.figures["ICC3k"].reason == "no_variance_left"
    assert found.intervals["ICC3k"].reason == "icc_limits"


def test_forms_whose_variance_is_not_positive_are_none() -> None:
    # two units, one of which every rater puts as far above as below: nothing is left to share
    found = intraclass_correlations([[1, 2], [2, 1]], missing_policy="refuse")
    assert found.figures["ICC2"].value is None
    assert found.figures["ICC2"].reason == "no_variance_left"
    assert found.intervals["ICC2"].limits is None


@pytest.mark.parametrize(
    ("ratings", "reason"),
    [
        ([[3, 3], [3, 3]], "no_variation"),
        ([[0, 1e-200], [0, 0]], "no_variation"),
        ([[3], [4]], "one_rater"),
        ([[3, 4]], "few_units"),
        ([[3, NAN], [NAN, 4], [1, 1]], "few_units"),
    ],
)
def test_all_forms_that_are_undefined_have_the_reason(ratings: list, reason: str) -> None:
    found = intraclass_correlations(ratings, missing_policy="listwise")
    assert list(found.figures) == list(found.intervals) == list(ICC_NAMES)
    assert {(one.value, one.reason) for one in found.figures.values()} == {(None, reason)}
    assert {(one.limits, one.reason) for one in found.intervals.values()} == {(None, reason)}
    assert found.squares is None


def test_listwise_leaves_out_units_with_a_gap_and_counts_them() -> None:
    ratings = draw(9)
    with_gap = np.vstack([ratings, [[1, NAN, 2]]])
    found = intraclass_correlations(with_gap, missing_policy="listwise")
    assert found.figures["ICC2"].value == values(ratings)["ICC2"]
    assert (found.n_units, found.n_dropped) == (12, 1)
    with pytest.raises(ValueError, match="1 units have a missing rating"):
        intraclass_correlations(with_gap, missing_policy="refuse")


def test_options_out_of_range_are_refused() -> None:
    with pytest.raises(ValueError, match="missing_policy must be 'refuse' or 'listwise'"):
        intraclass_correlations([[1, 2], [2, 1]], missing_policy="mean")
    with pytest.raises(ValueError, match="confidence must lie between 0 and 1"):
        intraclass_correlations([[1, 2], [2, 1]], missing_policy="refuse", confidence=0)
