"""How wide a guard band is, in standard uncertainties; which grade it guards is decided beside."""

import math
from typing import Final

from scipy import stats

GUARD_FACTOR: Final = 2.0
"""The factor where the standard uncertainty is known as if from endless data."""
FALSE_PASS: Final = float(stats.norm.sf(GUARD_FACTOR))
"""What the band leaves of a false pass: .0228, the 2.5 % of ILAC-G8 rounded up."""


def guard_factor_of(df: float | None) -> float:
    """Compute how many standard uncertainties make a guard band.

    Parameters
    ----------
    df : float or None
        Degrees of freedom of the standard uncertainty, above 0; infinity and None mean that it is
        known: the error is normal.

    Returns
    -------
    float
        2 or more, no unit.

    Raises
    ------
    ValueError
        `df` is not above 0.

    Notes
    -----
    The quantile of Student's t at Phi(2) = .97725: 2 for infinite degrees of freedom, 2.28 for 10,
    4.53 for 2. With it a score that lies on the band's edge has the same chance of .0228 to lie
    below the cut point, whatever the degrees of freedom; with a fixed factor of 2 that chance
    grows to .092 at 2. It is the coverage factor k of the Guide at 95.45 % (its table G.2).

    References
    ----------
    JCGM 100:2008, Evaluation of measurement data: Guide to the expression of uncertainty in
    measurement, G.3.2-G.4.1 and table G.2. ILAC-G8:09/2019, Guidelines on decision rules and
    statements of conformity, 4.2 and table 1 (w = U with k = 2: 2.5 % of false accept at most).

    Examples
    --------
    >>> guard_factor_of(None)
    2.0
    >>> [round(guard_factor_of(df), 2) for df in (1, 2, 10, 50, float("inf"))]
    [13.97, 4.53, 2.28, 2.05, 2.0]
    """
    if df is None or df == math.inf:
        return GUARD_FACTOR
    if not df > 0:
        raise ValueError(f"df must be above 0, not {df!r}")
    return float(stats.t.isf(FALSE_PASS, df))
