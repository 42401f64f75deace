"""The sample plan: the kit's five plans, ruling A33, means, design effects and groups."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fixtures.scoring_cases import KIT, WORKED
from scoring.sampling import (
    allocate_sample,
    required_invitations,
    required_responses,
    sample_size,
    sample_size_of_mean,
)


@pytest.mark.parametrize("plan", WORKED["survey"]["sample_plan"], ids=lambda plan: str(plan["N"]))
def test_the_sample_plans_of_the_kit(plan: dict) -> None:
    found = required_responses(plan["N"], policy=KIT.survey)
    assert (found.n, float(found.margin)) == (plan["n"], plan["e"])
    assert (round(found.z, 6), round(found.n0, 4)) == (plan["z"], plan["n0"])


def test_the_wider_margin_ends_strictly_below_200() -> None:
    assert required_responses(199, policy=KIT.survey).margin == Fraction(1, 10)
    assert required_responses(200, policy=KIT.survey).margin == Fraction(1, 20)


def test_a_frame_is_never_smaller_than_its_sample() -> None:
    for frame in (1, 2, 5, 30):
        assert required_responses(frame, policy=KIT.survey).n <= frame


def test_invitations_are_a_decimal_ceiling() -> None:
    assert required_invitations(42, response_share="0.7") == 60
    assert required_invitations(41, response_share=Fraction(1, 2)) == 82


@pytest.mark.parametrize("frame", [0, -1])
def test_an_empty_frame_is_refused(frame: int) -> None:
    with pytest.raises(ValueError, match="frame"):
        required_responses(frame, policy=KIT.survey)


def test_shares_out_of_range_are_refused() -> None:
    for margin, p in ((0, HALF), (1, HALF), (HALF, 0), (HALF, 1)):
        with pytest.raises(ValueError, match="between 0 and 1"):
            sample_size(10, margin=Fraction(margin), confidence=HALF, p=Fraction(p))
    with pytest.raises(ValueError, match="response_share"):
        required_invitations(10, response_share="0")


HALF, SURE, FIVE = Fraction(1, 2), Fraction(95, 100), Fraction(5, 100)


def test_a_design_effect_multiplies_an_endless_sample() -> None:
    plain = sample_size(None, margin=FIVE, confidence=SURE, p=HALF)
    twice = sample_size(None, margin=FIVE, confidence=SURE, p=HALF, deff=Fraction(2))
    assert (plain.n, twice.n) == (385, 769)
    assert twice.n0 == pytest.approx(2 * plain.n0)


def test_a_share_is_the_mean_of_a_noughts_and_ones_variable() -> None:
    share = sample_size(None, margin=FIVE, confidence=SURE, p=HALF)
    mean = sample_size_of_mean(None, margin=FIVE, confidence=SURE, sd=HALF)
    assert (mean.n, mean.n0) == (share.n, pytest.approx(share.n0))
    finite = sample_size_of_mean(500, margin=FIVE, confidence=SURE, sd=HALF)
    assert finite.n == 218  # 384.1459 / (1 + 384.1459 / 500) = 217.24


def test_a_sample_is_at_least_one_and_never_more_than_the_frame() -> None:
    rough = sample_size_of_mean(None, margin=Fraction(10), confidence=SURE, sd=Fraction(1, 10))
    assert rough.n == 1
    assert sample_size(3, margin=Fraction(1, 1000), confidence=SURE, p=HALF).n == 3


@pytest.mark.parametrize(
    ("frame", "options", "words"),
    [
        (10**16, {}, "frame must be 1 or more"),
        (10, {"deff": Fraction(0)}, "deff must be positive"),
        (10, {"sd": Fraction(0)}, "margin and sd must be positive"),
        (10, {"margin": Fraction(0)}, "margin and sd must be positive"),
        (10, {"confidence": Fraction(1)}, "confidence must lie between 0 and 1"),
        (None, {"margin": Fraction(1, 10**12)}, "more than 1e15 responses"),
    ],
)
def test_a_plan_for_a_mean_refuses_what_cannot_be(
    frame: int | None, options: dict, words: str
) -> None:
    chosen = {"margin": FIVE, "confidence": SURE, "sd": Fraction(1)} | options
    with pytest.raises(ValueError, match=words):
        sample_size_of_mean(frame, **chosen)


@given(st.dictionaries(st.sampled_from("abcdef"), st.integers(1, 1000), min_size=1), st.data())
def test_an_allocation_is_proportional_within_one_and_sums_to_the_sample(
    frames: dict, data: st.DataObject
) -> None:
    people = sum(frames.values())
    n = data.draw(st.integers(1, people))
    found = allocate_sample(n, frames)
    assert sum(found.values()) == n
    for code, size in frames.items():
        assert abs(found[code] - Fraction(n * size, people)) < 1
        assert found[code] <= size


def test_small_groups_are_raised_to_the_least_number_or_asked_whole() -> None:
    found = allocate_sample(20, {"many": 1000, "few": 12, "two": 2}, min_n=5)
    assert found == {"many": 20, "few": 5, "two": 2}


@pytest.mark.parametrize(
    ("n", "frames", "min_n", "words"),
    [
        (1, {}, 0, "at least one person"),
        (1, {"a": 0}, 0, "at least one person"),
        (0, {"a": 3}, 0, "between 1 and the 3 people, not 0"),
        (4, {"a": 3}, 0, "between 1 and the 3 people, not 4"),
        (1, {"a": 3}, -1, "min_n"),
    ],
)
def test_an_allocation_refuses_what_cannot_be(n: int, frames: dict, min_n: int, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        allocate_sample(n, frames, min_n=min_n)
