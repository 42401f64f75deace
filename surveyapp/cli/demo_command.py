"""`demo`: a case or the real-data example, played into a fresh database."""

import argparse
import json
import random
from collections.abc import Mapping
from typing import Any

from surveyapp.cli.demo.case_file import read_play
from surveyapp.cli.demo.clockwork import FIRST_DAY, Tick, clock_from
from surveyapp.cli.demo.conclusion import Conclusion, conclude
from surveyapp.cli.demo.course import play_course, read_example
from surveyapp.cli.demo.course_report import course_table
from surveyapp.cli.demo.ground import lay_ground
from surveyapp.cli.demo.issuing import IssuedNotice, issue, print_issued
from surveyapp.cli.demo.outcome import outcome_document
from surveyapp.cli.demo.play import play_case
from surveyapp.cli.installation import fresh_installation
from surveyapp.cli.voice import CommandStopped, tell
from surveyapp.config import ROOT, Settings
from surveyapp.db import transaction
from surveyapp.errors import DomainError
from surveyapp.operations.notices import Press
from surveyapp.worker import run_pending

EXAMPLES = ROOT / "examples"


def demo_command(chosen: argparse.Namespace) -> int:
    """Play a case, or the example, and print what came out of it."""
    if chosen.example is not None:
        return _example(chosen)
    if chosen.data is not None:
        raise CommandStopped("--data 只与 --example 一起用", "--data goes with --example only")
    definitions, _case, taken = read_play(chosen.model, chosen.case, chosen.instrument)
    with fresh_installation(chosen.out) as settings:
        tick, rng = clock_from(FIRST_DAY), random.Random(chosen.seed)  # noqa: S311 - no secret
        with transaction():
            ground = lay_ground(definitions, n_experts=len(taken.sheets), tick=tick)
            task = play_case(taken, ground, rng=rng, tick=tick)
            ending = conclude(task, ground, tick=tick, is_over_quota=taken.is_over_quota)
            issuer_id = ground.crew.person("issuer").id
        notice = _issue(ending, issuer_id, settings=settings, tick=tick)
        run_pending(at=tick())  # without a notice, too, closed questionnaires leave some
    _print(outcome_document(ending, notice), is_json=chosen.json)
    return 0


def _issue(
    ending: Conclusion, issuer_id: int, *, settings: Settings, tick: Tick
) -> IssuedNotice | DomainError | None:
    """Issue the notice of an approved result; None where there is nothing to issue."""
    if ending.stopped is not None:
        return None
    try:
        number = issue(ending.task_id, issuer_id, press=Press(settings.base_url), tick=tick)
        return print_issued(number, settings.data_dir, tick=tick)
    except DomainError as error:
        return error


def _print(document: Mapping[str, Any], *, is_json: bool) -> None:
    if is_json:
        print(json.dumps(document, ensure_ascii=False, allow_nan=False))
        return
    if document["total"] is None:
        tell("没有总分", "there is no total")
    else:
        total, words = document["total"], document["grade_zh"]
        tell(f"总分 {total}，等次 {words}", f"total {total}, {document['grade']}")
    if document["notice"]:
        tell(f"通知书 {document['notice']['number']}", document["notice"]["pdf"])
    else:
        tell(f"没有通知书：{document['reason_zh']}", str(document["reason"]))


def _example(chosen: argparse.Namespace) -> int:
    if chosen.case or chosen.model:
        raise CommandStopped("--example 自带模型和案例", "the example brings its own model")
    example = read_example(EXAMPLES / chosen.example, chosen.data)
    with fresh_installation(chosen.out) as settings:
        report = play_course(example, settings=settings, seed=chosen.seed)
    if chosen.json:
        print(json.dumps(report, ensure_ascii=False, allow_nan=False))
    else:
        print(course_table(report))
    return 0
