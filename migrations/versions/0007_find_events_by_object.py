"""Find events by their object: each page asks for the seals of the rows that it shows."""

from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_event_object", "event", ["object_type", "object_id"])


def downgrade() -> None:
    op.drop_index("ix_event_object", table_name="event")
