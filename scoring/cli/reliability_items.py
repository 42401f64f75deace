"""What the command `reliability` says of single items, with labels and reasons."""

from collections.abc import Sequence
from typing import Final

from scoring.reliability import ItemResult, ReliabilityResult

ITEM_LABELS: Final = {
    "items[].mean": "arithmetic mean of the answers that are used",
    "items[].sd": "standard deviation, n - 1 in the divisor",
    "items[].r_drop": "correlation with the sum of the other items (corrected item-total)",
    "items[].alpha_if_deleted": "raw (covariance) Cronbach alpha of the other items",
    "items[].floor_share": "share of the item's answers at --min",
    "items[].ceiling_share": "share of the item's answers at --max",
}


def item_documents(found: ReliabilityResult, names: Sequence[str]) -> list[dict[str, object]]:
    """Return each item's part of the document."""
    return [
        {
            "item": name,
            "n": item.n,
            "mean": item.mean,
            "sd": item.sd,
            "r_drop": item.r_drop,
            "alpha_if_deleted": item.alpha_if_deleted,
            "floor_share": item.floor_share,
            "ceiling_share": item.ceiling_share,
        }
        for name, item in zip(names, found.items, strict=True)
    ]


def item_reasons(
    found: ReliabilityResult, names: Sequence[str], *, has_limits: bool
) -> dict[str, str | None]:
    """Return why figures of items are undefined, by their keys in the document."""
    reasons: dict[str, str | None] = {}
    is_pairwise = found.settled is not None and found.settled.policy == "pairwise"
    empty = "no_answers" if is_pairwise else "few_rows"
    if not has_limits:
        reasons |= dict.fromkeys(("items[].floor_share", "items[].ceiling_share"), "no_limits")
    for at, (name, item) in enumerate(zip(names, found.items, strict=True)):
        own = {
            "mean": empty,
            "sd": "few_rows",
            "r_drop": _why_no_r_drop(found, item, at),
            "alpha_if_deleted": _why_no_alpha(found, item),
        }
        if has_limits:
            own |= {"floor_share": empty, "ceiling_share": empty}
        for key, why in own.items():
            reasons[f"items.{name}.{key}"] = why if getattr(item, key) is None else None
    return reasons


def _why_no_r_drop(found: ReliabilityResult, item: ItemResult, at: int) -> str:
    if item.sd is None:
        return "few_rows"
    if found.is_indefinite and at not in found.flat:
        return "indefinite"
    if found.k < 2:
        return "one_item"
    return "zero_variance_item" if at in found.flat else "no_variance"


def _why_no_alpha(found: ReliabilityResult, item: ItemResult) -> str:
    if item.sd is None:
        return "few_rows"
    if found.is_indefinite and found.k > 2:
        return "indefinite"
    return "two_items" if found.k < 3 else "no_variance"
