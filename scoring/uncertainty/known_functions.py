"""Functions whose Sobol indices are known exactly; the estimators are held against them."""

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float64]
SALTELLI_A: Final = (0.0, 1.0, 4.5, 9.0, 99.0, 99.0, 99.0, 99.0)


class ExactIndices(NamedTuple):
    """First-order and total indices, one each an input."""

    first: tuple[float, ...]
    total: tuple[float, ...]


def ishigami(inputs: Values, *, a: float = 7.0, b: float = 0.1) -> Values:
    """Compute the Ishigami function.

    Parameters
    ----------
    inputs : ndarray, shape (3, n_runs)
        In radians, uniform on [-pi, pi] for the exact indices.
    a, b : float
        7 and 0.1 are the published ones.

    Returns
    -------
    ndarray, shape (n_runs,)

    Notes
    -----
    sin x1 + a sin^2 x2 + b x3^4 sin x1.

    References
    ----------
    Ishigami, T. & Homma, T. (1990). An importance quantification technique in uncertainty analysis
    for computer models. Proc. ISUMA, 398-403. Saltelli, A. et al. (2008). Global Sensitivity
    Analysis: The Primer, 4.6.

    Examples
    --------
    >>> ishigami(np.zeros((3, 1))).tolist()
    [0.0]
    """
    x1, x2, x3 = inputs
    return np.asarray(np.sin(x1) + a * np.sin(x2) ** 2 + b * x3**4 * np.sin(x1))


def ishigami_indices(*, a: float = 7.0, b: float = 0.1) -> ExactIndices:
    """Return the exact indices of the Ishigami function.

    Parameters
    ----------
    a, b : float
        7 and 0.1 are the published ones.

    Returns
    -------
    ExactIndices
        First-order and total index of each of the three inputs, shares of the variance, 0-1.

    Notes
    -----
    V_1 = (1 + b pi^4 / 5)^2 / 2, V_2 = a^2 / 8, V_13 = 8 b^2 pi^8 / 225, V their sum; S = (V_1,
    V_2, 0) / V and T = (V_1 + V_13, V_2, V_13) / V.

    References
    ----------
    Ishigami, T. & Homma, T. (1990). Proc. ISUMA, 398-403. Saltelli, A. et al. (2008). Global
    Sensitivity Analysis: The Primer, 4.6.

    Examples
    --------
    >>> [round(one, 4) for one in ishigami_indices().first]
    [0.3139, 0.4424, 0.0]
    >>> [round(one, 4) for one in ishigami_indices().total]
    [0.5576, 0.4424, 0.2437]
    """
    one = 0.5 * (1 + b * math.pi**4 / 5) ** 2
    two = a**2 / 8
    both = 8 * b**2 * math.pi**8 / 225
    whole = one + two + both
    return ExactIndices(
        (one / whole, two / whole, 0.0), ((one + both) / whole, two / whole, both / whole)
    )


def g_function(inputs: Values, a: Sequence[float] = SALTELLI_A) -> Values:
    """Compute Sobol's g-function.

    Parameters
    ----------
    inputs : ndarray, shape (len(a), n_runs)
        Uniform on [0, 1] for the exact indices.
    a : sequence of float
        0 or more each; the larger, the less the input matters.

    Returns
    -------
    ndarray, shape (n_runs,)

    Notes
    -----
    The product of (|4 x - 2| + a) / (1 + a).

    References
    ----------
    Saltelli, A. & Sobol', I. M. (1995). About the use of rank transformation in sensitivity
    analysis of model output. Reliability Engineering & System Safety 50(3), 225-239.

    Examples
    --------
    >>> g_function(np.full((2, 1), 0.75), a=[0, 1]).tolist()
    [1.0]
    """
    least = np.asarray(a, dtype=np.float64)[:, None]
    return np.asarray(np.prod((np.abs(4 * inputs - 2) + least) / (1 + least), axis=0))


def g_function_indices(a: Sequence[float] = SALTELLI_A) -> ExactIndices:
    """Return the exact indices of the g-function.

    Parameters
    ----------
    a : sequence of float
        0 or more each; the larger, the less the input matters.

    Returns
    -------
    ExactIndices
        First-order and total index of each input, shares of the variance, 0-1.

    Notes
    -----
    V_i = 1 / (3 (1 + a_i)^2), V = prod(1 + V_j) - 1, S_i = V_i / V and
    T_i = V_i prod_{j != i}(1 + V_j) / V.

    References
    ----------
    Saltelli, A. & Sobol', I. M. (1995). Reliability Engineering & System Safety 50(3), 225-239.

    Examples
    --------
    >>> [round(one, 3) for one in g_function_indices().first[:4]]
    [0.716, 0.179, 0.024, 0.007]
    """
    parts = 1 / (3 * (1 + np.asarray(a, dtype=np.float64)) ** 2)
    product = float(np.prod(1 + parts))
    whole = product - 1
    totals = parts * product / (1 + parts) / whole
    return ExactIndices(tuple((parts / whole).tolist()), tuple(totals.tolist()))
