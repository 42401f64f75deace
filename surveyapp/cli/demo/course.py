"""The real-data example: answers imported, screened, scored by course, notices issued."""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

from forms.loading import read_instrument
from scoring.engine import score
from scoring.model import read_model_yaml
from surveyapp.cli.demo.clockwork import FIRST_DAY, Tick, clock_from
from surveyapp.cli.demo.conclusion import Conclusion, conclude
from surveyapp.cli.demo.course_report import course_report
from surveyapp.cli.demo.ground import Definitions, Ground, lay_ground
from surveyapp.cli.demo.issuing import IssuedNotice, issue, lay_out_files
from surveyapp.cli.demo.people import give_duties
from surveyapp.cli.voice import CommandStopped
from surveyapp.clock import local_date
from surveyapp.config import Settings
from surveyapp.db import transaction
from surveyapp.errors import DomainError
from surveyapp.models import Collection, Task
from surveyapp.operations.collecting import CollectionPlan, open_collection
from surveyapp.operations.importing import ResponseMapping, count_rows, import_responses
from surveyapp.operations.importing import read_mapping as read_response_mapping
from surveyapp.operations.measures import get_model
from surveyapp.operations.notices import Press
from surveyapp.operations.releasing import close_collection
from surveyapp.operations.rounds import NewTask, add_task, add_unit
from surveyapp.operations.score_runs import freeze_inputs
from surveyapp.worker import run_pending

UNIT = ("开课单位（公开数据，不具名）", "Course provider (public data, unnamed)")


@dataclass(frozen=True)
class Example:
    """The files of the example, read."""

    definitions: Definitions
    mapping: ResponseMapping
    content: bytes

    @property
    def instrument_code(self) -> str:
        """The one questionnaire of the example."""
        return next(iter(self.definitions.instruments))


@dataclass(frozen=True)
class Course:
    """One course as a task: what came out of it, and its notice or why there is none."""

    no: str
    name: str
    inputs: Mapping[str, Any]
    conclusion: Conclusion
    notice: IssuedNotice | None = None
    stopped: DomainError | None = None


def read_example(folder: Path, data: Path | None) -> Example:
    """Read the example's definitions, and its answers from its own file or another one."""
    document = read_model_yaml(folder / "model.yaml")
    instrument = read_instrument((folder / "instrument.yaml").read_bytes())
    mapping = read_response_mapping((folder / "mapping.yaml").read_bytes())
    source = data or next(iter(sorted(folder.glob("*.csv"))))
    definitions = Definitions(document, {instrument.code: instrument})
    return Example(definitions, mapping, source.read_bytes())


@dataclass(frozen=True)
class Cohort:
    """All courses of the example, scored, and the screening of all their answers together."""

    courses: tuple[Course, ...]
    survey: Mapping[str, Any]
    issuer_id: int
    code: str


def play_course(example: Example, *, settings: Settings, seed: int) -> dict[str, Any]:
    """Play the example into the open, empty database and report on it."""
    tick, rng = clock_from(FIRST_DAY), random.Random(seed)  # noqa: S311 - no secret
    cohort = score_courses(example, rng=rng, tick=tick)
    press = Press(settings.base_url)
    numbers = {
        course.no: _issue(course, cohort.issuer_id, press=press, tick=tick)
        for course in cohort.courses
    }
    run_pending(at=tick())
    printed = [
        _with_notice(course, numbers[course.no], settings.data_dir) for course in cohort.courses
    ]
    return course_report(printed, cohort.survey, code=cohort.code)


def score_courses(example: Example, *, rng: random.Random, tick: Tick) -> Cohort:
    """Import the answers, score and confirm every course; all in one transaction."""
    code = example.instrument_code
    with transaction():
        ground = lay_ground(example.definitions, n_experts=0, tick=tick)
        tasks = _import(example, ground, rng=rng, tick=tick)
        model = get_model(ground.round.model_version)
        issuer_id = ground.crew.person("issuer").id
        courses = tuple(_conclude(task, ground, tick=tick) for task in tasks)
    pooled: dict[str, Any] = score(model, _pooled(courses, code))
    return Cohort(courses, pooled["survey"], issuer_id, code)


def _import(example: Example, ground: Ground, *, rng: random.Random, tick: Tick) -> list[Task]:
    """Make a task of each course in the file, bring its answers in, and close it."""
    if example.mapping.task is None:
        raise CommandStopped("导入对应表没有任务列", "the mapping names no task column")
    officer = ground.crew.actor("officer")
    counts = count_rows(example.content, example.mapping)
    unit = add_unit(
        ground.organisation, code="COURSES", names=UNIT, by=ground.crew.actor("lead"), at=tick()
    )
    collections: dict[str, Collection] = {}
    for code, name in example.mapping.task.values.values():
        if code in counts:
            new = NewTask(code, name.zh, name.en or None, _type_of(ground), unit)
            collections[code] = _open(new, counts[code], example, ground=ground, tick=tick)
    import_responses(
        collections, example.content, example.mapping, rng=rng, by=officer, at=tick(days=1)
    )
    for collection in collections.values():
        close_collection(collection, rng=rng, by=officer, at=tick())
    return [collection.task for collection in collections.values()]


def _type_of(ground: Ground) -> str:
    return get_model(ground.round.model_version).task_types[0].code


def _open(new: NewTask, n_rows: int, example: Example, *, ground: Ground, tick: Tick) -> Collection:
    """Open a course's questionnaire; everyone who answered is its frame: there is no roster."""
    crew = ground.crew
    task = add_task(ground.round, new, by=crew.actor("lead"), at=tick(minutes=1))
    give_duties(task, crew, at=tick(minutes=1))
    today = local_date(tick(minutes=1), ground.organisation.time_zone)
    least = get_model(ground.round.model_version).survey.min_valid
    plan = CollectionPlan(n_rows, today, today + timedelta(days=14), n_required=least)
    version = ground.instruments[example.instrument_code]
    return open_collection(task, version, plan, by=crew.actor("officer"), at=tick(minutes=1))


def _conclude(task: Task, ground: Ground, *, tick: Tick) -> Course:
    return Course(task.no, task.name_zh, freeze_inputs(task), conclude(task, ground, tick=tick))


def _pooled(courses: Sequence[Course], code: str) -> dict[str, Any]:
    """Put the answers of all courses together as one case, to be screened as a whole."""
    responses = [row for course in courses for row in course.inputs["survey"][code]["responses"]]
    first = courses[0].inputs
    return {"task": first["task"], "survey": {code: {"responses": responses}}}


def _issue(course: Course, issuer_id: int, *, press: Press, tick: Tick) -> int | DomainError:
    """Issue a course's notice, or return what stands in its way."""
    if course.conclusion.stopped is not None:
        return course.conclusion.stopped
    try:
        return issue(course.conclusion.task_id, issuer_id, press=press, tick=tick)
    except DomainError as error:
        return error


def _with_notice(course: Course, number: int | DomainError, folder: Path) -> Course:
    if isinstance(number, DomainError):
        return replace(course, stopped=number)
    try:
        return replace(course, notice=lay_out_files(number, folder))
    except DomainError as error:
        return replace(course, stopped=error)
