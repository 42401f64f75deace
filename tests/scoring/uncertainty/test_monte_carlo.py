import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from scoring.uncertainty.monte_carlo import simulate_scores
from scoring.uncertainty.rank_intervals import simulate_ranks
from scoring.uncertainty.weight_draws import (
    dirichlet_moments,
    dirichlet_weights,
    uniform_weights,
)

CUTS = [60, 80, 90]
SHARES = [0.5, 0.3, 0.2]


def rng(seed: int = 7) -> np.random.Generator:
    return np.random.default_rng(seed)


def tasks(n: int, k: int = 3) -> np.ndarray:
    return rng().uniform(40, 100, (n, k))


def test_blocks_give_what_one_matrix_product_gives():
    weights = dirichlet_weights(SHARES, concentration=50, n_draws=1001, rng=rng())
    scores = tasks(20)
    whole = weights @ scores.T
    found = simulate_scores([scores], weights, cut_points=CUTS, places=2)
    assert found.n_draws == 1001
    assert found.mean == pytest.approx(whole.mean(axis=0))
    assert found.sd == pytest.approx(whole.std(axis=0), abs=1e-6)
    at_least = [(np.round(whole, 2) >= cut).mean(axis=0) for cut in CUTS]
    assert found.grade_probability[:, 3] == pytest.approx(at_least[2])
    assert found.grade_probability[:, 0] == pytest.approx(1 - at_least[0])
    assert found.grade_probability.sum(axis=1) == pytest.approx(np.ones(20))


def test_draws_spread_as_the_dirichlet_moments_say():
    weights = dirichlet_weights(SHARES, concentration=20, n_draws=200_000, rng=rng())
    scores = tasks(5)
    exact = dirichlet_moments(scores, SHARES, concentration=20)
    found = simulate_scores([scores], weights, cut_points=CUTS)
    assert found.mean == pytest.approx(exact.mean, abs=0.1)
    assert found.sd == pytest.approx(exact.sd, rel=0.02)


def test_geometric_and_harmonic_means_lie_below_the_arithmetic():
    weights = uniform_weights(SHARES, spread=0.25, n_draws=300, rng=rng())
    means = [
        simulate_scores([tasks(8)], weights, cut_points=CUTS, aggregations=[one]).mean
        for one in ("arithmetic", "geometric", "harmonic")
    ]
    assert (means[0] >= means[1]).all()
    assert (means[1] >= means[2]).all()
    plain = np.exp(weights @ np.log(tasks(8)).T)
    assert means[1] == pytest.approx(plain.mean(axis=0))


def test_triggers_share_the_draws_out_among_variants_and_means():
    weights = uniform_weights(SHARES, spread=0, n_draws=4000, rng=rng())
    variants = [np.full((1, 3), 70), np.full((1, 3), 85)]
    found = simulate_scores(
        variants, weights, cut_points=CUTS, aggregations=["arithmetic", "geometric"], rng=rng()
    )
    assert found.grade_probability[0] == pytest.approx([0, 0.5, 0.5, 0], abs=0.05)
    assert found.n_draws == 4000


def test_ranks_show_how_far_weights_move_them():
    weights = dirichlet_weights([0.5, 0.5], concentration=4, n_draws=2000, rng=rng())
    found = simulate_ranks([[[60, 60], [100, 0], [20, 20]]], weights)
    assert found.median.tolist()[0] == 1
    assert (found.low[1], found.high[1]) == (1, 3)
    assert found.low[2] == 2


def test_equal_scores_share_the_best_rank():
    found = simulate_ranks([[[1], [2], [2], [0.5]]], [[1.0]])
    assert found.median.tolist() == [3, 1, 1, 4]
    assert simulate_ranks([[[5]]], [[1.0]]).median.tolist() == [1]


def test_the_same_seed_draws_the_same_methods_for_scores_and_ranks():
    weights = uniform_weights(SHARES, spread=0.5, n_draws=50, rng=rng())
    variants = [tasks(4), tasks(4)[::-1]]
    first = simulate_ranks(variants, weights, rng=rng(3))
    again = simulate_ranks(variants, weights, rng=rng(3))
    assert first.median.tolist() == again.median.tolist()


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({"variants": [[[1, 2]]]}, "shape"),
        ({"variants": [np.empty((0, 3))]}, "shape"),
        ({"variants": [[[1, 2, float("nan")]]]}, "finite"),
        ({"variants": []}, "variants"),
        ({"variants": [[[1, 2, 3]], [[1, 2, 3], [1, 2, 3]]]}, "variants"),
        ({"weights": [1, 0, 0]}, "weights"),
        ({"weights": np.empty((0, 3))}, "weights"),
        ({"weights": [[1, 1, 1]]}, "sum to 1"),
        ({"weights": [[2, -1, 0]]}, "sum to 1"),
        ({"weights": [[float("inf"), 0, 0]]}, "weights"),
        ({"aggregations": ["mode"]}, "aggregations"),
        ({"aggregations": []}, "aggregations"),
        ({"variants": [[[0, 2, 3]]], "aggregations": ["geometric"]}, "above 0"),
        ({"aggregations": ["arithmetic", "harmonic"]}, "rng"),
        ({"cut_points": [3, 2]}, "cut_points"),
    ],
)
def test_unusable_designs_are_refused(change, word):
    known = {"variants": [[[1, 2, 3]]], "weights": [SHARES], "cut_points": CUTS} | change
    variants, weights = known.pop("variants"), known.pop("weights")
    with pytest.raises(ValueError, match=word):
        simulate_scores(variants, weights, **known)


@pytest.mark.parametrize("shares", [[0.5, 0.6], [-0.5, 1.5], [], [[1]], [float("nan")]])
def test_shares_that_are_none_are_refused(shares):
    with pytest.raises(ValueError, match="shares"):
        dirichlet_weights(shares, concentration=1, n_draws=1, rng=rng())


def test_unusable_spreads_are_refused():
    with pytest.raises(ValueError, match="concentration"):
        dirichlet_weights([1], concentration=0, n_draws=1, rng=rng())
    with pytest.raises(ValueError, match="concentration"):
        dirichlet_moments([[1]], [1], concentration=float("inf"))
    with pytest.raises(ValueError, match="n_draws"):
        dirichlet_weights([1], concentration=1, n_draws=0, rng=rng())
    with pytest.raises(ValueError, match="spread"):
        uniform_weights([1], spread=1.5, n_draws=1, rng=rng())


@settings(max_examples=30)
@given(
    st.lists(st.floats(0.01, 1), min_size=1, max_size=6),
    st.floats(0, 1),
    st.integers(0, 2**32 - 1),
)
def test_drawn_weights_sum_to_one_and_scores_stay_between_their_parts(raw, spread, seed):
    shares = np.array(raw) / sum(raw)
    drawn = uniform_weights(shares, spread=spread, n_draws=20, rng=rng(seed))
    assert drawn.sum(axis=1) == pytest.approx(np.ones(20))
    scores = rng(seed).uniform(0, 100, (3, len(raw)))
    found = simulate_scores([scores], drawn, cut_points=CUTS)
    assert (found.mean <= scores.max(axis=1) + 1e-9).all()
    assert (found.mean >= scores.min(axis=1) - 1e-9).all()
