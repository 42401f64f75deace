"""What the command `composite` says of its choices, its undefined scores and its cautions."""

from typing import Final

REASONS: Final = {
    "unavailable": ("too few figures are there", "可用的数值太少"),
    "no_worst": (
        "a figure is missing and nothing stands for it",
        "有数值缺失，且没有可代替的最低分",
    ),
    "undefined_indicator": ("an indicator has no spread or no figures", "有指标没有差异或没有数值"),
    "no_values": ("nothing to take a figure from", "没有可用来填补的数值"),
    "no_group": ("the unit has no group", "该单位没有分组"),
    "few_values": (
        "fewer than four figures or three different ones",
        "数值少于四个，或不同的数值少于三个",
    ),
    "no_spread": ("all figures are equal", "所有数值相同"),
    "one_value": ("fewer than two figures", "数值少于两个"),
}
"""Why something is undefined: in English and in Chinese."""

LABELS: Final = {
    "minmax": "min-max: (x - lo) / (hi - lo), mirrored where less is better",
    "zscore": "z score: (x - mean) / sd with n - 1, mirrored where less is better",
    "tscore": "T score: 50 + 10 z",
    "goalpost": "goalposts of META, capped, mirrored where less is better",
    "target": "distance from the worst figure to the target of META, capped",
    "percentile": "percentile rank: (rank - 1) / (n - 1), the share of the others that are worse",
    "none": "figures as they are",
    "arithmetic": "weighted arithmetic mean",
    "geometric": "weighted geometric mean",
    "harmonic": "weighted harmonic mean",
    "jrc": "winsorised up to 5 points while |skewness| > 2 and kurtosis > 3.5, else log",
    "boxcox": "winsorised up to 5 points while |skewness| > 2 and kurtosis > 3.5, else Box-Cox",
}

WARNINGS: Final = {
    "worst_stands": (
        "{n} missing figures count as the worst score, so that none raises a score",
        "{n} 个缺失数值按最低分计，缺失不会抬高得分",
    ),
    "no_scores": ("{n} scores are null; see reasons", "{n} 个得分为空，见 reasons"),
    "imputed": (
        "{n} missing figures are estimates and may be too high; scores_with_worst has the worst",
        "{n} 个缺失数值以估计值填补，可能高于真实值；scores_with_worst 按最低分计",
    ),
    "of_the_cohort": (
        "scores depend on who else is in the file; freeze the parameters and give --reference",
        "得分取决于文件中的其他单位；应冻结参数并以 --reference 给出",
    ),
    "unsettled": (
        "still beyond the limits after treatment: {codes}",
        "处理后仍超出界限：{codes}",
    ),
    "untreatable": (
        "could not be judged for outliers, left as they are: {codes}",
        "无法判断离群值，保持原样：{codes}",
    ),
    "undefined": (
        "indicators without scores leave all above them null: {codes}",
        "以下指标没有得分，其上各级均为空：{codes}",
    ),
    "few_figures": (
        "indicators below the availability threshold, kept: {codes}",
        "以下指标可用率低于门槛，仍保留：{codes}",
    ),
    "few_units": (
        "units below the availability threshold, not imputed: {codes}",
        "以下单位可用率低于门槛，不作填补：{codes}",
    ),
    "capped": (
        "{n} figures beyond the limits count as lying on them: {codes}",
        "{n} 个数值超出上下限，按上下限计：{codes}",
    ),
    "taken_as_divided": (
        "META names denominators that DATA lacks: figures are taken as divided already",
        "META 指定的分母在 DATA 中没有：视为已经除过",
    ),
    "assumed": (
        "META does not say: {codes}; taken as weight 1, direction 1, type by use",
        "META 没有给出：{codes}；权重取 1，方向取 1，类型按用途判断",
    ),
    "zeros": (
        "a score of 0 makes a geometric or harmonic mean 0",
        "得分为 0 会使几何或调和平均为 0",
    ),
}
"""Cautions, in English and in Chinese."""


def caution(key: str, **facts: object) -> str:
    """Say a caution in English and Chinese."""
    english, chinese = WARNINGS[key]
    return f"{english.format(**facts)} | {chinese.format(**facts)}"


def reason(key: str) -> str:
    """Say why something is undefined in English and Chinese."""
    return f"{key}: " + " | ".join(REASONS[key])
