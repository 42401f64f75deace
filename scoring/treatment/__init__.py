"""Treating figures before they are normalised: size, gaps, outliers; every change is recorded."""

from scoring.treatment.availability import Availability, screen_availability
from scoring.treatment.denominators import denominate
from scoring.treatment.imputation import Imputed, ImputedCell, impute
from scoring.treatment.outliers import (
    TreatedPoint,
    Treatment,
    skewness_and_kurtosis,
    treat_outliers,
)
from scoring.treatment.transforms import box_cox, logged, shifted_log

__all__ = [
    "Availability",
    "Imputed",
    "ImputedCell",
    "TreatedPoint",
    "Treatment",
    "box_cox",
    "denominate",
    "impute",
    "logged",
    "screen_availability",
    "shifted_log",
    "skewness_and_kurtosis",
    "treat_outliers",
]
