"""The error of a sample's arguments that cannot be used, in both languages."""

from fractions import Fraction


class SampleRefused(ValueError):
    """An argument cannot be used: its name, its value and what would do, in English and Chinese."""

    def __init__(self, en: str, zh: str) -> None:
        super().__init__(en)
        self.en = en
        self.zh = zh


def require_confidence(confidence: float | Fraction) -> None:
    """Refuse a confidence level that does not lie between 0 and 1.

    Parameters
    ----------
    confidence : float or Fraction

    Raises
    ------
    SampleRefused

    Examples
    --------
    >>> require_confidence(1.5)
    Traceback (most recent call last):
    scoring.sampling.refused.SampleRefused: confidence must lie between 0 and 1, not 1.5
    """
    if not 0 < confidence < 1:
        raise SampleRefused(
            f"confidence must lie between 0 and 1, not {float(confidence):g}",
            f"置信水平应在 0 与 1 之间，而不是 {float(confidence):g}",
        )
