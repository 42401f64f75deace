"""Ways to vary a case, one change each, drawn at random; what they lead to is not told here."""

import copy
import random
from collections.abc import Callable, Iterator
from typing import Any

Case = dict[str, Any]
Change = Callable[[Case, random.Random], None]

ODD: tuple[Any, ...] = (
    "5", "", "x" * 3000, "\u202e\x07", True, False, None, [], {}, [[]], {"a": 1}, -1, 0, 1, 2.5,
    -0.0, 1e-30, 1e30, 10**15, 10**30, float("nan"), float("inf"), 99.999, 0.1, 7, 100, 101,
)  # fmt: skip
"""What may stand at any place of a JSON file."""


def _survey(case: Case, rng: random.Random) -> dict[str, Any]:
    return rng.choice(_surveys(case))


def _surveys(case: Case) -> list[dict[str, Any]]:
    parts = case["survey"].values()
    return [one for one in parts if isinstance(one, dict) and "responses" in one]


def _rows(case: Case, rng: random.Random) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = _survey(case, rng)["responses"]
    return rows


def fewer_responses(case: Case, rng: random.Random) -> None:
    """Leave some responses out."""
    rows = _rows(case, rng)
    for _ in range(rng.choice((1, 5, 20, len(rows)))):
        if rows:
            rows.pop(rng.randrange(len(rows)))


def more_responses(case: Case, rng: random.Random) -> None:
    """Add responses like those that are there."""
    rows = _rows(case, rng)
    for n in range(rng.choice((1, 8, 30))):
        row = copy.deepcopy(rng.choice(rows))
        row["id"] = f"new-{n}"
        rows.append(row)


def other_answers(case: Case, rng: random.Random) -> None:
    """Answer some items otherwise, or not at all."""
    for row in _rows(case, rng):
        for code in row["answers"]:
            if rng.random() < 0.15:
                row["answers"][code] = rng.choice((1, 2, 3, 4, 5, None))


def one_answer(case: Case, rng: random.Random) -> None:
    """Let everybody give the same answer to some item, or to all."""
    rows = _rows(case, rng)
    codes = rng.choice(([rng.choice(list(rows[0]["answers"]))], list(rows[0]["answers"])))
    value = rng.choice((1, 3, 5))
    for row in rows:
        row["answers"].update(dict.fromkeys(codes, value))


def other_times(case: Case, rng: random.Random) -> None:
    """Change how long some took."""
    for row in rng.sample(_rows(case, rng), 6):
        row["seconds"] = rng.choice((0, 1, 17, 18, 25, 26, 599, 3600, 10_000, None))


def repeated_tokens(case: Case, rng: random.Random) -> None:
    """Give tokens, some twice."""
    rows = _rows(case, rng)
    for n, row in enumerate(rows):
        at = rng.randrange(len(rows)) if n % 3 else n
        row["token"] = None if rng.random() < 0.1 else f"t{at}"


def marked_duplicates(case: Case, rng: random.Random) -> None:
    """Mark some responses as repeating earlier ones."""
    for row in _rows(case, rng)[1:]:
        row["duplicate"] = rng.random() < 0.08


def small_group(case: Case, rng: random.Random) -> None:
    """Put nearly all of a group into another."""
    rows = _rows(case, rng)
    names = sorted({row["group"] for row in rows})
    gone, kept = rng.choice(names), rng.randrange(5)
    for row in rows:
        if row["group"] == gone:
            kept -= 1
            if kept < 0:
                row["group"] = rng.choice([name for name in names if name != gone] or names)


def other_frame(case: Case, rng: random.Random) -> None:
    """Change the frame and the required number, or leave them out."""
    part = _survey(case, rng)
    part["frame"] = rng.choice((None, 1, 30, 52, 199, 200, 5000, 10**9))
    if rng.random() < 0.5:
        part.pop("required", None)


def free_words(case: Case, rng: random.Random) -> None:
    """Write long or odd words where words may stand."""
    for row in rng.sample(_rows(case, rng), 3):
        for code in row["answers"]:
            if rng.random() < 0.2 and not isinstance(row["answers"][code], int):
                row["answers"][code] = rng.choice(("好" * 5000, "\u202e反", "x", " "))


def no_interviews(case: Case, rng: random.Random) -> None:
    """Leave interviews out, or all of it, or nobody confirms."""
    way = rng.randrange(4)
    if way == 0:
        case.pop("interviews")
    elif way == 1:
        case["interviews"]["records"] = []
    else:
        for record in case["interviews"]["records"]:
            record["confirmed"] = way == 2 and rng.random() < 0.5


def other_segments(case: Case, rng: random.Random) -> None:
    """Code otherwise, more or less."""
    for record in case["interviews"]["records"]:
        for segment in record["segments"]:
            at = rng.randrange(1, 4)
            segment[at] = rng.choice((-2, -1, 0, 1, 2, None))
        if rng.random() < 0.3:
            record["segments"] = record["segments"][:1] * rng.choice((0, 1, 25))


def experts(case: Case, rng: random.Random) -> None:
    """Change who judges, and how."""
    sheets = [one["experts"] for one in case["raw"].values() if "experts" in one]
    way = rng.randrange(6)
    names = sorted({name for sheet in sheets for name in sheet})
    gone = set(rng.sample(names, rng.choice((1, 2, 3, len(names)))))
    for n, sheet in enumerate(sheets):
        if way == 0:
            for name in gone:
                sheet.pop(name, None)
        elif way == 1 and n == 0:
            sheet.pop(names[0], None)
        elif way == 2:
            sheet.update({f"X{at}": rng.randrange(101) for at in range(rng.choice((2, 6, 15)))})
        else:
            _other_scores(sheet, rng, places=(0, 2, 3)[way - 3])


def _other_scores(sheet: dict[str, Any], rng: random.Random, *, places: int) -> None:
    for name in sheet:
        sheet[name] = round(rng.uniform(0, 100), places) if places else rng.randrange(101)


def other_figures(case: Case, rng: random.Random) -> None:
    """Change the numbers of some figures."""
    raw = {code: one for code, one in case["raw"].items() if "experts" not in one}
    for code in rng.sample(sorted(raw), min(6, len(raw))):
        for place, key in list(_numbers(raw[code])):
            old = place[key]
            place[key] = rng.choice((0, old, old * 2, old // 2, old + 1, round(old * 1.0317, 3)))


def negative_figures(case: Case, rng: random.Random) -> None:
    """Put a number below zero."""
    places = list(_numbers(case["raw"]))
    place, key = rng.choice(places)
    place[key] = rng.choice((-1, -0.5, -1000))


def no_figures(case: Case, rng: random.Random) -> None:
    """Leave figures out, or a part of one."""
    code = rng.choice(sorted(case["raw"]))
    way = rng.randrange(3)
    if way == 0:
        case["raw"].pop(code)
    elif way == 1:
        case["raw"][code] = {}
    else:
        place, key = rng.choice(list(_numbers(case["raw"][code])))
        place[key] = None


def _numbers(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield each place of a number below a value."""
    pairs = value.items() if isinstance(value, dict) else enumerate(value)
    for key, one in list(pairs):
        if isinstance(one, dict | list):
            yield from _numbers(one)
        elif isinstance(one, int | float) and not isinstance(one, bool):
            yield value, key


def decisions(case: Case, rng: random.Random) -> None:
    """Decide on the reliability of scales."""
    scales = ("SA1", "SA2", "SA3", "SB1", "SB2", "SB3")
    items = {"SA3": ["A12"], "SA1": ["A01"], "SB1": ["B01"]}
    rows = []
    for scale in rng.sample(scales, rng.choice((1, 2, 3))):
        action = rng.choice(("exempt", "drop_item", "fallback", "resample"))
        row = {"scale": scale, "action": action, "reason": "演示", "approved": rng.random() < 0.8}
        if action == "drop_item":
            row["items"] = items.get(scale, ["A12"])
        if action == "fallback":
            row["score"] = rng.choice((80, 77.25, 61.234))
        rows.append(row)
    case["survey"]["reliability_decisions"] = rows + rng.choice(([], rows[:1]))


def vetoes(case: Case, rng: random.Random) -> None:
    """Answer the veto questions, or leave them open, and give caps."""
    codes = ["V1", "V2", "V3", "V4"]
    rng.shuffle(codes)
    case["vetoes"], case["open_vetoes"] = codes[: rng.randrange(2)], codes[2 : rng.randrange(2, 5)]
    caps = rng.sample(["C1", "C2", "C3", "C4"], rng.randrange(3))
    case["caps"] = rng.choice((caps, [[code, "pass"] for code in caps]))


def not_applicable(case: Case, rng: random.Random) -> None:
    """Leave indicators out as not applicable."""
    codes = ["B1-3", "D3", "A3", "B1-2", "E3-2", "C3", "E", "D1-1", "B1-3", "D", "Z9", "C3-1"]
    case["not_applicable"] = [rng.choice(codes) for _ in range(rng.randrange(1, 4))]


def given_scores(case: Case, rng: random.Random) -> None:
    """Give an official score in place of a record."""
    case["raw"][rng.choice(sorted(case["raw"]))] = rng.choice((95, 70.5, 0, 100))


def over_quota(case: Case, rng: random.Random) -> None:
    """Say that the quota is used up, with figures so good that it matters."""
    case["over_quota"] = True
    if rng.random() < 0.5:
        return
    for part in _surveys(case):
        for row in part["responses"]:
            better = {code: v + 1 for code, v in row["answers"].items() if v in {3, 4}}
            row["answers"].update(better)


def other_type(case: Case, rng: random.Random) -> None:
    """Make it a task of another type."""
    case["task"]["type"] = rng.choice(("ENG", "RND", "SVC", "T", "XYZ"))


def odd_names(case: Case, rng: random.Random) -> None:
    """Name the task, its unit and its number oddly."""
    names = ("名" * 900, " ", "a\u0000b", {"en": "only"}, {"zh": "只有"}, "文字", None, 7)
    case["task"][rng.choice(("name", "unit", "no"))] = rng.choice(names)


def unknown_key(case: Case, rng: random.Random) -> None:
    """Put a name that nobody reads anywhere."""
    place, _key = rng.choice([one for one in _places(case) if isinstance(one[0], dict)])
    place[rng.choice(("resposes", "A1_1", "注", "caps "))] = rng.choice(ODD)


def anything(case: Case, rng: random.Random) -> None:
    """Put anything anywhere."""
    place, key = rng.choice(list(_places(case)))
    place[key] = copy.deepcopy(rng.choice(ODD))


def nothing(case: Case, rng: random.Random) -> None:
    """Take something away, wherever it is."""
    place, key = rng.choice(list(_places(case)))
    del place[key]


def _places(value: Any, depth: int = 0) -> Iterator[tuple[Any, Any]]:
    """Yield places to change, those near the top as often as the many below."""
    pairs = list(value.items() if isinstance(value, dict) else enumerate(value))
    for key, one in pairs:
        yield from [(value, key)] * max(1, 30 // (1 + len(pairs)))
        if isinstance(one, dict | list) and depth < 6:
            yield from _places(one, depth + 1)


CHANGES: tuple[Change, ...] = (
    fewer_responses, more_responses, other_answers, one_answer, other_times, repeated_tokens,
    marked_duplicates, small_group, other_frame, free_words, no_interviews, other_segments,
    experts, other_figures, negative_figures, no_figures, decisions, vetoes, not_applicable,
    given_scores, over_quota, other_type, odd_names, unknown_key, anything, nothing,
)  # fmt: skip


def varied(case: Case, rng: random.Random, changes: tuple[Change, ...]) -> Case:
    """Return a copy with some changes made; one that does not fit the case is left out."""
    found = copy.deepcopy(case)
    for change in changes:
        try:
            change(found, rng)
        except (KeyError, IndexError, ValueError, TypeError, AttributeError):
            continue
    return found
