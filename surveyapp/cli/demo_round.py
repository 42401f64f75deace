"""`demo-round`: the demo round put into an empty database, before the first start serves it."""

import argparse
import random

from sqlalchemy import select

from surveyapp.cli.demo.case_file import read_play
from surveyapp.cli.demo.round import play_demo_round
from surveyapp.cli.installation import installation
from surveyapp.cli.voice import CommandStopped
from surveyapp.clock import now
from surveyapp.db import session, transaction
from surveyapp.migrating import migrate
from surveyapp.models import Organisation


def demo_round_command(chosen: argparse.Namespace) -> int:
    """Put the demo round into an empty database, all of it or nothing."""
    definitions, _case, taken = read_play(None, None)
    with installation(chosen.data) as (_settings, engine):
        migrate(engine)
        with transaction():
            if session.execute(select(Organisation.id).limit(1)).first() is not None:
                raise CommandStopped(
                    "数据库不是空的，没有放入演示轮次", "the database is not empty"
                )
            rng = random.Random(1)  # noqa: S311 - no secret
            play_demo_round(definitions, taken, rng=rng, at=now())
    return 0
