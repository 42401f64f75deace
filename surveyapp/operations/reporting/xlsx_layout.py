"""What the figures' workbook looks like, for the one who writes it and the one who reads it."""

from forms.typesetting import full_width
from surveyapp.operations.reporting.sheets import IndicatorSheet, InputSheet, Words

TEMPLATE = "cx-figures/1"
"""Named in every template; another name is another layout."""

GUIDE_SHEET = "填写说明 Instructions"
FIGURES_SHEET = "指标数据 Figures"
LISTS_SHEET = "加权清单 Weighted lists"

TEMPLATE_LABEL = "模板 Template"
TASK_LABEL = "任务编号 Task no."
MODEL_LABEL = "指标模型 Model"

CODE = "编码 Code"
INDICATOR = "指标 Indicator"
ITEM = "项目 Item"
MEANING = "含义 Meaning"
UNIT = "单位 Unit"
BASELINE = "基准→目标 Baseline→target"
VALUE = "填写值 Value"
NAME = "名称 Name"
TARGET = "目标值 Target"
ACTUAL = "实际值 Actual"
WEIGHT = "权重 Weight"

FIGURES_HEAD = (CODE, INDICATOR, ITEM, MEANING, UNIT, BASELINE, VALUE)
LISTS_HEAD = (CODE, INDICATOR, ITEM, NAME, TARGET, ACTUAL, WEIGHT)
LIST_FIELDS = {"name": NAME, "target": TARGET, "actual": ACTUAL, "weight": WEIGHT}

MODEL_SIGNS = 16
"""How many signs of the model's content hash a template carries."""


def bilingual(words: Words) -> str:
    """Write a text of two languages in one cell."""
    return f"{words['zh']} / {words['en']}" if words.get("en") else str(words["zh"])


def meaning(words: Words) -> str:
    """Write a definition's text in one cell, its Chinese with the marks of Chinese print."""
    return bilingual({**words, "zh": full_width(str(words["zh"]))})


def item_name(one: InputSheet, part: str | None = None) -> str:
    """Name a value of an indicator in the item column: `actual`, `items.passed`."""
    return one.name if part is None else f"{one.name}.{part}"


def takes_lists(sheet: IndicatorSheet) -> bool:
    """Say whether some value of an indicator stands on the second sheet."""
    return any(one.kind == "weighted_list" for one in sheet.inputs)
