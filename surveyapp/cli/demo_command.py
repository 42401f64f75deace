"""`demo` and `demo-round`: cases and the real-data example, played into a database."""

import argparse
import json
import random
from collections.abc import Mapping
from typing import Any

from forms.kit import read_kit_instruments
from scoring.model import load_model, read_model_yaml
from surveyapp.cli.demo.case_file import PlayableCase, playable, read_case_file, require_caps
from surveyapp.cli.demo.clockwork import FIRST_DAY, clock_from
from surveyapp.cli.demo.conclusion import IssuedNotice, conclude, issue, print_issued
from surveyapp.cli.demo.course import play_course
from surveyapp.cli.demo.course_report import course_table
from surveyapp.cli.demo.ground import Definitions, lay_ground
from surveyapp.cli.demo.outcome import outcome_document
from surveyapp.cli.demo.play import play_case
from surveyapp.cli.demo.round import play_demo_round
from surveyapp.cli.installation import open_fresh, open_installation
from surveyapp.cli.voice import CommandStopped, tell
from surveyapp.clock import now
from surveyapp.config import ROOT
from surveyapp.db import transaction
from surveyapp.errors import DomainError
from surveyapp.operations.notices import Press

DEFAULTS = ROOT / "surveyapp" / "defaults"
DEFAULT_MODEL = DEFAULTS / "default_model.yaml"
DEFAULT_CASE = DEFAULTS / "demo_case.json"
EXAMPLES = ROOT / "examples"


def demo_command(chosen: argparse.Namespace) -> int:
    """Play a case, or the example, and print what came out of it."""
    if chosen.example is not None:
        return _example(chosen)
    if chosen.data is not None:
        raise CommandStopped("--data 只与 --example 一起用", "--data goes with --example only")
    definitions, case, taken = _read(chosen.model, chosen.case)
    settings, _engine = open_fresh(chosen.out)
    tick, rng = clock_from(FIRST_DAY), random.Random(chosen.seed)  # noqa: S311 - no secret
    with transaction():
        ground = lay_ground(definitions, n_experts=len(taken.sheets), tick=tick)
        task = play_case(taken, ground, rng=rng, tick=tick)
        ending = conclude(task, ground, tick=tick)
        issuer = ground.crew.person("issuer").id
        if ending.result is not None:
            require_caps(case, ending.result)
    notice: IssuedNotice | None = None
    stopped: DomainError | None = None
    if ending.stopped is None:
        try:
            number = issue(ending.task_id, issuer, press=Press(settings.base_url), tick=tick)
            notice = print_issued(number, settings.data_dir, tick=tick)
        except DomainError as error:
            stopped = error
    _print(outcome_document(ending, notice, stopped), is_json=chosen.json)
    return 0


def demo_round_command(chosen: argparse.Namespace) -> int:
    """Put the demo round into an empty database, all of it or nothing."""
    open_installation(chosen.data)
    definitions, _case, taken = _read(None, None)
    with transaction():
        rng = random.Random(1)  # noqa: S311 - no secret
        play_demo_round(definitions, taken, rng=rng, at=now())
    return 0


def _read(model_path: Any, case_path: Any) -> tuple[Definitions, Mapping[str, Any], PlayableCase]:
    document = read_model_yaml(model_path or DEFAULT_MODEL)
    definitions = Definitions(document, read_kit_instruments(document))
    case = read_case_file(case_path or DEFAULT_CASE)
    return definitions, case, playable(case, load_model(document))


def _print(document: Mapping[str, Any], *, is_json: bool) -> None:
    if is_json:
        print(json.dumps(document, ensure_ascii=False, allow_nan=False))
        return
    tell(f"总分 {document['total']},等次 {document['grade_zh']}", f"grade: {document['grade']}")
    if document["notice"]:
        tell(f"通知书 {document['notice']['number']}", document["notice"]["pdf"])
    else:
        tell(f"没有通知书:{document['reason_zh']}", str(document["reason"]))


def _example(chosen: argparse.Namespace) -> int:
    if chosen.case or chosen.model:
        raise CommandStopped("--example 自带模型和数据", "the example brings its own model")
    folder = EXAMPLES / chosen.example
    settings, _engine = open_fresh(chosen.out)
    report = play_course(folder, chosen.data, settings=settings, seed=chosen.seed)
    if chosen.json:
        print(json.dumps(report, ensure_ascii=False, allow_nan=False))
    else:
        print(course_table(report))
    return 0
