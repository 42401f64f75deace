"""The benchmark of drawn weights finds in blocks what the whole product finds."""

import numpy as np
import pytest

from benchmarks.monte_carlo import measure


def test_blocks_find_the_probabilities_of_the_whole_product() -> None:
    found = measure(600, 40, np.random.default_rng(3))
    assert found.error <= 1e-12
    assert found.found.grade_probability.sum(axis=1) == pytest.approx(np.ones(40))
    assert min(found.product, found.simulation, found.uniform, found.dirichlet) > 0
