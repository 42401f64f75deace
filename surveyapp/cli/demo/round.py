"""The demo round of a first start: one task ready for its notice, one with work for everybody."""

import random
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from surveyapp.cli.demo.answers import open_questionnaire
from surveyapp.cli.demo.case_file import PlayableCase
from surveyapp.cli.demo.case_parts import Questionnaire
from surveyapp.cli.demo.clockwork import Tick, clock_from
from surveyapp.cli.demo.conclusion import conclude
from surveyapp.cli.demo.ground import Definitions, Ground, lay_ground
from surveyapp.cli.demo.play import PLAY_DAYS, enter_task, play_case
from surveyapp.cli.demo.records import SOURCE
from surveyapp.models import Task
from surveyapp.operations.interviewing import NewSession, assign_session
from surveyapp.operations.inviting import open_link
from surveyapp.operations.judging import invite_expert
from surveyapp.operations.reporting import STATEMENT, enter_figures, request_exemption

SECOND: Mapping[str, Any] = {
    "name_zh": "社区图书角建设与管理（演示）",
    "name_en": "Community reading corners (demo)",
    "unit_zh": "某街道文化站（虚构）",
    "unit_en": "Sub-district Culture Station (fictional)",
}
SECOND_FRAME = 60


def play_demo_round(
    definitions: Definitions, case: PlayableCase, *, rng: random.Random, at: datetime
) -> None:
    """Play a case up to its approval in the past weeks, and begin a second task today."""
    tick = clock_from(at - timedelta(days=PLAY_DAYS))
    ground = lay_ground(definitions, n_experts=len(case.sheets), tick=tick)
    conclude(play_case(case, ground, rng=rng, tick=tick), ground, tick=tick)
    begin_second_task(case, ground, tick=clock_from(at))


def begin_second_task(case: PlayableCase, ground: Ground, *, tick: Tick) -> Task:
    """Begin a task of the same type: every part finds something to do on it."""
    given = {**case.task, **SECOND, "no": f"{case.task['no']}-2"}
    task = enter_task(ground, given, tick=lambda **_: tick(seconds=0), unit_code="DEMO-2")
    _ask(task, case, ground=ground, tick=tick)
    _assign(task, case, ground=ground, tick=tick)
    half = dict(list(case.figures.items())[: len(case.figures) // 2])
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


def _ask(task: Task, case: PlayableCase, *, ground: Ground, tick: Tick) -> None:
    """Open the case's questionnaires with a link that anyone may answer by."""
    for code in case.questionnaires:
        given = Questionnaire(frame=SECOND_FRAME, required=None, responses=())
        collection = open_questionnaire(
            task, ground.instruments[code], given, ground=ground, tick=lambda **_: tick(seconds=0)
        )
        open_link(collection, by=ground.crew.actor("officer"), at=tick(seconds=0))


def _assign(task: Task, case: PlayableCase, *, ground: Ground, tick: Tick) -> None:
    """Assign two interviews that wait to be held."""
    protocols = [row for row in ground.instruments.values() if row.mode == "interview"]
    crew = ground.crew
    for protocol in protocols[:1]:
        for group in ground.groups[:2]:
            new = NewSession(
                interviewee_code=f"演示-{group}",
                group_code=group,
                interviewer=crew.person("interviewer-1"),
                recorder=crew.person("interviewer-2"),
                post="演示人员",
            )
            assign_session(task, protocol, new, by=crew.actor("officer"), at=tick(seconds=0))
