"""Labels, reasons and warnings of figures as a document shows them, in both languages."""

import argparse
from collections.abc import Mapping, Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.faults import CaseFaults, Fault
from scoring.figure import REASONS, Figure, Interval
from scoring.resampling import FEWEST_DRAWS

FEW_TO_COUNT: Final = 20
MOST_DRAWS: Final = 100_000
N_OF_PAIRS: Final = "harmonic mean of the rows that answer both items of a pair"
_WARNINGS: Final = {
    "negative_alpha": (
        "alpha is negative: reversed items were not mirrored, or there is no common factor",
        "α 为负：可能有反向题未转换，或各题没有共同因子",
    ),
    "few_respondents": (
        "fewer than 30 rows ({n:g}): not assessable, look at the interval",
        "可用行数少于 30（{n:g}）：不宜评定，请看区间",
    ),
    "few_for_factors": (
        "{n:g} rows for {k} items: below max(100, 5 a item) = {least} factors are unstable",
        "{k} 题只有 {n:g} 行：少于 max(100, 每题 5 行) = {least}，因子不稳定",
    ),
    "unstated_policy": (
        "no --missing was given: complete rows only, {dropped} rows left out",
        "没有给出 --missing：只用完整的行，舍去 {dropped} 行",
    ),
    "imputed": (
        "gaps were filled with the mean of the row's own answers, which raises alpha",
        "缺失以本行均值填补，会抬高 α",
    ),
    "pairwise_n": (
        "pairwise covariance: intervals use the harmonic mean of the pairs' rows",
        "成对协方差：区间以各对行数的调和平均计算",
    ),
    "indefinite": (
        "the matrix is indefinite: what needs one of real answers is null, rely on nothing else",
        "矩阵不是半正定：需要真实矩阵的数值写空，其余也不可依赖",
    ),
    "reversed": (
        "these items seem reversed (sign of the first component): {items}",
        "以下题目疑为反向题（第一主成分符号）：{items}",
    ),
    "row_numbers": (
        "these columns only number the rows: name the items with --items: {items}",
        "以下列只是行号，请用 --items 指明题目：{items}",
    ),
    "unanswered": (
        "nobody answered these items: {items}",
        "以下题目无人作答：{items}",
    ),
    "flat": (
        "these items have no variance; they are kept and counted: {items}",
        "以下题目没有变异，仍计入题数：{items}",
    ),
    "better_without": (
        "alpha is higher without these items: {items}",
        "去掉以下题目后 α 更高：{items}",
    ),
    "estimated_eligibility": (
        "e was not stated; RR3, RR4, REF2 and CON2 rest on an e estimated from the known cases",
        "没有给出 e；RR3、RR4、REF2、CON2 所用的 e 由已知样本估计，报告时须说明",
    ),
    "weighted_counts": (
        "counts that are no whole numbers were taken as weights of cases: these rates are weighted",
        "有的数量不是整数，按样本单位的权重处理：这些是加权的回收率",
    ),
    "frame_too_small": (
        "{invited} invitations, but the frame has {frame} people: invite all and raise response",
        "需要邀请 {invited} 人，而总体只有 {frame} 人：请邀请全部人员并设法提高回收率",
    ),
    "trimmed": (
        "{n} weights were cut to the cap and the rest raked again: see trimmed",
        "有 {n} 个权重被截到上限，其余重新加权：见 trimmed",
    ),
    "uncertain_draws": (
        "the last component kept lies close to its limit: repeat with more draws",
        "最后保留的成分接近界值：请增加抽样次数重做",
    ),
    "unequal_weights": (
        "the weights are so unequal that a mean varies {deff} times as much: merge categories",
        "权重差别过大，均值的方差为等权时的 {deff} 倍：请合并类别",
    ),
    "untrimmed": (
        "the largest weight is {times} times the mean: consider --trim",
        "最大权重是平均权重的 {times} 倍：请考虑 --trim",
    ),
}


def sentence(key: str, **facts: object) -> str:
    """Say a warning in English and Chinese."""
    english, chinese = _WARNINGS[key]
    return f"{english.format(**facts)} | {chinese.format(**facts)}"


def joined(names: str | None) -> tuple[str, ...]:
    """Split names that are joined by commas; nothing for none."""
    return tuple(name.strip() for name in (names or "").split(",") if name.strip())


def refused(zh: str, en: str) -> CaseFaults:
    """Return the fault of an option or a table that cannot be used."""
    return CaseFaults([Fault("options", None, zh, en)])


def require_draws(chosen: argparse.Namespace) -> None:
    """Refuse a seed below 0, and draws that are too few to tell or too many to wait for."""
    if chosen.seed < 0:
        raise refused(
            f"--seed 应为 0 或以上，而不是 {chosen.seed}",
            f"--seed must be 0 or more, not {chosen.seed}",
        )
    if not FEWEST_DRAWS <= chosen.draws <= MOST_DRAWS:
        raise refused(
            f"--draws 应在 {FEWEST_DRAWS} 与 {MOST_DRAWS} 之间，而不是 {chosen.draws}",
            f"--draws must lie between {FEWEST_DRAWS} and {MOST_DRAWS}, not {chosen.draws}",
        )


def limits_of(interval: Interval) -> list[float] | None:
    """Return the two ends, or None."""
    return None if interval.limits is None else list(interval.limits)


def labels_of(figures: Mapping[str, Figure | Interval]) -> dict[str, str]:
    """Return the variant of each figure by its key in the document."""
    return {key: figure.variant for key, figure in figures.items()}


def reasons_of(figures: Mapping[str, Figure | Interval]) -> dict[str, str]:
    """Return why figures are undefined, by their keys in the document."""
    return said_reasons({key: one.reason for key, one in figures.items() if not _is_there(one)})


def cautions_of(figures: Mapping[str, Figure | Interval]) -> dict[str, str]:
    """Return what to beware of in figures that do have a value, by their keys in the document."""
    return said_reasons({key: one.reason for key, one in figures.items() if _is_there(one)})


def _is_there(one: Figure | Interval) -> bool:
    return (one.value if isinstance(one, Figure) else one.limits) is not None


def said_reasons(reasons: Mapping[str, str | None]) -> dict[str, str]:
    """Say reasons in English and Chinese, by their keys in the document; nothing for none."""
    return {
        key: f"{reason}: " + " | ".join(REASONS[reason])
        for key, reason in reasons.items()
        if reason is not None
    }


def row_numbers(rows: NDArray[np.float64], names: Sequence[str]) -> list[str]:
    """Name the columns that count 21 rows or more one by one: numbers of rows, no answers."""
    if len(rows) <= FEW_TO_COUNT:
        return []
    is_count = (rows - rows[0] == np.arange(len(rows))[:, None]).all(axis=0)
    return [name for name, counts in zip(names, is_count.tolist(), strict=True) if counts]
