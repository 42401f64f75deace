"""A statistic with the name of its variant, and the reasons why one may be undefined."""

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class Figure:
    """A statistic that says which variant it is.

    `variant` is the label to print; `value` is None where the statistic is undefined, and then
    `reason` is a key of REASONS. A value may come with a reason as a caution.
    """

    variant: str
    value: float | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Interval:
    """A confidence interval that says which variant it is.

    `limits` (low, high) is None where it is undefined, and then `reason` is a key of REASONS.
    """

    variant: str
    limits: tuple[float, float] | None
    reason: str | None = None


REASONS: Final = {
    "all_constant": ("no indicator varies between the tasks", "各任务的指标全都相同"),
    "all_zero": ("the task is the worst in every indicator", "该任务各项指标均为最差"),
    "alpha_is_one": ("alpha is 1, so its logarithm is undefined", "α 等于 1，对数无定义"),
    "alpha_undefined": ("alpha is undefined", "α 无定义"),
    "always_consistent": (
        "one or two criteria cannot contradict each other",
        "只有一两个准则，不会自相矛盾",
    ),
    "bca_degenerate": (
        "all bootstrap draws lie on one side of alpha, or leaving a row out changes nothing",
        "自助样本全在 α 一侧，或去掉任一行都不改变 α",
    ),
    "census": ("everybody was asked, so there is no sampling error", "全体都已调查，没有抽样误差"),
    "chi2_rough": ("below eight units the chi-square is rough", "对象少于八个，卡方近似较粗"),
    "constant_indicator": (
        "the indicator does not vary between the tasks",
        "该指标在各任务间没有差别",
    ),
    "few_draws": ("fewer than 100 usable bootstrap draws", "可用的自助样本少于 100 个"),
    "few_factors": ("fewer than two group factors", "组因子少于两个"),
    "few_rows": ("too few complete rows", "完整的行数太少"),
    "few_tasks": ("too few tasks", "任务太少"),
    "few_units": ("too few units that count", "可用的对象太少"),
    "groups_small": ("every group has too few respondents", "各受访群体人数均不足"),
    "heywood": (
        "a residual variance is not positive (Heywood case)",
        "某题残差方差非正（Heywood）",
    ),
    "icc_limits": ("the mean squares give no limits", "由这些均方得不出区间"),
    "indefinite": (
        "the matrix is not positive semi-definite: no complete answers have it",
        "矩阵不是半正定：没有任何完整的答案会有这样的矩阵",
    ),
    "just_identified": ("the model has no degrees of freedom", "模型没有自由度"),
    "low_kmo": (
        "the indicators share too little (KMO below its limit)",
        "指标间共性太少（KMO 低于界限）",
    ),
    "many_categories": ("too many categories for a table", "类别太多，不作列联表"),
    "many_items": ("too many items for a factor model", "题目太多，不作因子模型"),
    "many_rows": (
        "too many rows, items and draws to resample pairs: take fewer --draws",
        "行数、题数与抽样次数过多，成对处理时不作重抽样：请减少 --draws",
    ),
    "many_tasks": ("too many tasks for an exact search", "任务太多，无法精确搜索"),
    "many_values": ("too many distinct values to resample ratios", "不同数值太多，不作比率自助"),
    "margins_clash": (
        "a category with a target is left without weight: its rows lie where the target is 0",
        "某个有目标的类别没有权重可分：它的行都属于目标为 0 的类别",
    ),
    "missing_indicator": ("an indicator of the task is missing", "该任务缺少指标值"),
    "negative_r": ("the correlation that it rests on is not positive", "所依据的相关系数非正"),
    "negative_ratio": ("ratios need ratings of 0 or more", "比率水平要求评分非负"),
    "negative_values": ("a value is negative", "有负数"),
    "no_answers": ("nobody answered it", "没有人作答"),
    "no_cases": ("there are no cases to divide by", "没有可作分母的样本单位"),
    "no_conflict": ("the indicators are perfectly correlated", "指标完全相关"),
    "no_eligible": ("the share of eligible cases is unknown", "合格比例未知"),
    "no_error": ("there is no error: the raters do not differ", "没有误差：评分人之间没有差异"),
    "no_limits": ("the ends of the response scale were not given", "没有给出量表的最小值和最大值"),
    "no_n": ("the number of units is not known", "不知道对象的个数"),
    "no_pairs": ("no unit has two ratings", "没有对象得到两个评分"),
    "no_random_index": ("the table of random indices ends at 15", "随机一致性指标表止于 15 阶"),
    "no_spread": ("all values are the same", "所有数值相同"),
    "no_variance": ("the sum has no variance", "总分没有变异"),
    "no_variance_left": ("the variance it is a share of is not positive", "作为分母的方差非正"),
    "no_variation": ("all ratings are equal", "所有评分都相同"),
    "nobody_kept": ("no expert is consistent enough to count", "没有判断一致的专家可计入"),
    "nominal_level": (
        "at level nominal codes are names: no order, no distance; --level ordinal has order",
        "名义水平的编码只是名称，无次序与距离；有次序的请用 --level ordinal",
    ),
    "not_asked": ("it was not asked for", "没有要求计算"),
    "not_binary": ("the answers are not all 0 or 1", "答案不全是 0 或 1"),
    "not_converged": ("the search did not converge", "求解没有收敛"),
    "not_given": ("the input does not say", "输入没有给出"),
    "not_identified": ("the model is not identified", "模型不可识别"),
    "not_two_raters": ("it is defined for two raters", "只适用于两位评分人"),
    "one_category": ("there is one category only", "只有一个类别"),
    "one_component": ("fewer than two components are turned", "旋转的成分少于两个"),
    "one_expert": ("a single expert", "只有一位专家"),
    "one_item": ("fewer than two items", "题目少于两个"),
    "one_rater": ("there is one rater only", "只有一位评分人"),
    "one_task": ("fewer than two tasks", "任务少于两个"),
    "one_value": ("there is only one value", "只有一个数值"),
    "ordinal_as_interval": (
        "ordinal codes were taken as equally spaced points",
        "有序编码被当作等距分值",
    ),
    "other_year": ("the task is in one year only", "该任务只在一个年度出现"),
    "perfectly_consistent": ("no judgement contradicts another", "判断完全一致"),
    "population_unknown": ("the size of the population was not given", "没有给出总体人数"),
    "raters_unnamed": (
        "the ratings of a unit are not told apart by rater",
        "同一对象的评分不分评分人",
    ),
    "singular": ("the correlation matrix is singular", "相关矩阵奇异"),
    "text_ratings": ("the ratings are words, not points", "评分是文字，不是分值"),
    "trim_not_settled": (
        "weights still pass the cap after 1,000 rounds of trimming",
        "截尾 1000 轮后仍有权重超过上限",
    ),
    "two_factors_equal": (
        "two group factors: their general loadings were set equal",
        "只有两个组因子：其一般因子负荷设为相等",
    ),
    "two_items": ("fewer than three items", "题目少于三个"),
    "uncorrelated": ("all correlations are zero", "相关系数全为零"),
    "unequal_raters": (
        "the units do not all have the same number of ratings",
        "各对象的评分人数不等",
    ),
    "zero_se": ("the standard error is 0", "标准误为零"),
    "zero_variance_item": ("an item has no variance", "有题目没有变异"),
}
"""Why a statistic is undefined, or a caution beside it: in English and in Chinese."""
