"""Opening an installation for a command: its settings, its database, its file store."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from sqlalchemy import Engine, inspect

from surveyapp.cli.voice import CommandStopped
from surveyapp.config import Settings
from surveyapp.db import open_database
from surveyapp.evidence_store import open_store
from surveyapp.migrating import migrate


@contextmanager
def installation(
    data_dir: Path | None, *, port: int | None = None
) -> Iterator[tuple[Settings, Engine]]:
    """Open settings, database and store for a command; the schema may still be missing."""
    settings = Settings.from_env(data_dir=data_dir, port=port)
    with _opened(settings) as engine:
        yield settings, engine


@contextmanager
def fresh_installation(folder: Path) -> Iterator[Settings]:
    """Make an installation in an empty folder, which is emptied again when the command fails.

    Raises CommandStopped for any other folder.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise CommandStopped(
            f"{folder} 不是空文件夹，请换一个", "the folder is not empty, choose another one"
        )
    folder.mkdir(parents=True, exist_ok=True)
    url = f"sqlite:///{folder.resolve() / 'chengxiao.db'}"
    settings = replace(Settings.from_env(data_dir=folder), database_url=url)
    try:
        with _opened(settings) as engine:
            migrate(engine)
            yield settings
    except BaseException:
        _empty(folder)
        raise


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


@contextmanager
def _opened(settings: Settings) -> Iterator[Engine]:
    engine = open_database(settings.database_url)
    open_store(settings.files_dir)
    try:
        yield engine
    finally:
        engine.dispose()


def require_schema(engine: Engine) -> None:
    """Stop a command on a database that was never migrated; raises CommandStopped."""
    if not inspect(engine).has_table("event"):
        raise CommandStopped(
            "数据库还是空的，请先运行 python3 -m surveyapp migrate",
            "the database is empty, migrate it first",
        )
