"""Cohen's kappa of two coders as an exact fraction, for scores that are kept exactly."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class KappaResult:
    """Cohen's kappa (None with a `reason`), the share of agreement, and the pairs counted."""

    kappa: Fraction | None
    reason: str | None
    agreement_share: Fraction | None
    n: int


def cohen_kappa(pairs: Sequence[tuple[int, int]], *, categories: Sequence[int]) -> KappaResult:
    """Compute unweighted kappa of two coders.

    Parameters
    ----------
    pairs : sequence of (int, int)
        The codes that the first and the second coder gave to each segment.
    categories : sequence of int
        The categories of the code book, not those seen.

    Returns
    -------
    KappaResult
        Exact fractions. No pairs, or chance agreement of 1: kappa is None.

    Raises
    ------
    ValueError
        A code is not in the code book.

    Notes
    -----
    kappa = (p_o - p_e) / (1 - p_e), p_e = sum over categories of the product of the margins.

    References
    ----------
    Cohen 1960, Educ. Psych. Meas. 20, pp. 37-46.

    Examples
    --------
    >>> cohen_kappa([(1, 1), (1, 0), (0, 0), (0, 0)], categories=[0, 1]).kappa
    Fraction(1, 2)
    """
    known, n = set(categories), len(pairs)
    if any(first not in known or second not in known for first, second in pairs):
        raise ValueError("a code is not in the code book")
    if n == 0:
        return KappaResult(None, "no_segments", None, 0)
    firsts = Counter(first for first, _ in pairs)
    seconds = Counter(second for _, second in pairs)
    observed = Fraction(sum(first == second for first, second in pairs), n)
    expected = sum((Fraction(firsts[c] * seconds[c], n * n) for c in known), Fraction(0))
    if expected == 1:
        return KappaResult(None, "no_variation", observed, n)
    return KappaResult((observed - expected) / (1 - expected), None, observed, n)
