"""The command `sobol`: which uncertain input moves a result most, as JSON."""

import argparse
import math
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from scoring.cli import sobol_table
from scoring.cli.labelling import refused
from scoring.cli.uncertainty import (
    add_source_options,
    generator,
    options_of,
    pairs_of,
    read_findings,
    usable,
)
from scoring.uncertainty.case_sobol import case_sobol
from scoring.uncertainty.formula import read_formula
from scoring.uncertainty.known_functions import (
    SALTELLI_A,
    ExactIndices,
    g_function,
    g_function_indices,
    ishigami,
    ishigami_indices,
)
from scoring.uncertainty.sobol import SobolResult, sobol_indices

DEFAULT_N: Final = 16_384
MOST_N: Final = 2**20
MOST_INPUTS: Final = 100
_ABOUT: Final = """
One of four things is asked. 四种用法:

  sobol MODEL.yaml CASE.json [--weights A] [--declare CODE=POINTS]
      which source of error moves the task's total most: questionnaires, panel, interviews
      哪种误差来源对总分影响最大：问卷、专家、访谈
  sobol --formula "3*a + b**2" --range a=0:1 --range b=-1:1
      any formula of independent uniform inputs: + - * / **, brackets, pi, abs cos exp log max min
      sin sqrt
      任意公式，各输入相互独立、均匀分布
  sobol --function ishigami [--parameter a=7 --parameter b=0.1]
  sobol --function g [--parameter a=0,1,4.5,9,99,99,99,99]
      a test function, with its exact indices beside the estimates
      已知精确值的检验函数，估计值与精确值并列
  sobol --table DATA.csv [--shares a=0.4,b=0.6] [--cost c] [--spread 0.25]
        [--normalise minmax,rank,zscore] [--aggregate arithmetic,geometric,harmonic]
      a cohort: the first column names the units, the others are indicators; which choice moves
      the ranks most, and the 5th, 50th and 95th percentile of each unit's rank
      一批任务：第一列为名称，其余各列为指标；哪项选择对排名影响最大，以及各任务排名的区间

`indices[]`: `input`, `first` (alone) and `total` (with all interactions), each with a 95 %
bootstrap interval. Small negative values are noise of the estimator: raise --n.
"""


def add_to(commands: Any) -> None:
    """Add the command to the command line."""
    parser = commands.add_parser(
        "sobol",
        help="find which uncertain input matters most, as JSON / 找出影响最大的不确定来源",
        description=_ABOUT,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("model", type=Path, nargs="?")
    parser.add_argument("case", type=Path, nargs="?")
    parser.add_argument("--formula", help="a formula over the inputs named by --range")
    parser.add_argument("--range", action="append", default=[], metavar="NAME=LOW:HIGH")
    parser.add_argument("--function", choices=("ishigami", "g"))
    parser.add_argument("--parameter", action="append", default=[], metavar="NAME=VALUE")
    sobol_table.add_options(parser)
    parser.add_argument("--n", type=int, default=DEFAULT_N, help="base sample, a power of two")
    add_source_options(parser)
    parser.set_defaults(act=_sobol)


def _sobol(chosen: argparse.Namespace) -> Mapping[str, object]:
    n = chosen.n
    if not 2 <= n <= MOST_N or n & (n - 1):
        raise refused(
            f"--n 应为2的幂，2到{MOST_N}", f"--n must be a power of two, 2 to {MOST_N}, not {n}"
        )
    asked = [
        name
        for name in ("model", "formula", "function", "table")
        if getattr(chosen, name) is not None
    ]
    if len(asked) != 1 or (asked == ["model"] and chosen.case is None):
        raise refused(
            "请给出模型和案例，或 --formula、--function、--table 之一",
            "give a model and a case, or one of --formula, --function and --table",
        )
    rng = generator(chosen.seed)
    return {"n": n, "seed": chosen.seed, **_ACTS[asked[0]](chosen, rng)}


def _case(chosen: argparse.Namespace, rng: np.random.Generator) -> Mapping[str, object]:
    findings = read_findings(chosen.model, chosen.case)
    options = options_of(chosen)
    with usable():
        return indices_block(case_sobol(findings, options=options, n=chosen.n, rng=rng))


def _formula(chosen: argparse.Namespace, rng: np.random.Generator) -> Mapping[str, object]:
    ranges = {name: _range(name, text) for name, text in pairs_of("--range", chosen.range).items()}
    if len(ranges) > MOST_INPUTS:
        raise refused(f"输入不得多于{MOST_INPUTS}个", f"at most {MOST_INPUTS} inputs")
    with usable():
        formula = read_formula(chosen.formula, list(ranges))
        return indices_block(sobol_indices(formula, ranges, n=chosen.n, rng=rng))


def _range(name: str, text: str) -> tuple[float, float]:
    low, _, high = text.partition(":")
    try:
        return float(low), float(high)
    except ValueError as error:
        raise refused(
            f"--range 应为 名称=下限:上限，{name} 不是",
            f"--range takes NAME=LOW:HIGH, not for {name}",
        ) from error


def _function(chosen: argparse.Namespace, rng: np.random.Generator) -> Mapping[str, object]:
    given = pairs_of("--parameter", chosen.parameter)
    known = ("a", "b") if chosen.function == "ishigami" else ("a",)
    unknown = [name for name in given if name not in known]
    if unknown:
        raise refused(
            f"没有参数 {unknown[0][:40]}", f"no parameter {unknown[0][:40]!r} of {chosen.function}"
        )
    numbers = {name: _numbers(name, text) for name, text in given.items()}
    function, ranges, exact = _ishigami(numbers) if chosen.function == "ishigami" else _g(numbers)
    with usable():
        block = indices_block(sobol_indices(function, ranges, n=chosen.n, rng=rng))
    return {**block, "exact": {"first": list(exact.first), "total": list(exact.total)}}


Known = tuple[
    Callable[[NDArray[np.float64]], NDArray[np.float64]],
    Mapping[str, tuple[float, float]],
    ExactIndices,
]


def _ishigami(numbers: Mapping[str, Sequence[float]]) -> Known:
    if any(len(values) != 1 for values in numbers.values()):
        raise refused("ishigami 的参数各为一个数", "the parameters of ishigami are one number each")
    a, b = numbers.get("a", [7.0])[0], numbers.get("b", [0.1])[0]
    ranges = dict.fromkeys(("x1", "x2", "x3"), (-math.pi, math.pi))
    return lambda inputs: ishigami(inputs, a=a, b=b), ranges, ishigami_indices(a=a, b=b)


def _g(numbers: Mapping[str, Sequence[float]]) -> Known:
    a = numbers.get("a", SALTELLI_A)
    if min(a) < 0 or len(a) > MOST_INPUTS:
        raise refused(
            f"g 的参数 a 不得为负，至多{MOST_INPUTS}个",
            f"a of the g-function must not be negative, {MOST_INPUTS} numbers at most",
        )
    ranges = {f"x{at}": (0.0, 1.0) for at in range(1, len(a) + 1)}
    return lambda inputs: g_function(inputs, a), ranges, g_function_indices(a)


def _numbers(name: str, text: str) -> list[float]:
    try:
        found = [float(part) for part in text.split(",")]
    except ValueError:
        found = [math.nan]
    if not all(math.isfinite(one) and abs(one) <= 1e6 for one in found):
        raise refused(
            f"参数 {name} 应为数，绝对值至多一百万",
            f"parameter {name} must be a number of at most a million, not {text[:40]!r}",
        )
    return found


def _table(chosen: argparse.Namespace, rng: np.random.Generator) -> Mapping[str, object]:
    found = sobol_table.find(chosen, rng)
    return {**indices_block(found.sobol), **sobol_table.block(found)}


def indices_block(found: SobolResult) -> dict[str, object]:
    """Lay the indices out: first-order and total, with bootstrap intervals."""
    reason = None
    if found.indices is None:
        reason = "no_variance: the result does not vary | 结果没有变化"
    return {
        "n_runs": found.n_runs,
        "indices": None
        if found.indices is None
        else [
            {
                "input": one.name,
                "first": one.first,
                "first_interval": list(one.first_limits),
                "total": one.total,
                "total_interval": list(one.total_limits),
            }
            for one in found.indices
        ],
        "sum_first": None if found.indices is None else sum(one.first for one in found.indices),
        "estimators": {"first": "Saltelli 2010", "total": "Jansen 1999"},
        "reason": reason,
    }


_ACTS: Final = {"model": _case, "formula": _formula, "function": _function, "table": _table}
