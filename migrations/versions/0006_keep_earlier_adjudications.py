"""Keep earlier adjudications: what was settled before is written beside, once, never changed."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

TABLE = "earlier_adjudication"
WORDS = "an earlier adjudication is never changed"


def upgrade() -> None:
    op.create_table(
        TABLE,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("segment_id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("adjudicator_id", sa.Integer(), nullable=False),
        sa.Column("theme", sa.String(), nullable=False),
        sa.Column("valence", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("adjudicated_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "valence BETWEEN -2 AND 2", name=op.f("ck_earlier_adjudication_valence_in_range")
        ),
        sa.ForeignKeyConstraint(
            ["adjudicator_id"],
            ["person.id"],
            name=op.f("fk_earlier_adjudication_adjudicator_id_person"),
        ),
        sa.ForeignKeyConstraint(
            ["segment_id"], ["segment.id"], name=op.f("fk_earlier_adjudication_segment_id_segment")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_earlier_adjudication")),
        sa.UniqueConstraint(
            "segment_id", "revision", name=op.f("uq_earlier_adjudication_segment_id_revision")
        ),
    )
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            f"CREATE TRIGGER keep_{TABLE}_update BEFORE UPDATE ON {TABLE} "
            f"BEGIN SELECT RAISE(ABORT, '{WORDS}'); END"
        )
        return
    # A quote in other words takes its readings with it, so rows may go; none may be rewritten.
    op.execute(
        f"CREATE FUNCTION keep_{TABLE}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{WORDS}'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER keep_{TABLE} BEFORE UPDATE ON {TABLE} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION keep_{TABLE}()"
    )


def downgrade() -> None:
    op.drop_table(TABLE)
    if op.get_bind().dialect.name != "sqlite":
        op.execute(f"DROP FUNCTION keep_{TABLE}()")
