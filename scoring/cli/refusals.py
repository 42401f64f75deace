"""What functions refuse, said in Chinese: they raise in English, officers read both."""

import re
from typing import Final

_NAMES: Final = {
    "confidence": "--confidence 置信水平",
    "concentration": "--weights 集中度",
    "n_draws": "--draws 抽样次数",
    "n": "--n 样本数",
    "n_components": "--components 成分数",
    "least_kmo": "--least-kmo 最低 KMO",
    "n_group_factors": "--group-factors 组因子数",
    "spread": "--spread 幅度",
    "scores": "得分",
    "weights": "权重",
    "sizes": "除数",
    "matrix": "表格",
    "rows": "表格",
    "values": "数值",
    "ratings": "评分",
}
_FORMS: Final = (
    (r"(\w+) must lie between (\S+) and (\S+), not (.+)", "{0}应在 {1} 与 {2} 之间，而不是 {3}"),
    (r"(\w+) must be (?:positive|above 0), not (.+)", "{0}应为正数，而不是 {1}"),
    (r"(\w+) must be at least (\S+), not (.+)", "{0}应至少为 {1}，而不是 {2}"),
    (
        r"(\w+) must be (\S+) or more, with at most (\S+) runs, not (.+)",
        "{0}应至少为 {1}，且总次数不超过 {2}，而不是 {3}",
    ),
    (
        r"(\w+) must be (\S+) or more, and smaller for so many units, not (.+)",
        "{0}应至少为 {1}，对象这样多时应更小，而不是 {2}",
    ),
    (r"(\w+) must be above 0 for an? (\w+)(?: mean)?, not (.+)", "{1} 要求{0}为正数，而不是 {2}"),
    (
        r"n (\S+) with (\S+) inputs makes more than (\S+) runs",
        "--n {0}、{1} 个输入需要的次数超过 {2}",
    ),
    (
        r"the uncertainty of (.+) must be 0 or more, not (.+)",
        "{0} 的不确定度应为 0 或正数，而不是 {1}",
    ),
    (r"'(.+)' is no indicator that counts in this task", "“{0}”不是本任务计分的指标"),
    (r"the task has no total: an indicator is blocked", "有指标暂不能评分，任务没有总分"),
    (r"the formula is longer than (\S+) characters", "公式超过 {0} 个字符"),
    (r"the formula has more than (\S+) parts", "公式超过 {0} 个部分"),
    (r"the formula is nested more than (\S+) levels deep", "公式嵌套超过 {0} 层"),
    (r"no formula can be read from (.+)", "读不懂公式 {0}"),
    (r"(.+) is no input and no part of a formula", "{0} 既不是输入，也不能用在公式里"),
    (
        r"ranges must name at least one input, each with low < high, both finite",
        "--range 至少给出一个输入，下限小于上限，都为有限数",
    ),
    (r"the function must return finite numbers", "在给定范围内算出了无穷或无意义的数"),
    (
        r"an indicator that is the same for all units cannot be normalised",
        "有指标对所有单位取值相同，无法归一",
    ),
    (
        r"indicators must be a matrix of finite numbers of two units or more",
        "指标须为有限数，不能有空白，至少两个单位",
    ),
    (r"no goalposts for (\S+) indicators, as '(.+)'", "有 {0} 个指标没有上下限，例如“{1}”"),
    (r"no target for '?(.+?)'?", "“{0}”没有目标值"),
    (
        r"the target of '(.+)' is not better than its worst figure",
        "“{0}”的目标值并不优于最差的数值",
    ),
    (r"without normalisation '(.+)' cannot have direction -1", "不作归一时，“{0}”的方向不能为 -1"),
    (r"figures are not treated before '(.+)'", "归一方法 {0} 之前不作异常值处理"),
    (r"figures are not treated against a frozen reference", "使用冻结的参数时不作异常值处理"),
    (r"percentiles are of the cohort and cannot be frozen", "百分位取决于这一批单位，不能冻结"),
    (r"no figures of '(.+)' to divide '(.+)' by", "没有“{0}”的数值可用来除“{1}”"),
    (r"weights must be (?:0 or more|not negative), not (.+)", "权重应为 0 或正数，而不是 {0}"),
    (r"weights must not all be 0", "权重不能全为 0"),
    (
        r"weights below '(.+)' must be 0 or more, and not all 0",
        "“{0}”之下的权重应为 0 或正数，且不全为 0",
    ),
    (r"there is no indicator", "没有指标"),
    (r"aggregate '(.+)' has no children", "“{0}”之下没有指标"),
    (r"aggregate '(.+)' lies below itself", "“{0}”成了自己的下级"),
    (r"code '(.+)' is repeated", "代码“{0}”重复"),
    (r"indicator '(.+)' has no parent", "指标“{0}”没有上级"),
    (r"parent '(.+)' of '(.+)' is an indicator", "“{1}”的上级“{0}”是指标，不能有下级"),
    (r"parent '(.+)' of '(.+)' is not there", "没有“{1}”的上级“{0}”"),
    (r"ratings: (\S+) units have a missing rating", "有 {0} 个对象缺少评分"),
    (r"ratings: (\S+) is not in the code book", "评分 {0} 不在编码表中"),
    (r"ratings must have two raters, not (\S+)", "应有两位评分人，而不是 {0} 位"),
    (r"disagreement must be a square matrix", "--disagreement 应为方阵"),
    (
        r"disagreement must be 0 on the diagonal and 0 or more elsewhere",
        "--disagreement 对角线应为 0，其余不为负",
    ),
    (r"disagreement must have a cell above 0", "--disagreement 至少一处大于 0"),
    (
        r"table must be square: the same categories for both raters",
        "表格应为方阵：两位评分人的类别相同",
    ),
    (
        r"table must hold counts or shares, 0 or more, not all 0",
        "表格应为次数或比例，不为负，不全为 0",
    ),
    (r"a pairwise matrix must be square, not of shape (.+)", "判断矩阵应为方阵，而不是 {0}"),
    (r"(\S+) criteria have (\S+) pairs, not (\S+)", "{0} 个准则应有 {1} 对判断，而不是 {2}"),
    (r"a judgement must be a number above 0, not (.+)", "判断应为正数，而不是 {0}"),
    (
        r"a judgement must be at least 1 or at most -1, not (.+)",
        "判断应不小于 1 或不大于 -1，而不是 {0}",
    ),
    (
        r"points of row (\S+) must sum to (\S+), not (.+)",
        "第 {0} 位专家的点数合计应为 {1}，而不是 {2}",
    ),
    (r"weights must sum to (\S+), not (.+)", "权重合计应为 {0}，而不是 {1}"),
    (
        r"points of row (\S+) must be finite and not negative",
        "第 {0} 位专家的点数应为有限数且不为负",
    ),
    (r"points of row (\S+) must not all be 0", "第 {0} 位专家的点数不能全为 0"),
    (r"weights must be finite and not negative", "权重应为有限数且不为负"),
    (r"weights must be (\d+), one an indicator", "权重应有 {0} 个，每个指标一个"),
    (r"total must be a positive number, not (.+)", "--total 应为正数，而不是 {0}"),
    (r"values must not be negative(?:: entropy needs a ratio scale)?", "数值不能为负"),
    (
        r"no (\S+) shares between (\S+) and (\S+) sum to 1",
        "{0} 个份额都在 {1} 与 {2} 之间时合计不可能为 1",
    ),
    (
        r"bounds must keep 0 <= low <= high <= 1, not (\S+) and (\S+)",
        "--bod-shares 应为 0 到 1 之间递增的两个数，而不是 {0} 与 {1}",
    ),
    (r"order names a grade twice", "--grades 中有等次重复"),
    (r"grade '(.+)' is not in the order", "等次“{0}”不在 --grades 之中"),
    (r"margin must be 0 or more points, not (.+)", "--margin 应为 0 或正数，而不是 {0}"),
    (
        r"indicator (\S+) does not vary in the base year: no goalposts",
        "第 {0} 个指标在基准年没有差别，定不出上下限",
    ),
    (r"a goalpost's floor and target must be finite and differ", "下限与目标应为不同的有限数"),
    (r"every task must be named once a year", "每年每个任务应恰好出现一次"),
    (r"a covariance needs two rows, not (\S+)", "至少要两行，而不是 {0} 行"),
    (r"a covariance matrix must be symmetric", "矩阵应对称"),
    (r"constructs must name .+", "每个题目应恰好属于一个维度"),
    (r"(\S+) units have a missing rating", "有 {0} 个对象缺少评分"),
    (
        r"shares must not be negative and sum to 1, not (.+)",
        "--shares 应不为负，合计为 1，而不是 {0}",
    ),
    (r"shares must be a list of finite numbers", "--shares 应为有限数"),
    (
        r"scores must be finite numbers: settle missing values before",
        "数值应为有限数：请先处理缺失",
    ),
    (r"geometric and harmonic means need values above 0", "几何与调和平均要求数值为正"),
    (r"scores must not lie below the worst, (.+)", "得分不得低于最差值 {0}"),
    (r"(\w+) must not hold (?:NaN|NaN or an infinity)", "{0}不得有空白或无穷大"),
    (r"(\w+) must not hold an infinity", "{0}不得有无穷大"),
    (r"(\w+) must not hold numbers beyond (\w+), such as (.+)", "{0}不得有超过 {1} 的数，如 {2}"),
    (r"(\w+) must not hold a column of numbers below (\S+)", "{0}不得有数值都小于 {1} 的列"),
    (r"(\w+) must not exceed (\S+)", "{0}不得超过 {1}"),
    (r"(\w+) must be finite and within (\w+), not (.+)", "{0}应为有限数，不超过 {1}，而不是 {2}"),
    (r"a covariance matrix must not hold numbers beyond (\S+)", "矩阵不得有超过 {0} 的数"),
    (r"a covariance matrix must not hold NaN or an infinity", "矩阵不得有空白或无穷大"),
    (r"a covariance matrix must not have a negative variance", "矩阵的对角线不得为负"),
    (r"a covariance matrix must be square, not of shape (.+)", "矩阵应为方阵，而不是 {0}"),
    (r"weights must be symmetric, one row and column a category", "--disagreement 应对称"),
)
_SAID: Final = tuple((re.compile(form), chinese) for form, chinese in _FORMS)


def in_chinese(error: ValueError) -> str:
    """Say in Chinese what a function refused; what is not known is quoted in English.

    Examples
    --------
    >>> in_chinese(ValueError("confidence must lie between 0 and 1, not 3.0"))
    '--confidence 置信水平应在 0 与 1 之间，而不是 3.0'
    >>> in_chinese(ValueError("rows must not hold NaN"))
    '表格不得有空白或无穷大'
    >>> in_chinese(ValueError("the moon is full"))
    '无法使用：the moon is full'
    """
    english = str(error)
    for form, chinese in _SAID:
        found = form.fullmatch(english)
        if found:
            return chinese.format(*(_NAMES.get(word, word) for word in found.groups()))
    return f"无法使用：{english}"
