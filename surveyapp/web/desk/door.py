"""What is true of every page of the desk: an officer, tasks within reach, each field once."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from flask import Blueprint, current_app, url_for

from surveyapp.access import Role
from surveyapp.clock import local_date, now
from surveyapp.operations.rounds import get_task
from surveyapp.web.refusing import take_each_field_once
from surveyapp.web.roles import actor, open_to

if TYPE_CHECKING:
    from surveyapp.models import Task

blueprint = Blueprint("desk", __name__, url_prefix="/desk")
open_to(blueprint, Role.OFF)
take_each_field_once(blueprint, but=frozenset({"items"}))


def officers_task(task_id: int) -> Task:
    """Return a task on which this person is the officer; raises NotFound for all others."""
    return get_task(task_id, by=actor(), kinds=("officer",))


def today_of(task: Task) -> date:
    """Return the day it is where the task's organisation is."""
    return local_date(now(), task.round.organisation.time_zone)


def link_to(endpoint: str, **values: Any) -> str | None:
    """Return the address of a page, or None where this installation has no such page."""
    if endpoint not in current_app.view_functions:
        return None
    return url_for(endpoint, **values)
