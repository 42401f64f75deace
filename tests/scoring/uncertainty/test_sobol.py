import numpy as np
import pytest

from scoring.uncertainty.sobol import indices_of, sobol_indices

UNIT = {"a": (0.0, 1.0), "b": (0.0, 1.0)}


def rng() -> np.random.Generator:
    return np.random.default_rng(3)


def test_an_additive_function_has_no_interactions():
    found = sobol_indices(lambda x: 3 * x[0] + 4 * x[1], UNIT, n=2048, rng=rng())
    assert found.n_runs == 2048 * 4
    for one, share in zip(found.indices, (9 / 25, 16 / 25), strict=True):
        assert one.first == pytest.approx(share, abs=0.02)
        assert one.total == pytest.approx(share, abs=0.02)
        assert one.first_limits[0] <= one.first <= one.first_limits[1]


def test_the_same_seed_gives_the_same_indices():
    first, again = (
        sobol_indices(lambda x: x[0] * x[1], UNIT, n=64, rng=np.random.default_rng(5))
        for _ in range(2)
    )
    assert first == again


def test_a_function_that_does_not_vary_has_no_indices():
    found = sobol_indices(lambda x: np.ones(x.shape[1]), UNIT, n=8, rng=rng())
    assert (found.indices, found.reason) == (None, "no_variance")


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"ranges": {}}, "ranges"),
        ({"ranges": {"a": (1.0, 0.0)}}, "ranges"),
        ({"ranges": {"a": (0.0, float("inf"))}}, "ranges"),
        ({"ranges": {"a": (float("nan"), 1.0)}}, "ranges"),
        ({"n": 3}, "power of two"),
        ({"n": 1}, "power of two"),
        ({"n": 2**24}, "runs"),
        ({"confidence": 1}, "confidence"),
        ({"function": lambda x: x}, "one value a run"),
        ({"function": lambda x: x[0] / 0 * np.inf}, "finite"),
    ],
)
@pytest.mark.filterwarnings("ignore:divide by zero", "ignore:invalid value")
def test_unusable_designs_are_refused(change, word):
    known = {"function": lambda x: x[0], "ranges": UNIT, "n": 8, "confidence": 0.9} | change
    with pytest.raises(ValueError, match=word):
        sobol_indices(known.pop("function"), known.pop("ranges"), rng=rng(), **known)


def test_values_of_another_design_are_refused():
    one = np.arange(4.0)
    with pytest.raises(ValueError, match="shapes"):
        indices_of(["a", "b"], (one, one, one[None]), rng=rng())
    with pytest.raises(ValueError, match="shapes"):
        indices_of(["a"], (one[:1], one[:1], one[None, :1]), rng=rng())
