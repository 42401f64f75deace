"""Outcome rates: how they order, what they divide by, and which codes mean what."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.sampling import disposition_of, outcome_rates
from scoring.sampling.dispositions import DISPOSITIONS

counts = st.fixed_dictionaries({code: st.integers(0, 50) for code in DISPOSITIONS})
NAMES = [*(f"RR{at}" for at in range(1, 7)), *(f"COOP{at}" for at in range(1, 5))]
NAMES += [*(f"REF{at}" for at in range(1, 4)), *(f"CON{at}" for at in range(1, 4))]


@given(counts.filter(lambda n: n["I"] > 0), st.floats(0, 1))
def test_rates_are_ordered_as_their_denominators(n: dict, e: float) -> None:
    rates = {name: one.value for name, one in outcome_rates(n, eligibility=e).rates.items()}
    assert list(rates) == NAMES
    for kind in ("RR1 RR3 RR5", "RR2 RR4 RR6", "REF1 REF2 REF3", "CON1 CON2 CON3"):
        one, two, three = (rates[name] for name in kind.split())
        assert one <= two + 1e-12 <= three + 2e-12
    assert all(0 <= rate <= 1 for rate in rates.values())
    assert rates["RR2"] >= rates["RR1"]
    assert rates["COOP3"] >= rates["COOP1"] >= rates["RR1"]


def test_a_stated_share_of_one_or_none_gives_the_other_rates() -> None:
    n = {"I": 5, "P": 1, "R": 2, "UO": 8}
    every, none = (outcome_rates(n, eligibility=e).rates for e in (1, 0))
    assert every["RR3"].value == every["RR1"].value == 5 / 16
    assert none["RR4"].value == none["RR6"].value == 6 / 8


def test_the_share_of_eligible_cases_is_estimated_where_it_is_not_stated() -> None:
    found = outcome_rates({"I": 6, "NC": 3, "NE": 3, "UH": 4})
    assert found.eligibility.value == 0.75
    assert found.rates["RR3"].value == 6 / 12
    assert outcome_rates({"I": 1}, eligibility=0.5).eligibility.variant == "e, stated"


def test_rates_without_a_case_to_divide_by_are_undefined() -> None:
    found = outcome_rates({"NE": 3})
    assert {one.reason for one in found.rates.values()} == {"no_cases"}
    unknown = outcome_rates({"UO": 3})
    assert (unknown.eligibility.value, unknown.rates["RR1"].value) == (None, 0)
    assert unknown.rates["RR3"].reason == "no_eligible"
    assert unknown.rates["RR5"].reason == "no_cases"


@pytest.mark.parametrize(
    ("code", "group"),
    [
        (" i ", "I"),
        ("1", "I"),
        ("1.0", "I"),
        ("1.1", "I"),
        ("1.2", "P"),
        ("2", "O"),
        ("2.11", "R"),
        ("2.27", "NC"),
        ("2.35", "O"),
        ("3.13", "UH"),
        ("3.9", "UO"),
        ("3", "UO"),
        ("4.10", "NE"),
        ("uh", "UH"),
        ("", None),
        ("1.3", None),
        ("5", None),
        ("1.1.1", None),
        ("-1", None),
        ("yes", None),
        ("１.1", None),
    ],
)
def test_codes_fall_into_their_groups(code: str, group: str | None) -> None:
    assert disposition_of(code) == group


@pytest.mark.parametrize(
    ("n", "e", "words"),
    [
        ({"X": 1}, None, "'X' is no disposition"),
        ({"I": -1}, None, "counts of 'I' must be 0 or more, not -1"),
        ({"I": float("nan")}, None, "must be 0 or more"),
        ({"I": 0}, None, "at least one case"),
        ({"I": 1}, 1.1, "eligibility must lie between 0 and 1"),
    ],
)
def test_dispositions_that_cannot_be_used_are_refused(n: dict, e: float | None, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        outcome_rates(n, eligibility=e)
