"""Published values of survey weighting; each test is named for its source."""

import csv

import pytest

from fixtures.reference_sets import BESIDE, SHIPPED
from scoring.sampling import design_effect, estimate_mean, outcome_rates, rake

TARGETS = {
    "stype": {"E": 4421, "H": 755, "M": 1018},
    "sch.wide": {"No": 1072, "Yes": 5122},
}


@pytest.fixture(scope="module")
def schools() -> list[dict[str, str]]:
    """Read 183 Californian schools of 2000 (R survey, apiclus1), which may not be copied."""
    path = next(
        (p for p in (SHIPPED / "apiclus1.csv", BESIDE / "apiclus1.csv") if p.is_file()), None
    )
    if path is None:
        pytest.skip("reference set apiclus1.csv may not be copied and is not beside the project")
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def test_raked_weights_of_californian_schools_match_r_survey_rake(schools: list) -> None:
    # R: rake(svydesign(~1, weights = ~pw, data = apiclus1), list(~stype, ~sch.wide), ...)
    base = [float(row["pw"]) for row in schools]
    columns = {name: [row[name] for row in schools] for name in TARGETS}
    found = rake(base, columns, targets=TARGETS)
    cells = dict.fromkeys(sorted(set(zip(*columns.values(), strict=True))), 0.0)
    for cell, weight in zip(zip(*columns.values(), strict=True), found.weights, strict=True):
        cells[cell] = weight
    mean = estimate_mean([float(row["api00"]) for row in schools], weights=found.weights)
    deff, _ = design_effect(found.weights)
    assert [mean.mean.value, deff.value] == pytest.approx([641.2303209, 1.051656696], rel=1e-5)
    assert list(cells.values()) == pytest.approx(
        [39.83923625, 29.87067549, 67.12552924, 50.32940112, 49.06907216, 36.79102486], rel=1e-5
    )
    assert mean.deff.value == pytest.approx(deff.value)


def test_outcome_rates_match_the_example_of_outcomerate() -> None:
    # R: outcomerate 1.0.1, README: outcomerate(freq, e = eligibility_rate(freq))
    found = outcome_rates({"I": 4, "P": 2, "R": 1, "NC": 1, "O": 1, "UH": 1, "UO": 1, "NE": 1})
    printed = "0.364 0.545 0.370 0.556 0.444 0.667 0.500 0.750 0.571 0.857 0.091 0.093 0.111"
    printed += " 0.727 0.741 0.889"
    values = [figure.value for figure in found.rates.values()]
    assert values == pytest.approx([float(value) for value in printed.split()], abs=5e-4)
