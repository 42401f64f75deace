"""Bringing a database to the newest schema; the schema itself is written in `migrations/`."""

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine

from surveyapp.config import ROOT


def alembic_config(engine: Engine) -> Config:
    """Return Alembic's settings bound to an open database."""
    config = Config(toml_file=str(ROOT / "pyproject.toml"))
    config.attributes["engine"] = engine
    return config


def migrate(engine: Engine, *, to: str = "head") -> None:
    """Bring the database to a revision: `head` by default, `base` takes everything away."""
    if to == "base":
        command.downgrade(alembic_config(engine), "base")
    else:
        command.upgrade(alembic_config(engine), to)
