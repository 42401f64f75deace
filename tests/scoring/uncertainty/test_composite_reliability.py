import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.uncertainty.composite_reliability import composite_reliability

SHARE = st.floats(0.01, 1)


def test_a_single_part_has_its_own_reliability():
    found = composite_reliability([2], [[9]], reliabilities=[0.7])
    assert found.reliability.value == pytest.approx(0.7)
    assert found.sd.value == 6
    assert found.sem.value == pytest.approx(6 * 0.3**0.5)


def test_a_composite_that_does_not_vary_has_no_reliability():
    flat = composite_reliability([1, 1], [[0, 0], [0, 0]], reliabilities=[0.8, 0.8])
    assert (flat.reliability.value, flat.reliability.reason) == (None, "no_variance")
    assert (flat.sem.value, flat.sem.reason, flat.sd.value) == (None, "no_variance", 0)
    cancelled = composite_reliability([1, -1], [[4, 4], [4, 4]], reliabilities=[0.8, 0.8])
    assert cancelled.reliability.value is None


@pytest.mark.parametrize(
    ("weights", "covariance", "reliabilities", "word"),
    [
        ([1], [[1, 0], [0, 1]], [0.5], "same parts"),
        ([[1]], [[1]], [0.5], "same parts"),
        ([], [], [], "same parts"),
        ([1, 1], [[1, 0], [0, 1]], [0.5], "same parts"),
        ([float("nan")], [[1]], [0.5], "finite"),
        ([1], [[float("inf")]], [0.5], "finite"),
        ([1], [[1]], [float("nan")], "finite"),
        ([1, 1], [[1, 2], [0, 1]], [0.5, 0.5], "symmetric"),
        ([1], [[-1]], [0.5], "symmetric"),
        ([1], [[1]], [1.5], "must not exceed 1"),
        ([0], [[1]], [0.5], "not all be zero"),
    ],
)
def test_unusable_parts_are_refused(weights, covariance, reliabilities, word):
    with pytest.raises(ValueError, match=word):
        composite_reliability(weights, covariance, reliabilities=reliabilities)


@given(st.lists(st.tuples(SHARE, SHARE, st.floats(0, 1)), min_size=1, max_size=6), SHARE)
def test_reliability_lies_between_0_and_1_and_ignores_the_scale_of_weights(parts, factor):
    weights, sds, rhos = (np.array(column) for column in zip(*parts, strict=True))
    covariance = np.outer(sds, sds) * 0.5 + np.diag(sds**2) * 0.5
    found = composite_reliability(weights, covariance, reliabilities=rhos)
    assert -1e-9 <= found.reliability.value <= 1 + 1e-9
    scaled = composite_reliability(weights * factor, covariance, reliabilities=rhos)
    assert scaled.reliability.value == pytest.approx(found.reliability.value)
    assert scaled.sem.value == pytest.approx(found.sem.value * factor)
