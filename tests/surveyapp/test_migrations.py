"""The schema: one head, up and down on both databases, and equal to the models."""

from pathlib import Path

import pytest
from alembic import command
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from surveyapp.config import ROOT
from surveyapp.db import open_database
from surveyapp.migrating import alembic_config, migrate
from surveyapp.models import UNCHANGING, Base


def test_migrations_are_numbered_and_have_one_head(sqlite_database: Engine) -> None:
    script = ScriptDirectory.from_config(alembic_config(sqlite_database))
    assert len(script.get_heads()) == 1
    names = sorted(p.name for p in (ROOT / "migrations" / "versions").glob("*.py"))
    assert [name[:4] for name in names] == [f"{n:04d}" for n in range(1, len(names) + 1)]


def test_the_migrated_schema_equals_the_models(database: Engine) -> None:
    command.check(alembic_config(database))


def test_migrations_run_up_and_down_and_up_again(database: Engine) -> None:
    migrate(database, to="base")
    assert set(inspect(database).get_table_names()) <= {"alembic_version"}
    migrate(database)
    command.check(alembic_config(database))


def test_every_unchanging_table_is_kept_by_a_trigger() -> None:
    text = (ROOT / "migrations" / "versions" / "0002_keep_written_rows.py").read_text("utf-8")
    marked = {t.name for t in Base.metadata.sorted_tables if t.info.get(UNCHANGING)}
    assert {name for name in marked if f'"{name}"' not in text} == set()


def test_every_constraint_has_a_name(sqlite_database: Engine) -> None:
    inspector = inspect(sqlite_database)
    for table in Base.metadata.tables:
        for check in inspector.get_check_constraints(table):
            assert check["name"], table
        for key in inspector.get_foreign_keys(table):
            assert key["name"], table


@pytest.mark.parametrize("value", ["NaN", "Infinity"])
def test_not_a_number_cannot_be_written(database: Engine, tmp_path: Path, value: str) -> None:
    document = Base.metadata.tables["job"].c.parameters.type
    with pytest.raises(ValueError, match="Out of range float"):
        document.process_bind_param({"x": float(value)}, database.dialect)


def test_a_second_process_finds_the_schema_in_place(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'a.db'}"
    engine = open_database(url)
    migrate(engine)
    engine.dispose()
    again = open_database(url)
    migrate(again)
    command.check(alembic_config(again))
    again.dispose()
