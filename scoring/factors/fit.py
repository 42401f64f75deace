"""How well a factor model fits: chi-square, CFI, RMSEA and SRMR."""

import numpy as np
from numpy.typing import ArrayLike
from scipy import stats

from scoring.correlations import correlation_of
from scoring.factors.cfa import FactorModel
from scoring.factors.matrix import checked_matrix
from scoring.figure import Figure

_NAMES = {
    "chi_square": "chi-square, n times the ML discrepancy",
    "df": "degrees of freedom",
    "p": "p of the chi-square (exact fit)",
    "cfi": "comparative fit index (Bentler 1990), against independent items",
    "rmsea": "root mean square error of approximation (Steiger 1990), n in the divisor",
    "srmr": "standardised root mean square residual (Bentler 1995), diagonal included",
}


def model_fit(model: FactorModel, covariance: ArrayLike, *, n: float) -> dict[str, Figure]:
    """Compute fit indices of a fitted factor model.

    Parameters
    ----------
    model : FactorModel
    covariance : array_like, shape (k, k)
        The matrix that the model was fitted to.
    n : float
        Rows behind it, at least 2.

    Returns
    -------
    dict of str to Figure
        `chi_square`, `df`, `p`, `cfi`, `rmsea`, `srmr`; all undefined with the model's reason where
        nothing was fitted; `p` and `rmsea` undefined without degrees of freedom (just_identified).

    Raises
    ------
    ValueError
        `n` is below 2, or `covariance` is no covariance matrix.

    Notes
    -----
    chi² = nF with df = k(k+1)/2 - 2k - m(m-1)/2; CFI = 1 - max(chi²-df, 0) / max(chi²0-df0,
    chi²-df, 0) with chi²0 = -n ln|R| and df0 = k(k-1)/2; RMSEA = sqrt(max(chi²-df, 0)/(n df));
    SRMR = root of the mean squared residual correlation over the k(k+1)/2 elements: lavaan's
    conventions (likelihood "normal").

    References
    ----------
    Bentler 1990, Psychol. Bull. 107, pp. 238-246; Steiger 1990, Multivar. Behav. Res. 25,
    pp. 173-180.

    Examples
    --------
    >>> from scoring.factors.cfa import fit_factor_model
    >>> truth = np.outer([0.9, 0.8, 0.7, 0.6], [0.9, 0.8, 0.7, 0.6])
    >>> np.fill_diagonal(truth, 1.0)
    >>> model = fit_factor_model(truth, constructs=[[0, 1, 2, 3]])
    >>> found = model_fit(model, truth, n=100)
    >>> found["df"].value, round(found["cfi"].value, 6)
    (2.0, 1.0)
    """
    if n < 2:
        raise ValueError(f"n must be at least 2, not {n}")
    correlation = correlation_of(checked_matrix(covariance))
    if correlation is None or model.reason is not None:
        why = model.reason or "zero_variance_item"
        return {key: Figure(name, None, why) for key, name in _NAMES.items()}
    k, m = len(correlation), len(model.constructs)
    chi_square = n * model.discrepancy
    df = k * (k + 1) // 2 - 2 * k - m * (m - 1) // 2
    excess = max(chi_square - df, 0.0)
    independent = -n * float(np.linalg.slogdet(correlation)[1]) - k * (k - 1) / 2
    most = max(independent, excess)
    residuals = (correlation - model.implied)[np.triu_indices(k)]
    values = {
        "chi_square": chi_square,
        "df": float(df),
        "p": float(stats.chi2.sf(chi_square, df)) if df else None,
        "cfi": 1 - excess / most if most > 0 else 1.0,
        "rmsea": (excess / (n * df)) ** 0.5 if df else None,
        "srmr": float(np.sqrt((residuals**2).mean())),
    }
    return {
        key: Figure(_NAMES[key], value, "just_identified" if value is None else None)
        for key, value in values.items()
    }
