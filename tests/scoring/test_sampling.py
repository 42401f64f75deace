"""The sample plan: the kit's five plans and ruling A33."""

from fractions import Fraction

import pytest

from fixtures.scoring_cases import KIT, WORKED
from scoring.sampling import required_invitations, required_responses, sample_size


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
    with pytest.raises(ValueError, match="between 0 and 1"):
        sample_size(10, margin=Fraction(0), confidence=Fraction(1, 2), p=Fraction(1, 2))
    with pytest.raises(ValueError, match="response_share"):
        required_invitations(10, response_share="0")
