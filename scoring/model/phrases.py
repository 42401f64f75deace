"""The small grammar that turns the phrases of a model into structured fields, one table a field.

Each phrase reader returns the structured form, or None for a phrase it does not know; a form that
is structured already passes through untouched. What a form means is read elsewhere.
"""

import re
from collections.abc import Callable
from typing import Final

Structured = dict[str, object]
PhraseReader = Callable[[str], Structured | str | None]

_CODE: Final = r"(?P<code>[A-Za-z][A-Za-z0-9_.]*(?:-[A-Za-z0-9]+)*)"
_COMPARED: Final = r"\s*(?P<op><=|>=|<|>)\s*(?P<value>-?[0-9]+(?:\.[0-9]+)?)"


def _number(word: str) -> int | float:
    value = float(word)
    return int(value) if value.is_integer() else value


def _compared(kind: str, match: re.Match[str]) -> Structured:
    form: Structured = {"kind": kind, "op": match["op"], "value": _number(match["value"])}
    groups = match.groupdict()
    form |= {name: groups[name] for name in ("code", "input") if groups.get(name)}
    return form


def _first(text: str, table: tuple[tuple[str, str], ...]) -> Structured | None:
    """Return the form of the first pattern that the whole phrase matches."""
    words = " ".join(text.split())
    for kind, pattern in table:
        match = re.fullmatch(pattern, words)
        if match is None:
            continue
        if "op" in match.groupdict():
            return _compared(kind, match)
        return {"kind": kind, **{k: v for k, v in match.groupdict().items() if v}}
    return None


_GATES: Final = (
    ("every_level1", rf"every level-1{_COMPARED}"),
    ("scales_alpha", rf"all scales alpha{_COMPARED} or exempted"),
    ("no_open_vetoes", r"no unresolved veto or cap"),
    ("within_quota", r"within the \w+ quota(?: of the cycle)?"),
    ("index", rf"{_CODE} index{_COMPARED}"),
    ("node", rf"{_CODE}{_COMPARED}"),
)

_TRIGGERS: Final = (
    ("critical_failure", rf"{_CODE} critical failure"),
    ("index", rf"{_CODE} index{_COMPARED}"),
    ("input", rf"{_CODE} (?P<input>[A-Za-z][A-Za-z0-9_]*){_COMPARED}"),
    ("node", rf"{_CODE}{_COMPARED}"),
)

_GUARDS: Final = (("node", rf"{_CODE}{_COMPARED}"),)


def read_gate(text: str) -> Structured | None:
    """Read a gate of a grade.

    Examples
    --------
    >>> read_gate("every level-1 >= 75")
    {'kind': 'every_level1', 'op': '>=', 'value': 75}
    >>> read_gate("when the moon is full") is None
    True
    """
    return _first(text, _GATES)


def read_trigger(text: str) -> Structured | None:
    """Read the condition of an automatic cap.

    Examples
    --------
    >>> read_trigger("E2-4 major >= 1")
    {'kind': 'input', 'op': '>=', 'value': 1, 'code': 'E2-4', 'input': 'major'}
    """
    return _first(text, _TRIGGERS)


def read_guard_condition(text: str) -> Structured | None:
    """Read the condition of a guard, such as `C < 60`."""
    return _first(text, _GUARDS)


def read_effect(text: str) -> Structured | None:
    """Read the effect of a veto (`fail`) or of a cap (`cap:pass`)."""
    match = re.fullmatch(r"(?:(cap)\s*:\s*)?([A-Za-z][A-Za-z0-9_]*)", text.strip())
    if match is None:
        return None
    return {"kind": "cap" if match[1] else "veto", "grade": match[2]}


def read_straight_line(text: str) -> Structured | None:
    """Read the straight-line rule: which one answer is only flagged."""
    pattern = (
        r"same answer other than (\d+) on all items of the scales(?: incl\. reversed ones)?"
        r"(?: \(all-\1 is only flagged\))?"
    )
    match = re.fullmatch(pattern, " ".join(text.split()))
    return {"neutral": int(match[1])} if match else None


def read_quota_rounding(text: str) -> Structured | None:
    """Read how the quota is rounded."""
    pattern = r"floor, at least (\d+) when >=\s?(\d+) tasks in the cycle and type"
    match = re.fullmatch(pattern, " ".join(text.split()))
    return {"mode": "floor", "least": int(match[1]), "from": int(match[2])} if match else None


def read_over_quota(text: str) -> Structured | None:
    """Read what becomes of a task over the quota."""
    pattern = r'remain numerically >=\s?[0-9.]+, grade set to (\w+) with reason "([^"]+)"'
    match = re.fullmatch(pattern, " ".join(text.split()))
    return {"grade": match[1], "reason": match[2]} if match else None


def read_outlier(text: str) -> Structured | None:
    """Read the outlier rule of expert scores, in points from the median."""
    match = re.fullmatch(
        r"\|score - median\| > ([0-9.]+) needs a written reason", " ".join(text.split())
    )
    return {"over": _number(match[1])} if match else None


def _exactly(phrase: str, form: str) -> PhraseReader:
    def read(text: str) -> str | None:
        return form if " ".join(text.split()) in {phrase, form} else None

    return read


read_small_group: Final = _exactly(
    "merge weight into the other groups in proportion", "merge_in_proportion"
)
read_sample_formula: Final = _exactly(
    "n0 = z^2*p*(1-p)/e^2; n = ceil(n0/(1+(n0-1)/N)); invite = ceil(n/expected_response_rate)",
    "finite_population_proportion",
)
read_below: Final = _exactly(
    "blocked: resample, drop item with approval (alpha-if-deleted), or fall back to"
    " interview+rubric with written reason",
    "blocked",
)
read_not_applicable: Final = _exactly(
    "needs reason by officer and approval by reviewer; weight spreads over siblings in"
    " proportion; if a whole level-2 is n/a, over its siblings",
    "spread_over_siblings",
)
