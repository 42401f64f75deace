"""Who acts and in which role; which pages a role may open is declared on the blueprints."""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from surveyapp.errors import DutiesNotSeparated, NotAllowed


class Role(StrEnum):
    """The fourteen roles of the measure, and the keeper of accounts beside them."""

    LEAD = "LEAD"  # competent department
    OFF = "OFF"  # recognition officer
    INT = "INT"  # interviewer
    RESP = "RESP"  # respondent
    UNIT = "UNIT"  # assessed unit
    STAT = "STAT"  # statistics department
    FIN = "FIN"  # finance department
    SUP = "SUP"  # audit and supervision
    EXP = "EXP"  # expert
    REV = "REV"  # reviewer
    APP = "APP"  # approver
    ARC = "ARC"  # archivist
    TP = "TP"  # third-party evaluator
    PUB = "PUB"  # public
    SYS = "SYS"  # keeper of accounts and settings


@dataclass(frozen=True)
class Actor:
    """The person behind an act: compare persons, never accounts."""

    person_id: int | None
    name: str
    roles: frozenset[Role]

    def has_role(self, *roles: Role) -> bool:
        """Say whether one of some roles is held."""
        return bool(self.roles.intersection(roles))


SYSTEM = Actor(person_id=None, name="系统", roles=frozenset({Role.SYS}))
"""The program itself: set-up, imports and jobs started from the command line."""


def require_role(by: Actor, *roles: Role) -> None:
    """Stop an act whose actor holds none of the roles; raises `NotAllowed`."""
    if by is not SYSTEM and not by.has_role(*roles):
        raise NotAllowed


def require_other_person(
    by: Actor, earlier: Collection[int | None], *, first: str, second: str
) -> None:
    """Stop an act by a person who already did the step it must be separate from."""
    if by.person_id is not None and by.person_id in earlier:
        raise DutiesNotSeparated(first=first, second=second)
