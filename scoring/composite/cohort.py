"""What a composite of a cohort is made of: its figures, its indicators and the method."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from scoring.composite.means import Mean, ZeroPolicy
from scoring.composite.tree import Tree
from scoring.normalisation.checking import HUNDRED, Ends
from scoring.normalisation.ranking import Ties
from scoring.normalisation.reference import Reference
from scoring.treatment.availability import LEAST_AVAILABILITY
from scoring.treatment.imputation import Imputation

Normalisation = Literal["minmax", "zscore", "tscore", "goalpost", "target", "percentile", "none"]
NORMALISATIONS: Final = get_args(Normalisation)
Treating = Literal["none", "jrc", "boxcox"]
TREATINGS: Final = get_args(Treating)
Missing = Literal["worst", "null"]
MISSINGS: Final = get_args(Missing)
POSITIVE: Final[Ends] = (1.0, 100.0)


@dataclass(frozen=True, slots=True)
class Indicator:
    """What a method fixes of one indicator.

    `direction` +1 more is better, -1 less is; `posts` lower and upper goalpost; `target` figure of
    the best score; `denominator` name of the size that divides it; `is_logged` whether its natural
    logarithm is taken (of goalposts and target too).
    """

    code: str
    direction: int = 1
    posts: tuple[float, float] | None = None
    target: float | None = None
    denominator: str | None = None
    is_logged: bool = False


@dataclass(frozen=True, slots=True)
class Cohort:
    """Figures of many units.

    `values` shape (n_units, n_indicators), NaN missing, in the order of `indicators` and of
    `tree.leaves`; `sizes` by name, each of shape (n_units,); `groups` one for each unit, blank for
    none, or None.
    """

    units: tuple[str, ...]
    values: NDArray[np.float64]
    indicators: tuple[Indicator, ...]
    tree: Tree
    sizes: Mapping[str, NDArray[np.float64]] = field(default_factory=dict)
    groups: tuple[str, ...] | None = None

    def __post_init__(self) -> None:
        codes = tuple(one.code for one in self.indicators)
        if codes != tuple(leaf.code for leaf in self.tree.leaves):
            raise ValueError("indicators must be the leaves of the tree, in their order")
        if self.values.shape != (len(self.units), len(codes)):
            raise ValueError(
                f"values must be of shape {(len(self.units), len(codes))}, not {self.values.shape}"
            )


@dataclass(frozen=True, slots=True)
class Method:
    """How a composite is computed.

    `ends` worst and best score, None for 0-100, or 1-100 where a mean is not arithmetic; `missing`
    whether a missing figure counts as the worst score or leaves no score; `reference` a frozen
    reference set, None for the cohort itself. The other fields are named as their functions.
    """

    normalisation: Normalisation = "minmax"
    mean: Mean = "arithmetic"
    ends: Ends | None = None
    is_denominated: bool = True
    imputation: Imputation | None = None
    treating: Treating = "none"
    missing: Missing = "worst"
    least_availability: float = LEAST_AVAILABILITY
    ties: Ties = "min"
    zero_policy: ZeroPolicy = "refuse"
    reference: Reference | None = None


def ends_of(method: Method, tree: Tree) -> Ends:
    """Return the worst and best score of a method.

    Parameters
    ----------
    method : Method
    tree : Tree

    Returns
    -------
    tuple of float
        As the method gives them; else 0-100, or 1-100 where any mean is geometric or harmonic,
        which a score of 0 would make 0.

    References
    ----------
    Becker et al. 2022, COINr, J. Open Source Softw. 7(78), 4567 (scores of 1-100).

    Examples
    --------
    >>> from scoring.composite.tree import Node, grow_tree
    >>> tree = grow_tree([Node("a", "X")], [Node("X", None)])
    >>> ends_of(Method(), tree), ends_of(Method(mean="harmonic"), tree)
    ((0.0, 100.0), (1.0, 100.0))
    """
    if method.ends is not None:
        return method.ends
    is_arithmetic = all((one.mean or method.mean) == "arithmetic" for one in tree.order)
    return HUNDRED if is_arithmetic else POSITIVE
