"""pingouin 0.6.1 as oracle of alpha where it is right, and the correct value where it is wrong."""

from importlib.metadata import version

import numpy as np
import pytest

from fixtures.reference_sets import read_columns
from scoring.reliability import analyse_reliability

pingouin = pytest.importorskip("pingouin", reason="the extra `oracles` is not installed")
pandas = pytest.importorskip("pandas")


def test_the_oracle_is_the_version_that_these_tests_name() -> None:
    assert version("pingouin") == "0.6.1"


@pytest.mark.parametrize("seed", range(5))
def test_alpha_and_its_exact_interval_equal_the_oracle(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, k = int(rng.integers(3, 80)), int(rng.integers(2, 9))
    rows = rng.normal(size=(n, 1)) * rng.uniform(0, 2) + rng.normal(size=(n, k))
    confidence = float(rng.choice([0.8, 0.95, 0.99]))
    alpha, limits = pingouin.cronbach_alpha(data=pandas.DataFrame(rows), ci=confidence)
    found = analyse_reliability(rows, missing_policy="refuse", confidence=confidence)
    assert found.figures["alpha"].value == pytest.approx(alpha, abs=1e-10)
    assert found.intervals["feldt"].limits == pytest.approx(limits, abs=5.1e-4)  # it rounds to 3


@pytest.mark.parametrize("share", [0.05, 0.3])
def test_alpha_of_pairwise_covariances_equals_the_oracle(share: float) -> None:
    rng = np.random.default_rng(8)
    rows = rng.normal(size=(60, 1)) + rng.normal(size=(60, 5))
    rows[rng.random(rows.shape) < share] = np.nan
    alpha, _ = pingouin.cronbach_alpha(data=pandas.DataFrame(rows), nan_policy="pairwise")
    found = analyse_reliability(rows, missing_policy="pairwise").figures["alpha"].value
    assert found == pytest.approx(alpha, abs=1e-10)


def test_listwise_limits_use_the_rows_that_are_left_where_the_oracle_keeps_those_dropped() -> None:
    # psych, with n = 9, prints [.533, .947]; pingouin computes with the n = 12 it was given
    rows = read_columns("pingouin_cronbach_wide_missing.csv")
    alpha, limits = pingouin.cronbach_alpha(data=pandas.DataFrame(rows), nan_policy="listwise")
    found = analyse_reliability(rows, missing_policy="listwise")
    assert found.figures["alpha"].value == pytest.approx(alpha, abs=1e-9)
    assert found.intervals["feldt"].limits == pytest.approx((0.5330031999, 0.9472079673), abs=1e-9)
    assert tuple(limits) == pytest.approx((0.581, 0.933), abs=5e-4)
