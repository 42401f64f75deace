"""The one door to the database: how it is opened, and the one place that commits."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, scoped_session, sessionmaker
from sqlalchemy.pool import ConnectionPoolEntry

_reading: ContextVar[bool] = ContextVar("reading", default=False)
_keeping: ContextVar[bool] = ContextVar("keeping", default=False)
_sessions = sessionmaker(autoflush=True, expire_on_commit=False)
session: scoped_session[Session] = scoped_session(_sessions)
"""This thread's session; acts flush it and never commit."""


def open_database(url: str) -> Engine:
    """Open an SQLite or PostgreSQL database for this process, with the settings that keep rows."""
    engine = create_engine(url, pool_pre_ping=not url.startswith("sqlite"))
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _set_up_sqlite)
        event.listen(engine, "begin", _begin_sqlite)
    else:
        event.listen(engine, "begin", _begin_postgresql)
    session.remove()
    _sessions.configure(bind=engine)
    return engine


def _set_up_sqlite(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
    # The driver's own BEGIN comes too late: a read before it is outside the transaction, and
    # concurrent read-then-write loses updates silently. So the driver begins nothing.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        "journal_mode=WAL",
        "synchronous=FULL",
        "foreign_keys=ON",
        "busy_timeout=15000",
        "trusted_schema=OFF",
        "secure_delete=ON",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Connection) -> None:
    if _reading.get():
        connection.exec_driver_sql("PRAGMA query_only=ON")
        connection.exec_driver_sql("BEGIN")
    else:
        connection.exec_driver_sql("PRAGMA query_only=OFF")
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_postgresql(connection: Connection) -> None:
    if _reading.get():
        connection.exec_driver_sql("SET TRANSACTION READ ONLY")


@contextmanager
def transaction() -> Iterator[Session]:
    """Commit what happens inside, or nothing of it: the commands' way to the one commit."""
    held = _reading.set(False)
    session.remove()
    try:
        yield session()
        session.commit()
    except BaseException:
        session.rollback()
        raise
    finally:
        session.remove()
        _reading.reset(held)


class AlreadyThere(Exception):
    """A unique constraint refused a row: what it names is taken."""


@contextmanager
def only_if_new() -> Iterator[None]:
    """Let the database say whether a name is free; raises AlreadyThere and keeps nothing of it."""
    try:
        with session.begin_nested():
            yield
    except IntegrityError as error:
        raise AlreadyThere from error


@contextmanager
def reading() -> Iterator[Session]:
    """Look without being able to change anything: the database itself refuses writes."""
    held = _reading.set(True)
    session.remove()
    try:
        yield session()
    finally:
        session.rollback()
        session.remove()
        _reading.reset(held)


def begin_request(method: str) -> None:
    """Start a request's transaction: read-only for the methods that may change nothing."""
    session.remove()
    _keeping.set(False)
    _reading.set(method in {"GET", "HEAD", "OPTIONS"})


def keep_despite_faults() -> None:
    """Have this request committed though its page reports faults: what was right is not lost."""
    _keeping.set(True)


def finish_request(method: str, status: int) -> None:
    """Commit a request that changes something and went well; roll every other one back."""
    went_well = status < 400 or (status == 400 and _keeping.get())
    if method not in {"GET", "HEAD", "OPTIONS"} and went_well:
        session.commit()
    else:
        session.rollback()


def end_request() -> None:
    """Give the connection back, whatever happened."""
    session.remove()
    _reading.set(False)


class ResidueInUse(Exception):
    """Somebody reads the pages that were to be cleaned; it is to be tried again."""


def clean_residue(*tables: str) -> None:
    """Take out of the database's files what deleted and changed rows left there.

    SQLite writes over freed pages in its main file by itself (secure_delete), but keeps every
    earlier state of a page in its write-ahead log until that is cut off. PostgreSQL keeps dead
    rows until the tables are rewritten. Neither reaches copies made before. Raises ResidueInUse.
    """
    engine = session.get_bind().engine
    if engine.dialect.name == "sqlite":
        _cut_off_log(engine)
        return
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for table in tables:
            connection.exec_driver_sql(f"VACUUM (FULL) {table}")


def _cut_off_log(engine: Engine) -> None:
    connection = engine.raw_connection()  # a checkpoint cannot run inside a transaction
    connection.detach()  # with its own patience, it is not to come back to the pool
    try:
        cursor = connection.cursor()
        cursor.execute("PRAGMA busy_timeout=1000")
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        (is_busy, _in_log, _moved) = cursor.fetchone() or (1, 0, 0)
    finally:
        connection.close()
    if is_busy:
        raise ResidueInUse


def is_alive(engine: Engine) -> bool:
    """Say whether the database answers."""
    with engine.connect() as connection:
        return bool(connection.execute(text("SELECT 1")).scalar_one() == 1)
