"""Warnings of the commands `weights` and `cohort`, in both languages."""

from typing import Final

_WORDS: Final = {
    "blank_cells": (
        "{n} blank cells were filled with the reciprocal of their mirror image: {cells}",
        "{n} 个空格以对称格的倒数填入：{cells}",
    ),
    "bod_free": (
        "unbounded benefit of the doubt is no ranking: {n} tasks reach 1; give --bod-shares",
        "最优权重法未设界限：{n} 个任务得 1，不能用来排名；请给 --bod-shares",
    ),
    "constant": (
        "these indicators do not vary: {items}",
        "以下指标没有差别：{items}",
    ),
    "cross_check": (
        "weights from the data change with the tasks: a cross-check, not an official weight",
        "由数据得出的权重随任务而变：只作核对，不作正式权重",
    ),
    "dominant": (
        "one indicator weighs more than all others together: {items}",
        "有一个指标的权重超过其余之和：{items}",
    ),
    "equal_weights": (
        "no --weights was given: every indicator weighs the same",
        "没有给出 --weights：各指标等权",
    ),
    "experts_left_out": (
        "{n} experts contradict themselves; they do not count and should judge again: {items}",
        "{n} 位专家的判断不一致，不计入，应退回重判：{items}",
    ),
    "experts_still_counted": (
        "{n} experts contradict themselves; they still count but should judge again: {items}",
        "{n} 位专家的判断不一致，仍计入，但应退回重判：{items}",
    ),
    "few_tasks": (
        "fewer than ten tasks ({n}): weights from the data say little",
        "任务少于 10 个（{n}）：由数据得出的权重意义不大",
    ),
    "frozen_on_previous": (
        "no --goalposts were given: worst and best of the earlier year are kept for both",
        "没有给出 --goalposts：以上一年度的最差与最好值固定两年的标杆",
    ),
    "inconsistent": (
        "inconsistent: CR {cr:.3f} ({table}) exceeds {limit:g}; judge again {cells}",
        "判断不一致：CR {cr:.3f}（随机指标 {table}）超过 {limit:g}；请重新判断 {cells}",
    ),
    "left_out": (
        "{n} tasks lack an indicator and have no score: {items}",
        "{n} 个任务缺少指标，没有得分：{items}",
    ),
    "low_kmo": (
        "KMO is below {limit:g} or undefined: weights are refused, see weights_unadvised",
        "KMO 低于 {limit:g} 或无定义：不采用该权重，只列于 weights_unadvised",
    ),
    "min_max": (
        "scores lie between the worst and the best of these tasks: no official score",
        "得分以本批任务的最差与最好值为界，而非标杆：不是正式得分",
    ),
    "negative_pull": (
        "these indicators pull against the total: {items}",
        "以下指标与总分方向相反：{items}",
    ),
    "rounded_cells": (
        "{n} cells were read as the rounded reciprocal of their mirror image: {cells}",
        "{n} 个格按对称格倒数的近似值理解：{cells}",
    ),
    "tables_differ": (
        "the random-index tables disagree: the judgements are consistent by {table} only",
        "两种随机指标表结论不同：仅按 {table} 为一致",
    ),
    "undecided": (
        "no machine decides between tasks that are equal in everything: {items}",
        "各项相同的任务机器不作取舍：{items}",
    ),
    "unstated_sign": (
        "no --sign was given: a negative judgement is read as the left criterion counting more",
        "没有给出 --sign：负数理解为左边的准则更重要",
    ),
}


def said(key: str, **facts: object) -> str:
    """Say a warning in English and Chinese."""
    english, chinese = _WORDS[key]
    return f"{english.format(**facts)} | {chinese.format(**facts)}"
