"""The hierarchy of a cohort's index: of any depth, checked whole before anything is computed."""

from collections.abc import Sequence
from dataclasses import dataclass

from scoring.composite.means import Mean


@dataclass(frozen=True, slots=True)
class Node:
    """One indicator or aggregate: its parent (None at the top) and weight among its siblings.

    `mean` overrides the mean of the whole at this aggregate; None keeps it.
    """

    code: str
    parent: str | None
    weight: float = 1.0
    mean: Mean | None = None


@dataclass(frozen=True, slots=True)
class Tree:
    """A checked hierarchy.

    `leaves` in the order given; `order` the aggregates, children before parents; `children` of
    each aggregate; `levels` 1 for an indicator, else 1 + the highest of its children.
    """

    leaves: tuple[Node, ...]
    order: tuple[Node, ...]
    children: dict[str, tuple[Node, ...]]
    levels: dict[str, int]

    @property
    def codes(self) -> tuple[str, ...]:
        """Return the codes of indicators and then of aggregates, children before parents."""
        return tuple(node.code for node in (*self.leaves, *self.order))

    @property
    def tops(self) -> tuple[str, ...]:
        """Return the codes of aggregates without a parent."""
        return tuple(node.code for node in self.order if node.parent is None)


def grow_tree(leaves: Sequence[Node], aggregates: Sequence[Node]) -> Tree:
    """Put indicators and aggregates together as a tree.

    Parameters
    ----------
    leaves : sequence of Node
        Indicators, each with a parent.
    aggregates : sequence of Node
        What is computed from them.

    Returns
    -------
    Tree

    Raises
    ------
    ValueError
        There are no indicators; a code is repeated; an indicator has no parent; a parent is unknown
        or is an indicator; an aggregate has no children; weights of siblings are negative or all 0;
        aggregates run in a circle.

    Notes
    -----
    Weights count among siblings only and need not sum to anything: the roll-up divides by their
    sum. Aggregates are sorted by level, each after all of its children, so one pass computes them
    all.

    References
    ----------
    OECD/JRC 2008, Handbook on Constructing Composite Indicators, pp. 22-23
    (step 1: sub-groups of the concept nested in each other).

    Examples
    --------
    >>> tree = grow_tree([Node("a", "X"), Node("b", "X", 2)], [Node("X", "Y"), Node("Y", None)])
    >>> tree.codes, tree.tops, tree.levels["Y"]
    (('a', 'b', 'X', 'Y'), ('Y',), 3)
    """
    if not leaves:
        raise ValueError("there is no indicator")
    nodes = (*leaves, *aggregates)
    _check_codes(nodes, {node.code for node in aggregates}, {node.code for node in leaves})
    children = {
        one.code: tuple(node for node in nodes if node.parent == one.code) for one in aggregates
    }
    for code, own in children.items():
        if not own:
            raise ValueError(f"aggregate {code!r} has no children")
        if any(node.weight < 0 for node in own) or not any(node.weight for node in own):
            raise ValueError(f"weights below {code!r} must be 0 or more, and not all 0")
    levels = {leaf.code: 1 for leaf in leaves}
    order: list[Node] = []
    waiting = list(aggregates)
    while waiting:
        ready = [one for one in waiting if all(c.code in levels for c in children[one.code])]
        if not ready:
            raise ValueError(f"aggregate {waiting[0].code!r} lies below itself")
        for one in ready:
            levels[one.code] = 1 + max(levels[child.code] for child in children[one.code])
        order += ready
        waiting = [one for one in waiting if one.code not in levels]
    return Tree(tuple(leaves), tuple(order), children, levels)


def _check_codes(nodes: Sequence[Node], above: set[str], below: set[str]) -> None:
    seen: set[str] = set()
    for node in nodes:
        if node.code in seen:
            raise ValueError(f"code {node.code!r} is repeated")
        seen.add(node.code)
        if node.parent is None and node.code in below:
            raise ValueError(f"indicator {node.code!r} has no parent")
        if node.parent is not None and node.parent not in above:
            what = "is an indicator" if node.parent in below else "is not there"
            raise ValueError(f"parent {node.parent!r} of {node.code!r} {what}")


def leaf_places(tree: Tree) -> dict[str, list[int]]:
    """Return the places of the indicators that count below each node.

    Parameters
    ----------
    tree : Tree

    Returns
    -------
    dict of str to list of int
        Places in `tree.leaves`; what has weight 0 does not count.

    Examples
    --------
    >>> leaf_places(grow_tree([Node("a", "X"), Node("b", "X", 0)], [Node("X", None)]))
    {'a': [0], 'b': [1], 'X': [0]}
    """
    places = {leaf.code: [at] for at, leaf in enumerate(tree.leaves)}
    for one in tree.order:
        counted = [child for child in tree.children[one.code] if child.weight]
        places[one.code] = [at for child in counted for at in places[child.code]]
    return places


def nominal_weights(tree: Tree) -> dict[str, tuple[float, float]]:
    """Return the nominal weight of each node.

    Parameters
    ----------
    tree : Tree

    Returns
    -------
    dict of str to tuple of float
        Its share among its siblings and its share of the top above it, 0-1; 1 for a top.

    Notes
    -----
    The second is the product of the first along the way up. It is a trade-off between scores, not
    what a score depends on: see `scoring.weights.influence`.

    References
    ----------
    Paruolo, Saisana & Saltelli 2013, J. R. Stat. Soc. A 176, pp. 609-634.

    Examples
    --------
    >>> tree = grow_tree([Node("a", "X", 3), Node("b", "X", 1)], [Node("X", "Y"), Node("Y", None)])
    >>> nominal_weights(tree)["a"]
    (0.75, 0.75)
    """
    weights = dict.fromkeys(tree.tops, (1.0, 1.0))
    for one in reversed(tree.order):
        own = tree.children[one.code]
        total = sum(child.weight for child in own)
        for child in own:
            share = child.weight / total
            weights[child.code] = (share, share * weights[one.code][1])
    return weights
