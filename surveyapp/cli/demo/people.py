"""The people of a demonstration as rows: added with their accounts, given their duties."""

from dataclasses import dataclass
from datetime import datetime

from surveyapp.access import SYSTEM, Actor
from surveyapp.cli.demo.cast import PARTS, Part, expert_parts
from surveyapp.models import Organisation, Person, Task
from surveyapp.operations.rounds import give_duty
from surveyapp.operations.signing_in import NewPerson, add_person


@dataclass(frozen=True)
class Crew:
    """Who plays which part; experts in the order of their labels."""

    by_key: dict[str, Person]
    experts: tuple[Person, ...]

    def person(self, key: str) -> Person:
        """Return who plays a part."""
        return self.by_key[key]

    def actor(self, key: str) -> Actor:
        """Return who plays a part, as the actor of acts."""
        return self.by_key[key].as_actor()


def hire(organisation: Organisation, *, n_experts: int, at: datetime) -> Crew:
    """Add everyone to the organisation, each with an account and one role."""
    panel = expert_parts(n_experts)
    by_key = {part.key: _add(organisation, part, at) for part in (*PARTS, *panel)}
    return Crew(by_key, tuple(by_key[part.key] for part in panel))


def _add(organisation: Organisation, part: Part, at: datetime) -> Person:
    new = NewPerson(part.login, part.name_zh, part.name_en, frozenset({part.role}))
    return add_person(organisation, new, by=SYSTEM, at=at)


def give_duties(task: Task, crew: Crew, *, at: datetime) -> None:
    """Give everyone but the experts, who are invited, their duties on a task."""
    lead = crew.actor("lead")
    for part in PARTS:
        for kind in part.duties:
            give_duty(task, crew.person(part.key), kind=kind, by=lead, at=at)
