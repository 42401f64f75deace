"""Outcome rates of a survey by AAPOR: response, cooperation, refusal and contact rates."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

from scoring.figure import Figure
from scoring.sampling.refused import SampleRefused

EDITION: Final = "AAPOR Standard Definitions, 10th edition (2023)"
DISPOSITIONS: Final = {
    "I": ("complete", "完成"),
    "P": ("partial", "部分完成"),
    "R": ("refusal or break-off", "拒答或中途退出"),
    "NC": ("non-contact", "未联系上"),
    "O": ("other non-response of an eligible case", "符合条件但因其他原因未答"),
    "UH": ("unknown whether the unit exists or is eligible", "不知单位是否存在或符合条件"),
    "UO": ("unknown eligibility, other", "其他不知是否符合条件"),
    "NE": ("not eligible", "不符合条件"),
}
"""Groups of final dispositions, in English and Chinese."""

_BY_NUMBER: Final = {"1.1": "I", "1.2": "P", "2.1": "R", "2.2": "NC", "2.3": "O", "3.1": "UH"}
_BY_NUMBER_FIRST: Final = {"3": "UO", "4": "NE"}
_PLAIN: Final = {"1.0": "I", "1": "I", "2.0": "O", "2": "O"}

_SPOKEN: Final = (
    "all of unknown eligibility counted",
    "a share e of unknown eligibility counted",
    "unknown eligibility left out",
)
_ORDER: Final = ("RR", "COOP", "REF", "CON")


@dataclass(frozen=True, slots=True)
class OutcomeRates:
    """Rates by their AAPOR names, the share e that was used, and the counts behind them."""

    rates: Mapping[str, Figure]
    eligibility: Figure
    counts: Mapping[str, float]


def disposition_of(code: str) -> str | None:
    """Return the group of a final disposition code: I, P, R, NC, O, UH, UO or NE; None for none.

    Parameters
    ----------
    code : str
        A group's own letters in any case, or an AAPOR number such as 1.1, 2.112 or 4.10.

    Returns
    -------
    str or None

    Notes
    -----
    1.1 I, 1.2 P, 2.1 R, 2.2 NC, 2.3 O, 3.1 UH, all other 3 UO, 4 NE. A bare 1 or 1.0 is I; 2 or
    2.0, which names no reason, is O.

    References
    ----------
    AAPOR (2023), tables of final disposition codes.

    Examples
    --------
    >>> [disposition_of(code) for code in ("2.112", "nc", "3.21", "5")]
    ['R', 'NC', 'UO', None]
    """
    letters = code.strip().upper()
    if letters in DISPOSITIONS:
        return letters
    if not letters.replace(".", "", 1).isascii() or not letters.replace(".", "", 1).isdigit():
        return None
    return (
        _PLAIN.get(letters)
        or _BY_NUMBER.get(letters[:3])
        or _BY_NUMBER_FIRST.get(letters.partition(".")[0])
    )


def outcome_rates(counts: Mapping[str, float], *, eligibility: float | None = None) -> OutcomeRates:
    """Compute the outcome rates of a survey from the final dispositions of all cases.

    Parameters
    ----------
    counts : mapping of str to float
        Cases, or their weights, by I, P, R, NC, O, UH, UO and NE; 0 or more, 0 where not named.
    eligibility : float, optional
        e, the share of cases of unknown eligibility that are taken as eligible, 0-1. Without it
        it is estimated by proportional allocation.

    Returns
    -------
    OutcomeRates
        RR1-RR6, COOP1-COOP4, REF1-REF3 and CON1-CON3 as fractions 0-1; a rate with nothing to
        divide by is undefined (`no_cases`), as are those with e where e is (`no_eligible`).

    Raises
    ------
    SampleRefused
        An unknown disposition, a count that is negative or not finite, no cases at all, or an e
        outside 0-1.

    Notes
    -----
    With E = (I + P) + (R + NC + O) and U = UH + UO:
    RR1 = I / (E + U), RR3 = I / (E + e U), RR5 = I / E; RR2, RR4, RR6 with I + P on top;
    COOP1 = I / (I + P + R + O), COOP3 = I / (I + P + R), COOP2 and COOP4 with I + P on top;
    REF1-3 = R and CON1-3 = I + P + R + O over E + U, E + e U and E.
    e by proportional allocation (CASRO) = E / (E + NE). Without cases of unknown eligibility e
    does not matter. RR1 is the least favourable and the one that hides nothing.

    References
    ----------
    AAPOR (2023). Standard Definitions: Final Dispositions of Case Codes and Outcome Rates for
    Surveys. 10th edition. American Association for Public Opinion Research.

    Examples
    --------
    >>> found = outcome_rates({"I": 4, "P": 2, "R": 1, "NC": 1, "O": 1, "UH": 1, "UO": 1, "NE": 1})
    >>> [round(found.rates[name].value, 3) for name in ("RR1", "RR4", "RR6", "COOP1", "CON2")]
    [0.364, 0.556, 0.667, 0.5, 0.741]
    """
    n = _counts_iv(counts)
    if eligibility is not None and not 0 <= eligibility <= 1:
        raise SampleRefused(
            f"eligibility must lie between 0 and 1, not {eligibility!r}",
            f"合格比例 e 应在 0 与 1 之间，而不是 {eligibility!r}",
        )
    eligible = n["I"] + n["P"] + n["R"] + n["NC"] + n["O"]
    e = _eligibility(n, eligible, eligibility)
    unknown = n["UH"] + n["UO"]
    cautious: float | None = eligible if not unknown else None
    if unknown and e.value is not None:
        cautious = eligible + e.value * unknown
    rates = _cooperation(n)
    for at, base in enumerate((eligible + unknown, cautious, eligible)):
        rates |= _of_base(n, base, at)
    return OutcomeRates(dict(sorted(rates.items(), key=_in_order)), e, n)


def _of_base(n: Mapping[str, float], base: float | None, at: int) -> dict[str, Figure]:
    """Return the response, refusal and contact rates over one of the three bases."""
    spoken, answered = _SPOKEN[at], n["I"] + n["P"]
    contacted = answered + n["R"] + n["O"]
    both = f"AAPOR response rate, complete and partial, {spoken}"
    return {
        f"RR{2 * at + 1}": _rate(f"AAPOR response rate, complete, {spoken}", n["I"], base),
        f"RR{2 * at + 2}": _rate(both, answered, base),
        f"REF{at + 1}": _rate(f"AAPOR refusal rate, {spoken}", n["R"], base),
        f"CON{at + 1}": _rate(f"AAPOR contact rate, {spoken}", contacted, base),
    }


def _cooperation(n: Mapping[str, float]) -> dict[str, Figure]:
    answered = n["I"] + n["P"]
    able = answered + n["R"]
    contacted = able + n["O"]
    tops = ((n["I"], "complete"), (answered, "complete and partial"))
    bases = ((contacted, "of all contacted"), (able, "of those able to answer"))
    pairs = [(top, base) for base in bases for top in tops]
    return {
        f"COOP{at}": _rate(f"AAPOR cooperation rate, {words}, {of_whom}", top, base)
        for at, ((top, words), (base, of_whom)) in enumerate(pairs, start=1)
    }


def _in_order(named: tuple[str, Figure]) -> tuple[int, str]:
    return _ORDER.index(named[0].rstrip("123456")), named[0]


def _rate(variant: str, top: float, base: float | None) -> Figure:
    if base is None:
        return Figure(variant, None, "no_eligible")
    return Figure(variant, top / base) if base > 0 else Figure(variant, None, "no_cases")


def _eligibility(n: Mapping[str, float], eligible: float, stated: float | None) -> Figure:
    if stated is not None:
        return Figure("e, stated", stated)
    variant = "e, proportional allocation: eligible / (eligible + not eligible)"
    known = eligible + n["NE"]
    return Figure(variant, eligible / known) if known else Figure(variant, None, "no_cases")


def _counts_iv(counts: Mapping[str, float]) -> dict[str, float]:
    for code, count in counts.items():
        if code not in DISPOSITIONS:
            raise SampleRefused(
                f"counts: {code!r} is no disposition; use {', '.join(DISPOSITIONS)}",
                f"“{code}”不是结果代码，可用 {'、'.join(DISPOSITIONS)}",
            )
        if not 0 <= count <= 1e100:
            raise SampleRefused(
                f"counts of {code!r} must be 0 or more, not {count!r}",
                f"结果代码“{code}”的数量应为 0 或正数，而不是 {count!r}",
            )
    n = {code: float(counts.get(code, 0)) for code in DISPOSITIONS}
    if not any(n.values()):
        raise SampleRefused("counts must hold at least one case", "至少要有一个样本单位")
    return n
