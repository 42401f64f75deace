"""What the command `agreement` says of its input, in English and Chinese."""

from typing import Final

_SAID: Final = {
    "categories_seen": (
        "categories were taken from the ratings, unused ones are unknown: give --categories",
        "类别取自评分本身：无人用过的类别未计入；请以 --categories 给出编码表",
    ),
    "categories_header": (
        "categories and their order were taken from the header",
        "类别及其顺序取自表头",
    ),
    "order_guessed": (
        "the order of the categories was read from their labels: {labels}",
        "类别顺序由其名称推断：{labels}",
    ),
    "names_column": (
        "column {column!r} only names the rows; --columns or --names decide otherwise",
        "“{column}”列只作行名，不作评分；可用 --columns 或 --names 另行指定",
    ),
    "rows_are_raters": (
        "rows were read as raters as column {column!r} says; --rows units decides otherwise",
        "因“{column}”列名，按每行一位评分人读取；可用 --rows units 另行指定",
    ),
    "long_form": (
        "one rating a row was read: unit {unit!r}, rater {rater!r}, value {value!r}",
        "按逐条评分读取：对象“{unit}”、评分人“{rater}”、评分“{value}”",
    ),
    "shares_sum": (
        "the shares add up to {total:g} and were divided by it",
        "比例之和为 {total:g}，已按其归一",
    ),
    "table_of_counts": (
        "whole numbers were read as counts of {n:g} units",
        "整数按次数读取，共 {n:g} 个对象",
    ),
    "listwise": (
        "ICC, Kendall's W and the kappas of two raters use complete units: {dropped} left out",
        "ICC、Kendall W 和两人 kappa 只用完整的对象：舍去 {dropped} 个",
    ),
    "empty_raters": (
        "raters without any rating were left out: {raters}",
        "没有任何评分的评分人已略去：{raters}",
    ),
    "few_units": (
        "fewer than 30 units ({n}): look at the intervals, not at the points",
        "对象少于 30 个（{n}）：请看区间，不看点值",
    ),
    "beyond_one": (
        "these limits lie beyond 1 and are not cut: {keys}",
        "以下区间端点超过 1，未截断：{keys}",
    ),
    "dropped_draws": (
        "{dropped} bootstrap draws had no variation and were dropped",
        "{dropped} 个自助样本没有变异，已舍去",
    ),
}


def said(key: str, **facts: object) -> str:
    """Say a warning in English and Chinese."""
    english, chinese = _SAID[key]
    return f"{english.format(**facts)} | {chinese.format(**facts)}"
