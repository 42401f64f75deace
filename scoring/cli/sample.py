"""The command `sample`: how many responses and invitations a survey needs, and of which groups."""

import argparse
from collections.abc import Mapping, Sequence
from decimal import Decimal, InvalidOperation
from fractions import Fraction
from typing import Any, Final

from scoring.cli.labelling import refused, sentence
from scoring.exact import NumberRefused, exact, json_number
from scoring.sampling import (
    SamplePlan,
    SampleRefused,
    allocate_sample,
    required_invitations,
    sample_size,
    sample_size_of_mean,
)

SMALL_FRAME_BELOW: Final = 200
MARGIN: Final = Fraction(5, 100)
SMALL_FRAME_MARGIN: Final = Fraction(10, 100)


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "sample", help="plan the size of a sample and print JSON / 计算所需样本量并输出JSON"
    )
    parser.add_argument("--frame", help="people in the frame; otherwise endless")
    parser.add_argument(
        "--margin", help="half-width of the interval; 0.05, or 0.1 for a frame below 200"
    )
    parser.add_argument("--confidence", default="0.95")
    parser.add_argument("--share", default="0.5", help="expected share of yes answers")
    parser.add_argument("--sd", help="expected standard deviation: plan for a mean, with --margin")
    parser.add_argument("--deff", default="1", help="expected design effect")
    parser.add_argument("--response-share", help="expected share of invitations answered, 0-1")
    parser.add_argument("--group", action="append", default=[], help="NAME=PEOPLE, each group once")
    parser.add_argument("--min-per-group", default="0", help="least responses of a group")
    parser.set_defaults(act=_sample)


def _sample(chosen: argparse.Namespace) -> Mapping[str, object]:
    groups = _groups(chosen.group)
    frame = None if chosen.frame is None else whole_of("--frame", chosen.frame)
    if groups and frame is not None and sum(groups.values()) != frame:
        raise refused(
            f"各群体人数合计 {sum(groups.values())}，与 --frame {frame} 不符",
            f"the groups have {sum(groups.values())} people together, --frame says {frame}",
        )
    frame = sum(groups.values()) if groups else frame
    try:
        plan = _plan(chosen, frame)
        shares = _shares(chosen, plan, groups)
        invitations = _invitations(chosen, plan, shares)
    except SampleRefused as error:
        raise refused(error.zh, error.en) from error
    return {
        "frame": plan.frame,
        "margin": json_number(plan.margin),
        "margin_source": "stated | 给定" if chosen.margin else "rule A33 | 规则 A33",
        "z": plan.z,
        "n0": plan.n0,
        "n": plan.n,
        "groups": shares,
        "n_with_group_minimum": None if shares is None else sum(shares.values()),
        **invitations,
        "labels": {
            "z": "quantile of the normal distribution, not a rounded 1.96",
            "n0": "for an endless frame, Cochran 1977",
            "n": "rounded up, with finite-population correction",
            "groups": "proportional allocation, largest remainder, raised to --min-per-group",
        },
    }


def _plan(chosen: argparse.Namespace, frame: int | None) -> SamplePlan:
    confidence = number_of("--confidence", chosen.confidence)
    deff = number_of("--deff", chosen.deff)
    if chosen.sd is not None:
        if chosen.margin is None:
            raise refused("--sd 须与 --margin 同时给出", "--sd needs --margin in the same unit")
        return sample_size_of_mean(
            frame,
            margin=number_of("--margin", chosen.margin),
            confidence=confidence,
            sd=number_of("--sd", chosen.sd),
            deff=deff,
        )
    is_small = frame is not None and frame < SMALL_FRAME_BELOW
    margin = SMALL_FRAME_MARGIN if is_small else MARGIN
    if chosen.margin is not None:
        margin = number_of("--margin", chosen.margin)
    share = number_of("--share", chosen.share)
    return sample_size(frame, margin=margin, confidence=confidence, p=share, deff=deff)


def _shares(
    chosen: argparse.Namespace, plan: SamplePlan, groups: Mapping[str, int]
) -> dict[str, int] | None:
    if not groups:
        return None
    return allocate_sample(plan.n, groups, min_n=whole_of("--min-per-group", chosen.min_per_group))


def _invitations(
    chosen: argparse.Namespace, plan: SamplePlan, shares: Mapping[str, int] | None
) -> dict[str, object]:
    """Return how many to invite; more than the frame holds is said, not hidden."""
    if chosen.response_share is None:
        return {"invitations": None, "warnings": []}
    share = number_of("--response-share", chosen.response_share)
    needed = plan.n if shares is None else sum(shares.values())
    n = required_invitations(needed, response_share=share)
    is_short = plan.frame is not None and n > plan.frame
    warning = sentence("frame_too_small", invited=n, frame=plan.frame)
    return {"invitations": n, "warnings": [warning] if is_short else []}


def _groups(given: Sequence[str]) -> dict[str, int]:
    groups: dict[str, int] = {}
    for one in given:
        name, equals, people = one.rpartition("=")
        if not equals or not name.strip() or name.strip() in groups:
            raise refused(
                f"--group 应为 名称=人数，每组一次，而不是“{one[:60]}”",
                f"--group must be NAME=PEOPLE, each name once, not {one[:60]!r}",
            )
        groups[name.strip()] = whole_of("--group", people)
    return groups


def whole_of(option: str, text: str) -> int:
    """Read an option as a whole number; raises CaseFaults for what is none."""
    value = number_of(option, text)
    if value.denominator != 1:
        raise refused(
            f"{option} 应为整数，而不是“{text[:40]}”",
            f"{option} must be a whole number, not {text[:40]!r}",
        )
    return int(value)


def number_of(option: str, text: str) -> Fraction:
    """Read an option as an exact number; raises CaseFaults for what is none."""
    try:
        return exact(Decimal(text.strip()))
    except InvalidOperation as error:
        raise refused(
            f"{option} 的“{text[:40]}”不是数", f"{option}: {text[:40]!r} is no number"
        ) from error
    except NumberRefused as error:
        raise refused(f"{option}：{error.zh}", f"{option}: {error.en}") from error
