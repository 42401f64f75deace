"""Published values of cohort views; each test is named for its source."""

import numpy as np
import pytest

from fixtures.reference_sets import read_columns
from scoring.cohort.outranking import best_order, copeland_scores, outranking_matrix
from scoring.cohort.topsis import topsis

TAI = ["PATENTS", "ROYALTIES", "INTERNET", "EXPORTS"]
TAI += ["TELEPHONES", "ELECTRICITY", "SCHOOLING", "UNIVERSITY"]


def test_topsis_of_hwang_and_yoon_1981_as_pymcdm_and_scikit_criteria() -> None:
    expected = [0.5170528464, 0.5253382487, 0.5054733738, 0.616522779, 0.5044706836, 0.4528954027]
    expected += [0.3720089625, 0.2727784895, 0.3103605671, 0.2969356637, 0.2856179558]
    expected += [0.3470777635, 0.3235683829, 0.2614934728, 0.2890928356, 0.2480213198]
    expected += [0.2449850159, 0.1911022997, 0.1707818756, 0.1528125598, 0.1429086835]
    expected += [0.1713470107, 0.149080552]
    found = topsis(read_columns("tai23.csv", *TAI), weights=np.full(8, 1 / 8))
    assert found.scores == pytest.approx(expected, abs=1e-6)


def test_outranking_and_kemeny_of_oecd_2008_tables_36_and_37_as_coinr() -> None:
    # Finland, USA, Sweden, Japan, Korea; the tables used more decimals than table A.2 prints
    values = read_columns("tai23.csv", *TAI)[:5]
    values[:, TAI.index("TELEPHONES")] = [3.080, 2.997, 3.096, 3.003, 2.972]
    values[:, TAI.index("ELECTRICITY")] = [4.150, 4.073, 4.145, 3.865, 3.653]
    matrix = outranking_matrix(values, weights=np.full(8, 1 / 8))
    expected = [
        [0, 0.5, 0.375, 0.75, 0.625],
        [0.5, 0, 0.5, 0.625, 0.625],
        [0.625, 0.5, 0, 0.75, 0.625],
        [0.25, 0.375, 0.25, 0, 0.75],
        [0.375, 0.375, 0.375, 0.25, 0],
    ]
    np.testing.assert_allclose(matrix, expected, atol=1e-9)
    assert copeland_scores(matrix).tolist() == [1, 2, 3, -2, -4]
    found = best_order(matrix)
    assert found.score.value == pytest.approx(6.375, abs=1e-9)
    assert found.n_orders == 3
