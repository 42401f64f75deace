"""Agreement between people: kappas, Krippendorff's alpha, AC1 and AC2, ICC, Kendall's W."""

from scoring.agreement.benchmark import BenchmarkResult, benchmark_level
from scoring.agreement.coders import KappaResult, cohen_kappa
from scoring.agreement.concordance import Concordance, kendall_concordance
from scoring.agreement.fleiss import FleissResult, fleiss_kappa
from scoring.agreement.gwet import PanelCoefficient, fleiss_generalised, gwet_ac
from scoring.agreement.icc import IccResult, intraclass_correlations
from scoring.agreement.kappa import TableKappa, kappa_of_table
from scoring.agreement.krippendorff import KrippendorffResult, krippendorff_alpha
from scoring.agreement.krippendorff_bootstrap import AlphaDraws, bootstrap_krippendorff
from scoring.agreement.pair_shares import TableAgreement, fleiss_of_table, gwet_ac_of_table
from scoring.agreement.panel import ConcordanceResult, Outlier, find_outliers, kendall_w
from scoring.agreement.ratings import Level, categories_of, category_counts, pair_table
from scoring.agreement.weights import agreement_weights, weights_of_disagreement

__all__ = [
    "AlphaDraws",
    "BenchmarkResult",
    "Concordance",
    "ConcordanceResult",
    "FleissResult",
    "IccResult",
    "KappaResult",
    "KrippendorffResult",
    "Level",
    "Outlier",
    "PanelCoefficient",
    "TableAgreement",
    "TableKappa",
    "agreement_weights",
    "benchmark_level",
    "bootstrap_krippendorff",
    "categories_of",
    "category_counts",
    "cohen_kappa",
    "find_outliers",
    "fleiss_generalised",
    "fleiss_kappa",
    "fleiss_of_table",
    "gwet_ac",
    "gwet_ac_of_table",
    "intraclass_correlations",
    "kappa_of_table",
    "kendall_concordance",
    "kendall_w",
    "krippendorff_alpha",
    "pair_table",
    "weights_of_disagreement",
]
