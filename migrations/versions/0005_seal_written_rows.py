"""Seal written rows: an event says what the rows of its act hash to, a snapshot its whole sheets."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("event", sa.Column("seals", sa.Text(), nullable=True))
    op.add_column("snapshot", sa.Column("responses_root", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("snapshot", "responses_root")
    op.drop_column("event", "seals")
