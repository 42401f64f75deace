"""Which items seem to run against the rest of a scale; mirroring them lies in `scoring.recode`."""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from scoring.correlations import correlation_of, is_constant

NO_LOADING: Final = 1e-8


def reversed_suspects(covariance: NDArray[np.float64]) -> tuple[int, ...]:
    """Name the items whose loading on the first principal component has the minority sign.

    Parameters
    ----------
    covariance : ndarray, shape (k, k)
        Of answers as they were given. Items without variance are passed over.

    Returns
    -------
    tuple of int
        Places of the suspects, from 0, in order; empty where all run one way.

    Notes
    -----
    The sign of most items counts as forward; of two equal camps the one with the larger sum of
    loadings, and if these are equal as well (two items that contradict each other) the camp of the
    first item. A negative item-total correlation is no safe sign: with several reversed items it
    accuses the others.

    References
    ----------
    Revelle 2024, psych: `alpha(check.keys = TRUE)`.

    Examples
    --------
    >>> reversed_suspects(np.array([[1.0, 0.5, -0.4], [0.5, 1.0, -0.3], [-0.4, -0.3, 1.0]]))
    (2,)
    """
    trace = float(np.trace(covariance))
    varies = [
        i for i, own in enumerate(np.diag(covariance).tolist()) if not is_constant(own, trace=trace)
    ]
    correlation = correlation_of(covariance[np.ix_(varies, varies)])
    if correlation is None or len(varies) < 2:
        return ()
    loadings = np.linalg.eigh(correlation)[1][:, -1]
    loadings[np.abs(loadings) < NO_LOADING] = 0.0
    balance = float(np.sign(loadings).sum()) or round(float(loadings.sum()), 8)
    forward = np.sign(balance) or np.sign(loadings[np.flatnonzero(loadings)[0]])
    return tuple(varies[i] for i in np.flatnonzero(np.sign(loadings) == -forward))
