"""Published values of factor analysis; each test is named for its source."""

import json

import numpy as np
import pytest

from fixtures.reference_sets import read_columns
from scoring.cli.commands import run
from scoring.factors.adequacy import bartlett_sphericity, kaiser_meyer_olkin
from scoring.factors.cfa import fit_factor_model
from scoring.factors.components import principal_components
from scoring.factors.composite import construct_reliabilities, omega_total
from scoring.factors.extraction import minimum_residual_factors
from scoring.factors.fit import model_fit
from scoring.factors.hierarchical import omega_hierarchical
from scoring.factors.htmt import heterotrait_monotrait
from scoring.factors.parallel import parallel_analysis
from scoring.factors.rotation import varimax

TAI = ["PATENTS", "ROYALTIES", "INTERNET", "EXPORTS"]
TAI += ["TELEPHONES", "ELECTRICITY", "SCHOOLING", "UNIVERSITY"]
THURSTONE = ["Sentences", "Vocabulary", "Sent.Completion", "First.Letters", "Four.Letter.Words"]
THURSTONE += ["Suffixes", "Letter.Series", "Pedigrees", "Letter.Group"]


def items(name: str, k: int) -> list[str]:
    return [f"{name}{at}" for at in range(1, k + 1)]


def covariance(*names: str) -> np.ndarray:
    return np.cov(read_columns("mobi.csv", *names).T)


def test_omega_cr_and_ave_of_one_factor_as_lavaan() -> None:
    # R: lavaan 0.6-14 cfa("q =~ PERQ1 + ... + PERQ7"); McDonald 1999; Fornell & Larcker 1981
    matrix = covariance(*items("PERQ", 7))
    model = fit_factor_model(matrix, constructs=[range(7)])
    (found,) = construct_reliabilities(model, matrix)
    values = [omega_total(matrix), found.cr_standardised, found.ave_standardised, found.ave_points]
    assert [one.value for one in values] == pytest.approx(
        [0.8740480885, 0.8779952148, 0.508382379, 0.500045212], abs=1e-5
    )
    assert found.cr_points.value == pytest.approx(omega_total(matrix).value, abs=1e-12)


def test_three_factors_as_lavaan_and_semtools() -> None:
    # R: lavaan 0.6-14, semTools 0.5-6 AVE() and compRelSEM() (observed variance of the sum)
    names = [*items("IMAG", 5), *items("PERV", 2), *items("CUSA", 3)]
    matrix = covariance(*names)
    model = fit_factor_model(matrix, constructs=[range(5), [5, 6], [7, 8, 9]])
    found = construct_reliabilities(model, matrix)
    assert [one.ave_points.value for one in found] == pytest.approx(
        [0.344928146, 0.6924342699, 0.5580284736], abs=1e-4
    )
    assert [one.cr_observed.value for one in found] == pytest.approx(
        [0.7215542404, 0.8180277606, 0.7785999322], abs=1e-4
    )
    fit = model_fit(model, matrix, n=250)
    assert [fit[key].value for key in ("chi_square", "df", "cfi", "rmsea", "srmr")] == (
        pytest.approx([71.07733987, 32, 0.9577095486, 0.06989039622, 0.04484826212], abs=1e-4)
    )


def test_htmt_of_henseler_ringle_and_sarstedt_2015_as_seminr() -> None:
    # seminr 2.3 prints .88803 .65166 .58863 .91010 .86511 .74081
    names = [*items("IMAG", 5), *items("CUEX", 3), *items("PERV", 2), *items("CUSA", 3)]
    correlation = np.corrcoef(read_columns("mobi.csv", *names).T)
    groups = [range(5), range(5, 8), range(8, 10), range(10, 13)]
    found = heterotrait_monotrait(correlation, constructs=groups, variant="htmt")
    pairs = [(0, 1), (0, 2), (1, 2), (0, 3), (1, 3), (2, 3)]
    expected = [0.8880304275, 0.6516593925, 0.5886289823, 0.9101009238, 0.8651081936, 0.7408089278]
    assert [found[pair].value for pair in pairs] == pytest.approx(expected, abs=1e-6)
    # semTools' default is HTMT2 (Roemer et al. 2021)
    other = heterotrait_monotrait(correlation, constructs=groups, variant="htmt2")
    assert other[0, 1].value == pytest.approx(0.919, abs=5e-4)


def test_kmo_of_kaiser_and_rice_1974_and_bartlett_1951_as_psych() -> None:
    matrix = np.cov(read_columns("mobi.csv").T)
    overall, by_item = kaiser_meyer_olkin(matrix)
    found = bartlett_sphericity(matrix, n=250)
    assert (overall.value, found.chi_square.value, found.df) == pytest.approx(
        (0.9232131518, 2868.585432, 276), rel=1e-8
    )
    assert len(by_item) == 24


@pytest.mark.parametrize(("variant", "n_kept"), [("components", 2), ("factors", 4)])
def test_parallel_analysis_of_horn_1965_as_psych_fa_parallel(variant: str, n_kept: int) -> None:
    # R: set.seed(42); psych::fa.parallel(mobi): 2 components, 4 factors
    matrix = np.cov(read_columns("mobi.csv").T)
    rng = np.random.default_rng(42)
    found = parallel_analysis(matrix, n=250, rng=rng, variant=variant, n_draws=1_000)
    assert found.n_kept == n_kept
    if variant == "components":
        assert found.observed[:3] == pytest.approx(
            [9.475200723, 1.595477448, 1.218809425], abs=1e-4
        )


def test_omega_hierarchical_of_thurstone_as_psych_omega() -> None:
    # psych documentation prints .74 and .93; R: psych::omega(Thurstone, 3, n.obs = 213)
    found = omega_hierarchical(read_columns("thurstone_r.csv", *THURSTONE), n_group_factors=3)
    assert (found.omega_h.value, found.omega_total.value) == pytest.approx(
        (0.7360703183, 0.9308254149), abs=1e-5
    )


def test_components_of_bfi_with_gaps_are_those_of_r_cor_pairwise(tmp_path, capsys) -> None:
    # R: r <- cor(bfi[1:25], use = "pairwise"); eigen(r)$values[1]; psych::KMO(r)
    names = [name for letter in "ACENO" for name in items(letter, 5)]
    rows = read_columns("bfi.csv", *names)
    path = tmp_path / "bfi.csv"
    cells = [",".join("" if np.isnan(cell) else f"{cell:g}" for cell in row) for row in rows]
    path.write_text("\n".join([",".join(names), *cells]), "utf-8")
    assert run(["factor", str(path), "--missing", "pairwise", "--draws", "100"]) == 0
    found = json.loads(capsys.readouterr().out)
    assert found["pca"]["eigenvalues"][0] == pytest.approx(5.036903, abs=5e-7)
    assert found["kmo"]["overall"] == pytest.approx(0.845897, abs=1e-6)


def test_the_hierarchy_of_schmid_and_leiman_1957_keeps_the_communalities() -> None:
    # Psychometrika 22, p. 53: general and group loadings share out what the factors explain
    matrix = read_columns("thurstone_r.csv", *THURSTONE)
    found = omega_hierarchical(matrix, n_group_factors=3)
    shared = found.general**2 + (found.group**2).sum(axis=1)
    first = minimum_residual_factors(matrix, n_factors=3)
    assert shared == pytest.approx(1 - first.uniquenesses, abs=1e-6)


def test_the_command_reads_thurstone_as_r_writes_it_and_gives_omega_and_glb(
    tmp_path, capsys
) -> None:
    # R: write.csv(Thurstone), psych::omega(Thurstone, 3, n.obs = 213), psych::glb.algebraic
    matrix = read_columns("thurstone_r.csv", *THURSTONE)
    rows = [",".join([name, *map(str, row)]) for name, row in zip(THURSTONE, matrix, strict=True)]
    path = tmp_path / "thurstone.csv"
    path.write_text("\n".join([",".join(['""', *THURSTONE]), *rows]), "utf-8")
    options = ["--input", "correlation", "--n", "213", "--group-factors", "3", "--draws", "100"]
    assert run(["factor", str(path), *options]) == 0
    found = json.loads(capsys.readouterr().out)
    assert (found["omega_h"], found["omega_total_schmid_leiman"]) == pytest.approx(
        (0.7360703183, 0.9308254149), abs=1e-5
    )
    assert found["glb"] == pytest.approx(0.9355579441, abs=1e-8)


def test_components_of_the_technology_index_of_oecd_2008_tables_7_and_9() -> None:
    # the Handbook prints 3.3 1.7 1.0 .9 and 2.64 1.76 1.39 1.19; R: prcomp, psych::principal
    found = principal_components(np.cov(read_columns("tai23.csv", *TAI).T))
    expected = [3.354361207, 1.746060116, 0.9848620302, 0.8939157331]
    expected += [0.4711961307, 0.2994520319, 0.1744221815, 0.07573056919]
    assert found.eigenvalues == pytest.approx(expected, abs=1e-8)
    sums = (varimax(found.loadings[:, :4], variant="r") ** 2).sum(axis=0)
    r_sums = [2.633167845, 1.782033426, 1.385289896, 1.178707921]
    assert np.sort(sums)[::-1] == pytest.approx(r_sums, abs=1e-8)
    # R stops at a gain of 1e-5; the optimum lies a little further
    best = (varimax(found.loadings[:, :4], variant="optimum") ** 2).sum(axis=0)
    assert np.sort(best)[::-1] == pytest.approx(r_sums, abs=2e-3)


def test_three_factors_of_holzinger_and_swineford_1939_as_lavaan_prints_them() -> None:
    # Rosseel 2012, J. Stat. Softw. 48(2), the tutorial's cfa() of HolzingerSwineford1939:
    # 85.306 (24), CFI .931, RMSEA .092, SRMR .065, std.all, and the factors' correlations
    rows = read_columns("holzinger_swineford1939.csv", *items("x", 9))
    matrix = np.cov(rows.T)
    model = fit_factor_model(matrix, constructs=[range(3), range(3, 6), range(6, 9)])
    fit = model_fit(model, matrix, n=301)
    keys = ("chi_square", "df", "cfi", "rmsea", "srmr")
    assert [round(fit[key].value, 3) for key in keys] == [85.306, 24, 0.931, 0.092, 0.065]
    loadings = [0.772, 0.424, 0.581, 0.852, 0.855, 0.838, 0.570, 0.723, 0.665]
    assert model.standardised.round(3).tolist() == loadings
    assert model.correlations[[0, 0, 1], [1, 2, 2]].round(3).tolist() == [0.459, 0.471, 0.283]


def test_three_factors_of_bollen_1989_political_democracy_as_lavaan() -> None:
    # without correlated residuals lavaan prints 72.462 (41), CFI .953, RMSEA .101
    names = [*items("x", 3), *items("y", 8)]
    matrix = np.cov(read_columns("political_democracy.csv", *names).T)
    model = fit_factor_model(matrix, constructs=[range(3), range(3, 7), range(7, 11)])
    fit = model_fit(model, matrix, n=75)
    keys = ("chi_square", "df", "cfi", "rmsea")
    assert [round(fit[key].value, 3) for key in keys] == [72.462, 41, 0.953, 0.101]
    assert model.standardised[:3].round(3).tolist() == [0.920, 0.973, 0.872]


def test_adequacy_of_the_general_risk_propensity_scale_as_efatools_prints_it() -> None:
    # R: EFAtools 0.6.0 vignette, KMO(GRiPS_raw) .955 and BARTLETT(GRiPS_raw) 5054.06 (28)
    matrix = np.cov(read_columns("grips.csv").T)
    overall, by_item = kaiser_meyer_olkin(matrix)
    found = bartlett_sphericity(matrix, n=810)
    assert (round(overall.value, 3), round(found.chi_square.value, 2), found.df) == (
        (0.955, 5054.06, 28)
    )
    expected = [0.955, 0.950, 0.947, 0.968, 0.955, 0.958, 0.961, 0.950]
    assert [round(one.value, 3) for one in by_item] == expected
