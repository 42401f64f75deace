"""The demo round of a first start: one task ready for its notice, one with work for everybody."""

import random
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from itertools import cycle, islice
from typing import Any

from surveyapp.cli.demo.answers import WINDOW_DAYS, Arrival, answer
from surveyapp.cli.demo.case_file import PlayableCase
from surveyapp.cli.demo.clockwork import Tick, clock_from
from surveyapp.cli.demo.conclusion import conclude
from surveyapp.cli.demo.ground import Definitions, Ground, lay_ground
from surveyapp.cli.demo.play import PLAY_DAYS, enter_task, play_case
from surveyapp.cli.demo.records import SOURCE
from surveyapp.clock import local_date
from surveyapp.models import Task
from surveyapp.operations.collecting import CollectionPlan, open_collection
from surveyapp.operations.interviewing import NewSession, assign_session
from surveyapp.operations.inviting import NewInvitee, issue_invitations, open_link
from surveyapp.operations.judging import invite_expert
from surveyapp.operations.overview import standing_of
from surveyapp.operations.reporting import STATEMENT, enter_figures, request_exemption
from surveyapp.operations.score_runs import freeze_inputs

SECOND: Mapping[str, Any] = {
    "name_zh": "社区图书角建设与管理（演示）",
    "name_en": "Community reading corners (demo)",
    "unit_zh": "某街道文化站（虚构）",
    "unit_en": "Sub-district Culture Station (fictional)",
}
SECOND_OBJECTIVES: Mapping[str, Mapping[str, Any]] = {
    "A1-1": {
        "objectives": [
            {"name": name, "target": target, "actual": actual, "weight": weight}
            for name, target, actual, weight in (
                ("新建社区图书角（个） / new reading corners", 12, 11, 40),
                ("月均借阅（人次） / loans per month", 2400, 2510, 40),
                ("按公示时间开放的天数（%） / days open as announced", 95, 93, 20),
            )
        ]
    }
}
"""What the second task set out to do, in place of the first one's objectives."""
SECOND_FRAME = 40
DAYS_OPEN = 4
"""So long ago the second task's questionnaires began."""
STILL_WANTED = 2
"""So many sheets each of them still needs: few enough for one person to hand in by phone."""
Sheets = Mapping[str, Sequence[Mapping[str, Any]]]
"""Valid sheets by the code of their questionnaire."""


def play_demo_round(
    definitions: Definitions, case: PlayableCase, *, rng: random.Random, at: datetime
) -> None:
    """Play a case up to its approval in the past weeks, and begin a second task today."""
    tick = clock_from(at - timedelta(days=PLAY_DAYS))
    ground = lay_ground(definitions, n_experts=len(case.sheets), tick=tick)
    first = play_case(case, ground, rng=rng, tick=tick)
    ending = conclude(first, ground, tick=tick)
    sheets = _valid_sheets(first, ending.result or {})
    begin_second_task(case, ground, sheets=sheets, tick=clock_from(at))


def _valid_sheets(task: Task, result: Mapping[str, Any]) -> Sheets:
    """Return the sheets of a scored task that its score took for valid."""
    surveys = freeze_inputs(task)["survey"]
    found = {}
    for code, block in result.get("survey", {}).items():
        if "responses" in block:
            valid = {row["id"] for row in block["responses"] if row["valid"]}
            found[code] = [row for row in surveys[code]["responses"] if row["id"] in valid]
    return found


def begin_second_task(case: PlayableCase, ground: Ground, *, sheets: Sheets, tick: Tick) -> Task:
    """Begin a task of the same type: every part finds something to do on it."""
    given = {**case.task, **SECOND, "no": f"{case.task['no']}-2"}
    task = enter_task(ground, given, tick=lambda **_: tick(seconds=0), unit_code="DEMO-2")
    for code in case.questionnaires:
        _ask(task, code, sheets.get(code, ()), ground=ground, tick=tick)
    _assign(task, case, ground=ground, tick=tick)
    half = dict(list(case.figures.items())[: len(case.figures) // 2])
    half |= {
        code: own
        for code, own in SECOND_OBJECTIVES.items()
        if own.keys() <= half.get(code, {}).keys()
    }
    officer = ground.crew.actor("officer")
    if half:
        statement = f"（演示）{STATEMENT}"
        at = tick(seconds=0)
        enter_figures(task, half, source=SOURCE, statement=statement, by=officer, at=at)
    for expert, label in zip(ground.crew.experts, case.sheets, strict=False):
        invite_expert(task, expert, label, by=officer, at=tick(seconds=0))
    left = [code for code in case.figures if code not in half]
    if left:
        reason = "（演示）本任务不涉及该指标，请复核员决定"
        request_exemption(task, left[-1], reason, by=officer, at=tick(seconds=0))
    return task


def _ask(
    task: Task, code: str, sheets: Sequence[Mapping[str, Any]], *, ground: Ground, tick: Tick
) -> None:
    """Open a questionnaire by roster and by open link; all but a few have answered.

    Those who have not stand first on the roster and are named for it, as a real roster never
    would: on the officer's page anyone who tries the demo can give them a fresh link.
    """
    officer, at = ground.crew.actor("officer"), tick(seconds=0)
    begun = at - timedelta(days=DAYS_OPEN)
    opens_on = local_date(begun, ground.organisation.time_zone)
    plan = CollectionPlan(SECOND_FRAME, opens_on, opens_on + timedelta(days=WINDOW_DAYS))
    collection = open_collection(task, ground.instruments[code], plan, by=officer, at=at)
    answered = sheets[: standing_of(collection).n_needed - STILL_WANTED]
    n_silent = SECOND_FRAME - len(answered)
    groups = [*islice(cycle(ground.groups), n_silent), *(str(row["group"]) for row in answered)]
    invitees = [
        NewInvitee(f"演示待访人 {n:02d}" if n <= n_silent else f"演示受访人 {n:02d}", group)
        for n, group in enumerate(groups, start=1)
    ]
    tokens = [one.token for one in issue_invitations(collection, invitees, by=officer, at=at)]
    for token, row in zip(tokens[n_silent:], answered, strict=True):
        # Of when a sheet came nothing is kept: each has the questionnaire's first day to itself.
        answer(token, row, Arrival(clock_from(begun), timedelta()))
    open_link(collection, by=officer, at=at)


def _assign(task: Task, case: PlayableCase, *, ground: Ground, tick: Tick) -> None:
    """Assign two interviews that wait to be held."""
    protocols = [row for row in ground.instruments.values() if row.mode == "interview"]
    crew = ground.crew
    for protocol in protocols[:1]:
        for n, group in enumerate(ground.groups[:2], start=1):
            new = NewSession(
                interviewee_code=f"演示被访人 {n}",
                group_code=group,
                interviewer=crew.person("interviewer-1"),
                recorder=crew.person("interviewer-2"),
                post="演示人员",
            )
            assign_session(task, protocol, new, by=crew.actor("officer"), at=tick(seconds=0))
