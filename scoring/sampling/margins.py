"""Margins for raking: the category of each respondent and the weight each category shall have."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.sampling.refused import SampleRefused

SAME_TOTAL: Final = 1e-9
SMALLEST: Final = 1e-100
LARGEST: Final = 1e100


@dataclass(frozen=True, slots=True)
class Margin:
    """A margin: its categories, the target of each, and the category of each row by number."""

    name: str
    categories: tuple[str, ...]
    targets: NDArray[np.float64]
    codes: NDArray[np.int64]


def margin_of(name: str, values: Sequence[str], targets: Mapping[str, float]) -> Margin:
    """Join the categories of the rows with the targets of a margin.

    Parameters
    ----------
    name : str
    values : sequence of str, length n_respondents
        The category of each.
    targets : mapping of str to float
        Target of each category, 0 or 1e-100 to 1e100.

    Returns
    -------
    Margin
        Categories in the order of `targets`.

    Raises
    ------
    SampleRefused
        A target cannot be used or all are 0, a category of the rows has no target, or a category
        with a positive target has no rows.

    Examples
    --------
    >>> margin_of("sex", ["m", "f", "m"], {"f": 2, "m": 1}).codes.tolist()
    [1, 0, 1]
    """
    categories = tuple(targets)
    wanted = np.array(list(targets.values()), dtype=np.float64)
    refused = ~((wanted == 0) | (wanted >= SMALLEST) & (wanted <= LARGEST))
    if refused.any():
        at = int(np.argmax(refused))
        found = f"{wanted[at]:g}"
        raise SampleRefused(
            f"targets of margin {name!r}: {categories[at]!r} must be 0 or more, not {found}",
            f"边际“{name}”中“{categories[at]}”的目标应为 0 或正数，而不是 {found}",
        )
    if not wanted.any():
        raise SampleRefused(
            f"targets of margin {name!r} must not all be 0", f"边际“{name}”的目标不能全为 0"
        )
    places = {category: at for at, category in enumerate(categories)}
    unknown = next((value for value in values if value not in places), None)
    if unknown is not None:
        row = list(values).index(unknown) + 1
        raise SampleRefused(
            f"targets of margin {name!r} have no {unknown!r}, which row {row} holds",
            f"边际“{name}”没有给出“{unknown}”的目标，而第 {row} 行数据属于它",
        )
    codes = np.array([places[value] for value in values], dtype=np.int64)
    empty = (np.bincount(codes, minlength=len(wanted)) == 0) & (wanted > 0)
    if empty.any():
        at = int(np.argmax(empty))
        raise SampleRefused(
            f"no row of margin {name!r} is {categories[at]!r}, whose target is {wanted[at]:g}: an "
            "empty category cannot be weighted up; merge it with another",
            f"边际“{name}”中没有一行属于“{categories[at]}”，而目标是 {wanted[at]:g}："
            "没有人的类别无法加权，请与其他类别合并",
        )
    return Margin(name, categories, wanted, codes)


def common_total(margins: Sequence[Margin], total: float | None) -> tuple[Margin, ...]:
    """Bring margins to one sum: the stated total, or the sum that all of them have.

    Parameters
    ----------
    margins : sequence of Margin
    total : float or None
        Above 0 (1e-100 to 1e100); None: the margins must agree within 1e-9 of their sum.

    Returns
    -------
    tuple of Margin

    Raises
    ------
    SampleRefused
        The total is not positive, or margins have different sums and no total is stated.

    Examples
    --------
    >>> shares = margin_of("sex", ["m", "f"], {"f": 0.6, "m": 0.4})
    >>> common_total([shares], 200)[0].targets.tolist()
    [120.0, 80.0]
    """
    if total is not None and not SMALLEST <= total <= LARGEST:
        raise SampleRefused(
            f"total must be positive, 1e-100 to 1e100, not {total!r}",
            f"总数应为正数（1e-100 至 1e100），而不是 {total!r}",
        )
    sums = [float(margin.targets.sum()) for margin in margins]
    wanted = sums[0] if total is None else total
    for margin, found in zip(margins, sums, strict=True):
        if total is None and abs(found - wanted) > SAME_TOTAL * wanted:
            raise SampleRefused(
                f"targets of margin {margin.name!r} sum to {found:.10g}, those of "
                f"{margins[0].name!r} to {wanted:.10g}: make them agree, or state a total",
                f"边际“{margin.name}”的目标合计 {found:.10g}，“{margins[0].name}”合计 "
                f"{wanted:.10g}：请使两者一致，或给出总数",
            )
    return tuple(
        replace(margin, targets=margin.targets * (wanted / found))
        for margin, found in zip(margins, sums, strict=True)
    )
