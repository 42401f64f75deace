"""Where a demonstration takes place: organisation, people, definitions and a round."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from forms.instrument import Instrument
from surveyapp.access import SYSTEM
from surveyapp.cli.demo.clockwork import Tick
from surveyapp.cli.demo.people import Crew, hire
from surveyapp.clock import local_date
from surveyapp.models import InstrumentVersion, Organisation, Round
from surveyapp.operations.measures import get_model, publish_instrument, publish_model
from surveyapp.operations.rounds import NewOrganisation, NewRound, add_organisation, open_round


@dataclass(frozen=True)
class Definitions:
    """An indicator model's document and the instruments that go with it, by code."""

    model: Mapping[str, object]
    instruments: Mapping[str, Instrument]


@dataclass(frozen=True)
class Ground:
    """The round of a demonstration, its people and its published instruments, by code."""

    organisation: Organisation
    round: Round
    crew: Crew
    instruments: dict[str, InstrumentVersion]

    @property
    def groups(self) -> list[str]:
        """The respondent groups of the round's indicator model, by code."""
        return [group.code for group in get_model(self.round.model_version).survey.groups]

    def local_date(self, tick: Tick, **step: Any) -> date:
        """Let the clock go on and return the day it then is where the organisation is."""
        return local_date(tick(**step), self.organisation.time_zone)


LONGEST_PLAY = 60
"""Days within which everything that is played falls, the second task's questionnaires included."""
ORGANISATION = NewOrganisation(
    "某区任务成效认定办公室（演示）", "District Office for Task Recognition (demo)"
)


def lay_ground(definitions: Definitions, *, n_experts: int, tick: Tick) -> Ground:
    """Make the organisation and its people, publish the definitions, and open a round."""
    organisation = add_organisation(ORGANISATION, by=SYSTEM, at=tick())
    crew = hire(organisation, n_experts=n_experts, at=tick())
    lead = crew.actor("lead")
    model = publish_model(definitions.model, by=lead, at=tick())
    instruments = {
        code: publish_instrument(instrument, by=lead, at=tick())
        for code, instrument in definitions.instruments.items()
    }
    today = local_date(tick(), organisation.time_zone)
    new = NewRound(
        code=f"{today.year}-DEMO",
        name_zh=f"{today.year}年度演示轮次",
        name_en=f"Demo round {today.year}",
        model_version=model,
        starts_on=date(today.year, 1, 1),
        ends_on=max(date(today.year, 12, 31), today + timedelta(days=LONGEST_PLAY)),
        is_demo=True,
    )
    round_ = open_round(organisation, new, by=lead, at=tick())
    return Ground(organisation, round_, crew, instruments)
