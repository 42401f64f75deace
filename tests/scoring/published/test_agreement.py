"""Published values of agreement; each test is named for its source."""

import csv
from collections import Counter

import numpy as np
import pytest

from fixtures.reference_sets import BESIDE, SHIPPED, read_columns
from scoring.agreement import (
    agreement_weights,
    benchmark_level,
    category_counts,
    fleiss_generalised,
    fleiss_kappa,
    gwet_ac,
    intraclass_correlations,
    kappa_of_table,
    kendall_concordance,
    krippendorff_alpha,
    weights_of_disagreement,
)

LEVELS = ("nominal", "ordinal", "interval", "ratio")
KINDS = ("identity", "linear", "quadratic")
DISAGREEMENT_1969 = [[0, 1, 3], [1, 0, 6], [3, 6, 0]]


def read_words(name: str) -> list[list[str]]:
    """Read a reference set whose cells are words, or skip the test where it is absent."""
    path = next((p for p in (SHIPPED / name, BESIDE / name) if p.is_file()), None)
    if path is None:
        pytest.skip(f"reference set {name} may not be copied and is not beside the project")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.reader(file))[1:]


def test_kappa_and_weighted_kappa_of_fleiss_cohen_and_everitt_1969() -> None:
    # they print .492 and, with these disagreement weights, .348; R psych::cohen.kappa
    shares = read_columns("cohen_fce1969_props.csv", "A", "B", "C")
    weights = weights_of_disagreement(DISAGREEMENT_1969)
    found = [kappa_of_table(shares).figure.value]
    found.append(kappa_of_table(shares, weights=weights).figure.value)
    assert found == pytest.approx([0.4915254237, 0.347826087], abs=1e-6)


def test_kappa_and_z_of_fleiss_1971() -> None:
    # R: irr::kappam.fleiss(diagnoses), irr 0.84.1
    rows = read_words("irr_diagnoses.csv")
    names = sorted({cell for row in rows for cell in row})
    found = fleiss_kappa([[Counter(row)[name] for name in names] for row in rows])
    assert (found.figure.value, found.z) == pytest.approx((0.4302445201, 17.65183058), abs=1e-5)
    assert (found.n_units, found.n_raters) == (30, 6)


def test_kappa_of_the_example_of_wikipedia_fleiss_kappa() -> None:
    # printed .210
    counts = read_columns("fleiss_wikipedia_10x14_counts.csv", "1", "2", "3", "4", "5")
    assert fleiss_kappa(counts).figure.value == pytest.approx(0.210, abs=0.0005)


def test_alpha_of_krippendorff_2011_example_c() -> None:
    # printed .743 .815 .849 .797; irr and krippendorff 0.9.0 agree
    names = [str(at) for at in range(1, 13)]
    ratings = read_columns("krippendorff_2011_C.csv", *names).T
    found = [krippendorff_alpha(ratings, level=level).figure.value for level in LEVELS]
    expected = [0.7434210526, 0.8153875038, 0.8491071429, 0.7974027747]
    assert found == pytest.approx(expected, abs=1e-6)


def test_alpha_of_the_example_of_wikipedia_krippendorff_s_alpha() -> None:
    # printed .691 nominal, .811 interval
    names = [str(at) for at in range(1, 16)]
    ratings = read_columns("krippendorff_wikipedia_3x15.csv", *names).T
    found = [krippendorff_alpha(ratings, level=one).figure.value for one in ("nominal", "interval")]
    assert found == pytest.approx([0.691, 0.811], abs=0.0005)
    assert krippendorff_alpha(ratings, level="nominal").n_ratings == 26


def icc_with_limits(ratings: np.ndarray) -> list[float]:
    found = intraclass_correlations(ratings, missing_policy="refuse")
    limits = [one.limits for one in found.intervals.values()]
    values = [figure.value for figure in found.figures.values()]
    return [*values, *(low for low, _ in limits), *(high for _, high in limits)]


def test_six_icc_and_limits_of_shrout_and_fleiss_1979() -> None:
    # printed .17 .29 .71 .44 .62 .91; limits: R psych 2.2.9. R irr gives .0394 for the lower limit
    # of ICC(2,k), by McGraw & Wong 1996; ours is that of ICC(2,1), stepped up
    found = icc_with_limits(read_columns("shrout_fleiss_1979.csv", "J1", "J2", "J3", "J4"))
    expected = [0.1657417684, 0.2897637795, 0.7148407148, 0.4427971337, 0.6200505476, 0.9093155424]
    expected += [-0.1329323249, 0.01878651337, 0.342464765, -0.8844421552, 0.0711368153]
    expected += [0.6756747138, 0.7225600623, 0.7610843696, 0.94585826, 0.9124154203]
    expected += [0.9272320402, 0.9858916782]
    assert found == pytest.approx(expected, abs=1e-6)


def test_six_icc_and_limits_of_the_wine_of_the_pingouin_documentation() -> None:
    # printed .728 .728 .729 .914 .914 .915
    long = read_columns("pingouin_icc_wine.csv", "Wine", "Scores")
    found = icc_with_limits(long[:, 1].reshape(-1, 8).T)
    expected = [0.7275209159, 0.7276887872, 0.7294865008, 0.9143837512, 0.9144500359, 0.9151585589]
    expected += [0.4337728333, 0.4344896579, 0.4261460301, 0.7539553231, 0.7544962191]
    expected += [0.7481371242, 0.9266960293, 0.9267086063, 0.9278952615, 0.9806078671]
    expected += [0.9806113878, 0.9809432541]
    assert found == pytest.approx(expected, abs=1e-6)


def four_raters() -> np.ndarray:
    """Count the ratings of the four raters of Gwet 2014, page 120 (R irrCAC)."""
    return category_counts(read_columns("gwet_raw4raters.csv"), categories=range(1, 6))


def test_ac1_and_ac2_with_errors_of_gwet_2014_page_120() -> None:
    # R irrCAC 1.0: gwet.ac1.raw(cac.raw4raters, weights = ...)
    found = [
        gwet_ac(four_raters(), weights=agreement_weights(range(1, 6), kind=kind)) for kind in KINDS
    ]
    values = [*(one.figure.value for one in found), found[0].se, found[2].se]
    expected = [0.7754440681, 0.8587391364, 0.9140007236, 0.14295, 0.10396]
    assert values == pytest.approx(expected, abs=1e-5)


def test_generalised_kappa_of_irrcac_for_the_four_raters_of_gwet_2014() -> None:
    # irrCAC 0.4.4 prints .76117 with the error .15302
    found = fleiss_generalised(four_raters())
    assert (found.figure.value, found.se) == pytest.approx((0.76117, 0.15302), abs=1e-5)


def test_membership_probabilities_of_gwet_2014_chapter_6() -> None:
    # R irrCAC: landis.koch.bf(coefficient, error)
    one = gwet_ac(four_raters())
    found = benchmark_level(one.figure.value, one.se)
    expected = [0.3967430314, 0.883364883, 0.9954188073, 0.9999698145, 0.9999999692, 1.0]
    assert [p for _, p in found.cumulative] == pytest.approx(expected, abs=2e-5)
    assert (found.level, found.point_level) == ("moderate", "substantial")


def test_concordance_of_the_anxiety_ratings_of_r_irr() -> None:
    # R: irr::kendall(anxiety, correct = TRUE), irr 0.84.1 prints W = .54
    found = kendall_concordance(read_columns("irr_anxiety.csv"), missing_policy="refuse")
    values = (found.value.value, found.uncorrected.value, found.chi2.value)
    assert values == pytest.approx((0.539656876, 0.5019214703, 30.76044193), abs=1e-5)
