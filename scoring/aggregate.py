"""The tree of scores: official level-3 scores, guards, n/a spreading, exact upper levels."""

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from scoring.exact import official, plain, two_places
from scoring.model.parts import Branch, Dimension, Guard, Indicator
from scoring.model.policies import IndicatorModel
from scoring.rules.outcome import Outcome, Step


@dataclass(frozen=True, slots=True)
class Leaf:
    """An official level-3 score: `exact` before rounding, `score` official, None if blocked."""

    indicator: Indicator
    outcome: Outcome
    exact: Fraction | None
    score: Fraction | None
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Node:
    """A level-1 or level-2 score, exact; None if something below is blocked."""

    code: str
    exact: Fraction | None
    step: Step | None


@dataclass(frozen=True, slots=True)
class Tree:
    """All scores of a task and the share of each node among its siblings (0-1, after n/a)."""

    leaves: Mapping[str, Leaf]
    nodes: Mapping[str, Node]
    shares: Mapping[str, Fraction]
    total: Fraction | None
    total_step: Step | None


def spread_weights(
    model: IndicatorModel, task_type: str, not_applicable: frozenset[str]
) -> dict[str, Fraction]:
    """Compute the share of every active node among its siblings.

    Parameters
    ----------
    model : IndicatorModel
    task_type : str
    not_applicable : frozenset of str
        Level-3 codes; their weight spreads over the siblings in proportion, and that of a whole
        level 2 over its level-2 siblings (ruling A25).

    Returns
    -------
    dict of str to Fraction
        Only nodes that count; siblings sum to 1.
    """
    shares: dict[str, Fraction] = {}
    tops = [top for top in model.dimensions if top.weights[task_type]]
    for top in tops:
        shares[top.code] = top.weights[task_type] / 100
        active: dict[str, list[Indicator]] = {}
        for branch in top.children:
            leaves = [
                leaf
                for leaf in branch.children
                if leaf.weights[task_type] and leaf.code not in not_applicable
            ]
            if branch.weights[task_type] and leaves:
                active[branch.code] = leaves
                shares |= _shares(leaves, task_type)
        shares |= _shares([one for one in top.children if one.code in active], task_type)
    return shares


def _shares(siblings: "list[Indicator] | list[Branch]", task_type: str) -> dict[str, Fraction]:
    total = sum((one.weights[task_type] for one in siblings), Fraction(0))
    return {one.code: one.weights[task_type] / total for one in siblings}


class _Scores:
    """Scores computed on demand, so that a guard may ask for a node that is not its ancestor."""

    def __init__(
        self, model: IndicatorModel, outcomes: Mapping[str, Outcome], shares: Mapping[str, Fraction]
    ) -> None:
        self.outcomes = outcomes
        self.shares = shares
        self.leaves: dict[str, Leaf] = {}
        self.nodes: dict[str, Node] = {}
        self.parts = model.nodes

    def printed(self, code: str) -> Fraction | None:
        """Return a node's score as printed, None if it is blocked or does not count."""
        part = self.parts[code]
        if code not in self.shares:
            return None
        if isinstance(part, Indicator):
            return self.leaf(part).score
        exact = self.node(part).exact
        return None if exact is None else official(exact)

    def leaf(self, indicator: Indicator) -> Leaf:
        """Return an official level-3 score."""
        if indicator.code not in self.leaves:
            outcome = self.outcomes[indicator.code]
            exact, steps = outcome.score, list(outcome.steps)
            if exact is not None and indicator.guard is not None:
                exact = self._guarded(exact, indicator.guard, steps)
            score = None if exact is None else official(exact)
            if score is not None and outcome.steps[:1] != (GIVEN,):
                words = two_places(score)
                steps.append(
                    Step(
                        f"official score (half-up, 2 dp) = {words}",
                        f"正式得分（四舍五入，保留2位）= {words}",
                    )
                )
            self.leaves[indicator.code] = Leaf(indicator, outcome, exact, score, tuple(steps))
        return self.leaves[indicator.code]

    def _guarded(self, exact: Fraction, guard: Guard, steps: list[Step]) -> Fraction:
        code, cap = guard.condition.code, guard.cap
        asked = self.printed(code)
        if asked is None or not guard.condition.holds(asked):
            return exact
        limited = min(exact, cap)
        limit = f"{guard.condition.op} {plain(guard.condition.value)}"
        words = f"{code} {two_places(asked)} {limit} -> min(score, {plain(cap)}) = {plain(limited)}"
        steps.append(Step(f"guard: {words}", f"限制条件：{words}"))
        return limited

    def node(self, part: Dimension | Branch) -> Node:
        """Return a level-1 or level-2 score, weighted exactly from the official scores."""
        if part.code not in self.nodes:
            terms: list[tuple[Fraction, Fraction | None]] = []
            for child in part.children:
                if child.code not in self.shares:
                    continue
                if isinstance(child, Indicator):
                    terms.append((self.shares[child.code], self.leaf(child).score))
                else:
                    terms.append((self.shares[child.code], self.node(child).exact))
            self.nodes[part.code] = Node(part.code, *weighted(terms))
        return self.nodes[part.code]


GIVEN = Step("given", "给定得分")


def weighted(
    terms: list[tuple[Fraction, Fraction | None]],
) -> tuple[Fraction | None, Step | None]:
    """Weight scores exactly.

    Parameters
    ----------
    terms : list of (share, score)
        Shares sum to 1; a score of None is blocked.

    Returns
    -------
    tuple
        The exact sum of share times score and the step in words; None, None if one is blocked.

    Examples
    --------
    >>> weighted([(Fraction(1, 2), Fraction(80)), (Fraction(1, 2), Fraction(90))])[1].en
    '50%*80 + 50%*90 = 85'
    """
    total = Fraction(0)
    words = []
    for share, score in terms:
        if score is None:
            return None, None
        total += share * score
        words.append(f"{plain(share * 100)}%*{plain(score)}")
    if not terms:
        return None, None
    text = f"{' + '.join(words)} = {plain(total)}"
    return total, Step(text, text)


def aggregate(
    model: IndicatorModel,
    task_type: str,
    *,
    outcomes: Mapping[str, Outcome],
    not_applicable: frozenset[str],
) -> Tree:
    """Turn the outcomes of the rules into official scores and exact upper levels.

    Parameters
    ----------
    model : IndicatorModel
    task_type : str
    outcomes : mapping of str to Outcome
        One for each level-3 indicator that is active and applicable.
    not_applicable : frozenset of str
        Level-3 codes.

    Returns
    -------
    Tree

    Notes
    -----
    Level 3 is rounded half-up to two decimals and official; upper levels are weighted from it
    exactly. A guard reads its node as printed, after that node's own aggregation (ruling A26).
    """
    shares = spread_weights(model, task_type, not_applicable)
    scores = _Scores(model, outcomes, shares)
    terms = [
        (shares[top.code], scores.node(top).exact) for top in model.dimensions if top.code in shares
    ]
    for branch in model.branches:
        if branch.code in shares:
            scores.node(branch)
    total, step = weighted(terms)
    return Tree(scores.leaves, scores.nodes, shares, total, step)
