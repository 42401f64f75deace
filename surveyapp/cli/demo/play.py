"""A whole case played through the acts, from the roster to the score run."""

import random
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from surveyapp.access import Actor
from surveyapp.cli.demo.answers import WINDOW_DAYS, open_questionnaire, play_answers
from surveyapp.cli.demo.case_file import PlayableCase
from surveyapp.cli.demo.clockwork import Tick
from surveyapp.cli.demo.ground import Ground
from surveyapp.cli.demo.people import give_duties
from surveyapp.cli.demo.records import (
    play_evidence,
    play_exemptions,
    play_figures,
    play_reliability,
    play_sheets,
    play_vetoes,
)
from surveyapp.cli.demo.talks import play_coding, play_interview
from surveyapp.models import InstrumentVersion, Task
from surveyapp.operations.releasing import close_collection
from surveyapp.operations.rounds import NewTask, add_task, add_unit

PLAY_DAYS = 21
"""A played case fits into so many days, from its plan to its approval."""


def enter_task(ground: Ground, given: Mapping[str, Any], *, tick: Tick, unit_code: str) -> Task:
    """Put a task with its unit into the round and give everyone their duties."""
    lead = ground.crew.actor("lead")
    names = (given["unit_zh"], given["unit_en"])
    unit = add_unit(ground.organisation, code=unit_code, names=names, by=lead, at=tick())
    new = NewTask(given["no"], given["name_zh"], given["name_en"], given["type"], unit)
    task = add_task(ground.round, new, by=lead, at=tick())
    give_duties(task, ground.crew, at=tick())
    return task


def play_case(case: PlayableCase, ground: Ground, *, rng: random.Random, tick: Tick) -> Task:
    """Play a case up to the point where its score can be run."""
    task = enter_task(ground, case.task, tick=tick, unit_code="DEMO-1")
    begun = tick(days=1)
    opened = [
        (open_questionnaire(task, _version(ground, code), given, ground=ground, tick=tick), given)
        for code, given in case.questionnaires.items()
    ]
    for collection, given in opened:
        # Both run side by side; each is told from the first day on.
        tick(seconds=(begun - tick(seconds=0)).total_seconds())
        play_answers(collection, given, ground=ground, rng=rng, tick=tick)
    end = begun + timedelta(days=WINDOW_DAYS - 1)
    tick(seconds=(end - tick(seconds=0)).total_seconds())
    _play_interviews(task, case, ground=ground, tick=tick)
    officer: Actor = ground.crew.actor("officer")
    for collection, _given in opened:
        close_collection(collection, rng=rng, by=officer, at=tick())
    play_figures(task, case.figures, ground=ground, tick=tick)
    play_evidence(task, case.figures, ground=ground, tick=tick)
    play_sheets(task, case.sheets, ground=ground, tick=tick)
    play_exemptions(task, case, ground=ground, tick=tick)
    play_reliability(task, case, ground=ground, tick=tick)
    play_vetoes(task, case, ground=ground, tick=tick)
    return task


def _version(ground: Ground, code: str) -> InstrumentVersion:
    return ground.instruments[code]


def _play_interviews(task: Task, case: PlayableCase, *, ground: Ground, tick: Tick) -> None:
    protocol = next((row for row in ground.instruments.values() if row.mode == "interview"), None)
    if protocol is None:
        return
    rows = [
        (play_interview(task, protocol, given, ground=ground, tick=tick), given)
        for given in case.interviews
    ]
    for row, given in rows:
        play_coding(row, given, ground=ground, tick=tick)
