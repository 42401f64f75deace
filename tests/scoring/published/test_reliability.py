"""Published values of reliability; each test is named for its source."""

import numpy as np
import pytest

from fixtures.reference_sets import read_columns
from scoring.recode import reverse_keys
from scoring.reliability import analyse_reliability, cronbach_alpha
from scoring.reliability.bootstrap import bootstrap_alpha
from scoring.reliability.glb import greatest_lower_bound
from scoring.reliability.intervals import asymptotic_se

MOBI = {"IMAG": 5, "CUEX": 3, "PERQ": 7, "PERV": 2, "CUSA": 3, "CUSL": 3}
TAI = ["PATENTS", "ROYALTIES", "INTERNET", "EXPORTS"]
TAI += ["TELEPHONES", "ELECTRICITY", "SCHOOLING", "UNIVERSITY"]
THURSTONE = ["Sentences", "Vocabulary", "Sent.Completion", "First.Letters", "Four.Letter.Words"]
THURSTONE += ["Suffixes", "Letter.Series", "Pedigrees", "Letter.Group"]


def mobi(name: str) -> np.ndarray:
    """Read one construct of the mobile phone satisfaction survey (R semPLS, seminr)."""
    return read_columns("mobi.csv", *(f"{name}{at}" for at in range(1, MOBI[name] + 1)))


def figure(rows: np.ndarray, key: str) -> float:
    return analyse_reliability(rows, missing_policy="refuse").figures[key].value


def test_raw_alpha_of_the_satisfaction_index_of_tenenhaus_et_al_2005() -> None:
    # R: psych::alpha(mobi[, items])$total$raw_alpha, psych 2.2.9
    found = [figure(mobi(name), "alpha") for name in MOBI]
    expected = [0.714446802, 0.4325968438, 0.8724063714, 0.816694539, 0.7701131083, 0.4417171984]
    assert found == pytest.approx(expected, abs=1e-6)


def test_standardised_alpha_of_the_satisfaction_index_of_tenenhaus_et_al_2005() -> None:
    # Tenenhaus et al. 2005, CSDA 48, print .723 .452 .877 .824 .779 .472
    found = [figure(mobi(name), "alpha_standardised") for name in MOBI]
    expected = [0.7228345954, 0.451902556, 0.8770102452, 0.8236319794, 0.7791950219, 0.4723989629]
    assert found == pytest.approx(expected, abs=1e-6)


def test_standardised_alpha_of_the_technology_index_of_oecd_2008_page_72() -> None:
    # the Handbook prints .70
    found = figure(read_columns("tai23.csv", *TAI), "alpha_standardised")
    assert found == pytest.approx(0.703542758, abs=1e-6)


def test_feldt_interval_of_feldt_woodruff_and_salih_1987() -> None:
    # pingouin prints .592 [.195, .840]
    long = read_columns("pingouin_cronbach_alpha_long.csv", "Subj", "Scores")
    rows = long[:, 1].reshape(-1, len(np.unique(long[:, 0]))).T
    found = analyse_reliability(rows, missing_policy="refuse")
    assert (found.figures["alpha"].value, *found.intervals["feldt"].limits) == pytest.approx(
        (0.5917188486, 0.1949213907, 0.8398208146), abs=1e-6
    )


def test_asymptotic_interval_of_duhachek_and_iacobucci_2004() -> None:
    # R: psych::alpha.ci; psych rounds z to 1.96
    rows = mobi("CUSA")
    limits = analyse_reliability(rows, missing_policy="refuse").intervals["asymptotic"].limits
    se = asymptotic_se(np.cov(rows.T), n=len(rows))
    assert (se, *limits) == pytest.approx((0.02362901176, 0.7238010962, 0.8164251203), abs=2e-6)


def test_interval_of_bonett_2002_without_bias_term() -> None:
    # MBESS 4.9.42 has the same form
    found = analyse_reliability(mobi("PERQ"), missing_policy="refuse").intervals["bonett"].limits
    assert found == pytest.approx((0.8456900991, 0.8944971518), abs=1e-6)


def test_bootstrap_intervals_of_r_boot() -> None:
    # R: set.seed(1); boot.ci(boot(d, alpha, 9999), type = c("perc", "bca")), boot 1.3
    found = bootstrap_alpha(mobi("CUSA"), rng=np.random.default_rng(1), n_draws=9_999)
    assert (found.se, *found.percentile.limits, *found.bca.limits) == pytest.approx(
        (0.02578613775, 0.7125463108, 0.8138406839, 0.713369985, 0.8144339253), abs=0.006
    )


def test_missing_answers_of_the_pingouin_documentation() -> None:
    # pingouin 0.6.1 prints the listwise limits [.581, .933]: it keeps n = 12 after it has dropped
    # three rows. psych, with n = 9, is right.
    rows = read_columns("pingouin_cronbach_wide_missing.csv")
    pairwise = analyse_reliability(rows, missing_policy="pairwise").figures["alpha"].value
    listwise = analyse_reliability(rows, missing_policy="listwise")
    medians = np.where(np.isnan(rows), np.nanmedian(rows, axis=0), rows)
    found = (
        pairwise,
        listwise.figures["alpha"].value,
        *listwise.intervals["feldt"].limits,
        figure(medians, "alpha"),
    )
    expected = (0.7326608352, 0.8016949153, 0.5330031999, 0.9472079673, 0.7380191693)
    assert found == pytest.approx(expected, abs=1e-6)
    assert (listwise.n, listwise.settled.n_dropped) == (9, 3)


def test_item_statistics_of_oecd_2008_table_11() -> None:
    # the table agrees to .0055 and .0015: its raw data are printed rounded
    rows = read_columns("tai23.csv", *TAI)
    rows = (rows - rows.mean(axis=0)) / rows.std(axis=0, ddof=1)
    items = analyse_reliability(rows, missing_policy="refuse").items
    r_drop = [0.2576473078, 0.5314901277, 0.5676867921, -0.1100437018]
    r_drop += [0.7046457567, 0.6084835231, 0.4523825138, 0.2481991761]
    deleted = [0.703886928, 0.643552958, 0.6350404521, 0.7743361723]
    deleted += [0.6016474723, 0.6252906828, 0.6617120004, 0.7058442839]
    assert [item.r_drop for item in items] == pytest.approx(r_drop, abs=1e-6)
    assert [item.alpha_if_deleted for item in items] == pytest.approx(deleted, abs=1e-6)


def test_item_statistics_of_psych_on_loyalty() -> None:
    items = analyse_reliability(mobi("CUSL"), missing_policy="refuse").items
    r_drop = [0.3531922502, 0.08129024187, 0.434312194]
    deleted = [0.1791384446, 0.6953203391, 0.0886502943]
    assert [item.r_drop for item in items] == pytest.approx(r_drop, abs=1e-6)
    assert [item.alpha_if_deleted for item in items] == pytest.approx(deleted, abs=1e-6)


def test_reversed_item_of_agreeableness_as_psych_check_keys() -> None:
    rows = read_columns("bfi.csv", "A1", "A2", "A3", "A4", "A5")
    found = analyse_reliability(rows, missing_policy="listwise")
    assert found.suspects == (0,)
    keys = [-1 if at in found.suspects else 1 for at in range(5)]
    mirrored = reverse_keys(rows, keys=keys, n_points=6)
    again = analyse_reliability(mirrored, missing_policy="listwise")
    assert (found.figures["alpha"].value, again.figures["alpha"].value) == pytest.approx(
        (0.430616923, 0.7037558944), abs=1e-6
    )


def test_first_component_finds_the_two_reversed_items_that_item_totals_miss() -> None:
    # bfi Openness: O2 and O5 are reversed (R psychTools); negative item-totals accuse four items
    rows = read_columns("bfi.csv", "O1", "O2", "O3", "O4", "O5")
    found = analyse_reliability(rows, missing_policy="listwise")
    assert found.suspects == (1, 4)
    assert sum(item.r_drop < 0 for item in found.items) > 2


def test_odd_even_halves_of_quality() -> None:
    keys = ("split_half_r", "spearman_brown", "lambda4")
    found = [figure(mobi("PERQ"), key) for key in keys]
    assert found == pytest.approx([0.6970214907, 0.8214645419, 0.8086166124], abs=1e-6)


def test_lambdas_of_guttman_1945_as_psych_guttman() -> None:
    found = [figure(mobi("PERQ"), key) for key in ("lambda2", "lambda6")]
    assert found == pytest.approx([0.8783082439, 0.8693932971], abs=1e-6)


def test_negative_alpha_is_returned_by_definition() -> None:
    rows = read_columns("bfi.csv", "A1", "A2")
    found = analyse_reliability(rows, missing_policy="listwise").figures["alpha"]
    assert found.value == pytest.approx(-1.005940164, abs=1e-6)


def test_greatest_lower_bound_of_jackson_and_agunwamba_1977_on_thurstone() -> None:
    # R: psych::glb.algebraic(Thurstone) with Rcsdp
    rows = read_columns("thurstone_r.csv", *THURSTONE)
    found = greatest_lower_bound(rows)
    assert found.figure.value == pytest.approx(0.9355579441, abs=1e-8)
    assert np.linalg.eigvalsh(rows - np.diag(found.errors))[0] > 0


def test_kuder_richardson_20_is_alpha_of_the_ability_items() -> None:
    # icar ability (R psychTools): KR-20 by its own formula, with the same divisor in both variances
    rows = read_columns("ability.csv")
    rows = rows[~np.isnan(rows).any(axis=1)]
    share = rows.mean(axis=0)
    own = float((share * (1 - share)).sum())
    expected = 16 / 15 * (1 - own / rows.sum(axis=1).var())
    found = analyse_reliability(rows, missing_policy="refuse").figures["kr20"]
    assert found.value == pytest.approx(expected, abs=1e-12)
    raw = cronbach_alpha(rows, missing_policy="refuse").alpha
    assert raw == pytest.approx(expected, abs=1e-12)


@pytest.mark.parametrize(
    ("name", "turned", "alpha"),
    [("A", "1", 0.70), ("C", "45", 0.73), ("E", "12", 0.76), ("N", "", 0.81), ("O", "25", 0.60)],
)
def test_alphas_of_the_big_five_inventory_as_the_documentation_of_psych_prints_them(
    name: str, turned: str, alpha: float
) -> None:
    # Revelle, psych::alpha with pairwise correlations, two decimals
    rows = read_columns("bfi.csv", *(f"{name}{at}" for at in range(1, 6)))
    keys = [-1 if str(at) in turned else 1 for at in range(1, 6)]
    mirrored = reverse_keys(rows, keys=keys, n_points=6)
    found = analyse_reliability(mirrored, missing_policy="pairwise")
    assert round(found.figures["alpha"].value, 2) == alpha
    assert found.suspects == ()
