"""How Alembic reaches the database: the application's own door, one transaction a migration."""

from alembic import context

from surveyapp.config import Settings
from surveyapp.db import open_database
from surveyapp.models import Base
from surveyapp.models.base import Document, UtcDateTime

engine = context.config.attributes.get("engine") or open_database(Settings.from_env().database_url)


def write_type(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column types by what they are in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return "sa.Text()" if kind == "type" and isinstance(item, Document) else False


with engine.connect() as connection:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_item=write_type,
        render_as_batch=False,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    connection.commit()
