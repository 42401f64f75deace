"""How far an organisation's groundwork is, told as facts; no act and no sentence of a page."""

from dataclasses import dataclass

from surveyapp.access import Role
from surveyapp.models import IndicatorModelVersion, Organisation, Round, Task
from surveyapp.operations.measures import get_model
from surveyapp.operations.planning import find_rounds, find_units
from surveyapp.operations.publishing import find_instruments, find_models
from surveyapp.operations.staffing import DUTIES, find_accounts, find_people, missing_duties


@dataclass(frozen=True)
class Groundwork:
    """What is set up, and what is missing before the officers can begin."""

    models: list[IndicatorModelVersion]
    unpublished: list[str]
    """Instruments that the newest model asks for and nobody published, by code."""
    rounds: list[Round]
    n_units: int
    n_tasks: int
    n_people: int
    missing_roles: list[Role]
    understaffed: list[Task]

    @property
    def missing(self) -> list[str]:
        """Return the steps still to do, in order: model, round, tasks, people, duties."""
        steps = {
            "model": not self.models or bool(self.unpublished),
            "round": not self.rounds,
            "tasks": not self.n_tasks,
            "people": bool(self.missing_roles),
            "duties": not self.n_tasks or bool(self.understaffed),
        }
        return [name for name, is_missing in steps.items() if is_missing]

    @property
    def next_step(self) -> str | None:
        """Return what comes first of what is missing, or None when all is ready."""
        return next(iter(self.missing), None)


def look_at_groundwork(organisation: Organisation) -> Groundwork:
    """Look at an organisation's definitions, rounds, tasks, people and duties."""
    models, rounds, people = find_models(), find_rounds(organisation), find_people(organisation)
    accounts = find_accounts(people)
    held = {
        role
        for person in people
        if person.id in accounts and accounts[person.id].disabled_at is None
        for role in person.as_actor().roles
    }
    tasks = [task for round_ in rounds for task in round_.tasks]
    needed = list(dict.fromkeys(kind.role for kind in DUTIES.values()))
    return Groundwork(
        models=models,
        unpublished=_unpublished(models[0]) if models else [],
        rounds=rounds,
        n_units=len(find_units(organisation)),
        n_tasks=len(tasks),
        n_people=len(people),
        missing_roles=[role for role in needed if role not in held],
        understaffed=[task for task in tasks if missing_duties(task)],
    )


def _unpublished(version: IndicatorModelVersion) -> list[str]:
    model = get_model(version)
    wanted = [one.id for one in model.instruments]
    if model.protocol is not None:
        wanted.append(model.protocol.id)
    known = {row.code for row in find_instruments()}
    return [code for code in wanted if code not in known]
