"""Playing questionnaires: roster, one-time links, answers page by page, one submission each."""

import csv
import io
import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from itertools import cycle, islice
from typing import Any

from forms.instrument import RATING_KINDS, Item, Section
from forms.section_form import MOST_SIGNS
from forms.typed_text import normalise_text, without_unusable
from surveyapp.cli.demo.case_parts import Questionnaire
from surveyapp.cli.demo.clockwork import Tick
from surveyapp.cli.demo.ground import Ground
from surveyapp.models import Collection, InstrumentVersion, Task
from surveyapp.operations.answering import (
    MOST_SECONDS_A_PAGE,
    PageKept,
    begin,
    find_doorway,
    keep_page,
    path_of,
    submit,
)
from surveyapp.operations.collecting import CollectionPlan, open_collection
from surveyapp.operations.importing import import_responses
from surveyapp.operations.importing.mapping import GroupSource, ResponseMapping
from surveyapp.operations.inviting import NewInvitee, freeze_roster, issue_invitations
from surveyapp.operations.measures import get_instrument

WINDOW_DAYS = 14
MOST_SILENT = 500
"""Invitees who never answer are put on the roster up to here; the frame itself may be larger."""


@dataclass(frozen=True)
class Arrival:
    """When responses come: the clock, and how long it goes on between two of them."""

    tick: Tick
    pause: timedelta


def open_questionnaire(
    task: Task, version: InstrumentVersion, given: Questionnaire, *, ground: Ground, tick: Tick
) -> Collection:
    """Put a questionnaire before a task's stakeholders for two weeks."""
    opens_on = ground.local_date(tick)
    closes_on = opens_on + timedelta(days=WINDOW_DAYS)
    plan = CollectionPlan(given.frame, opens_on, closes_on, given.required)
    return open_collection(task, version, plan, by=ground.crew.actor("officer"), at=tick())


def play_answers(
    collection: Collection,
    given: Questionnaire,
    *,
    ground: Ground,
    rng: random.Random,
    tick: Tick,
) -> None:
    """Let every response of a case come in: from browsers, or from a file where it must."""
    if _needs_file(given, n_pages=_n_pages(collection)):
        _import(collection, given, ground=ground, rng=rng, tick=tick)
        return
    tokens = _invite(collection, given, ground=ground, tick=tick)
    pause = timedelta(days=WINDOW_DAYS - 2) / (len(given.responses) + 1)
    arrival = Arrival(tick, pause)
    for token, response in zip(tokens, given.responses, strict=False):
        answer(token, response, arrival)


def _n_pages(collection: Collection) -> int:
    return len(get_instrument(collection.instrument_version).sections)


def _needs_file(given: Questionnaire, *, n_pages: int) -> bool:
    """Say whether a case holds what no browser can send.

    A one-time link is used once, so repeated tokens come only with a file; so do answers without
    a time, and times longer than pages are counted.
    """
    tokens = Counter(row["token"] for row in given.responses if row.get("token"))
    return any(count > 1 for count in tokens.values()) or any(
        row.get("seconds") is None
        or row.get("duplicate")
        or row["seconds"] > n_pages * MOST_SECONDS_A_PAGE
        for row in given.responses
    )


def _invite(
    collection: Collection, given: Questionnaire, *, ground: Ground, tick: Tick
) -> list[str]:
    """Put the respondents, and those who stay silent, on the roster; return their links' tokens."""
    officer = ground.crew.actor("officer")
    codes = ground.groups
    groups = [_group_of(row, codes) for row in given.responses]
    n_silent = min(max(given.frame - len(groups), 0), MOST_SILENT)
    groups += list(islice(cycle(codes), n_silent))
    invitees = [NewInvitee(f"演示受访人 {n:03d}", group) for n, group in enumerate(groups, start=1)]
    issued = issue_invitations(collection, invitees, by=officer, at=tick())
    freeze_roster(collection, by=officer, at=tick())
    return [one.token for one in issued]


def _group_of(row: Mapping[str, Any], codes: Sequence[str]) -> str:
    return str(row.get("group") or codes[0])


def answer(token: str, response: Mapping[str, Any], arrival: Arrival) -> str:
    """Answer one questionnaire as a browser does: open the link, page by page, hand it in."""
    started = arrival.tick(seconds=arrival.pause.total_seconds())
    draft = begin(find_doorway(token, at=started), language="zh_CN", at=started).draft
    sections = path_of(draft).sections
    for section, seconds in zip(sections, _spread(response["seconds"], sections), strict=True):
        served = arrival.tick(seconds=0)
        page = _page(section, response["answers"], served)
        keep_page(draft, page, at=arrival.tick(seconds=seconds))
    return submit(draft.submission_key, at=arrival.tick(seconds=0))


def _page(section: Section, answers: Mapping[str, Any], served: Any) -> PageKept:
    """Fill one page; a page with something left is passed after being asked once more."""
    fitting = {item.code: _fitting(item, answers.get(item.code)) for item in section.items}
    kept = {code: value for code, value in fitting.items() if value is not None}
    return PageKept(section, kept, (), served, is_left=len(kept) < len(section.items))


def _fitting(item: Item, value: object) -> int | str | None:
    """Return an answer as the page would keep it; None for what the page does not offer."""
    if value is None:
        return None
    if item.kind in RATING_KINDS:
        return int(str(value))
    if item.kind == "open":
        return without_unusable(normalise_text(str(value)))[:MOST_SIGNS].strip() or None
    return str(value) if str(value) in {option.value for option in item.options} else None


def _tokens(rows: Sequence[Mapping[str, Any]]) -> list[str | None]:
    """Return the tokens in a file; a response that is said to repeat bears an earlier one's."""
    tokens = [row.get("token") for row in rows]
    for at, row in enumerate(rows):
        if row.get("duplicate") and (tokens[at] is None or tokens[at] not in tokens[:at]):
            first = tokens.index(None) if None in tokens[:at] else at - 1
            tokens[first] = tokens[first] or tokens[at] or f"repeated-{at}"
            tokens[at] = tokens[first]
    return tokens


def _spread(seconds: float, sections: Sequence[Section]) -> list[int]:
    """Spread the whole time over the pages, the rest on the first."""
    each, rest = divmod(int(seconds), len(sections))
    return [each + (1 if n < rest else 0) for n in range(len(sections))]


def _import(
    collection: Collection,
    given: Questionnaire,
    *,
    ground: Ground,
    rng: random.Random,
    tick: Tick,
) -> None:
    """Bring the responses in as one file, with their tokens in the order of receipt."""
    codes = {code for row in given.responses for code in row["answers"]}
    items = {item.code: item for item in get_instrument(collection.instrument_version).items}
    columns = {f"item:{code}": code for code in sorted(codes & set(items))}
    mapping = ResponseMapping(
        instrument=collection.instrument_version.code,
        answers=columns,
        group=GroupSource(column="group"),
        delimiter=",",
        seconds="seconds",
        id="id",
        token="token",  # noqa: S106 - a column's name
    )
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["id", "group", "seconds", "token", *columns])
    for row, token in zip(given.responses, _tokens(given.responses), strict=True):
        values = [_fitting(items[code], row["answers"].get(code)) for code in columns.values()]
        head = [row["id"], _group_of(row, ground.groups), row.get("seconds"), token]
        writer.writerow(["" if value is None else value for value in (*head, *values)])
    officer = ground.crew.actor("officer")
    content = file.getvalue().encode()
    import_responses({"": collection}, content, mapping, rng=rng, by=officer, at=tick())
