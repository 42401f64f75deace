"""Published values of normalisation and treatment; each test is named for its source."""

import csv

import numpy as np
import pytest

from fixtures.reference_sets import SHIPPED, read_columns
from scoring.normalisation import (
    bands_about_mean,
    freeze_reference,
    min_max,
    percentile_ranks,
    ranks,
    ratios_to,
    z_scores,
)
from scoring.treatment import denominate, impute, skewness_and_kurtosis, treat_outliers


def rows_of(name: str) -> list[dict[str, str]]:
    with (SHIPPED / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


ASEM = rows_of("asem_iMeta.csv")
CODES = [row["iCode"] for row in ASEM if row["Type"] == "Indicator"]
SIZES = {row["iCode"]: row["Denominator"] for row in ASEM if row["Denominator"]}


def test_schooling_is_normalised_as_in_oecd_jrc_2008_table_15() -> None:
    raw = read_columns("tai23.csv", "SCHOOLING")
    frozen = freeze_reference(raw)
    found = {
        "rank": ranks(raw[:, 0], best="low"),
        "zscore": z_scores(raw, frozen)[:, 0],
        "minmax": min_max(raw, frozen, ends=(0, 1))[:, 0],
        "dist_mean_ratio": ratios_to(raw, frozen, to="mean")[:, 0],
        "dist_best_ratio": ratios_to(raw, frozen, to="best")[:, 0],
        "dist_worst_ratio": ratios_to(raw, frozen, to="worst")[:, 0],
        "above_below_mean_p20": bands_about_mean(raw, frozen)[:, 0],
        "percentile": percentile_ranks(raw[:, 0], variant="at_most"),
    }
    for name, values in found.items():
        printed = read_columns("tai_table15_schooling.csv", name)[:, 0]
        tolerance = 0.051 if name == "percentile" else 0.0051
        np.testing.assert_allclose(values, printed, atol=tolerance, err_msg=name)


def asem_denominated() -> np.ndarray:
    raw = read_columns("asem_iData.csv", *CODES)
    for at, code in enumerate(CODES):
        if code in SIZES:
            sizes = read_columns("asem_iData.csv", SIZES[code])[:, 0]
            raw[:, at] = denominate(raw[:, at], sizes)
    return raw


def in_order(name: str) -> np.ndarray:
    """Read a reference set of COINr, which is sorted by unit, in the order of the figures."""
    order = [row["uCode"] for row in rows_of(name)]
    units = [row["uCode"] for row in rows_of("asem_iData.csv")]
    return read_columns(name, *CODES)[[order.index(unit) for unit in units]]


def test_asem_is_imputed_with_group_means_as_coinr_1_1_14() -> None:
    # R: Impute(coin, dset = "Denominated", f_i = "i_mean_grp", use_group = "EurAsia_group")
    raw = asem_denominated()
    np.testing.assert_allclose(raw, in_order("asem_ref_denominated.csv"), rtol=1e-9)
    groups = [row["EurAsia_group"] for row in rows_of("asem_iData.csv")]
    found = impute(raw, method="group-mean", groups=groups)
    assert len(found.cells) == 65
    np.testing.assert_allclose(found.values, in_order("asem_ref_imputed.csv"), rtol=1e-9)


def test_asem_is_treated_for_outliers_as_coinr_1_1_14() -> None:
    # R: Treat(coin, dset = "Imputed"): winsorise(winmax = 5), skew 2, kurtosis 3.5
    before, after = in_order("asem_ref_imputed.csv"), in_order("asem_ref_treated.csv")
    found = [treat_outliers(column) for column in before.T]
    treated = {c: one.n_winsorised for c, one in zip(CODES, found, strict=True) if one.points}
    assert treated == {
        "Flights": 1, "Bord": 3, "Gas": 3, "Services": 4, "FDI": 2, "ForPort": 3, "CostImpEx": 1,
        "Tariff": 3, "StMob": 2, "CultServ": 3, "Forest": 2, "Poverty": 3, "NGOs": 3, "FemLab": 1,
        "PubDebt": 1,
    }  # fmt: skip
    assert {one.how for one in found} == {"none", "winsorised"}
    np.testing.assert_allclose(np.column_stack([one.values for one in found]), after, rtol=1e-9)
    for one, column, row in zip(found, before.T, rows_of("asem_ref_treatment.csv"), strict=True):
        shape = (float(row["check_SkewKurt0.Skew"]), float(row["check_SkewKurt0.Kurt"]))
        assert skewness_and_kurtosis(column) == pytest.approx(shape, abs=1e-9)
        if one.points:
            assert one.skewness[1] == pytest.approx(float(row["check_SkewKurt1.Skew"]), abs=1e-9)
