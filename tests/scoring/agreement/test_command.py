"""The command `agreement`: its keys, and what applies at which level."""

import numpy as np
import pytest

from fixtures.agreement_tables import THREE, TWO, lines
from scoring.agreement import krippendorff_alpha

KEYS = {"krippendorff_alpha", "fleiss_kappa", "cohen_kappa", "weighted_kappa", "gwet", "icc"}
KEYS |= {"kendall_w", "reasons", "labels", "warnings", "benchmark", "n_units", "n_raters", "se"}
ICC = ["ICC1", "ICC2", "ICC3", "ICC1k", "ICC2k", "ICC3k"]


def test_every_key_is_there_and_every_null_has_its_reason(agreement) -> None:
    for text in (TWO, THREE):
        for level in ("nominal", "ordinal", "interval", "ratio"):
            found = agreement(text, level=level)
            assert found.keys() >= KEYS
            assert list(found["icc"]) == ICC
            for key in ("krippendorff_alpha", "fleiss_kappa", "cohen_kappa"):
                assert found[key] is not None or key in found["reasons"]
            for group in ("weighted_kappa", "gwet", "kendall_w"):
                for key, value in found[group].items():
                    assert value is not None or f"{group}.{key}" in found["reasons"]
            for key, form in found["icc"].items():
                assert list(form) == ["value", "low", "high"]
                assert form["value"] is not None or f"icc.{key}" in found["reasons"]
            assert found["reasons"].keys() <= found["labels"].keys()


def test_two_raters_have_kappas_with_errors_and_levels(agreement) -> None:
    found = agreement(TWO)
    assert found["cohen_kappa"] == pytest.approx((6 / 9 - 1 / 3) / (1 - 1 / 3))
    assert found["weighted_kappa"]["quadratic"] > found["weighted_kappa"]["linear"]
    low, high = found["ci"]["cohen_kappa"]
    assert low < found["cohen_kappa"] < high
    assert found["tests"]["cohen_kappa"]["p"] < 0.05
    assert found["se"]["gwet.ac1"] > 0
    level = found["benchmark"]["cohen_kappa"]["landis_koch"]
    assert (level["point_level"], level["level"]) == ("moderate", "slight")
    assert (found["n_units"], found["n_raters"], found["raters"]) == (9, 2, ["a", "b"])


def test_three_raters_have_no_kappa_of_two(agreement) -> None:
    found = agreement(THREE)
    assert found["reasons"]["cohen_kappa"].startswith("not_two_raters: ")
    assert found["fleiss_kappa"] == pytest.approx(found["fleiss_generalised"])
    assert [one["category"] for one in found["fleiss_by_category"]] == ["1", "2", "3"]


def test_nominal_codes_have_neither_order_nor_distance(agreement) -> None:
    found = agreement(TWO, level="nominal")
    assert found["gwet"]["ac1"] is not None
    nothing = [found["gwet"]["ac2_linear"], found["weighted_kappa"]["linear"]]
    nothing += [found["icc"]["ICC2"]["value"], found["kendall_w"]["value"]]
    assert nothing == [None] * 4
    assert found["reasons"]["icc.ICC2"].startswith("nominal_level: ")
    for key in ("weighted_kappa.linear", "gwet.ac2_quadratic"):
        assert "--level ordinal" in found["reasons"][key]


def test_ordinal_codes_have_intraclass_correlations_with_a_caution(agreement) -> None:
    found = agreement(THREE)
    assert found["icc"]["ICC2"]["value"] is not None
    assert found["cautions"]["icc.ICC2"].startswith("ordinal_as_interval: ")
    assert "icc.ICC2" not in found["reasons"]
    assert "icc.ICC2" not in agreement(THREE, level="interval")["cautions"]


def test_a_code_book_of_numbers_counts_categories_that_nobody_used(agreement) -> None:
    seen = agreement(TWO)
    book = agreement(TWO, "--categories", "1,2,3,4,5")
    assert book["gwet"]["ac1"] > seen["gwet"]["ac1"]
    assert book["cohen_kappa"] == pytest.approx(seen["cohen_kappa"])
    assert any("unused ones are unknown" in one for one in seen["warnings"])
    assert not any("unused ones are unknown" in one for one in book["warnings"])
    turned = agreement(TWO, "--categories", "5,4,3,2,1")
    assert turned["gwet"] == book["gwet"]


def test_weights_follow_places_at_level_ordinal_and_values_at_level_interval(agreement) -> None:
    text = lines("a,b", "1,1", "1,1", "1,2", "2,2", "10,10", "10,10")
    places, values = agreement(text), agreement(text, level="interval")
    assert places["weighted_kappa"]["linear"] != values["weighted_kappa"]["linear"]
    spaced = text.replace("10", "3")
    assert places["weighted_kappa"] == agreement(spaced, level="interval")["weighted_kappa"]


def test_gaps_are_told_and_may_be_refused(agreement, refusal) -> None:
    text = THREE + "3,,\n1,NA,1\n"
    found = agreement(text)
    assert found["missing"] == {"policy": "listwise", "n_dropped": 2}
    assert found["reasons"]["fleiss_kappa"].startswith("unequal_raters: ")
    assert any("2 left out" in one for one in found["warnings"])
    assert found["icc"]["ICC2"] == agreement(THREE)["icc"]["ICC2"]
    assert "2 units have a missing rating" in refusal(text, "--missing", "refuse")


def test_a_rater_without_ratings_is_left_out_by_name(agreement) -> None:
    text = lines("a,b,c", *[f"{row}," for row in TWO.split()[1:]])
    found = agreement(text)
    assert found["raters"] == ["a", "b"]
    assert found["cohen_kappa"] == agreement(TWO)["cohen_kappa"]
    assert any("left out: c" in one for one in found["warnings"])


@pytest.mark.parametrize(
    ("text", "level", "reason"),
    [
        ("a,b\n,\n,\n", "ordinal", "no_pairs"),
        ("a\n1\n2\n", "interval", "no_pairs"),
        ("a,b\n1,\n,2\n", "interval", "no_pairs"),
        ("a,b\n2,2\n2,2\n", "ratio", "no_variation"),
        ("a,b\n-1,2\n2,2\n", "ratio", "negative_ratio"),
    ],
)
def test_what_is_undefined_is_null_with_the_reason(
    agreement, text: str, level: str, reason: str
) -> None:
    found = agreement(text, level=level)
    assert found["krippendorff_alpha"] is None
    assert found["reasons"]["krippendorff_alpha"].startswith(f"{reason}: ")


def test_continuous_scores_have_no_table_of_categories(agreement, monkeypatch) -> None:
    monkeypatch.setattr("scoring.cli.agreement_figures.MOST_CATEGORIES", 40)
    monkeypatch.setattr("scoring.cli.agreement_document.MOST_CATEGORIES", 40)
    ratings = np.random.default_rng(1).normal(size=(50, 2))
    text = lines("a,b", *(f"{a!r},{b!r}" for a, b in ratings.tolist()))
    found = agreement(text, level="interval")
    assert found["krippendorff_alpha"] == krippendorff_alpha(ratings, level="interval").figure.value
    for key in ("fleiss_kappa", "cohen_kappa", "gwet.ac1"):
        assert found["reasons"][key].startswith("many_categories: ")
    assert (found["categories"], found["n_categories"]) == (None, 100)


def test_draws_without_variation_and_limits_beyond_one_are_told(agreement) -> None:
    found = agreement(lines("a,b", "1,1", "1,1", "1,1", "2,2"))
    words = " ".join(found["warnings"])
    assert found["bootstrap"]["dropped"] > 0
    assert "had no variation and were dropped" in words
    near = agreement(lines("a,b", *["1,1"] * 6, *["2,2"] * 5, "1,2"))
    assert "these limits lie beyond 1" in " ".join(near["warnings"])


def test_the_same_seed_prints_the_same_limits(agreement) -> None:
    assert agreement(THREE, "--seed", "5") == agreement(THREE, "--seed", "5")
    first, second = (agreement(THREE, "--seed", seed) for seed in ("5", "6"))
    assert first["ci"]["krippendorff_alpha"] != second["ci"]["krippendorff_alpha"]
