"""The command `uncertainty`: a model and a case in, how sure the total and the grade are out."""

import argparse
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

import numpy as np

from scoring.case import read_case
from scoring.cli.evaluate import read_case_file
from scoring.cli.labelling import refused
from scoring.cli.refusals import in_chinese
from scoring.engine import find
from scoring.findings import Findings
from scoring.model import load_model, read_model_yaml
from scoring.uncertainty.block import MOST_LISTED, uncertainty_block
from scoring.uncertainty.case_uncertainty import UncertaintyOptions

_ABOUT: Final = """
Carries the error of answers, interviews and expert scores to the total and the grade. The official
grade is that of `evaluate`; the probabilities stand beside it.
把答卷、访谈和专家评分的误差传到总分和等次；等次以 evaluate 的结果为准，概率只作参考。

JSON (scores in points 分):
  sem, df, interval        standard uncertainty of the total, its degrees of freedom, its limits
  grade_probability        by grade code, sums to 1; probability: that of the official grade
  borderline               the official grade is less probable than 95 %
  guard                    the grade that the total less a band would have: factor times sem, the
                           factor 2 or, with few degrees of freedom, the t quantile that leaves a
                           false pass the same chance (2.5 % at most)
  budget, components       where the error comes from, by source and by indicator
  estimated_share          the weight of the indicators whose error is known; others count as exact
  influence                the total and grade without one respondent, rater, interview, indicator
  next_grade               what is missing for the grade above: points, gates, rises that would do
  reason                   why figures are null: nothing tells of error, or an indicator is blocked
"""
DEFAULT_SEED: Final = 1
DEFAULT_DRAWS: Final = 10_000


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "uncertainty",
        help="say how sure a case's grade is and print JSON / 计算等次的不确定度并输出JSON",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("model", type=Path)
    parser.add_argument("case", type=Path)
    parser.add_argument("--draws", type=int, default=DEFAULT_DRAWS, help="1,000 to 1,000,000")
    parser.add_argument("--confidence", type=float, default=0.95)
    parser.add_argument(
        "--list",
        type=int,
        default=MOST_LISTED,
        metavar="N",
        help="how many respondents, raters, interviews and indicators `influence` lists",
    )
    add_source_options(parser)
    parser.set_defaults(act=_uncertainty)


def add_source_options(parser: argparse.ArgumentParser) -> None:
    """Add the options that say what is uncertain, and the seed."""
    parser.add_argument("--seed", type=int, default=DEFAULT_SEED)
    parser.add_argument(
        "--weights",
        type=float,
        metavar="CONCENTRATION",
        help="draw weights from a Dirichlet distribution; without it weights are certain",
    )
    parser.add_argument(
        "--declare",
        action="append",
        default=[],
        metavar="CODE=POINTS",
        help="standard uncertainty of a level-3 score; may be repeated",
    )


def _uncertainty(chosen: argparse.Namespace) -> Mapping[str, object]:
    findings = read_findings(chosen.model, chosen.case)
    options = replace(options_of(chosen), n_draws=chosen.draws, confidence=chosen.confidence)
    rng = generator(chosen.seed)
    if chosen.list < 0:
        raise refused("--list 不得为负", "--list must be 0 or more")
    with usable():
        block = uncertainty_block(findings, options=options, rng=rng, most_listed=chosen.list)
    blocked = [
        {"indicator": code, "reason": leaf.outcome.blocked.en, "reason_zh": leaf.outcome.blocked.zh}
        for code, leaf in findings.tree.leaves.items()
        if leaf.outcome.blocked is not None
    ]
    return {
        "task_type": findings.case.task_type,
        **block,
        "blocked": blocked,
        "seed": chosen.seed,
    }


def options_of(chosen: argparse.Namespace) -> UncertaintyOptions:
    """Return what is uncertain besides the answers, as chosen."""
    return UncertaintyOptions(concentration=chosen.weights, declared=declared_of(chosen.declare))


@contextmanager
def usable() -> Iterator[None]:
    """Turn what a function refuses into a fault of the command line."""
    try:
        yield
    except ValueError as error:
        raise refused(in_chinese(error), str(error)) from error


def read_findings(model: Path, case: Path) -> Findings:
    """Read a model and a case and score the case."""
    checked = load_model(read_model_yaml(model))
    return find(checked, read_case(checked, read_case_file(case)))


def declared_of(entries: Sequence[str]) -> dict[str, float]:
    """Read entries such as `A2-1=1.5`; a code given twice or no number is refused."""
    declared: dict[str, float] = {}
    for code, text in pairs_of("--declare", entries).items():
        try:
            declared[code] = float(text)
        except ValueError as error:
            raise refused(
                f"--declare 应为 代码=分数：{code[:40]}",
                f"--declare takes CODE=POINTS, not {text[:40]!r} for {code[:40]}",
            ) from error
    return declared


def pairs_of(option: str, entries: Sequence[str]) -> dict[str, str]:
    """Read entries NAME=VALUE; a name given twice, or none, is refused."""
    pairs: dict[str, str] = {}
    for entry in entries:
        name, sign, text = (part.strip() for part in entry.partition("="))
        if not (name and sign) or name in pairs:
            raise refused(
                f"{option} 应为 名称=值，每个名称一次：{entry[:40]}",
                f"{option} takes NAME=VALUE, each name once, not {entry[:40]!r}",
            )
        pairs[name] = text
    return pairs


def generator(seed: int) -> np.random.Generator:
    """Return the generator of a seed, 0 or more."""
    if seed < 0:
        raise refused(
            f"--seed 应为 0 或以上，而不是 {seed}", f"--seed must be 0 or more, not {seed}"
        )
    return np.random.default_rng(seed)
